/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel's macros and objtool leave in an object, for the cases. */
#ifndef MACROS_H
#define MACROS_H

#ifdef POST
#define CHANGED 1
#define PICK(pre, post) post
#else
#define CHANGED 0
#define PICK(pre, post) pre
#endif

#define noinline __attribute__((noinline, noclone))
#define used __attribute__((__used__))
#define section(name) __attribute__((section(name)))

int external(int);
extern int external_data;
int printf_like(const char *, ...);

/* __bug_table: place, file, line, flags */
#define BUG_ENTRY(line)								\
	asm volatile("1: ud2\n.pushsection __bug_table,\"aw\"\n"		\
		     "2: .long 1b - .\n.long %c0 - .\n.word %c1\n.word 0\n.org 2b+12\n"	\
		     ".popsection" : : "i" (__FILE__), "i" (line))

/* __ex_table: place, fixup, how */
#define FIXUP(how)								\
	asm volatile("1: nop\n2:\n.pushsection __ex_table,\"a\"\n.balign 4\n"	\
		     ".long 1b - .\n.long 2b - .\n.long " #how "\n.popsection")

/* __jump_table: place, target, key */
#define BRANCH(key)								\
	asm volatile goto("1: .byte 0x0f,0x1f,0x44,0x00,0x00\n"			\
			  ".pushsection __jump_table,\"aw\"\n.balign 8\n"	\
			  ".long 1b - .\n.long %l[yes] - .\n.quad %c0 - .\n.popsection"	\
			  : : "i" (key) : : yes)

/* .altinstructions, .altinstr_replacement: nop3 or @new */
#define ALTERNATIVE(new)							\
	asm volatile("1: .byte 0x0f,0x1f,0x00\n2:\n"				\
		     ".pushsection .altinstructions,\"a\"\n"			\
		     ".long 1b - .\n.long 3f - .\n.word 7\n.byte 2b-1b\n.byte 4f-3f\n"	\
		     ".popsection\n.pushsection .altinstr_replacement,\"ax\"\n"	\
		     "3: " new "\n4:\n.popsection" : : : "memory")

#define LOCKED(x)								\
	asm volatile("1: lock incl %0\n.pushsection .smp_locks,\"a\"\n.balign 4\n"	\
		     ".long 1b - .\n.popsection" : "+m" (x))

#endif
