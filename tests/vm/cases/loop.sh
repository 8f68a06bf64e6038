# SPDX-License-Identifier: GPL-2.0
# In and out fifty times, with the function in use all the while.
# timeout: 400
while :; do
	read -r _ </proc/meminfo
	usleep 1000
done &
JOBS=$!
times=0
while [ $times -lt 50 ]; do
	kmend apply /patches/meminfo.ko >/tmp/out 2>&1 || break
	grep -q MemUsed /proc/meminfo || break
	kmend revert meminfo >/tmp/out 2>&1 || break
	! grep -q MemUsed /proc/meminfo || break
	times=$((times + 1))
done
cat /tmp/out
check "fifty times in and out" [ $times = 50 ]
kmend list --json >/tmp/list.json
check "the history has them all" jq -e 'map(select(.id == "meminfo" and .unloaded)) | length == 50' /tmp/list.json
