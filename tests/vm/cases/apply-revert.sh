# SPDX-License-Identifier: GPL-2.0
# also: at a time
# The main job: in and out again in the same boot, and what is told about it.
start_monitor
check "the row is not there before" no grep MemUsed /proc/meminfo
expect 0 '^meminfo: applied' kmend apply /patches/meminfo.ko
check "the row is there" grep -E '^MemUsed: +[0-9]+ kB$' /proc/meminfo
expect 0 '^meminfo +applied' kmend list
expect 0 'meminfo_proc_show' kmend show meminfo
check "show --json is sound" patch meminfo '.state == "applied" and .id == "meminfo" and
	.policy == "default" and (.functions | map(.name) | index("meminfo_proc_show") != null)'
kmend list --json >/tmp/list.json
check "list --json is sound" jq -e 'length == 1 and .[0].id == "meminfo"' /tmp/list.json

expect 3 'meminfo: .*applied: kmend revert meminfo' kmend apply /patches/meminfo.ko
check "still in force" grep MemUsed /proc/meminfo
expect 1 'temporarily unavailable|in use|busy' rmmod kmend
expect 3 'meminfo: .*applied' kmend cancel meminfo

expect 0 '^meminfo: reverted' kmend revert meminfo
check "the row is gone" no grep MemUsed /proc/meminfo
check "nothing of it is loaded" no ls /sys/module/kmend/holders/*
expect 0 '^meminfo +reverted \(unloaded\)' kmend list
check "events in order" wait_until 10 events 'map(select(.event != "blocked") | .event) ==
	["loaded", "submitted", "applied", "revert-submitted", "reverted", "unloaded"]'
check "events are numbered from 1" events 'map(.seq) == [range(1; length + 1)]'
cat /tmp/events
