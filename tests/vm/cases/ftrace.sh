# SPDX-License-Identifier: GPL-2.0
# Patches and the function tracer on one function do not hurt each other, if the patch takes
# the entry for itself. Where they share it: redirect.sh.
redirect jump
cd /sys/kernel/tracing || exit
expect 0 'applied' kmend apply /patches/meminfo.ko

echo 1024 >buffer_size_kb
check "every function is traced while a patch is in force" trace_all
check "the patch stays in force" grep MemUsed /proc/meminfo
check "no function is traced" trace_none
check "and after the trace" grep MemUsed /proc/meminfo
expect 0 'reverted' kmend revert meminfo

# A function that is being traced at its entry: wait until it is not.
echo meminfo_proc_show >set_ftrace_filter
echo function >current_tracer
expect 5 'deadline' kmend apply --deadline 500ms /patches/meminfo.ko
start_monitor
expect 0 'submitted' kmend apply --no-wait /patches/meminfo.ko
check "the event tells that the site is in use" wait_until 10 events 'any(.event == "blocked" and
	.cause == "site-in-use" and (.detail | contains("meminfo_proc_show")))'
check "it is not in force" no grep MemUsed /proc/meminfo
check "the tracer still works" grep -q meminfo_proc_show trace
echo nop >current_tracer
echo >set_ftrace_filter
check "applied once the tracer left" wait_until 30 grep MemUsed /proc/meminfo
check "the event comes" wait_until 10 events 'any(.event == "applied")'
expect 0 'reverted' kmend revert meminfo

cat /proc/sys/kernel/ftrace_enabled
check "ftrace is alive" grep -x 1 /proc/sys/kernel/ftrace_enabled
