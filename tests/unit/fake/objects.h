/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The resolver as it is, in a faked kernel with two modules, "drill" and "saw".
 */
#ifndef FAKE_OBJECTS_H
#define FAKE_OBJECTS_H

#include "kernel.h"

typedef int (*kmend_symbol_fn)(void *, const char *, struct module *, unsigned long);
static int kallsyms_on_each_symbol(kmend_symbol_fn visit, void *data);

#include "../../../kernel/resolve.c"

struct entry {
	const char *name;
	unsigned long address;
	bool defined;
};

static const struct entry vmlinux[] = {
	{ "alpha", 0x100, true }, { "twin", 0x200, true },
	{ "beta", 0x300, true },  { "twin", 0x400, true },
};

/* Not in the order of addresses, and with one that it only refers to. */
static const struct entry drill[] = {
	{ "twin", 0x9400, true }, { "beta", 0x300, false },
	{ "twin", 0x9200, true }, { "alpha", 0x9100, true },
};

static const struct entry saw[] = { { "blade", 0x8000, true } };

/**
 * struct fake - the two modules, and what the neighbours note
 * @drill: the module "drill"
 * @saw: the module "saw"
 * @syms: their tables
 * @strings: the names in these
 * @nr_passes: how often the kernel's symbols were gone through
 * @log: the last refusal
 */
static struct fake {
	struct module drill;
	struct module saw;
	Elf_Sym syms[2][8];
	char strings[2][64];
	unsigned int nr_passes;
	char log[256];
} fake;

static int kallsyms_on_each_symbol(kmend_symbol_fn visit, void *data)
{
	size_t i;

	fake.nr_passes++;
	for (i = 0; i < sizeof(vmlinux) / sizeof(vmlinux[0]); i++)
		visit(data, vmlinux[i].name, NULL, vmlinux[i].address);
	return 0;
}

static void fill(struct module *module, const char *name, const struct entry *entries, size_t nr,
		 unsigned int slot)
{
	char *strings = fake.strings[slot];
	size_t i, used = 1;

	strcpy(module->name, name);
	for (i = 0; i < nr; i++) {
		fake.syms[slot][i] = (Elf_Sym){
			.st_name = used,
			.st_value = entries[i].address,
			.st_shndx = entries[i].defined ? 1 : SHN_UNDEF,
		};
		strcpy(strings + used, entries[i].name);
		used += strlen(entries[i].name) + 1;
	}
	module->core_kallsyms = (struct mod_kallsyms){ fake.syms[slot], nr, strings };
}

static int fake_objects(void **state)
{
	memset(&fake, 0, sizeof(fake));
	fill(&fake.drill, "drill", drill, sizeof(drill) / sizeof(drill[0]), 0);
	fill(&fake.saw, "saw", saw, sizeof(saw) / sizeof(saw[0]), 1);
	return 0;
}

/* --- the neighbours --- */

struct module *kmend_target_home(const struct kmend_target *target, const char *name)
{
	return !strcmp(name, "drill") ? &fake.drill : &fake.saw;
}

int kmend_format_refuse(const struct kmend_format *format, int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(fake.log, sizeof(fake.log), fmt, args);
	va_end(args);
	return err;
}

const struct kmend_unit_desc *kmend_format_unit(const struct kmend_patch_desc *desc, u32 index)
{
	return (const struct kmend_unit_desc *)kmend_format_ptr(desc->units) + index;
}

const struct kmend_func_desc *kmend_format_func(const struct kmend_unit_desc *unit, u32 index)
{
	return (const struct kmend_func_desc *)kmend_format_ptr(unit->funcs) + index;
}

const char *kmend_format_object(u64 object)
{
	const char *name = kmend_format_ptr(object);

	return !name || !strcmp(name, "vmlinux") ? NULL : name;
}

#endif
