// SPDX-License-Identifier: GPL-2.0
/*
 * What goes into the output: the changed and new functions, new data, nameless
 * constants, and the table entries of all that code. What the running kernel
 * already has stays there and is referred to:
 *
 * - a call or jump to a replaced function goes to the new one, which saves the
 *   way over the old entry;
 * - its address taken as a value is the address of the old one, which stays valid
 *   when the patch is gone and compares equal to what others took before;
 * - a place inside it is a place in the new one.
 */
#include "select.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "sections.h"

#define refuse(err, ...) kmend_err_set(err, KMEND_EXIT_REFUSED, __VA_ARGS__)

static const struct kmend_obj *post_of(const struct kmend_selection *sel)
{
	return sel->changes->pair->post;
}

static int no_memory(const struct kmend_selection *sel, struct kmend_err *err)
{
	return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", post_of(sel)->path);
}

struct kmend_sym *kmend_select_symbol(const struct kmend_obj *obj, struct kmend_sym *sym)
{
	struct kmend_sym *best = kmend_index_at(obj, sym->sec, sym->value);

	return best && best->value == sym->value && best->size == sym->size && best->type == sym->type ? best : sym;
}

/* Who refers to something, for a message. */
static const char *place_name(const struct kmend_obj *obj, const struct kmend_sec *sec, uint64_t pos)
{
	const struct kmend_sym *sym = kmend_index_at(obj, sec, pos);

	return sym ? sym->name : sec->name;
}

static int add_piece(struct kmend_selection *sel, struct kmend_range range, struct kmend_sym *sym,
		     size_t *piece, struct kmend_err *err)
{
	if (sel->nr_pieces == sel->cap_pieces) {
		size_t cap = sel->cap_pieces ? sel->cap_pieces * 2 : 64;
		struct kmend_piece *more = reallocarray(sel->pieces, cap, sizeof(*more));

		if (!more)
			return no_memory(sel, err);
		sel->pieces = more;
		sel->cap_pieces = cap;
	}
	*piece = sel->nr_pieces;
	sel->pieces[sel->nr_pieces++] = (struct kmend_piece){
		.range = range, .sym = sym, .code = range.sec->flags & SHF_EXECINSTR,
	};
	return 0;
}

/* Both maps hold an index + 1, so that 0 is none. */
static int take_symbol(struct kmend_selection *sel, struct kmend_sym *sym, size_t *piece, struct kmend_err *err)
{
	if (!sel->of_sym[sym->index]) {
		if (add_piece(sel, kmend_range_of(sym), sym, piece, err))
			return -1;
		sel->of_sym[sym->index] = *piece + 1;
	}
	*piece = sel->of_sym[sym->index] - 1;
	return 0;
}

/* Nameless pieces are found by section and offset. */
static int take_place(struct kmend_selection *sel, struct kmend_range range, size_t *piece, struct kmend_err *err)
{
	size_t **map = &sel->of_place[range.sec->index];

	if (!*map) {
		*map = calloc(range.sec->size + 1, sizeof(**map));
		if (!*map)
			return no_memory(sel, err);
	}
	if (!(*map)[range.from]) {
		if (add_piece(sel, range, NULL, piece, err))
			return -1;
		(*map)[range.from] = *piece + 1;
	}
	*piece = (*map)[range.from] - 1;
	if (sel->pieces[*piece].range.size < range.size)
		return refuse(err, "%s: pieces of section %s overlap", post_of(sel)->path, range.sec->name);
	return 0;
}

size_t kmend_select_range(const struct kmend_selection *sel, struct kmend_range range)
{
	const size_t *map = sel->of_place[range.sec->index];

	return map && map[range.from] ? map[range.from] - 1 : KMEND_NO_PIECE;
}

/* The kernel's own: named as it was before the change. */
static int link_kernel(const struct kmend_selection *sel, const struct kmend_target *t, struct kmend_link *link,
		       struct kmend_err *err)
{
	struct kmend_sym *pre = sel->changes->pair->pre_of[t->sym->index];

