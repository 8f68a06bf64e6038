# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# timeout: 7200
# What tests/corpus/run does in the guest: applies and reverts each patch of
# /corpus/list, "ID MODULE...", and tells on the second serial port what became of it.

tell() { echo "# corpus $*" >&3; }

# What every machine does; STEP is what went wrong.
health()
{
	mkdir -p /tmp/health /mnt && cd /tmp/health || return
	STEP=files
	dd if=/dev/urandom of=a bs=4k count=64 2>/dev/null && cp a b && cmp a b && mv b c && ln c d &&
		cmp a d && rm -f a c d || return
	STEP=mounts
	mount -t tmpfs none /mnt && echo x >/mnt/x && [ "$(cat /mnt/x)" = x ] && umount /mnt || return
	STEP=processes
	for _i in 1 2 3 4 5; do sh -c 'echo $$ | cat >/dev/null' || return; done
	STEP=/proc
	cat /proc/meminfo /proc/stat /proc/mounts /proc/net/dev /proc/self/maps /proc/interrupts >/dev/null || return
	STEP=ping
	ifconfig lo 127.0.0.1 up && ping -c 1 -w 10 127.0.0.1 >/dev/null || return
	STEP=sockets
	(echo hello | timeout 20 nc -l -p 7777 >/tmp/health/got) &
	_nc=$!
	# Refused at once until somebody listens; who was accepted is not cut off on a slow machine.
	wait_until 20 sh -c 'echo bye | timeout 20 nc 127.0.0.1 7777 >/tmp/health/reply' || return
	wait $_nc
	STEP="sockets (got '$(cat got)', answered '$(cat reply)')"
	grep -q bye got && grep -q hello reply || return
	cd /tmp && rm -rf /tmp/health
}

# The manager's word for why it is not in force: the cause, and who is in the way.
why_not()
{
	kmend show --json "$1" >/tmp/why 2>/dev/null || { echo "no such patch"; return; }
	jq -r '"\(.cause // .state)\([.blockers[]?.function] | unique | if length > 0 then ": " + join(",") else "" end)"' /tmp/why
}

# take_out MODULE...: they are not loaded any more, whoever of them uses whom
take_out()
{
	for _round in "$@"; do
		for _module in "$@"; do
			! loaded "$_module" || modprobe -r "$_module" 2>/dev/null
		done
	done
	for _module in "$@"; do
		! loaded "$_module" || return
	done
}

# What is changed only before it is loaded, "+MODULE", is loaded and unloaded once before.
try()
{
	_id=$1
	_later=
	shift
	for _module in "$@"; do
		if ! loaded "${_module#+}" && ! modprobe "${_module#+}" >/tmp/modprobe 2>&1; then
			tell "$_id untried" "module ${_module#+} does not load here"
			return
		fi
		case $_module in +*) _later="$_later ${_module#+}" ;; esac
	done
	# shellcheck disable=SC2086 # a list, as below
	if ! take_out $_later; then
		tell "$_id untried" "module $_module does not go here"
		return
	fi
	if ! kmend apply --deadline 15s "/corpus/$_id.ko" >/tmp/apply 2>&1; then
		cat /tmp/apply
		tell "$_id applied" "$(why_not "$_id")"
		rmmod "$_id" 2>/dev/null
		return
	fi
	tell "$_id applied yes"
	for _module in $_later; do
		loaded "$_module" || modprobe "$_module" || tell "$_id wrong" "module $_module does not load with it"
		patch "$_id" ".modules | any(.name == \"$_module\" and .state == \"patched\")" >/dev/null ||
			tell "$_id wrong" "module $_module came without it"
	done
	health || tell "$_id wrong" "not healthy while it is applied: $STEP"
	# shellcheck disable=SC2086
	take_out $_later || tell "$_id wrong" "module $_module does not go with it"
	if ! kmend revert --deadline 30s "$_id" >/tmp/revert 2>&1; then
		cat /tmp/revert
		tell "$_id reverted" "$(why_not "$_id")"
		return
	fi
	rmmod "$_id" 2>/dev/null
	tell "$_id reverted yes"
	if health; then
		tell "$_id health yes"
	else
		tell "$_id wrong" "not healthy after it was reverted: $STEP"
	fi
}

health || not_ok "healthy before anything is patched"
while read -r id modules <&4; do
	tell "$id begin"
	# shellcheck disable=SC2086 # a list
	try "$id" $modules
	for module in $modules; do
		modprobe -r "${module#+}" 2>/dev/null
	done
	tell "$id end"
done 4</corpus/list
ok "went through the list"
