# SPDX-License-Identifier: GPL-2.0
# also: at a time
# Somebody sleeps in the function: named, waited for, and then it goes by itself,
# long after kmend has exited. The same on the way out.
start_monitor
start_sleeper napper
expect 0 'pipe: submitted' kmend apply --no-wait /patches/pipe.ko
check "the event names the sleeper" wait_until 10 events "any(.event == \"blocked\" and
	.cause == \"busy\" and .delay_ms > 0 and any(.blockers[]?; .pid == $SLEEPER and
	.tid == $SLEEPER and .comm == \"napper\" and .function == \"pipe_read\" and
	.kind == \"user\" and .state == \"S\"))"
check "it is tried again" wait_until 20 events 'map(select(.event == "blocked")) | length >= 3'
check "delays grow" events 'map(select(.event == "blocked") | .delay_ms) | .[0] < .[2]'
expect 0 'napper\['$SLEEPER'\] sleeping in pipe_read' kmend show pipe
emptyread >/tmp/answer
check "old behaviour while pending" grep -x 0 /tmp/answer
stop "$SLEEPER"
check "applied once the sleeper left" wait_until 30 events 'any(.event == "applied" and .id == "pipe")'
emptyread >/tmp/answer
check "new behaviour" grep -x EAGAIN /tmp/answer

start_sleeper snoozer
expect 5 'not reverted' kmend revert --deadline 1s pipe
check "stays applied" patch pipe '.state == "applied" and .cause == "deadline"'
check "the event names the sleeper in the new code" events "any(.event == \"blocked\" and
	any(.blockers[]?; .comm == \"snoozer\" and .pid == $SLEEPER))"
stop "$SLEEPER"
expect 0 '^pipe: reverted' kmend revert pipe
emptyread >/tmp/answer
check "old behaviour" grep -x 0 /tmp/answer
check "events have no gap" events 'map(.seq) == [range(1; length + 1)]'
