# SPDX-License-Identifier: GPL-2.0
# One patch that changes functions of two object files.
expect 0 'applied' kmend apply /patches/two-objects.ko
check "the first object is changed" grep -x mended /proc/version
check "the second object is changed" grep -x mended /proc/uptime
check "both functions are told" patch two-objects '.functions | map(.name) | sort ==
	["uptime_proc_show", "version_proc_show"]'
expect 0 'reverted' kmend revert two-objects
check "the first is as it was" no grep mended /proc/version
check "the second is as it was" no grep mended /proc/uptime
