// SPDX-License-Identifier: GPL-2.0
/*
 * A member's name stands in front of what ends or measures it ("int a, *b[2], c:3;"), or is that of a pointer to a
 * function ("int *(*d)(int);"), an enumerator behind a brace or a comma. What else is in parentheses or brackets, or
 * tells a width, is an expression, and its words are uses.
 */
#include "bodies.h"

#include <ctype.h>
#include <string.h>

enum { DEPTH_MAX = 32 };

struct scan {
	char inside[DEPTH_MAX];	/* of what: 's'tructure, 'e'numeration, 'p'ointer to a function, e'x'pression */
	int depth;
	bool enum_next;		/* the next brace is that of an enumeration */
	bool width;		/* behind a colon */
	bool unclear;		/* from here on all is a use */
	char before;		/* the last character that is no white space */
	struct kmend_word word;	/* the last word */
};

/* "typeof(*x)" and its like; in doubt it is. */
static bool takes_expression(struct kmend_word w)
{
	static const char *const parts[] = { "typeof", "sizeof", "align", "attribute", "assert", "builtin", "Atomic", "asm" };
	char text[32];

	if (w.size >= sizeof(text))
		return true;
	memcpy(text, w.at, w.size);
	text[w.size] = '\0';
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (strstr(text, parts[i]))
			return true;
	return false;
}

/* @before: the sign before it, or 'w' for a word */
static void open_bracket(struct scan *s, char sign, char before)
{
	bool in_structure = s->depth && s->inside[s->depth - 1] == 's';
	char kind = 'x';

	if (sign == '{' && (in_structure || !s->depth))
		kind = s->enum_next ? 'e' : 's';
	else if (sign == '(' && in_structure && !s->width &&
		 (before == '*' || (before == 'w' && !takes_expression(s->word))))
		kind = 'p';
	if (s->depth == DEPTH_MAX) {
		s->unclear = true;
		return;
	}
	s->inside[s->depth++] = kind;
	s->enum_next = false;
	/* "a : (2) * N" goes on behind it. */
	if (kind != 'x')
		s->width = false;
}

/* What stands between two words. A quote may hide any bracket. */
static void see_signs(struct scan *s, const char *from, const char *to)
{
	for (; from < to; from++) {
		char c = *from, before = s->before;

		if (isspace((unsigned char)c))
			continue;
		s->before = c;
		s->unclear |= c == '"' || c == '\'';
		if (strchr("({[", c)) {
			open_bracket(s, c, before);
		} else if (strchr(")}]", c)) {
			s->unclear |= !s->depth;
			s->depth -= s->depth > 0;
			s->enum_next = false;
		} else if (s->depth && s->inside[s->depth - 1] == 's') {
			s->width = c == ':' || (s->width && c != ';' && c != ',');
			s->enum_next &= c != ';';
		}
	}
}

static bool is_kind(struct kmend_word w)
{
	return kmend_word_is(w, "struct") || kmend_word_is(w, "union") || kmend_word_is(w, "enum");
}

/* ")(" */
static bool ends_pointer(const char *at, const char *end)
{
	if (*at != ')')
		return false;
	at = kmend_skip_blanks(at + 1, end);
	return at < end && *at == '(';
}

static bool is_name(const struct scan *s, const char *behind, const char *end)
{
	char inside = s->depth ? s->inside[s->depth - 1] : 'x';

	behind = kmend_skip_blanks(behind, end);
	if (s->unclear || behind == end)
		return false;
	if (inside == 'e')
		return strchr("{,", s->before) && strchr(",=}", *behind);
	if (inside == 'p')
		return s->before == '*' && ends_pointer(behind, end);
	if (inside != 's' || s->width || !strchr(";,:[", *behind))
		return false;
	return s->before == 'w' ? !is_kind(s->word) : strchr("*},", s->before) != NULL;
}

int kmend_body_words(const struct kmend_decl *decl, kmend_found_fn *found, void *ctx)
{
	const char *at = decl->text, *end = at + decl->size, *from = at;
	struct scan s = { .before = ';' };
	struct kmend_word word;
	int ret = 0;

	while (!ret && kmend_word_next(&at, end, &word)) {
		see_signs(&s, from, word.at);
		ret = found(ctx, word, is_name(&s, at, end));
		s.enum_next |= kmend_word_is(word, "enum");
		/* Its name comes first. */
		if (s.depth && s.inside[s.depth - 1] == 'p')
			s.inside[s.depth - 1] = 'x';
		s.before = 'w';
		s.word = word;
		from = at;
	}
	return ret;
}
