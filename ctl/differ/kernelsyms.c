// SPDX-License-Identifier: GPL-2.0
/*
 * Symbols of the running kernel as the output refers to them. From code: a
 * global one by its name, a local one by a livepatch symbol, whose name says
 * which of several of that name it is; one of a module that may come later as well not
 * at all, but in a struct kmend_relocation. From the descriptor: by struct kmend_symbol.
 */
#include "kernelsyms.h"

#include <elf.h>
#include <search.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../uapi/kmend_patch.h"
#include "index.h"

struct known {
	char *key;
	uint64_t where;
};

static int compare_known(const void *a, const void *b)
{
	return strcmp(((const struct known *)a)->key, ((const struct known *)b)->key);
}

static void free_known(void *p)
{
	free(((struct known *)p)->key);
	free(p);
}

/* The one of that key, which it takes over; @where is 0 the first time. NULL: no memory. */
static struct known *intern(void **tree, char *key)
{
	struct known *new = key ? calloc(1, sizeof(*new)) : NULL, **slot;

	if (!new) {
		free(key);
		return NULL;
	}
	new->key = key;
	slot = tsearch(new, tree, compare_known);
	if (!slot || *slot != new)
		free_known(new);
	return slot ? *slot : NULL;
}

static int no_memory(const struct kmend_kernelsyms *ks, struct kmend_err *err)
{
	return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", ks->opts->out);
}

bool kmend_in_kernel(const char *object)
{
	return !strcmp(object, "vmlinux");
}

static int locate(const struct kmend_kernelsyms *ks, const char *name, bool local,
		  struct kmend_location *location, struct kmend_err *err)
{
	const struct kmend_resolver *resolver = ks->opts->resolver;
	bool found = !local;
	size_t nr;
	struct kmend_sym **syms = kmend_index_named(ks->ref, name, &nr);

	*location = (struct kmend_location){ 0 };
	for (size_t i = 0; i < nr; i++)
		found |= syms[i]->sec && syms[i]->bind == STB_LOCAL;
	if (!found)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: has no local symbol %s, which the change needs; was it built from the same source?",
				     ks->ref->path, name);
	if (resolver)
		return resolver->locate(resolver->ctx, name, local, location, err);
	if (local && !kmend_in_kernel(ks->opts->object))
		location->object = ks->opts->object;
	return 0;
}

int kmend_kernelsym_of_module(struct kmend_kernelsyms *ks, const char *name, bool local, bool *found,
			      struct kmend_err *err)
{
	struct kmend_location location;

	*found = false;
	if (kmend_in_kernel(ks->opts->object))
		return 0;
	if (locate(ks, name, local, &location, err))
		return -1;
	*found = location.object;
	return 0;
}

int kmend_kernelsym_late(struct kmend_kernelsyms *ks, struct kmend_late late, struct kmend_err *err)
{
	struct kmend_late *more = reallocarray(ks->late, ks->nr_late + 1, sizeof(*more));

	if (!more)
		return no_memory(ks, err);
	ks->late = more;
	more[ks->nr_late++] = late;
	return 0;
}

/* How code names a symbol; free() it. */
static int name_for_code(struct kmend_kernelsyms *ks, const char *name, bool local, char **text,
			 struct kmend_err *err)
{
	struct kmend_location location;
	int ret;

	/* Of the kernel's global ones, the link finds out which are exported, and where the rest is. */
	if (!local && kmend_in_kernel(ks->opts->object))
		ret = asprintf(text, "%s", name);
	else if (locate(ks, name, local, &location, err))
		return -1;
	else if (!local && (location.exported || !location.object))
		ret = asprintf(text, "%s", name);
	else
		ret = asprintf(text, ".klp.sym.%s.%s,%u", location.object ? location.object : "vmlinux", name,
			       location.position);
	return ret < 0 ? no_memory(ks, err) : 0;
}

int kmend_kernelsym(struct kmend_kernelsyms *ks, const char *name, bool local, bool weak, size_t *sym,
		    struct kmend_err *err)
{
	struct known *known;
	char *text;

	if (name_for_code(ks, name, local, &text, err))
		return -1;
	known = intern(&ks->undefined, text);
	if (!known)
		return no_memory(ks, err);
	if (!known->where) {
		struct kmend_out_sym out = {
			.name = known->key, .bind = weak ? STB_WEAK : STB_GLOBAL, .type = STT_NOTYPE,
			.sec = KMEND_OUT_NONE,
		};

		known->where = kmend_out_symbol(ks->out, &out) + 1;
	}
	*sym = known->where - 1;
	return 0;
}

static void point_to_name(struct kmend_kernelsyms *ks, uint64_t field, const char *name)
{
	kmend_out_rela(ks->out, ks->table, field, R_X86_64_64, kmend_out_section_symbol(ks->out, ks->strings),
		       (int64_t)kmend_out_append(ks->out, ks->strings, name, strlen(name) + 1, 1));
}

int kmend_kernelsym_describe(struct kmend_kernelsyms *ks, const char *name, bool local, uint64_t *at,
			     struct kmend_err *err)
{
	struct kmend_symbol symbol = { 0 };
	struct kmend_location location;
	struct known *known;
	char *key;

	known = intern(&ks->described, asprintf(&key, "%c%s", local ? 'l' : 'g', name) < 0 ? NULL : key);
	if (!known)
		return no_memory(ks, err);
	if (!known->where) {
		if (locate(ks, name, local, &location, err))
			return -1;
		symbol.position = location.position;
		*at = kmend_out_append(ks->out, ks->table, &symbol, sizeof(symbol), 8);
		point_to_name(ks, *at + offsetof(struct kmend_symbol, name), name);
		if (location.object)
			point_to_name(ks, *at + offsetof(struct kmend_symbol, object), location.object);
		known->where = *at + 1;
		ks->nr_table++;
	}
	*at = known->where - 1;
	return 0;
}

void kmend_kernelsyms_free(struct kmend_kernelsyms *ks)
{
	free(ks->late);
	tdestroy(ks->undefined, free_known);
	tdestroy(ks->described, free_known);
	ks->undefined = ks->described = NULL;
}
