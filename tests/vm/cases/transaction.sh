# SPDX-License-Identifier: GPL-2.0
# also: at a time
# Several patches in one request: all of them or none.
mended() { grep -q mended "/proc/$1"; }

start_monitor
expect 0 'two-objects: applied' kmend apply /patches/meminfo.ko /patches/two-objects.ko
check "the first is in force" grep MemUsed /proc/meminfo
check "so is the second" mended version
check "it was one stop of the machine" events 'map(select(.event == "applied") | .pause_ns) |
	length == 2 and .[0] == .[1] and .[0] > 0'
check "events tell the transaction" events 'map(select(.event == "applied") | .transaction) |
	length == 2 and .[0] == .[1] and .[0] > 0'
check "the order of application" patch two-objects '.order > 0 and .transaction > 0'
expect 0 'two-objects: reverted' kmend revert meminfo two-objects
check "both are out" no mended version
check "both are out, too" no grep MemUsed /proc/meminfo
check "their modules are unloaded" no loaded meminfo
check "both of them" no loaded two_objects

# One is blocked: the other, which is clear, does not go in either.
start_sleeper napper
expect 5 'not applied: the deadline.* all 2 patches' kmend apply --deadline 1s /patches/meminfo.ko /patches/pipe.ko
check "the sleeper is named" grep 'napper\['"$SLEEPER"'\]' /tmp/out
check "the clear one is not in force" no grep MemUsed /proc/meminfo
check "no module is left" no ls /sys/module/kmend/holders/*
check "both failed of the same cause" events 'map(select(.event == "failed")) |
	map(.id) == ["meminfo", "pipe"] and all(.cause == "deadline")'

# Kick and cancel are of all of them.
expect 0 'pipe: submitted' kmend apply --no-wait /patches/meminfo.ko /patches/pipe.ko
check "blocked" wait_until 10 patch meminfo '.state == "pending" and .cause == "busy"'
expect 0 'pipe: is of the same transaction' kmend kick meminfo
expect 0 'pipe: cancelled' kmend cancel meminfo
check "the other one, too" grep 'meminfo: cancelled' /tmp/out
check "no module is left" no ls /sys/module/kmend/holders/*

# The second module does not load: the first does not stay.
expect 3 'other-release-inside.ko' kmend apply /patches/meminfo.ko /patches/bad/other-release-inside.ko
expect 3 'mismatch.ko|the running code' kmend apply /patches/two-objects.ko /patches/bad/mismatch.ko
check "no module is left" no ls /sys/module/kmend/holders/*
check "nothing is in force" no mended version

# Both at once as soon as the sleeper has left.
expect 0 'pipe: submitted' kmend apply --no-wait /patches/meminfo.ko /patches/pipe.ko
stop "$SLEEPER"
check "then both" wait_until 20 patch pipe '.state == "applied"'
check "both are in force" grep MemUsed /proc/meminfo

# A revert of which one is blocked takes none out.
start_sleeper snoozer
expect 5 'not reverted: the deadline' kmend revert --deadline 1s meminfo pipe
check "the clear one is still in force" grep MemUsed /proc/meminfo
stop "$SLEEPER"
expect 0 'meminfo: reverted' kmend revert --keep meminfo pipe
check "modules are kept" loaded meminfo
expect 3 "no patch 'nothing' is loaded" kmend revert nothing meminfo
expect 3 "'meminfo' is not applied" kmend revert meminfo pipe
expect 0 'unloaded' kmend cancel meminfo
expect 0 'unloaded' kmend cancel pipe
