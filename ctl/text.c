// SPDX-License-Identifier: GPL-2.0
/* Words and numbers for people. */
#include "text.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

/* The longest deadline that the manager takes. */
#define DURATION_MAX_MS (7u * 24 * 60 * 60 * 1000)

int kmend_text_utf8(const char *text)
{
	/* The lowest code point that needs that many bytes; fewer would do below. */
	static const uint32_t lowest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)text;
	uint32_t code;
	int length, i;

	if (p[0] < 0x80)
		return p[0] ? 1 : 0;
	if ((p[0] & 0xe0) == 0xc0)
		length = 2;
	else if ((p[0] & 0xf0) == 0xe0)
		length = 3;
	else if ((p[0] & 0xf8) == 0xf0)
		length = 4;
	else
		return 0;
	code = p[0] & (0x7f >> length);
	for (i = 1; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3f);
	}
	if (code < lowest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return length;
}

static bool is_control(const char *text, int length)
{
	const unsigned char *p = (const unsigned char *)text;

	if (length == 1)
		return p[0] < 0x20 || p[0] == 0x7f;
	return length == 2 && p[0] == 0xc2 && p[1] < 0xa0;
}

void kmend_text_put(FILE *out, const char *text)
{
	int length, i;

	if (!text)
		return;
	while (*text) {
		length = kmend_text_utf8(text);
		if (length && !is_control(text, length)) {
			fwrite(text, 1, length, out);
			text += length;
			continue;
		}
		if (!length)
			length = 1;
		for (i = 0; i < length; i++)
			fprintf(out, "\\x%02x", (unsigned char)*text++);
	}
}

void kmend_text_put_ns(FILE *out, uint64_t ns)
{
	static const struct {
		uint64_t ns;
		const char *name;
	} units[] = {
		{ 1000000000, "s" },
		{ 1000000, "ms" },
		{ 1000, "us" },
	};
	uint64_t whole, tenth;
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (ns < units[i].ns)
			continue;
		whole = ns / units[i].ns;
		tenth = ns % units[i].ns / (units[i].ns / 10);
		if (whole < 10 && tenth)
			fprintf(out, "%" PRIu64 ".%" PRIu64 " %s", whole, tenth, units[i].name);
		else
			fprintf(out, "%" PRIu64 " %s", whole, units[i].name);
		return;
	}
	fprintf(out, "%" PRIu64 " ns", ns);
}

void kmend_text_put_time(FILE *out, uint64_t ns)
{
	time_t seconds = ns / 1000000000;
	char text[64];
	struct tm tm;

	if (!localtime_r(&seconds, &tm) || !strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm))
		snprintf(text, sizeof(text), "%" PRIu64 " s", ns / 1000000000);
	fputs(text, out);
}

/* Digits, at least one and not more than 10; moves @text behind them. */
static bool parse_digits(const char **text, uint64_t *value)
{
	int digits = 0;

	*value = 0;
	for (; **text >= '0' && **text <= '9'; (*text)++) {
		if (++digits > 10)
			return false;
		*value = *value * 10 + (**text - '0');
	}
	return digits > 0;
}

bool kmend_text_parse_duration(const char *text, uint32_t *ms)
{
	static const struct {
		const char *name;
		uint32_t ms;
	} units[] = {
		{ "", 1 },	{ "ms", 1 },	   { "s", 1000 },
		{ "m", 60000 }, { "h", 3600000 },  { "d", 86400000 },
	};
	uint64_t value;
	size_t i;

	if (!parse_digits(&text, &value))
		return false;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(text, units[i].name))
			continue;
		value *= units[i].ms;
		*ms = value;
		return value >= 1 && value <= DURATION_MAX_MS;
	}
	return false;
}

bool kmend_text_parse_number(const char *text, uint32_t max, uint32_t *value)
{
	uint64_t number;

	if (!parse_digits(&text, &number) || *text || number < 1 || number > max)
		return false;
	*value = number;
	return true;
}

bool kmend_text_parse_seq(const char *text, uint64_t *seq)
{
	const char *at;

	*seq = 0;
	for (at = text; *at >= '0' && *at <= '9'; at++) {
		if (__builtin_mul_overflow(*seq, 10, seq) ||
		    __builtin_add_overflow(*seq, *at - '0', seq))
			return false;
	}
	return at != text && !*at;
}
