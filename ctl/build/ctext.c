// SPDX-License-Identifier: GPL-2.0
/*
 * Do two preprocessed sources compile to the same code? A header's inline
 * function changes the text of all that include it, but the code only of those
 * that call it.
 *
 * A source is cut into its declarations at file level. Those that are in one only
 * may be of no effect: a prototype, or a static inline function, which a compiler
 * drops where it is not used. Such a one taints all that name it, and those must be
 * of that kind again; a single other declaration that names one decides.
 */
#include "ctext.h"

#include <ctype.h>
#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A declaration at file level. */
struct chunk {
	const char *text;
	size_t size;
	uint64_t hash;
	const char *name;	/* of a function; NULL: it is something else */
	size_t name_size;
	bool droppable;		/* of no effect unless its name is used */
	bool differs;		/* not in the other source, or names one that differs */
};

struct ctext {
	struct chunk *chunks;
	size_t nr;
	size_t room;
};

/* What a chunk looks like while it is read. */
struct look {
	int depth;		/* of all brackets */
	bool body;		/* a brace at file level was open */
	bool assigned;
	bool is_static;
	bool is_inline;
	bool special;		/* emitted although nobody uses it, or a type */
	const char *word;	/* the last identifier at file level, if nothing came after it */
	size_t word_size;
	const char *name;
	size_t name_size;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$';
}

static bool word_is(const char *at, size_t size, const char *word)
{
	return strlen(word) == size && !memcmp(at, word, size);
}

static const char *skip_literal(const char *at, const char *end)
{
	char quote = *at++;

	while (at < end && *at != quote)
		at += *at == '\\' && at + 1 < end ? 2 : 1;
	return at < end ? at + 1 : end;
}

