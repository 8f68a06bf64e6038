# SPDX-License-Identifier: GPL-2.0
# What the kernel's own selftests of livepatch ask of it, asked of kmend, with its events in place
# of their log lines: patching, tracers, probes, what is told of a patch, system
# calls. Documentation/livepatch.md has the table; like-callbacks.sh the rest.
# timeout: 600
tracing=/sys/kernel/tracing
mended() { grep -q mended "/proc/$1"; }
module_is() { patch "$1" ".modules | any(.name == \"$2\" and .state == \"$3\")"; }
in_force() { kmend list --json >/tmp/list.json && jq -e "map(select(.state == \"applied\") | .id) | sort == $1" /tmp/list.json; }
start_monitor

like 1
check "the kernel's own code" no grep MemUsed /proc/meminfo
expect 0 '^meminfo: applied' kmend apply /patches/meminfo.ko
check "the new code" grep MemUsed /proc/meminfo
expect 0 '^meminfo: reverted' kmend revert meminfo
check "the kernel's own again" no grep MemUsed /proc/meminfo
check "its module is gone" no loaded meminfo
check "in this order" wait_until 10 events 'map(.event) ==
	["loaded", "submitted", "applied", "revert-submitted", "reverted", "unloaded"]'

like 2
expect 0 'applied' kmend apply /patches/meminfo.ko
expect 0 'applied' kmend apply /patches/two-objects.ko
check "the first" grep MemUsed /proc/meminfo
check "and the second" mended version
expect 0 'reverted' kmend revert two-objects
check "the second is gone" no mended version
check "the first is not" grep MemUsed /proc/meminfo

like 3
expect 0 'applied' kmend apply /patches/meminfo-shared.ko
expect 0 'applied' kmend apply /patches/two-objects.ko
check "three patches" in_force '["meminfo", "meminfo-shared", "two-objects"]'
expect 0 'cumulative: applied' kmend apply /patches/softirqs.ko
check "one patch" in_force '["cumulative"]'
check "its code" mended softirqs
check "and no other" no grep -E 'MemUsed|MemShared' /proc/meminfo
check "no other at all" no mended version
for module in two_objects meminfo_shared meminfo; do
	check "$module can be unloaded" rmmod $module
done
expect 0 'reverted' kmend revert cumulative
check "no patch" in_force '[]'
check "the kernel's own" no mended softirqs

like 4
insmod /modules/target.ko
check "the module's own code" grep -x 42 /proc/target/value
expect 0 'applied' kmend apply /modules/target_patch.ko
check "the new code" grep -x 1042 /proc/target/value
expect 0 'reverted' kmend revert target
check "the module's own again" grep -x 42 /proc/target/value
rmmod target

like 5
expect 0 'applied' kmend apply /patches/late.ko
dmesg -c >/dev/null
insmod /modules/loop.ko max_loop=1
check "the new code, from the first call on" sh -c 'dmesg | grep "loop: mended: adds device 0"'
expect 0 'reverted' kmend revert late
rmmod loop
dmesg -c >/dev/null
insmod /modules/loop.ko max_loop=1
check "the module's own again" no sh -c 'dmesg | grep mended'
rmmod loop

# Not a call of ftrace but a jump: with ftrace switched off, it is in force all the same.
like 6
echo 0 >/proc/sys/kernel/ftrace_enabled
expect 0 'applied' kmend apply /patches/meminfo.ko
check "applied without ftrace" grep MemUsed /proc/meminfo
echo 1 >/proc/sys/kernel/ftrace_enabled
check "in force with it" grep MemUsed /proc/meminfo
echo 0 >/proc/sys/kernel/ftrace_enabled
check "and when it is switched off" grep MemUsed /proc/meminfo
expect 0 'reverted' kmend revert meminfo
check "out of force" no grep MemUsed /proc/meminfo
echo 1 >/proc/sys/kernel/ftrace_enabled

like 7
expect 0 'applied' kmend apply /patches/meminfo.ko
grep meminfo $tracing/available_filter_functions
echo 'meminfo_proc_show:mod:meminfo' >$tracing/set_ftrace_filter
echo function >$tracing/current_tracer
check "the new code is in force" grep MemUsed /proc/meminfo
cat $tracing/trace
check "and was traced" grep meminfo_proc_show $tracing/trace
echo nop >$tracing/current_tracer
echo >$tracing/set_ftrace_filter
check "it is in force without the tracer" grep MemUsed /proc/meminfo
expect 0 'reverted' kmend revert meminfo

