// SPDX-License-Identifier: GPL-2.0
/* No parser of C: what it does not follow it calls unclear. */
#include "scan.h"

#include <string.h>

static void see_open(struct kmend_scan *s, char sign, struct kmend_word word)
{
	if (s->depth == KMEND_SCAN_DEPTH) {
		s->unclear = true;
		return;
	}
	s->sign[s->depth] = sign;
	s->type[s->depth] = sign == '{' && s->tagged[s->depth];
	s->open[s->depth++] = sign == '(' ? word : (struct kmend_word){ 0 };
	s->tagged[s->depth] = false;
}

static void see_close(struct kmend_scan *s, char sign)
{
	if (!s->depth || s->sign[s->depth - 1] != (sign == ')' ? '(' : '{')) {
		s->unclear = true;
		return;
	}
	s->depth--;
	if (sign == '}')
		s->tagged[s->depth] = false;
}

/* Signs between two words; @word stands before the first of them, if nothing else does. */
static void see_signs(struct kmend_scan *s, const char *from, const char *to, struct kmend_word word)
{
	for (const char *at = from; at < to; at++) {
		if (*at == '"' || *at == '\'')
			at = kmend_literal_end(at, to) - 1;
		else if (*at == '(' || *at == '{')
			see_open(s, *at, word);
		else if (*at == ')' || *at == '}')
			see_close(s, *at);
		else if (*at == ';')
			s->tagged[s->depth] = false;
		if (!strchr(" \t\n", *at))
			word = (struct kmend_word){ 0 };
	}
}

struct kmend_scan kmend_scan_begin(const char *text, size_t size)
{
	return (struct kmend_scan){ .text = text, .at = text, .end = text + size };
}

bool kmend_scan_next(struct kmend_scan *s)
{
	const char *from = s->at;
	bool any;

	if (s->word.size) {
		memmove(s->before + 1, s->before, sizeof(s->before) - sizeof(*s->before));
		s->before[0] = s->word;
	}
	any = kmend_word_next(&s->at, s->end, &s->word);
	see_signs(s, from, s->word.at, s->before[0]);
	s->tagged[s->depth] |= kmend_word_is(s->word, "struct") || kmend_word_is(s->word, "union");
	return any;
}

const char *kmend_scan_skip(const char *at)
{
	return at + strspn(at, " \t\n");
}

const char *kmend_scan_back(const char *from, const char *at)
{
	while (at > from && strchr(" \t\n", at[-1]))
		at--;
	return at > from ? at - 1 : NULL;
}

bool kmend_scan_is_member(const char *from, struct kmend_word w)
{
	const char *at = kmend_scan_back(from, w.at);

	return at && (*at == '.' || (*at == '>' && at > from && at[-1] == '-'));
}
