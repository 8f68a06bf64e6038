# SPDX-License-Identifier: GPL-2.0
# Functions that are redirected by ftrace: with tracers and probes on them before and after, and
# given back to ftrace as they were.
# timeout: 600
tracing=/sys/kernel/tracing
policies=/sys/kernel/config/kmend/policies

# way ID WAY: so all functions of the patch are redirected
way() { patch "$1" ".way == \"$2\" and (.functions | length > 0 and all(.way == \"$2\"))"; }

# direct FUNCTION: ftrace calls us from there
direct()
{
	awk -v name="$1" '/^[^\t ]/ { on = $1 == name } on && /direct-->kmend_thunks/ { found = 1 }
		END { exit !found }' $tracing/enabled_functions
}

mended() { grep -q MemUsed /proc/meminfo; }
alive() { check "ftrace is alive${1:+, $1}" grep -x 1 /proc/sys/kernel/ftrace_enabled; }

# The word of a policy.
check "auto is the default" grep -x auto $policies/default/redirect
for word in AUTO jumps none 2 '' 'jump ftrace'; do
	echo "$word" >/tmp/word
	expect 1 'Invalid argument' cp /tmp/word $policies/default/redirect
	check "it keeps its value after '$word'" grep -x auto $policies/default/redirect
done
printf 'jump\0' >/tmp/word
expect 1 'Invalid argument' cp /tmp/word $policies/default/redirect
for word in jump ftrace auto; do
	check "it takes $word" redirect $word
	check "and tells" grep -x $word $policies/default/redirect
	expect 0 "^redirect: +$word\$" kmend policy show default
done
printf 'policy leap\n  redirect jump\n' >/tmp/leap
expect 0 '' kmend policy load /tmp/leap
check "a file brings it" grep -x jump $policies/leap/redirect
printf 'policy leap\n  redirect sideways\n' >/tmp/leap
expect 3 'refuses sideways as redirect' kmend policy load /tmp/leap

# Alone.
start_monitor
expect 0 'applied' kmend apply /patches/meminfo.ko
check "in force" mended
check "show tells the way" way meminfo ftrace
expect 0 'meminfo_proc_show \(vmlinux\): by a call that ftrace writes' kmend show meminfo
check "the event, too" wait_until 10 events 'any(.event == "applied" and .way == "ftrace")'
check "ftrace tells who is there" direct meminfo_proc_show
expect 0 'reverted' kmend revert meminfo
check "reverted" no mended
check "the event of that has no way" wait_until 10 events 'any(.event == "reverted" and (.way | not))'
check "ftrace has it back after a while" wait_until 60 no direct meminfo_proc_show

# Again and again, faster than ftrace gets it back.
round=0
while [ $round -lt 10 ]; do
	kmend apply /patches/meminfo.ko && mended && kmend revert meminfo && ! mended || break
	round=$((round + 1))
done >/tmp/rounds 2>&1
check "to and fro ten times" [ $round = 10 ]
check "each at the first attempt" no grep -q 'attempt [2-9]' /tmp/rounds

# A tracer is there before.
cd $tracing || exit
echo 1024 >buffer_size_kb
echo meminfo_proc_show >set_ftrace_filter
echo function >current_tracer
expect 0 'applied' kmend apply /patches/meminfo.ko
check "in force under a tracer" mended
check "which sees the calls" grep -q meminfo_proc_show trace
echo nop >current_tracer
check "and when it is gone" mended
expect 0 'reverted' kmend revert meminfo

# It comes later, and stays longer.
expect 0 'applied' kmend apply /patches/meminfo.ko
echo >trace
echo function >current_tracer
check "a tracer may come" mended
check "and sees the calls" grep -q meminfo_proc_show trace
expect 0 'reverted' kmend revert meminfo
check "reverted under it" no mended
echo >trace
cat /proc/meminfo >/dev/null
check "it goes on to see them" grep -q meminfo_proc_show trace
check "ftrace has the call back under it" wait_until 60 no direct meminfo_proc_show
cat /proc/meminfo >/dev/null
echo nop >current_tracer
echo >set_ftrace_filter
alive

# All functions, and in and out meanwhile.
check "every function is traced" trace_all
expect 0 'applied' kmend apply /patches/meminfo.ko
check "in force while all is traced" mended
expect 0 'reverted' kmend revert meminfo
check "and out" no mended
check "none is traced" trace_none
alive "after all was traced"