	if (!pre)
		return refuse(err, "%s: %s (section %s) is needed, but nothing in the running kernel is known to be it",
			      post_of(sel)->path, t->sym->name, t->sec->name);
	*link = (struct kmend_link){ KMEND_NO_PIECE, pre, t->addend };
	return 0;
}

static int link_function(struct kmend_selection *sel, const struct kmend_target *t, bool table,
			 const char *user, struct kmend_link *link, struct kmend_err *err)
{
	struct kmend_sym *sym = kmend_select_symbol(post_of(sel), t->sym);
	bool inside = t->pos != (int64_t)sym->value;

	switch (sel->changes->of[sym->index]) {
	case KMEND_CHANGE_NONE:
	case KMEND_CHANGE_SAME:
		if (table)
			return refuse(err, "%s: %s has an entry of a table that leads into %s, which does not change; this is not handled",
				      post_of(sel)->path, user, sym->name);
		return link_kernel(sel, t, link, err);
	case KMEND_CHANGE_CHANGED:
		if (!table && !t->branch && !inside && !kmend_is_cold(sym))
			return link_kernel(sel, t, link, err);
		break;
	}
	*link = (struct kmend_link){ .sym = t->sym, .addend = t->addend };
	return take_symbol(sel, sym, &link->piece, err);
}

static int link_object(struct kmend_selection *sel, const struct kmend_target *t, const char *user,
		       struct kmend_link *link, struct kmend_err *err)
{
	const struct kmend_pair *pair = sel->changes->pair;
	enum kmend_class class = kmend_section_class(t->sec);
	struct kmend_sym *sym = t->sym;

	if (!kmend_is_private(sym) && sel->changes->of[sym->index] == KMEND_CHANGE_SAME)
		return link_kernel(sel, t, link, err);
	if (!kmend_is_private(sym) && pair->pre_of[sym->index])
		return refuse(err, "%s: %s uses %s (section %s), whose content changes, but the running kernel already uses it; add a new variable instead",
			      post_of(sel)->path, user, sym->name, t->sec->name);
	if (!kmend_is_private(sym) && pair->unsure[sym->index])
		return refuse(err, "%s: %s uses the static variable %s, but it cannot be told whether that is one that the running kernel has; keep its use in the function that had it, or give it another name",
			      post_of(sel)->path, user, sym->name);
	if (class != KMEND_CLASS_DATA && class != KMEND_CLASS_FRESH && class != KMEND_CLASS_PERCPU)
		return refuse(err, "%s: %s uses %s, which is new in section %s, and the kernel reads that only at boot",
			      post_of(sel)->path, user, sym->name, t->sec->name);
	*link = (struct kmend_link){ .sym = sym, .addend = t->addend };
	return take_symbol(sel, kmend_select_symbol(post_of(sel), sym), &link->piece, err);
}

static int link_nameless(struct kmend_selection *sel, const struct kmend_target *t, const char *user,
			 struct kmend_link *link, struct kmend_err *err)
{
	struct kmend_range range = { t->sec, 0, t->sec->size };
	enum kmend_class class = kmend_section_class(t->sec);
	bool within = t->pos >= 0 && (uint64_t)t->pos < t->sec->size;
	size_t named;

	kmend_index_in(post_of(sel), t->sec, &named);
	if (named && !within && !(t->sec->flags & SHF_MERGE))
		return refuse(err, "%s: %s uses a place outside of section %s, and it cannot be told which of its objects is meant",
			      post_of(sel)->path, user, t->sec->name);
	if (class == KMEND_CLASS_FRAGMENTS && within)
		range = kmend_fragment(post_of(sel), t->sec, (uint64_t)t->pos);
	else if (class != KMEND_CLASS_DATA || (t->sec->flags & (SHF_WRITE | SHF_EXECINSTR)))
		return refuse(err, "%s: %s uses a nameless part of section %s, which is not handled",
			      post_of(sel)->path, user, t->sec->name);
	*link = (struct kmend_link){ .addend = t->addend - (int64_t)range.from };
	return take_place(sel, range, &link->piece, err);
}

