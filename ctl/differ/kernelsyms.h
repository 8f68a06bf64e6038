/* SPDX-License-Identifier: GPL-2.0 */
/* Symbols of the running kernel as the output refers to them. */
#ifndef KMEND_DIFFER_KERNELSYMS_H
#define KMEND_DIFFER_KERNELSYMS_H

#include <stdbool.h>

#include "differ.h"
#include "object.h"
#include "out.h"

/**
 * struct kmend_late - a field that refers to a symbol of a module, for the manager to fill in
 * @sec: section of the output
 * @at: the field's offset there
 * @type: R_X86_64_*
 * @name: the symbol's name, of the input
 * @local: see kmend_kernelsym()
 * @addend: of the relocation
 */
struct kmend_late {
	size_t sec;
	uint64_t at;
	uint32_t type;
	const char *name;
	bool local;
	int64_t addend;
};

/**
 * struct kmend_kernelsyms - the kernel's symbols that an output names
 * @out: the output
 * @opts: object name and resolver
 * @ref: the object as the kernel has it, with an index: where local names come from
 * @strings: section of the output for names
 * @table: section of the output with struct kmend_symbol
 * @nr_table: how many are there
 * @data: section of the output with struct kmend_data_desc, if there are any
 * @early: the module loader fills in what refers to modules, which then must be there: why; empty: the
 *	manager does when they come
 * @late: @nr_late fields for the manager
 * @nr_late: see @late
 */
struct kmend_kernelsyms {
	struct kmend_out *out;
	const struct kmend_diff_options *opts;
	const struct kmend_obj *ref;
	size_t strings;
	size_t table;
	uint32_t nr_table;
	size_t data;
	char early[256];
	struct kmend_late *late;
	size_t nr_late;
	/* private: */
	void *undefined;
	void *described;
};

/** kmend_in_kernel() - is that object the kernel proper, and no module? */
bool kmend_in_kernel(const char *object);

/**
 * kmend_kernelsym_of_module() - is it a symbol of a module?
 * @ks: all of them
 * @name: its name there
 * @local: see kmend_kernelsym()
 * @found: set to whether it is
 * @err: see kmend_kernelsym()
 *
 * Return: 0 or -1.
 */
int kmend_kernelsym_of_module(struct kmend_kernelsyms *ks, const char *name, bool local, bool *found,
			      struct kmend_err *err);

/** kmend_kernelsym_late() - leave a field to the manager; 0, or -1 with @err */
int kmend_kernelsym_late(struct kmend_kernelsyms *ks, struct kmend_late late, struct kmend_err *err);

/**
 * kmend_kernelsym() - an undefined symbol of the output, for relocations of code
 * @ks: all of them
 * @name: its name there
 * @local: it is a local symbol of this object file, not a global one
 * @weak: it need not exist
 * @sym: set to the number
 * @err: KMEND_EXIT_REFUSED when the kernel's object has no such local symbol, or
 *	whatever the resolver says
 *
 * Return: 0 or -1.
 */
int kmend_kernelsym(struct kmend_kernelsyms *ks, const char *name, bool local, bool weak, size_t *sym,
		    struct kmend_err *err);

/**
 * kmend_kernelsym_describe() - a struct kmend_symbol of the output, for the descriptor
 * @ks: all of them, with @strings and @table
 * @name: its name in the kernel
 * @local: see kmend_kernelsym()
 * @at: set to its offset in @table
 * @err: see kmend_kernelsym()
 *
 * Return: 0 or -1.
 */
int kmend_kernelsym_describe(struct kmend_kernelsyms *ks, const char *name, bool local, uint64_t *at,
			     struct kmend_err *err);
void kmend_kernelsyms_free(struct kmend_kernelsyms *ks);

#endif
