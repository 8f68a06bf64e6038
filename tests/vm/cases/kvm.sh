# SPDX-License-Identifier: GPL-2.0
# A source that the makefile of another directory names is changed like any other, also by a header alone.
# needs: /patches/kvm.ko, /modules/irqbypass.ko, kvm.ko, kvm-amd.ko
counts() { [ "$(cat /sys/kernel/debug/kvm/remote_tlb_flush)" = "$1" ]; }

for module in irqbypass kvm kvm-amd; do
	insmod /modules/$module.ko
done
check "the module's own code counts" counts 0
expect 0 '^kvm-count: applied' kmend apply /patches/kvm.ko
check "the new code counts" counts 4711
check "what the patch changes itself, and what only its header changes, is replaced" patch kvm-count \
	'.functions | all(.object == "kvm") and (map(.name) | contains(["vm_stat_get", "kvm_reset_dirty_gfn"]))'
expect 0 '^kvm-count: reverted' kmend revert kvm-count
check "the module's own code counts again" counts 0
check "the modules can go" rmmod kvm-amd kvm irqbypass
