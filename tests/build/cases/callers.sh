# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Of several files that do not compile when patched all are named: as callers of a function that gets another parameter.
sed 's/"mended/x&/' "$P/two-objects.patch" >broken.patch
expect 3 "fs/proc/uptime.c does not compile: .*'x' undeclared.*; nor do these: fs/proc/version.c" \
	kmend build --kernel "$R" --symbols "$V" broken.patch -o broken.ko
check "nothing is written" test ! -e broken.ko
