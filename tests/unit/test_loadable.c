// SPDX-License-Identifier: GPL-2.0
/*
 * What the module loader would refuse is refused before, and named: small modules that
 * are compiled here, each wrong in one thing.
 */
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
#include "../../ctl/build/kernel.h"
#include "../../ctl/build/loadable.h"
#include "../../ctl/build/namespaces.h"
#include "../../ctl/build/run.h"
#include "../../ctl/build/symbols.h"
#include "../../ctl/build/symvers.h"

/* Each name can be another by -D. */
static const char source[] =
	"#ifndef MAGIC\n#define MAGIC \"6.1.0-1 SMP preempt \"\n#endif\n"
	"#ifndef NS\n#define NS \"DMA_BUF\"\n#endif\n"
	"#ifndef CRC\n#define CRC 0x22222222\n#endif\n"
	"#ifndef LAYOUT\n#define LAYOUT 0x11111111\n#endif\n"
	"#ifndef NAME\n#define NAME \"plain\"\n#endif\n"
	"#ifndef CALL\n#define CALL plain\n#endif\n"
	"#ifndef KLP\n#define KLP \"hidden,0\"\n#endif\n"
	"#define INFO __attribute__((used, section(\".modinfo\"), aligned(1))) static const char\n"
	"INFO magic[] = \"vermagic=\" MAGIC;\n"
	"INFO ns[] = \"import_ns=\" NS;\n"
	"struct version { unsigned long crc; char name[56]; };\n"
	"__attribute__((used, section(\"__versions\"))) static const struct version versions[] = {\n"
	"	{ LAYOUT, \"module_layout\" }, { CRC, NAME }, { 0x33333333, \"spaced\" },\n"
	"};\n"
	"extern void CALL(void), spaced(void);\n"
	"__asm__(\".globl \\\".klp.sym.vmlinux.\" KLP \"\\\"\\n\"\n"
	"	\".set \\\".klp.sym.vmlinux.\" KLP \"\\\", 0\\n\");\n"
	"void entry(void) { CALL(); spaced(); }\n";

static const char exports[] =
	"0x11111111\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t\n"
	"0x22222222\tplain\tvmlinux\tEXPORT_SYMBOL\t\n"
	"0x33333333\tspaced\tvmlinux\tEXPORT_SYMBOL_GPL\tDMA_BUF\n"
	"0x44444444\tother\tdrivers/net/tun\tEXPORT_SYMBOL\t\n";

static const char kallsyms[] =
	"ffffffff81000000 T hidden\nffffffff81000010 t twice\nffffffff81000020 t twice\n";

static char dir[] = "/tmp/kmend-loadable-XXXXXX";
static struct kmend_kernel kernel = { .release = "6.1.0-1", .headers = "the headers" };
static struct kmend_symvers *symvers;
static struct kmend_symbols *symbols;

static void put(const char *name, const char *text)
{
	struct kmend_err err = { 0 };
	char path[64];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(kmend_file_write(path, text, strlen(text), &err), 0);
}

static int setup(void **state)
{
	struct kmend_err err = { 0 };
	char path[64];

	assert_non_null(mkdtemp(dir));
	put("m.c", source);
	put("Module.symvers", exports);
	put("kallsyms", kallsyms);
	put("config", "CONFIG_MODVERSIONS=y\n");
	snprintf(kernel.config, sizeof(kernel.config), "%s/config", dir);
	snprintf(path, sizeof(path), "%s/Module.symvers", dir);
	symvers = kmend_symvers_open(path, &err);
	snprintf(path, sizeof(path), "%s/kallsyms", dir);
	symbols = kmend_symbols_open(path, &err);
	assert_non_null(symvers);
	assert_non_null(symbols);
	return 0;
}

static int teardown(void **state)
{
	kmend_symvers_close(symvers);
	kmend_symbols_close(symbols);
	return kmend_dir_remove(dir);
}

