// SPDX-License-Identifier: GPL-2.0
/*
 * From names to addresses: the modules and symbols that a patch's descriptor speaks of.
 *
 * DOC: what a position counts
 *
 * The same as for livepatch relocations, which the module loader resolved a moment ago:
 * every symbol of the name in its object, whatever its binding; in the kernel proper by
 * address, as kallsyms_on_each_symbol() goes; in a module in the order of its symbol table.
 *
 * A module has two tables: one with all symbols, which it uses until its init is over, and
 * core_kallsyms, with those that are in memory for good, in the same order. The second is looked
 * at, so what was in init memory is never found, not even while the module is being loaded. It does not
 * change while the module is there, and needs no lock.
 *
 * DOC: the same module twice
 *
 * The loader resolves the relocations of the patch module before its init runs, and
 * holds nothing for it. So a module that the patch speaks of may be unloaded and loaded again
 * before we come to hold it: then the new code refers to where it was. Each unit's
 * anchor is such a relocation, to the first function. If that is where we find the
 * function, the module lies where it lay. A unit without an anchor has no such relocations.
 */
#include "resolve.h"

#include <linux/elf.h>
#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "format.h"
#include "formatread.h"
#include "target.h"

#include "../uapi/kmend_patch.h"

/* One wanted symbol and how many of its name have gone by. */
struct kmend_wanted {
	struct kmend_symbol *symbol;
	const char *name;
	struct module *target;	/* NULL: the kernel proper */
	u32 seen;
};

/* What is wanted of one object. */
struct kmend_lookup {
	struct kmend_wanted *wanted;	/* sorted by name */
	u32 nr;
};

static int kmend_wanted_compare(const void *a, const void *b)
{
	const struct kmend_wanted *x = a, *y = b;

	if (x->target != y->target)
		return x->target < y->target ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* Index of the first wanted symbol whose name is not below @name. */
static u32 kmend_lookup_first(const struct kmend_lookup *lookup, const char *name)
{
	u32 low = 0, high = lookup->nr;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (strcmp(lookup->wanted[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int kmend_lookup_visit(void *data, const char *name, struct module *module,
			      unsigned long address)
{
	struct kmend_lookup *lookup = data;
	u32 i;

	for (i = kmend_lookup_first(lookup, name);
	     i < lookup->nr && !strcmp(lookup->wanted[i].name, name); i++) {
		struct kmend_wanted *wanted = &lookup->wanted[i];
		u32 position = wanted->symbol->position;

		wanted->seen++;
		if (wanted->seen == (position ?: 1))
			wanted->symbol->address = address;
	}
	return 0;
}

static void kmend_lookup_module(struct kmend_lookup *lookup, struct module *target)
{
	const struct mod_kallsyms *kallsyms = &target->core_kallsyms;
	const Elf_Sym *sym;
	u32 i;

	for (i = 0; i < kallsyms->num_symtab; i++) {
		sym = &kallsyms->symtab[i];
		if (sym->st_shndx != SHN_UNDEF)
			kmend_lookup_visit(lookup, kallsyms->strtab + sym->st_name, target,
					   sym->st_value);
	}
}

/* One pass over each object of which something is wanted. */
static void kmend_lookup_all(struct kmend_wanted *wanted, u32 nr)
{
	struct kmend_lookup lookup;
	struct module *target;

	for (; nr; wanted += lookup.nr, nr -= lookup.nr) {
		target = wanted->target;
		lookup = (struct kmend_lookup){ .wanted = wanted, .nr = 1 };
		while (lookup.nr < nr && wanted[lookup.nr].target == target)
			lookup.nr++;
		if (target)
			kmend_lookup_module(&lookup, target);
		else
			kallsyms_on_each_symbol(kmend_lookup_visit, &lookup);
	}
}

static int kmend_wanted_check(const struct kmend_format *format, const struct kmend_wanted *wanted)
{
	const char *target = wanted->target ? wanted->target->name : NULL;
	bool missing = !wanted->symbol->address;

	if (!missing && (wanted->symbol->position || wanted->seen == 1))
		return 0;
	return kmend_format_refuse(format, missing ? -ENOENT : -ENOTUNIQ,
				   "symbol '%s' is %s %s%s%s", wanted->name,
				   missing ? "not in" : "not unique in",
				   target ? "module '" : "this kernel", target ?: "",
				   target ? "'" : "");
}

/* Either those of the kernel proper, or those of modules. */
static int kmend_resolve_symbols(const struct kmend_format *format,
				 const struct kmend_unit_desc *unit,
				 const struct kmend_target *target)
{
	struct kmend_symbol *symbols = (void *)kmend_format_ptr(unit->symbols);
	struct kmend_wanted *wanted;
	const char *object;
	u32 i, nr = 0;
	int err = 0;

	if (!unit->nr_symbols)
		return 0;
	wanted = kvmalloc_array(unit->nr_symbols, sizeof(*wanted), GFP_KERNEL);
	if (!wanted)
		return -ENOMEM;
	for (i = 0; i < unit->nr_symbols; i++) {
		object = kmend_format_object(symbols[i].object);
		if (!object != !target)
			continue;
		symbols[i].address = 0;
		wanted[nr++] = (struct kmend_wanted){
			.symbol = &symbols[i],
			.name = kmend_format_ptr(symbols[i].name),
			.target = object ? kmend_target_home(target, object) : NULL,
		};
	}
	sort(wanted, nr, sizeof(*wanted), kmend_wanted_compare, NULL);
	kmend_lookup_all(wanted, nr);
	for (i = 0; i < nr && !err; i++)
		err = kmend_wanted_check(format, &wanted[i]);
	kvfree(wanted);
	return err;
}

int kmend_resolve_kernel(const struct kmend_format *format, const struct kmend_unit_desc *unit)
{
	return kmend_resolve_symbols(format, unit, NULL);
}

int kmend_resolve_modules(const struct kmend_format *format, const struct kmend_unit_desc *unit,
			  const struct kmend_target *target)
{
	return kmend_resolve_symbols(format, unit, target);
}

int kmend_resolve_anchor(const struct kmend_format *format, const struct kmend_unit_desc *unit)
{
	const struct kmend_symbol *first;

	if (!unit->anchor)
		return 0;
	first = kmend_format_ptr(kmend_format_func(unit, 0)->symbol);
	if (unit->anchor == first->address)
		return 0;
	return kmend_format_refuse(format, -ESTALE,
				   "module '%s' was loaded anew while this was being loaded: try again",
				   kmend_format_object(unit->object));
}
