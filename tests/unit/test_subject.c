// SPDX-License-Identifier: GPL-2.0
/* Which line of a patch file becomes the description. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../ctl/build/subject.h"

static void test_subject(void **state)
{
	static const struct {
		const char *what;
		const char *text;
		const char *subject;
	} rows[] = {
		{ "nothing", "", "" },
		{ "only a diff", "--- a/x.c\n+++ b/x.c\n", "" },
		{ "first line", "pipe: say more\n\nlong story\n--- a/x.c\n", "pipe: say more" },
		{ "after empty lines", "\n\nmm: x\ndiff --git a/x b/x\n", "mm: x" },
		{ "git mail", "From 0123 Mon Sep 17\nFrom: A <a@b>\nDate: now\nSubject: [PATCH 1/2] net: y\n\nbody\n",
		  "net: y" },
		{ "several tags", "Subject: [PATCH] [stable] net: y\n", "net: y" },
		{ "tag without end", "Subject: [PATCH net: y\n", "[PATCH net: y" },
		{ "nothing after the diff counts", "diff --git a/x b/x\nSubject: no\n", "" },
		{ "control characters", "a\tb\033c\r\n--- a/x.c\n", "a b c" },
		{ "cut", "0123456789abcdefghijklmnopqrstuvwxyz\n", "0123456789abcdefghijklm" },
		{ "a line for kmend", "Kmend-Id: x\nkmend-foo: y\nmm: x\n", "mm: x" },
		{ "no line for kmend", "Kmend-Id of mm\n", "Kmend-Id of mm" },
		{ "no newline", "last", "last" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char subject[24];

		kmend_patch_subject(rows[i].text, subject, sizeof(subject));
		if (strcmp(subject, rows[i].subject))
			fail_msg("%s: '%s', not '%s'", rows[i].what, subject, rows[i].subject);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_subject) };

	return cmocka_run_group_tests_name("subject", tests, NULL, NULL);
}
