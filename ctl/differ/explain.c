// SPDX-License-Identifier: GPL-2.0
/*
 * Why each thing is in the output: how a function differs, what it refers to now and
 * did not before, and who needs each piece of data.
 */
#include "explain.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "sections.h"

/* The symbols that a function refers to; free() the list. */
static struct kmend_sym **targets_of(const struct kmend_obj *obj, const struct kmend_sym *func, size_t *nr)
{
	size_t from = kmend_relas_from(func->sec, func->value);
	size_t to = kmend_relas_from(func->sec, func->value + func->size);
	struct kmend_sym **list = calloc(to - from + 1, sizeof(*list));

	*nr = 0;
	for (size_t r = from; list && r < to; r++) {
		struct kmend_target t = kmend_index_target(obj, func->sec, &func->sec->relas[r]);

		if (t.sym)
			list[(*nr)++] = t.sym;
	}
	return list;
}

/* By base name: the compiler's numbers are no difference. */
static bool refers(char *const *bases, struct kmend_sym *const *list, size_t nr, const char *name)
{
	for (size_t i = 0; i < nr; i++) {
		const char *base = bases[list[i]->index];

		if (!strcmp(base ? base : list[i]->name, name))
			return true;
	}
	return false;
}

static void print_others(FILE *f, const char *what, char *const *bases, struct kmend_sym **list, size_t nr,
			 char *const *other_bases, struct kmend_sym **others, size_t nr_others)
{
	for (size_t i = 0; i < nr; i++) {
		const char *base = bases[list[i]->index] ? bases[list[i]->index] : list[i]->name;

		if (refers(other_bases, others, nr_others, base) || refers(bases, list, i, base))
			continue;
		fprintf(f, "    %s %s\n", what, list[i]->name);
	}
}

static void print_references(const struct kmend_pair *pair, const struct kmend_sym *post, FILE *f)
{
	const struct kmend_sym *pre = pair->pre_of[post->index];
	size_t nr_a = 0, nr_b = 0;
	struct kmend_sym **a = pre ? targets_of(pair->pre, pre, &nr_a) : NULL;
	struct kmend_sym **b = targets_of(pair->post, post, &nr_b);

	if (b)
		print_others(f, "refers now to", pair->post_base, b, nr_b, pair->pre_base, a, nr_a);
	if (a)
		print_others(f, "refers no more to", pair->pre_base, a, nr_a, pair->post_base, b, nr_b);
	free(a);
	free(b);
}

static void print_function(const struct kmend_changes *c, const struct kmend_sym *sym, FILE *f)
{
	const struct kmend_why *why = c->why[sym->index];

	fprintf(f, "%s (%llu bytes of %s)\n", sym->name, (unsigned long long)sym->size, sym->sec->name);
	fprintf(f, "    %s\n", c->of[sym->index] == KMEND_CHANGE_NEW ? "is new" :
		why ? why->text : "belongs to a function that differs");
	print_references(c->pair, sym, f);
}

/* The name of the first piece that refers to each; "" for those that changed by themselves. */
static int find_users(struct kmend_selection *sel, const char **users, struct kmend_err *err)
{
	for (size_t i = 0; i < sel->nr_pieces; i++) {
		const struct kmend_range *range = &sel->pieces[i].range;
		struct kmend_sec *sec = range->sec;
		uint64_t end = range->from + range->size;

		for (size_t r = kmend_relas_from(sec, range->from); r < sec->nr_relas && sec->relas[r].offset < end; r++) {
			struct kmend_link link;

			if (sec->relas[r].type == R_X86_64_NONE)
				continue;
			if (kmend_select_link(sel, sec, &sec->relas[r], &link, err))
				return -1;
			if (link.piece != KMEND_NO_PIECE && !users[link.piece])
				users[link.piece] = sel->pieces[i].sym ? sel->pieces[i].sym->name : sec->name;
		}
	}
	return 0;
}

static void print_data(const struct kmend_piece *piece, const char *user, FILE *f)
{
	const struct kmend_sym *sym = piece->sym;
	const char *what = piece->code ? "out-of-line code" : !sym ? "constants" :
			   kmend_is_private(sym) ? "a copy of its own" : "new data";

	fprintf(f, "%s (%llu bytes of %s)\n    %s of %s\n", sym ? sym->name : piece->range.sec->name,
		(unsigned long long)piece->range.size, piece->range.sec->name, what, user ? user : "a table");
}

int kmend_explain(struct kmend_selection *sel, FILE *f, struct kmend_err *err)
{
	const char **users = calloc(sel->nr_pieces + 1, sizeof(*users));
	int ret = users ? find_users(sel, users, err)
			: kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");

	for (size_t i = 0; i < sel->nr_pieces && !ret; i++)
		if (sel->pieces[i].sym && kmend_is_function(sel->pieces[i].sym))
			print_function(sel->changes, sel->pieces[i].sym, f);
	for (size_t i = 0; i < sel->nr_pieces && !ret; i++)
		if (!sel->pieces[i].sym || !kmend_is_function(sel->pieces[i].sym))
			print_data(&sel->pieces[i], users[i], f);
	free(users);
	return ret;
}
