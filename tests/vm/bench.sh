# SPDX-License-Identifier: GPL-2.0
# The figures of `make bench`, see tests/bench. On a clock that counts instructions.
# timeout: 3000

# measure TEXT ARGUMENT...: what bench prints goes to the verdict as it comes
measure()
{
	_text=$1
	shift
	bench "$@" >/tmp/figures 2>/tmp/why
	_status=$?
	cat /tmp/figures /tmp/why
	cat /tmp/figures >&3
	case $_status in
	0) ok "$_text" ;;
	1) not_ok "$_text: a bound is missed" ;;
	*) not_ok "$_text: cannot be measured" /tmp/why ;;
	esac
}

insmod /modules/soak_d.ko prefix=idle functions="$(functions 1 inet_csk_accept=)"
measure "beside the kernel's own livepatch" upstream idle /modules/upstream_poll.ko "$(functions 1 do_sys_poll=)"
rmmod soak_d
echo 16 >/sys/kernel/config/kmend/event_log_size
measure "memory" memory /modules/soak_e.ko /modules/soak_f.ko 64 "$(functions 1 inet_csk_accept=)" "$(functions 64 tcp_ udp)"
echo 1024 >/sys/kernel/config/kmend/event_log_size
kmend list --json >/tmp/list.json
# shellcheck disable=SC2046 # words are wanted
kmend revert $(jq -r '.[] | select(.state == "applied") | .id' /tmp/list.json) >/tmp/out || not_ok "the patches go" /tmp/out
rmmod soak_e
rmmod soak_f
insmod /modules/calls.ko
insmod /modules/soak_d.ko prefix=calls functions="$(functions 1 int_sqrt=)"
measure "a call" calls calls
rmmod soak_d
rmmod calls

# What is measured from here on is the manager. By ftrace, to claim a function takes 20 million
# instructions of ftrace's, and to give it back a grace period.
redirect jump

# Room for the threads; the guest is small.
echo 20000 >/proc/sys/kernel/threads-max
insmod /modules/stopclock.ko
insmod /modules/soak_c.ko prefix=pause functions="$(functions 1 inet_csk_accept=)"
measure "the pause" pause pause 10000
rmmod soak_c
rmmod stopclock

mkdir /sys/kernel/config/kmend/policies/evict
echo 0 >/sys/kernel/config/kmend/policies/evict/evict_after
insmod /modules/soak_c.ko prefix=evict functions="$(functions 1 do_sys_poll=)"
measure "threads brought out" evict evict 1000 evict
rmmod soak_c
rmdir /sys/kernel/config/kmend/policies/evict

functions 1000 tcp_ udp ip_ ip6_ xfrm fib inet6 neigh nf_ ping_ igmp arp_ icmp raw_ ipv6_ tcf_ tc_ qdisc_ >/tmp/functions || not_ok "1000 functions are there"
insmod /modules/soak_a.ko prefix=gate functions="$(functions 1 inet_csk_accept=)"
insmod /modules/soak_b.ko prefix=few count=9 depends=gate functions="$(functions 9 inet_csk_)"
measure "requests with few patches" submit gate few 10 /tmp/few

read -r before _ </proc/uptime
insmod /modules/tiny.ko prefix=many count=990 functions="$(cat /tmp/functions)"
read -r after _ </proc/uptime
echo "# to load 990 patches: from $before s to $after s" >&3
measure "a dump" dump 1000
measure "requests with many patches" submit gate few 1000 /tmp/few
measure "a transaction" transaction many 100
rmmod tiny

echo 4096 >/sys/kernel/config/kmend/event_log_size
insmod /modules/tiny.ko prefix=flood count=100 depends=gate functions="$(cat /tmp/functions)"
measure "events" events flood 100 100000
rmmod tiny
rmmod soak_b
rmmod soak_a