like 8
echo meminfo_proc_show >$tracing/set_ftrace_filter
echo function >$tracing/current_tracer
expect 0 'applied' kmend apply /patches/meminfo.ko
check "in force beside a tracer that was there first" grep MemUsed /proc/meminfo
check "which sees what it asked for" grep meminfo_proc_show $tracing/trace
expect 0 'reverted' kmend revert meminfo
# A jump needs the entry for itself: whoever was there first is waited for, and named.
redirect jump
expect 0 'submitted' kmend apply --no-wait /patches/meminfo.ko
check "it waits for the tracer" wait_until 10 patch meminfo '.state == "pending" and .cause == "site-in-use"'
grep MemFree /proc/meminfo
check "which sees what it asked for" grep meminfo_proc_show $tracing/trace
echo nop >$tracing/current_tracer
echo >$tracing/set_ftrace_filter
check "in force when it has gone" wait_until 30 grep MemUsed /proc/meminfo
expect 0 'reverted' kmend revert meminfo

# As upstream refuses a probe with a post handler. By ftrace, see coexist.sh.
like 9
echo 'p:like meminfo_proc_show' >$tracing/kprobe_events
echo 1 >$tracing/events/kprobes/like/enable
expect 5 'not applied' kmend apply --deadline 500ms /patches/meminfo.ko
check "nothing is in force" no grep MemUsed /proc/meminfo
check "nothing is left" no loaded meminfo
check "the cause is told" events 'any(.event == "failed" and .id == "meminfo" and .cause == "deadline" and
	(.detail | test("ftrace|probe|site")))'
echo 0 >$tracing/events/kprobes/like/enable
echo >$tracing/kprobe_events
redirect auto

# One in the function that is in force does not disturb it, and is hit.
like 10
expect 0 'applied' kmend apply /patches/meminfo.ko
echo 'p:like meminfo:meminfo_proc_show' >$tracing/kprobe_events
echo 1 >$tracing/events/kprobes/like/enable
echo >$tracing/trace
check "the new code with a probe in it" grep MemUsed /proc/meminfo
check "the probe is hit" grep like $tracing/trace
echo 0 >$tracing/events/kprobes/like/enable
echo >$tracing/kprobe_events
check "the new code without" grep MemUsed /proc/meminfo
expect 0 'reverted' kmend revert meminfo

like 11
expect 0 'applied' kmend apply /patches/meminfo.ko
check "what is told of a patch" patch meminfo '.id == "meminfo" and .state == "applied" and .module == "meminfo"
	and .order > 0 and .transaction > 0 and .attempts >= 1 and .policy == "default"
	and (.functions | any(.name == "meminfo_proc_show" and .object == "vmlinux"))'
chmod 755 / /tmp
check "to everybody" su -s /bin/sh nobody -c 'kmend show meminfo'
check "who may not change it" no su -s /bin/sh nobody -c 'kmend revert meminfo'
check "still in force" grep MemUsed /proc/meminfo
expect 0 'reverted' kmend revert meminfo
check "and that it is not" patch meminfo '.state == "reverted" and .order == null'

like 12
expect 0 'applied' kmend apply /patches/late.ko
check "the module is absent" module_is late loop absent
insmod /modules/loop.ko max_loop=1
check "patched" module_is late loop patched
rmmod loop
check "absent" module_is late loop absent
expect 0 'reverted' kmend revert late

like 13
insmod /patches/softirqs.ko
check "it replaces all" patch cumulative '.replaces_all == true'
expect 0 '^replaces: +all$' kmend show cumulative
rmmod cumulative
like 14
insmod /patches/meminfo.ko
check "it replaces nothing" patch meminfo '(.replaces_all | not) and (.replaces // [] | length) == 0'
rmmod meminfo

like 15
expect 0 'applied' kmend apply /patches/two-objects.ko
expect 0 'applied' kmend apply /patches/meminfo.ko
expect 0 'applied' kmend apply /patches/meminfo-shared.ko
order() { jq .order /tmp/patch.json; }
patch two-objects . && first=$(order) && patch meminfo . && second=$(order) && patch meminfo-shared . && third=$(order)
check "told in the order in which they lie ($first, $second, $third)" [ "$first" -lt "$second" -a "$second" -lt "$third" ]
expect 0 'reverted' kmend revert two-objects
check "one goes, the others stay in theirs" patch meminfo-shared ".order == $third"
expect 0 'reverted' kmend revert --cascade meminfo

like 16
hammer 128 200 >/tmp/hammer &
hammer=$!
JOBS="$JOBS $hammer"
check "128 processes ask for their pid" wait_until 60 grep 'all are at it' /tmp/hammer
expect 0 'applied' kmend apply --deadline 120s /patches/getpid.ko
wait $hammer
check "each has had the new answer" [ $? = 0 ]
expect 0 'reverted' kmend revert --deadline 60s getpid
like