/* The object that ends where @sym starts. */
static struct kmend_sym *neighbour(const struct kmend_obj *obj, const struct kmend_sym *sym)
{
	struct kmend_sym *before = sym->value ? kmend_index_at(obj, sym->sec, sym->value - 1) : NULL;

	return before && before->value + before->size == sym->value ? before : NULL;
}

bool kmend_symbol_uses(const struct kmend_obj *obj, const struct kmend_sym *user, const struct kmend_sym *sym)
{
	const struct kmend_sec *sec = user->sec;
	uint64_t end = user->value + user->size;

	for (size_t r = kmend_relas_from(sec, user->value); r < sec->nr_relas && sec->relas[r].offset < end; r++)
		if (kmend_index_target(obj, sec, &sec->relas[r]).sym == sym)
			return true;
	return false;
}

/*
 * Of objects that share a section (__read_mostly), the start of one is the end of
 * another, and code that runs through an array compares with its end. Which is
 * meant does not matter as long as the two lie so in the running kernel too.
 */
static int check_end(const struct kmend_selection *sel, const struct kmend_sec *sec, const struct kmend_rela *rela,
		     const struct kmend_target *t, struct kmend_err *err)
{
	const struct kmend_obj *obj = post_of(sel);
	const struct kmend_changes *c = sel->changes;
	const struct kmend_sym *user, *before, *pre;

	/* Flags and descriptors are no arrays. */
	if (kmend_sym_is_named(rela->sym) || t->pos != (int64_t)t->sym->value ||
	    (kmend_is_private(t->sym) && (t->sec->flags & SHF_WRITE)))
		return 0;
	before = neighbour(obj, t->sym);
	user = kmend_index_at(obj, sec, rela->offset);
	if (!before || !user || !kmend_symbol_uses(obj, user, before))
		return 0;
	pre = c->pair->pre_of[t->sym->index];
	if (pre && c->pair->pre_of[before->index] && !kmend_is_private(t->sym) && !kmend_is_private(before) &&
	    neighbour(c->pair->pre, pre) == c->pair->pre_of[before->index])
		return 0;
	return refuse(err, "%s: %s uses the end of %s or the start of %s in section %s, and it cannot be told which; keep new variables out of that section",
		      obj->path, user->name, before->name, t->sym->name, t->sec->name);
}

int kmend_select_link(struct kmend_selection *sel, struct kmend_sec *sec, const struct kmend_rela *rela,
		      struct kmend_link *link, struct kmend_err *err)
{
	const struct kmend_obj *obj = post_of(sel);
	struct kmend_target t = kmend_index_target(obj, sec, rela);
	bool table = kmend_section_class(sec) == KMEND_CLASS_TABLE && !(sec->flags & SHF_EXECINSTR);
	const char *user = place_name(obj, sec, rela->offset);

	if (rela->type == R_X86_64_PC8)
		return refuse(err, "%s: %s has a short jump to %s, which shares section %s with it, and the jump cannot be made longer; make it a call that something follows",
			      obj->path, user, rela->sym->name, sec->name);
	if (!kmend_rela_width(rela->type))
		return refuse(err, "%s: %s has a relocation of type %u, which is not handled", obj->path, user, rela->type);
	if (!t.sec) {
		if (!t.sym->index)
			return refuse(err, "%s: %s uses a fixed address, which is not handled", obj->path, user);
		if (t.sym->shndx != SHN_UNDEF)
			return refuse(err, "%s: %s uses the absolute symbol %s, which is not handled", obj->path, user, t.sym->name);
		*link = (struct kmend_link){ KMEND_NO_PIECE, t.sym, t.addend };
		return 0;
	}
	if (kmend_section_class(t.sec) == KMEND_CLASS_DROPPED)
		return refuse(err, "%s: %s uses section %s, which is not in the kernel", obj->path, user, t.sec->name);
	if (t.sym && kmend_is_function(t.sym))
		return link_function(sel, &t, table, user, link, err);
	if (t.sym && kmend_is_object(t.sym) && check_end(sel, sec, rela, &t, err))
		return -1;
	if (t.sym && kmend_is_object(t.sym))
		return link_object(sel, &t, user, link, err);
	t.addend += t.sym ? (int64_t)t.sym->value : 0;
	return link_nameless(sel, &t, user, link, err);
}

