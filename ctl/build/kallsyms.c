// SPDX-License-Identifier: GPL-2.0
/*
 * A stripped kernel still carries its own symbol table, compressed: each name
 * is a row of bytes, each byte stands for a token. No header says where the
 * parts lie, but they check each other: 256 offsets must be the ends of 256
 * strings, the markers must be where every 256th name begins, the names must
 * fill the room before the markers, the addresses must ascend.
 */
#include "kallsyms.h"

#include <stdbool.h>
#include <string.h>

#include "bytes.h"

enum {
	TOKENS = 256,
	NAME_MAX_LEN = 512,
	TOKEN_TABLE_MAX = 0x4000,
	NAMES_PER_MARKER = 256,
	/* three bytes each for two million symbols */
	ORDER_MAX = 6 << 20,
};

struct tables {
	const uint8_t *image;
	size_t size;
	size_t token_table;
	size_t token_index;
	size_t markers;
	size_t nr_markers;
	size_t names;
	size_t names_end;
	size_t offsets;
	uint32_t count;
	uint64_t base;
	bool absolute_percpu;
};

static const char *token(const struct tables *t, unsigned int i)
{
	return (const char *)t->image + t->token_table +
	       kmend_get16(t->image + t->token_index + 2 * i);
}

/* Do 256 offsets at @index delimit the strings of a table that has "0" at @zero? */
static bool token_index_fits(struct tables *t, size_t zero, size_t index)
{
	const uint8_t *idx = t->image + index;
	size_t start;

	if (t->size - index < 2 * TOKENS || kmend_get16(idx) != 0 || kmend_get16(idx + 2 * '0') > zero)
		return false;
	start = zero - kmend_get16(idx + 2 * '0');
	for (unsigned int i = 0; i < TOKENS; i++) {
		size_t from = start + kmend_get16(idx + 2 * i);
		size_t to = i + 1 < TOKENS ? start + kmend_get16(idx + 2 * (i + 1)) : index;
		const uint8_t *end;

		if (from >= to || to > index)
			return false;
		end = memchr(t->image + from, 0, to - from);
		/* The last is followed by padding, every other by the next. */
		if (!end || (i + 1 < TOKENS && end + 1 != t->image + to))
			return false;
	}
	t->token_table = start;
	t->token_index = index;
	return true;
}

/*
 * The digits occur in names, and a character that occurs is its own token: the
 * table has "0", "1" and so on in a row.
 */
static bool find_tokens(struct tables *t, size_t *from)
{
	static const char digits[] = "0\0" "1\0" "2\0" "3\0" "4\0" "5\0" "6\0" "7\0" "8\0" "9";

	while (*from < t->size) {
		const uint8_t *hit = memmem(t->image + *from, t->size - *from,
					    digits, sizeof(digits));
		size_t zero, end;

		if (!hit)
			return false;
		zero = hit - t->image;
		*from = zero + 1;
		end = zero + TOKEN_TABLE_MAX < t->size ? zero + TOKEN_TABLE_MAX : t->size;
		for (size_t at = (zero + sizeof(digits) + 7) & ~(size_t)7; at < end; at += 8)
			if (token_index_fits(t, zero, at))
				return true;
	}
	return false;
}

static uint32_t marker(const struct tables *t, size_t i)
{
	return kmend_get32(t->image + t->markers + 4 * i);
}

/* The length of the name at @at, and where its bytes begin; 0: none. */
static unsigned int name_length(const struct tables *t, size_t *at)
{
	unsigned int length;

	if (*at >= t->markers)
		return 0;
	length = t->image[(*at)++];
	if (length & 0x80) {
		if (*at >= t->markers)
			return 0;
		length = (length & 0x7f) | t->image[(*at)++] << 7;
	}
	return length <= t->markers - *at ? length : 0;
}

/* Do @count names from @names end where the markers begin? */
static bool names_fit(struct tables *t, size_t names, uint32_t count)
{
	size_t at = names;

	for (uint32_t i = 0; i < count; i++) {
		unsigned int length;

		if (i % NAMES_PER_MARKER == 0 &&
		    at - names != marker(t, i / NAMES_PER_MARKER))
			return false;
		length = name_length(t, &at);
		if (!length)
			return false;
		at += length;
	}
	if (((at + 7) & ~(size_t)7) != t->markers)
		return false;
	t->names = names;
	t->names_end = at;
	t->count = count;
	return true;
}

/* Before the names: how many there are, which the number of markers confines. */
static bool find_names(struct tables *t)
{
	size_t last = marker(t, t->nr_markers - 1);
	size_t reach = last + (size_t)NAMES_PER_MARKER * (NAME_MAX_LEN + 2) + 16;
	size_t low = t->markers > reach ? (t->markers - reach) & ~(size_t)7 : 8;

	if (t->markers < last + 16)
		return false;
	for (size_t at = (t->markers - last - 8) & ~(size_t)7; at >= low && at >= 8; at -= 8) {
		uint32_t count = kmend_get32(t->image + at);

		if (count > (t->nr_markers - 1) * NAMES_PER_MARKER &&
		    count <= t->nr_markers * NAMES_PER_MARKER &&
		    !kmend_get32(t->image + at + 4) && names_fit(t, at + 8, count))
			return true;
	}
	return false;
}

