# SPDX-License-Identifier: GPL-2.0
# Out of time: failed with the cause, and not a trace left.
start_monitor
start_sleeper napper
expect 5 'pipe: not applied: the deadline passed' kmend apply --deadline 800ms /patches/pipe.ko
check "it says who was in the way" grep -E 'napper\[[0-9]+\] sleeping in pipe_read' /tmp/out
check "the event tells the cause" events 'any(.event == "failed" and .cause == "deadline")'
check "nothing of it is loaded" no ls /sys/module/kmend/holders/*
emptyread >/tmp/answer
check "old behaviour" grep -x 0 /tmp/answer
kmend list --json >/tmp/list.json
check "the history keeps it" jq -e '.[0] | .id == "pipe" and .state == "failed" and
	.cause == "deadline" and .unloaded' /tmp/list.json
stop "$SLEEPER"

# The entry is free again: the tracer sees calls of it.
cd /sys/kernel/tracing || exit
check "ftrace takes the function" sh -c 'echo pipe_read >set_ftrace_filter'
echo function >current_tracer
emptyread
check "and traces it" grep -q pipe_read trace
echo nop >current_tracer
echo >set_ftrace_filter
expect 0 '^pipe: applied' kmend apply /patches/pipe.ko
expect 0 '^pipe: reverted' kmend revert pipe
