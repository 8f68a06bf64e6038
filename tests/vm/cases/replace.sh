# SPDX-License-Identifier: GPL-2.0
# also: at a time
# A patch that replaces others takes over in one pass, and gives back in one.
start_monitor
expect 0 'applied' kmend apply /patches/meminfo.ko
expect 0 'applied' kmend apply /patches/meminfo-shared.ko
expect 0 'meminfo-new: applied' kmend apply /patches/meminfo-new.ko
check "the new one is in force" grep MemTaken /proc/meminfo
check "the old ones are not" no grep -E 'MemUsed|MemShared' /proc/meminfo
check "the old ones are superseded" patch meminfo '.state == "superseded" and .superseded_by == "meminfo-new"'
check "told by events" events 'map(select(.event == "superseded") | .id) | sort == ["meminfo", "meminfo-shared"]'
expect 0 '^  replaced by meminfo-new \(applied\)$' kmend graph
expect 0 '^  replaces meminfo \(superseded\)$' kmend graph
expect 0 'superseded +by meminfo-new' kmend list --loaded
expect 3 "it was replaced by 'meminfo-new', which is applied" kmend apply /patches/meminfo.ko
check "its module is still there" loaded meminfo

# Undone: exactly what was there comes back.
expect 0 'meminfo-shared: restored' kmend revert meminfo-new
check "the one on top is in force again" grep MemShared /proc/meminfo
check "and the one below" patch meminfo '.state == "applied"'
expect 3 'on top' kmend revert meminfo
expect 0 'reverted' kmend revert meminfo-shared
check "it is" grep MemUsed /proc/meminfo
check "without the other's row" no grep MemShared /proc/meminfo

# One whose module was unloaded meanwhile does not come back.
expect 0 'meminfo-new: applied' kmend apply /patches/meminfo-new.ko
expect 0 'meminfo: unloaded' kmend cancel meminfo
expect 0 'meminfo-new: reverted' kmend revert meminfo-new
check "the kernel's own is in force" no grep -E 'MemUsed|MemTaken' /proc/meminfo

# All of them.
expect 0 'applied' kmend apply /patches/meminfo.ko /patches/two-objects.ko
expect 0 'cumulative: applied' kmend apply /patches/softirqs.ko
check "in force" grep mended /proc/softirqs
check "and nothing else" no grep MemUsed /proc/meminfo
check "nothing at all" no grep mended /proc/version
expect 0 '^  replaces all$' kmend graph
expect 0 '^replaces: +all$' kmend show cumulative
expect 0 'two-objects: restored' kmend revert cumulative
check "back again" grep mended /proc/version
check "all" grep MemUsed /proc/meminfo
check "and it is out" no grep mended /proc/softirqs
expect 0 'reverted' kmend revert meminfo two-objects

# A replacement that fails changes nothing.
expect 0 'applied' kmend apply /patches/pipe.ko
start_sleeper napper
expect 5 'cumulative: not applied' kmend apply --deadline 1s /patches/softirqs.ko
check "the old one is in force" patch pipe '.state == "applied"'
emptyread >/tmp/answer
check "it works" grep -x EAGAIN /tmp/answer
stop "$SLEEPER"
expect 0 'reverted' kmend revert pipe
