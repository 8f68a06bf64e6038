# SPDX-License-Identifier: GPL-2.0
# Interrupts that nothing masks call a function all the while that it is redirected and given back, in the stop
# as well: each runs the old code or the new, and never half of a jump. With processors in turns only:
# an interrupt that has QEMU translate the entry while it is written may leave it with the old jump for ever (emulator.sh).
# needs: /modules/nmis.ko, target*.ko
seen() { cat /sys/module/nmis/parameters/$1; }

insmod /modules/target.ko
check "processors send each other interrupts" insmod /modules/nmis.ko
for way in $(cat /sys/kernel/config/kmend/policies/default/redirect) jump; do
	redirect $way
	old=$(seen old) new=$(seen new) round=0
	while [ $round -lt 10 ]; do
		kmend apply /modules/target_patch.ko && usleep 10000 && kmend revert target || break
		round=$((round + 1))
	done >/tmp/rounds 2>&1
	check "ten times in and out ($way)" [ $round = 10 ] || cat /tmp/rounds
	check "the old code was interrupted to ($way)" [ "$(seen old)" -gt $((old + 100)) ]
	check "and the new code ($way)" [ "$(seen new)" -gt $((new + 100)) ]
done
tail /sys/module/nmis/parameters/*
check "also with interrupts off" [ "$(seen masked)" -gt 100 ]
check "no call went wrong" [ "$(seen wrong)" = 0 ]
check "the interrupts end" rmmod nmis
rmmod target
