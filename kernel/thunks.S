/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The pieces of code that ftrace calls from functions' sites; thunk.c tells what of them
 * is written over. One size, so that the assembler cannot choose another: the lea has a
 * 32-bit displacement, which makes it 8 bytes.
 */
#include <linux/linkage.h>
#include <asm/unwind_hints.h>

#include "thunk.h"

	.text
	.balign	KMEND_THUNK_SIZE, 0xcc
SYM_CODE_START_NOALIGN(kmend_thunks)
	.rept	KMEND_THUNKS
	/* Two return addresses are on the stack: the function's and its caller's. */
	UNWIND_HINT_FUNC
	.byte	0x48, 0x8d, 0xa4, 0x24		/* lea 8(%rsp), %rsp */
	.long	8
	/* Only the caller's: as if the function had just been called. */
	UNWIND_HINT_FUNC
	.byte	0xe9				/* jmp, for now to the int3 */
	.long	0
	int3
	int3
	int3
	.endr
SYM_CODE_END(kmend_thunks)
