# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Builds that use the cache at the same time take turns, and one that is interrupted or
# killed leaves it so that the next one gives the same module.
build alone.ko "$P/meminfo.patch" --id meminfo
build two.ko "$P/two-objects.patch" --id two
cache=$(kmend cache list --json | jq -r ".[] | select(.release == \"$R\") | .path")

# begin DIR PATCH ID: a build in the background, in a directory of its own; its pid in $!
begin()
{
	mkdir -p "$1"
	# Not one that the shell lets ignore SIGINT.
	(cd "$1" && exec env --default-signal=SIGINT kmend build --kernel "$R" --symbols "$V" \
		--id "$3" -o out.ko "$P/$2" >out 2>err) &
}

# at DIR STATION: wait until that build is there
at()
{
	timeout 120 sh -c "until grep -q '^.$2/7' $1/err; do sleep 0.1; done" 2>/dev/null
}

begin a meminfo.patch meminfo
first=$!
begin b two-objects.patch two
check "one of two at once ends well" wait $!
check "and the other" wait $first
check "the one gives what it gives alone" cmp alone.ko a/out.ko
check "and the other, too" cmp two.ko b/out.ko

for signal in INT TERM KILL; do
	begin "$signal" two-objects.patch two
	check "SIG$signal: while it compiles" at "$signal" 4
	kill -$signal $!
	wait $! 2>/dev/null
	status=$?
	[ $signal = KILL ] || check "SIG$signal: it says so" grep -q 'error: interrupted; nothing was written' $signal/err
	[ $signal = KILL ] && expected=137 || expected=1
	check "SIG$signal: and fails" [ $status = $expected ]
	check "SIG$signal: nothing is written" [ ! -e $signal/out.ko ]
done
check "a compiled object is cut short" flock "$cache/lock" sh -c \
	"rm '$cache/src/fs/proc/.uptime.o.kmend' && : >'$cache/src/fs/proc/uptime.o'"
build again.ko "$P/two-objects.patch" --id two
check "the next one is as it would have been" cmp two.ko again.ko
check "and nothing of the others is left" [ ! -e "$cache/work" ]

# What is in use is not cleaned away.
expect 5 "$R: in use by a build, left alone" flock "$cache/lock" kmend cache clean "$R"
check "and is there as before" [ -e "$cache/key" ]
