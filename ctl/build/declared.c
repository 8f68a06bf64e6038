// SPDX-License-Identifier: GPL-2.0
/*
 * DOC: Why a source that uses none of the names is not affected
 *
 * A header is cut into items: macro definitions, other preprocessor lines, and
 * declarations. An item counts as the same only under the same conditions (the #if that it
 * stands in), and items that are the same must be in the same order. What is left over are items
 * that came, went or changed, and those may only be of kinds that do nothing but to give a
 * meaning to names: macros, and what cdecl.c calls droppable.
 *
 * Let a source be preprocessed before the change, and take what has an effect on its code, from
 * what is emitted by itself through all that this names (kmend_ctext_used()). If no name
 * of the change is in it, and no macro of that name was expanded or tested on the way, then
 * after the change
 * - each #if comes out as before: it tests no such macro. (One that was not defined and is
 *   only compared with a number is not told by gcc; candidates.c sees to that.)
 * - each token of what has an effect is expanded as before, for it is no such name, and pasted
 *   together to none;
 * - so all that has an effect is there, and refers to declarations that are there as before.
 *
 * A structure in which a member or an enumerator has such a name is no use of it, if the name is
 * that of an enumeration or of its enumerators: another structure's member has nothing to do with those. With a macro it
 * would have.
 *
 * Of a structure of which only members differ, fields.c tells which names those are.
 */
#include "declared.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cdecl.h"
#include "fields.h"
#include "hash.h"

enum { DEPTH_MAX = 32 };

/* A part of a header. */
struct item {
	uint64_t key;			/* of its text and conditions */
	const char *why;		/* it is not confined to its names; NULL: it is */
	const struct kmend_word *names;
	size_t nr_names;
	const struct kmend_decl *decl;	/* NULL: a line of the preprocessor */
	uint64_t conditions;		/* of @decl */
	bool certain;			/* they are the same for all that include the header */
	bool common;			/* the other text has it, too */
	bool compared;			/* it is dealt with, together with one of the other text */
};

/* A stretch of declarations without a preprocessor line at their level. */
struct stretch {
	struct kmend_decls decls;
	char *text;
};

struct header {
	char *text;			/* without comments, with joined lines */
	struct item *items;
	size_t nr, room;
	struct kmend_word *macros;	/* names of those items that are one; at most one a line */
	size_t nr_macros;
	struct stretch *stretches;
	size_t nr_stretches;
	uint64_t conditions[DEPTH_MAX];
	bool uncertain[DEPTH_MAX];
	int depth;
	const char *why;		/* nothing can be told at all */
	bool memory;
};

static uint64_t mix(uint64_t h, const char *text, size_t size)
{
	bool blank = false;

	for (size_t i = 0; i < size; i++) {
		if (isspace((unsigned char)text[i])) {
			blank = true;
			continue;
		}
		if (blank)
			h = kmend_hash(h, " ", 1);
		blank = false;
		h = kmend_hash(h, &text[i], 1);
	}
	return h * 0x9e3779b97f4a7c15ULL + 1;
}

static struct item *add_item(struct header *h)
{
	if (h->nr == h->room) {
		size_t room = h->room ? 2 * h->room : 256;
		struct item *more = realloc(h->items, room * sizeof(*more));

		if (!more) {
			h->memory = false;
			return NULL;
		}
		h->items = more;
		h->room = room;
	}
	h->items[h->nr] = (struct item){ 0 };
	return &h->items[h->nr++];
}

static uint64_t condition(const struct header *h)
{
	uint64_t key = 0;

	for (int i = 0; i < h->depth; i++)
		key = key * 31 + h->conditions[i];
	return key;
}

static bool is_certain(const struct header *h)
{
	for (int i = 0; i < h->depth; i++)
		if (h->uncertain[i])
			return false;
	return true;
}

