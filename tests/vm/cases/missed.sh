# SPDX-License-Identifier: GPL-2.0
# Each stop of these tests also looks at all threads. That this is no empty promise: here the
# manager is made to miss one, and it is found, told, and nothing is written.
stats() { kmend stats --json >/tmp/stats.json && jq -e "$1" /tmp/stats.json; }

check "the comparison is on" grep -x Y /sys/module/kmend/parameters/compare_scans
start_monitor
start_sleeper missed
check "somebody makes it blind" insmod /modules/blind.ko name=missed
expect 5 'missed\[[0-9]+\] sleeping in pipe_read' kmend apply --deadline 500ms /patches/pipe.ko
check "the disagreement is counted" stats '.disagreements >= 1'
check "and told" sh -c 'dmesg | grep "scans disagree: thread [0-9]* (missed) was in pipe_read"'
check "nothing was written" events 'all(.event != "applied")'
rmmod blind
before=$(jq .disagreements /tmp/stats.json)
expect 5 'missed\[[0-9]+\] sleeping in pipe_read' kmend apply --deadline 500ms /patches/pipe.ko
check "with its eyes back it sees for itself" stats ".disagreements == $before"
check "and does not stop the machine for that" stats '.spared >= 2'
kill_jobs
# The counter is to be 0 at the end.
wait_until 10 rmmod kmend
modprobe kmend
