# SPDX-License-Identifier: GPL-2.0
# What happens to the machine while a patch waits for its next attempt: CPUs come
# and go, the clock is set, the machine sleeps.
policies=/sys/kernel/config/kmend/policies
mkdir $policies/often
echo 20 >$policies/often/initial_delay_ms
echo 20 >$policies/often/max_delay_ms
echo 3600000 >$policies/often/deadline_ms

start_monitor
start_sleeper napper
expect 0 'submitted' kmend apply --no-wait --policy often /patches/pipe.ko
check "blocked" wait_until 10 patch pipe '.cause == "busy"'

# Attempts go on while a CPU goes and comes back; each stops those that are there.
cpu=/sys/devices/system/cpu/cpu1/online
for _ in 1 2 3 4 5; do
	echo 0 >$cpu
	echo 1 >$cpu
done
check "both CPUs are back" grep -x 1 $cpu
patch pipe . >/dev/null && before=$(jq .attempts /tmp/patch.json)
check "attempts go on" wait_until 10 patch pipe ".attempts > $before + 3"
echo 0 >$cpu
patch pipe . >/dev/null && before=$(jq .attempts /tmp/patch.json)
check "with one CPU as well" wait_until 10 patch pipe ".attempts > $before + 3 and .state == \"pending\""
echo 1 >$cpu

# The deadline is an hour off, whatever the clock on the wall says.
now=$(date +%s)
date -s "@$((now + 86400))" >/dev/null
patch pipe . >/dev/null && before=$(jq .attempts /tmp/patch.json)
check "a clock set forward ends nothing" wait_until 10 patch pipe ".attempts > $before + 3 and .state == \"pending\""
date -s "@$((now - 86400))" >/dev/null
patch pipe . >/dev/null && before=$(jq .attempts /tmp/patch.json)
check "a clock set back stops nothing" wait_until 10 patch pipe ".attempts > $before + 3 and .state == \"pending\""
date -s "@$now" >/dev/null

# A suspend takes nothing of the deadline. (Whoever sleeps in a function leaves it to be
# frozen, so after a suspend a patch may go in that could not before: this one waits
# for another patch.)
stop "$SLEEPER"
check "applied" wait_until 10 patch pipe '.state == "applied"'
expect 0 'reverted' kmend revert pipe
rmdir $policies/often
insmod /patches/meminfo.ko
expect 0 'submitted' kmend apply --no-wait --deadline 10s /patches/loadavg.ko
check "waits" patch loadavg '.state == "queued"'
before=$(date +%s)
echo +15 >/sys/class/rtc/rtc0/wakealarm
if echo mem >/sys/power/state; then
	check "it slept for longer than the deadline" [ $(($(date +%s) - before)) -gt 11 ]
	check "awake, and the deadline is not over" patch loadavg '.state == "queued"'
	check "but it comes" wait_until 20 patch loadavg '.state == "failed" and .cause == "deadline"'
else
	not_ok "this machine cannot sleep"
fi
rmmod loadavg meminfo
