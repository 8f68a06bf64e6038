# SPDX-License-Identifier: GPL-2.0
# Functions of a loadable module are replaced, and the module is held for as long as
# that matters and no longer. needs: /modules/target.ko, target_patch.ko
shows() { [ "$(cat "/proc/target/$1")" = "$2" ]; }

# old_code WHEN, new_code WHEN
old_code()
{
	check "the module's own code runs ($1)" shows value 42
	check "of both functions of a name ($1)" shows same 1
	check "and of the other ($1)" shows same-other 2
	check "of the exported one ($1)" shows exported 3
}
new_code()
{
	check "the new code runs, with the module's data ($1)" shows value 1042
	check "for one function of a name ($1)" shows same 1001
	check "and for the other ($1)" shows same-other 1002
	check "for the exported one ($1)" shows exported 1003
}

# Not loaded: kmend says so before the module loader does; which refuses it as well.
expect 3 'target_patch.ko: changes module target, which is not loaded: load it first \(modprobe target\)' \
	kmend apply /modules/target_patch.ko
expect 3 'changes module target, which is not loaded' kmend check /modules/target_patch.ko
check "the module loader refuses it, too" no insmod /modules/target_patch.ko

insmod /modules/target.ko
old_code before
expect 0 '^target: would go in now' kmend check /modules/target_patch.ko
check "a check lets the module go again" rmmod target
insmod /modules/target.ko
start_monitor
expect 0 '^target: applied' kmend apply /modules/target_patch.ko
new_code applied
expect 0 'target_value \(target\)' kmend show target
check "show --json names the object" patch target '.functions | length == 5 and all(.object == "target")'
expect 1 'temporarily unavailable|in use|busy' rmmod target
new_code "after the refused rmmod"
expect 0 '^target: reverted' kmend revert target
old_code reverted
check "the history names the object" patch target '.functions | all(.object == "target")'
check "the module can go" rmmod target

# Loaded again it lies elsewhere, or not: what was built fits.
insmod /modules/target.ko
expect 0 '^target: applied' kmend apply /modules/target_patch.ko
new_code "loaded again"
expect 0 '^target: reverted' kmend revert target

# The kernel rewrites jump labels in the old code and in the new, for one key.
key() { echo "$1" >/sys/module/target/parameters/key; }
key 1
check "the old code's jump label is on" shows value 142
expect 0 '^target: applied' kmend apply /modules/target_patch.ko
check "and the new code's" shows value 1142
key 0
new_code "with the label off"
key 1
check "it is on again in the new code" shows value 1142
expect 0 '^target: reverted' kmend revert target
check "and in the old" shows value 142
key 0
old_code "with the label off"

# A thread sleeps in it.
cat /proc/target/nap &
napper=$!
JOBS="$JOBS $napper"
wait_until 10 grep -q target_nap /proc/$napper/stack || not_ok "somebody naps"
expect 5 'deadline' kmend apply --deadline 500ms /modules/target_patch.ko
check "the sleeper is named" wait_until 10 events "any(.event == \"blocked\" and
	any(.blockers[]?; .pid == $napper and (.function | startswith(\"target_nap\"))))"
old_code blocked
stop "$napper"
expect 0 '^target: applied' kmend apply /modules/target_patch.ko
expect 0 '^target: reverted' kmend revert target

# What ftrace calls us from, it has back soon.
wait_until 60 no grep -q target_value /sys/kernel/tracing/enabled_functions
redirect jump
# A kprobe and a tracer are in the way of a jump as anywhere. Few functions are traced here: all
# of them are in another case.
cd /sys/kernel/tracing || exit
echo 'p:probe target:target_same' >kprobe_events
echo 1 >events/kprobes/probe/enable
expect 5 'deadline' kmend apply --deadline 500ms /modules/target_patch.ko
echo 0 >events/kprobes/probe/enable
echo >kprobe_events
echo target_value >set_ftrace_filter
echo function >current_tracer
expect 5 'target_value: ftrace has users' kmend apply --deadline 500ms /modules/target_patch.ko
echo nop >current_tracer

# A tracer that comes to cover a function while it is patched keeps its site from ftrace when
# the patch is gone. The module can go all the same, and what comes to lie there is fresh.
echo 'target_*' >set_ftrace_filter
echo meminfo_proc_show >>set_ftrace_filter
expect 0 '^target: applied' kmend apply /modules/target_patch.ko
echo function >current_tracer
new_code traced
expect 0 '^target: reverted' kmend revert target
old_code traced
check "ftrace does not have the site back" no sh -c 'echo target_value >>set_ftrace_filter'
before=$(cat /sys/module/target/sections/.text)
check "the module can go while it is traced" rmmod target
insmod /modules/target.ko
echo "its text was at $before, is at $(cat /sys/module/target/sections/.text)"
expect 0 '^target: applied' kmend apply /modules/target_patch.ko
new_code "loaded under the tracer"
# Were the old claim taken for one of the new site, ftrace would meet our jump here.
check "the new site is claimed" no sh -c 'echo target_value >>set_ftrace_filter'
expect 0 '^target: reverted' kmend revert target
check "and given back" sh -c 'echo target_value >>set_ftrace_filter'
old_code "traced again"
echo nop >current_tracer
echo >set_ftrace_filter
check "ftrace is alive" grep -x 1 /proc/sys/kernel/ftrace_enabled
cd /

# What is refused lets the module go.
while IFS='|' read -r text options; do
	dmesg -c >/dev/null
	# shellcheck disable=SC2086 # options are words
	check "refused: $options" no insmod /modules/target_patch.ko $options
	dmesg >/tmp/dmesg
	check "the log says: $text" grep -E "patch 'target' \(target_patch\) refused: .*$text" /tmp/dmesg
done <<EOF
module 'gone' is not loaded: load it first|object=gone
its module is called like module 'target_patch', which it changes|object=target_patch
symbol 'target_same' is not unique in module 'target'|position=0
symbol 'target_same' is not in module 'target'|position=3
symbol 'target_early' is not in module 'target'|symbol=target_early
symbol 'meminfo_proc_show' is not in module 'target'|symbol=meminfo_proc_show
symbol 'target_nap' is not in this kernel|elsewhere=1
module 'target' was loaded anew|shift=1
the old code is not in the text of target|elsewhere=1 symbol=meminfo_proc_show
the old code is not in the text of target|symbol=target_base
EOF
check "the module can go after refusals" rmmod target
