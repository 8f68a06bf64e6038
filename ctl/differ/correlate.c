// SPDX-License-Identifier: GPL-2.0
/*
 * Which symbol of the object after the change is which of the one before it.
 *
 * First by name. The compiler numbers what is local to a function and counts on
 * when something is added, so numbered objects, and numbered functions that share a base
 * name, are paired by their use: at the same place of functions that are otherwise alike,
 * or as the only one of that base name in both. What is left over on both sides
 * is not guessed.
 */
#include "correlate.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "differ.h"
#include "index.h"
#include "sections.h"

/* Each pass only gets further by what the one before it found. */
#define PASSES_MAX 32

struct named {
	const char *base;
	struct kmend_sym *sym;
	bool numbered;
};

static bool takes_part(const struct kmend_sym *sym)
{
	return kmend_is_function(sym) || kmend_is_object(sym);
}

/* The groups of one base name, functions apart from objects. */
static int compare_base(const struct named *x, const struct named *y)
{
	int ret = strcmp(x->base, y->base);

	if (ret)
		return ret;
	if (kmend_is_function(x->sym) != kmend_is_function(y->sym))
		return kmend_is_function(x->sym) ? -1 : 1;
	return 0;
}

/* The groups that a comparison of everything but the symbol's index makes. */
static int compare_group(const struct named *x, const struct named *y)
{
	int ret = compare_base(x, y);

	return ret ? ret : (int)x->numbered - (int)y->numbered;
}

static int compare_named(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int ret = compare_group(x, y);

	return ret ? ret : (x->sym->index > y->sym->index) - (x->sym->index < y->sym->index);
}

typedef int compare_fn(const struct named *x, const struct named *y);

static struct named *list_names(struct kmend_obj *obj, char **bases, size_t *nr)
{
	struct named *list = calloc(obj->nr_syms + 1, sizeof(*list));

	*nr = 0;
	if (!list)
		return NULL;
	for (size_t i = 1; i < obj->nr_syms; i++) {
		struct kmend_sym *sym = &obj->syms[i];

		if (!takes_part(sym))
			continue;
		bases[i] = kmend_base_name(sym->name);
		if (!bases[i]) {
			free(list);
			return NULL;
		}
		list[(*nr)++] = (struct named){ bases[i], sym, strcmp(bases[i], sym->name) != 0 };
	}
	qsort(list, *nr, sizeof(*list), compare_named);
	return list;
}

static size_t group_end(const struct named *list, size_t nr, size_t from, compare_fn *compare)
{
	size_t to = from;

	while (to < nr && !compare(&list[from], &list[to]))
		to++;
	return to;
}

static void join(struct kmend_pair *pair, struct kmend_sym *pre, struct kmend_sym *post)
{
	pair->pre_of[post->index] = pre;
	pair->post_of[pre->index] = post;
}

/* Calls @found for each group of names that both sides have. */
static void each_group(struct kmend_pair *pair, struct named *a, size_t nr_a, struct named *b, size_t nr_b,
		       compare_fn *compare,
		       void (*found)(struct kmend_pair *, struct named *, size_t, struct named *, size_t))
{
	for (size_t i = 0, j = 0; i < nr_a && j < nr_b;) {
		int order = compare(&a[i], &b[j]);
		size_t end_a = group_end(a, nr_a, i, compare), end_b = group_end(b, nr_b, j, compare);

		if (order == 0)
			found(pair, &a[i], end_a - i, &b[j], end_b - j);
		if (order <= 0)
			i = end_a;
		if (order >= 0)
			j = end_b;
	}
}

/*
 * A numbered object is never paired by its name alone: it could be the variable
 * of another function, with another value in the running kernel.
 */
static void join_unique(struct kmend_pair *pair, struct named *a, size_t nr_a, struct named *b, size_t nr_b)
{
	if (nr_a == 1 && nr_b == 1 && (!a->numbered || kmend_is_function(a->sym)))
		join(pair, a->sym, b->sym);
}

/* With another content, or if it cannot be told which one it was, it is a new one. */
static bool is_renewed(const struct kmend_pair *pair, const struct kmend_sym *sym)
{
	return kmend_is_rate_limit(sym) ||
	       (pair->renewed && kmend_is_object(sym) && sym->bind == STB_LOCAL && !(sym->sec->flags & SHF_WRITE) &&
		kmend_names_has(pair->renewed, sym->name));
}

