# SPDX-License-Identifier: GPL-2.0
# The log of events: told from any number on, fetched by a monitor that could not
# keep up, and exact about what is gone.
# timeout: 300
policies=/sys/kernel/config/kmend/policies

# flood N: a patch whose site a tracer uses is tried again and again; each
# attempt is an event. Returns after N of them; the flood goes on.
flood()
{
	kmend apply --no-wait --policy flood /patches/meminfo.ko
	wait_until 150 patch meminfo ".attempts > $1"
}

# contiguous FILE FIRST LAST: each number is told once or told to be gone, in order
contiguous()
{
	jq -es --argjson first "$2" --argjson last "$3" '
		map(if .event then [.seq, .seq] elif .missing then [.first, .last] else empty end) |
		reduce .[] as $range ({next: $first, ok: true};
			if $range[0] == .next then .next = $range[1] + 1 else .ok = false end) |
		.ok and .next == $last + 1' "$1"
}

# since SEQ: what the log has from there on, to /tmp/since
since() { kmend monitor --json --since "$1" --timeout 1 >/tmp/since; }

last_is() { tail -n 1 /tmp/events | jq -e --argjson seq "$1" '.seq == $seq'; }

# The number of the last event, to $last; nothing is going on.
find_last()
{
	since 0
	last=$(tail -n 1 /tmp/since | jq .seq)
}

# Some listener's socket counts what did not fit into it.
dropped() { awk '$2 == 16 && $4 ~ /[1-9a-f]/ && $9 > 0 { found = 1 } END { exit !found }' /proc/net/netlink; }

# Nothing happened yet.
check "an empty log is told" since 0
check "and has no event" [ ! -s /tmp/since ]
check "the next number may be asked for" since 1
expect 3 'no event of that number yet' kmend monitor --since 2

# Later and by whom it is asked makes no difference to what is told.
echo 32768 >/proc/sys/net/core/rmem_max # so that a listener's socket is soon full
start_monitor
monitor=${JOBS##* }
for _ in 1 2; do
	insmod /patches/meminfo.ko
	rmmod meminfo
done
check "the events came" wait_until 10 last_is 4
check "they are told later" since 0
check "word for word as they were" cmp /tmp/events /tmp/since
check "from a number on" since 3
check "only those" contiguous /tmp/since 3 4
chmod 777 /tmp
check "a plain user may ask" su -s /bin/sh nobody -c 'kmend monitor --json --since 0 --timeout 1 >/tmp/nobody'
check "and is told the same" cmp /tmp/nobody /tmp/events
expect 0 'meminfo: unloaded' kmend monitor --since 4 --count 1

# A command for each event, in order; one that fails does not end it.
# shellcheck disable=SC2016 # for the command's shell
kmend monitor --json --since 1 --count 3 --exec '
	cat >>/tmp/stdin
	echo "$KMEND_SEQ $KMEND_EVENT $KMEND_ID $KMEND_STATE $KMEND_CAUSE" >>/tmp/environment
	[ $KMEND_SEQ != 2 ] || exit 3' >/tmp/out
check "--exec ends well" [ $? = 0 ]
head -n 3 /tmp/events >/tmp/expected
check "each command has its event on stdin" cmp /tmp/stdin /tmp/expected
cat /tmp/environment
printf '%s\n' '1 loaded meminfo loaded none' '2 unloaded meminfo loaded none' '3 loaded meminfo loaded none' >/tmp/expected
check "and in its environment" cmp /tmp/environment /tmp/expected
check "a failure is told" jq -es '[.[] | select(.exec_failed)] == [{exec_failed: "exit code 3", seq: 2}]' /tmp/out
check "and all events are printed" contiguous /tmp/out 1 3

# A monitor that sleeps through more than its socket takes, but not more than the log.
mkdir $policies/flood
echo 1 >$policies/flood/initial_delay_ms
echo 1 >$policies/flood/max_delay_ms
echo 100 >$policies/flood/multiplier_percent
echo 3600000 >$policies/flood/deadline_ms
echo jump >$policies/flood/redirect # or a tracer is in nobody's way
echo meminfo_proc_show >/sys/kernel/tracing/set_ftrace_filter
echo function >/sys/kernel/tracing/current_tracer
kill -STOP "$monitor"
check "many events" flood 250
cat /proc/net/netlink
check "its socket ran over" dropped
kill -CONT "$monitor"
kmend cancel meminfo
find_last
check "it catches up" wait_until 30 last_is "$last"
check "each number once and in order" contiguous /tmp/events 1 "$last"
check "none is gone" events 'all(.missing | not)'

# More than the log keeps: what is gone is told to the number.
kill -STOP "$monitor"
check "more events" flood 1200
# Asked while events come.
bad=0
for _ in 1 2 3; do
	kmend monitor --json --since "$last" --timeout 1 >/tmp/since
	contiguous /tmp/since "$last" "$(tail -n 1 /tmp/since | jq .seq)" || bad=1
done
check "a dump while events come is in order, too" [ $bad = 0 ]
before=$last
kill -CONT "$monitor"
kmend cancel meminfo
find_last
check "it catches up again" wait_until 30 last_is "$last"
check "each number is told or told to be gone" contiguous /tmp/events 1 "$last"
check "some are gone" events 'map(.missing // 0) | add > 0'
grep missing /tmp/events
check "the log has the last 1024" contiguous /tmp/since $((last - 1023)) "$last"
since "$before"
check "what is gone at the beginning is told" contiguous /tmp/since "$before" "$last"
expect 0 "events $before to $((last - 1024)) are gone" kmend monitor --since "$before" --count 1

# A smaller log drops the oldest at once, a larger one brings nothing back.
echo 16 >/sys/kernel/config/kmend/event_log_size
kmend monitor --json --since 0 --timeout 1 >/tmp/since
check "a smaller log has the newest" contiguous /tmp/since $((last - 15)) "$last"
echo 1024 >/sys/kernel/config/kmend/event_log_size
kmend monitor --json --since 0 --timeout 1 >/tmp/since
check "and so has the larger one" contiguous /tmp/since $((last - 15)) "$last"

# Without the manager there is nothing to be followed, and a new one counts anew.
echo nop >/sys/kernel/tracing/current_tracer
echo >/sys/kernel/tracing/set_ftrace_filter
rmdir $policies/flood
check "it unloads while a monitor follows" wait_until 10 rmmod kmend
wait "$monitor"
check "which ends with 7" [ $? = 7 ]
check "it loads again" modprobe kmend
expect 3 'loaded anew' kmend monitor --since "$last"