static int follow(struct kmend_selection *sel, struct kmend_sec *sec, uint64_t from, uint64_t to,
		  struct kmend_err *err)
{
	struct kmend_link link;

	for (size_t r = kmend_relas_from(sec, from); r < sec->nr_relas && sec->relas[r].offset < to; r++)
		if (sec->relas[r].type != R_X86_64_NONE &&
		    kmend_select_link(sel, sec, &sec->relas[r], &link, err))
			return -1;
	return 0;
}

static int follow_alternative(struct kmend_selection *sel, const struct kmend_entry *entry, struct kmend_err *err)
{
	struct kmend_range range;
	size_t piece;

	if (kmend_replacement(post_of(sel), entry, &range, err))
		return -1;
	/* An empty one would be taken for the one that follows it. */
	return range.size ? take_place(sel, range, &piece, err) : 0;
}

/*
 * The last unwind entry of a section says that no function follows. It stands
 * at the section's end and goes with the last function.
 */
static uint64_t end_with_terminator(const struct kmend_obj *obj, const struct kmend_piece *piece)
{
	const struct kmend_range *range = &piece->range;
	uint64_t end = range->from + range->size;

	if (!piece->sym)
		return end == range->sec->size ? end + 1 : end;
	for (uint64_t at = end; at < range->sec->size; at++)
		if (kmend_index_at(obj, range->sec, at))
			return end;
	return range->sec->size + 1;
}

static int follow_entries(struct kmend_selection *sel, size_t piece, struct kmend_err *err)
{
	const struct kmend_range range = sel->pieces[piece].range;
	uint64_t end = range.from + range.size, last = end_with_terminator(post_of(sel), &sel->pieces[piece]);
	const struct kmend_entry *entries;
	struct kmend_kept *more;
	size_t nr;

	entries = kmend_index_entries(post_of(sel), range.sec, range.from, last, &nr);
	more = reallocarray(sel->entries, sel->nr_entries + nr + 1, sizeof(*more));
	if (!more)
		return no_memory(sel, err);
	sel->entries = more;
	for (size_t i = 0; i < nr; i++) {
		const struct kmend_entry *e = &entries[i];

		if (e->pos >= end && strcmp(e->table->name, KMEND_TABLE_ORC_IP))
			continue;
		sel->entries[sel->nr_entries++] = (struct kmend_kept){ e, piece };
		if (strcmp(e->table->name, KMEND_TABLE_ALTERNATIVES)) {
			if (follow(sel, e->sec, e->offset + 4, e->offset + e->size, err))
				return -1;
		} else if (follow_alternative(sel, e, err)) {
			return -1;
		}
	}
	return 0;
}

/* Each piece may add others behind it. */
static int follow_all(struct kmend_selection *sel, struct kmend_err *err)
{
	for (size_t i = 0; i < sel->nr_pieces; i++) {
		const struct kmend_range range = sel->pieces[i].range;

		if (follow(sel, range.sec, range.from, range.from + range.size, err))
			return -1;
		if (sel->pieces[i].code && follow_entries(sel, i, err))
			return -1;
	}
	return 0;
}

static int compare_entries(const void *a, const void *b)
{
	const struct kmend_entry *x = ((const struct kmend_kept *)a)->entry;
	const struct kmend_entry *y = ((const struct kmend_kept *)b)->entry;

	if (x->sec != y->sec)
		return x->sec < y->sec ? -1 : 1;
	return (x->offset > y->offset) - (x->offset < y->offset);
}

