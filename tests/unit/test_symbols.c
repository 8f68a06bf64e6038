// SPDX-License-Identifier: GPL-2.0
/* The kernel's symbols from text and from an ELF image, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../ctl/build/symbols.h"

static struct kmend_symbols *open_bytes(const void *data, size_t size, struct kmend_err *err)
{
	char path[] = "/tmp/kmend-symbols-XXXXXX";
	int fd = mkstemp(path);
	struct kmend_symbols *s;

	*err = (struct kmend_err){ 0 };
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, size), size);
	close(fd);
	s = kmend_symbols_open(path, err);
	unlink(path);
	return s;
}

static struct kmend_symbols *open_text(const char *text, struct kmend_err *err)
{
	return open_bytes(text, strlen(text), err);
}

static const char table[] =
	"0000000000000000 A percpu\n"
	"ffffffff81000000 T _text\n"
	"ffffffff81000010 t cleanup\n"
	"ffffffff81000020 T cleanup\n"
	"ffffffff81000030 t cleanup\n"
	"ffffffff81000040 t only_local\n"
	"ffffffff81000050 W weak\n"
	"ffffffffa0000000 t cleanup\t[module]\n";

static void test_positions(void **state)
{
	static const struct {
		const char *name;
		uint64_t addr;
		int position;	/* -1: no such symbol */
	} rows[] = {
		{ "_text", 0xffffffff81000000, 0 },
		{ "_text", 0xffffffff81000001, -1 },
		{ "cleanup", 0xffffffff81000010, 1 },
		{ "cleanup", 0xffffffff81000020, 2 },
		{ "cleanup", 0xffffffff81000030, 3 },
		{ "cleanup", 0xffffffffa0000000, -1 },
		{ "percpu", 0, 0 },
		{ "nothing", 0, -1 },
	};
	struct kmend_err err;
	struct kmend_symbols *s = open_text(table, &err);

	assert_non_null(s);
	assert_int_equal(kmend_symbols_count(s), 7);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		unsigned int pos = 99;
		int ret = kmend_symbols_position(s, rows[i].name, rows[i].addr, &pos);

		if ((ret ? -1 : (int)pos) != rows[i].position)
			fail_msg("%s: returned %d, position %u", rows[i].name, ret, pos);
	}
	kmend_symbols_close(s);
}

static void test_global_positions(void **state)
{
	static const struct {
		const char *name;
		int position;
		const char *why;
	} rows[] = {
		{ "_text", 0, NULL },
		{ "cleanup", 2, NULL },
		{ "weak", 0, NULL },
		{ "only_local", -1, "only local symbols named 'only_local'" },
		{ "nothing", -1, "no symbol 'nothing'" },
	};
	struct kmend_err err;
	struct kmend_symbols *s = open_text(table, &err);

	assert_non_null(s);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		unsigned int pos = 99;
		int ret;

		err = (struct kmend_err){ 0 };
		ret = kmend_symbols_global_position(s, rows[i].name, &pos, &err);
		if ((ret ? -1 : (int)pos) != rows[i].position)
			fail_msg("%s: returned %d, position %u", rows[i].name, ret, pos);
		if (rows[i].why) {
			assert_int_equal(err.code, KMEND_EXIT_REFUSED);
			assert_non_null(strstr(err.text, rows[i].why));
		}
	}
	kmend_symbols_close(s);
}

static void test_lookup(void **state)
{
	const struct kmend_ksym *const *found;
	struct kmend_err err;
	struct kmend_symbols *s = open_text(table, &err);

	assert_non_null(s);
	assert_int_equal(kmend_symbols_find(s, "cleanup", &found), 3);
	assert_true(found[0]->addr < found[1]->addr && found[1]->addr < found[2]->addr);
	assert_int_equal(found[1]->type, 'T');
	assert_int_equal(kmend_symbols_find(s, "clean", &found), 0);
	assert_string_equal(kmend_symbols_at(s, 0xffffffff8100004f)->name, "only_local");
	assert_string_equal(kmend_symbols_at(s, 0)->name, "percpu");
	assert_false(kmend_symbols_have_code(s));
	assert_null(kmend_symbols_bytes(s, 0xffffffff81000000, 1));
	assert_null(kmend_symbols_banner(s));
	kmend_symbols_close(s);
}

