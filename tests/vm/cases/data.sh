# SPDX-License-Identifier: GPL-2.0
# Data that is changed in its place: a number and a pointer in a constant table of the kernel, and a pointer
# in a variable of a module; who finds another value there refuses.
# needs: /patches/data.ko, data-next.ko, data-rival.ko, data-late.ko, /modules/loop.ko
# timeout: 300

# mode MODE: of /proc/PID/limits, as a process that is new sees it
mode()
{
	ls -l /proc/self/limits >/tmp/mode
	cat /tmp/mode
	grep -q "^$1 " /tmp/mode
}
# personality WORDS: what /proc/PID/personality says
personality()
{
	cat /proc/self/personality >/tmp/personality
	cat /tmp/personality
	grep -q "$1" /tmp/personality
}
plain() { mode -r--r--r-- && personality '^[0-9a-f]*$'; }

check "nothing is changed yet" plain
expect 0 '^data: 1$' sh -c "kmend info --json /patches/data.ko | jq -r '\"data: \" + (.data | length | tostring)'"
expect 0 'tgid_base_stuff \(vmlinux, fs/proc/base.c\)' kmend info /patches/data.ko
expect 0 '^data: would go in now' kmend check /patches/data.ko
check "a dry run writes nothing" plain
for i in 1 2 3; do
	expect 0 '^data: applied' kmend apply /patches/data.ko
	check "the number is written ($i)" mode -r--------
	check "the pointer, too ($i)" personality 'Max open files'
	expect 0 '^data: reverted' kmend revert data
	check "both are as they were ($i)" plain
done

# Two that want one word.
expect 0 'data: applied' kmend apply /patches/data.ko
expect 3 'tgid_base_stuff\+0x[0-9a-f]+: does not hold the value that the patch was built against' \
	kmend apply /patches/data-rival.ko
check "the first is in force" mode -r--------
check "the cause is told" patch data-rival '.state == "failed" and .cause == "mismatch"'
# One that takes over writes it once, and gives back what was.
expect 0 'data-next: applied' kmend apply /patches/data-next.ko
check "the second is in force" mode -r--r-----
check "the first is not" personality '^[0-9a-f]*$'
expect 0 'data: restored' kmend revert data-next
check "the first again" mode -r--------
check "with all that it has" personality 'Max open files'
expect 0 'reverted' kmend revert data
check "all is as it was" plain

# In a transaction, two that want one word: none of them.
expect 3 'does not hold the value' kmend apply /patches/data.ko /patches/data-rival.ko
check "none is in force" plain

# A module's variable: there before the patch, and coming while it is in force.
offset() { cat /sys/block/loop0/loop/offset >/tmp/offset && cat /tmp/offset && grep -qx "$1" /tmp/offset; }
dd if=/dev/zero of=/tmp/disk bs=1k count=64 2>/dev/null
check "loop comes" insmod /modules/loop.ko max_loop=1
check "a disk" losetup /dev/loop0 /tmp/disk
check "it is where it is" offset 0
expect 0 'data-late: applied' kmend apply /patches/data-late.ko
check "the module's variable is written" offset /tmp/disk
check "the disk goes" losetup -d /dev/loop0
check "loop goes" rmmod loop
check "and comes again" insmod /modules/loop.ko max_loop=1
check "a disk" losetup /dev/loop0 /tmp/disk
check "it is written again" offset /tmp/disk
expect 0 'data-late: reverted' kmend revert data-late
check "and is what it was" offset 0
check "nothing of it is left" no loaded data_late
losetup -d /dev/loop0
rmmod loop
