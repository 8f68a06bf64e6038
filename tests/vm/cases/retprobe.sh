# SPDX-License-Identifier: GPL-2.0
# Return probes on what everybody calls, with threads that are preempted inside:
# their stacks are looked at without a word from the unwinder.
readers=4
cd /sys/kernel/tracing || exit
echo 'r:kmend_test vfs_read' >kprobe_events
echo 1 >events/kprobes/enable
while [ $readers -gt 0 ]; do
	while :; do read -r _ </proc/uptime; done &
	JOBS="$JOBS $!"
	readers=$((readers - 1))
done
for round in 1 2 3; do
	expect 0 'applied' kmend apply /patches/meminfo.ko
	check "in force, round $round" grep MemUsed /proc/meminfo
	expect 0 'reverted' kmend revert meminfo
done
# shellcheck disable=SC2086 # one a word
kill $JOBS
echo 0 >events/kprobes/enable
echo >kprobe_events