/* "#ifndef NAME" and "#define NAME" around all that a header has: true once in each source. */
static bool is_guard(const struct header *h, const char *line, size_t size)
{
	const char *at = line, *end;
	struct kmend_word words[4];

	if (h->depth || h->nr || strncmp(line, "ifndef", 6) || line[size + strspn(line + size, " \t\n")] != '#')
		return false;
	end = line + strlen(line);
	for (size_t i = 0; i < 4; i++)
		if (!kmend_word_next(&at, end, &words[i]))
			return false;
	return kmend_word_is(words[2], "define") && kmend_word_same(words[1], words[3]);
}

/* Return: whether the line opens, goes on with or closes a condition. */
static bool see_condition(struct header *h, struct kmend_word what, const char *line, size_t size)
{
	bool opens = what.size >= 2 && !memcmp(what.at, "if", 2);
	bool closes = kmend_word_is(what, "endif");
	bool other = what.size >= 4 && !memcmp(what.at, "el", 2);

	if (!opens && !closes && !other)
		return false;
	if (opens && h->depth < DEPTH_MAX) {
		h->uncertain[h->depth] = !is_guard(h, line, size) && !kmend_asks_config(line, line + size);
		h->conditions[h->depth++] = mix(0, line, size);
	} else if (!opens && h->depth && closes) {
		h->depth--;
	} else if (!opens && h->depth) {
		h->uncertain[h->depth - 1] |= !kmend_asks_config(line, line + size);
		h->conditions[h->depth - 1] = mix(h->conditions[h->depth - 1], line, size);
	} else {
		h->why = "its conditions do not match";
	}
	return true;
}

static void see_directive(struct header *h, const char *line, size_t size)
{
	const char *at = line, *end = line + size;
	struct kmend_word what, name;
	struct item *item;
	bool macro;

	if (!kmend_word_next(&at, end, &what))
		return;
	if (see_condition(h, what, line, size))
		return;
	item = add_item(h);
	if (!item)
		return;
	item->key = mix(condition(h), line, size);
	macro = kmend_word_is(what, "define") || kmend_word_is(what, "undef");
	if (!macro || !kmend_word_next(&at, end, &name)) {
		item->why = "a preprocessor line that defines nothing";
		return;
	}
	h->macros[h->nr_macros] = name;
	item->names = &h->macros[h->nr_macros++];
	item->nr_names = 1;
}

static size_t count_lines(const char *text)
{
	size_t nr = 2;

	for (; *text; text++)
		nr += *text == '\n';
	return nr;
}

static void add_decls(struct header *h, const struct kmend_decls *decls, uint64_t conditions)
{
	for (size_t i = 0; i < decls->nr; i++) {
		const struct kmend_decl *decl = &decls->list[i];
		struct item *item = add_item(h);

		if (!item)
			return;
		item->key = mix(conditions, decl->text, decl->size);
		item->decl = decl;
		item->conditions = conditions;
		item->certain = is_certain(h);
		item->names = decl->nr_names ? &decls->names[decl->first_name] : NULL;
		item->nr_names = decl->nr_names;
		if (!decl->droppable)
			item->why = "a declaration that is not just one of a name";
	}
}

/* The declarations between two lines of the preprocessor that are not inside of one. */
static void end_stretch(struct header *h, const char *from, const char *to, uint64_t conditions)
{
	struct stretch *s = &h->stretches[h->nr_stretches];

	if (from == to || !h->memory)
		return;
	s->text = strndup(from, (size_t)(to - from));
	h->nr_stretches++;
	h->memory = s->text && kmend_decls_cut(&s->decls, s->text, (size_t)(to - from), true);
	if (!h->memory)
		return;
	if (!s->decls.whole)
		h->why = "a declaration that does not end";
	add_decls(h, &s->decls, conditions);
}

/* Brackets that a piece opens or, negative, closes; whether a declaration is open after it. */
static void see_code(const char *at, const char *end, int *depth, bool *open)
{
	for (; at < end; at++) {
		if (*at == '"' || *at == '\'') {
			char quote = *at++;

			while (at < end && *at != quote)
				at += *at == '\\' ? 2 : 1;
			*open = true;
			continue;
		}
		*depth += strchr("({[", *at) && *at ? 1 : 0;
		*depth -= strchr(")}]", *at) && *at ? 1 : 0;
		if (!*depth && (*at == ';' || *at == '}'))
			*open = false;
		else if (!isspace((unsigned char)*at))
			*open = true;
	}
}

