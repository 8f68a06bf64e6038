// SPDX-License-Identifier: GPL-2.0
/* What others wrote, made harmless for terminals and for JSON; times and numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../ctl/json.h"
#include "../../ctl/text.h"

static const struct {
	const char *from;
	const char *terminal;
	const char *json;
} texts[] = {
	{ "", "", "" },
	{ "plain text", "plain text", "plain text" },
	{ "\x1b[31mred", "\\x1b[31mred", "\x1b[31mred" },
	{ "a\nb\tc\x7f", "a\\x0ab\\x09c\\x7f", "a\nb\tc\x7f" },
	{ "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
	{ "\xe2\x82\xac \xf0\x9f\x98\x80", "\xe2\x82\xac \xf0\x9f\x98\x80",
	  "\xe2\x82\xac \xf0\x9f\x98\x80" },
	/* C1, as UTF-8 and as a bare byte */
	{ "\xc2\x9b" "31m", "\\xc2\\x9b31m", "\xc2\x9b" "31m" },
	{ "\x9b" "31m", "\\x9b31m", "\xef\xbf\xbd" "31m" },
	/* cut short, overlong, a surrogate, beyond Unicode */
	{ "\xe2\x82", "\\xe2\\x82", "\xef\xbf\xbd\xef\xbf\xbd" },
	{ "\xc0\x80", "\\xc0\\x80", "\xef\xbf\xbd\xef\xbf\xbd" },
	{ "\xed\xa0\x80", "\\xed\\xa0\\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80",
	  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
};

static void test_terminal(void **state)
{
	char buf[128];
	FILE *out;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		out = fmemopen(buf, sizeof(buf), "w");
		fputc('\0', out);
		rewind(out);
		kmend_text_put(out, texts[i].from);
		fclose(out);
		assert_string_equal(buf, texts[i].terminal);
	}
}

static void test_json(void **state)
{
	json_t *json;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		json = kmend_json_text(texts[i].from);
		assert_non_null(json);
		assert_string_equal(json_string_value(json), texts[i].json);
		json_decref(json);
	}
	assert_null(kmend_json_text(NULL));
}

static void test_durations_shown(void **state)
{
	static const struct {
		uint64_t ns;
		const char *text;
	} cases[] = {
		{ 0, "0 ns" },		{ 999, "999 ns" },	   { 1000, "1 us" },
		{ 1500, "1.5 us" },	{ 35000, "35 us" },	   { 35999, "35 us" },
		{ 9999999, "9.9 ms" },	{ 400000000, "400 ms" },   { 60000000000, "60 s" },
		{ UINT64_MAX, "18446744073 s" },
	};
	char buf[64];
	FILE *out;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		out = fmemopen(buf, sizeof(buf), "w");
		kmend_text_put_ns(out, cases[i].ns);
		fclose(out);
		assert_string_equal(buf, cases[i].text);
	}
}

static void test_times_shown(void **state)
{
	char buf[64];
	FILE *out;

	setenv("TZ", "UTC", 1);
	out = fmemopen(buf, sizeof(buf), "w");
	kmend_text_put_time(out, 1795449001123456789);
	fclose(out);
	assert_string_equal(buf, "2026-11-23 15:50:01");
}

static void test_durations_read(void **state)
{
	static const struct {
		const char *text;
		uint32_t ms; /* 0: refused */
	} cases[] = {
		{ "1", 1 },	  { "250ms", 250 },  { "5s", 5000 },	      { "2m", 120000 },
		{ "1h", 3600000 }, { "7d", 604800000 }, { "604800000", 604800000 },
		{ "0", 0 },	  { "0s", 0 },	     { "", 0 },		      { "s", 0 },
		{ "-1", 0 },	  { "+1", 0 },	     { " 1", 0 },	      { "1 s", 0 },
		{ "1.5s", 0 },	  { "5S", 0 },	     { "5sec", 0 },	      { "0x10", 0 },
		{ "604800001", 0 }, { "8d", 0 },     { "99999999999", 0 },
		{ "9999999999d", 0 }, { "18446744073709551617", 0 },
	};
	uint32_t ms;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(kmend_text_parse_duration(cases[i].text, &ms), cases[i].ms != 0);
		if (cases[i].ms)
			assert_int_equal(ms, cases[i].ms);
	}
}

static void test_numbers_read(void **state)
{
	uint32_t value;

	assert_true(kmend_text_parse_number("4294967295", UINT32_MAX, &value));
	assert_int_equal(value, UINT32_MAX);
	assert_false(kmend_text_parse_number("4294967296", UINT32_MAX, &value));
	assert_false(kmend_text_parse_number("6", 5, &value));
	assert_false(kmend_text_parse_number("0", 5, &value));
	assert_false(kmend_text_parse_number("5x", 5, &value));
	assert_false(kmend_text_parse_number("", 5, &value));
}

static void test_event_numbers_read(void **state)
{
	uint64_t value;

	assert_true(kmend_text_parse_seq("0", &value));
	assert_int_equal(value, 0);
	assert_true(kmend_text_parse_seq("18446744073709551615", &value));
	assert_int_equal(value, UINT64_MAX);
	assert_false(kmend_text_parse_seq("18446744073709551616", &value));
	assert_false(kmend_text_parse_seq("99999999999999999999", &value));
	assert_false(kmend_text_parse_seq("", &value));
	assert_false(kmend_text_parse_seq("-1", &value));
	assert_false(kmend_text_parse_seq("1 ", &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_terminal),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_durations_shown),
		cmocka_unit_test(test_times_shown),
		cmocka_unit_test(test_durations_read),
		cmocka_unit_test(test_numbers_read),
		cmocka_unit_test(test_event_numbers_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
