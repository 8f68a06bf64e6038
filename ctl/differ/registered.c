// SPDX-License-Identifier: GPL-2.0
/*
 * Lists that the kernel goes through at boot, when a module is loaded, or when a device appears. What a change does to one has
 * no effect on a kernel that runs, for the list is where it is, as it is. So it may be left out as boot code may. Then a new entry
 * is not there, and a function that only it names is not called.
 *
 * An entry that the change removes or changes goes on to have its effect. Of initcalls there is none any more, and what a module
 * says of itself was read from its file. But a fixup is called for the next device, and a parameter can be set at any time. The
 * patched source does not count with that. It meets nothing new as long as the entry leads to code that stays as it is and was
 * compiled the same in the patched source, and to variables that the patched source does not know.
 */
#include "registered.h"

#include <elf.h>
#include <string.h>

#include "sections.h"

/* A parameter leads to its operations, and these to an array's elements. */
#define DEPTH_MAX 4

static const struct list {
	const char *name;
	bool prefix;
	uint64_t entry_size;	/* 0: nobody reads it again */
	const char *why;
} lists[] = {
	{ ".initcall", true, 0, "the kernel reads it only at boot, to call what is in it" },
	{ ".con_initcall.", true, 0, "the kernel reads it only at boot, to call what is in it" },
	{ "__modver", false, 0, "the kernel reads it only at boot" },
	{ ".modinfo", false, 0, "it is read only when the module is loaded" },
	/* struct kernel_param */
	{ "__param", false, 40, "the kernel reads it only at boot or when the module is loaded, and goes on with the parameters that it has" },
	/* struct pci_fixup */
	{ ".pci_fixup", true, 16, "the kernel goes on with the fixups that it has" },
};

static const struct list *find(const struct kmend_sec *sec)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (lists[i].prefix ? !strncmp(sec->name, lists[i].name, strlen(lists[i].name)) :
				      !strcmp(sec->name, lists[i].name))
			return &lists[i];
	return NULL;
}

const char *kmend_registered_why(const struct kmend_sec *sec)
{
	const struct list *list = find(sec);

	return list ? list->why : NULL;
}

static bool has_entry(const struct kmend_pair *pair, struct kmend_sec *post, struct kmend_range entry)
{
	struct kmend_why ignored;

	for (uint64_t at = 0; post && post->size - at >= entry.size; at += entry.size)
		if (kmend_same_bytes(pair, entry, (struct kmend_range){ post, at, entry.size }, &ignored))
			return true;
	return false;
}

/* The kernel's own operations of parameters, and the module. */
static bool is_of_kernel(const char *name)
{
	return !strncmp(name, "param_", 6) || !strcmp(name, "__this_module");
}

static const char *find_met(const struct kmend_changes *c, struct kmend_range range, unsigned int depth);

/* What the new code would meet if the kernel goes on to use @t; NULL: nothing. */
static const char *met_at(const struct kmend_changes *c, const struct kmend_target *t, unsigned int depth)
{
	const struct kmend_sym *post, *sym = t->sym;

	if (!t->sec)
		return is_of_kernel(sym->name) ? NULL : sym->name;
	if (!sym)
		return t->sec->flags & SHF_WRITE ? t->sec->name : NULL;
	post = c->pair->post_of[sym->index];
	/* One that is gone may call what is replaced by something that wants other arguments. */
	if (kmend_is_function(sym))
		return post && c->of[post->index] == KMEND_CHANGE_SAME ? NULL : sym->name;
	if (!(sym->sec->flags & SHF_WRITE) && !kmend_has_relas(sym->sec, sym->value, sym->value + sym->size))
		return NULL;
	return post ? sym->name : find_met(c, kmend_range_of(sym), depth + 1);
}

static const char *find_met(const struct kmend_changes *c, struct kmend_range range, unsigned int depth)
{
	const struct kmend_sec *sec = range.sec;
	const char *met = depth > DEPTH_MAX ? sec->name : NULL;

	for (size_t r = kmend_relas_from(sec, range.from);
	     r < sec->nr_relas && sec->relas[r].offset < range.from + range.size && !met; r++) {
		struct kmend_target t = kmend_index_target(c->pair->pre, sec, &sec->relas[r]);

		met = met_at(c, &t, depth);
	}
	return met;
}

static int check_entries(const struct kmend_changes *c, uint64_t size, struct kmend_sec *pre, struct kmend_sec *post,
			 struct kmend_err *err)
{
	if (pre->size % size)
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: section %s changes, and is not made of entries of %llu bytes",
				     c->pair->pre->path, pre->name, (unsigned long long)size);
	for (uint64_t at = 0; at < pre->size; at += size) {
		struct kmend_range entry = { pre, at, size };
		const char *met = has_entry(c->pair, post, entry) ? NULL : find_met(c, entry, 0);

		if (met)
			return kmend_err_set(err, KMEND_EXIT_REFUSED,
					     "%s: an entry of section %s changes or is removed, but the kernel goes on to use it, and so to use %s, which the new code does not expect; leave that entry as it is",
					     c->pair->post->path, pre->name, met);
	}
	return 0;
}

int kmend_registered_leave(struct kmend_changes *changes, struct kmend_sec *pre, struct kmend_sec *post,
			   struct kmend_err *err)
{
	const struct kmend_sec *sec = post ? post : pre;
	const struct list *list = find(sec);

	if (list->entry_size && pre && check_entries(changes, list->entry_size, pre, post, err))
		return -1;
	return kmend_changes_leave(changes, sec->name, list->why, err);
}