/* A line that is no part of a name, and opens and closes nothing. */
static char *put_quoted(char *to, const char *at, const char *end)
{
	*to++ = '\'';
	for (; at < end; at++)
		*to++ = strchr("\\'", *at) ? '.' : *at;
	*to++ = '\'';
	*to++ = '\n';
	return to;
}

/*
 * Lines of the preprocessor inside of a declaration, as in the middle of a function, belong to
 * its text, and what they define is an item besides. A condition must end in the declaration
 * that it begins in.
 */
static void cut(struct header *h, char *out)
{
	char *to = out;
	uint64_t outside = 0;
	int depth = 0, outer = 0;
	bool open = false;

	for (const char *line = h->text, *next; *line && !h->why && h->memory; line = next) {
		const char *at = line + strspn(line, " \t");
		const char *end = line + strcspn(line, "\n");

		next = end + 1;
		if (*at != '#') {
			see_code(line, next, &depth, &open);
			memcpy(to, line, (size_t)(next - line));
			to += next - line;
			continue;
		}
		at += 1 + strspn(at + 1, " \t");
		/* Which only the patched text has: what it cuts in two is one stretch in the other. */
		if (!strncmp(at, "line", 4))
			continue;
		if (!open && !depth) {
			end_stretch(h, out, to, outside);
			to = out;
			see_directive(h, at, (size_t)(end - at));
			outside = condition(h);
			outer = h->depth;
			continue;
		}
		see_directive(h, at, (size_t)(end - at));
		if (h->depth < outer)
			h->why = "a condition that ends inside of a declaration";
		to = put_quoted(to, at, end);
	}
	if (h->depth && !h->why)
		h->why = "a condition without an end";
	end_stretch(h, out, to, outside);
}

static bool read_header(struct header *h, const char *text)
{
	char *out = NULL;
	size_t lines;

	*h = (struct header){ .text = kmend_text_plain(text) };
	if (!h->text)
		return false;
	lines = count_lines(h->text);
	h->macros = calloc(lines + 1, sizeof(*h->macros));
	h->stretches = calloc(lines + 1, sizeof(*h->stretches));
	/* A line grows by what it is quoted with. */
	out = malloc(strlen(h->text) + 3 * lines);
	h->memory = h->macros && h->stretches && out;
	if (h->memory)
		cut(h, out);
	free(out);
	return h->memory;
}

static void free_header(struct header *h)
{
	for (size_t i = 0; i < h->nr_stretches; i++) {
		kmend_decls_free(&h->stretches[i].decls);
		free(h->stretches[i].text);
	}
	free(h->stretches);
	free(h->macros);
	free(h->items);
	free(h->text);
}

static int compare_items(const void *a, const void *b)
{
	const struct item *x = *(struct item *const *)a, *y = *(struct item *const *)b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x > y) - (x < y);
}

static struct item **by_key(struct header *h)
{
	struct item **list = malloc((h->nr + 1) * sizeof(*list));

	for (size_t i = 0; list && i < h->nr; i++)
		list[i] = &h->items[i];
	if (list)
		qsort(list, h->nr, sizeof(*list), compare_items);
	return list;
}

/* Marks what both have. */
static bool mark_common(struct header *pre, struct header *post)
{
	struct item **a = by_key(pre), **b = by_key(post);
	size_t i = 0, j = 0;
	bool ok = a && b;

	while (ok && i < pre->nr && j < post->nr) {
		if (a[i]->key == b[j]->key)
			a[i++]->common = b[j++]->common = true;
		else if (a[i]->key < b[j]->key)
			i++;
		else
			j++;
	}
	free(a);
	free(b);
	return ok;
}

static bool same_order(const struct header *pre, const struct header *post)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < pre->nr && !pre->items[i].common)
			i++;
		while (j < post->nr && !post->items[j].common)
			j++;
		if (i == pre->nr || j == post->nr)
			return i == pre->nr && j == post->nr;
		if (pre->items[i++].key != post->items[j++].key)
			return false;
	}
}

