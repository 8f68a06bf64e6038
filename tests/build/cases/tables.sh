# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A table of devices that gets a line more: taken anew with all who have it in their code, or refused if
# an entry of it goes into a variable.
cat >special.patch <<'EOF'
--- a/drivers/hid/hid-quirks.c
+++ b/drivers/hid/hid-quirks.c
@@ -225,4 +225,5 @@
  */
 static const struct hid_device_id hid_have_special_driver[] = {
+	{ HID_USB_DEVICE(0x1234, 0x5678), },
 #if IS_ENABLED(CONFIG_USB_APPLEDISPLAY)
 	{ HID_USB_DEVICE(USB_VENDOR_ID_APPLE, 0x9218) },
EOF
cat >quirks.patch <<'EOF'
--- a/drivers/hid/hid-quirks.c
+++ b/drivers/hid/hid-quirks.c
@@ -26,4 +26,5 @@
 
 static const struct hid_device_id hid_quirks[] = {
+	{ HID_USB_DEVICE(0x1234, 0x5678), .driver_data = HID_QUIRK_NOGET },
 	{ HID_USB_DEVICE(USB_VENDOR_ID_8BITDO, USB_DEVICE_ID_8BITDO_PRO_3), HID_QUIRK_ALWAYS_POLL },
 	{ HID_USB_DEVICE(USB_VENDOR_ID_AASHIMA, USB_DEVICE_ID_AASHIMA_GAMEPAD), HID_QUIRK_BADPAD },
EOF
tables=(kmend build --kernel "$R" --symbols "$V" -o out.ko)

expect 0 '^  replaced  hid_lookup_quirk: .* another hid_have_special_driver$' "${tables[@]}" special.patch
check "the table is in the module" eval 'nm out.ko | grep -q "r hid_have_special_driver$"'
expect 3 'hid-quirks\.c: the size of hid_quirks .* changes' "${tables[@]}" quirks.patch
