# SPDX-License-Identifier: GPL-2.0
# also: at a time
# Two patches of one function: the newer wins, and only the top one may go.
expect 0 'applied' kmend apply /patches/meminfo.ko
expect 0 'applied' kmend apply /patches/meminfo-shared.ko
check "the second is in force" grep MemShared /proc/meminfo
expect 3 'meminfo: .*on top' kmend revert meminfo
check "both are applied" patch meminfo '.state == "applied"'
check "the second is still in force" grep MemShared /proc/meminfo
expect 0 'reverted' kmend revert meminfo-shared
check "the first is in force again" grep MemUsed /proc/meminfo
check "without the second's row" no grep MemShared /proc/meminfo
expect 0 'reverted' kmend revert meminfo
check "the kernel's own is in force again" no grep MemUsed /proc/meminfo
