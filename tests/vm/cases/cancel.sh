# SPDX-License-Identifier: GPL-2.0
# A pending patch is withdrawn; whoever waits for it is told.
start_monitor
start_sleeper napper
kmend apply /patches/pipe.ko >/tmp/apply.out 2>&1 &
waiting=$!
check "it is pending" wait_until 10 events 'any(.event == "blocked")'
expect 3 'pipe: .*pending' kmend apply /patches/pipe.ko
expect 0 '' kmend cancel pipe
wait $waiting
check "the waiting apply ends with 8" [ $? = 8 ]
check "and says why" grep -q 'kmend: error: pipe: .*cancelled' /tmp/apply.out
check "the event tells it" events 'any(.event == "cancelled" and .cause == "cancel")'
check "it gets unloaded" wait_until 10 no ls /sys/module/kmend/holders/*
emptyread >/tmp/answer
check "old behaviour" grep -x 0 /tmp/answer
expect 3 'nothing: no patch' kmend cancel nothing
expect 3 'nothing: no patch' kmend revert nothing
expect 3 'nothing: no patch' kmend show nothing
stop "$SLEEPER"
