# SPDX-License-Identifier: GPL-2.0
# Who knows that the way is free now need not wait for the next attempt.
policies=/sys/kernel/config/kmend/policies
mkdir $policies/slow
echo 3600000 >$policies/slow/initial_delay_ms
echo 3600000 >$policies/slow/max_delay_ms
echo 86400000 >$policies/slow/deadline_ms
start_monitor
start_sleeper napper
expect 0 'submitted' kmend apply --no-wait --policy slow /patches/pipe.ko
check "blocked, for an hour" wait_until 10 events 'any(.event == "blocked" and .delay_ms > 3000000)'
expect 0 'is tried now' kmend kick pipe
check "tried, and blocked again" wait_until 10 events 'map(select(.event == "blocked")) | length == 2'
stop "$SLEEPER"
expect 0 '"id": *"pipe"' kmend kick --json pipe
check "applied at once" wait_until 10 events 'any(.event == "applied" and .attempts == 3)'
expect 3 'nor pending nor being reverted' kmend kick pipe
expect 3 'nothing: no patch' kmend kick nothing
expect 0 'reverted' kmend revert pipe
check "the policy is free again" rmdir $policies/slow
