// SPDX-License-Identifier: GPL-2.0
/*
 * A function whose type changes, but which others go on to call in the old way, is left as it is. The
 * new one is another function. The old one must fit the patched source: a compiler gives the same code for it there.
 * That does not tell what a pointer leads to that is handed on as "void *", nor what a number means, nor which arguments the compiler
 * chose for what it made of a local function ("f.isra.0"). So nothing of the source that the old one refers to may be replaced.
 */
#include "left.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allowed.h"
#include "branches.h"
#include "sections.h"

#define refuse(err, ...) kmend_err_set(err, KMEND_EXIT_REFUSED, __VA_ARGS__)

/* A name that no source can have, and the differ reads nothing into. */
static char *new_name(const char *function, const char *name)
{
	char *text;

	return asprintf(&text, "%s" KMEND_LEFT_NEW "%s", function, name + strlen(function)) < 0 ? NULL : text;
}

static bool is_global(const struct kmend_sym *sym, const char *name)
{
	return sym->bind != STB_LOCAL && !strcmp(sym->name, name);
}

/* "f.cold", "f.part.0" */
static bool is_made_of(const struct kmend_sym *sym, const char *function)
{
	size_t length = strlen(function);

	return kmend_is_function(sym) && sym->bind == STB_LOCAL && !strncmp(sym->name, function, length) &&
	       sym->name[length] == '.';
}

static bool has_global(const struct kmend_obj *obj, const char *name)
{
	for (size_t i = 1; i < obj->nr_syms; i++)
		if (is_global(&obj->syms[i], name))
			return true;
	return false;
}

int kmend_left_rename(struct kmend_obj *obj, const struct kmend_names *left, struct kmend_err *err)
{
	for (size_t n = 0; n < left->nr; n++) {
		const char *function = left->names[n];

		for (size_t i = has_global(obj, function) ? 1 : obj->nr_syms; i < obj->nr_syms; i++) {
			struct kmend_sym *sym = &obj->syms[i];

			if (!is_global(sym, function) && !is_made_of(sym, function))
				continue;
			if (kmend_obj_rename(obj, sym, new_name(function, sym->name)))
				return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", obj->path);
		}
	}
	return 0;
}

static int check_function(const struct kmend_obj *pre, const struct kmend_sym *sym, struct kmend_err *err)
{
	size_t nr;
	struct kmend_sym **syms;

	if (!kmend_is_function(sym) || sym->bind != STB_GLOBAL)
		return refuse(err, "%s: %s cannot be left as it is for other modules: it is no plain function", pre->path,
			      sym->name);
	syms = kmend_index_in(pre, sym->sec, &nr);
	for (size_t i = 0; i < nr; i++)
		if (syms[i] != sym && syms[i]->value == sym->value && kmend_is_function(syms[i]))
			return refuse(err, "%s: %s cannot be left as it is for other modules: it is also called %s",
				      pre->path, sym->name, syms[i]->name);
	return 0;
}

/* A function can be found at run time by its name: symbol_get(). That is the old one, whatever the caller knows. */
static int check_strings(const struct kmend_obj *post, const struct kmend_names *left, struct kmend_err *err)
{
	for (size_t i = 0; i < post->nr_secs; i++) {
		const struct kmend_sec *sec = &post->secs[i];
		const char *at = (const char *)sec->data, *end = at ? at + sec->size : at;

		/* Those of the exports are in a section of their own, which is not merged. */
		if (!at || !sec->name || strncmp(sec->name, ".rodata", 7) || !(sec->flags & SHF_STRINGS))
			continue;
		for (; at < end; at += strnlen(at, (size_t)(end - at)) + 1)
			if (memchr(at, 0, (size_t)(end - at)) && kmend_names_has(left, at))
				return refuse(err, "%s: %s cannot be left as it is for other modules: the patched source has its name in a string, by which code of the patch may look up the old function",
					      post->path, at);
	}
	return 0;
}

int kmend_left_allowed(const struct kmend_obj *pre, const struct kmend_obj *post, const struct kmend_names *left,
		       struct kmend_err *err)
{
	for (size_t i = 1; i < pre->nr_syms; i++) {
		const struct kmend_sym *sym = &pre->syms[i];

		if (sym->sec && sym->bind != STB_LOCAL && kmend_names_has(left, sym->name) &&
		    check_function(pre, sym, err))
			return -1;
	}
	return left->nr ? check_strings(post, left, err) : 0;
}

