// SPDX-License-Identifier: GPL-2.0
/* Policies as text: what is read, what is refused and how, and that it comes round. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../ctl/policy-file.h"

#define NAME_31 "a234567890123456789012345678901"
#define NO_NAME "no name of a policy: it is at most 31 letters, digits, '.', '_' and '-', and begins with a letter or digit"
#define NO_LINE "neither 'policy NAME' nor 'default NAME' nor 'KEY NUMBER'"
#define NO_TEXT "a character that cannot stand here: is this a file of policies?"
#define ONE_NAME "one name must follow, and nothing else"
#define WORD_48 "a23456789012345678901234567890123456789012345678"

/* A text, and what refuses it after "f:"; NULL: accepted. */
static const struct {
	const char *what;
	const char *text;
	const char *line;
} cases[] = {
	{ "nothing", "", NULL },
	{ "only comments", "# a\n\n  \t\r\n#b", NULL },
	{ "comment of any bytes", "# \xff\x01 caf\xc3\xa9\n", NULL },
	{ "comment after words", "policy a# x\n k 1 # y\n", NULL },
	{ "no last newline", "policy a\n  k 1", NULL },
	{ "lines of another system", "policy a\r\n  k 1\r\n", NULL },
	{ "no indentation", "policy a\nk 1\n", NULL },
	{ "policy without values", "policy a\npolicy b\n", NULL },
	{ "default only", "default a\n", NULL },
	{ "default within a policy", "policy a\ndefault a\nk 1\n", NULL },
	{ "longest name", "policy " NAME_31 "\n", NULL },
	{ "highest number", "policy a\nk 999999999999999999\n", NULL },
	{ "same key in two policies", "policy a\nk 1\npolicy b\nk 1\n", NULL },
	{ "words called like keywords", "policy policy\ndefault default\n", NULL },

	{ "policy without a name", "\npolicy\n", "2: " ONE_NAME },
	{ "policy with two names", "policy a b\n", "1: " ONE_NAME },
	{ "many words", "policy a b c d e\n", "1: " ONE_NAME },
	{ "default without a name", "default # a\n", "1: " ONE_NAME },
	{ "name too long", "policy " NAME_31 "x\n", "1: " NO_NAME },
	{ "name is a path", "policy ../x\n", "1: " NO_NAME },
	{ "name is a directory", "policy ..\n", "1: " NO_NAME },
	{ "name begins with a minus", "default -a\n", "1: " NO_NAME },
	{ "policy twice", "policy a\npolicy b\npolicy a\n", "3: a second policy of that name" },
	{ "default twice", "default a\ndefault a\n", "2: a second default" },
	{ "value twice", "policy a\nk 1\nk 2\n", "3: a second value of that name in one policy" },
	{ "value first", "# x\nk 1\n", "2: a value before the first policy" },
	{ "value missing", "policy a\nk\n", "2: " NO_LINE },
	{ "two values", "policy a\nk 1 2\n", "2: " NO_LINE },
	{ "equals sign", "policy a\nk=1\n", "2: " NO_LINE },
	{ "key is a path", "policy a\n../default_policy 1\n", "2: " NO_LINE },
	{ "key of capitals", "policy a\nK 1\n", "2: " NO_LINE },
	{ "key too long", "policy a\n" WORD_48 " 1\n", "2: " NO_LINE },
	{ "negative", "policy a\nk -1\n", "2: the value is no number" },
	{ "a word", "policy a\nk soon\n", "2: the value is no number" },
	{ "a word where one is due", "policy a\nredirect jump\n", NULL },
	{ "a number where a word is due", "policy a\nredirect 2\n", "2: the value is no word" },
	{ "a long word", "policy a\nredirect abcdefghijklmnop\n", "2: the value is no word" },
	{ "capitals", "policy a\nredirect Jump\n", "2: the value is no word" },
	{ "fraction", "policy a\nk 1.5\n", "2: the value is no number" },
	{ "hexadecimal", "policy a\nk 0x1\n", "2: the value is no number" },
	{ "too many digits", "policy a\nk 1000000000000000000\n", "2: the value is no number" },
	{ "word too long", "policy a\nk " WORD_48 WORD_48 "\n", "2: a word that is too long" },
	{ "escape sequence", "policy a\x1b[2J\n", "1: " NO_TEXT },
	{ "not ASCII", "policy caf\xc3\xa9\n", "1: " NO_TEXT },
	{ "ELF file", "\177ELF\2\1\1", "1: " NO_TEXT },
	{ "first error counts", "policy a\nk x\nk y\n", "2: the value is no number" },
};