static void test_unsorted(void **state)
{
	unsigned int pos;
	struct kmend_err err;
	struct kmend_symbols *s = open_text("20 t a\n10 t a\n", &err);

	assert_non_null(s);
	assert_int_equal(kmend_symbols_position(s, "a", 0x10, &pos), 0);
	assert_int_equal(pos, 1);
	kmend_symbols_close(s);
}

static void test_refused(void **state)
{
	static const struct {
		const char *what;
		const char *data;
		size_t size;
		const char *why;
	} rows[] = {
		{ "empty", "", 0, "has no kernel symbols" },
		{ "hidden", "0000000000000000 T a\n0000000000000000 t b\n", 0, "all addresses are 0" },
		{ "prose", "hello\n", 0, "line 1 is not" },
		{ "second line", "10 T a\n10T b\n", 0, "line 2 is not" },
		{ "only modules", "10 t a\t[m]\n", 0, "has no kernel symbols" },
		{ "binary", "ab\0cd", 5, "neither a vmlinuz" },
		{ "short ELF", "\177ELF\2\1\1", 7, "not an x86-64 kernel" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct kmend_err err;
		size_t size = rows[i].size ? rows[i].size : strlen(rows[i].data);

		if (open_bytes(rows[i].data, size, &err))
			fail_msg("%s: was taken", rows[i].what);
		if (err.code != KMEND_EXIT_REFUSED || !strstr(err.text, rows[i].why))
			fail_msg("%s: said %d '%s'", rows[i].what, err.code, err.text);
	}
}

static void test_missing_file(void **state)
{
	struct kmend_err err = { 0 };

	assert_null(kmend_symbols_open("/nonexistent/vmlinuz", &err));
	assert_int_equal(err.code, KMEND_EXIT_FAILED);
	assert_non_null(strstr(err.text, "/nonexistent/vmlinuz"));
}

/* This program is an ELF image with a symbol table: its own code is found by name. */
/* Opening a pipe that nobody writes to, or reading zeros for ever, would hang. */
static void test_not_a_file(void **state)
{
	char pipe[] = "/tmp/kmend-symbols.XXXXXX";
	const char *paths[] = { pipe, "/dev/zero", "/tmp" };

	assert_true(mkstemp(pipe) >= 0);
	assert_int_equal(unlink(pipe), 0);
	assert_int_equal(mkfifo(pipe, 0600), 0);
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		struct kmend_err err = { 0 };

		alarm(10);
		assert_null(kmend_symbols_open(paths[i], &err));
		alarm(0);
		assert_int_equal(err.code, KMEND_EXIT_FAILED);
		assert_non_null(strstr(err.text, paths[i]));
	}
	unlink(pipe);
}

static void test_elf(void **state)
{
	const struct kmend_ksym *const *found;
	struct kmend_err err = { 0 };
	struct kmend_symbols *s = kmend_symbols_open("/proc/self/exe", &err);
	const uint8_t *code;

	if (!s)
		fail_msg("%s", err.text);
	assert_true(kmend_symbols_have_code(s));
	assert_int_equal(kmend_symbols_find(s, "kmend_symbols_find", &found), 1);
	assert_int_equal(found[0]->type, 'T');
	code = kmend_symbols_bytes(s, found[0]->addr, 16);
	assert_non_null(code);
	assert_memory_equal(code, (const void *)kmend_symbols_find, 16);
	assert_int_equal(kmend_symbols_find(s, "test_elf", &found), 1);
	assert_int_equal(found[0]->type, 't');
	assert_null(kmend_symbols_bytes(s, found[0]->addr, (size_t)1 << 40));
	assert_null(kmend_symbols_bytes(s, UINT64_MAX - 4, 16));
	kmend_symbols_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_positions),
		cmocka_unit_test(test_global_positions),
		cmocka_unit_test(test_lookup),
		cmocka_unit_test(test_unsorted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_missing_file),
		cmocka_unit_test(test_not_a_file),
		cmocka_unit_test(test_elf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