/* All changed and new functions, in the order of the object. */
static int take_functions(struct kmend_selection *sel, struct kmend_err *err)
{
	const struct kmend_obj *obj = post_of(sel);
	struct kmend_sym **list = calloc(obj->nr_syms, sizeof(*list));
	size_t nr = 0, piece;
	int ret = 0;

	if (!list)
		return no_memory(sel, err);
	for (size_t i = 1; i < obj->nr_syms; i++)
		if (kmend_is_function(&obj->syms[i]) && sel->changes->of[i] >= KMEND_CHANGE_CHANGED &&
		    kmend_select_symbol(obj, &obj->syms[i]) == &obj->syms[i])
			list[nr++] = &obj->syms[i];
	qsort(list, nr, sizeof(*list), kmend_sym_by_place);
	for (size_t i = 0; i < nr && !ret; i++)
		ret = take_symbol(sel, list[i], &piece, err);
	free(list);
	return ret;
}

/* A section that nobody knows may not speak of code that is replaced. */
static int check_unknown(const struct kmend_selection *sel, struct kmend_err *err)
{
	const struct kmend_obj *obj = post_of(sel);

	for (size_t s = 1; s < obj->nr_secs; s++) {
		const struct kmend_sec *sec = &obj->secs[s];

		if (!sec->name || kmend_section_class(sec) != KMEND_CLASS_UNKNOWN)
			continue;
		for (size_t r = 0; r < sec->nr_relas; r++) {
			struct kmend_target t = kmend_index_target(obj, sec, &sec->relas[r]);

			if (t.sym && kmend_is_function(t.sym) && sel->of_sym[t.sym->index])
				return refuse(err, "%s: section %s says something of function %s, and this version of kmend does not know what",
					      obj->path, sec->name, t.sym->name);
		}
	}
	return 0;
}

/* The manager gets their addresses, whether or not code uses them. */
static int take_shadows(struct kmend_selection *sel, const struct kmend_author *author, struct kmend_err *err)
{
	size_t piece;

	for (size_t i = 0; i < author->nr_shadows; i++)
		if (take_symbol(sel, author->shadows[i].sym, &piece, err))
			return -1;
	return 0;
}

/* What data that is written in its place comes to lead to. */
static int take_data(struct kmend_selection *sel, struct kmend_err *err)
{
	const struct kmend_data *data = &sel->changes->data;
	struct kmend_link link;

	for (size_t i = 0; i < data->nr; i++)
		if (data->words[i].to &&
		    kmend_select_link(sel, data->words[i].post->sec, data->words[i].to, &link, err))
			return -1;
	return 0;
}

int kmend_select(struct kmend_selection *sel, const struct kmend_changes *changes, const struct kmend_author *author,
		 struct kmend_err *err)
{
	memset(sel, 0, sizeof(*sel));
	sel->changes = changes;
	sel->of_sym = calloc(post_of(sel)->nr_syms, sizeof(*sel->of_sym));
	sel->of_place = calloc(post_of(sel)->nr_secs, sizeof(*sel->of_place));
	if (!sel->of_sym || !sel->of_place)
		return no_memory(sel, err);
	if (take_functions(sel, err) || take_shadows(sel, author, err) || take_data(sel, err) || follow_all(sel, err) || check_unknown(sel, err))
		return -1;
	if (sel->nr_entries)
		qsort(sel->entries, sel->nr_entries, sizeof(*sel->entries), compare_entries);
	return 0;
}

void kmend_selection_free(struct kmend_selection *sel)
{
	for (size_t i = 0; sel->of_place && i < post_of(sel)->nr_secs; i++)
		free(sel->of_place[i]);
	free(sel->of_place);
	free(sel->of_sym);
	free(sel->entries);
	free(sel->pieces);
	memset(sel, 0, sizeof(*sel));
}
