# SPDX-License-Identifier: GPL-2.0
# What the kernel's own selftests of livepatch ask of it, the second part: what a patch has done when
# it or a module comes and goes, and the data that it keeps. kmend's hooks are of the patch,
# not of each object: they are called once, whatever modules are there (Documentation/livepatch.md).
# timeout: 600
knob=/proc/sys/vm/vfs_cache_pressure
E=/patches/examples
loop="/modules/loop.ko max_loop=1"
nbd="/modules/nbd.ko nbds_max=1"
module_is() { patch "$1" ".modules | any(.name == \"$2\" and .state == \"$3\")"; }
mended() { grep -q mended "/proc/$1"; }

# called WHAT...: since the last time, these hooks and new code of modules, and no others
called() { logged '((hooks|next|only|late): [a-z-]+|(loop|nbd): mended).*' "$@"; }

start_monitor
dmesg -c >/dev/null

like 17
insmod $loop
dmesg -c >/dev/null
expect 0 'applied' kmend apply /patches/hooks-late.ko
check "the hooks of apply, in order" called "$(all_hooks late apply)"
check "the module is patched" module_is hooks-late loop patched
check "and the kernel" mended version
expect 0 'reverted' kmend revert hooks-late
check "the hooks of revert, in order" called "$(all_hooks late revert)"
rmmod loop

like 18
expect 0 'applied' kmend apply /patches/hooks-late.ko
dmesg -c >/dev/null
insmod $loop
check "for one that comes, nothing but its new code" called "loop: mended"
check "it is told" wait_until 10 events 'any(.event == "module-patched" and .id == "hooks-late" and .modules[0].name == "loop")'
check "and no other" events 'map(select(.event == "module-patched" and .id == "hooks-late")) | length == 1'

like 19
rmmod loop
check "for one that goes, nothing" called
check "it is told" wait_until 10 events 'any(.event == "module-gone" and .id == "hooks-late" and .modules[0].name == "loop")'
check "the patch stays" mended version

like 20
insmod $nbd
rmmod nbd
insmod $nbd
check "one that comes, goes and comes again" called "nbd: mended" "nbd: mended"
rmmod nbd
check "absent" module_is hooks-late nbd absent
expect 0 'reverted' kmend revert hooks-late
check "the hooks of revert" called "$(all_hooks late revert)"

like 21
expect 0 'applied' kmend apply /patches/hooks-late.ko
check "none of its modules is there: the hooks all the same" called "$(all_hooks late apply)"
check "absent" patch hooks-late '.modules | length == 2 and all(.state == "absent")'
expect 0 'reverted' kmend revert hooks-late
check "the hooks of revert" called "$(all_hooks late revert)"

like 22
echo $((11000 + 19)) >$knob # pre-apply, ENODEV
expect 3 'pre-apply hook late_pre_apply refused: -ENODEV' kmend apply /patches/hooks-late.ko
check "nothing but that hook and its end" called "late: pre-apply" "late: fail-apply"
check "nothing is in force" no mended version
check "nothing is left" no loaded hooks_late
echo 100 >$knob

like 23
expect 0 'applied' kmend apply /patches/hooks-late.ko
dmesg -c >/dev/null
check "a module that cannot be patched is kept out" no insmod /modules/other/loop.ko max_loop=1
check "it is told" wait_until 10 events 'any(.event == "module-refused" and .id == "hooks-late" and .modules[0].name == "loop")'
check "and is not there" no loaded loop
check "no hook is called for it" called
check "the patch stays" mended version

like 24
insmod $nbd
insmod $loop
check "several modules" called "nbd: mended" "loop: mended"
check "one" module_is hooks-late nbd patched
check "and the other" module_is hooks-late loop patched
rmmod nbd
check "one goes" module_is hooks-late nbd absent
check "the other stays" module_is hooks-late loop patched
expect 0 'reverted' kmend revert hooks-late
check "the hooks of revert, once" called "$(all_hooks late revert)"
rmmod loop

# Somebody is in a function of a module; meanwhile another module comes and goes, and then it is called off.
like 25
insmod /modules/target.ko
cat /proc/target/nap &
napper=$!
JOBS="$JOBS $napper"
wait_until 10 grep -q target_nap /proc/$napper/stack || not_ok "somebody naps"
insmod /patches/hooks-late.ko
dmesg -c >/dev/null
expect 0 'submitted' kmend apply --no-wait --deadline 120s /modules/target_patch.ko /patches/hooks-late.ko
check "it waits" wait_until 20 patch hooks-late '.state == "pending" and .cause == "busy" and .attempts > 1'
insmod $loop
check "a module comes meanwhile, unpatched" module_is hooks-late loop present
# An attempt holds it for a moment.
check "and goes" wait_until 10 rmmod loop
expect 0 'cancelled' kmend cancel hooks-late
dmesg -c | sed -nE 's/.*(late: [a-z-]+)$/\1/p' >/tmp/called
cat /tmp/called
check "each pre has its fail" [ "$(grep -c pre-apply /tmp/called)" = "$(grep -c fail-apply /tmp/called)" ]
check "there were some" grep -q pre-apply /tmp/called
check "and nothing else was called" no grep -vE 'pre-apply|fail-apply' /tmp/called
check "nothing is in force" no mended version
check "nor in the module" grep -x 42 /proc/target/value
stop "$napper"
rmmod hooks_late 2>/dev/null
rmmod target_patch 2>/dev/null
check "the module is free" wait_until 10 rmmod target

