// SPDX-License-Identifier: GPL-2.0
/*
 * From names to addresses: the symbols that a patch's descriptor speaks of,
 * found in one pass over kallsyms.
 *
 * The positions mean what they mean to livepatch: kallsyms_on_each_symbol()
 * goes through the kernel's symbols by address, and every entry of a name
 * counts, whatever its binding.
 */
#include "resolve.h"

#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/mm.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "../uapi/kmend_patch.h"

/* One wanted symbol and how many of its name have gone by. */
struct kmend_wanted {
	struct kmend_symbol *symbol;
	const char *name;
	u32 seen;
};

struct kmend_lookup {
	struct kmend_wanted *wanted;	/* sorted by name */
	u32 nr;
};

static int kmend_wanted_compare(const void *a, const void *b)
{
	const struct kmend_wanted *x = a, *y = b;

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

int kmend_resolve_symbols(struct kmend_symbol *symbols, u32 nr_symbols,
			  const struct kmend_symbol **missing)
{
	struct kmend_lookup lookup = { .nr = nr_symbols };
	int ret = 0;
	u32 i;

	lookup.wanted = kvmalloc_array(nr_symbols, sizeof(*lookup.wanted), GFP_KERNEL);
	if (!lookup.wanted)
		return -ENOMEM;
	for (i = 0; i < nr_symbols; i++) {
		symbols[i].address = 0;
		lookup.wanted[i].symbol = &symbols[i];
		lookup.wanted[i].name = (const char *)symbols[i].name;
		lookup.wanted[i].seen = 0;
	}
	sort(lookup.wanted, lookup.nr, sizeof(*lookup.wanted), kmend_wanted_compare, NULL);
	kallsyms_on_each_symbol(kmend_lookup_visit, &lookup);

	for (i = 0; i < nr_symbols; i++) {
		const struct kmend_wanted *wanted = &lookup.wanted[i];

		if (!wanted->symbol->address)
			ret = -ENOENT;
		else if (!wanted->symbol->position && wanted->seen > 1)
			ret = -ENOTUNIQ;
		if (ret) {
			*missing = wanted->symbol;
			break;
		}
	}
	kvfree(lookup.wanted);
	return ret;
}
