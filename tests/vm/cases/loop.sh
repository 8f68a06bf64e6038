# SPDX-License-Identifier: GPL-2.0
# also: at a time
# In and out ten times, with the function in use all the while.
# timeout: 300
while :; do
	read -r _ </proc/meminfo
	usleep 1000
done &
JOBS=$!
times=0
while [ $times -lt 10 ]; do
	kmend apply /patches/meminfo.ko >/tmp/out 2>&1 || break
	grep -q MemUsed /proc/meminfo || break
	kmend revert meminfo >/tmp/out 2>&1 || break
	! grep -q MemUsed /proc/meminfo || break
	times=$((times + 1))
done
cat /tmp/out
check "ten times in and out" [ $times = 10 ]
kmend list --json >/tmp/list.json
check "the history has them all" jq -e 'map(select(.id == "meminfo" and .unloaded)) | length == 10' /tmp/list.json
