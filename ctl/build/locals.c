// SPDX-License-Identifier: GPL-2.0
/*
 * DOC: What the text must be like
 *
 * All objects of a structure are variables of functions if none is a variable of the file or a static one, none is in another
 * structure, and none is made of untyped memory. The last is so if no pointer to one is made of another pointer. That takes a
 * cast, or types that only claim to be: a union, a "void **" that leads to the pointer, a function that is called as if
 * it took something else. (Or no cast at all, for a "void *", of which gcc tells.)
 *
 * So "struct T" may only stand
 * - where it is defined, at file level and with nothing else declared there;
 * - with a "*" and a name: as a function's parameter or result, or a variable of a function;
 * - with a name, as a variable of a function that is not static, alone in its declaration.
 * There is no cast to it then, no sizeof, no typedef. What names a type by a variable (typeof), or makes a value of nothing (asm), must not have
 * a variable in it that is one or points to one, but for a member of it. None is given to a function with "mem" or "copy" in its name. The address of a pointer to one must not be taken, nor that of a function that takes or
 * returns one.
 *
 * What is not certain stands against it.
 */
#include "locals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan.h"

/* Names, which point into the text. */
struct words {
	struct kmend_word *list;
	size_t nr;
};

struct look {
	const char *tag;
	struct kmend_decls decls;
	struct words functions;		/* which take or return a pointer to one */
	struct words objects, pointers;	/* of the function that is looked at */
	bool defined;
	bool memory;
	const char *against;
	struct kmend_word at;		/* where */
};

static void add(struct look *l, struct words *words, struct kmend_word w)
{
	struct kmend_word *more = realloc(words->list, (words->nr + 1) * sizeof(*more));

	l->memory &= !!more;
	if (!more)
		return;
	words->list = more;
	more[words->nr++] = w;
}

static bool among(const struct words *words, struct kmend_word w)
{
	for (size_t i = 0; i < words->nr; i++)
		if (kmend_word_same(words->list[i], w))
			return true;
	return false;
}

static void refuse(struct look *l, const char *against, struct kmend_word at)
{
	if (l->against)
		return;
	l->against = against;
	l->at = at;
}

/* The last sign before @at, which is not at the begin of the text @from. */
static const char *before(const char *from, const char *at)
{
	at = kmend_scan_back(from, at);
	return at ? at : from;
}

/* Does a declaration define a function? Its parameters stand right before the body, and what else ends with a bracket there is an attribute of a type. */
static bool is_function(const struct kmend_decl *d)
{
	const char *body = memchr(d->text, '{', d->size), *at, *end;
	int depth = 0;

	if (!body || memchr(d->text, '=', (size_t)(body - d->text)) || !strncmp(d->text, "typedef", 7))
		return false;
	at = before(d->text, body);
	if (*at != ')')
		return false;
	while (at > d->text && (depth += (*at == ')') - (*at == '(')))
		at--;
	end = at = before(d->text, at);
	while (at > d->text && kmend_is_word(at[-1]))
		at--;
	return kmend_is_word(*end) && !memmem(at, (size_t)(end + 1 - at), "attribute", 9);
}

/* Does the declaration of a variable begin with the structure? */
static bool begins_statement(const struct kmend_scan *s, const char *from)
{
	const char *at = s->before[0].at;

	if (kmend_word_is(s->before[1], "const") && *before(from, at) == 't')
		at = s->before[1].at;
	at = before(from, at);
	return *at == '{' || *at == '}' || *at == ';';
}

/* Where what is declared at @at ends: a semicolon, a comma, or the end of what surrounds it. */
static const char *declarator_end(const char *at, const char *end)
{
	int depth = 0;

	for (; at < end; at++) {
		if (*at == '"' || *at == '\'')
			at = kmend_literal_end(at, end) - 1;
		else if (strchr("({[", *at))
			depth++;
		else if (strchr(")}]", *at) && !depth--)
			break;
		else if (!depth && (*at == ',' || *at == ';'))
			break;
	}
	return at;
}

/* In a function's body, and not in a type that is defined there. */
static bool is_in_body(const struct kmend_scan *s, bool body)
{
	for (int i = 1; i < s->depth; i++)
		body &= !s->type[i];
	return body && s->depth && s->sign[0] == '{';
}

static void see_definition(struct look *l, const struct kmend_scan *s, const struct kmend_decl *d)
{
	const char *last = d->text + d->size;

	if (last > d->text && last[-1] == ';')
		last = before(d->text, last - 1);
	if (l->defined || s->depth || *last != '}' || s->before[0].at != d->text)
		refuse(l, "is defined in an unusual way", s->word);
	l->defined = true;
}

