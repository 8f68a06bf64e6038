// SPDX-License-Identifier: GPL-2.0
/*
 * DOC: Why a source that names no changed member is not affected
 *
 * A structure like struct dst_entry is reached from everywhere through pointers, and nearly all that
 * see its name never look inside. Let each member that stays have its place, its size
 * and, word for word, its declaration, and let the structure have its size: then the old code of a
 * source works on the same bits in the same way as the new code would, whether it follows
 * a pointer, copies, embeds or measures the structure, unless it names a member that
 * went or is declared in another way. One that came, and is not another name for the bits of one that was there, concerns all
 * that come to the structure: it may be where they put something else, or nothing. A member that is still the same integer, at its place and of its size and sign, or
 * still a pointer there, such as one to a function that gets another parameter, need only be looked for where it is used; for others, that the structure has them may count, as where one is initialised
 * without their names. Places and sizes are those that a compiler finds in one source, and
 * hold for all: a definition whose conditions, inside or around it, ask for more than the kernel's config, or that changes in what
 * aligns it, is not dealt with here, nor one with structures inside that have a name. members.c looks at the places.
 */
#include "fields.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* What ends with a semicolon or a brace; NULL after the other definition was found to have it, too. */
struct parts {
	char **list;
	size_t nr;
};

/* One blank for white space between words, none elsewhere. */
static char *squeeze(const char *from, const char *to)
{
	char *text = malloc((size_t)(to - from) + 1), *out = text;

	if (!text)
		return NULL;
	for (; from < to; from++) {
		if (!isspace((unsigned char)*from))
			*out++ = *from;
		else if (out > text && out[-1] != ' ')
			*out++ = ' ';
	}
	while (out > text && out[-1] == ' ')
		out--;
	*out = '\0';
	return text;
}

/* @to: what ends it. */
static int add_part(struct parts *parts, const char *from, const char *to)
{
	char *text = squeeze(from, to);
	char **more;

	if (!text)
		return -1;
	/* Where it begins, the places of what is in it tell. */
	if (!*text || !strcmp(text, "union") || !strcmp(text, "struct")) {
		free(text);
		return 1;
	}
	/* A definition without a member. */
	if (*to == '{') {
		free(text);
		return 0;
	}
	more = realloc(parts->list, (parts->nr + 1) * sizeof(*more));
	if (!more) {
		free(text);
		return -1;
	}
	parts->list = more;
	more[parts->nr++] = text;
	return 1;
}

static void free_parts(struct parts *parts)
{
	for (size_t i = 0; i < parts->nr; i++)
		free(parts->list[i]);
	free(parts->list);
}

/* What is defined is no member, and declared.c looks at it by itself. */
bool kmend_asks_config(const char *from, const char *to)
{
	static const char *const fine[] = { "if", "ifdef", "ifndef", "elif", "else", "endif", "defined", "IS_ENABLED",
					    "IS_BUILTIN", "IS_MODULE", "BITS_PER_LONG", "32", "64", "__KERNEL__",
					    "__ASSEMBLY__" };
	const char *first = from;
	struct kmend_word w;

	if (kmend_word_next(&first, to, &w) && (kmend_word_is(w, "define") || kmend_word_is(w, "undef")))
		return true;
	while (kmend_word_next(&from, to, &w)) {
		bool known = w.size > 7 && !memcmp(w.at, "CONFIG_", 7);

		for (size_t i = 0; i < sizeof(fine) / sizeof(*fine); i++)
			known |= kmend_word_is(w, fine[i]);
		if (!known)
			return false;
	}
	return true;
}

/* What stands before, between and behind the outer braces. */
static bool find_body(const struct kmend_decl *d, const char **open, const char **close)
{
	const char *at = d->text + d->size;

	*open = memchr(d->text, '{', d->size);
	while (at > d->text && *--at != '}')
		;
	*close = at;
	return *open && *open < *close;
}

/* The end of the quoted line at @at; NULL: it has none, or asks for more than the config. */
static const char *line_end(const char *at, const char *end)
{
	const char *quote = memchr(at + 1, '\'', (size_t)(end - at - 1));

	return quote && kmend_asks_config(at + 1, quote) ? quote : NULL;
}

/* The brace that closes the one at @open; NULL: none does, or a line of the preprocessor asks for more than the config. */
static const char *closing(const char *open, const char *end)
{
	int depth = 0;

	for (const char *at = open; at < end; at++) {
		if (*at == '\'')
			at = line_end(at, end);
		if (!at)
			return NULL;
		depth += *at == '{';
		depth -= *at == '}';
		if (!depth)
			return at;
	}
	return NULL;
}

/* The end of "struct { ... } name", whose members are reached by that name only, or of "enum { ... } name". */
static const char *end_of_named(const char *open, const char *end)
{
	const char *close = closing(open, end);
	const char *next = close ? close + 1 : end;

	next += strspn(next, " \t\n");
	return next < end && *next != ';' ? close : NULL;
}

