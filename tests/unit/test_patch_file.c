// SPDX-License-Identifier: GPL-2.0
/*
 * What kmend says of files that are, or are not, patch modules. The files are
 * objects that the test compiles, with nothing in them but .modinfo.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <kmend_patch.h>

#include "../../ctl/build/seal.h"
#include "../../ctl/patch-file.h"

static char dir[] = "/tmp/kmend-test-XXXXXX";
static char path[64];

#define TEXT(number) #number
#define TEXT_OF(number) TEXT(number)
#define VERSION TEXT_OF(KMEND_PATCH_VERSION)
#define FORMAT "kmend_format=" VERSION
#define REST "vermagic=6.1.0 SMP", "name=fix", "kmend_release=6.1.0"
#define FUNC "kmend_func=vmlinux:fs/pipe.c:pipe_read"

/* What stands in .modinfo, and the line that refuses it; NULL: accepted. */
static const struct {
	const char *info[8];
	const char *line;
} cases[] = {
	{ { FORMAT, "kmend_id=fix", FUNC, REST }, NULL },
	{ { "license=GPL", REST }, "a kernel module, but not a patch: kmend build makes one" },
	{ { "kmend_format=1", "kmend_id=fix", FUNC, REST },
	  "patch format 1, this kmend takes " VERSION ": build it again with this kmend" },
	{ { "kmend_format=" VERSION "0", "kmend_id=fix", FUNC, REST },
	  "patch format " VERSION "0, this kmend takes " VERSION ": build it again with this kmend" },
	{ { "kmend_format=x", "kmend_id=fix", FUNC, REST },
	  "damaged: its format is no number: build it again" },
	{ { FORMAT, FUNC, REST }, "damaged: it has no proper id: build it again" },
	{ { FORMAT, "kmend_id=../x", FUNC, REST },
	  "damaged: it has no proper id: build it again" },
	{ { FORMAT, "kmend_id=a\x1b", FUNC, REST },
	  "damaged: it has no proper id: build it again" },
	{ { FORMAT, "kmend_id=-x", FUNC, REST },
	  "damaged: it has no proper id: build it again" },
	{ { FORMAT, "kmend_id=0123456789012345678901234567890123456789012345678901234567890123",
	    FUNC, REST }, "damaged: it has no proper id: build it again" },
	{ { FORMAT, "kmend_id=fix", REST },
	  "damaged: its list of functions is missing: build it again" },
	{ { FORMAT, "kmend_id=fix", FUNC, "vermagic=6.1.0 SMP", "name=fix" },
	  "damaged: its kernel release is missing: build it again" },
	{ { FORMAT, "kmend_id=fix", FUNC, "kmend_release=6.1.0", "name=fix" },
	  "damaged: its vermagic is missing: build it again" },
	{ { FORMAT, "kmend_id=fix", FUNC, "kmend_release=6.1.0", "vermagic=6.1.0 SMP" },
	  "damaged: its module name is missing: build it again" },
	{ { FORMAT, "kmend_id=fix", "kmend_id=other", FUNC, REST },
	  "damaged: its information makes no sense: build it again" },
	{ { FORMAT, "kmend_id=fix", "kmend_func=vmlinux", REST },
	  "damaged: its information makes no sense: build it again" },
	{ { FORMAT, "kmend_id=fix", "kmend_func=vmlinux:f", REST },
	  "damaged: its information makes no sense: build it again" },
	{ { FORMAT, "kmend_id=fix", "kmend_func=vmlinux:fs/pipe.c:", REST },
	  "damaged: its information makes no sense: build it again" },
	{ { FORMAT, "kmend_id=fix", "kmend_hook=apply:vmlinux:fs/pipe.c:tune", REST }, NULL },
	{ { FORMAT, "kmend_id=fix", FUNC, "kmend_hook=:vmlinux:fs/pipe.c:tune", REST },
	  "damaged: its information makes no sense: build it again" },
	{ { FORMAT, "kmend_id=fix", FUNC, "kmend_hook=vmlinux:fs/pipe.c:tune", REST },
	  "damaged: its information makes no sense: build it again" },
	{ { FORMAT, "kmend_id=fix", FUNC, "kmend_depends=a b", REST },
	  "damaged: its information makes no sense: build it again" },
	{ { FORMAT, "kmend_id=fix", FUNC, "kmend_replaces=", REST },
	  "damaged: its information makes no sense: build it again" },
	{ { FORMAT, "kmend_id=fix", FUNC, "kmend_conflicts=fix", REST },
	  "damaged: conflicts names 'fix', which is the patch itself: build it again" },
};

