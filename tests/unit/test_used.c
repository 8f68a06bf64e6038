// SPDX-License-Identifier: GPL-2.0
/* What is noted of a source is what is asked for later, and nothing is known of another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../ctl/build/files.h"
#include "../../ctl/build/used.h"

static char tree[64];

static int make_tree(void **state)
{
	strcpy(tree, "/tmp/kmend-used-XXXXXX");
	return mkdtemp(tree) ? 0 : -1;
}

static int remove_tree(void **state)
{
	return kmend_dir_remove(tree);
}

static void note(const char *source, const char *text)
{
	struct kmend_err err = { 0 };
	char copy[200];

	strcpy(copy, text);
	if (kmend_used_note(tree, source, copy, strlen(copy), &err))
		fail_msg("%s", err.text);
}

static enum kmend_used ask(const char *source, const char *a, const char *b)
{
	char *names[] = { (char *)a, (char *)b };

	return kmend_used_any(tree, source, &(struct kmend_declared){ .list = names, .nr = b ? 2 : a ? 1 : 0 });
}

static void test_names(void **state)
{
	note("fs/x/y.c", "#define M 1\nstatic inline int unused(int a) { return b; } int g(int c) { return h(c); }");
	assert_int_equal(ask("fs/x/y.c", "h", NULL), KMEND_USED_MAYBE);
	assert_int_equal(ask("fs/x/y.c", "M", NULL), KMEND_USED_MAYBE);
	assert_int_equal(ask("fs/x/y.c", "unused", "c"), KMEND_USED_MAYBE);
	assert_int_equal(ask("fs/x/y.c", "unused", "b"), KMEND_USED_NO);
	assert_int_equal(ask("fs/x/y.c", NULL, NULL), KMEND_USED_NO);
}

static enum kmend_used ask_named(const char *source, const char *name)
{
	char *names[] = { (char *)name };

	return kmend_used_any(tree, source, &(struct kmend_declared){ .named = names, .nr_named = 1 });
}

/* The name of a member is one, where it counts that it is there at all. */
static void test_members(void **state)
{
	note("m.c", "struct s { enum { A, B } a; int b[N]; }; int f(struct s *s) { return s->b[A]; }");
	assert_int_equal(ask("m.c", "a", NULL), KMEND_USED_MAYBE);
	assert_int_equal(ask("m.c", "B", NULL), KMEND_USED_MAYBE);
	assert_int_equal(ask_named("m.c", "a"), KMEND_USED_NO);
	assert_int_equal(ask_named("m.c", "B"), KMEND_USED_NO);
	assert_int_equal(ask_named("m.c", "b"), KMEND_USED_MAYBE);
	assert_int_equal(ask_named("m.c", "A"), KMEND_USED_MAYBE);
	assert_int_equal(ask_named("m.c", "N"), KMEND_USED_MAYBE);
	assert_int_equal(ask_named("n.c", "a"), KMEND_USED_UNKNOWN);
}

static enum kmend_used ask_member(const char *source, const char *tag, const char *name, bool named)
{
	char *names[] = { (char *)name };
	struct kmend_declared_type type = { .tag = (char *)tag };

	if (named) {
		type.named = names;
		type.nr_named = 1;
	} else {
		type.list = names;
		type.nr_list = 1;
	}
	return kmend_used_any(tree, source, &(struct kmend_declared){ .types = &type, .nr_types = 1 });
}

/* That of one structure is not that of another. */
static void test_members_of(void **state)
{
	note("o.c", "struct t { int a, b; }; struct u { struct t t; }; struct s { int c; }; struct v;\n"
		    "struct u *get(void); static inline int n(struct s *s) { return s->c; }\n"
		    "int f(struct v *a) { int c = 1; return get()->t.b + c; }");
	assert_int_equal(ask_member("o.c", "struct t", "b", true), KMEND_USED_MAYBE);
	assert_int_equal(ask_member("o.c", "struct t", "a", false), KMEND_USED_MAYBE);
	assert_int_equal(ask_member("o.c", "struct u", "t", false), KMEND_USED_MAYBE);
	assert_int_equal(ask_member("o.c", "struct s", "c", true), KMEND_USED_NO);
	assert_int_equal(ask_member("o.c", "struct s", "c", false), KMEND_USED_NO);
	assert_int_equal(ask_member("o.c", "struct t", "d", false), KMEND_USED_NO);
	assert_int_equal(ask_member("p.c", "struct t", "b", true), KMEND_USED_UNKNOWN);
}

static void test_unknown(void **state)
{
	char path[128];

	note("fs/x/y.c", "int v;");
	assert_int_equal(ask("fs/x/z.c", "v", NULL), KMEND_USED_UNKNOWN);
	assert_int_equal(ask("fs/x.c", "v", NULL), KMEND_USED_UNKNOWN);
	snprintf(path, sizeof(path), "%s/.kmend-used-3/fs%%x%%y.c", tree);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(ask("fs/x/y.c", "w", NULL), KMEND_USED_UNKNOWN);
}

static void test_assembly(void **state)
{
	note("a/b.S", "#define N 2\n\tcall f\n\tmov $N, %eax\n");
	assert_int_equal(ask("a/b.S", "f", NULL), KMEND_USED_MAYBE);
	assert_int_equal(ask("a/b.S", "N", NULL), KMEND_USED_MAYBE);
	assert_int_equal(ask("a/b.S", "g", NULL), KMEND_USED_NO);
}

static void test_again(void **state)
{
	note("a.c", "int v;");
	note("a.c", "int w;");
	assert_int_equal(ask("a.c", "w", NULL), KMEND_USED_MAYBE);
	assert_int_equal(ask("a.c", "v", NULL), KMEND_USED_NO);
	note("empty.c", "");
	assert_int_equal(ask("empty.c", "v", NULL), KMEND_USED_NO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_names, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(test_members, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(test_members_of, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(test_unknown, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(test_assembly, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(test_again, make_tree, remove_tree),
	};

	return cmocka_run_group_tests_name("used", tests, NULL, NULL);
}
