// SPDX-License-Identifier: GPL-2.0
/*
 * Do two preprocessed sources compile to the same code? A header's inline
 * function changes the text of all that include it, but the code only of those
 * that call it.
 *
 * Declarations that are in one source only may be of no effect: what a compiler
 * drops where it is not used. Such a one taints all that name it, and those must be
 * of that kind again; a single other declaration that names one decides.
 *
 * The other way round, what has an effect is found from the declarations that always have
 * one, through the names that they use.
 */
#include "ctext.h"

#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A source, and of each declaration a mark: it differs, or it is used. */
struct ctext {
	struct kmend_decls decls;
	bool *marks;
};

static bool cut(struct ctext *t, const char *text, size_t size)
{
	if (!kmend_decls_cut(&t->decls, text, size, false))
		return false;
	t->marks = calloc(t->decls.nr + 1, sizeof(*t->marks));
	return t->marks;
}

static void free_text(struct ctext *t)
{
	kmend_decls_free(&t->decls);
	free(t->marks);
}

/* What a declaration's text is. */
struct print {
	uint64_t hash;
	size_t decl;
};

static int compare_hashes(const void *a, const void *b)
{
	uint64_t x = ((const struct print *)a)->hash, y = ((const struct print *)b)->hash;

	return (x > y) - (x < y);
}

static struct print *by_hash(const struct ctext *t)
{
	struct print *list = malloc((t->decls.nr + 1) * sizeof(*list));

	for (size_t i = 0; list && i < t->decls.nr; i++)
		list[i] = (struct print){ kmend_decl_hash(&t->decls.list[i]), i };
	if (list)
		qsort(list, t->decls.nr, sizeof(*list), compare_hashes);
	return list;
}

/* Marks what only one of the two has. */
static bool mark_differences(struct ctext *pre, struct ctext *post)
{
	struct print *a = by_hash(pre), *b = by_hash(post);
	size_t i = 0, j = 0, nr_a = pre->decls.nr, nr_b = post->decls.nr;
	bool ok = a && b;

	while (ok && (i < nr_a || j < nr_b)) {
		if (j == nr_b || (i < nr_a && a[i].hash < b[j].hash)) {
			pre->marks[a[i++].decl] = true;
		} else if (i == nr_a || b[j].hash < a[i].hash) {
			post->marks[b[j++].decl] = true;
		} else {
			i++;
			j++;
		}
	}
	free(a);
	free(b);
	return ok;
}

static int compare_words(const void *a, const void *b)
{
	const struct kmend_word *x = a, *y = b;
	size_t n = x->size < y->size ? x->size : y->size;
	int ret = memcmp(x->at, y->at, n);

	return ret ? ret : (x->size > y->size) - (x->size < y->size);
}

static bool is_own(const struct ctext *t, const struct kmend_decl *decl, const struct kmend_word *word)
{
	for (size_t i = 0; i < decl->nr_names; i++)
		if (!compare_words(&t->decls.names[decl->first_name + i], word))
			return true;
	return false;
}

/* Names, mostly few. What has none of their lengths or first letters need not be looked for. */
struct names {
	void *tree;
	bool sizes[64];
	bool firsts[256];
};

static bool among(const struct names *names, const struct kmend_word *word)
{
	return names->firsts[(unsigned char)*word->at] && names->sizes[word->size % 64] &&
	       tfind(word, &names->tree, compare_words);
}

static bool add(struct names *names, const struct kmend_word *word)
{
	names->firsts[(unsigned char)*word->at] = names->sizes[word->size % 64] = true;
	return tsearch(word, &names->tree, compare_words);
}

/* Does the declaration use one of the names? One without effect may have it itself. */
static bool uses(const struct ctext *t, const struct kmend_decl *decl, const struct names *names)
{
	const char *at = decl->text, *end = at + decl->size;
	struct kmend_word word;

	while (kmend_word_next(&at, end, &word))
		if (among(names, &word) && !is_own(t, decl, &word))
			return true;
	return false;
}

static void free_nothing(void *p)
{
}

/* Return: whether it can be left out, with memory for its names. */
static bool taint(const struct ctext *t, const struct kmend_decl *decl, struct names *names)
{
	for (size_t i = 0; i < decl->nr_names; i++)
		if (!add(names, &t->decls.names[decl->first_name + i]))
			return false;
	return decl->droppable;
}