static void mark_unsure(struct kmend_pair *pair, struct named *a, size_t nr_a, struct named *b, size_t nr_b)
{
	bool left = false;

	for (size_t i = 0; i < nr_a; i++)
		left |= !pair->post_of[a[i].sym->index];
	for (size_t i = 0; left && i < nr_b; i++)
		if (!pair->pre_of[b[i].sym->index] && !is_renewed(pair, b[i].sym))
			pair->unsure[b[i].sym->index] = true;
}

struct use {
	const struct kmend_rela *relas;
	size_t nr;
};

static struct use uses_of(const struct kmend_sym *sym)
{
	size_t from = kmend_relas_from(sym->sec, sym->value);
	size_t to = kmend_relas_from(sym->sec, sym->value + sym->size);

	return (struct use){ to > from ? &sym->sec->relas[from] : NULL, to - from };
}

static bool same_shape(const struct kmend_sym *a, struct use ua, const struct kmend_sym *b, struct use ub)
{
	if (a->size != b->size || ua.nr != ub.nr)
		return false;
	for (size_t i = 0; i < ua.nr; i++)
		if (ua.relas[i].offset - a->value != ub.relas[i].offset - b->value ||
		    ua.relas[i].type != ub.relas[i].type)
			return false;
	return true;
}

/* The symbol that a relocation of @in uses, if it still has no partner. */
static struct kmend_sym *open_target(const struct kmend_obj *obj, struct kmend_sym **partners, char **bases,
				     const struct kmend_sym *in, const struct kmend_rela *rela)
{
	struct kmend_target t = kmend_index_target(obj, in->sec, rela);

	if (!t.sym || !t.sec || !bases[t.sym->index] || partners[t.sym->index] ||
	    t.sym->bind != STB_LOCAL)
		return NULL;
	return t.sym;
}

static bool may_join(const struct kmend_pair *pair, const struct kmend_sym *pre, const struct kmend_sym *post)
{
	return kmend_is_function(pre) == kmend_is_function(post) &&
	       !strcmp(pair->pre_base[pre->index], pair->post_base[post->index]);
}

/* Alike but for which symbols they use: the same place, the same symbol. */
static bool join_by_place(struct kmend_pair *pair, const struct kmend_sym *a, struct use ua,
			  const struct kmend_sym *b, struct use ub)
{
	bool progress = false;

	for (size_t i = 0; i < ua.nr; i++) {
		struct kmend_sym *x = open_target(pair->pre, pair->post_of, pair->pre_base, a, &ua.relas[i]);
		struct kmend_sym *y = open_target(pair->post, pair->pre_of, pair->post_base, b, &ub.relas[i]);

		if (x && y && may_join(pair, x, y)) {
			join(pair, x, y);
			progress = true;
		}
	}
	return progress;
}

static int compare_syms(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int ret = strcmp(x->base, y->base);

	return ret ? ret : (x->sym->index > y->sym->index) - (x->sym->index < y->sym->index);
}

static size_t list_open(const struct kmend_obj *obj, struct kmend_sym **partners, char **bases,
			const struct kmend_sym *in, struct use use, struct named *list)
{
	size_t nr = 0, kept = 0;

	for (size_t i = 0; i < use.nr; i++) {
		struct kmend_sym *sym = open_target(obj, partners, bases, in, &use.relas[i]);

		if (sym)
			list[nr++] = (struct named){ bases[sym->index], sym, true };
	}
	qsort(list, nr, sizeof(*list), compare_syms);
	for (size_t i = 0; i < nr; i++)
		if (!kept || list[kept - 1].sym != list[i].sym)
			list[kept++] = list[i];
	return kept;
}

/* Both use exactly one of that base name: it is the same. */
static int join_by_being_alone(struct kmend_pair *pair, const struct kmend_sym *a, struct use ua,
			       const struct kmend_sym *b, struct use ub, bool *progress)
{
	struct named *x = calloc(ua.nr + 1, sizeof(*x)), *y = calloc(ub.nr + 1, sizeof(*y));
	size_t nr_x, nr_y;

	if (!x || !y) {
		free(x);
		free(y);
		return -1;
	}
	nr_x = list_open(pair->pre, pair->post_of, pair->pre_base, a, ua, x);
	nr_y = list_open(pair->post, pair->pre_of, pair->post_base, b, ub, y);
	for (size_t i = 0, j = 0; i < nr_x && j < nr_y;) {
		size_t end_x = group_end(x, nr_x, i, compare_group), end_y = group_end(y, nr_y, j, compare_group);
		int order = strcmp(x[i].base, y[j].base);

		if (!order && end_x - i == 1 && end_y - j == 1 && may_join(pair, x[i].sym, y[j].sym)) {
			join(pair, x[i].sym, y[j].sym);
			*progress = true;
		}
		if (order <= 0)
			i = end_x;
		if (order >= 0)
			j = end_y;
	}
	free(x);
	free(y);
	return 0;
}

