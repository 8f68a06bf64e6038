# SPDX-License-Identifier: GPL-2.0
# The examples of Documentation/author.md on the kernel as it is shipped: what it does before,
# while each is applied, and after it was reverted.
#
# timeout: 300
E=/patches/examples

# A new field: shadow data. Counted from the first read after it was applied, goes on in the patch
# that takes over and in the first one when that is reverted, and is gone at the end.
eventfds &
JOBS="$JOBS $!"
info=/proc/$!/fdinfo/3
reads() { sed -n "s/^$1:\t*//p" $info | tr -d ' '; }
more_than() { [ "$(reads "$1")" -gt "$2" ]; }

check "field: there is an eventfd" wait_until 10 grep eventfd-id $info
check "field: before" no grep eventfd-reads $info
expect 0 'shadow data: +shadow-field:eventfd_reads' kmend info $E/shadow-next.ko
expect 0 'applied' kmend apply $E/shadow-field.ko
check "field: counts" wait_until 10 more_than eventfd-reads 20
count=$(reads eventfd-reads)
expect 0 'applied' kmend apply $E/shadow-next.ko
check "field: the old label is gone" no grep 'eventfd-reads:' $info
check "field: the new patch goes on counting" more_than eventfd-reads-so-far "$((count - 1))"
count=$(reads eventfd-reads-so-far)
expect 0 'shadow-field: restored' kmend revert shadow-next
check "field: and so does the old one" more_than eventfd-reads "$((count - 1))"
expect 0 'reverted' kmend revert shadow-field
check "field: after" no grep eventfd-reads $info
expect 0 'applied' kmend apply $E/shadow-field.ko
check "field: counts again" wait_until 10 more_than eventfd-reads 0
check "field: from the start, what was counted is freed" no more_than eventfd-reads "$count"
kill_jobs
expect 0 'reverted' kmend revert shadow-field

# The value of a live variable.
knob=/proc/sys/vm/vfs_cache_pressure
check "value: before" grep -x 100 $knob
expect 0 'applied' kmend apply $E/live-value.ko
check "value: applied" grep -x 50 $knob
expect 0 'reverted' kmend revert live-value
check "value: after" grep -x 100 $knob
echo 70 >$knob
expect 0 'applied' kmend apply $E/live-value.ko
check "value: what was chosen stays" grep -x 70 $knob
expect 0 'reverted' kmend revert live-value
check "value: and stays" grep -x 70 $knob
echo 100 >$knob

# The use of a lock. Who opens that device sleeps with misc_mtx held.
insmod /modules/slow_open.ko
opener() { cat /dev/slow_open >/dev/null 2>&1 & OPENER=$! JOBS="$JOBS $!"; wait_until 10 grep -q slow_open /proc/$OPENER/stack; }
reader() { cat /proc/misc >/tmp/misc & READER=$! JOBS="$JOBS $!"; }
waits() { grep -q misc_seq_start /proc/$READER/stack; }

check "lock: somebody opens" opener
reader
check "lock: before, whoever reads waits" wait_until 10 waits
expect 0 '' kmend apply --no-wait $E/lock-use.ko
check "lock: not while the old lock is held, or waited for" \
	wait_until 10 patch lock-use '.attempts > 1 and (.cause == "hook" or .cause == "busy")'
stop "$OPENER"
check "lock: then it goes in" wait_until 30 patch lock-use '.state == "applied"'
check "lock: somebody opens again" opener
reader
check "lock: applied, nobody waits" wait_until 10 grep slow_open /tmp/misc
expect 0 'reverted' kmend revert lock-use
expect 0 '' kmend apply --no-wait $E/lock-use.ko
check "lock: its hook refuses while the old lock is held" \
	wait_until 10 patch lock-use '.cause == "hook" and (.detail | test("misc_check_apply refused: -EBUSY"))'
expect 0 '' kmend cancel lock-use
reader
check "lock: after, whoever reads waits" wait_until 10 waits
stop "$OPENER"
check "lock: until it is opened" wait_until 10 grep slow_open /tmp/misc
kill_jobs
check "lock: the device goes" rmmod slow_open

# A new file.
check "file: before" no test -e /proc/uptime_seconds
expect 0 'applied' kmend apply $E/new-file.ko
check "file: applied" grep -xE '[0-9]+' /proc/uptime_seconds
expect 0 'reverted' kmend revert new-file
check "file: after" no test -e /proc/uptime_seconds

# What code of the boot has left behind.
check "boot: before" test "$(stat -c %a /proc/cmdline)" = 444
expect 0 'applied' kmend apply $E/boot-state.ko
check "boot: applied" test "$(stat -c %a /proc/cmdline)" = 400
check "boot: root reads it" grep console /proc/cmdline
check "boot: nobody else" no su nobody -c 'cat /proc/cmdline'
expect 0 'reverted' kmend revert boot-state
check "boot: after" test "$(stat -c %a /proc/cmdline)" = 444
check "boot: everybody reads it" su nobody -c 'cat /proc/cmdline'