like 26
expect 0 'applied' kmend apply /patches/hooks.ko
expect 0 'applied' kmend apply /patches/hooks-only.ko
check "each its own" called "$(all_hooks hooks apply)" "$(all_hooks only apply)"
expect 0 'reverted' kmend revert hooks-only
expect 0 'reverted' kmend revert hooks
check "of each its own" called "$(all_hooks only revert)" "$(all_hooks hooks revert)"

# In kmend the patch that is replaced has its say as well, and so it has when it comes back.
like 27
expect 0 'applied' kmend apply /patches/hooks.ko
dmesg -c >/dev/null
expect 0 'hooks-next: applied' kmend apply /patches/hooks-next.ko
check "what goes out is asked first, and told last" called "hooks: pre-revert" "next: pre-apply" \
	"hooks: check-revert" "next: check-apply" "hooks: revert" "next: apply" \
	"hooks: post-revert" "next: post-apply"
check "the module of the old one can go" rmmod hooks
check "and calls nothing" called
expect 0 'reverted' kmend revert hooks-next
check "the new one goes as usual" called "$(all_hooks next revert)"

# Of each of three objects its own data, made when first asked for, and found again.
like 28
eventfds & first=$! JOBS="$JOBS $!"
eventfds & second=$! JOBS="$JOBS $!"
eventfds & third=$! JOBS="$JOBS $!"
reads() { sed -n "s/^$2:\t*//p" "/proc/$1/fdinfo/3" | tr -d ' '; }
more_than() { [ "$(reads "$1" "$2")" -gt "$3" ]; }
for pid in $first $second $third; do
	wait_until 10 grep -q eventfd-id /proc/$pid/fdinfo/3 || not_ok "there is an eventfd"
done
kill -STOP $second
expect 0 'applied' kmend apply $E/shadow-field.ko
for pid in $first $third; do
	check "an object has data once it was asked for" wait_until 20 more_than $pid eventfd-reads 10
done
check "one that was not has none" [ -z "$(reads $second eventfd-reads)" ]
kill -CONT $second
check "and then has its own" wait_until 20 more_than $second eventfd-reads 0
check "each its own" [ "$(reads $second eventfd-reads)" -lt "$(reads $first eventfd-reads)" ]

like 30
count=$(reads $first eventfd-reads)
expect 0 'applied' kmend apply $E/shadow-next.ko
check "another patch takes the data over" more_than $first eventfd-reads-so-far "$((count - 1))"
check "of all" more_than $third eventfd-reads-so-far 0

like 31
count=$(reads $first eventfd-reads-so-far)
expect 0 'shadow-field: restored' kmend revert shadow-next
check "and back" more_than $first eventfd-reads "$((count - 1))"

like 32
dmesg -c >/dev/null
expect 3 'shadow-wide.ko' kmend apply /patches/shadow-wide.ko
check "one whose data is another is kept out" sh -c 'dmesg | grep "shadow data .eventfd_reads. of .shadow-field. has 16 bytes, another patch.s have 8"'
check "the old one stays" patch shadow-field '.state == "applied"'
check "with its data" more_than $first eventfd-reads "$((count - 1))"
like 28
kill -9 $third
expect 0 'reverted' kmend revert shadow-field
expect 0 'applied' kmend apply $E/shadow-field.ko
check "all was freed, of those that live and of those that do not" wait_until 20 more_than $first eventfd-reads 0
check "it begins anew" no more_than $first eventfd-reads "$count"
kill_jobs
expect 0 'reverted' kmend revert shadow-field
like 32
expect 0 'applied' kmend apply /patches/shadow-wide.ko
expect 3 'shadow-field.ko' kmend apply $E/shadow-field.ko
check "nor does one come in that does not know of it" patch shadow-wide '.state == "applied"'
expect 0 'reverted' kmend revert shadow-wide

like 29
check "a state of the kernel" grep -x 100 $knob
expect 0 'applied' kmend apply $E/live-value.ko
check "is changed by the patch" grep -x 50 $knob
expect 0 'reverted' kmend revert live-value
check "and restored" grep -x 100 $knob
like
