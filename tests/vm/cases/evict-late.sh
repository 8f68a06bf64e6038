# SPDX-License-Identifier: GPL-2.0
# Threads that are to be brought out of a function, and the freezer, io_uring, and a processor that they do not get.
# needs: /modules/linger.ko, tiny.ko, /patches/pipe.ko, evict/accept.ko, evict/uring.ko
# timeout: 200
policies=/sys/kernel/config/kmend/policies
ifconfig lo up

# a policy that brings threads out; it goes with the manager
evicting() { mkdir $policies/evict && echo 0 >$policies/evict/evict_after; }

# sleeper_of COMMAND...: as SLEEPER, what it prints is in /tmp/right
sleeper_of()
{
	"$@" >/tmp/right 2>&1 &
	SLEEPER=$!
	JOBS="$JOBS $SLEEPER"
}

of_last() { events ".[(map(.event | endswith(\"submitted\")) | rindex(true) // 0):] | $1"; }
right() { check "its call ends as it should" wait $SLEEPER && grep -x right /tmp/right; }

# --- a thread that is let go, and gets no processor ---

# First, and by a jump: with ftrace, a grace period that the hog holds up would keep the manager.
if [ "$(nproc)" = 1 ]; then
	skip "a thread gets no processor"
else
	evicting
	redirect jump
	sleeper_of taskset 2 sleeper late
	check "one sleeps" wait_until 10 at $SLEEPER 1 'pipe_read\+'
	start_sleeper faulting fault
	faulting=$SLEEPER
	insmod /modules/linger.ko ms=3000
	kmend apply --policy evict --deadline 500ms /patches/pipe.ko >/tmp/late 2>&1 &
	apply=$!
	check "brought out, it waits" wait_until 20 grep -l kmend_eviction_park /proc/[0-9]*/stack
	echo -1 >/proc/sys/kernel/sched_rt_runtime_us
	# Those that end the grace periods that an unload waits for get it before the hog.
	grep -lxE 'ksoftirqd/1|rcu_preempt|rcu_sched' /proc/[0-9]*/comm >/tmp/first
	hog 1 $(sed 's/[^0-9]//g' /tmp/first) &
	hog=$!
	JOBS="$JOBS $hog"
	wait $apply
	check "the attempt is in vain" grep 'faulting\[' /tmp/late
	stop $faulting
	rmmod linger
	rmdir $policies/evict
	dmesg -c >/dev/null
	rmmod kmend &
	unload=$!
	logs_late() { dmesg | grep 'the unload waits until late\['; }
	check "the manager's unload tells whom it waits for" wait_until 30 logs_late
	stop $hog
	echo 950000 >/proc/sys/kernel/sched_rt_runtime_us
	check "and ends when it has run" wait $unload
	modprobe kmend
fi

# --- the freezer ---

evicting
start_monitor

mkdir /tmp/cgroup
mount -t cgroup2 cgroup /tmp/cgroup && mkdir /tmp/cgroup/cold || not_ok "there are control groups"
cold=/tmp/cgroup/cold
sleeper_of calls sleep accept 3
echo $SLEEPER >$cold/cgroup.procs
check "three threads sleep" wait_until 20 at $SLEEPER 3 'inet_csk_accept\+'
insmod /modules/linger.ko ms=4000
expect 0 'submitted' kmend apply --no-wait --policy evict /patches/evict/accept.ko
check "brought out, they wait" wait_until 20 at $SLEEPER 3 kmend_eviction_park
echo 1 >$cold/cgroup.freeze
check "and are not frozen" grep -x 'frozen 0' $cold/cgroup.events
check "the attempt succeeds" wait_until 20 of_last 'any(.event == "applied")'
rmmod linger
check "let go, they are" wait_until 10 grep -x 'frozen 1' $cold/cgroup.events
expect 0 '^accept: reverted' kmend revert --policy evict accept
check "frozen, nobody is brought out" of_last 'all(.event != "evicted")'
echo 0 >$cold/cgroup.freeze
check "thawed, they sleep again" wait_until 10 at $SLEEPER 3 'inet_csk_accept\+'
kill -USR1 $SLEEPER
right
rmdir $cold
umount /tmp/cgroup

# --- io_uring ---

answers() { uring try >/tmp/answer; grep -x "$1" /tmp/answer; }

# The kernel has such a thread run what it is asked to where it waits, so it does not leave the call.
mkfifo /tmp/fifo
sleeper_of uring poll /tmp/fifo
check "one waits in io_uring_enter" wait_until 10 at $SLEEPER 1 'io_uring_enter\+'
expect 0 'submitted' kmend apply --no-wait --policy evict /patches/evict/uring.ko
check "asked out, it stays in the way" wait_until 20 of_last 'any(.event == "blocked" and .attempts > 2 and
	any(.blockers[]; .comm == "uring"))'
check "it was asked" of_last 'any(.event == "evicted" and .threads == 1)'
check "and let go" of_last 'any(.event == "released" and .threads == 1)'
check "it waits on" at $SLEEPER 1 'io_uring_enter\+'
check "in the old code" answers EINVAL
echo x >/tmp/fifo
right
check "then it goes in" wait_until 20 patch uring '.state == "applied"'
check "which shows" answers E2BIG
sleeper_of uring poll /tmp/fifo
check "the next one waits in it" wait_until 10 at $SLEEPER 1 '\[uring\]'
echo x >/tmp/fifo
right
expect 0 'reverted' kmend revert uring
check "as before" answers EINVAL

# A worker has no edge of user mode to go to.
sleeper_of uring open /tmp/fifo
check "a worker sleeps in the opening" wait_until 10 at $SLEEPER 1 'fifo_open\+'
insmod /modules/tiny.ko prefix=opening calls=1 functions="$(functions 1 fifo_open=)" || not_ok "a patch of fifo_open is there"
submit opening evict
check "it stays in the way" wait_until 20 of_last 'any(.event == "blocked" and .attempts > 2 and
	any(.blockers[]; .comm | startswith("iou-wrk")))'
check "and is not asked" of_last 'all(.event != "evicted")'
: >/tmp/fifo
right
check "then it goes in" wait_until 20 patch opening '.state == "applied"'
expect 0 'reverted' kmend revert opening
rmdir $policies/evict