static void compile(const char *const *info)
{
	char source[64], command[256];
	const char *p;
	FILE *out;

	snprintf(source, sizeof(source), "%s/x.s", dir);
	out = fopen(source, "w");
	assert_non_null(out);
	fputs(".section .modinfo,\"a\"\n", out);
	for (; *info; info++) {
		for (p = *info; *p; p++)
			fprintf(out, ".byte %d\n", (unsigned char)*p);
		fputs(".byte 0\n", out);
	}
	fclose(out);
	snprintf(command, sizeof(command), "cc -c -o %s %s", path, source);
	assert_int_equal(system(command), 0);
	unlink(source);
	assert_int_equal(kmend_seal_write(path, &(struct kmend_err){ 0 }), 0);
}

/* The line that the file is refused with, less its path; "": accepted. */
static const char *refusal(struct kmend_patch_file *file)
{
	static struct kmend_err err;

	memset(&err, 0, sizeof(err));
	if (!kmend_patch_file_read(file, path, &err)) {
		assert_int_equal(err.code, KMEND_EXIT_OK);
		return "";
	}
	assert_int_equal(strncmp(err.text, path, strlen(path)), 0);
	return err.text + strlen(path) + 2;
}

static void test_information(void **state)
{
	struct kmend_patch_file file;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		compile(cases[i].info);
		assert_string_equal(refusal(&file), cases[i].line ? cases[i].line : "");
		kmend_patch_file_destroy(&file);
	}
}

static void test_identity(void **state)
{
	static const char *const info[] = { FORMAT, "kmend_id=fix", "kmend_tool=kmend 1",
					    "kmend_description=some = words", FUNC,
					    "kmend_func=vmlinux:a:b.c:g",
					    "kmend_hook=pre-apply:vmlinux:a:b.c:h", REST, NULL };
	struct kmend_err err = { .code = KMEND_EXIT_OK };
	struct kmend_patch_file file;

	compile(info);
	assert_string_equal(refusal(&file), "");
	assert_string_equal(file.id, "fix");
	assert_string_equal(file.description, "some = words");
	assert_string_equal(file.tool, "kmend 1");
	assert_string_equal(file.module, "fix");
	assert_int_equal(file.nr_hooks, 1);
	assert_string_equal(file.hooks[0].when, "pre-apply");
	assert_string_equal(file.hooks[0].func.source, "a:b.c");
	assert_string_equal(file.hooks[0].func.name, "h");
	assert_int_equal(file.nr_funcs, 2);
	assert_string_equal(file.funcs[0].object, "vmlinux");
	assert_string_equal(file.funcs[0].source, "fs/pipe.c");
	assert_string_equal(file.funcs[0].name, "pipe_read");
	assert_string_equal(file.funcs[1].source, "a:b.c");
	assert_int_equal(kmend_patch_file_check(&file, "f", "6.1.0", &err), 0);
	assert_int_equal(kmend_patch_file_check(&file, "f", "6.1.00", &err), -1);
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	assert_string_equal(err.text,
			    "f: built for kernel 6.1.0, this is 6.1.00: build it with --kernel 6.1.00");
	kmend_patch_file_destroy(&file);
}

