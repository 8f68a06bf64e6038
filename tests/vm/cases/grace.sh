# SPDX-License-Identifier: GPL-2.0
# While a grace period keeps a revert from its end, other attempts are made, and the patch that goes out is
# nobody's to ask for. By jumps: ftrace holds its mutex of direct calls while it waits for the same
# grace period to take one back.
redirect jump
expect 0 '^hooks: applied' kmend apply /patches/hooks.ko
expect 0 '^meminfo: applied' kmend apply /patches/meminfo.ko
dmesg -c >/dev/null
insmod /modules/holdout.ko

expect 0 'submitted' kmend revert --no-wait hooks
check "its code is out" wait_until 30 no grep hooked /proc/uptime
check "but it is not reverted" patch hooks '.state == "reverting"'
check "which show explains" wait_until 10 patch hooks '.detail | test("its code is out")'
expect 3 'hooks: .*out already' kmend cancel hooks
expect 3 'hooks: .*out already' kmend kick hooks
expect 0 '^notes: applied' kmend apply /patches/notes.ko
check "another has come in since" patch hooks '.state == "reverting"'
expect 0 'submitted' kmend revert --no-wait meminfo
check "the code of a third goes out" wait_until 30 no grep MemUsed /proc/meminfo
expect 3 'hooks: .*reverting' kmend apply /patches/hooks.ko
check "its module stays" no rmmod hooks
dmesg >/tmp/log
check "nobody is told that it is out" no grep post-revert /tmp/log

rmmod holdout
check "the first ends" wait_until 60 patch hooks '.state == "reverted"'
dmesg >/tmp/log
check "and is told" grep 'hooks: post-revert' /tmp/log
check "the second ends" wait_until 60 patch meminfo '.state == "reverted"'
check "the modules can go" rmmod hooks meminfo
expect 0 '^notes: reverted' kmend revert notes

# One whose revert brings others back waits in its attempt: who went before it is told before it.
expect 0 '^meminfo: applied' kmend apply /patches/meminfo.ko
expect 0 '^cumulative: applied' kmend apply /patches/softirqs.ko
expect 0 '^hooks: applied' kmend apply /patches/hooks.ko
dmesg -c >/dev/null
insmod /modules/holdout.ko
start_monitor
expect 0 'submitted' kmend revert --no-wait hooks
check "its code is out, too" wait_until 30 no grep hooked /proc/uptime
expect 0 'submitted' kmend revert --no-wait cumulative
check "the old one is back in force" wait_until 30 grep MemUsed /proc/meminfo
check "neither is told" patch hooks '.state == "reverting"'
check "as neither has ended" patch cumulative '.state == "reverting"'
dmesg >/tmp/log
check "nor are hooks called" no grep post-revert /tmp/log
rmmod holdout
check "both end" wait_until 60 patch cumulative '.state == "reverted"'
check "the first came first" wait_until 10 events 'map(select(.event == "reverted") | .id) == ["hooks", "cumulative"]'
dmesg >/tmp/log
check "and its hook once" [ "$(grep -c 'hooks: post-revert' /tmp/log)" = 1 ]
check "their modules can go" rmmod hooks cumulative
expect 0 '^meminfo: reverted' kmend revert meminfo