static bool is_structure(const struct item *item)
{
	return item->decl && !item->common && item->certain && kmend_decl_is_structure(item->decl);
}

static bool same_name(const struct item *a, const struct item *b)
{
	return a->conditions == b->conditions && kmend_word_same(*a->names, *b->names);
}

static bool add_type(struct kmend_declared *declared, struct item *a, struct item *b)
{
	struct kmend_declared_type type, *more;
	int ret = kmend_fields_compare(a->decl, b->decl, &type);

	if (ret <= 0)
		return !ret;
	more = realloc(declared->types, (declared->nr_types + 1) * sizeof(*more));
	if (!more) {
		kmend_declared_type_free(&type);
		return false;
	}
	declared->types = more;
	more[declared->nr_types++] = type;
	a->compared = b->compared = true;
	return true;
}

/* Structures that both have, with other members, where a compiler can be asked for what all see. */
static bool compare_structures(struct header *pre, struct header *post, struct kmend_declared *declared)
{
	for (size_t i = 0; i < pre->nr; i++)
		for (size_t j = 0; is_structure(&pre->items[i]) && j < post->nr; j++)
			if (is_structure(&post->items[j]) && !post->items[j].compared &&
			    same_name(&pre->items[i], &post->items[j])) {
				if (!add_type(declared, &pre->items[i], &post->items[j]))
					return false;
				break;
			}
	return true;
}

static bool has_name(const struct header *h, struct kmend_word name)
{
	for (size_t i = 0; i < h->nr; i++)
		for (size_t n = 0; n < h->items[i].nr_names; n++)
			if (kmend_word_same(h->items[i].names[n], name))
				return true;
	return false;
}

/*
 * An inline function that is new, @pre being what was there: nobody can have meant it. A source that has
 * its name has it for something of its own, or it would not compile.
 */
static bool is_new_function(const struct header *pre, const struct item *item)
{
	return pre && item->decl && item->nr_names == 1 && !strncmp(item->decl->text, "static", 6) &&
	       memchr(item->decl->text, '{', item->decl->size) && !has_name(pre, *item->names);
}

static bool add_name(struct kmend_declared *declared, const struct item *item, struct kmend_word name)
{
	if (item->decl && !strncmp(item->decl->text, "enum", 4))
		return kmend_name_add(&declared->named, &declared->nr_named, name);
	return kmend_name_add(&declared->list, &declared->nr, name);
}

static bool add_different(const struct header *h, const struct header *pre, struct kmend_declared *declared,
			  const char **why)
{
	for (size_t i = 0; i < h->nr; i++) {
		const struct item *item = &h->items[i];

		if (item->common || item->compared)
			continue;
		*why = item->why;
		if (item->why)
			return false;
		for (size_t n = 0; n < item->nr_names && !is_new_function(pre, item); n++)
			if (!add_name(declared, item, item->names[n]))
				return false;
	}
	return true;
}

bool kmend_declared_compare(const char *pre, const char *post, struct kmend_declared *declared,
			    const char **why)
{
	struct header a = { 0 }, b = { 0 };
	bool all = false;

	*why = NULL;
	if (read_header(&a, pre) && read_header(&b, post) && mark_common(&a, &b)) {
		*why = a.why ? a.why : b.why;
		if (!*why && !same_order(&a, &b))
			*why = "what does not change is put in another order";
		all = !*why && compare_structures(&a, &b, declared) && add_different(&a, NULL, declared, why) &&
		      add_different(&b, &a, declared, why);
	}
	free_header(&a);
	free_header(&b);
	return all;
}

void kmend_declared_free(struct kmend_declared *declared)
{
	kmend_name_list_free(declared->list, declared->nr);
	kmend_name_list_free(declared->named, declared->nr_named);
	for (size_t i = 0; i < declared->nr_types; i++)
		kmend_declared_type_free(&declared->types[i]);
	free(declared->types);
	*declared = (struct kmend_declared){ 0 };
}
