# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC3028
# The guest's part of `make demo`, a case like those in tests/vm/cases, but told for
# people: commands as one would type them, events beside them, each step checked.

say() { printf '\n%s\n' "$*" >&3; }

# What follows would make no sense.
give_up()
{
	not_ok "$@"
	exit
}

# run CODE COMMAND...: show it, run it, show what it prints; it must exit with CODE
run()
{
	_code=$1 _status=0
	shift
	echo "\$ $*" >&3
	prefix '    ' "$@" >&3 2>&3 || _status=$?
	[ $_status = "$_code" ] || give_up "$* exits with $_code, not $_status"
	[ "$_code" = 0 ] || echo "    (exit code $_status)" >&3
}

# happened TEXT JQ: the step's event came
happened()
{
	wait_until 30 events "$2" || give_up "$1" /tmp/events
	ok "$1"
}

start_monitor
say "The manager is loaded. Beside what follows, the stream of events:"
echo "\$ kmend monitor &" >&3
prefix '  event| ' kmend monitor >&3 2>&3 &
JOBS="$JOBS $!"
wait_until 10 sh -c '[ "$(grep -cE "^[0-9a-f]+ +16 +[0-9]+ +0*[1-9a-f]" /proc/net/netlink)" = 2 ]'

say "1. A change that everybody can see: a new row in /proc/meminfo."
run 0 head -n 3 /proc/meminfo
run 0 kmend apply /patches/meminfo.ko
happened "meminfo is applied" 'any(.event == "applied" and .id == "meminfo")'
run 0 head -n 4 /proc/meminfo
check "the row is there" grep -q '^MemUsed:' /proc/meminfo

say "2. A change of a function in which a process sleeps: refused, retried, applied."
run 0 emptyread
echo "\$ sleeper napper &" >&3
start_sleeper napper
run 0 grep pipe_read "/proc/$SLEEPER/stack"
run 0 kmend apply --no-wait /patches/pipe.ko
happened "the sleeper is named" "any(.event == \"blocked\" and any(.blockers[]?;
	.pid == $SLEEPER and .comm == \"napper\" and .function == \"pipe_read\"))"
happened "it is retried" '[.[] | select(.event == "blocked")] | length >= 3'
echo "\$ kill $SLEEPER    # napper leaves; nobody runs kmend" >&3
stop "$SLEEPER"
happened "pipe is applied" 'any(.event == "applied" and .id == "pipe")'
run 0 emptyread
emptyread >/tmp/answer
check "the new code answers" grep -qx EAGAIN /tmp/answer

say "3. Out of time: failed, with the cause, and nothing was changed."
echo "\$ sleeper dozer eventfd &" >&3
start_sleeper dozer eventfd
run 5 kmend apply --deadline 1s /patches/eventfd.ko
happened "eventfd failed" 'any(.event == "failed" and .id == "eventfd" and .cause == "deadline")'
stop "$SLEEPER"

say "4. Back, in reverse order."
run 0 kmend revert pipe
run 0 emptyread
emptyread >/tmp/answer
check "the old pipe code is back" grep -qx 0 /tmp/answer
run 0 kmend revert meminfo
run 0 head -n 3 /proc/meminfo
check "the row is gone" no grep -q MemUsed /proc/meminfo
happened "both are reverted and unloaded" '([.[] | select(.event == "reverted") | .id]
	== ["pipe", "meminfo"]) and ([.[] | select(.event == "unloaded")] | length == 3)'
run 0 kmend list
kill_jobs
run 0 rmmod kmend
modprobe kmend
