// SPDX-License-Identifier: GPL-2.0
/* What patches say of each other, from options and from the heads of patch files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../ctl/build/head.h"
#include "../../ctl/build/relations.h"

#define ID63 "a23456789012345678901234567890123456789012345678901234567890123"

/* "depends=a,b conflicts=c replaces=all" */
static void put(const struct kmend_relations *relations, char *text, size_t size)
{
	FILE *out = fmemopen(text, size, "w");

	*text = '\0';
	for (enum kmend_relation i = 0; i < KMEND_NR_RELATIONS; i++) {
		const struct kmend_ids *list = &relations->lists[i];

		if (list->nr)
			fprintf(out, "%s=", kmend_relation_name(i));
		for (size_t j = 0; j < list->nr; j++)
			fprintf(out, "%s%s", list->ids[j], j + 1 < list->nr ? "," : " ");
		if (list->ids)
			assert_null(list->ids[list->nr]);
	}
	fprintf(out, "%s", relations->replaces_all ? "all" : "");
	fputc('\0', out);
	fclose(out);
}

static void test_head(void **state)
{
	static const struct {
		const char *what;
		const char *text;
		const char *id;
		const char *relations; /* as put() prints them */
		const char *error;
	} rows[] = {
		{ "nothing", "", "", "", NULL },
		{ "no head", "--- a/x.c\n+++ b/x.c\n+Kmend-Id: x\n Kmend-Id: y\n", "", "", NULL },
		{ "after a diff", "Kmend-Id: x\n--- a/x.c\n+++ b/x.c\nKmend-Depends: y\n", "", NULL,
		  "x.patch: 'Kmend-Depends: y' comes after a diff began: put it before the first one, or give each patch a file of its own" },
		{ "an id", "mm: x\n\nKmend-Id: mm-fix\n--- a/x.c\n", "mm-fix", "", NULL },
		{ "capitals and blanks", "KMEND-ID:\t mm \r\nkmend-depends:a\r\n", "mm",
		  "depends=a ", NULL },
		{ "no newline at the end", "Kmend-Depends: a", "", "depends=a ", NULL },
		{ "all three", "Kmend-Depends: a, b\tc\nKmend-Conflicts: e,d\nKmend-Replaces: f\n", "",
		  "depends=a,b,c conflicts=d,e replaces=f ", NULL },
		{ "repeated", "Kmend-Depends: a b\nKmend-Depends: b,c\n", "", "depends=a,b,c ", NULL },
		{ "all", "Kmend-Replaces: all\n", "", "all", NULL },
		{ "longest id", "Kmend-Depends: " ID63 "\n", "", "depends=" ID63 " ", NULL },
		{ "id too long", "Kmend-Depends: " ID63 "4\n", "", NULL,
		  "x.patch: Kmend-Depends: '" ID63 "4' is no id: 1 to 63 letters, digits, '-', '_' and '.', first a letter or a digit" },
		{ "a path", "Kmend-Conflicts: good ../bad\n", "", NULL,
		  "x.patch: Kmend-Conflicts: '../bad' is no id: 1 to 63 letters, digits, '-', '_' and '.', first a letter or a digit" },
		{ "no ids", "Kmend-Replaces: ,\n", "", NULL, "x.patch: Kmend-Replaces: names no patch" },
		{ "no id", "Kmend-Id:\nx\n", "", NULL, "x.patch: Kmend-Id: names no patch" },
		{ "two ids", "Kmend-Id: a\nKmend-Id: ab\n", "", NULL,
		  "x.patch: Kmend-Id: 'ab', but it is 'a' already: choose one with --id" },
		{ "the same id again", "Kmend-Id: a\nKmend-Id: a\n", "a", "", NULL },
		{ "all in the wrong place", "Kmend-Depends: all\n", "", NULL,
		  "x.patch: Kmend-Depends: 'all' is no id: only replaces can be 'all'" },
		{ "misspelt", "Kmend-Depend: a\n", "", NULL,
		  "x.patch: unknown key 'Kmend-Depend': there are Kmend-Id, Kmend-Depends, Kmend-Conflicts and Kmend-Replaces" },
		{ "prose", "Kmend-Depends is a key\nSee Kmend-Depends: a\n", "", "", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct kmend_relations relations = { 0 };
		struct kmend_err err = { .code = KMEND_EXIT_OK };
		char id[128] = "", text[512];
		int rc;

		rc = kmend_head_read("x.patch", rows[i].text, id, sizeof(id), &relations, &err);
		if (rc != (rows[i].error ? -1 : 0))
			fail_msg("%s: returned %d: %s", rows[i].what, rc, err.text);
		put(&relations, text, sizeof(text));
		if (rows[i].error) {
			assert_int_equal(err.code, KMEND_EXIT_REFUSED);
			assert_string_equal(err.text, rows[i].error);
		} else {
			assert_string_equal(id, rows[i].id);
			assert_string_equal(text, rows[i].relations);
		}
		kmend_relations_destroy(&relations);
	}
}

static void test_check(void **state)
{
	static const struct {
		const char *depends, *conflicts, *replaces;
		const char *error;
	} rows[] = {
		{ NULL, NULL, NULL, NULL },
		{ "a,b", "c", "d", NULL },
		{ NULL, "c", "all", NULL },
		{ "a,me", NULL, NULL, "depends names 'me', which is the patch itself" },
		{ NULL, NULL, "me", "replaces names 'me', which is the patch itself" },
		{ "a,b", "c,b", NULL, "both depends and conflicts name 'b': it can be in one of them only" },
		{ "a", NULL, "b,a", "both depends and replaces name 'a': it can be in one of them only" },
		{ NULL, NULL, "all,a", "replaces is 'all' and names 'a', too: one or the other" },
		{ "a", NULL, "all", "replaces is 'all', so 'a', which it depends on, would go out, too" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *lists[] = { rows[i].depends, rows[i].conflicts, rows[i].replaces };
		struct kmend_relations relations = { 0 };
		struct kmend_err err = { .code = KMEND_EXIT_OK };

		for (enum kmend_relation n = 0; n < KMEND_NR_RELATIONS; n++)
			if (lists[n])
				assert_int_equal(kmend_relations_add(&relations, n, lists[n],
								     strlen(lists[n]), "test",
								     KMEND_EXIT_USAGE, &err), 0);
		assert_int_equal(kmend_relations_check(&relations, "me", &err),
				 rows[i].error ? -1 : 0);
		assert_string_equal(err.text, rows[i].error ? rows[i].error : "");
		kmend_relations_destroy(&relations);
	}
}

static void test_too_many(void **state)
{
	struct kmend_relations relations = { 0 };
	struct kmend_err err = { .code = KMEND_EXIT_OK };
	char id[16];

	for (int i = 0; i <= 64; i++) {
		assert_int_equal(kmend_relations_check(&relations, "me", &err), 0);
		snprintf(id, sizeof(id), "p%d", i);
		assert_int_equal(kmend_relations_add(&relations, KMEND_CONFLICTS, id, strlen(id),
						     "test", KMEND_EXIT_USAGE, &err), 0);
	}
	assert_int_equal(kmend_relations_check(&relations, "me", &err), -1);
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	assert_string_equal(err.text, "conflicts names 65 patches, at most 64 are possible");
	kmend_relations_destroy(&relations);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_head),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests_name("relations", tests, NULL, NULL);
}
