// SPDX-License-Identifier: GPL-2.0
#include "ints.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>


/* What a word says of an integer type; bits, or what changes them. */
static const struct {
	const char *word;
	unsigned int bits;
	bool is_unsigned, whole;
} words[] = {
	{ "u8", 8, true, true }, { "u16", 16, true, true }, { "u32", 32, true, true }, { "u64", 64, true, true },
	{ "s8", 8, false, true }, { "s16", 16, false, true }, { "s32", 32, false, true }, { "s64", 64, false, true },
	{ "__u8", 8, true, true }, { "__u16", 16, true, true }, { "__u32", 32, true, true },
	{ "__u64", 64, true, true }, { "__s8", 8, false, true }, { "__s16", 16, false, true },
	{ "__s32", 32, false, true }, { "__s64", 64, false, true },
	{ "unsigned", 0, true, false }, { "signed", 0, false, false }, { "int", 0, false, false },
	{ "short", 16, false, false }, { "long", 64, false, false },
};

/* A piece of text: an integer type, a word or a character. */
struct token {
	const char *at;
	size_t size;
	unsigned int bits;	/* 0: no integer type */
	bool is_unsigned;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static struct token token_at(const char *at, const char *end)
{
	struct token t = { .at = at, .size = 1 };

	while (is_word(*at) && at + t.size < end && is_word(at[t.size]))
		t.size++;
	return t;
}

static int find(struct token t)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i].word) == t.size && !memcmp(words[i].word, t.at, t.size))
			return (int)i;
	return -1;
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && isspace((unsigned char)*at))
		at++;
	return at;
}

/* The next, which @at is moved behind; false: there is none. */
static bool next(const char **at, const char *end, struct token *t)
{
	int i;

	*at = skip_blanks(*at, end);
	if (*at == end)
		return false;
	*t = token_at(*at, end);
	*at += t->size;
	i = find(*t);
	if (i < 0)
		return true;
	t->bits = words[i].bits ? words[i].bits : 32;
	t->is_unsigned = words[i].is_unsigned;
	/* "long unsigned int": the rest of it. */
	while (!words[i].whole) {
		const char *more = skip_blanks(*at, end);
		struct token w;
		int j;

		if (more == end)
			break;
		w = token_at(more, end);
		j = find(w);
		if (j < 0 || words[j].whole)
			break;
		if (words[j].bits)
			t->bits = words[j].bits;
		t->is_unsigned |= words[j].is_unsigned;
		*at = more + w.size;
	}
	return true;
}

bool kmend_ints_same(const char *a, const char *a_end, const char *b, const char *b_end)
{
	for (;;) {
		struct token x, y;
		bool more = next(&a, a_end, &x);

		if (more != next(&b, b_end, &y))
			return false;
		if (!more)
			return true;
		if (x.bits != y.bits)
			return false;
		if (x.bits ? x.is_unsigned != y.is_unsigned : x.size != y.size || memcmp(x.at, y.at, x.size))
			return false;
	}
}
