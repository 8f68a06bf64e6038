# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# An exported function that gets another parameter: refused, or left as it is beside a new one. But then
# it must fit the patched source.
rtc=(-q --kernel "$R" --symbols "$V" "$P/rtc-year.patch")
lib=drivers/rtc/rtc-mc146818-lib.c

# fails TEXT: the patch together with more.patch
fails()
{
	expect 3 "$1" kmend build --leave-exports "${rtc[@]}" more.patch -o both.ko
	check "nothing is written" test ! -e both.ko
}

expect 3 "$lib: the type of mc146818_get_time changes, which is exported: .*; leave its type as it is, or give --leave-exports" \
	kmend build "${rtc[@]}" -o rtc-year.ko
check "nothing is written" test ! -e rtc-year.ko
expect 0 '^  left +mc146818_get_time: its type changes, and other modules go on with the old one$' \
	kmend build --leave-exports "${rtc[@]}" -o rtc-year.ko
check "the new one is told" grep -xE '  new +mc146818_get_time\.new: .*' "$said"
check "its callers are replaced" grep -E '^  replaced +cmos_read_time:' "$said"
check "it is not" eval '! grep -E "replaced +mc146818_get_time" "$said"'
check "the module has it" eval 'nm rtc-year.ko | grep -E " T mc146818_get_time\.new$"'
check "and does not ask for the old one" eval '! nm rtc-year.ko | grep -E " U mc146818_get_time$"'
mkdir again
expect 0 '' kmend build --leave-exports "${rtc[@]}" -o again/rtc-year.ko
check "it is the same again" cmp rtc-year.ko again/rtc-year.ko
expect 0 '"what": *"left"' kmend build --json --leave-exports "${rtc[@]}" -o again/rtc-year.ko

# The old one hands its own structure to a function that is replaced, and expects another.
cat >more.patch <<PATCH
--- a/$lib
+++ b/$lib
@@ -98,6 +98,7 @@
 EXPORT_SYMBOL_GPL(mc146818_does_rtc_work);
 
 struct mc146818_get_time_callback_param {
+	long first;
 	struct rtc_time *time;
 	unsigned char ctrl;
 #ifdef CONFIG_ACPI
PATCH
fails "$lib: mc146818_get_time cannot be left .* does not fit the patched source: mc146818_get_time would become other code there"

# The old one uses what is not there any more.
cat >more.patch <<PATCH
--- a/$lib
+++ b/$lib
@@ -100,5 +100,5 @@
 struct mc146818_get_time_callback_param {
 	struct rtc_time *time;
-	unsigned char ctrl;
+	unsigned char control;
 #ifdef CONFIG_ACPI
 	unsigned char century;
@@ -136,7 +136,7 @@
 	}
 #endif
 
-	p->ctrl = CMOS_READ(RTC_CONTROL);
+	p->control = CMOS_READ(RTC_CONTROL);
 }
 
 /**
@@ -163,7 +163,7 @@
 		return -ETIMEDOUT;
 	}
 
-	if (!(p.ctrl & RTC_DM_BINARY) || RTC_ALWAYS_BCD)
+	if (!(p.control & RTC_DM_BINARY) || RTC_ALWAYS_BCD)
 	{
 		time->tm_sec = bcd2bin(time->tm_sec);
 		time->tm_min = bcd2bin(time->tm_min);
PATCH
fails "$lib: mc146818_get_time cannot be left .* does not fit the patched source: error: .* has no member named 'ctrl'"

# It is the structure that changes, not only the function's own type.
cat >more.patch <<'PATCH'
--- a/include/linux/powercap.h
+++ b/include/linux/powercap.h
@@ -70,4 +70,5 @@
 	bool allocated;
 	struct list_head node;
+	int more;
 };
 
PATCH
fails 'drivers/powercap/[a-z_]*.c: the type of [a-z_]* changes, which is exported: .*; leave its type and the structures in it as they are'
