# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A terminal gets one line that is written over, with what is compiled and how many are
# left, and nothing of it stays; what is no terminal gets lines; --quiet nothing.
two=("$P/two-objects.patch" --kernel "$R" --symbols "$V" -o out.ko)
esc=$'\e'

# terminal COMMAND: run it where stderr is a terminal; what it got is in the file screen
terminal()
{
	TERM=xterm script -qec "$1" screen >/dev/null </dev/null
}

lines() { kmend build "${two[@]}" 2>lines; }
quiet() { kmend build --quiet "${two[@]}" 2>quiet; }

check "with a terminal" terminal "kmend build ${two[*]}"
check "it tells of each file" grep -qF "fs/proc/version.c (2 of 2)" screen
check "in one line" [ "$(grep -c '\[[1-7]/7\]' screen)" = 1 ]
check "that is gone before the report" grep -qF "${esc}[Kfs/proc/uptime.c" screen
check "with a terminal of few abilities" terminal "TERM=dumb kmend build ${two[*]}"
check "it gets lines" grep -qE '^\[4/7\] +[0-9.]+s  compiling' screen
check "without a terminal" lines
check "there is a line for each step" [ "$(grep -cE '^\[[1-7]/7\] +[0-9]+\.[0-9]s  ' lines)" = 7 ]
check "and no control character" eval "! grep -q '[[:cntrl:]]' lines"
check "with --quiet" quiet
check "there is nothing" [ ! -s quiet ]