static int join_by_use(struct kmend_pair *pair, bool *progress)
{
	*progress = false;
	for (size_t i = 1; i < pair->post->nr_syms; i++) {
		struct kmend_sym *b = &pair->post->syms[i], *a = pair->pre_of[i];
		struct use ua, ub;

		if (!a)
			continue;
		ua = uses_of(a);
		ub = uses_of(b);
		if (!ua.nr || !ub.nr)
			continue;
		if (same_shape(a, ua, b, ub))
			*progress |= join_by_place(pair, a, ua, b, ub);
		else if (join_by_being_alone(pair, a, ua, b, ub, progress))
			return -1;
	}
	return 0;
}

/* A rate limit that begins with other values is another one, and counts anew. */
static void part_renewed(struct kmend_pair *pair)
{
	struct kmend_why ignored;

	for (size_t i = 1; i < pair->post->nr_syms; i++) {
		const struct kmend_sym *b = &pair->post->syms[i], *a = pair->pre_of[i];

		if (!a || !is_renewed(pair, b) ||
		    kmend_same_bytes(pair, kmend_range_of(a), kmend_range_of(b), &ignored))
			continue;
		pair->post_of[a->index] = NULL;
		pair->pre_of[i] = NULL;
	}
}

static const char *source_name(const struct kmend_obj *obj)
{
	for (size_t i = 1; i < obj->nr_syms; i++)
		if (obj->syms[i].type == STT_FILE)
			return obj->syms[i].name;
	return "";
}

static int correlate_lists(struct kmend_pair *pair, struct named *a, size_t nr_a, struct named *b, size_t nr_b)
{
	bool progress = true;

	each_group(pair, a, nr_a, b, nr_b, compare_group, join_unique);
	for (unsigned int pass = 0; progress && pass < PASSES_MAX; pass++)
		if (join_by_use(pair, &progress))
			return -1;
	part_renewed(pair);
	/* The variable of a function may have become one of the file, or the other way. */
	each_group(pair, a, nr_a, b, nr_b, compare_base, mark_unsure);
	return 0;
}

int kmend_correlate(struct kmend_pair *pair, struct kmend_err *err)
{
	const char *pre = source_name(pair->pre), *post = source_name(pair->post);
	struct named *a = NULL, *b = NULL;
	size_t nr_a, nr_b;
	int ret = -1;

	if (strcmp(pre, post))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s and %s are not from one source file: %s and %s; give two builds of the same file",
				     pair->pre->path, pair->post->path, *pre ? pre : "(none)", *post ? post : "(none)");
	pair->pre_of = calloc(pair->post->nr_syms, sizeof(*pair->pre_of));
	pair->post_of = calloc(pair->pre->nr_syms, sizeof(*pair->post_of));
	pair->pre_base = calloc(pair->pre->nr_syms, sizeof(*pair->pre_base));
	pair->post_base = calloc(pair->post->nr_syms, sizeof(*pair->post_base));
	pair->unsure = calloc(pair->post->nr_syms, sizeof(*pair->unsure));
	if (pair->pre_of && pair->post_of && pair->pre_base && pair->post_base && pair->unsure) {
		a = list_names(pair->pre, pair->pre_base, &nr_a);
		b = list_names(pair->post, pair->post_base, &nr_b);
		if (a && b)
			ret = correlate_lists(pair, a, nr_a, b, nr_b);
	}
	free(a);
	free(b);
	if (ret)
		kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", pair->post->path);
	return ret;
}

void kmend_pair_free(struct kmend_pair *pair)
{
	for (size_t i = 0; pair->pre_base && i < pair->pre->nr_syms; i++)
		free(pair->pre_base[i]);
	for (size_t i = 0; pair->post_base && i < pair->post->nr_syms; i++)
		free(pair->post_base[i]);
	free(pair->pre_base);
	free(pair->post_base);
	free(pair->pre_of);
	free(pair->post_of);
	free(pair->unsure);
	memset(pair, 0, sizeof(*pair));
}