/* Is all that is marked in one source of no effect in it? */
static bool without_effect(struct ctext *t)
{
	struct names names = { 0 };
	bool more = true, ok = true;

	for (size_t i = 0; i < t->decls.nr && ok; i++)
		if (t->marks[i])
			ok = taint(t, &t->decls.list[i], &names);
	while (ok && more && names.tree) {
		more = false;
		for (size_t i = 0; i < t->decls.nr && ok; i++) {
			if (t->marks[i] || !uses(t, &t->decls.list[i], &names))
				continue;
			t->marks[i] = more = true;
			ok = taint(t, &t->decls.list[i], &names);
		}
	}
	tdestroy(names.tree, free_nothing);
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
	free_text(&a);
	free_text(&b);
	return same;
}

/* --- what is used --- */

/* Preprocessor lines, which may come anywhere, are blanked out. */
static int take_directives(char *text, size_t size, kmend_found_fn *found, void *ctx)
{
	char *end = text + size;
	int ret = 0;

	for (char *line = text, *next; line < end && !ret; line = next) {
		const char *at = line;
		struct kmend_word word;

		next = memchr(line, '\n', (size_t)(end - line));
		next = next ? next + 1 : end;
		if (*line != '#')
			continue;
		/* "#define NAME ..." or "#undef NAME"; of the others, "#pragma", no harm is done. */
		if (kmend_word_next(&at, next, &word) && kmend_word_next(&at, next, &word))
			ret = found(ctx, word, false);
		memset(line, ' ', (size_t)(next - line));
	}
	return ret;
}

/* A name, and which declaration has it. */
struct owner {
	struct kmend_word name;
	size_t decl;
};

static int compare_owners(const void *a, const void *b)
{
	return compare_words(&((const struct owner *)a)->name, &((const struct owner *)b)->name);
}

struct walk {
	const struct ctext *text;
	struct owner *owners;
	size_t *todo;		/* declarations that are used, and still to be read */
	size_t nr_todo;
	kmend_found_fn *found;
	void *ctx;
};

static void need(struct walk *w, size_t decl)
{
	if (w->text->marks[decl])
		return;
	w->text->marks[decl] = true;
	w->todo[w->nr_todo++] = decl;
}

static void need_owners(struct walk *w, struct kmend_word word)
{
	size_t nr = w->text->decls.nr_names, low = 0, high = nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_words(&w->owners[middle].name, &word) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < nr && !compare_words(&w->owners[low].name, &word); low++)
		need(w, w->owners[low].decl);
}

static int take_word(void *ctx, struct kmend_word word, bool named)
{
	struct walk *w = ctx;

	/* Another declaration may have the name, too. */
	need_owners(w, word);
	return w->found(w->ctx, word, named);
}

static int take_words(struct walk *w, const struct kmend_decl *decl)
{
	const char *at = decl->text, *end = at + decl->size;
	struct kmend_word word;
	int ret = 0;

	if (kmend_decl_is_structure(decl))
		return kmend_body_words(decl, take_word, w);
	while (!ret && kmend_word_next(&at, end, &word))
		ret = take_word(w, word, false);
	return ret;
}

static int walk(struct walk *w)
{
	const struct kmend_decls *d = &w->text->decls;
	int ret = 0;

	for (size_t i = 0; i < d->nr; i++)
		if (!d->list[i].droppable)
			need(w, i);
	while (w->nr_todo && !ret)
		ret = take_words(w, &d->list[w->todo[--w->nr_todo]]);
	return ret;
}

int kmend_ctext_used(char *text, size_t size, kmend_found_fn *found, void *ctx)
{
	struct ctext t = { 0 };
	struct walk w = { .text = &t, .found = found, .ctx = ctx };
	int ret = take_directives(text, size, found, ctx);

	if (ret)
		return ret;
	ret = -1;
	if (cut(&t, text, size)) {
		w.owners = malloc((t.decls.nr_names + 1) * sizeof(*w.owners));
		w.todo = malloc((t.decls.nr + 1) * sizeof(*w.todo));
	}
	if (w.owners && w.todo) {
		for (size_t i = 0; i < t.decls.nr; i++)
			for (size_t n = 0; n < t.decls.list[i].nr_names; n++) {
				size_t name = t.decls.list[i].first_name + n;

				w.owners[name] = (struct owner){ t.decls.names[name], i };
			}
		qsort(w.owners, t.decls.nr_names, sizeof(*w.owners), compare_owners);
		ret = walk(&w);
	}
	free(w.owners);
	free(w.todo);
	free_text(&t);
	return ret;
}