static void test_relations(void **state)
{
	static const char *const info[] = { FORMAT, "kmend_id=fix", FUNC, REST,
					    "kmend_depends=one", "kmend_depends=two",
					    "kmend_conflicts=three", "kmend_replaces=four", NULL };
	static const char *const all[] = { FORMAT, "kmend_id=fix", FUNC, REST,
					   "kmend_replaces_all=1", NULL };
	struct kmend_patch_file file;

	compile(info);
	assert_string_equal(refusal(&file), "");
	assert_int_equal(file.relations.lists[KMEND_DEPENDS].nr, 2);
	assert_string_equal(file.relations.lists[KMEND_DEPENDS].ids[0], "one");
	assert_string_equal(file.relations.lists[KMEND_DEPENDS].ids[1], "two");
	assert_null(file.relations.lists[KMEND_DEPENDS].ids[2]);
	assert_string_equal(file.relations.lists[KMEND_CONFLICTS].ids[0], "three");
	assert_string_equal(file.relations.lists[KMEND_REPLACES].ids[0], "four");
	assert_false(file.relations.replaces_all);
	kmend_patch_file_destroy(&file);

	compile(all);
	assert_string_equal(refusal(&file), "");
	assert_true(file.relations.replaces_all);
	assert_int_equal(file.relations.lists[KMEND_REPLACES].nr, 0);
	kmend_patch_file_destroy(&file);
}

static void test_other_vermagic(void **state)
{
	static const char *const info[] = { FORMAT, "kmend_id=fix", FUNC, "name=fix",
					    "kmend_release=6.1.0", "vermagic=6.1.01 SMP", NULL };
	struct kmend_err err = { .code = KMEND_EXIT_OK };
	struct kmend_patch_file file;

	compile(info);
	assert_string_equal(refusal(&file), "");
	assert_int_equal(kmend_patch_file_check(&file, "f", "6.1.0", &err), -1);
	assert_string_equal(err.text,
			    "f: its module was linked for another kernel (vermagic 6.1.01 SMP), this is 6.1.0: build it again");
	kmend_patch_file_destroy(&file);
}

/* Cut short anywhere: refused by name, never accepted. */
static void test_truncated(void **state)
{
	struct kmend_patch_file file;
	struct stat st;
	off_t size;

	compile(cases[0].info);
	assert_int_equal(stat(path, &st), 0);
	/* The last line is the seal. */
	for (size = st.st_size - 1; size >= st.st_size - 29; size--) {
		assert_int_equal(truncate(path, size), 0);
		assert_non_null(strstr(refusal(&file), "has no seal at its end: cut short"));
		kmend_patch_file_destroy(&file);
	}
	for (; size >= 0; size -= 7) {
		assert_int_equal(truncate(path, size), 0);
		assert_string_equal(refusal(&file),
				    size < 4 ? "not an ELF file, so no patch module: kmend build makes one" :
					       "cut short: copy it again");
		kmend_patch_file_destroy(&file);
	}
}

/* Bytes of the ELF header changed: an answer, never a crash. */
static void test_damaged_header(void **state)
{
	static const unsigned char values[] = { 0, 1, 0x7f, 0xff };
	struct kmend_patch_file file;
	unsigned char byte;
	size_t i;
	FILE *out;
	long at;

	compile(cases[0].info);
	for (at = 0; at < 64; at++) {
		for (i = 0; i < sizeof(values); i++) {
			out = fopen(path, "r+");
			fseek(out, at, SEEK_SET);
			byte = fgetc(out);
			fseek(out, at, SEEK_SET);
			fputc(values[i], out);
			fclose(out);
			refusal(&file);
			kmend_patch_file_destroy(&file);
			out = fopen(path, "r+");
			fseek(out, at, SEEK_SET);
			fputc(byte, out);
			fclose(out);
		}
	}
	assert_string_equal(refusal(&file), "");
	kmend_patch_file_destroy(&file);
}

static int setup(void **state)
{
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/x.ko", dir);
	return 0;
}

static int teardown(void **state)
{
	unlink(path);
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_information),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_relations),
		cmocka_unit_test(test_other_vermagic),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_damaged_header),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
