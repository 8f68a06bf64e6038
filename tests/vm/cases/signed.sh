# SPDX-License-Identifier: GPL-2.0
# A kernel that does not insist on signatures takes a module that is signed with a key
# that it does not know, as it takes one without.
expect 0 'applied' kmend apply /patches/meminfo-signed.ko
check "the new code is in force" grep MemUsed /proc/meminfo
expect 0 'reverted' kmend revert meminfo
