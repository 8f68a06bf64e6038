# SPDX-License-Identifier: GPL-2.0
# kmend.ko comes and goes; without it every command says so.
check "it unloads" rmmod kmend
check "its configfs directory is gone" no ls /sys/kernel/config/kmend
for command in list 'show meminfo' monitor 'apply /patches/meminfo.ko' 'revert meminfo' 'cancel meminfo'; do
	# shellcheck disable=SC2086 # words
	expect 7 'kmend.ko is not loaded: modprobe kmend' kmend $command
done
check "a patch alone does not load" no insmod /patches/meminfo.ko
check "and leaves nothing" no ls -d /sys/module/*meminfo*
check "it loads again" modprobe kmend
expect 0 'applied' kmend apply /patches/meminfo.ko
expect 0 'reverted' kmend revert meminfo