/* The module with some of its names replaced; what is absolute becomes a livepatch symbol. */
static void compile(char *define, char *object)
{
	struct kmend_err err = { 0 };
	char *argv[] = { "gcc", "-O1", "-fno-pie", "-mcmodel=kernel", "-c", "m.c", "-o", "m.ko",
			 define, NULL };
	char *data, *end;
	size_t size;

	if (kmend_run_or_fail(dir, argv, "test", &err))
		fail_msg("%s", err.text);
	snprintf(object, 64, "%s/m.ko", dir);
	assert_int_equal(kmend_file_read(object, &data, &size, &err), 0);
	/* st_shndx 0xfff1 is SHN_ABS: that of the source file is of type FILE (4) and stays. */
	end = data + size;
	for (char *at = data; at < end - 8; at += 8)
		if (!memcmp(at + 4, "\x10\x00\xf1\xff", 4))
			memcpy(at + 6, "\x20\xff", 2);
	assert_int_equal(kmend_file_write(object, data, size, &err), 0);
	free(data);
}

static void test_refusals(void **state)
{
	static const struct {
		char *define;
		const char *text;	/* NULL: it is taken */
	} rows[] = {
		{ "-DNOTHING", NULL },
		{ "-DMAGIC=\"6.1.0-10 SMP preempt \"", "vermagic '6.1.0-10 SMP preempt '" },
		{ "-DNS=\"CXL\"", "needs symbol 'spaced' but does not import its namespace DMA_BUF" },
		{ "-DCRC=1", "version 0x00000001 of symbol 'plain', kernel 6.1.0-1 has 0x22222222" },
		{ "-DLAYOUT=1", "version 0x00000001 of symbol 'module_layout'" },
		{ "-DNAME=\"plainly\"", "no version of symbol 'plain'" },
		{ "-DCALL=nowhere", "needs symbol 'nowhere', which kernel 6.1.0-1 neither exports nor has" },
		{ "-DCALL=other", "needs symbol 'other' of module drivers/net/tun" },
		{ "-DKLP=\"twice,2\"", NULL },
		{ "-DKLP=\"twice,3\"", "number 3 of the symbols 'twice', kernel 6.1.0-1 has 2" },
		{ "-DKLP=\"twice,0\"", "number 0 of the symbols 'twice', kernel 6.1.0-1 has 2" },
		{ "-DKLP=\"gone,0\"", "symbols 'gone', kernel 6.1.0-1 has 0" },
		{ "-DKLP=\"hidden\"", "is not the name of a livepatch symbol" },
	};
	char object[64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct kmend_err err = { 0 };
		int ret;

		compile(rows[i].define, object);
		ret = kmend_loadable_check(object, &kernel, symvers, symbols, &err);
		if (ret != (rows[i].text ? -1 : 0) || (ret && !strstr(err.text, rows[i].text)))
			fail_msg("%s: %d '%s', not '%s'", rows[i].define, ret, err.text,
				 rows[i].text ? rows[i].text : "");
		assert_int_equal(err.code, rows[i].text ? KMEND_EXIT_REFUSED : KMEND_EXIT_OK);
	}
}

/* A kernel without symbol versions asks for none, and one without the section has none. */
static void test_without_versions(void **state)
{
	struct kmend_err err = { 0 };
	char object[64];
	char *strip[] = { "objcopy", "-R", "__versions", "m.ko", NULL };

	compile("-DNOTHING", object);
	assert_int_equal(kmend_run_or_fail(dir, strip, "test", &err), 0);
	assert_int_equal(kmend_loadable_check(object, &kernel, symvers, symbols, &err), -1);
	assert_non_null(strstr(err.text, "has no symbol versions"));
	put("config", "# CONFIG_MODVERSIONS is not set\n");
	err = (struct kmend_err){ 0 };
	assert_int_equal(kmend_loadable_check(object, &kernel, symvers, symbols, &err), 0);
	put("config", "CONFIG_MODVERSIONS=y\n");
}

/* Once, however many objects need it. */
static void test_namespaces(void **state)
{
	struct kmend_namespaces namespaces = { 0 };
	struct kmend_err err = { 0 };
	char object[64];

	compile("-DNOTHING", object);
	assert_int_equal(kmend_namespaces_add(&namespaces, object, symvers, &err), 0);
	assert_int_equal(kmend_namespaces_add(&namespaces, object, symvers, &err), 0);
	assert_int_equal(namespaces.nr, 1);
	assert_string_equal(namespaces.names[0], "DMA_BUF");
	free(namespaces.names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_without_versions),
		cmocka_unit_test(test_namespaces),
	};

	return cmocka_run_group_tests_name("loadable", tests, setup, teardown);
}
