# SPDX-License-Identifier: GPL-2.0
# A patch module that is in force is forced out: its exit is held up until the next boot, since the
# kernel runs its code. The patch stays in force, for whoever unloads the module is in it and never leaves;
# other patches come and go. What is loaded stays then, so this comes after all other cases.
#
# keeps: kmend
expect 0 '^meminfo: applied' kmend apply /patches/meminfo.ko
check "rmmod alone is refused" no rmmod meminfo
# Nothing that the cases wait for may be in its hands.
rmmod -f meminfo </dev/null >/dev/null 2>&1 3>&- &
forced=$!
check "the module is going" wait_until 10 grep -E '^meminfo .*Unloading' /proc/modules
check "who forces it is held up" no wait_until 3 no kill -0 $forced
check "in the manager" grep kmend /proc/$forced/stack
check "its code is in force" grep MemUsed /proc/meminfo
check "and told so" patch meminfo '.state == "applied"'
check "the log says why" sh -c 'dmesg | grep "kmend: .*meminfo"'
expect 0 '^eventfd: applied' kmend apply /patches/eventfd.ko
expect 0 '^eventfd: reverted' kmend revert --keep eventfd
expect 5 'blocked by rmmod\['$forced'\] sleeping in kmend_unit_exit' kmend revert --keep --deadline 1s meminfo
check "it stays applied" patch meminfo '.state == "applied" and .cause == "deadline"'
check "and in force" grep MemUsed /proc/meminfo
check "it cannot be asked for again" no submit meminfo
check "its module is still going" grep -E '^meminfo .*Unloading' /proc/modules
