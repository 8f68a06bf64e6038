# SPDX-License-Identifier: GPL-2.0
# Whoever comes by way of ftrace to a function that is redirected by a jump is found and told of.
# timeout: 240
cd /sys/kernel/tracing || exit
redirect jump

# bypassed WHO: show tells who is deceived; empty: nobody
bypassed()
{
	patch meminfo ".functions | map(select(.bypassed) | .name + \":\" + .bypassed) ==
		(if \"$1\" == \"\" then [] else [\"meminfo_proc_show:$1\"] end)"
}
# told N: so many events tell of one
told() { events "map(select(.event == \"bypassed\")) | length == $1"; }

start_monitor
echo 'p:probe meminfo_proc_show' >kprobe_events
expect 0 'applied' kmend apply /patches/meminfo.ko
check "at first nobody" bypassed ''
echo 1 >events/kprobes/enable
check "show finds a kprobe" bypassed kprobe
check "an event tells" wait_until 10 events 'any(.event == "bypassed" and .id == "meminfo" and
	.detail == "meminfo_proc_show: a kprobe that came later never runs")'
expect 0 'meminfo_proc_show \(vmlinux\): by a jump at the entry; a kprobe that came later never runs' kmend show meminfo
check "once" told 1
echo 0 >events/kprobes/enable
check "it is gone" bypassed ''
echo 1 >events/kprobes/enable
check "without being asked, the manager finds it" wait_until 30 told 2
echo 0 >events/kprobes/enable
expect 0 'reverted' kmend revert meminfo
echo >kprobe_events

# By ftrace nobody is deceived.
redirect ftrace
echo 'p:probe meminfo_proc_show' >kprobe_events
expect 0 'applied' kmend apply /patches/meminfo.ko
echo 1 >events/kprobes/enable
check "by ftrace nobody is" bypassed ''
cat /proc/meminfo >/dev/null
check "it is hit" [ "$(awk '$1 == "probe" { print $2 }' kprobe_profile)" -gt 0 ]
echo 0 >events/kprobes/enable
echo >kprobe_events
expect 0 'reverted' kmend revert meminfo
check "no more events" told 2
cd /
