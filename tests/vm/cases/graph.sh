# SPDX-License-Identifier: GPL-2.0
# Dependencies, conflicts and cycles: told at once, waited for, drawn.
mended() { grep -q mended "/proc/$1"; }

start_monitor
# A dependency that is not even loaded.
expect 3 "'loadavg' depends on 'meminfo', which is not loaded" kmend apply /patches/loadavg.ko
check "no module is left" no ls /sys/module/kmend/holders/*

# Both together: the order does not matter.
expect 0 'loadavg: applied' kmend apply /patches/loadavg.ko /patches/meminfo.ko
check "in force" mended loadavg
check "one stop" events 'map(select(.event == "applied") | .pause_ns) | length == 2 and .[0] == .[1]'
expect 0 '^  depends on meminfo \(applied\)$' kmend graph
expect 0 '^  conflicts with two-objects \(not loaded\)$' kmend graph
expect 0 '"loadavg" -> "meminfo" \[label="depends on"\];' kmend graph --dot
check "as JSON" sh -c 'kmend graph --json >/tmp/graph && jq -e ".edges | any(.from == \"loadavg\" and
	.relation == \"depends\" and .to == \"meminfo\" and .loaded)" /tmp/graph'
expect 0 '^depends: +meminfo$' kmend show loadavg
check "the graph is in order of application" sh -c 'kmend graph --json >/tmp/graph &&
	jq -e ".patches | map(.order) | . == sort" /tmp/graph'

# A conflict, whichever of the two names the other.
expect 3 "conflicts with 'loadavg', which is applied|'loadavg' conflicts" kmend apply /patches/two-objects.ko
check "the other is not in force" no mended version

# What others depend on stays, unless they go, too.
expect 3 "'loadavg', which is applied, depends on 'meminfo'" kmend revert meminfo
check "both are in force" mended loadavg
expect 0 'loadavg: reverted' kmend revert --cascade meminfo
check "both are out" no mended loadavg
check "both modules are unloaded" no ls /sys/module/kmend/holders/*
expect 3 "conflicts" kmend apply /patches/meminfo.ko /patches/loadavg.ko /patches/two-objects.ko
check "no module is left" no ls /sys/module/kmend/holders/*

# Stacked patches of one function go the same way.
expect 0 'applied' kmend apply /patches/meminfo.ko
expect 0 'applied' kmend apply /patches/meminfo-shared.ko
expect 3 "meminfo-shared.* on top of .*meminfo" kmend revert meminfo
expect 0 'meminfo-shared: reverted' kmend revert --cascade meminfo
check "both are out" no grep -E 'MemUsed|MemShared' /proc/meminfo

# Queued until the dependency is applied, then by itself.
policies=/sys/kernel/config/kmend/policies
insmod /patches/meminfo.ko
expect 0 'loadavg: submitted' kmend apply --no-wait /patches/loadavg.ko
check "waits" patch loadavg '.state == "queued"'
expect 0 '^loadavg \(queued\)$' kmend graph
expect 3 'loadavg: a patch of that id is queued' kmend apply /patches/loadavg.ko
expect 0 'meminfo: submitted' kmend apply --no-wait /patches/meminfo.ko
check "applied once the other is" wait_until 10 patch loadavg '.state == "applied"'
check "told by events" events 'map(select(.id == "loadavg") | .event) |
	index("queued") as $q | index("ready") as $r | $q != null and $r != null and $q < $r'
expect 0 'loadavg: reverted' kmend revert meminfo loadavg

# Queued, and cancelled.
insmod /patches/meminfo.ko
expect 0 'submitted' kmend apply --no-wait /patches/loadavg.ko
expect 0 'loadavg: cancelled' kmend cancel loadavg
check "its module is unloaded" no loaded loadavg

# Queued, and the deadline passes.
expect 5 'loadavg: not applied: the deadline' kmend apply --deadline 500ms /patches/loadavg.ko

# The dependency goes away.
expect 0 'submitted' kmend apply --no-wait /patches/loadavg.ko
rmmod meminfo
check "failed for that" wait_until 10 patch loadavg '.state == "failed" and .cause == "dependency" and
	(.detail | contains("meminfo"))'
expect 0 'unloaded' kmend cancel loadavg

# A cycle is told with its path.
expect 3 'cycle: .*loadavg -> .*meminfo|cycle: .*meminfo -> .*loadavg' \
	kmend apply /patches/loadavg.ko /patches/meminfo-cycle.ko
check "no module is left" no ls /sys/module/kmend/holders/*
expect 0 '' kmend graph
check "an empty graph is empty" [ ! -s /tmp/out ]