/* --- does it fit the patched source? --- */

struct checker {
	const struct kmend_changes *patch;
	struct kmend_pair pair;		/* of the object before the change, and the one with the old functions in the patched source */
	struct kmend_changes old;	/* of @pair */
	bool *seen;
	const char *function;
	struct kmend_err *err;
};

static int open_old(struct checker *k, const char *old)
{
	k->pair.pre = k->patch->pair->pre;
	k->pair.post = kmend_obj_open(old, k->err);
	return !k->pair.post || kmend_branches_restore(k->pair.post, k->err) || kmend_index_build(k->pair.post, k->err) ||
	       kmend_correlate(&k->pair, k->err) || kmend_changes_find(&k->old, &k->pair, k->err) ? -1 : 0;
}

static void release(struct checker *k)
{
	struct kmend_obj *post = k->pair.post;

	if (k->old.pair)
		kmend_changes_free(&k->old);
	kmend_pair_free(&k->pair);
	kmend_obj_close(post);
	free(k->seen);
}

static int visit(struct checker *k, const struct kmend_sym *sym);

/* What a function that stays refers to. */
static int visit_target(struct checker *k, const struct kmend_sym *sym)
{
	const struct kmend_sym *now = k->patch->pair->post_of[sym->index];

	/* Nothing takes its place: it stays, too. */
	if (!now)
		return visit(k, sym);
	if (k->patch->of[now->index] == KMEND_CHANGE_SAME)
		return 0;
	return refuse(k->err, "%s: %s cannot be left as it is for other modules: it uses %s, which changes, and may be called in another way now",
		      k->patch->pair->post->path, k->function, sym->name);
}

/* A function that stays: the same code in the patched source, and so all that it needs. */
static int visit(struct checker *k, const struct kmend_sym *sym)
{
	const struct kmend_sym *now = k->pair.post_of[sym->index];
	const struct kmend_sec *sec = sym->sec;
	const struct kmend_why *why;

	if (k->seen[sym->index])
		return 0;
	k->seen[sym->index] = true;
	if (!now || k->old.of[now->index] != KMEND_CHANGE_SAME) {
		why = now ? k->old.why[now->index] : NULL;
		return refuse(k->err, "%s: %s cannot be left as it is for other modules, for it does not fit the patched source: %s would become other code there (%s)",
			      k->patch->pair->post->path, k->function, sym->name, why ? why->text : "it is inlined, or gone");
	}
	for (size_t r = kmend_relas_from(sec, sym->value);
	     r < sec->nr_relas && sec->relas[r].offset < sym->value + sym->size; r++) {
		struct kmend_target t = kmend_index_target(k->patch->pair->pre, sec, &sec->relas[r]);

		if (t.sym && t.sec && kmend_is_function(t.sym) && visit_target(k, t.sym))
			return -1;
	}
	return 0;
}

static const struct kmend_sym *find_global(const struct kmend_obj *obj, const char *name)
{
	size_t nr;
	struct kmend_sym **syms = kmend_index_named(obj, name, &nr);

	for (size_t i = 0; i < nr; i++)
		if (is_global(syms[i], name) && kmend_is_function(syms[i]))
			return syms[i];
	return NULL;
}

static int visit_all(struct checker *k, const struct kmend_names *own)
{
	const struct kmend_obj *pre = k->patch->pair->pre;

	k->seen = calloc(pre->nr_syms, sizeof(*k->seen));
	if (!k->seen)
		return kmend_err_set(k->err, KMEND_EXIT_FAILED, "%s: out of memory", pre->path);
	for (size_t n = 0; n < own->nr; n++) {
		const struct kmend_sym *sym = find_global(pre, own->names[n]);

		k->function = own->names[n];
		if (!sym)
			return refuse(k->err, "%s: %s cannot be left as it is for other modules: it is no plain function",
				      k->patch->pair->post->path, k->function);
		if (visit(k, sym))
			return -1;
	}
	return 0;
}

int kmend_left_check(const struct kmend_changes *patch, const char *old, const struct kmend_names *own, struct kmend_err *err)
{
	struct checker k = { .patch = patch, .err = err };
	int ret = open_old(&k, old) || visit_all(&k, own) ? -1 : 0;

	release(&k);
	return ret;
}