static bool is_no_name(const char *at, size_t size)
{
	static const char *const words[] = { "__attribute__", "__attribute", "__asm__", "asm", "typeof",
					     "__typeof__", "__typeof", "_Alignas", "__aligned", "_Static_assert" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (word_is(at, size, words[i]))
			return true;
	return false;
}

static void see_word(struct look *l, const char *at, size_t size)
{
	static const char *const special[] = { "typedef", "struct", "union", "enum", "__used__", "used",
					       "__constructor__", "constructor", "section", "__section__",
					       "alias", "__alias__", "weak", "__weak__" };

	if (word_is(at, size, "typedef") && !l->depth)
		l->special = true;
	/* In an attribute, that is in brackets and before a body. */
	for (size_t i = 4; !l->body && l->depth && i < sizeof(special) / sizeof(*special); i++)
		l->special |= word_is(at, size, special[i]);
	if (l->depth)
		return;
	l->is_static |= word_is(at, size, "static");
	l->is_inline |= word_is(at, size, "inline") || word_is(at, size, "__inline") ||
			word_is(at, size, "__inline__");
	l->word = at;
	l->word_size = size;
}

static void see_open(struct look *l, const char *at, const char *end)
{
	char c = *at++;

	while (at < end && isspace((unsigned char)*at))
		at++;
	/* "(*f)(": a variable. */
	if (!l->depth && c == '(' && !l->body && at < end && *at == '*') {
		l->special = true;
	} else if (!l->depth && c == '(' && l->word && !l->body && !is_no_name(l->word, l->word_size)) {
		l->name = l->word;
		l->name_size = l->word_size;
	}
	if (!l->depth && c == '{')
		l->body = true;
	l->depth++;
	l->word = NULL;
}

static uint64_t hash_in(uint64_t h, const char *from, const char *to)
{
	for (; from < to; from++)
		h = (h ^ (unsigned char)*from) * 0x100000001b3ULL;
	return h;
}

/* White space counts as one blank, but for what is quoted. */
static uint64_t hash_of(const char *text, size_t size)
{
	const char *at = text, *end = text + size;
	uint64_t h = 0xcbf29ce484222325ULL;

	while (at < end) {
		const char *next = at + 1;

		if (*at == '"' || *at == '\'') {
			next = skip_literal(at, end);
			h = hash_in(h, at, next);
		} else if (isspace((unsigned char)*at)) {
			while (next < end && isspace((unsigned char)*next))
				next++;
			h = hash_in(h, " ", &" "[1]);
		} else {
			h = hash_in(h, at, next);
		}
		at = next;
	}
	return h;
}

static bool add_chunk(struct ctext *t, const char *from, const char *to, const struct look *l)
{
	bool function = l->name && !l->assigned && !l->special;
	struct chunk *c;

	if (t->nr == t->room) {
		size_t room = t->room ? 2 * t->room : 4096;
		struct chunk *more = realloc(t->chunks, room * sizeof(*more));

		if (!more)
			return false;
		t->chunks = more;
		t->room = room;
	}
	c = &t->chunks[t->nr++];
	*c = (struct chunk){ .text = from, .size = (size_t)(to - from), .hash = hash_of(from, (size_t)(to - from)) };
	if (function) {
		c->name = l->name;
		c->name_size = l->name_size;
		c->droppable = !l->body || (l->is_static && l->is_inline);
	}
	return true;
}

/* Does the chunk end behind the closing bracket or semicolon @c? */
static bool ends(const struct look *l, char c)
{
	if (l->depth)
		return false;
	return c == ';' || (c == '}' && l->name && !l->assigned && !l->special);
}

static bool cut(struct ctext *t, const char *text, size_t size)
{
	const char *at = text, *end = text + size, *from = NULL;
	struct look l = { 0 };

	while (at < end) {
		const char *next = at + 1;

		if (isspace((unsigned char)*at)) {
			at = next;
			continue;
		}
		if (!from) {
			from = at;
			l = (struct look){ 0 };
		}
		if (*at == '"' || *at == '\'') {
			next = skip_literal(at, end);
		} else if (is_word(*at)) {
			while (next < end && is_word(*next))
				next++;
			see_word(&l, at, (size_t)(next - at));
		} else if (strchr("({[", *at)) {
			see_open(&l, at, end);
		} else if (strchr(")}]", *at)) {
			l.depth -= l.depth > 0;
		} else if (*at == '=' && !l.depth) {
			l.assigned = true;
		} else if (*at == ',' && !l.depth) {
			/* Several are declared, of which we would know one. */
			l.special = true;
		}
		if (ends(&l, *at)) {
			if (!add_chunk(t, from, next, &l))
				return false;
			from = NULL;
		}
		at = next;
	}
	/* One without an end is nothing that we understand. */
	l.special = true;
	return !from || add_chunk(t, from, end, &l);
}

static int compare_hashes(const void *a, const void *b)
{
	uint64_t x = (*(struct chunk *const *)a)->hash, y = (*(struct chunk *const *)b)->hash;

	return (x > y) - (x < y);
}

static struct chunk **by_hash(struct ctext *t)
{
	struct chunk **list = malloc((t->nr + 1) * sizeof(*list));

	for (size_t i = 0; list && i < t->nr; i++)
		list[i] = &t->chunks[i];
	if (list)
		qsort(list, t->nr, sizeof(*list), compare_hashes);
	return list;
}

/* Marks what only one of the two has. */
static bool mark_differences(struct ctext *pre, struct ctext *post)
{
	struct chunk **a = by_hash(pre), **b = by_hash(post);
	size_t i = 0, j = 0;
	bool ok = a && b;

	while (ok && (i < pre->nr || j < post->nr)) {
		if (j == post->nr || (i < pre->nr && a[i]->hash < b[j]->hash)) {
			a[i++]->differs = true;
		} else if (i == pre->nr || b[j]->hash < a[i]->hash) {
			b[j++]->differs = true;
		} else {
			i++;
			j++;
		}
	}
	free(a);
	free(b);
	return ok;
}

static int compare_names(const void *a, const void *b)
{
	const struct chunk *x = a, *y = b;
	size_t n = x->name_size < y->name_size ? x->name_size : y->name_size;
	int ret = memcmp(x->name, y->name, n);

	return ret ? ret : (x->name_size > y->name_size) - (x->name_size < y->name_size);
}

/* Does the chunk use one of the names? One without effect may have it itself. */
static bool uses(const struct chunk *c, void *const *names)
{
	const char *end = c->text + c->size;

	for (const char *at = c->text; at < end;) {
		struct chunk word = { .name = at };

		if (*at == '"' || *at == '\'') {
			at = skip_literal(at, end);
			continue;
		}
		if (!is_word(*at)) {
			at++;
			continue;
		}
		while (at < end && is_word(*at))
			at++;
		word.name_size = (size_t)(at - word.name);
		if (tfind(&word, names, compare_names) && (!c->droppable || compare_names(&word, c)))
			return true;
	}
	return false;
}

static void free_nothing(void *p)
{
}

/* Is all that differs in one source of no effect in it? */
static bool without_effect(struct ctext *t)
{
	void *names = NULL;
	bool more = true, ok = true;

	for (size_t i = 0; i < t->nr && ok; i++)
		if (t->chunks[i].differs)
			ok = t->chunks[i].droppable && tsearch(&t->chunks[i], &names, compare_names);
	while (ok && more && names) {
		more = false;
		for (size_t i = 0; i < t->nr && ok; i++) {
			struct chunk *c = &t->chunks[i];

			if (c->differs || !uses(c, &names))
				continue;
			c->differs = more = true;
			ok = c->droppable && tsearch(c, &names, compare_names);
		}
	}
	tdestroy(names, free_nothing);
	return ok;
}

bool kmend_ctext_same(const char *pre, size_t pre_size, const char *post, size_t post_size)
{
	struct ctext a = { 0 }, b = { 0 };
	bool same;

	if (pre_size == post_size && !memcmp(pre, post, pre_size))
		return true;
	same = cut(&a, pre, pre_size) && cut(&b, post, post_size) && mark_differences(&a, &b) &&
	       without_effect(&a) && without_effect(&b);
	free(a.chunks);
	free(b.chunks);
	return same;
}
