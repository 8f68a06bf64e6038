# SPDX-License-Identifier: GPL-2.0
# What tests/torture runs in the guest: tests/vm/guest/torture takes patches in and out for
# TORTURE_SECONDS; with TORTURE_CONTROL the same storm rages without them. /torture.conf sets both.
. /torture.conf

config=/sys/kernel/config/kmend
how=
if [ "$TORTURE_CONTROL" = 1 ]; then
	how=control
else
	echo 65536 >$config/event_log_size
	for policy in torture atonce; do
		mkdir $config/policies/$policy
		echo 5 >$config/policies/$policy/initial_delay_ms
		echo 100 >$config/policies/$policy/max_delay_ms
		echo 20 >$config/policies/$policy/coalesce_ms
	done
	echo 0 >$config/policies/atonce/active_after
fi
mkdir -p /dev/shm
mount -t tmpfs -o size=64m tmpfs /dev/shm
# The hooks say what they do; what comes to the console is what the kernel warns of.
dmesg -n 5

status=0
torture "$TORTURE_SECONDS" $how >&3 2>/tmp/why || status=$?
if [ $status = 0 ]; then
	ok "each step had its outcome, and showed its effect"
else
	not_ok "each step had its outcome, and showed its effect" /tmp/why
	dmesg | tail -n 20 | sed 's/^/#   /' >&3
fi
cat /tmp/stress

if [ "$TORTURE_CONTROL" != 1 ] && [ $status = 0 ]; then
	kmend stats | sed 's/^/# /' >&3
	kmend list --json >/tmp/list.json
	check "no patch is in force" jq -e 'all(.state != "applied" and .state != "reverting" and
		.state != "pending" and .state != "queued")' /tmp/list.json
	kmend stats --json >/tmp/stats.json
	check "no thread was missed" jq -e '.disagreements == 0' /tmp/stats.json
	for module in active late_next late hooks_next hooks meminfo_new meminfo_shared meminfo \
		soak_l soak_k soak_j soak_i soak_h soak_g soak_f soak_e soak_d soak_c soak_b tiny; do
		check "$module can go" wait_until 60 rmmod $module
	done
	rmdir $config/policies/torture $config/policies/atonce
	check "the manager can go" wait_until 60 rmmod kmend
fi