# The graph tracer replaces return addresses.
echo meminfo_proc_show >set_graph_function
echo function_graph >current_tracer
expect 0 'applied' kmend apply /patches/meminfo.ko
check "in force under the graph tracer" mended
expect 0 'reverted' kmend revert meminfo
check "and out" no mended
echo nop >current_tracer
echo >set_graph_function
alive "after the graph tracer"

# hits NAME: how often a probe was hit
hits() { awk -v name="$1" '$1 == name { print $2 }' kprobe_profile; }

# Probes before and after, at the entry and on the return.
for when in before after; do
	echo 'p:entry meminfo_proc_show' >kprobe_events
	echo 'r:return meminfo_proc_show' >>kprobe_events
	[ $when = after ] || echo 1 >events/kprobes/enable
	expect 0 'applied' kmend apply /patches/meminfo.ko
	[ $when = before ] || echo 1 >events/kprobes/enable
	entry=$(hits entry) return=$(hits return)
	check "in force with probes from $when" mended
	check "the one at the entry is hit" [ "$(hits entry)" -gt "$entry" ]
	check "the one on the return is hit" [ "$(hits return)" -gt "$return" ]
	expect 0 'reverted' kmend revert meminfo
	entry=$(hits entry)
	check "reverted with probes" no mended
	check "which are still hit" [ "$(hits entry)" -gt "$entry" ]
	echo 0 >events/kprobes/enable
	echo >kprobe_events
done
alive "after the probes"

# One lies on the other: the way is the entry's, whatever the second one's policy says.
expect 0 'applied' kmend apply /patches/meminfo.ko
expect 0 'applied' kmend apply --policy leap /patches/meminfo-shared.ko
check "the second is in force" grep -q MemShared /proc/meminfo
check "as the first" way meminfo-shared ftrace
expect 0 'reverted' kmend revert meminfo-shared
check "the first is in force again" mended
expect 0 'reverted' kmend revert meminfo

# A policy that wants the other way has to wait for ftrace.
expect 0 'applied' kmend apply --policy leap /patches/meminfo.ko
check "by a jump" way meminfo jump
check "in force" mended
expect 0 'a jump at the entry' kmend show meminfo
expect 0 'reverted' kmend revert meminfo
expect 0 'applied' kmend apply /patches/meminfo.ko
check "and by ftrace again" way meminfo ftrace
expect 0 'reverted' kmend revert meminfo

# A dry run tells the same, and leaves nothing.
check "ftrace has all back" wait_until 60 no direct meminfo_proc_show
expect 0 'would go in' kmend check /patches/meminfo.ko
check "nothing of it stays" no direct meminfo_proc_show

# Whoever says where the function goes to leaves no room, and finds none.
insmod /modules/diverter.ko function=meminfo_proc_show
expect 3 'meminfo_proc_show: ftrace has users' kmend check /patches/meminfo.ko
expect 0 'submitted' kmend apply --no-wait /patches/meminfo.ko
check "it waits, and says why" wait_until 10 events 'any(.event == "blocked" and .cause == "site-in-use")'
check "not in force" no mended
rmmod diverter
check "in force when that is gone" wait_until 30 mended
check "now that one is refused" no insmod /modules/diverter.ko function=meminfo_proc_show
check "and the patch stays" mended
expect 0 'reverted' kmend revert meminfo
alive

# The manager goes with claims that ftrace has yet to have back.
rmdir $policies/leap
check "the manager goes at once" rmmod kmend
check "and nothing of it is left in ftrace" no grep -q kmend enabled_functions
check "ftrace can be switched off" sh -c 'echo 0 >/proc/sys/kernel/ftrace_enabled'
modprobe kmend
redirect auto
expect 0 'applied' kmend apply /patches/meminfo.ko
check "without ftrace by a jump" way meminfo jump
expect 0 'reverted' kmend revert meminfo
redirect ftrace
expect 5 'meminfo_proc_show: ftrace is switched off' kmend apply --deadline 300ms /patches/meminfo.ko
redirect auto
echo 1 >/proc/sys/kernel/ftrace_enabled
expect 0 'applied' kmend apply /patches/meminfo.ko
check "in force" mended
check "while we are there it cannot be" no sh -c 'echo 0 >/proc/sys/kernel/ftrace_enabled'
expect 0 'reverted' kmend revert meminfo
alive "at the end"
