# SPDX-License-Identifier: GPL-2.0
# The manager's counters: what they say at first, and after some work.

# stats JQ: the expression holds for what `kmend stats --json` prints
stats() { kmend stats --json >/tmp/stats.json && jq -e "$1" /tmp/stats.json; }

read -r version </sys/kernel/config/kmend/version
check "the version is that of configfs" stats ".version == \"$version\" and .format == 6"
check "nothing happened yet" stats '.loaded + .applied + .waiting + .history + .transactions
	+ .attempts + .stops + .pause_total_ns + .pause_max_ns + .last_seq == 0'
echo 100 >/sys/kernel/config/kmend/event_log_size
check "the log has the size that it was given" stats '.log_size == 100'
echo 1024 >/sys/kernel/config/kmend/event_log_size

expect 0 '^meminfo: applied' kmend apply /patches/meminfo.ko
check "one is in force" stats '.loaded == 1 and .applied == 1 and .waiting == 0'
check "by one request, one stop" stats '.transactions == 1 and .attempts >= 1 and .stops == .attempts'
check "which took time" stats '.pause_max_ns > 0 and .pause_total_ns >= .pause_max_ns'
check "told by as many events" stats '.last_seq >= 3'
start_sleeper napper
expect 0 'submitted' kmend apply --no-wait /patches/pipe.ko
check "one waits" stats '.loaded == 2 and .applied == 1 and .waiting == 1 and .transactions == 2'
expect 3 'is applied' kmend apply --no-wait /patches/meminfo.ko
check "what is refused does not count" stats '.transactions == 2'
expect 0 '' kmend cancel pipe
check "a cancelled one is history" stats '.loaded == 1 and .waiting == 0 and .history == 1'
expect 0 '^meminfo: reverted' kmend revert meminfo
check "all is history" stats '.loaded == 0 and .applied == 0 and .history == 2 and .transactions == 3'
expect 0 '^version: +[0-9.]+$' kmend stats
expect 0 '^transactions: +3$' kmend stats
chmod 755 / /tmp
expect 0 '^version:' su -s /bin/sh nobody -c 'kmend stats'
expect 2 'takes no argument' kmend stats now
rmmod kmend
expect 7 'kmend.ko is not loaded' kmend stats
modprobe kmend
check "loaded anew, it counts anew" stats '.transactions == 0 and .history == 0'