static void see_pointer(struct look *l, const struct kmend_scan *s, const struct kmend_decl *d, bool body)
{
	const char *at = kmend_scan_skip(kmend_scan_skip(s->at) + 1), *end = d->text + d->size;
	struct kmend_word name = { 0 };

	if (kmend_is_word(*at))
		kmend_word_next(&at, end, &name);
	at = kmend_scan_skip(at);
	if (!name.size || kmend_word_is(name, "const") || kmend_word_is(name, "volatile") || *at == '[') {
		refuse(l, "is cast to, or there are other pointers to it than plain ones", s->word);
	} else if (!strncmp(d->text, "typedef", 7)) {
		refuse(l, "has another name", s->word);
	} else if (!s->depth || s->sign[0] == '(') {
		struct kmend_word function = s->depth ? s->open[0] : *at == '(' ? name : (struct kmend_word){ 0 };

		if (!function.size)
			refuse(l, "has a pointer to it outside of functions", s->word);
		add(l, &l->functions, function);
		if (s->depth)
			add(l, &l->pointers, name);
	} else if (!is_in_body(s, body)) {
		refuse(l, "has a pointer to it in a structure", s->word);
	} else if (s->sign[s->depth - 1] == '{' && (!begins_statement(s, d->text) || *declarator_end(at, end) != ';')) {
		refuse(l, "has a pointer to it that is static or declared with others", s->word);
	} else {
		add(l, &l->pointers, name);
	}
}

