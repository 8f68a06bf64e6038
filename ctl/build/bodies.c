// SPDX-License-Identifier: GPL-2.0
/*
 * A member's name stands in front of what ends or measures it ("int a, *b[2], c:3;"), an enumerator behind a brace
 * or a comma. What is in parentheses or brackets, or tells a width, is an expression, and its words are uses.
 */
#include "bodies.h"

#include <ctype.h>
#include <string.h>

enum { DEPTH_MAX = 32 };

struct scan {
	char inside[DEPTH_MAX];	/* of what: 's'tructure, 'e'numeration, e'x'pression */
	int depth;
	bool enum_next;		/* the next brace is that of an enumeration */
	bool width;		/* behind a colon */
	bool unclear;		/* from here on all is a use */
	char before;		/* the last character that is no white space */
	struct kmend_word word;	/* the last word */
};

static void open_bracket(struct scan *s, char sign)
{
	bool expression = sign != '{' || (s->depth && s->inside[s->depth - 1] != 's');

	if (s->depth == DEPTH_MAX) {
		s->unclear = true;
		return;
	}
	s->inside[s->depth++] = expression ? 'x' : s->enum_next ? 'e' : 's';
	s->enum_next = false;
	s->width = false;
}

/* What stands between two words. A quote may hide any bracket. */
static void see_signs(struct scan *s, const char *from, const char *to)
{
	for (; from < to; from++) {
		char c = *from;

		if (isspace((unsigned char)c))
			continue;
		s->before = c;
		s->unclear |= c == '"' || c == '\'';
		if (strchr("({[", c)) {
			open_bracket(s, c);
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

static bool is_name(const struct scan *s, const char *behind, const char *end)
{
	char inside = s->depth ? s->inside[s->depth - 1] : 'x';

	while (behind < end && isspace((unsigned char)*behind))
		behind++;
	if (s->unclear || behind == end)
		return false;
	if (inside == 'e')
		return strchr("{,", s->before) && strchr(",=}", *behind);
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
		s.before = 'w';
		s.word = word;
		from = at;
	}
	return ret;
}
