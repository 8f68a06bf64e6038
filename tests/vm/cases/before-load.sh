# SPDX-License-Identifier: GPL-2.0
# A patch that lays out a structure of a module in another way: it comes in and goes out only while the module is
# not loaded, the module does not come without it, and no other patch may change that module.
# needs: /patches/layout.ko, data-late.ko, late.ko, /modules/loop.ko, other/loop.ko
# timeout: 300
loop=/modules/loop.ko
asked() { cat /sys/block/loop0/loop/offset >/tmp/asked && cat /tmp/asked && grep -qx "$1" /tmp/asked; }
disk() { losetup /dev/loop0 /tmp/disk; }
module_is() { patch "$1" ".modules | any(.name == \"$2\" and .state == \"$3\")"; }
dd if=/dev/zero of=/tmp/disk bs=1k count=64 2>/dev/null

start_monitor
expect 0 '^before load: +loop$' kmend info /patches/layout.ko
check "loop comes" insmod $loop max_loop=1
check "a disk" disk
expect 5 "module 'loop' is loaded, and this can only be put on it before: unload it" \
	kmend apply --deadline 1s /patches/layout.ko
expect 5 "module 'loop' is loaded" kmend check /patches/layout.ko
check "it goes on as it is" asked 0
check "as often as it is asked" asked 0

# It goes while the patch waits.
kmend apply --deadline 60s /patches/layout.ko >/tmp/waiting 2>&1 &
waiting=$!
check "an attempt is put off" wait_until 20 events 'any(.event == "blocked" and .id == "layout" and .cause == "module")'
check "the disk goes" losetup -d /dev/loop0
check "loop goes" rmmod loop
check "then it comes in" wait $waiting
cat /tmp/waiting
check "it waits for the module" module_is layout loop absent
check "which comes" insmod $loop max_loop=1
check "patched" module_is layout loop patched
check "a disk" disk
check "with the new member" asked 1
check "in each" asked 2
expect 5 "module 'loop' runs with what the patch made of it: unload it" kmend revert --deadline 1s layout
check "it is still in force" asked 3
expect 3 "'data-late' and 'layout' both change module 'loop'" kmend apply /patches/data-late.ko
check "nothing of the other" asked 4
check "the disk goes" losetup -d /dev/loop0
check "loop goes" rmmod loop
expect 3 "'data-late' and 'layout' both change module 'loop'" kmend apply /patches/data-late.ko

# A module that it does not fit stays out, also under a policy that lets others in.
echo 1 >/sys/kernel/config/kmend/policies/default/allow_unpatched
check "another build is refused" no insmod /modules/other/loop.ko max_loop=1
check "with the reason" sh -c 'dmesg | grep "module .loop. refused"'
echo 0 >/sys/kernel/config/kmend/policies/default/allow_unpatched
check "the right one comes" insmod $loop max_loop=1
check "patched" module_is layout loop patched
rmmod loop
expect 0 'layout: reverted' kmend revert layout
check "loop comes" insmod $loop max_loop=1
check "a disk" disk
check "with the kernel's own code" asked 0
losetup -d /dev/loop0
rmmod loop

# Beside one that is there, or together with it.
expect 0 'data-late: applied' kmend apply /patches/data-late.ko
expect 3 "both change module 'loop'" kmend apply /patches/layout.ko
expect 0 'data-late: reverted' kmend revert data-late
expect 3 "both change module 'loop'" kmend apply /patches/layout.ko /patches/data-late.ko
expect 3 "both change module 'loop'" kmend apply /patches/data-late.ko /patches/layout.ko
# Each by itself, but in one attempt: one of them at most.
expect 0 '' kmend apply --no-wait /patches/layout.ko
expect 0 '' kmend apply --no-wait /patches/data-late.ko
check "one is in force" wait_until 20 patch layout '.state == "applied"'
check "the other is not" wait_until 20 patch data-late '.state == "failed" and .cause == "conflict"'
expect 0 'layout: reverted' kmend revert layout

expect 0 'unloaded' kmend cancel data-late
