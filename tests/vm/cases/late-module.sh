# SPDX-License-Identifier: GPL-2.0
# Patches of modules that are not there: patched before their first instruction when they come,
# forgotten when they go, refused or let in unpatched when the patch does not fit.
# needs: /patches/late.ko, late-next.ko, held.ko, /modules/loop.ko, nbd.ko, other/loop.ko
# timeout: 300

loop=/modules/loop.ko
nbd=/modules/nbd.ko

module_is() { patch "$1" ".modules | any(.name == \"$2\" and .state == \"$3\")"; }
said() { dmesg | grep -q "$1"; }
mended() { cat /proc/version | grep -q mended; }
# load FILE [OPTION...]: with an empty log, so that what its init says is seen
load() { dmesg -c >/dev/null; insmod "$@"; }
told() { wait_until 10 events "any(.event == \"$1\" and .id == \"$2\" and .modules[0].name == \"$3\")"; }

start_monitor
expect 0 '^late: would go in now' kmend check /patches/late.ko
expect 0 '' kmend info --json /patches/late.ko
check "no module has to be there before" jq -e '.holds == []' /tmp/out

# One patch, the kernel and two modules: one is there, one is not.
load $nbd nbds_max=1
check "nbd is not mended yet" no said 'nbd: mended'
expect 0 '^late: applied' kmend apply /patches/late.ko
check "the kernel is mended" mended
check "nbd, which was there, is patched" module_is late nbd patched
check "loop is absent" module_is late loop absent
expect 0 'loop: absent' kmend show late

# Its init calls what is patched.
load $loop max_loop=2
check "the first device that init adds is mended" said 'loop: mended: adds device 0'
check "all of them" said 'loop: mended: adds device 1'
check "loop is patched" module_is late loop patched
check "and told" told module-patched late loop
check "nothing holds it" rmmod loop
check "it is absent" module_is late loop absent
check "which is told" told module-gone late loop
check "nbd can go, too" rmmod nbd
load $nbd nbds_max=1
check "and is mended when it comes" said 'nbd: mended: adds device 0'

for i in 1 2 3; do
	# Elsewhere, or where it was.
	[ $i = 2 ] && rmmod nbd && load $nbd nbds_max=1
	load $loop max_loop=1
	check "loaded again ($i): mended in init" said 'loop: mended: adds device 0'
	check "the device is there ($i)" test -e /sys/block/loop0
	check "unloaded ($i)" rmmod loop
done

# Its init fails after it has come: parameters that are no numbers, and an init that refuses.
check "a bad parameter" no load $loop max_loop=many
check "an init that fails" no load $loop max_part=100000
check "it is absent" module_is late loop absent
load $loop max_loop=1
check "mended after that" said 'loop: mended: adds device 0'
rmmod loop

# Another one on top of it, and back, with the module there, absent, and coming in between.
expect 0 '^late-next: applied' kmend apply /patches/late-next.ko
load $loop max_loop=1
check "the newest of the two is in force" said 'loop: mended again: adds device 0'
check "and the older one is not" no said 'loop: mended: adds'
check "both tell that loop is patched" module_is late loop patched
check "the newer one, too" module_is late-next loop patched
expect 3 "late-next.*lies on top" kmend revert late
rmmod loop
expect 0 '^late: reverted' kmend revert late
load $loop max_loop=1
check "the newer one alone" said 'loop: mended again: adds device 0'
expect 0 '^late-next: reverted' kmend revert late-next
check "reverted with the module there" rmmod loop
load $loop max_loop=1
check "and the module is its own again" no said 'mended'
rmmod loop
expect 0 '^late: applied' kmend apply /patches/late.ko
expect 0 '^late: reverted' kmend revert late
load $loop max_loop=1
check "applied and reverted while it was absent" no said 'loop: mended'
rmmod loop

# Of another build: refused, by default.
expect 0 '^late: applied' kmend apply /patches/late.ko
check "another build is refused" no load /modules/other/loop.ko max_loop=1
check "the log says why" said "module 'loop' refused: patch 'late' is in force, but cannot be put on it: loop_add+0x[0-9a-f]*: refers to other content"
check "it is told" told module-refused late loop
check "it is not there" no loaded loop
load $loop max_loop=1
check "the right one is let in, and mended" said 'loop: mended: adds device 0'
rmmod loop
# The policy may say that it is let in; the one under which the patch was asked for counts.
echo 1 >/sys/kernel/config/kmend/policies/default/allow_unpatched
load /modules/other/loop.ko max_loop=1
check "another build is let in" loaded loop
check "unpatched" no said 'loop: mended'
check "its own code runs" test -e /sys/block/ring0
check "show tells" module_is late loop unpatched
check "it is told" told module-unpatched late loop
check "the kernel stays mended" mended
expect 0 '^late: reverted' kmend revert late
# Asked for now, there is nothing to let in: it does not fit.
expect 3 'refers to other content' kmend apply /patches/late.ko
rmmod loop
echo 0 >/sys/kernel/config/kmend/policies/default/allow_unpatched

# A tracer on its entries leaves no room for a jump. insmod tries twice; both are traced.
redirect jump
expect 0 '^late: applied' kmend apply /patches/late.ko
check "every function is traced" trace_all
check "under a tracer it is refused" no load $loop max_loop=1
check "none is traced" trace_none
check "with the reason" said "module 'loop' refused: .*loop_add: ftrace has users of its entry"
load $loop max_loop=1
check "and mended without" said 'loop: mended: adds device 0'
check "ftrace is alive" grep -x 1 /proc/sys/kernel/ftrace_enabled
rmmod loop
rmmod nbd
expect 0 '^late: reverted' kmend revert late

# The kernel reads the keys of tracepoints when it loads a patch, so their module has to be there.
expect 0 '^holds: +nbd:.*__jump_table' kmend info /patches/held.ko
expect 3 'changes module nbd, which is not loaded: load it first' kmend apply /patches/held.ko
load $nbd nbds_max=1
expect 0 '^held: applied' kmend apply /patches/held.ko
check "such a module is patched as well" module_is held nbd patched
check "and held" no rmmod nbd
expect 0 '^held: reverted' kmend revert held
check "until the patch is gone" rmmod nbd

# Modules come and go while the patch does. Where one is just on its way, an attempt is put off.
echo 50 >/sys/kernel/config/kmend/policies/default/max_delay_ms
{
	while [ ! -e /tmp/stop ]; do
		insmod $loop max_loop=1
		usleep 50000
		rmmod loop
	done
	rmmod loop
	: >/tmp/stopped
} >/dev/null 2>&1 &
JOBS="$JOBS $!"
rounds=0
read -r now _ </proc/uptime
end=$((${now%.*} + 15))
while [ "${now%.*}" -lt "$end" ]; do
	kmend apply /patches/late.ko >/tmp/out 2>&1 || { not_ok "applied in the turmoil" /tmp/out; break; }
	kmend revert late >/tmp/out 2>&1 || { not_ok "reverted in the turmoil" /tmp/out; break; }
	rounds=$((rounds + 1))
	read -r now _ </proc/uptime
done
: >/tmp/stop
check "the turmoil ends" wait_until 20 test -e /tmp/stopped
echo "$rounds rounds"
check "some rounds were made" test $rounds -gt 3
rmmod loop 2>/dev/null
load $loop max_loop=1
check "after all that the module is its own" no said 'loop: mended'
rmmod loop
