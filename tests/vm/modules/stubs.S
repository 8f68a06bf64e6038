/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Replacements that behave as what they replace: each goes on in the old code,
 * behind the five bytes at which it was left. Each is a function of its own for
 * objtool, so that a stack with one of them on it can be unwound.
 */
#include <linux/linkage.h>
#include <asm/nospec-branch.h>

#include "stubs.h"

	.text
	.altmacro

.macro tiny_jump index
	.balign TINY_STUB_STRIDE
SYM_FUNC_START_LOCAL_NOALIGN(tiny_jump_\index)
	ANNOTATE_RETPOLINE_SAFE
	jmp	*(tiny_targets + 8 * \index)(%rip)
	int3
SYM_FUNC_END(tiny_jump_\index)
.endm

.macro tiny_call index
	.balign TINY_STUB_STRIDE
SYM_FUNC_START_LOCAL_NOALIGN(tiny_call_\index)
	sub	$8, %rsp
	ANNOTATE_RETPOLINE_SAFE
	call	*(tiny_targets + 8 * \index)(%rip)
	add	$8, %rsp
	RET
SYM_FUNC_END(tiny_call_\index)
.endm

	.balign TINY_STUB_STRIDE
	.globl tiny_jumps
tiny_jumps:
	.set number, 0
	.rept TINY_STUBS
	tiny_jump %number
	.set number, number + 1
	.endr

	.balign TINY_STUB_STRIDE
	.globl tiny_calls
tiny_calls:
	.set number, 0
	.rept TINY_STUBS
	tiny_call %number
	.set number, number + 1
	.endr
	.balign TINY_STUB_STRIDE
