# SPDX-License-Identifier: GPL-2.0
# The hooks of a patch: which are called, in which order, and what becomes of one that refuses. The
# patches say in the log what is called, and read from vfs_cache_pressure what to refuse.
knob=/proc/sys/vm/vfs_cache_pressure
dmesg -c >/dev/null

# called WHAT...: since the last time, these and no others, as "hooks: pre-apply"
called() { logged '((hooks|next|only): [a-z-]+)' "$@"; }

# Applied and reverted.
expect 0 '^hooks: applied' kmend apply /patches/hooks.ko
check "apply: the hooks of apply" called "$(all_hooks hooks apply)"
check "and its code" grep hooked /proc/uptime
expect 0 'reverted' kmend revert hooks
check "revert: the hooks of revert" called "$(all_hooks hooks revert)"

# Only looked at: none.
expect 0 'would go in now' kmend check /patches/hooks.ko
check "a check calls none" called

# One that refuses for now is asked again.
echo $((11000 + 16)) >$knob # pre-apply, EBUSY
expect 0 '' kmend apply --no-wait /patches/hooks.ko
check "blocked" wait_until 10 patch hooks '.attempts > 1 and .cause == "hook"'
check "says which and why" patch hooks ".detail == \"'hooks': its pre-apply hook hooks_pre_apply refused: -EBUSY\""
check "nothing is in force" no grep hooked /proc/uptime
echo 100 >$knob
check "then it goes in" wait_until 30 patch hooks '.state == "applied"'
dmesg -c | grep -o 'hooks: .*' >/tmp/called
check "each attempt that failed is closed" \
	test "$(grep -c fail-apply /tmp/called)" = $(($(grep -c pre-apply /tmp/called) - 1))
check "before the next begins" test "$(sed -n 1,4p /tmp/called | tr '\n' ' ')" = \
	"hooks: pre-apply hooks: fail-apply hooks: pre-apply hooks: fail-apply "

# For good: given up. A revert that is given up leaves the patch as it was.
echo $((16000 + 1)) >$knob # pre-revert, EPERM
expect 3 'pre-revert hook hooks_pre_revert refused: -EPERM' kmend revert hooks
check "pre-revert refuses" called "hooks: pre-revert" "hooks: fail-revert"
echo $((17000 + 1)) >$knob # check-revert
expect 3 'check-revert hook hooks_check_revert refused: -EPERM' kmend revert hooks
check "check-revert refuses" called "hooks: pre-revert" "hooks: check-revert" "hooks: fail-revert"
check "still in force" grep hooked /proc/uptime

# Taken over: both sides, and the same when the second refuses.
echo $((32000 + 19)) >$knob # next's check-apply, ENODEV
expect 3 'check-apply hook next_check_apply refused: -ENODEV' kmend apply /patches/hooks-next.ko
check "what goes out is asked first, and told last" called \
	"hooks: pre-revert" "next: pre-apply" "hooks: check-revert" "next: check-apply" \
	"next: fail-apply" "hooks: fail-revert"
check "the old one is in force" grep hooked /proc/uptime
echo 100 >$knob
expect 0 'hooks-next: applied' kmend apply /patches/hooks-next.ko
check "taken over" called "hooks: pre-revert" "next: pre-apply" \
	"hooks: check-revert" "next: check-apply" "hooks: revert" "next: apply" \
	"hooks: post-revert" "next: post-apply"
expect 0 'hooks: restored' kmend revert hooks-next
check "given back" called "next: pre-revert" "hooks: pre-apply" \
	"next: check-revert" "hooks: check-apply" "next: revert" "hooks: apply" \
	"next: post-revert" "hooks: post-apply"
expect 0 'reverted' kmend revert hooks
check "revert" called "$(all_hooks hooks revert)"

# A patch that has nothing but hooks; together with another: all or none.
expect 0 '^functions: +0$' kmend info /patches/hooks-only.ko
expect 0 'hooks_check_apply .*: check-apply$' kmend info /patches/hooks.ko
echo $((21000 + 22)) >$knob # only's pre-apply, EINVAL
expect 3 'pre-apply hook only_pre_apply refused: -EINVAL' kmend apply /patches/hooks.ko /patches/hooks-only.ko
check "those whose pre was called" called "hooks: pre-apply" "only: pre-apply" "only: fail-apply" "hooks: fail-apply"
check "none is in force" no grep hooked /proc/uptime
echo $((22000 + 11)) >$knob # only's check-apply, EAGAIN
expect 5 'deadline' kmend apply --deadline 50ms /patches/hooks-only.ko
check "the cause is told" patch hooks-only '.cause == "deadline" and (.detail | test("hook"))'
dmesg -c >/dev/null
echo 100 >$knob
expect 0 '^hooks-only: applied' kmend apply /patches/hooks-only.ko
check "without functions: apply" called "$(all_hooks only apply)"
expect 0 'reverted' kmend revert hooks-only
check "without functions: revert" called "$(all_hooks only revert)"

# What fails for another reason than a hook's: fail is called, once.
redirect jump
echo 'p:probe uptime_proc_show' >/sys/kernel/tracing/kprobe_events
echo 1 >/sys/kernel/tracing/events/kprobes/probe/enable
expect 5 'hooks: not applied' kmend apply --deadline 50ms /patches/hooks.ko
check "an entry that somebody uses: before any hook" called
echo 0 >/sys/kernel/tracing/events/kprobes/probe/enable
echo >/sys/kernel/tracing/kprobe_events
