# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A fix that comes with a new entry of a list by which something is registered: refused, or built without that.
# fix: of a function, and then what comes on stdin
fix()
{
	cat <<'EOF'
--- a/drivers/pci/quirks.c
+++ b/drivers/pci/quirks.c
@@ -231,5 +231,5 @@
 		pci_read_config_byte(d, 0x82, &dlc);
 		if (!(dlc & 1<<1)) {
-			pci_info(d, "PIIX3: Enabling Passive Release\n");
+			pci_info(d, "PIIX3: enabling passive release\n");
 			dlc |= 1<<1;
 			pci_write_config_byte(d, 0x82, dlc);
EOF
	cat
}
fix >fixup.patch <<'EOF'
@@ -240,4 +240,10 @@
 DECLARE_PCI_FIXUP_RESUME(PCI_VENDOR_ID_INTEL,	PCI_DEVICE_ID_INTEL_82441,	quirk_passive_release);
 
+static void quirk_of_ours(struct pci_dev *dev)
+{
+	pci_info(dev, "ours\n");
+}
+DECLARE_PCI_FIXUP_FINAL(0x1af4, 0x1000, quirk_of_ours);
+
 #ifdef CONFIG_X86_32
 /*
EOF
# The old entry would call the new function.
fix >other.patch <<'EOF'
@@ -238,5 +238,5 @@
 }
 DECLARE_PCI_FIXUP_FINAL(PCI_VENDOR_ID_INTEL,	PCI_DEVICE_ID_INTEL_82441,	quirk_passive_release);
-DECLARE_PCI_FIXUP_RESUME(PCI_VENDOR_ID_INTEL,	PCI_DEVICE_ID_INTEL_82441,	quirk_passive_release);
+DECLARE_PCI_FIXUP_RESUME(PCI_VENDOR_ID_INTEL,	PCI_DEVICE_ID_INTEL_82437,	quirk_passive_release);
 
 #ifdef CONFIG_X86_32
EOF
cat >param.patch <<'EOF'
--- a/drivers/net/dummy.c
+++ b/drivers/net/dummy.c
@@ -45,4 +45,6 @@
 
 static int numdummies = 1;
+static bool quiet;
+module_param(quiet, bool, 0644);
 
 /* fake multicast ability */
@@ -61,5 +63,6 @@
 	dev_lstats_add(dev, skb->len);
 
-	skb_tx_timestamp(skb);
+	if (!quiet)
+		skb_tx_timestamp(skb);
 	dev_kfree_skb(skb);
 	return NETDEV_TX_OK;
EOF
# The old entry goes on to set what the new code takes for fixed.
cat >mode.patch <<'EOF'
--- a/drivers/net/dummy.c
+++ b/drivers/net/dummy.c
@@ -61,5 +61,6 @@
 	dev_lstats_add(dev, skb->len);
 
-	skb_tx_timestamp(skb);
+	if (numdummies)
+		skb_tx_timestamp(skb);
 	dev_kfree_skb(skb);
 	return NETDEV_TX_OK;
@@ -156,5 +157,5 @@
 
 /* Number of dummy devices to be set up by this module. */
-module_param(numdummies, int, 0);
+module_param(numdummies, int, 0444);
 MODULE_PARM_DESC(numdummies, "Number of dummy pseudo devices");
 
EOF
registered=(kmend build --kernel "$R" --symbols "$V" -o out.ko)

expect 3 'quirks\.c: section \.pci_fixup_final changes, but the kernel goes on with the fixups that it has; .*--without-boot-code' \
	"${registered[@]}" fixup.patch
expect 0 '^  left +\.pci_fixup_final: changes, but the kernel goes on with the fixups that it has$' \
	"${registered[@]}" --without-boot-code fixup.patch
check "the function is replaced" grep -q '^  replaced  quirk_passive_release' "$said"
check "the new one, which nobody calls, is told of" grep -q '^  new       quirk_of_ours' "$said"
expect 3 'quirks\.c: an entry of section \.pci_fixup_resume changes .* and so to use quirk_passive_release,' \
	"${registered[@]}" --without-boot-code other.patch
expect 3 'dummy\.c: section .* but .*--without-boot-code' "${registered[@]}" param.patch
expect 0 '^  left +__param: changes, but the kernel reads it only at boot or when the module is loaded' \
	"${registered[@]}" --without-boot-code param.patch
check "so what a module says of itself" grep -q '^  left      \.modinfo: ' "$said"
expect 3 'dummy\.c: an entry of section __param changes .* and so to use numdummies,' \
	"${registered[@]}" --without-boot-code mode.patch
