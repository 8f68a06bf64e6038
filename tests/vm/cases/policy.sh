# SPDX-License-Identifier: GPL-2.0
# Policies in configfs: ranges, life, and that attempts keep to them.
top=/sys/kernel/config/kmend
policies=$top/policies
files="initial_delay_ms max_delay_ms multiplier_percent deadline_ms jitter_percent max_attempts
	coalesce_ms pause_budget_us active_after allow_unpatched evict_after wake_after"
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
jitter_percent -1
jitter_percent 101
jitter_percent 10%
jitter_percent 4294967296
max_attempts -1
max_attempts 1000001
max_attempts many
max_attempts 18446744073709551616
coalesce_ms -1
coalesce_ms 60001
coalesce_ms ten
pause_budget_us -1
pause_budget_us 10000001
pause_budget_us 1.5
pause_budget_us 99999999999999999999999
active_after -1
allow_unpatched 2
active_after 1000001
evict_after never
evict_after 1000001
wake_after -1
wake_after 1000001
EOF
# A write of no bytes never reaches the file, so these have at least one.
echo >/tmp/nothing
printf ' ' >/tmp/blank
head -c 1 /dev/zero >/tmp/zero
# More than a page of digits.
head -c 10000 /dev/zero | tr '\0' 1 >/tmp/huge
for file in $files; do
	read -r before <$policies/quick/$file
	for text in nothing blank zero huge; do
		expect 1 'Invalid argument' cp /tmp/$text $policies/quick/$file
	done
	check "and keeps its value" grep -x "$before" $policies/quick/$file
done
# The largest and the smallest are taken.
while read -r file value; do
	echo "$value" >$policies/quick/$file
	check "$file takes $value" grep -x "$value" $policies/quick/$file
done <<EOF
coalesce_ms 60000
coalesce_ms 0
pause_budget_us 10000000
pause_budget_us 0
active_after 1000000
evict_after 0
evict_after 1000000
wake_after 0
wake_after 1000000
active_after 3
allow_unpatched 1
allow_unpatched 0
EOF

echo 40 >$policies/quick/initial_delay_ms
echo 100 >$policies/quick/max_delay_ms
echo 200 >$policies/quick/multiplier_percent
echo 20000 >$policies/quick/deadline_ms
echo 0 >$policies/quick/jitter_percent
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

# of_last JQ: the expression holds for the events of the last request
of_last() { events ".[(map(.event) | rindex(\"submitted\")):] | $1"; }

# So many attempts and no more.
echo 3 >$policies/quick/max_attempts
echo 20000 >$policies/quick/deadline_ms
start_sleeper napper
expect 5 'pipe: not applied: as many attempts as the policy allows' \
	kmend apply --policy quick /patches/pipe.ko
check "it says who was in the way" grep -E 'napper\[[0-9]+\] sleeping in pipe_read' /tmp/out
check "after three attempts" wait_until 20 of_last 'any(.event == "failed" and
	.cause == "attempts" and .attempts == 3)'
check "with a wait between them" of_last 'map(select(.event == "blocked") | .delay_ms) == [40, 80]'

# Lowered on the way: the attempt that is waiting is the last. All of it jitter.
echo 1000000 >$policies/quick/max_attempts
echo 100 >$policies/quick/jitter_percent
expect 0 'submitted' kmend apply --no-wait --policy quick /patches/pipe.ko
check "delays of jitter keep to the bounds" wait_until 20 of_last 'map(select(.event == "blocked") | .delay_ms)
	| length >= 20 and all(. >= 1 and . <= 100) and (unique | length > 1)'
check "lowered on the way, it ends" sh -c "echo 1 >$policies/quick/max_attempts"
check "with attempts as the cause" wait_until 20 of_last 'any(.event == "failed" and .cause == "attempts")'
stop "$SLEEPER"
expect 0 '' kmend cancel pipe

