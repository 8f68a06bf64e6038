# SPDX-License-Identifier: GPL-2.0
# also: at a time
# Four processes do 2000 things by chance to a graph of patches, while a model is held
# against the events. The seed is told; a file with one comes in with
# tests/vm/run --add FILE=/soak.seed
# timeout: 300
seed=$(cat /soak.seed 2>/dev/null || od -An -N4 -tu4 /dev/urandom | tr -d " ")
echo "# soak: seed $seed" >&3
echo 65536 >/sys/kernel/config/kmend/event_log_size
sleepy=$(functions 1 eventfd_read=)
others=$(functions 5 tcp_v4_)
if soak "$seed" 2000 "$sleepy,$others" >/tmp/soak 2>&1; then
	ok "the model equals the manager"
else
	not_ok "the model equals the manager, seed $seed" /tmp/soak
	# Past the first lines, which is all that a result takes.
	sed -n '41,$ s/^/#   /p' /tmp/soak >&3
	echo default >/sys/kernel/config/kmend/default_policy
	rmdir /sys/kernel/config/kmend/policies/p*
fi
cat /tmp/soak
grep '^# ' /tmp/soak >&3
