# SPDX-License-Identifier: GPL-2.0
# also: at a time
# timeout: 300
# Two who want the same thing at once, and those who come at a bad moment.
start_monitor

# Two submitters of one id: one gets it, and the other neither breaks nor unloads it.
round=0
while [ $round -lt 8 ]; do
	kmend apply /patches/meminfo.ko >/tmp/one 2>&1 &
	one=$!
	kmend apply /patches/meminfo.ko >/tmp/two 2>&1 &
	two=$!
	wait $one
	first=$?
	wait $two
	second=$?
	cat /tmp/one /tmp/two
	check "$round: at least one got it ($first, $second)" [ $((first * second)) = 0 ]
	check "$round: in force" grep MemUsed /proc/meminfo
	check "$round: and known as that" patch meminfo '.state == "applied"'
	kmend revert meminfo >/tmp/one 2>&1 &
	one=$!
	kmend revert meminfo >/tmp/two 2>&1 &
	two=$!
	wait $one
	first=$?
	wait $two
	second=$?
	cat /tmp/one /tmp/two
	check "$round: at least one took it out ($first, $second)" [ $((first * second)) = 0 ]
	check "$round: out" no grep MemUsed /proc/meminfo
	round=$((round + 1))
done
check "every other event is applied, reverted" events 'map(select(.event == "applied" or .event == "reverted") |
	.event) | [.[range(0; length; 2)]] as $a | [.[range(1; length; 2)]] as $b |
	length == 16 and all($a[]; . == "applied") and all($b[]; . == "reverted")'
check "no module is left" no ls /sys/module/kmend/holders/*

# While a retry is pending, nothing of it can be unloaded.
start_sleeper napper
expect 0 'submitted' kmend apply --no-wait /patches/pipe.ko
check "blocked" wait_until 10 patch pipe '.cause == "busy"'
expect 1 'temporarily unavailable|in use|busy' rmmod pipe
expect 1 'temporarily unavailable|in use|busy' rmmod kmend
expect 3 'that id is pending' kmend apply /patches/pipe.ko
expect 3 "not applied" kmend revert pipe
stop "$SLEEPER"
check "it went on" wait_until 20 patch pipe '.state == "applied"'

# The same while a revert is pending.
start_sleeper snoozer
expect 0 'submitted' kmend revert --no-wait pipe
check "blocked" wait_until 10 patch pipe '.state == "reverting" and .cause == "busy"'
expect 1 'temporarily unavailable|in use|busy' rmmod pipe
expect 3 'reverting|being reverted' kmend apply /patches/pipe.ko
expect 3 'already being reverted' kmend revert pipe
check "it still is" patch pipe '.state == "reverting"'
expect 0 'the revert is cancelled|still applied|stays applied|cancelled' kmend cancel pipe
check "in force as before" patch pipe '.state == "applied"'
stop "$SLEEPER"
expect 0 'reverted' kmend revert pipe

# The file is another one at every moment: what is applied is what was looked at.
swap()
{
	while :; do
		cp "/patches/$1.ko" /tmp/new.ko && mv /tmp/new.ko /tmp/file.ko
		cp "/patches/$2.ko" /tmp/new.ko && mv /tmp/new.ko /tmp/file.ko
	done
}
cp /patches/meminfo.ko /tmp/file.ko
swap meminfo two-objects &
swapper=$!
JOBS="$JOBS $swapper"
round=0
while [ $round -lt 10 ]; do
	expect 0 'applied' kmend apply /tmp/file.ko
	id=$(sed -n 's/^\([a-z-]*\): applied.*/\1/p' /tmp/out)
	check "$round: '$id' is in force" patch "$id" '.state == "applied"'
	expect 0 'reverted' kmend revert "$id"
	check "$round: and nothing else is left" no ls /sys/module/kmend/holders/*
	round=$((round + 1))
done
stop "$swapper"
