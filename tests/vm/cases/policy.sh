# SPDX-License-Identifier: GPL-2.0
# Policies in configfs: ranges, life, and that attempts keep to them.
policies=/sys/kernel/config/kmend/policies
files="initial_delay_ms max_delay_ms multiplier_percent deadline_ms"
for file in $files; do
	check "default has $file" grep -xE '[0-9]+' $policies/default/$file
done
check "mkdir makes a policy" mkdir $policies/quick

# One value and file a line; all must be refused with EINVAL and change nothing.
while read -r file value; do
	read -r before <$policies/quick/$file
	printf '%s' "$value" >"/tmp/$value"
	expect 1 'Invalid argument' cp "/tmp/$value" $policies/quick/$file
	check "$file keeps its value after '$value'" grep -x "$before" $policies/quick/$file
done <<EOF
initial_delay_ms 0
initial_delay_ms -1
initial_delay_ms soon
initial_delay_ms 3600001
initial_delay_ms 99999999999999999999999
max_delay_ms 0
max_delay_ms 1e3
multiplier_percent 99
multiplier_percent 1001
deadline_ms 0
deadline_ms 604800001
deadline_ms 4294967297
deadline_ms 10 20
deadline_ms 0x10
EOF
echo >/tmp/nothing
expect 1 'Invalid argument' cp /tmp/nothing $policies/quick/deadline_ms

echo 40 >$policies/quick/initial_delay_ms
echo 100 >$policies/quick/max_delay_ms
echo 200 >$policies/quick/multiplier_percent
echo 20000 >$policies/quick/deadline_ms
start_monitor
start_sleeper napper
expect 0 'submitted' kmend apply --no-wait --policy quick /patches/pipe.ko
check "delays follow the policy" wait_until 20 events 'map(select(.event == "blocked") | .delay_ms)
	| .[:4] == [40, 80, 100, 100]'
check "its name is told" patch pipe '.policy == "quick" and .deadline_ms == 20000'
expect 1 'busy' rmdir $policies/quick
check "shortened on the way, it ends" sh -c "echo 1 >$policies/quick/deadline_ms"
check "with the deadline" wait_until 20 events 'any(.event == "failed" and .cause == "deadline")'
stop "$SLEEPER"
expect 0 '' kmend cancel pipe
check "rmdir removes it" rmdir $policies/quick
expect 3 'pipe: no such policy' kmend apply --policy quick /patches/pipe.ko
check "nothing of it is loaded" no ls /sys/module/kmend/holders/*
expect 1 'not permitted|busy|denied' rmdir $policies/default
expect 1 'Invalid argument|too long' mkdir "$policies/has blank"
