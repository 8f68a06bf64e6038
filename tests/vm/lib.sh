# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# What a case in the guest is written with. Results go to file descriptor 3, the
# second serial port; what a case prints goes to the console as evidence.
#
# No pipes and no $(...) while a patch of pipe_read is in play: whoever waits at
# one sleeps in the very function that is to change.

JOBS= # processes that the case started

# like [NUMBER]: from now on, results are of that row of Documentation/livepatch.md
LIKE=
like() { LIKE="${1:+ [livepatch $1]}"; }

result()
{
	echo "$1 - $CASE: $2$LIKE" >>"$RESULTS"
	echo "$1 - $CASE: $2$LIKE" >&3
	echo "$1 - $2"
}

ok() { result ok "$1"; }

# not_ok TEXT [FILE]: FILE is evidence
not_ok()
{
	result "not ok" "$1"
	[ -z "${2:-}" ] || sed 's/^/#   /; 40q' "$2" >&3
}

skip() { result ok "$1 # SKIP $2"; }

# check TEXT COMMAND...: the command succeeds
check()
{
	_text=$1 _status=0
	shift
	"$@" >/tmp/check.out 2>&1 || _status=$?
	cat /tmp/check.out
	if [ $_status = 0 ]; then
		ok "$_text"
	else
		echo "failed with $_status: $*" >>/tmp/check.out
		not_ok "$_text" /tmp/check.out
	fi
}

no() { ! "$@"; }

# expect CODE TEXT COMMAND...: it exits with CODE and prints TEXT (a regular
# expression; empty: anything), on either channel, kept in /tmp/out
expect()
{
	_code=$1 _text=$2 _status=0
	shift 2
	echo "\$ $*"
	"$@" >/tmp/out 2>&1 || _status=$?
	cat /tmp/out
	if [ $_status != "$_code" ]; then
		echo "exit code $_status, expected $_code" >>/tmp/out
		not_ok "$* exits with $_code" /tmp/out
	elif [ -n "$_text" ] && ! grep -qE -- "$_text" /tmp/out; then
		echo "nothing there matches: $_text" >>/tmp/out
		not_ok "$* says '$_text'" /tmp/out
	else
		ok "$* -> $_code ${_text:+'$_text'}"
	fi
}

# wait_until SECONDS COMMAND...: poll until the command succeeds
wait_until()
{
	read -r _now _ </proc/uptime
	_end=$((${_now%.*} + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		read -r _now _ </proc/uptime
		[ "${_now%.*}" -lt $_end ] || return 1
		usleep 20000
	done
}

# start_sleeper NAME [HOW]: a process of that name, asleep as tests/vm/guest/sleeper.c
# says; its pid in SLEEPER
start_sleeper()
{
	sleeper "$@" &
	SLEEPER=$!
	JOBS="$JOBS $SLEEPER"
	case ${2:-pipe} in
	pipe) _in=pipe_read ;;
	eventfd) _in=eventfd_read ;;
	fault) _in=handle_userfault ;;
	futex) _in=futex_wait ;;
	vfork) _in=kernel_clone ;;
	*) _in=. ;;
	esac
	wait_until 10 grep -q $_in /proc/$SLEEPER/stack || not_ok "$1 sleeps"
}

# at PID N PATTERN: so many threads of it are at such a place of a stack
at()
{
	grep -lE "$3" /proc/$1/task/*/stack >/tmp/at 2>/dev/null
	[ "$(wc -l </tmp/at)" = "$2" ]
}

stop()
{
	kill -9 "$1" 2>/dev/null
	wait "$1" 2>/dev/null
	true
}

kill_jobs()
{
	for _job in $JOBS; do
		stop "$_job"
	done
	JOBS=
}

# start_monitor: events go to /tmp/events, one JSON object a line
start_monitor()
{
	: >/tmp/events
	kmend monitor --json >/tmp/events 2>&1 &
	JOBS="$JOBS $!"
	wait_until 10 listening || not_ok "kmend monitor listens"
}

# Somebody is in a group of generic netlink (protocol 16).
listening()
{
	grep -qE '^[0-9a-f]+ +16 +[0-9]+ +0*[1-9a-f]' /proc/net/netlink
}

# events JQ: the expression holds for the array of all events so far
events() { jq -es "$1" /tmp/events; }

# patch ID JQ: the expression holds for the patch as `kmend show` tells it
patch()
{
	kmend show --json "$1" >/tmp/patch.json && jq -e "$2" /tmp/patch.json
}

# redirect WORD: how functions are redirected under the default policy
redirect() { echo "$1" >/sys/kernel/config/kmend/policies/default/redirect; }

# trace_all: from now on the function tracer traces every function; trace_none: no tracer traces any. While
# code is changed in so many places no other processor runs: see tests/vm/init on what QEMU does with it.
trace_all() { alone set_tracer function; }
trace_none() { alone set_tracer nop; }
set_tracer() { echo "$1" >/sys/kernel/tracing/current_tracer; }

# alone COMMAND...: on the first processor, with the others switched off
alone()
{
	switch_others 0 || return
	"$@"
	_alone=$?
	switch_others 1 || return
	return $_alone
}

switch_others()
{
	for _cpu in /sys/devices/system/cpu/cpu[1-9]*/online; do
		[ ! -e "$_cpu" ] || echo "$1" >"$_cpu" || return
	done
}

loaded() { grep -q "^$1 " /proc/modules; }

# Take out what a case left, newest first, so that the next one starts afresh.
recover()
{
	kmend list
	kmend list --json >/tmp/left.json
	jq -r 'map(select(.unloaded | not) | .id) | reverse | .[]' /tmp/left.json >/tmp/left
	while read -r _id; do
		kmend cancel "$_id" || kmend revert --deadline 10s "$_id"
	done </tmp/left
	rmmod kmend
}

# logged PATTERN WHAT...: since the last time, these lines that match are in the kernel's log, and no others
logged()
{
	_pattern=$1
	shift
	dmesg -c | sed -nE "s/^(<[0-9]+>)?(\\[[^]]*\\] )?$_pattern\$/\\3/p" >/tmp/called
	printf '%s\n' "$@" | sed '/^$/d' >/tmp/expected
	cmp -s /tmp/called /tmp/expected && return
	echo "called:" && cat /tmp/called
	echo "expected:" && cat /tmp/expected
	return 1
}

# all_hooks WHO KIND: the four of an apply or revert that succeeds, one a line
all_hooks() { printf "$1: %s\\n" "pre-$2" "check-$2" "$2" "post-$2"; }
