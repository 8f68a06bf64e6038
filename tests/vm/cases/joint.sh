# SPDX-License-Identifier: GPL-2.0
# Patches that fall due together share one stop of the machine, each with its own
# outcome; and a stop that would take too long is given up.
policy=/sys/kernel/config/kmend/policies/window
mkdir $policy
echo 1000 >$policy/initial_delay_ms
echo 1000 >$policy/max_delay_ms
echo 0 >$policy/jitter_percent
echo 600000 >$policy/deadline_ms
echo 900 >$policy/coalesce_ms

stops() { kmend stats --json >/tmp/stats.json && jq .stops /tmp/stats.json; }

start_monitor
start_sleeper first
pipe=$SLEEPER
start_sleeper second eventfd
eventfd=$SLEEPER
expect 0 'submitted' kmend apply --no-wait --policy window /patches/pipe.ko
expect 0 'submitted' kmend apply --no-wait --policy window /patches/eventfd.ko
check "both are blocked" wait_until 20 events 'map(select(.event == "blocked")) |
	(map(select(.id == "pipe")) | length > 2) and (map(select(.id == "eventfd")) | length > 2)'
# Before anybody reads from a pipe here, as the shell does for what a $(...) says.
check "each is told who is in its own way" events 'map(select(.event == "blocked")) |
	all(.id == "pipe" and (.blockers | map(.comm)) == ["first"] or
	    .id == "eventfd" and (.blockers | map(.comm)) == ["second"])'
# They sleep, so that is known before: the machine is not stopped for it.
check "without a stop" events 'all(.event != "blocked" or .pause_ns == null)'
# (No $(...): the shell would wait in pipe_read itself.)
kmend stats --json >/tmp/stats.json
check "none was made" jq -e '.stops == 0' /tmp/stats.json
check "they are counted as spared" jq -e '.spared > 5' /tmp/stats.json

# The one that is clear goes in, in a stop in which the other one is not.
stop "$eventfd"
check "the clear one goes in" wait_until 20 patch eventfd '.state == "applied"'
check "the other one does not" patch pipe '.state == "pending"'
check "it was one stop" events '(map(select(.id == "eventfd" and .event == "applied")) | .[0].pause_ns) as $p |
	any(.[]; .id == "pipe" and .event == "blocked" and .pause_ns == $p)'

# Two patches of the same function never share a stop, but both get there.
stop "$pipe"
check "then that, too" wait_until 20 patch pipe '.state == "applied"'
expect 0 'reverted' kmend revert pipe eventfd
expect 0 'submitted' kmend apply --no-wait --policy window /patches/meminfo.ko
expect 0 'submitted' kmend apply --no-wait --policy window /patches/meminfo-shared.ko
check "the first" wait_until 20 patch meminfo '.state == "applied"'
check "the second" wait_until 20 patch meminfo-shared '.state == "applied"'
check "it is on top" grep MemShared /proc/meminfo
expect 0 'reverted' kmend revert meminfo-shared meminfo

# An apply and a replacement of what it depends on fall due together: never both.
start_sleeper third
pipe=$SLEEPER
expect 0 'applied' kmend apply /patches/meminfo.ko
expect 0 'submitted' kmend apply --no-wait --policy window /patches/pipe.ko
check "the window is open" wait_until 10 patch pipe '.cause == "busy"'
expect 0 'submitted' kmend apply --no-wait --policy window /patches/meminfo-new.ko /patches/eventfd.ko
kmend apply --no-wait --policy window /patches/loadavg.ko
kmend kick pipe
check "the replacement is in" wait_until 20 patch meminfo-new '.state == "applied"'
check "what needs the old one is not" no grep mended /proc/loadavg
kmend cancel loadavg
stop "$pipe"
check "the other goes in" wait_until 20 patch pipe '.state == "applied"'
expect 0 'reverted' kmend revert meminfo-new eventfd pipe
expect 0 'reverted' kmend revert meminfo

# A microsecond is too short to look at every thread: nothing is written.
echo 1 >$policy/pause_budget_us
before=$(stops)
expect 0 'submitted' kmend apply --no-wait --policy window /patches/meminfo.ko
check "given up for now" wait_until 20 patch meminfo '.state == "pending" and .cause == "pause-budget"'
check "the machine was stopped for it" [ "$(stops)" -gt "$before" ]
check "the old code is in force" no grep MemUsed /proc/meminfo
echo 0 >$policy/pause_budget_us
check "with time enough it goes in" wait_until 20 patch meminfo '.state == "applied"'
check "it is in force" grep MemUsed /proc/meminfo
echo 1 >$policy/pause_budget_us
expect 5 'not reverted: the deadline' kmend revert --policy window --deadline 500ms meminfo
check "it is still in force" grep MemUsed /proc/meminfo
expect 0 'reverted' kmend revert meminfo
rmdir $policy