static void test_lines(void **state)
{
	struct kmend_policies policies = { 0 };
	size_t i;
	int rc;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kmend_err err = { .code = KMEND_EXIT_OK };

		print_message("%s\n", cases[i].what);
		rc = kmend_policy_file_parse(&policies, "f", cases[i].text, strlen(cases[i].text),
					     &err);
		kmend_policies_destroy(&policies);
		assert_int_equal(rc, cases[i].line ? -1 : 0);
		assert_int_equal(err.code, cases[i].line ? KMEND_EXIT_REFUSED : KMEND_EXIT_OK);
		if (!cases[i].line)
			continue;
		assert_memory_equal(err.text, "f:", 2);
		assert_string_equal(err.text + 2, cases[i].line);
	}
}

static void test_nul(void **state)
{
	static const char text[] = "policy a\0b\n";
	struct kmend_err err = { .code = KMEND_EXIT_OK };
	struct kmend_policies policies = { 0 };

	assert_int_equal(kmend_policy_file_parse(&policies, "f", text, sizeof(text) - 1, &err), -1);
	assert_string_equal(err.text, "f:1: " NO_TEXT);
	kmend_policies_destroy(&policies);
}

static void test_values(void **state)
{
	static const char text[] = "# kept\npolicy quick # one\n\tmax 007\n  min  0\n"
				   "default quick\npolicy b\n";
	struct kmend_err err = { .code = KMEND_EXIT_OK };
	struct kmend_policies policies = { 0 };
	const struct kmend_policy *quick;

	assert_int_equal(kmend_policy_file_parse(&policies, "f", text, strlen(text), &err), 0);
	assert_int_equal(policies.nr, 2);
	assert_string_equal(policies.chosen, "quick");
	assert_int_equal(policies.chosen_line, 5);
	assert_null(kmend_policies_find(&policies, "kept"));
	quick = kmend_policies_find(&policies, "quick");
	assert_non_null(quick);
	assert_int_equal(quick->line, 2);
	assert_int_equal(quick->nr, 2);
	assert_string_equal(quick->values[0].key, "max");
	assert_int_equal(quick->values[0].value, 7);
	assert_int_equal(quick->values[0].line, 3);
	assert_string_equal(quick->values[1].key, "min");
	assert_int_equal(quick->values[1].value, 0);
	kmend_policies_destroy(&policies);
}

static void print(char *text, size_t size, const struct kmend_policies *policies)
{
	FILE *out = fmemopen(text, size, "w");

	assert_non_null(out);
	kmend_policy_file_print(out, policies);
	fclose(out);
}

static void test_round(void **state)
{
	static const char text[] =
		"# Policies of kmend. kmend policy load reads this, kmend policy save writes it.\n"
		"default b\n"
		"policy a\n"
		"policy b\n"
		"  first 999999999999999999\n"
		"  second 0\n";
	struct kmend_err err = { .code = KMEND_EXIT_OK };
	struct kmend_policies policies = { .chosen = "b" };
	struct kmend_policy *policy;
	char printed[512];

	policy = kmend_policies_add(&policies, "b");
	assert_non_null(policy);
	assert_non_null(kmend_policy_add(policy, "second", 0));
	assert_non_null(kmend_policy_add(policy, "first", 999999999999999999));
	assert_non_null(kmend_policies_add(&policies, "a"));
	kmend_policies_sort(&policies);
	print(printed, sizeof(printed), &policies);
	assert_string_equal(printed, text);
	kmend_policies_destroy(&policies);

	assert_int_equal(kmend_policy_file_parse(&policies, "f", text, strlen(text), &err), 0);
	print(printed, sizeof(printed), &policies);
	assert_string_equal(printed, text);
	kmend_policies_destroy(&policies);
}

/* Any byte in any place: an answer, never a crash. */
static void test_damaged(void **state)
{
	static const char text[] = "default b\npolicy b # x\n  first 12\n";
	struct kmend_policies policies = { 0 };
	char damaged[sizeof(text)];
	size_t at;
	int byte;

	for (at = 0; at < sizeof(text) - 1; at++) {
		for (byte = 0; byte < 256; byte++) {
			struct kmend_err err = { .code = KMEND_EXIT_OK };

			memcpy(damaged, text, sizeof(text));
			damaged[at] = byte;
			if (kmend_policy_file_parse(&policies, "f", damaged, sizeof(text) - 1, &err))
				assert_int_equal(err.code, KMEND_EXIT_REFUSED);
			kmend_policies_destroy(&policies);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_round),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests_name("policy_file", tests, NULL, NULL);
}
