/* SPDX-License-Identifier: GPL-2.0 */
/* The replacements of the test module, see stubs.S. */
#ifndef _TINY_STUBS_H
#define _TINY_STUBS_H

/* Replacements of each kind. */
#define TINY_STUBS 1024
/* Bytes from one to the next, and bytes of each. */
#define TINY_STUB_STRIDE 32
#define TINY_STUB_SIZE 24

#ifndef __ASSEMBLY__
/* Where replacement n goes on: the function's code behind its ftrace site. */
extern unsigned long tiny_targets[TINY_STUBS];
/* Replacements that jump there, and are on no stack. */
extern const char tiny_jumps[];
/* Replacements that call it, and are on the stack while it runs. */
extern const char tiny_calls[];
#endif

#endif
