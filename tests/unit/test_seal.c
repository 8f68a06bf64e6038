// SPDX-License-Identifier: GPL-2.0
/* The seal finds every changed byte, and lets a signature follow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../ctl/build/files.h"
#include "../../ctl/build/seal.h"

static char path[] = "/tmp/kmend-seal.XXXXXX";

static int setup(void **state)
{
	int fd;

	strcpy(path, "/tmp/kmend-seal.XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "some bytes of a module", 22), 22);
	return close(fd);
}

static int teardown(void **state)
{
	return unlink(path);
}

static char *sealed(size_t *size)
{
	struct kmend_err err = { 0 };
	char *data;

	assert_int_equal(kmend_seal_write(path, &err), 0);
	assert_int_equal(kmend_file_read(path, &data, size, &err), 0);
	return data;
}

static void test_none(void **state)
{
	struct kmend_err err = { 0 };

	assert_int_equal(kmend_seal_look("", 0), KMEND_SEAL_NONE);
	assert_int_equal(kmend_seal_check(path, path, &err), -1);
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	assert_non_null(strstr(err.text, "has no seal"));
}

static void test_twice_is_once(void **state)
{
	struct kmend_err err = { 0 };
	size_t size[2];
	char *data[2] = { sealed(&size[0]), sealed(&size[1]) };

	assert_int_equal(kmend_seal_check(path, path, &err), 0);
	assert_int_equal(size[0], size[1]);
	assert_memory_equal(data[0], data[1], size[0]);
	free(data[0]);
	free(data[1]);
}

/* Each bit, the seal's own included: never whole. */
static void test_any_bit(void **state)
{
	size_t size;
	char *data = sealed(&size);

	for (size_t i = 0; i < 8 * size; i++) {
		data[i / 8] ^= 1 << i % 8;
		assert_int_not_equal(kmend_seal_look(data, size), KMEND_SEAL_WHOLE);
		data[i / 8] ^= 1 << i % 8;
	}
	for (size_t i = 0; i < size; i++)
		assert_int_not_equal(kmend_seal_look(data, i), KMEND_SEAL_WHOLE);
	assert_int_equal(kmend_seal_look(data, size), KMEND_SEAL_WHOLE);
	free(data);
}

static void test_signature(void **state)
{
	static const struct {
		const char *what;
		unsigned char length;	/* of the signature, in the last byte of four */
		enum kmend_seal seal;
	} rows[] = {
		{ "right", 5, KMEND_SEAL_WHOLE },
		{ "one short", 4, KMEND_SEAL_NONE },
		{ "longer than the file", 255, KMEND_SEAL_NONE },
	};
	char info[12 + 28 + 1] = "";
	char all[256];
	size_t size;
	char *data = sealed(&size);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memcpy(info + 12, "~Module signature appended~\n", 28);
		info[11] = rows[i].length;
		memcpy(all, data, size);
		memcpy(all + size, "\1\2\3\4\5", 5);
		memcpy(all + size + 5, info, 40);
		if (kmend_seal_look(all, size + 45) != rows[i].seal)
			fail_msg("%s: %d", rows[i].what, kmend_seal_look(all, size + 45));
	}
	free(data);
}

/* The signature is over the seal: a new one would leave it behind, and wrong. */
static void test_signed_is_not_sealed(void **state)
{
	static const char signature[] = "\1\2\3\4\5" "\0\0\0\0\0\0\0\0\0\0\0\5"
					"~Module signature appended~\n";
	struct kmend_err err = { 0 };
	size_t size, after;
	char *data = sealed(&size), *all = malloc(size + sizeof(signature)), *left;

	memcpy(all, data, size);
	memcpy(all + size, signature, sizeof(signature) - 1);
	size += sizeof(signature) - 1;
	assert_int_equal(kmend_file_write(path, all, size, &err), 0);
	assert_int_equal(kmend_seal_write(path, &err), -1);
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	assert_non_null(strstr(err.text, "is signed"));
	err = (struct kmend_err){ 0 };
	assert_int_equal(kmend_file_read(path, &left, &after, &err), 0);
	assert_int_equal(after, size);
	assert_memory_equal(left, all, size);
	free(data);
	free(all);
	free(left);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_none, setup, teardown),
		cmocka_unit_test_setup_teardown(test_twice_is_once, setup, teardown),
		cmocka_unit_test_setup_teardown(test_any_bit, setup, teardown),
		cmocka_unit_test_setup_teardown(test_signature, setup, teardown),
		cmocka_unit_test_setup_teardown(test_signed_is_not_sealed, setup, teardown),
	};

	return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
