# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What a patch's author declares: the headers are there for patched files, the compiler sees what
# does not fit, and the report tells the rest.

# uptime DECLARATION...: a patch of fs/proc/uptime.c that adds a function and these lines
uptime()
{
	local line

	printf '%s\n' '--- a/fs/proc/uptime.c' '+++ b/fs/proc/uptime.c' \
		"@@ -10,3 +10,$((6 + $#)) @@" ' #include "internal.h"' '+#include <kmend_author.h>' \
		'+#include <kmend_shadow.h>' '+static int declared(void) { return 0; }'
	for line; do
		echo "+$line"
	done
	printf '%s\n' ' ' ' static int uptime_proc_show(struct seq_file *m, void *v)'
}

# refused TEXT DECLARATION...
refused()
{
	local text=$1

	shift
	uptime "$@" >bad.patch
	expect 3 "$text" kmend build -q --kernel "$R" --symbols "$V" bad.patch -o bad.ko
	check "nothing is written" test ! -e bad.ko
}

refused 'fs/proc/uptime.c does not compile: .*incompatible pointer type' 'KMEND_APPLY(declared);'
refused 'fs/proc/uptime.c does not compile: .*uptime_show' \
	'static void declare(void);' 'KMEND_PRE_APPLY(declared);' 'KMEND_ALLOW_ACTIVE(uptime_show, "a slip");'
refused 'fs/proc/uptime.c does not compile: .*a reason of 1 to 127 characters' \
	'KMEND_PRE_APPLY(declared);' 'KMEND_ALLOW_ACTIVE(declared, "");'
refused 'fs/proc/uptime.c: threads may stay active in uptime_proc_show, but this change does not replace it' \
	'static int uptime_proc_show(struct seq_file *m, void *v);' 'KMEND_PRE_APPLY(declared);' \
	'KMEND_ALLOW_ACTIVE(uptime_proc_show, "nothing happens");'
refused 'fs/proc/uptime.c does not compile: ' 'KMEND_PRE_APPLY(declared);' \
	'KMEND_SHADOW(kept, int, NULL, declared);'

uptime 'KMEND_PRE_APPLY(declared);' 'KMEND_CHECK_REVERT(declared);' \
	'KMEND_SHADOW(kept, long, NULL, NULL);' >good.patch
expect 0 '^  hook +declared: pre-apply$' kmend build -q --kernel "$R" --symbols "$V" good.patch -o good.ko
check "both kinds are told" grep -x '  hook      declared: check-revert' "$said"
check "and the data" grep -x '  shadow    kept' "$said"
expect 0 '^shadow data: +good:kept$' kmend info good.ko
expect 0 '"when": *"pre-apply"' kmend info --json good.ko
