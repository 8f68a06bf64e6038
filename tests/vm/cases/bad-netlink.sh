# SPDX-License-Identifier: GPL-2.0
# Requests that no library would send: each is refused with its errno and the
# attribute to blame, changes nothing, and leaves no trace in the kernel's log.

# verdicts FILE: its lines become results
verdicts()
{
	while read -r line; do
		case $line in
		"ok "*) ok "${line#ok }" ;;
		*) not_ok "${line#not ok }" ;;
		esac
	done <"$1"
}

insmod /patches/meminfo.ko
kmend show --json meminfo >/tmp/before
dmesg -c >/tmp/log
badnetlink >/tmp/lines 2>&1
check "all requests were made" grep -q 'another network namespace' /tmp/lines
verdicts /tmp/lines
# The kernel's own parser says a word on some of them.
dmesg | grep -v '] netlink: ' >/tmp/log
check "the manager says nothing in the log" no grep . /tmp/log
kmend show --json meminfo >/tmp/after
check "the patch is as it was" cmp /tmp/before /tmp/after
check "and no request was accepted" sh -c 'kmend stats --json | jq -e ".transactions == 0"'

expect 0 'listener is told: No buffer space' reader stuck meminfo 300
check "each of the events has its number" sh -c 'kmend stats --json | jq -e ".last_seq >= 301"'
rmmod meminfo

# A dump of policies is of one moment, or says that it is not.
policies=/sys/kernel/config/kmend/policies
i=0
while [ $i -lt 199 ]; do
	mkdir $policies/number-$i
	i=$((i + 1))
done
expect 0 '^200 0$' reader dump
expect 0 '^200 1$' reader dump $policies/number-198/coalesce_ms 11
expect 0 '^200 1$' reader dump $policies/../default_policy number-0
expect 0 '^200 1$' reader dump $policies/../default_policy default
expect 0 '^200 0$' reader dump $policies/../event_log_size 1024
rmdir $policies/number-*
expect 0 '^1 0$' reader dump
