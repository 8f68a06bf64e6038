# SPDX-License-Identifier: GPL-2.0
# Threads asleep in a function that is to change are brought out of it where the policy says so, one function after
# the other: one of the first attempts succeeds, their calls go on and end as they should, and likewise on the way back.
# timeout: 300
policies=/sys/kernel/config/kmend/policies
mkdir $policies/evict
echo 0 >$policies/evict/evict_after
ifconfig lo up
start_monitor

# sleepers HOW FUNCTION: three threads, in that function
sleepers()
{
	calls sleep "$1" 3 >/tmp/right 2>&1 &
	SLEEPER=$!
	JOBS="$JOBS $SLEEPER"
	check "$1: three threads sleep in $2" wait_until 20 at $SLEEPER 3 "$2\\+"
}

answers() { calls try "$1" >/tmp/answer; grep -x "$2" /tmp/answer; }

# told PATCH EVENT: with the number of threads, since it was last asked for
told()
{
	events ".[(map(.event) | rindex(\"submitted\")):] |
		any(.id == \"$1\" and .event == \"$2\" and .threads >= 3)"
}

# ended HOW EINTRS: after they were told to
ended()
{
	kill -USR1 $SLEEPER
	check "$1: the calls end" wait $SLEEPER
	cat /tmp/right
	check "$1: as they should" grep -x right /tmp/right
	check "$1: EINTR for them: $2" grep -xE "eintr $2" /tmp/right
}

# Without the policy, they are in the way.
sleepers poll do_sys_poll
expect 5 'sleeping in do_sys_poll' kmend apply --deadline 300ms /patches/evict/poll.ko
check "nobody was disturbed" no events 'any(.event == "evicted")'
kmend cancel poll
expect 5 'a thread is inside' kmend check /patches/evict/poll.ko
check "nor by a check" no events 'any(.event == "evicted")'
ended poll 0
kmend cancel poll

# What it is called, the function, the place of a stack, what is answered before and after, and how often EINTR is.
# (No pipes while pipe_read is in play: whoever waits at one would be brought out as well.)
while read -r how patch function before after eintr; do
	module=/patches/evict/$patch.ko
	[ -e "$module" ] || module=/patches/$patch.ko
	check "$how: before" answers "$how" "$before"
	sleepers "$how" "$function"
	expect 0 "^$patch: applied \\(attempt [1-3]," kmend apply --policy evict "$module"
	check "$how: told who was brought out" told "$patch" evicted
	check "$how: and that they go on" told "$patch" released
	check "$how: new behaviour" answers "$how" "$after"
	case $how in
	nanosleep | *-for) ;; # may be over, and are restarted elsewhere
	*) check "$how: they are in the new code" wait_until 20 at $SLEEPER 3 "\\[$patch\\]" ;;
	esac
	expect 0 "^$patch: reverted \\(attempt [1-3]," kmend revert --policy evict "$patch"
	check "$how: old behaviour" answers "$how" "$before"
	check "$how: its module went" no loaded "$patch"
	ended "$how" "$eintr"
done <<EOF
poll poll do_sys_poll EINVAL E2BIG 0
poll-for poll do_sys_poll EINVAL E2BIG 0
select select core_sys_select EINVAL E2BIG 0
select-for select core_sys_select EINVAL E2BIG 0
epoll epoll do_epoll_wait EINVAL E2BIG 6
waitid waitid kernel_waitid EINVAL E2BIG 0
futex futex futex_wait EINVAL E2BIG 0
futex-for futex futex_wait EINVAL E2BIG 0
nanosleep nanosleep hrtimer_nanosleep 0 E2BIG 0
pipe pipe pipe_read 0 EAGAIN 0
recv recv tcp_recvmsg_locked ENOTCONN E2BIG 0
accept accept inet_csk_accept EINVAL E2BIG 0
EOF

# do_exit has its frame on the stack of who never returns from it.
storm 2 &
storm=$!
JOBS="$JOBS $storm"
expect 0 '^exit: applied' kmend apply --policy evict /patches/evict/exit.ko
check "do_exit: new behaviour" answers exit 78
expect 0 '^exit: reverted' kmend revert --policy evict exit
check "do_exit: old behaviour" answers exit 77
kill -9 -$storm
stop "$storm"

kmend stats --json >/tmp/stats.json
check "counted" jq -e '.evicted >= 60 and .woken == 0' /tmp/stats.json
check "as they were told" jq -es --slurpfile stats /tmp/stats.json \
	'(map(select(.event == "evicted") | .threads) | add) == $stats[0].evicted' /tmp/events
check "and all let go" jq -es '(map(select(.event == "evicted") | .threads) | add) ==
	(map(select(.event == "released") | .threads) | add)' /tmp/events
rmdir $policies/evict
