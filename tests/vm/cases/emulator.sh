# SPDX-License-Identifier: GPL-2.0
# What all other cases rely on: a processor runs the code that memory has, also where interrupts call
# it while it is written. The manager has no part in it. Debian 12's QEMU 7.2 does so with processors in turns only; with a thread for each
# (tests/vm/run without --one-thread) some ten thousand stores are enough, and the old code runs on for ever.
# needs: /modules/stale.ko
check "two processors interrupt each other" insmod /modules/stale.ko
wait_until 12 no grep -qx 0 /sys/module/stale/parameters/stale
tail /sys/module/stale/parameters/*
check "much was written" [ "$(cat /sys/module/stale/parameters/writes)" -gt 1000 ]
check "and ran at once" [ "$(cat /sys/module/stale/parameters/stale)" = 0 ] || dmesg | grep -m 1 stale:
rmmod stale
