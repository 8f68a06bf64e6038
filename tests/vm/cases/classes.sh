# SPDX-License-Identifier: GPL-2.0
# Each class of change that the differ takes, once, on the kernel as it is shipped: what
# user space sees before, while it is applied, and after it was reverted. What that is
# says the head of each patch in tests/patches/classes, in lines
#
#   Check: COMMAND     of the shell; its output and errors are taken as one line
#   Without: REGEX     matches that line before and after; may be left out
#   Applied: REGEX     matches it while the patch is applied, and else does not
#
# timeout: 600

# output COMMAND: in /tmp/line, with what the kernel logs since then for dmesg to show
output()
{
	dmesg -c >/dev/null
	sh -c "$1" >/tmp/lines 2>&1 </dev/null
	tr -s '\n\t ' ' ' </tmp/lines >/tmp/line
	cat /tmp/line
}

# shows REGEX, and not OTHER: of /tmp/line; an empty one is not asked
shows()
{
	{ [ -z "$1" ] || grep -qE -- "$1" /tmp/line; } &&
		{ [ -z "$2" ] || ! grep -qE -- "$2" /tmp/line; } && return
	echo "expected '$1', and not '$2', in: $(cat /tmp/line)"
	return 1
}

# look NAME WHEN: all that its patch says
look()
{
	while read -r key value; do
		case $key in
		Check:)
			output "$value"
			title="$1: $2: $value" without=
			;;
		Without:) without=$value ;;
		Applied:)
			if [ "$2" = applied ]; then
				check "$title" shows "$value" "$without"
			else
				check "$title" shows "$without" "$value"
			fi
			;;
		---) break ;;
		esac
	done <"/patches/classes/$1.patch"
}

for patch in /patches/classes/*.patch; do
	class=$(basename "$patch" .patch)
	check "$class: its patch says what to see" grep '^Applied: ' "$patch"
	look "$class" before
	expect 0 "^$class: applied" kmend apply "/patches/classes/$class.ko"
	look "$class" applied
	expect 0 "^$class: reverted" kmend revert "$class"
	look "$class" reverted
done