/* Markers that end at @end begin with 0 and ascend; padding may follow them. */
static bool markers_fit(struct tables *t, size_t end, size_t count)
{
	size_t room = (4 * count + 7) & ~(size_t)7;

	if (!count || end < room || kmend_get32(t->image + end - room))
		return false;
	t->markers = end - room;
	t->nr_markers = count;
	for (size_t i = 1; i < count; i++)
		if (marker(t, i) <= marker(t, i - 1))
			return false;
	return true;
}

/* With nothing between markers and tokens: back from the end to the 0. */
static bool find_names_plain(struct tables *t)
{
	size_t count = 1, at = t->token_table;

	if (at < 8)
		return false;
	at -= kmend_get32(t->image + at - 4) ? 4 : 8;
	for (; kmend_get32(t->image + at); at -= 4, count++)
		if (at < 4 || kmend_get32(t->image + at - 4) >= kmend_get32(t->image + at))
			return false;
	return markers_fit(t, t->token_table, count) && find_names(t);
}

/*
 * Newer stable kernels keep the order by name there, three bytes a symbol: the
 * size of that gap says how many symbols there are, and so where markers begin.
 */
static bool find_names_before_order(struct tables *t)
{
	for (size_t gap = 8; gap <= ORDER_MAX && gap < t->token_table; gap += 8) {
		size_t low = (gap - 7 + 2) / 3, high = gap / 3;

		low = (low + NAMES_PER_MARKER - 1) / NAMES_PER_MARKER;
		high = (high + NAMES_PER_MARKER - 1) / NAMES_PER_MARKER;
		for (size_t count = low; count <= high; count++)
			if (markers_fit(t, t->token_table - gap, count) && find_names(t))
				return true;
	}
	return false;
}

static uint64_t address(const struct tables *t, uint32_t i)
{
	uint32_t offset = kmend_get32(t->image + t->offsets + 4 * (size_t)i);

	if (!t->absolute_percpu)
		return t->base + offset;
	/* Per-CPU symbols are not negative and absolute, all others are below. */
	if ((int32_t)offset >= 0)
		return offset;
	return t->base - 1 - (int64_t)(int32_t)offset;
}

static bool find_addresses(struct tables *t)
{
	size_t number = t->names - 8;
	size_t room = (4 * (size_t)t->count + 7) & ~(size_t)7;
	uint64_t last = 0;

	if (number < 8 + room)
		return false;
	t->base = kmend_get64(t->image + number - 8);
	t->offsets = number - 8 - room;
	for (uint32_t i = 0; i < t->count && !t->absolute_percpu; i++)
		t->absolute_percpu = kmend_get32(t->image + t->offsets + 4 * (size_t)i) >> 31;
	if (t->base < 0xffff800000000000ULL)
		return false;
	for (uint32_t i = 0; i < t->count; i++) {
		uint64_t addr = address(t, i);

		if (addr < last)
			return false;
		last = addr;
	}
	return true;
}

/* The first character is the type. Returns the length, 0 if it is no name. */
static size_t expand(const struct tables *t, size_t *at, char *out, size_t room)
{
	unsigned int length = name_length(t, at);
	size_t n = 0;

	for (unsigned int i = 0; i < length; i++) {
		const char *tok = token(t, t->image[*at + i]);
		size_t len = strlen(tok);

		if (len >= room - n)
			return 0;
		memcpy(out + n, tok, len);
		n += len;
	}
	*at += length;
	out[n] = 0;
	return n;
}

static long read_entries(const struct tables *t, kmend_kallsyms_each *each, void *ctx,
			 struct kmend_err *err)
{
	char text[NAME_MAX_LEN + 2];
	size_t at = t->names;

	for (uint32_t i = 0; i < t->count; i++) {
		if (expand(t, &at, text, sizeof(text)) < 2)
			return kmend_err_set(err, KMEND_EXIT_REFUSED,
					     "the kernel's symbol table is damaged at entry %u", i);
		if (each(ctx, text + 1, address(t, i), text[0]))
			return -1;
	}
	return t->count;
}

long kmend_kallsyms_read(const uint8_t *image, size_t size, kmend_kallsyms_each *each,
			 void *ctx, struct kmend_err *err)
{
	size_t from = 0;

	for (;;) {
		struct tables t = { .image = image, .size = size };

		if (!find_tokens(&t, &from))
			return 0;
		if (t.token_table % 8)
			continue;
		if ((find_names_plain(&t) || find_names_before_order(&t)) &&
		    find_addresses(&t))
			return read_entries(&t, each, ctx, err);
	}
}
