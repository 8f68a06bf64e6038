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

/* With OLD, a function that is left is the one from before the change, and the change's is elsewhere. */
#ifdef OLD
#define WITH_OLD(name) name##_of_the_change
#else
#define WITH_OLD(name) name
#endif

#define noinline __attribute__((noinline, noclone))
#define used __attribute__((__used__))
#define section(name) __attribute__((section(name)))

int external(int);
extern int external_data;
int printf_like(const char *, ...);

/* A global function of assembly, and a local one that the compiler made of another. */
#define FUNCTION(name, code)							\
	asm(".pushsection .text." name ",\"ax\"\n.globl " name "\n.type " name ",@function\n"	\
	    name ": " code ".size " name ", .-" name "\n.popsection")
#define CLONE(name, value)							\
	asm(".pushsection .text." name ",\"ax\"\n.type " name ",@function\n"	\
	    name ": movl $" value ",%eax\nret\n.size " name ", .-" name "\n.popsection")
#define CALL(name) asm volatile("call " name : : : "memory", "rax", "rcx", "rdx", "rsi", "rdi")

/* __bug_table: place, file, line, flags */
#define WARN_ENTRY(line, flags)							\
	asm volatile("1: ud2\n.pushsection __bug_table,\"aw\"\n"		\
		     "2: .long 1b - .\n.long %c0 - .\n.word %c1\n.word %c2\n.org 2b+12\n"	\
		     ".popsection" : : "i" (__FILE__), "i" (line), "i" (flags))
#define BUG_ENTRY(line) WARN_ENTRY(line, 0)

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

/* A table with nothing but the place of @code. */
#define SITE(table, code)							\
	asm volatile("1: " code "\n.pushsection " table ",\"a\"\n.balign 4\n"	\
		     ".long 1b - .\n.popsection" : : : "memory")

/* .parainstructions: place, operation, length */
#define PARAVIRT(operation)							\
	asm volatile("1: call *external_data\n2:\n.pushsection .parainstructions,\"a\"\n"	\
		     ".balign 8\n.quad 1b\n.byte " operation ", 2b-1b\n.balign 8\n.popsection"	\
		     : : : "memory")

/* .static_call_sites: place, key */
#define STATIC_CALL(key)							\
	asm volatile("1: call tramp\n.pushsection .static_call_sites,\"aw\"\n.balign 4\n"	\
		     ".long 1b - .\n.long " key " - .\n.popsection" : : : "memory")

/* .orc_unwind_ip: place; .orc_unwind: what holds from there; the end of a section has one too */
#define ORC(offset)								\
	"1:\n.pushsection .orc_unwind_ip,\"a\"\n.long 1b - .\n.popsection\n"	\
	".pushsection .orc_unwind,\"a\"\n.word " offset ", 0, 0\n.popsection\n"
#define ORC_END(name)								\
	asm(".pushsection .text." name ",\"ax\"\n" ORC("0") ".popsection")

/* .altinstr_aux: the piece of static_cpu_has() that looks at the processor */
#define FEATURE(bit)								\
	asm volatile goto("jmp 6f\n.pushsection .altinstr_aux,\"ax\"\n"		\
			  "6: testb %0,external_data(%%rip)\njnz %l[yes]\njmp 7f\n.popsection\n7:"	\
			  : : "i" (bit) : : yes)

/* .pci_fixup_final: device, class, what is called */
#define FIXUP_FOR(device, hook)							\
	asm(".pushsection .pci_fixup_final,\"a\"\n.balign 16\n.short 1, " #device "\n"	\
	    ".long 0, 0\n.long " #hook " - .\n.popsection")

/* __param: name, module, operations, mode, variable */
#define PARAMETER(name, ops, mode, variable)					\
	used section("__param") __attribute__((aligned(8))) static const struct parameter name = { #name, 0, ops, mode, variable }
struct parameter {
	const char *name;
	void *module;
	const void *ops;
	long mode;
	void *variable;
};
extern const int param_ops_int;

/* __dyndbg: a debug message that can be switched on */
#define DEBUG_MESSAGE(name, line)						\
	static struct { const char *text; int number; } name section("__dyndbg") = { "text", line };	\
	external((int)(long)&name)

#endif
