// SPDX-License-Identifier: GPL-2.0
/* What the change does to each function and object. */
#include "changes.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "sections.h"

bool kmend_is_cold(const struct kmend_sym *sym)
{
	return kmend_is_function(sym) && strstr(sym->name, ".cold");
}

struct kmend_sym *kmend_cold_parent(const struct kmend_obj *obj, const struct kmend_sym *sym)
{
	const char *cold = strstr(sym->name, ".cold");
	struct kmend_sym **found, *parent = NULL;
	char *name;
	size_t nr;

	name = cold ? strndup(sym->name, (size_t)(cold - sym->name)) : NULL;
	if (!name)
		return NULL;
	found = kmend_index_named(obj, name, &nr);
	for (size_t i = 0; i < nr; i++)
		if (kmend_is_function(found[i]))
			parent = found[i];
	free(name);
	return parent;
}

static int note(struct kmend_changes *c, size_t index, enum kmend_change change,
		const struct kmend_why *why, struct kmend_err *err)
{
	c->of[index] = change;
	if (!why || c->why[index])
		return 0;
	c->why[index] = malloc(sizeof(*why));
	if (!c->why[index])
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", c->pair->post->path);
	*c->why[index] = *why;
	return 0;
}

static bool is_same(const struct kmend_pair *pair, const struct kmend_sym *pre, const struct kmend_sym *post,
		    struct kmend_why *why)
{
	/* Boot code has run; what the tables say of it has no effect any more. */
	if (kmend_is_function(post) && kmend_section_class(post->sec) != KMEND_CLASS_BOOT)
		return kmend_same_function(pair, pre, post, why);
	return kmend_same_bytes(pair, kmend_range_of(pre), kmend_range_of(post), why);
}

static int compare_symbols(struct kmend_changes *c, struct kmend_err *err)
{
	const struct kmend_pair *pair = c->pair;

	for (size_t i = 1; i < pair->post->nr_syms; i++) {
		const struct kmend_sym *post = &pair->post->syms[i], *pre = pair->pre_of[i];
		struct kmend_why why = { "" };

		if (!kmend_is_function(post) && !kmend_is_object(post))
			continue;
		if (!pre)
			c->of[i] = KMEND_CHANGE_NEW;
		else if (is_same(pair, pre, post, &why))
			c->of[i] = KMEND_CHANGE_SAME;
		else if (note(c, i, KMEND_CHANGE_CHANGED, &why, err))
			return -1;
	}
	return 0;
}

/* A function and its .cold half are one thing: both are replaced or none. */
static int join_halves(struct kmend_changes *c, struct kmend_err *err)
{
	const struct kmend_pair *pair = c->pair;
	static const struct kmend_why by_half = { "its .cold half differs" };

	for (size_t i = 1; i < pair->post->nr_syms; i++) {
		const struct kmend_sym *half = &pair->post->syms[i], *parent;

		if (!kmend_is_cold(half))
			continue;
		parent = kmend_cold_parent(pair->post, half);
		if (!parent)
			return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: %s is half of a function that is not there",
					     pair->post->path, half->name);
		if (c->of[i] != KMEND_CHANGE_SAME && c->of[parent->index] == KMEND_CHANGE_SAME &&
		    note(c, parent->index, KMEND_CHANGE_CHANGED, &by_half, err))
			return -1;
		if (c->of[i] == KMEND_CHANGE_SAME && c->of[parent->index] != KMEND_CHANGE_SAME)
			c->of[i] = KMEND_CHANGE_CHANGED;
	}
	return 0;
}

bool kmend_runs_at_exit(const struct kmend_sec *sec)
{
	return !strncmp(sec->name, ".exit.", 6);
}

int kmend_changes_leave(struct kmend_changes *changes, const char *name, const char *why, struct kmend_err *err)
{
	struct kmend_left_out *more = realloc(changes->left, (changes->nr_left + 1) * sizeof(*more));

	if (!more)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", changes->pair->post->path);
	changes->left = more;
	more[changes->nr_left++] = (struct kmend_left_out){ name, why };
	return 0;
}

/*
 * What runs when a module goes is its own business, as before; of the kernel proper it never runs. Not so if what
 * the module works with is laid out in another way from the beginning.
 */
static int leave_out(struct kmend_changes *c, struct kmend_err *err)
{
	const struct kmend_obj *post = c->pair->post;

	for (size_t i = 1; i < post->nr_syms; i++) {
		const struct kmend_sym *sym = &post->syms[i];

		if (!kmend_is_function(sym) || c->of[i] == KMEND_CHANGE_SAME ||
		    kmend_section_class(sym->sec) != KMEND_CLASS_BOOT || c->before_load ||
		    (!c->without_boot_code && !kmend_runs_at_exit(sym->sec)))
			continue;
		c->of[i] = c->pair->pre_of[i] ? KMEND_CHANGE_SAME : KMEND_CHANGE_NONE;
		if (!kmend_is_cold(sym) && kmend_changes_leave(c, sym->name, KMEND_WHY_RUN, err))
			return -1;
	}
	return 0;
}

int kmend_changes_find(struct kmend_changes *changes, const struct kmend_pair *pair, struct kmend_err *err)
{
	changes->pair = pair;
	changes->of = calloc(pair->post->nr_syms, sizeof(*changes->of));
	changes->why = calloc(pair->post->nr_syms, sizeof(*changes->why));
	if (!changes->of || !changes->why)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", pair->post->path);
	if (compare_symbols(changes, err) || join_halves(changes, err))
		return -1;
	return leave_out(changes, err);
}

void kmend_changes_free(struct kmend_changes *changes)
{
	for (size_t i = 0; changes->why && i < changes->pair->post->nr_syms; i++)
		free(changes->why[i]);
	free(changes->why);
	free(changes->of);
	free(changes->left);
	kmend_data_free(&changes->data);
	memset(changes, 0, sizeof(*changes));
}