# A revert that may be tried once only.
expect 0 '^pipe: applied' kmend apply --policy quick /patches/pipe.ko
start_sleeper napper
expect 5 'as many attempts as the policy allows' kmend revert --policy quick pipe
check "a revert is given up and the patch stays" patch pipe '.state == "applied" and .cause == "attempts"'
stop "$SLEEPER"
expect 0 '^pipe: reverted' kmend revert --policy quick pipe
check "rmdir removes it" rmdir $policies/quick
expect 3 'pipe: no such policy' kmend apply --policy quick /patches/pipe.ko
check "nothing of it is loaded" no ls /sys/module/kmend/holders/*
expect 1 'not permitted|busy|denied' rmdir $policies/default
expect 1 'Invalid argument|too long' mkdir "$policies/has blank"

check "the version can be read" grep -xE '[0-9]+\.[0-9]+\.[0-9]+' $top/version
check "and not be written" no sh -c "echo 9.9.9 >$top/version"

check "so many events are kept" grep -x 1024 $top/event_log_size
for value in 15 65537 -1 0x20 ' ' many 99999999999999999999; do
	printf '%s' "$value" >/tmp/value
	expect 1 'Invalid argument' cp /tmp/value $top/event_log_size
	check "event_log_size keeps its value after '$value'" grep -x 1024 $top/event_log_size
done
expect 1 'Invalid argument' cp /tmp/huge $top/event_log_size

# What requests get that name none.
check "at first it is default" grep -x default $top/default_policy
mkdir $policies/usual
# One value a line, and the error; all must be refused and change nothing.
while IFS='|' read -r value error; do
	# shellcheck disable=SC2059 # the value may be an escape sequence
	printf "$value" >/tmp/value
	expect 1 "$error" cp /tmp/value $top/default_policy
	check "default_policy keeps its value after '$value'" grep -x default $top/default_policy
done <<'EOF'
none|No such file
USUAL|No such file
a123456789012345678901234567890|No such file
a1234567890123456789012345678901|Invalid argument
\n|Invalid argument
-|Invalid argument
.|Invalid argument
usual/|Invalid argument
../policies/usual|Invalid argument
usual usual|Invalid argument
usual\n\n|Invalid argument
usual\000|Invalid argument
\377|Invalid argument
EOF
expect 1 'Invalid argument' cp /tmp/huge $top/default_policy
check "it can be set" sh -c "echo usual >$top/default_policy"
check "set again, without a newline" sh -c "printf usual >$top/default_policy"
check "and read" grep -x usual $top/default_policy
expect 1 'busy' rmdir $policies/usual
expect 0 '^meminfo: applied' kmend apply /patches/meminfo.ko
check "a request that names none gets it" patch meminfo '.policy == "usual"'
expect 0 '^meminfo: reverted' kmend revert --keep --policy default meminfo
check "one that names another gets that" patch meminfo '.policy == "default"'
expect 1 'busy' rmdir $policies/usual

# Policies come, are chosen and go, while requests are made: each finds one. The
# patch is not applied, so that each takes its policy and gives it back.
to_and_fro()
{
	while [ ! -e /tmp/enough ]; do
		mkdir $policies/fleeting
		echo fleeting >$top/default_policy
		echo usual >$top/default_policy
		rmdir $policies/fleeting
	done
}
to_and_fro >/tmp/to-and-fro 2>&1 &
changer=$!
JOBS="$JOBS $changer"
round=0
while [ $round -lt 100 ]; do
	kmend revert meminfo
	round=$((round + 1))
done >/tmp/rounds 2>&1
: >/tmp/enough
wait $changer
check "each of 100 requests found a policy" [ "$(grep -c 'is not applied' /tmp/rounds)" = 100 ]
check "removing one fails at most while a request has it" no grep -vE 'busy|File exists' /tmp/to-and-fro
expect 0 '' kmend cancel meminfo
[ ! -e $policies/fleeting ] || rmdir $policies/fleeting

check "set back" sh -c "echo default >$top/default_policy"
check "it can be removed" rmdir $policies/usual
