# SPDX-License-Identifier: GPL-2.0
# Every kind of thread that can be in the way is found and told, in whatever state it is, and each is
# out of the way once it is gone. The patches are of tests/vm/modules: they
# may replace anything and change nothing. Each stop also looks at all threads (run-case).
# timeout: 400
policies=/sys/kernel/config/kmend/policies
mkdir $policies/often
for file in initial_delay_ms max_delay_ms; do
	echo 50 >$policies/often/$file
done

# in_the_way ID JQ: it is blocked, and a blocker fulfils the expression
in_the_way()
{
	wait_until 20 patch "$1" '.state == "pending" and .cause == "busy"' &&
		jq -e "any(.blockers[]?; $2)" /tmp/patch.json
}

# load_for FUNCTION [PARAMETER...]: a patch of that name, of that function
load_for()
{
	_function=$1
	shift
	insmod /modules/tiny.ko prefix="$_function" functions="$(functions 1 "$_function=")" "$@" ||
		not_ok "a patch of $_function is there"
}

# goes_in ID: now nothing is in the way, and it goes out again
goes_in()
{
	check "$1 goes in when nobody is there" wait_until 20 patch "$1" '.state == "applied"'
	expect 0 'reverted' kmend revert "$1"
}

start_monitor
load_for pipe_read
submit pipe_read often
goes_in pipe_read

start_sleeper faulting fault
load_for pipe_read
submit pipe_read often
check "in an exception in the kernel" in_the_way pipe_read \
	".tid == $SLEEPER and .function == \"pipe_read\" and .state != \"R\""
check "the machine was not stopped for it" patch pipe_read '.pause_ns == null'
stop "$SLEEPER"
goes_in pipe_read

start_sleeper parent vfork
load_for kernel_clone
submit kernel_clone often
check "in an uninterruptible sleep" in_the_way kernel_clone ".tid == $SLEEPER and .state == \"D\""
stop "$SLEEPER"
goes_in kernel_clone

# Traced: where it was. Stopped by the tracer: out of the call, which it takes up again.
start_sleeper traced
tracer seize "$SLEEPER" &
tracer=$!
JOBS="$JOBS $tracer"
wait_until 10 grep -q "TracerPid:.$tracer" /proc/$SLEEPER/status || not_ok "it is traced"
load_for pipe_read
submit pipe_read often
check "traced" in_the_way pipe_read ".tid == $SLEEPER and .state == \"S\""
stop $tracer
tracer stop "$SLEEPER" &
tracer=$!
JOBS="$JOBS $tracer"
wait_until 10 grep -q 'State:.t' /proc/$SLEEPER/status || not_ok "it is stopped"
check "stopped by a tracer, it is not in the way" wait_until 20 patch pipe_read '.state == "applied"'
stop $tracer
check "it takes its call up again" wait_until 10 grep pipe_read /proc/$SLEEPER/stack
expect 0 'reverted' kmend revert pipe_read
check "and lives" kill -0 "$SLEEPER"
stop "$SLEEPER"

# The address to which it returns is not on the stack: somebody wants to know of returns.
cd /sys/kernel/tracing || exit
echo 'r:kmend_test futex_wait_queue' >kprobe_events
echo 1 >events/kprobes/enable
start_sleeper probed futex
load_for futex_wait
submit futex_wait often
check "with a return probe on its stack" in_the_way futex_wait \
	".tid == $SLEEPER and .function == \"futex_wait\""
stop "$SLEEPER"
goes_in futex_wait
echo 0 >events/kprobes/enable
echo >kprobe_events

echo futex_wait_queue >set_ftrace_filter
echo function_graph >current_tracer
start_sleeper graphed futex
load_for futex_wait
submit futex_wait often
check "with the graph tracer on its stack" in_the_way futex_wait \
	".tid == $SLEEPER and .function == \"futex_wait\""
echo nop >current_tracer
check "also when the tracer is off again" in_the_way futex_wait ".tid == $SLEEPER"
stop "$SLEEPER"
goes_in futex_wait
echo >set_ftrace_filter
cd /tmp || exit

# A stack that cannot be unwound is searched, and that is told.
insmod /modules/murky.ko
cat /sys/kernel/debug/murky &
murky=$!
JOBS="$JOBS $murky"
wait_until 10 grep -q 'State:.S' /proc/$murky/status || not_ok "it sleeps"
load_for vfs_read
submit vfs_read often
check "on a stack that cannot be unwound" in_the_way vfs_read ".tid == $murky and .unreliable"
stop $murky
goes_in vfs_read
rmmod murky

# Threads that begin and end all the time, and one that is dead.
start_sleeper undertaker zombie
storm 2 &
storm=$!
JOBS="$JOBS $storm"
round=0
while [ $round -lt 10 ]; do
	expect 0 'applied' kmend apply --policy often /patches/meminfo.ko
	expect 0 'reverted' kmend revert --policy often meminfo
	round=$((round + 1))
done
# The same with functions that they are in.
load_for kernel_clone calls=1
submit kernel_clone often
check "a patch of fork goes in among forks" wait_until 60 patch kernel_clone '.state == "applied"'
kill -9 -$storm
expect 0 'reverted' kmend revert --policy often kernel_clone
rmdir $policies/often
