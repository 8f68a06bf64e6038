# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A patch is not called like a module that it changes: of two modules of a name the kernel loads one.
expect 3 'loop: changes module loop, and would be called the same itself: name it with --id' \
	kmend build --kernel "$R" --symbols "$V" --id loop "$P/late.patch" -o loop.ko
check "nothing is written" test ! -e loop.ko
