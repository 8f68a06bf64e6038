# SPDX-License-Identifier: GPL-2.0
# New code reaches what only the kernel's own code may use without more ado: symbols in
# a namespace, and symbols that it refers to weakly.
expect 0 'applied' kmend apply /patches/dma-buf.ko
expect 0 'reverted' kmend revert dma-buf

cp /sys/kernel/notes /tmp/notes
expect 0 'applied' kmend apply /patches/notes.ko
check "the notes are the same by the new code" cmp /sys/kernel/notes /tmp/notes
dmesg >/tmp/dmesg
check "and it was the new code" grep 'the notes of the kernel are read' /tmp/dmesg
expect 0 'reverted' kmend revert notes
