# SPDX-License-Identifier: GPL-2.0
# schedule(), in which every thread that sleeps does so: replaced and given back, while those that are
# inside go on in the code that they are in. Threads that sleep for ever keep the patch
# module, and with it the manager: so this is the last case.
#
# keeps: kmend
policies=/sys/kernel/config/kmend/policies
mkdir $policies/never
echo 1000000 >$policies/never/active_after
start_monitor

expect 5 'blocked by .*sleeping in schedule' kmend apply --policy never --deadline 500ms /patches/schedule.ko
check "not in force" no cat /proc/schedule_calls
expect 0 '^schedule: applied .*threads go on in the old code' kmend apply /patches/schedule.ko
check "told by the event" events 'any(.event == "applied" and .active > 10)'
read -r first </proc/schedule_calls
check "calls are counted" wait_until 10 sh -c "read -r now </proc/schedule_calls && [ \$now -gt $((first + 100)) ]"
check "threads leave the old code" wait_until 60 patch schedule ".active < $(jq -s 'map(select(.event == "applied"))[0].active' /tmp/events)"
expect 0 'its module stays until no thread is in it' kmend revert schedule
check "out of force" no cat /proc/schedule_calls
check "its module is there" loaded schedule
check "it cannot go" no rmmod schedule
# Whoever is inside of the new one comes out of it, and does not go in again.
check "threads leave the new code" wait_until 60 patch schedule ".active < $(jq -s 'map(select(.event == "reverted"))[0].active' /tmp/events)"
check "and all goes on" patch schedule '.state == "reverted"'
rmdir $policies/never