/* What may stand behind a type and before a name. */
static bool is_specifier(struct kmend_word w)
{
	static const char *const words[] = { "static", "extern", "register", "typedef", "const", "volatile", "_Atomic" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (kmend_word_is(w, words[i]))
			return true;
	return false;
}

static void see_object(struct look *l, const struct kmend_scan *s, const struct kmend_decl *d, bool body)
{
	const char *at = s->at, *end = d->text + d->size;
	struct kmend_word name;

	kmend_word_next(&at, end, &name);
	if (is_specifier(name) || !is_in_body(s, body) || s->sign[s->depth - 1] != '{' || !begins_statement(s, d->text) || *declarator_end(at, end) != ';' ||
	    *kmend_scan_skip(at) == '(')
		refuse(l, "is not only a function's own variable, declared alone", s->word);
	add(l, &l->objects, name);
}

/* All mentions in a declaration; variables of a function are in @objects and @pointers then. */
static void see_mentions(struct look *l, const struct kmend_decl *d)
{
	struct kmend_scan s = kmend_scan_begin(d->text, d->size);
	bool body = is_function(d), any = false;

	l->objects.nr = l->pointers.nr = 0;
	while (kmend_scan_next(&s)) {
		const char *next = kmend_scan_skip(s.at);

		if (!kmend_word_is(s.word, l->tag))
			continue;
		if (!kmend_word_is(s.before[0], "struct")) {
			/* Behind an attribute; else it is the name of something else. */
			if (s.tagged[s.depth] && *before(d->text, s.word.at) == ')')
				refuse(l, "is written in an unusual way", s.word);
			continue;
		}
		any = true;
		if (kmend_scan_skip(s.before[0].at + s.before[0].size) != s.word.at)
			refuse(l, "is written in an unusual way", s.word);
		else if (*next == '{')
			see_definition(l, &s, d);
		else if (*next == '*')
			see_pointer(l, &s, d, body);
		else if (kmend_is_word(*next))
			see_object(l, &s, d, body);
		else if (*next != ';' || s.depth || s.before[0].at != d->text)
			refuse(l, "is cast to, measured, or named without a variable", s.word);
	}
	if (any && s.unclear)
		refuse(l, "stands in text that is not understood", s.word);
}

static bool has_to_do(const struct look *l, const struct kmend_decl *d)
{
	const char *at = d->text;
	struct kmend_word w;

	while (kmend_word_next(&at, d->text + d->size, &w))
		if (kmend_word_is(w, l->tag) || among(&l->functions, w))
			return true;
	return false;
}

static bool names_type(struct kmend_word w)
{
	static const char *const words[] = {
		"sizeof", "typeof", "__typeof__", "__typeof", "_Alignof", "__alignof__", "_Generic",
		"asm", "__asm__", "__asm", "volatile", "__volatile__", "goto", "inline", "__inline__",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (kmend_word_is(w, words[i]))
			return true;
	return false;
}

/* In what stands for a type, or in assembly. */
static bool is_operand(const struct kmend_scan *s)
{
	for (int i = 0; i < s->depth; i++)
		if (s->sign[i] == '(' && names_type(s->open[i]))
			return true;
	return names_type(s->before[0]);
}

/* Is only a member of it meant? "(p)->a" is what macros make. What comes in square brackets may be all of it. */
static bool has_member(const char *from, struct kmend_word w)
{
	const char *at = kmend_scan_skip(w.at + w.size), *first = w.at;

	for (; *at == ')' && *before(from, first) == '('; at = kmend_scan_skip(at + 1))
		first = before(from, first);
	return *at == '.' || (at[0] == '-' && at[1] == '>');
}

/* Is it given to a function that, by its name, works with bytes? What a copy of them was before is not seen. */
static bool is_copied(const struct kmend_scan *s)
{
	struct kmend_word function = s->depth && s->sign[s->depth - 1] == '(' ? s->open[s->depth - 1] : (struct kmend_word){ 0 };

	return function.size && (memmem(function.at, function.size, "mem", 3) || memmem(function.at, function.size, "copy", 4));
}

static bool is_addressed(const char *from, const char *at)
{
	at = before(from, at);
	while (at > from && *at == '(')
		at = before(from, at);
	return *at == '&' && !(at > from && at[-1] == '&');
}

static void see_uses(struct look *l, const struct kmend_decl *d)
{
	struct kmend_scan s = kmend_scan_begin(d->text, d->size);
	const char *automatic = d->text;	/* up to here, what a variable's type is taken from */

	while (kmend_scan_next(&s)) {
		bool function = among(&l->functions, s.word), pointer = among(&l->pointers, s.word);

		if (kmend_word_is(s.word, "__auto_type"))
			automatic = declarator_end(s.at, s.end);
		if ((!function && !pointer && !among(&l->objects, s.word)) || kmend_scan_is_member(d->text, s.word))
			continue;
		if ((is_operand(&s) || s.word.at < automatic) && (function || !has_member(d->text, s.word)))
			refuse(l, "may be meant by sizeof, typeof or assembly", s.word);
		else if (!function && is_copied(&s) && !has_member(d->text, s.word))
			refuse(l, "may be copied byte by byte", s.word);
		else if (function && *kmend_scan_skip(s.at) != '(')
			refuse(l, "is a parameter or result of a function whose address is taken", s.word);
		else if (pointer && is_addressed(d->text, s.word.at) && !has_member(d->text, s.word))
			refuse(l, "has a pointer to it whose address is taken", s.word);
	}
}

static void free_look(struct look *l)
{
	kmend_decls_free(&l->decls);
	free(l->functions.list);
	free(l->objects.list);
	free(l->pointers.list);
}

bool kmend_locals_check(char *text, const char *tag, char why[KMEND_LOCALS_WHY])
{
	struct look l = { .tag = tag };

	*why = '\0';
	kmend_lines_blank(text);
	l.memory = kmend_decls_cut(&l.decls, text, strlen(text), false);
	for (size_t i = 0; i < l.decls.nr && l.memory; i++)
		see_mentions(&l, &l.decls.list[i]);
	if (l.memory && !l.defined)
		refuse(&l, "is not defined there", (struct kmend_word){ tag, strlen(tag) });
	l.defined = false;
	for (size_t i = 0; i < l.decls.nr && l.memory && !l.against; i++) {
		see_mentions(&l, &l.decls.list[i]);
		see_uses(&l, &l.decls.list[i]);
	}
	if (l.memory && l.against)
		snprintf(why, KMEND_LOCALS_WHY, "struct %.60s %s (%.*s)", tag, l.against, (int)(l.at.size < 40 ? l.at.size : 40),
			 l.at.at);
	free_look(&l);
	return l.memory && !l.against;
}

char *kmend_locals_mark(const char *text, const char *tag)
{
	struct look l = { .tag = tag };
	const char *at = text;
	char *marked = NULL;
	size_t size;
	FILE *f = open_memstream(&marked, &size);

	l.memory = f && kmend_decls_cut(&l.decls, text, strlen(text), false);
	for (size_t i = 0; i < l.decls.nr && l.memory; i++)
		see_mentions(&l, &l.decls.list[i]);
	for (size_t i = 0; i < l.decls.nr && l.memory; i++) {
		const struct kmend_decl *d = &l.decls.list[i];

		if (!has_to_do(&l, d))
			continue;
		fwrite(at, 1, (size_t)(d->text - at), f);
		fputs("\n#pragma GCC diagnostic warning \"-Wc++-compat\"\n", f);
		fwrite(d->text, 1, d->size, f);
		fputs("\n#pragma GCC diagnostic ignored \"-Wc++-compat\"\n", f);
		at = d->text + d->size;
	}
	if (f) {
		fputs(at, f);
		l.memory &= !fclose(f);
	}
	free_look(&l);
	if (l.memory)
		return marked;
	free(marked);
	return NULL;
}