/* Return: as kmend_fields_compare(). */
static int cut(const char *at, const char *end, struct parts *parts)
{
	const char *from = at, *behind;
	bool closed = false;
	int depth = 0, ret = 1;

	for (; at < end && ret > 0; at++) {
		if (*at == '\'') {
			at = line_end(at, end);
			if (!at)
				return 0;
			continue;
		}
		if (*at == '"')
			return 0;
		behind = *at == '{' && !depth ? end_of_named(at, end) : NULL;
		if (behind) {
			at = behind;
			continue;
		}
		depth += *at == '(' || *at == '[';
		depth -= *at == ')' || *at == ']';
		if (depth || !strchr(";{}", *at))
			continue;
		if (closed && (*at != ';' || from + strspn(from, " \t\n") < at))
			return 0;
		ret = add_part(parts, from, at);
		closed = *at == '}';
		from = at + 1;
	}
	return ret;
}

/* Takes out what both have, and leaves what only one has. */
static void drop_common(struct parts *a, struct parts *b)
{
	for (size_t i = 0; i < a->nr; i++)
		for (size_t j = 0; j < b->nr; j++) {
			if (!b->list[j] || strcmp(a->list[i], b->list[j]))
				continue;
			free(a->list[i]);
			free(b->list[j]);
			a->list[i] = b->list[j] = NULL;
			break;
		}
}

/* Return: as kmend_fields_compare(). */
static int add_words(struct kmend_declared_type *type, const char *part)
{
	const char *end = part + strlen(part), *open = strchr(part, '{'), *close = strchr(part, '}');
	struct kmend_word w;

	/* Of a structure with a name, nothing here looks at the members. */
	if (open && strncmp(part, "enum", 4))
		return 0;
	while (kmend_word_next(&part, end, &w)) {
		bool constant = open && w.at < close && !kmend_word_is(w, "enum");
		bool ok;

		/* A number is nobody's name. */
		if (constant && isdigit((unsigned char)*w.at))
			continue;
		if (constant)
			ok = kmend_name_add(&type->constants, &type->nr_constants, w);
		else
			ok = kmend_name_add(&type->words, &type->nr, w);
		if (!ok)
			return -1;
		if (memmem(w.at, w.size, "align", 5) || memmem(w.at, w.size, "packed", 6))
			return 0;
	}
	return 1;
}

static int add_parts(struct kmend_declared_type *type, const struct parts *parts)
{
	int ret = 1;

	for (size_t i = 0; i < parts->nr && ret > 0; i++)
		if (parts->list[i])
			ret = add_words(type, parts->list[i]);
	return ret;
}

/* "struct NAME"; with something else about it, where the name stands is not clear. */
static bool is_tag(const char *tag)
{
	const char *blank = strchr(tag, ' '), *end = tag + strlen(tag);
	struct kmend_word name;

	return blank && kmend_word_next(&blank, end, &name) && blank == end && name.at[-1] == ' ';
}

static int same_text(const char *a, const char *a_end, const char *b, const char *b_end)
{
	char *x = squeeze(a, a_end), *y = squeeze(b, b_end);
	int ret = x && y ? !strcmp(x, y) : -1;

	free(x);
	free(y);
	return ret;
}

int kmend_fields_compare(const struct kmend_decl *pre, const struct kmend_decl *post,
			 struct kmend_declared_type *type)
{
	const char *open[2], *close[2];
	struct parts a = { 0 }, b = { 0 };
	int ret;

	*type = (struct kmend_declared_type){ 0 };
	if (!find_body(pre, &open[0], &close[0]) || !find_body(post, &open[1], &close[1]))
		return 0;
	ret = same_text(pre->text, open[0], post->text, open[1]);
	if (ret > 0)
		ret = same_text(close[0], pre->text + pre->size, close[1], post->text + post->size);
	if (ret > 0)
		ret = cut(open[0] + 1, close[0], &a);
	if (ret > 0)
		ret = cut(open[1] + 1, close[1], &b);
	if (ret > 0) {
		drop_common(&a, &b);
		type->tag = squeeze(pre->text, open[0]);
		ret = !type->tag ? -1 : is_tag(type->tag) ? add_parts(type, &a) : 0;
	}
	if (ret > 0)
		ret = add_parts(type, &b);
	free_parts(&a);
	free_parts(&b);
	if (ret <= 0)
		kmend_declared_type_free(type);
	return ret;
}

void kmend_declared_type_free(struct kmend_declared_type *type)
{
	kmend_name_list_free(type->words, type->nr);
	kmend_name_list_free(type->constants, type->nr_constants);
	kmend_name_list_free(type->list, type->nr_list);
	kmend_name_list_free(type->named, type->nr_named);
	free(type->tag);
	*type = (struct kmend_declared_type){ 0 };
}
