# SPDX-License-Identifier: GPL-2.0
# What can happen to threads that were brought out of a function and wait; who cannot be brought out; kernel
# threads that are woken; and who is only about to go back into a patch.
# timeout: 300
policies=/sys/kernel/config/kmend/policies
mkdir $policies/evict $policies/wake
echo 0 >$policies/evict/evict_after
echo 0 >$policies/wake/wake_after
ifconfig lo up
start_monitor

# sleepers HOW N FUNCTION [MS]: in a process SLEEPER; what it prints is in /tmp/right
sleepers()
{
	calls sleep "$1" "$2" "${4:-12000}" >/tmp/right 2>&1 &
	SLEEPER=$!
	JOBS="$JOBS $SLEEPER"
	wait_until 20 at $SLEEPER "$2" "$3\\+" || not_ok "$2 threads sleep in $3"
}

# ended PID: its calls end as they should
ended()
{
	kill -USR1 "$1"
	check "the calls end as they should" wait "$1"
	cat /tmp/right
}

answers() { calls try "$1" >/tmp/answer; grep -x "$2" /tmp/answer; }

# of_last JQ: the expression holds for the events of the last request
of_last() { events ".[(map(.event) | rindex(\"submitted\") // 0):] | $1"; }

# park N: apply the patch of accept, and while the attempt lingers the sleepers wait; no end of it is told yet
park()
{
	insmod /modules/linger.ko ms=4000
	expect 0 'submitted' kmend apply --no-wait --policy evict /patches/evict/accept.ko
	check "they wait" wait_until 20 at $SLEEPER "$1" kmend_eviction_park
}

not_over() { check "$1, before the attempt is over" of_last 'all(.event != "applied" and .event != "released")'; }

applied()
{
	check "the attempt succeeds" wait_until 20 of_last 'any(.event == "applied")'
	check "and all are let go" of_last '(map(select(.event == "evicted") | .threads) | add) ==
		(map(select(.event == "released") | .threads) | add)'
	rmmod linger
	check "it is in force" answers accept E2BIG
}

reverted() { expect 0 '^accept: reverted' kmend revert --policy evict accept; }

dead() { ! kill -0 "$1" 2>/dev/null || grep -q 'State:.Z' "/proc/$1/status"; }

# --- while they wait ---

sleepers accept 3 inet_csk_accept
park 3
check "the manager cannot be unloaded" no rmmod kmend
check "nor the patch" no rmmod accept
check "it is idle, not load" grep -q 'State:.I' /proc/$SLEEPER/task/"$(ls /proc/$SLEEPER/task | tail -n 1)"/status
kill -9 $SLEEPER
check "killed, they die" wait_until 5 dead $SLEEPER
not_over "they are dead"
stop $SLEEPER
applied
reverted

sleepers accept 3 inet_csk_accept
park 3
kill -USR2 $SLEEPER
check "the first thread execs" wait_until 5 grep -x E2BIG /tmp/right
not_over "it has"
stop $SLEEPER
applied
reverted

sleepers accept 3 inet_csk_accept
park 3
kill -TERM $SLEEPER
check "the process exits" wait_until 5 dead $SLEEPER
not_over "it has"
stop $SLEEPER
applied
reverted

sleepers accept 3 inet_csk_accept
park 3
kill -STOP $SLEEPER
applied
check "stopped meanwhile, it is" wait_until 10 grep -q 'State:.T' /proc/$SLEEPER/status
reverted
kill -CONT $SLEEPER
check "continued, they sleep again" wait_until 10 at $SLEEPER 3 'inet_csk_accept\+'
ended $SLEEPER

sleepers accept 1 inet_csk_accept
thread=$(ls /proc/$SLEEPER/task | tail -n 1)
park 1
tracer stop "$thread" &
tracer=$!
JOBS="$JOBS $tracer"
applied
check "a debugger stops it afterwards" wait_until 10 grep -q 'State:.t' /proc/"$thread"/status
stop $tracer
tracer seize "$thread" &
tracer=$!
JOBS="$JOBS $tracer"
check "let go, it sleeps in the new code" wait_until 10 at $SLEEPER 1 '\[accept\]'
wait_until 10 grep -q "TracerPid:.$tracer" /proc/"$thread"/status || not_ok "it is traced"
# Traced, but not stopped.
reverted
check "and in the old one" wait_until 10 at $SLEEPER 1 'inet_csk_accept\+'
stop $tracer
ended $SLEEPER

# Stopped before: out of the call anyway, and nobody asks it.
sleepers accept 3 inet_csk_accept
kill -STOP $SLEEPER
check "stopped, they are out" wait_until 10 at $SLEEPER 4 do_signal_stop
expect 0 '^accept: applied' kmend apply --policy evict /patches/evict/accept.ko
check "nobody was brought out" of_last 'all(.event != "evicted")'
kill -CONT $SLEEPER
check "continued, they sleep in the new code" wait_until 10 at $SLEEPER 3 '\[accept\]'
reverted
ended $SLEEPER

