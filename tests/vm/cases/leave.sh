# SPDX-License-Identifier: GPL-2.0
# A patch that gives an exported function another parameter, and leaves the old one to
# the modules that are not in it: those that were there before, and those that come later.

clock=/sys/class/rtc/rtc0/date

# year N: the clock is so many years ahead
year()
{
	read -r date <$clock
	echo "the clock says $date"
	[ "${date%%-*}" = $((now + $1)) ]
}

# The new one would add four hundred.
is_old() { grep -x "$now" /sys/module/outsider/parameters/year; }

read -r now <$clock
now=${now%%-*}
check "the clock shows a date" [ "$now" -gt 2000 ]
check "a module is loaded" insmod /modules/outsider.ko
check "it calls the function" is_old

expect 0 'applied' kmend apply /patches/rtc-year.ko
check "the patch's code calls the new function" year 4
check "a module that was there calls the old one" is_old
check "which is not replaced" patch rtc-year '.functions | map(.name) |
	index("cmos_read_time") != null and index("mc146818_get_time") == null'
check "the module goes" rmmod outsider
check "and comes again" insmod /modules/outsider.ko
check "one that comes calls the old one" is_old

expect 0 'reverted' kmend revert rtc-year
check "the clock is right again" year 0
check "and the module calls the old one" is_old
check "the module goes at the end" rmmod outsider
