// SPDX-License-Identifier: GPL-2.0
/*
 * A member that is laid over another, or comes into a hole, changes the checksum of every symbol whose type leads to the
 * structure. Who was built before knows nothing of it, and finds all that it knows as it was. So the
 * checksums are worth a comparison only with the old definition of such a structure. (Whether
 * new code may use the new member of old objects is another question: layouts.c.) So it is with a function that is
 * declared with another integer type of the same size and sign (ints.c), and with a member that is the same integer. If
 * an enumeration stood there, its constants must still be called by their names, with their values.
 *
 * A structure that the source did not know before, of which it had only pointers perhaps, changes checksums, too: an
 * include more is enough. It is no change of the structure. Should the patch change that as well, then the sources that
 * knew it before tell. Nor is it one of a function that no header declares any more: genksyms takes the first
 * declaration for its type, and that is the definition then, with whatever attributes stand there.
 *
 * And so it is with functions that the kernel keeps as they are while the patch brings others of their name (leave.h):
 * whether nothing but their own declarations changes shows when these are put back.
 */
#include "kept.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cdecl.h"
#include "fields.h"
#include "heads.h"
#include "ints.h"
#include "members.h"
#include "types.h"

struct side {
	char *text;		/* without lines of the preprocessor */
	struct kmend_decls decls;
	uint64_t *hashes;	/* of @decls, in order */
	bool *leaves;		/* by declaration: an enumeration whose constants a structure gets back, or a new structure */
	bool typed;		/* @types are known */
	struct kmend_types types;
};

