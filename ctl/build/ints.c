// SPDX-License-Identifier: GPL-2.0
#include "ints.h"

#include <ctype.h>
#include <stddef.h>

#include "cdecl.h"

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
	struct kmend_word text;
	unsigned int bits;	/* 0: no integer type */
	bool is_unsigned;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static struct kmend_word word_at(const char *at, const char *end)
{
	struct kmend_word w = { .at = at, .size = 1 };

	while (is_word(*at) && at + w.size < end && is_word(at[w.size]))
		w.size++;
	return w;
}

static int find(struct kmend_word w)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (kmend_word_is(w, words[i].word))
			return (int)i;
	return -1;
}

/* The next, which @at is moved behind; false: there is none. An integer type may have several words. */
static bool next(const char **at, const char *end, struct token *t)
{
	bool first = true, whole = false;

	*t = (struct token){ 0 };
	for (; !whole; first = false) {
		const char *from = kmend_skip_blanks(*at, end);
		struct kmend_word w;
		int i;

		if (from == end)
			break;
		w = word_at(from, end);
		i = find(w);
		if (!first && (i < 0 || words[i].whole))
			break;
		*at = from + w.size;
		if (first)
			t->text = w;
		if (i < 0)
			return true;
		if (first || words[i].bits)
			t->bits = words[i].bits ? words[i].bits : 32;
		t->is_unsigned |= words[i].is_unsigned;
		whole = words[i].whole;
	}
	return !first;
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
		if (x.bits ? x.is_unsigned != y.is_unsigned : !kmend_word_same(x.text, y.text))
			return false;
	}
}
