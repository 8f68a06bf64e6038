# SPDX-License-Identifier: GPL-2.0
# Threads are brought out of a function again and again, while others begin and end all the time, some that sleep there
# are stopped and continued, and new ones come in. With processors in turns only: where the entry is claimed from ftrace, which writes a
# breakpoint first, one that runs there all the while can go on with that for ever (emulator.sh).
# timeout: 300
policies=/sys/kernel/config/kmend/policies
mkdir $policies/evict
echo 0 >$policies/evict/evict_after
echo 20 >$policies/evict/max_delay_ms
echo 20 >$policies/evict/initial_delay_ms

calls sleep pipe 50 >/tmp/right 2>&1 &
sleepers=$!
JOBS="$JOBS $sleepers"
check "50 threads sleep in pipe_read" wait_until 20 at $sleepers 50 pipe_read

# Pairs in it wake each other through pipes.
storm 2 &
storm=$!
JOBS="$JOBS $storm"
while [ ! -e /tmp/enough ]; do
	kill -STOP $sleepers
	usleep 30000
	kill -CONT $sleepers
	usleep 70000
done &
JOBS="$JOBS $!"

round=0
while [ $round -lt 15 ]; do
	expect 0 'applied' kmend apply --policy evict /patches/pipe.ko
	expect 0 'reverted' kmend revert --policy evict pipe
	round=$((round + 1))
done
kill -9 -$storm
: >/tmp/enough
kill -CONT $sleepers
check "all that slept sleep on" wait_until 20 at $sleepers 50 pipe_read
kmend stats --json >/tmp/stats.json
check "they were brought out each time" jq -e '.evicted >= 300' /tmp/stats.json
kill -USR1 $sleepers
check "and get what they waited for" wait $sleepers
cat /tmp/right
rmdir $policies/evict
