# SPDX-License-Identifier: GPL-2.0
# A pointer in the kernel's data that a patch makes lead into its module: the module stays until the next boot,
# although the patch goes out; and what somebody else wrote there is not written over.
# needs: /patches/data-code.ko, /modules/scribble.ko
#
# keeps: kmend
ostype() { cat /proc/sys/kernel/ostype >/tmp/ostype; cat /tmp/ostype; grep -qx "$1" /tmp/ostype; }
# scribble VALUE: into the pointer that the patch changes
table=$(sed -n 's/^\([0-9a-f]*\) d uts_kern_table$/\1/p' /proc/kallsyms)
scribble() { insmod /modules/scribble.ko at=$(printf %#x $((0x$table + 0x60))) value="$1" && rmmod scribble; }
handler=0x$(sed -n 's/^\([0-9a-f]*\) t proc_do_uts_string$/\1/p' /proc/kallsyms)

check "the kernel's" ostype Linux
check "somebody writes there" scribble 0
expect 3 'uts_kern_table\+0x60: does not hold the value that the patch was built against' \
	kmend apply /patches/data-code.ko
check "what stands there is left alone" no ostype Linux
check "it is put right" scribble $handler
check "the kernel's again" ostype Linux

expect 0 'applied' kmend apply /patches/data-code.ko
check "it leads to the patch's function" ostype mended
check "told so" patch data-code '.stays'
expect 0 '^stays: +until the next boot' kmend show data-code
check "the log says why" sh -c 'dmesg | grep "kmend: .*data_code.*uts_kern_table"'
check "somebody writes over it" scribble 0
expect 1 'uts_kern_table\+0x60: somebody wrote over the patch' kmend revert data-code
check "it is not taken back" no ostype Linux
check "it stays applied" patch data-code '.state == "applied" and .cause == "altered"'
new=0x$(sed -n 's/^\([0-9a-f]*\) t proc_do_mended.*$/\1/p' /proc/kallsyms)
check "it is put right" scribble $new
check "the patch's again" ostype mended

expect 0 'its module stays until the next boot' kmend revert data-code
check "the kernel's again" ostype Linux
check "it is out" patch data-code '.state == "reverted" and .stays'
check "its module stays" loaded data_code
check "also if somebody asks" no rmmod data_code
expect 3 'its module stays until the next boot' kmend cancel data-code
expect 0 'applied' kmend apply /patches/data-code.ko
check "it can come back" ostype mended
expect 0 'reverted' kmend revert data-code
check "and go" ostype Linux
check "told still" patch data-code '.stays'