static int compare_hashes(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Is there one with this very text? */
static bool has(const struct side *side, const struct kmend_decl *d)
{
	uint64_t hash = kmend_decl_hash(d);

	return bsearch(&hash, side->hashes, side->decls.nr, sizeof(*side->hashes), compare_hashes);
}

/* The definition before the change, which is another; NULL: there is none. */
static const struct kmend_decl *before(const struct kmend_decls *pre, const struct kmend_decls *post,
				       const struct kmend_decl *d)
{
	const struct kmend_decl *found = NULL;

	for (size_t i = 0; i < pre->nr; i++) {
		const struct kmend_decl *other = &pre->list[i];

		if (kmend_decl_is_structure(other) &&
		    kmend_word_same(pre->names[other->first_name], post->names[d->first_name]))
			found = other;
	}
	return found;
}

/* The next "enum NAME { ... }" from @at on: @open and @close, its braces, are set, and @tag, which is empty without a name. */
static bool next_enum(const char *at, const char *end, const char **open, const char **close, struct kmend_word *tag)
{
	struct kmend_word w;

	while (kmend_word_next(&at, end, &w)) {
		const char *p = at;

		if (!kmend_word_is(w, "enum"))
			continue;
		*tag = (struct kmend_word){ 0 };
		p += strspn(p, " \t\n");
		if (p < end && *p != '{' && kmend_word_next(&p, end, tag))
			p += strspn(p, " \t\n");
		*open = p;
		*close = p < end && *p == '{' ? memchr(p, '}', (size_t)(end - p)) : NULL;
		if (*close)
			return true;
	}
	return false;
}

/* The end without a last comma. */
static const char *last_of(const char *open, const char *close)
{
	while (close > open + 1 && strchr(" \t\n,", close[-1]))
		close--;
	return close;
}

/* Does the text define an enumeration with a body that is word for word that one, and, if it has one, its name? */
static bool defines(const char *text, const char *end, const char *open, const char *close, struct kmend_word tag)
{
	const char *o, *c;
	struct kmend_word t;

	for (; next_enum(text, end, &o, &c, &t); text = c)
		if (kmend_ints_same(open, last_of(open, close), o, last_of(o, c)) &&
		    (!tag.size || kmend_word_same(tag, t)))
			return true;
	return false;
}

/* Values are told by numbers and by the order only. */
static bool is_plain(const char *open, const char *close)
{
	const char *at = open;
	struct kmend_word w;

	if (memchr(open, '\'', (size_t)(close - open)) || memchr(open, '"', (size_t)(close - open)))
		return false;
	while (kmend_word_next(&at, close, &w)) {
		const char *before = w.at - 1;

		while (before > open && strchr(" \t\n", *before))
			before--;
		if (*before != ',' && *before != '{' && !strchr("0123456789", *w.at))
			return false;
	}
	return true;
}

/* Does all that the one structure defines have the other, too, or else, of what has no name, an enumeration beside it? */
static bool constants_in(const struct kmend_decl *from, const struct kmend_decl *to, struct side *beside)
{
	const char *at = from->text, *end = at + from->size, *open, *close;
	struct kmend_word tag;

	for (; next_enum(at, end, &open, &close, &tag); at = close) {
		bool found = defines(to->text, to->text + to->size, open, close, tag);

		for (size_t i = 0; beside && !tag.size && i < beside->decls.nr && !found; i++) {
			const struct kmend_decl *d = &beside->decls.list[i];

			found = !strncmp(d->text, "enum", 4) && defines(d->text, d->text + d->size, open, close, tag) &&
				is_plain(open, close);
			beside->leaves[i] |= found;
		}
		if (!found)
			return false;
	}
	return true;
}

/* Return: 1: that one stands in its place; 0: it stays; -1: no memory. */
static int is_kept(const struct side *a, struct side *b, const struct kmend_decl *pre,
		   const struct kmend_decl *post)
{
	struct kmend_declared_type type;
	int ret = a->typed && b->typed ? kmend_fields_compare(pre, post, &type) : 0;

	if (ret > 0) {
		ret = kmend_members_stay(&type, &a->types, &b->types) &&
		      (!type.nr_constants || (constants_in(pre, post, b) && constants_in(post, pre, NULL)));
		kmend_declared_type_free(&type);
	}
	return ret;
}

/* A function that was declared with other types that are the same to who calls it; NULL: there is none. */
static const struct kmend_decl *same_call(const struct side *a, const struct kmend_decl *d)
{
	const char *end = kmend_head_end(d);

	if (!end)
		return NULL;
	for (size_t i = 0; i < a->decls.nr; i++) {
		const struct kmend_decl *pre = &a->decls.list[i];
		const char *pre_end = kmend_head_end(pre);

		if (!pre_end || !kmend_ints_same(pre->text, pre_end, d->text, end))
			continue;
		/* Only the body may be another. */
		return pre_end - pre->text != end - d->text ||
			       memcmp(pre->text, d->text, (size_t)(end - d->text)) ? pre : NULL;
	}
	return NULL;
}

/* How a function that is left as it is was declared before, or defined if @d defines it; NULL: it is none of them. */
static const struct kmend_decl *left_head(const struct side *a, const struct kmend_decl *d, const struct kmend_names *left)
{
	const struct kmend_decl *found = NULL;

	for (size_t n = 0; n < left->nr; n++) {
		if (!kmend_head_is_of(d, left->names[n]))
			continue;
		for (size_t i = 0; i < a->decls.nr; i++)
			if (kmend_head_is_of(&a->decls.list[i], left->names[n]) &&
			    kmend_head_has_body(&a->decls.list[i]) == kmend_head_has_body(d))
				found = &a->decls.list[i];
	}
	return found;
}

/* The definition of a function that is declared nowhere else; NULL: there is none, or it is. */
static const struct kmend_decl *only_defined(const struct kmend_decls *decls, const char *name)
{
	const struct kmend_decl *found = NULL;

	for (size_t i = 0; i < decls->nr; i++) {
		if (!kmend_head_is_of(&decls->list[i], name))
			continue;
		if (!kmend_head_has_body(&decls->list[i]))
			return NULL;
		found = &decls->list[i];
	}
	return found;
}

/*
 * Functions that stay as they are, but lose their declaration: it comes @first, by definition.
 * Return: how many, or -1 without memory.
 */
static int find_first(const struct side *a, const struct side *b, const struct kmend_decl **first)
{
	int nr = 0;

	for (size_t i = 0; i < a->decls.nr; i++) {
		const struct kmend_decl *pre = &a->decls.list[i], *d;
		const struct kmend_word *word = &a->decls.names[pre->first_name];
		char *name;

		if (pre->nr_names != 1 || has(b, pre) || !kmend_head_end(pre) || kmend_head_has_body(pre))
			continue;
		name = strndup(word->at, word->size);
		if (!name)
			return -1;
		d = kmend_head_is_of(pre, name) ? only_defined(&b->decls, name) : NULL;
		free(name);
		if (!d || !has(a, d))
			continue;
		first[d - b->decls.list] = pre;
		nr++;
	}
	return nr;
}

/* Finds what stands instead of each declaration; NULL: itself, unless it leaves. Return: how many, or -1 without memory. */
static int find_instead(const struct side *a, struct side *b, const struct kmend_names *left,
			const struct kmend_decl **instead)
{
	int nr = 0;

	for (size_t i = 0; i < b->decls.nr; i++) {
		const struct kmend_decl *d = &b->decls.list[i], *pre;
		bool structure = kmend_decl_is_structure(d);
		int kept;

		if (has(a, d))
			continue;
		pre = structure ? before(&a->decls, &b->decls, d) : same_call(a, d);
		if (!structure && !pre)
			pre = left_head(a, d, left);
		if (structure && !pre) {
			b->leaves[i] = true;
			nr++;
			continue;
		}
		kept = pre && structure ? is_kept(a, b, pre, d) : !!pre;
		if (kept < 0)
			return -1;
		if (kept)
			instead[i] = pre;
		nr += kept;
	}
	return nr;
}

/*
 * genksyms asks the preprocessor's lines which file a definition is of: so they stay. It writes an enumerator
 * that it knows in another way: so what took a structure's constants goes, if it was not there before.
 */
static void put(FILE *f, const struct side *a, const struct side *b, const struct kmend_decl **instead,
		const struct kmend_decl **first, const char *text)
{
	const char *at = text;

	for (size_t i = 0; i < b->decls.nr; i++) {
		const struct kmend_decl *d = &b->decls.list[i], *pre = instead[i];
		const char *place = text + (d->text - b->text);
		bool whole = !pre || kmend_decl_is_structure(d);

		if (!first[i] && !pre && (!b->leaves[i] || has(a, d)))
			continue;
		fwrite(at, 1, (size_t)(place - at), f);
		at = place;
		if (first[i]) {
			fwrite(first[i]->text, 1, first[i]->size, f);
			fputc('\n', f);
			continue;
		}
		if (pre)
			fwrite(pre->text, 1, whole ? pre->size : (size_t)(kmend_head_end(pre) - pre->text), f);
		at = place + (whole ? d->size : (size_t)(kmend_head_end(d) - d->text));
	}
	fputs(at, f);
}

static int no_memory(struct kmend_err *err)
{
	return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
}

static int read_side(struct side *side, const struct kmend_kept_source *source, struct kmend_err *err)
{
	side->text = strdup(source->text);
	if (!side->text)
		return no_memory(err);
	kmend_lines_blank(side->text);
	if (!kmend_decls_cut(&side->decls, side->text, strlen(side->text), false))
		return no_memory(err);
	side->hashes = calloc(side->decls.nr + 1, sizeof(*side->hashes));
	side->leaves = calloc(side->decls.nr + 1, sizeof(*side->leaves));
	if (!side->hashes || !side->leaves)
		return no_memory(err);
	for (size_t i = 0; i < side->decls.nr; i++)
		side->hashes[i] = kmend_decl_hash(&side->decls.list[i]);
	qsort(side->hashes, side->decls.nr, sizeof(*side->hashes), compare_hashes);
	side->typed = source->object;
	return side->typed ? kmend_types_read(source->object, &side->types, err) : 0;
}

int kmend_kept_text(const struct kmend_kept_source *pre, const struct kmend_kept_source *post,
		    const struct kmend_names *left, char **text, struct kmend_err *err)
{
	struct side a = { 0 }, b = { 0 };
	size_t size;
	int ret;

	*text = NULL;
	ret = read_side(&a, pre, err) || read_side(&b, post, err) ? -1 : 0;
	if (!ret) {
		const struct kmend_decl **instead = calloc(b.decls.nr + 1, sizeof(*instead));
		const struct kmend_decl **first = calloc(b.decls.nr + 1, sizeof(*first));
		FILE *f = open_memstream(text, &size);
		int lost = instead && first && f ? find_first(&a, &b, first) : -1;

		ret = lost < 0 ? -1 : find_instead(&a, &b, left, instead);
		if (ret >= 0) {
			put(f, &a, &b, instead, first, post->text);
			ret += lost;
		}
		if (!f || fclose(f) || ret < 0)
			ret = no_memory(err);
		free(instead);
		free(first);
	}
	kmend_decls_free(&a.decls);
	kmend_decls_free(&b.decls);
	kmend_types_free(&a.types);
	kmend_types_free(&b.types);
	free(a.hashes);
	free(b.hashes);
	free(a.leaves);
	free(b.leaves);
	free(a.text);
	free(b.text);
	return ret;
}