# --- who cannot be brought out ---

# It waits for a page inside of the call, and goes back to that whatever comes. The other one is let go.
sleepers pipe 1 pipe_read
start_sleeper faulting fault
expect 5 'faulting\[[0-9]+\]' kmend apply --policy evict --deadline 700ms /patches/pipe.ko
check "one was brought out" of_last 'any(.event == "evicted" and .threads == 2)'
check "each attempt let go whom it had brought out" of_last \
	'[.[] | select(.event == "evicted" or .event == "released") | .event] |
	length >= 2 and . == ([range(length / 2)] | map("evicted", "released"))'
check "it lives" kill -0 $SLEEPER
stop $SLEEPER
kmend cancel pipe
set -- $JOBS
for job; do
	[ ! -e "/proc/$job" ] || ! grep -qx pipe "/proc/$job/comm" || ended "$job"
done

# --- kernel threads ---

# kwaiter STATE: its thread sleeps in wait_woken
kwaiter()
{
	insmod /modules/kwaiter.ko state="$1"
	echo 1 >/sys/module/kwaiter/parameters/poke
	grep -lx kwaiter /proc/[0-9]*/comm >/tmp/kwaiter
	read -r kwaiter </tmp/kwaiter
	check "a kernel thread sleeps $1" wait_until 10 grep 'wait_woken+' "${kwaiter%/comm}/stack"
}

# submitted_for POLICY: a patch of wait_woken
submitted_for()
{
	insmod /modules/tiny.ko prefix=woken calls=1 functions="$(functions 1 wait_woken=)" ||
		not_ok "a patch of wait_woken is there"
	submit woken "$1"
}

for state in interruptible idle; do
	kwaiter $state
	submitted_for evict
	check "it is not brought out" wait_until 10 of_last 'any(.event == "blocked" and .id == "woken" and
		any(.blockers[]; .comm == "kwaiter" and .kind == "kthread"))'
	expect 0 '' kmend cancel woken
	submitted_for wake
	check "woken, it is out" wait_until 20 patch woken '.state == "applied"'
	check "told" of_last 'any(.event == "woken" and .threads == 1)'
	check "it came back once" grep -x 1 /sys/module/kwaiter/parameters/returned
	expect 0 'reverted' kmend revert woken
	rmmod kwaiter
done
kwaiter uninterruptible
submitted_for wake
check "who sleeps uninterruptibly is not woken" wait_until 10 of_last \
	'(map(select(.event == "blocked")) | length >= 2) and all(.event != "woken")'
expect 0 '' kmend cancel woken
rmmod kwaiter

# --- others are spared while one cannot be brought out ---

mkdir $policies/often
echo 0 >$policies/often/evict_after
echo 20 >$policies/often/initial_delay_ms
echo 20 >$policies/often/max_delay_ms
sleepers recv 3 wait_woken
kwaiter uninterruptible
submitted_for often
check "twenty attempts are made" wait_until 30 of_last 'any(.event == "blocked" and .attempts > 20)'
check "in few of them the others are disturbed" of_last \
	'map(select(.event == "evicted" and .attempts <= 20) | .attempts) == [1, 3, 6, 11, 20]'
check "and let go as often" of_last '(map(select(.event == "evicted")) | length) - (map(select(.event == "released")) | length) | . == 0 or . == 1'
rmmod kwaiter
check "once it is gone, they are brought out" wait_until 20 patch woken '.state == "applied"'
expect 0 'reverted' kmend revert --policy often woken
ended $SLEEPER
rmdir $policies/often

# --- a call that is to be restarted in a patch that goes out ---

expect 0 '^restart: applied' kmend apply /patches/evict/restart.ko
sleepers futex-for 1 futex_wait 25000
check "it sleeps in the patch" at $SLEEPER 1 '\[restart\]'
kill -STOP $SLEEPER
check "stopped, it is on no stack" wait_until 10 at $SLEEPER 2 do_signal_stop
check "of the patch" at $SLEEPER 0 '\[restart\]'
expect 5 'futex-for\[[0-9/]+\] to restart a call in futex_wait_go_on' \
	kmend revert --policy evict --deadline 500ms restart
check "as is told" events 'any(.id == "restart" and any(.blockers[]?; .restart and .comm == "futex-for"))'
check "it was not brought out for that" events 'all(.id != "restart" or .event != "evicted")'
kill -CONT $SLEEPER
check "continued, it goes on there" wait_until 10 at $SLEEPER 1 'futex_wait_go_on'
ended $SLEEPER
expect 0 '^restart: reverted' kmend revert restart

rmdir $policies/evict $policies/wake
