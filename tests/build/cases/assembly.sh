# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A header that only assembly sees: what it changes there cannot be replaced, and a patch that
# changes it and C must not be built as if it changed the C alone.
cat >calling.patch <<'PATCH'
--- a/arch/x86/entry/calling.h
+++ b/arch/x86/entry/calling.h
@@ -68,6 +68,7 @@
 .macro PUSH_REGS rdx=%rdx rcx=%rcx rax=%rax save_ret=0
 	.if \save_ret
 	pushq	%rsi		/* pt_regs->si */
+	nop
 	movq	8(%rsp), %rsi	/* temporarily store the return address in %rsi */
 	movq	%rdi, 8(%rsp)	/* pt_regs->di (overwriting original return address) */
 	/* We just clobbered the return address - use the IRET frame for unwinding: */
PATCH
cat "$P/meminfo.patch" calling.patch >both.patch
expect 3 'entry/entry_64.S: is assembly, which a header of the patch changes' \
	kmend build --kernel "$R" --symbols "$V" both.patch -o both.ko
check "nothing is written" test ! -e both.ko
expect 0 'arch/x86/entry/calling.h: not patched: left out' \
	kmend build --kernel "$R" --symbols "$V" --without arch/x86/entry/calling.h both.patch -o both.ko
