# SPDX-License-Identifier: GPL-2.0
# A dry run says what an apply would meet, and changes nothing.
start_monitor
nothing_changed()
{
	check "no module is left ($1)" no ls /sys/module/kmend/holders/*
	check "nothing is in force ($1)" no grep -E 'MemUsed|MemTaken' /proc/meminfo
}

expect 0 '^meminfo: would go in now, predicted pause' kmend check /patches/meminfo.ko
nothing_changed "clear"
expect 0 '"would_apply":true' kmend check --json /patches/meminfo.ko
expect 0 'two-objects: would go in now' kmend check /patches/meminfo.ko /patches/two-objects.ko
nothing_changed "two"

start_sleeper napper
expect 5 'pipe: would not go in now: a thread is inside' kmend check /patches/pipe.ko
check "the sleeper is named" grep 'napper\['"$SLEEPER"'\] sleeping in pipe_read' /tmp/out
check "told by an event" events "any(.event == \"checked\" and .id == \"pipe\" and .cause == \"busy\" and
	any(.blockers[]?; .pid == $SLEEPER))"
check "nothing else was told" events 'all(.event == "loaded" or .event == "unloaded" or .event == "checked")'
nothing_changed "busy"
stop "$SLEEPER"
expect 0 'pipe: would go in now' kmend check /patches/pipe.ko

# What it lacks.
expect 3 "depends on 'meminfo', which is not loaded" kmend check /patches/loadavg.ko
nothing_changed "dependency"
expect 0 'loadavg: would go in now' kmend check /patches/loadavg.ko /patches/meminfo.ko
expect 3 'cycle' kmend check /patches/loadavg.ko /patches/meminfo-cycle.ko
expect 3 'conflicts' kmend check /patches/loadavg.ko /patches/meminfo.ko /patches/two-objects.ko
expect 3 'mismatch.ko|the running code, or data, is not' kmend check /patches/bad/mismatch.ko
expect 3 'no-symbol.ko: .*si_swapXnfo' kmend check /patches/meminfo-new.ko /patches/bad/no-symbol.ko
expect 3 'built for another kernel release' kmend check /patches/bad/other-release-inside.ko
nothing_changed "refused"

redirect jump
echo meminfo_proc_show >/sys/kernel/tracing/set_ftrace_filter
echo function >/sys/kernel/tracing/current_tracer
expect 3 'a tracer, probe or other patcher' kmend check /patches/meminfo.ko
echo nop >/sys/kernel/tracing/current_tracer
echo >/sys/kernel/tracing/set_ftrace_filter
nothing_changed "traced"

# What is loaded stays.
insmod /patches/meminfo.ko
expect 0 'meminfo: would go in now' kmend check /patches/meminfo.ko
check "checked where it is" patch meminfo '.state == "loaded"'
expect 3 'meminfo is loaded, but not from this file' kmend check /patches/meminfo-cycle.ko
check "it is still loaded" loaded meminfo
expect 0 'applied' kmend apply /patches/meminfo.ko
expect 3 'meminfo: a patch of that id is applied already' kmend check /patches/meminfo.ko
expect 0 'meminfo-new: would go in now' kmend check /patches/meminfo-new.ko
check "the old one is in force" grep MemUsed /proc/meminfo
expect 0 'reverted' kmend revert meminfo

# Ended at any moment, it leaves nothing behind.
for delay in 0 5000 10000 20000 40000 80000; do
	kmend check /patches/meminfo.ko /patches/two-objects.ko >/tmp/out 2>&1 &
	pid=$!
	usleep $delay
	kill -TERM $pid
	wait $pid
	nothing_changed "ended after $delay us"
done
