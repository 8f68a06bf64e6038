# SPDX-License-Identifier: GPL-2.0
# Threads that go on in old code where the author of the patch allows it: nobody waits for them,
# each step is told, and what they are in stays until they have left.
policies=/sys/kernel/config/kmend/policies
mkdir $policies/atonce
echo 0 >$policies/atonce/active_after
start_monitor

drained() { events "any(.event == \"drained\" and .id == \"$1\")"; }
answers() { emptyread >/tmp/answer; grep -x "$1" /tmp/answer; }

# Without the declaration, no policy lets them.
start_sleeper before
expect 5 'sleeping in pipe_read' kmend apply --policy atonce --deadline 500ms /patches/pipe.ko
# With it, the last step after as many attempts as the policy says.
expect 0 'allow active: +pipe_read:it differs in what comes before it sleeps' kmend info /patches/active.ko
expect 5 'a thread is inside' kmend check /patches/active.ko
expect 0 'applied \(attempt 4, .*, 1 thread goes on in the old code' kmend apply /patches/active.ko
check "before that it was blocked" events 'map(select(.event == "blocked" and .id == "active")) | length == 3'
check "told by the event" events 'any(.event == "applied" and .active == 1)'
check "and by the patch" patch active '.active == 1'
check "new calls run the new code" answers EAGAIN
check "who is inside is where it was" grep 'pipe_read+' /proc/$SLEEPER/stack
check "in the old code" no grep 'pipe_read.*\[active\]' /proc/$SLEEPER/stack
stop "$SLEEPER"
check "the last one has left" wait_until 20 drained active
check "told by the patch" patch active '.active == null'

# The other way round: they are in the patch's own code, which stays for them.
start_sleeper inside
check "somebody sleeps in the patch" grep 'pipe_read.*\[active\]' /proc/$SLEEPER/stack
expect 5 'sleeping in pipe_read' kmend revert --deadline 150ms active
expect 0 'its module stays until no thread is in it' kmend revert --policy atonce active
check "it is out of force" patch active '.state == "reverted" and .active == 1'
check "so says the code" answers 0
check "its module is there" loaded active
check "and cannot go" no rmmod active
expect 5 "its module can go after the event 'drained'" kmend cancel active
expect 5 "pipe_read: threads go on in its old code, which 'active' allows" \
	kmend apply --policy atonce --deadline 300ms /patches/pipe.ko

# Back in force before they have left: then it is theirs again.
expect 0 'applied' kmend apply --policy atonce /patches/active.ko
check "nobody is in old code" patch active '.active == null'
expect 0 'its module stays' kmend revert --policy atonce active
stop "$SLEEPER"
check "left, it is told once more" wait_until 20 events \
	'map(select(.event == "drained" and .id == "active")) | length == 2'
check "the module is not held any more" rmmod active

# A patch that takes over, declared in that one.
expect 0 'applied' kmend apply /patches/active.ko
start_sleeper taken
expect 0 'applied' kmend apply --policy atonce /patches/active-next.ko
check "taken over" patch active '.state == "superseded" and .active == 1'
check "so says the code" answers EBUSY
check "the module of the old one cannot go" no rmmod active
expect 0 'active: restored' kmend revert --policy atonce active-next
check "given back" patch active '.state == "applied"'
check "so says the code again" answers EAGAIN
check "who slept all the time does so in it" grep 'pipe_read.*\[active\]' /proc/$SLEEPER/stack
stop "$SLEEPER"
expect 0 'reverted' kmend revert active
check "its module went at once" no loaded active
rmdir $policies/atonce
