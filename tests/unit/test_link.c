// SPDX-License-Identifier: GPL-2.0
/*
 * What `kmend link` does to a module, on a small object that is compiled here:
 * exported references stay, others move to livepatch relocations, and a
 * failure leaves the file as it was.
 */
#include <fcntl.h>
#include <gelf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../ctl/build/link.h"
#include "../../ctl/build/symbols.h"

static const char source[] =
	"extern void exported(void), hidden(void);\n"
	"extern int hidden_data; extern int exported_data;\n"
	"extern void maybe(void) __attribute__((weak));\n"
	"extern int odd __asm__(\"\\\".klp.sym.vmlinux.odd.isra.0,3\\\"\");\n"
	"int *slots[2] = { &hidden_data, &exported_data };\n"
	"int *fixed[1] = { &odd };\n"
	"void entry(void) { exported(); hidden(); hidden(); if (maybe) maybe(); }\n";

static const char symvers[] =
	"0x11111111\texported\tvmlinux\tEXPORT_SYMBOL\t\n"
	"0x22222222\texported_data\tvmlinux\tEXPORT_SYMBOL_GPL\t\n";

struct place {
	char dir[64];
	char module[96];
	char symvers[96];
	char symbols[96];
};

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int setup(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	char command[512];

	strcpy(place->dir, "/tmp/kmend-link-XXXXXX");
	assert_non_null(mkdtemp(place->dir));
	snprintf(place->module, sizeof(place->module), "%s/m.o", place->dir);
	snprintf(place->symvers, sizeof(place->symvers), "%s/Module.symvers", place->dir);
	snprintf(place->symbols, sizeof(place->symbols), "%s/kallsyms", place->dir);
	snprintf(command, sizeof(command), "%s/m.c", place->dir);
	put(command, source);
	put(place->symvers, symvers);
	snprintf(command, sizeof(command),
		 "gcc -O1 -fno-pie -mcmodel=kernel -c -o %s %s/m.c", place->module, place->dir);
	assert_int_equal(system(command), 0);
	*state = place;
	return 0;
}

static int teardown(void **state)
{
	struct place *place = *state;
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", place->dir);
	assert_int_equal(system(command), 0);
	free(place);
	return 0;
}

/* The names of the symbols that @section's relocations use, sorted by place. */
static void relocated(const char *path, const char *section, char *names, size_t size)
{
	int fd = open(path, O_RDONLY);
	size_t shstrndx, used = 0;
	GElf_Shdr shdr, symhdr;
	Elf_Scn *scn = NULL;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	assert_non_null(elf);
	assert_int_equal(elf_getshdrstrndx(elf, &shstrndx), 0);
	snprintf(names, size, "(none)");
	while ((scn = elf_nextscn(elf, scn))) {
		assert_non_null(gelf_getshdr(scn, &shdr));
		if (strcmp(elf_strptr(elf, shstrndx, shdr.sh_name), section))
			continue;
		names[0] = '\0';
		for (size_t i = 0; i < shdr.sh_size / shdr.sh_entsize; i++) {
			Elf_Scn *symtab = elf_getscn(elf, shdr.sh_link);
			GElf_Rela rela;
			GElf_Sym sym;

			assert_non_null(gelf_getrela(elf_getdata(scn, NULL), i, &rela));
			assert_non_null(gelf_getsym(elf_getdata(symtab, NULL),
						    GELF_R_SYM(rela.r_info), &sym));
			assert_non_null(gelf_getshdr(symtab, &symhdr));
			used += snprintf(names + used, size - used, "%s%s%s", i ? " " : "",
					 elf_strptr(elf, symhdr.sh_link, sym.st_name),
					 sym.st_shndx == 0xff20 ? "!" : "");
		}
	}
	elf_end(elf);
	close(fd);
}

static void test_split(void **state)
{
	static const struct {
		const char *section;
		const char *symbols;	/* "!": has SHN_LIVEPATCH */
		const char *what;
	} rows[] = {
		{ ".rela.data", "exported_data", "exported data stays" },
		{ ".klp.rela.vmlinux..data",
		  ".klp.sym.vmlinux.odd.isra.0,3! .klp.sym.vmlinux.hidden_data,0!",
		  "hidden data moves, a ready-made name is kept" },
		{ ".rela.text", "exported maybe maybe", "exported and weak calls stay" },
		{ ".klp.rela.vmlinux..text", ".klp.sym.vmlinux.hidden,0! .klp.sym.vmlinux.hidden,0!",
		  "hidden calls move" },
	};
	struct place *place = *state;
	struct kmend_err err = { 0 };
	char names[512];

	assert_int_equal(kmend_link_module(place->module, place->symvers, NULL, &err), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		relocated(place->module, rows[i].section, names, sizeof(names));
		if (strcmp(names, rows[i].symbols))
			fail_msg("%s: %s has '%s', not '%s'", rows[i].what, rows[i].section, names,
				 rows[i].symbols);
	}
}

/* The kernel's symbols as text in the file that the test has for it. */
static struct kmend_symbols *symbols(const struct place *place, const char *text)
{
	struct kmend_err err = { 0 };
	struct kmend_symbols *list;

	put(place->symbols, text);
	list = kmend_symbols_open(place->symbols, &err);
	if (!list)
		fail_msg("%s", err.text);
	return list;
}

/* Left alone, the loader would make a weak reference 0 and the code would go wrong. */
static void test_weak(void **state)
{
	static const char all[] =
		"ffffffff81000000 T hidden\nffffffff81000010 D hidden_data\n"
		"ffffffff81000020 T maybe\n";
	static const char without[] =
		"ffffffff81000000 T hidden\nffffffff81000010 D hidden_data\n";
	struct place *place = *state;
	struct kmend_err err = { 0 };
	struct kmend_symbols *list = symbols(place, without);
	char names[512];

	assert_int_equal(kmend_link_module(place->module, place->symvers, list, &err), -1);
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	assert_non_null(strstr(err.text, "refers weakly to 'maybe'"));
	kmend_symbols_close(list);
	list = symbols(place, all);
	err = (struct kmend_err){ 0 };
	if (kmend_link_module(place->module, place->symvers, list, &err))
		fail_msg("%s", err.text);
	relocated(place->module, ".rela.text", names, sizeof(names));
	assert_string_equal(names, "exported");
	kmend_symbols_close(list);
}

static char *contents(const char *path, size_t *size)
{
	FILE *file = fopen(path, "r");
	char *data = malloc(1 << 20);

	assert_non_null(file);
	*size = fread(data, 1, 1 << 20, file);
	fclose(file);
	return data;
}

static void test_again_changes_nothing(void **state)
{
	struct place *place = *state;
	struct kmend_err err = { 0 };
	size_t size[2];
	char *data[2];

	assert_int_equal(kmend_link_module(place->module, place->symvers, NULL, &err), 0);
	data[0] = contents(place->module, &size[0]);
	assert_int_equal(kmend_link_module(place->module, place->symvers, NULL, &err), 0);
	data[1] = contents(place->module, &size[1]);
	assert_int_equal(size[0], size[1]);
	assert_memory_equal(data[0], data[1], size[0]);
	free(data[0]);
	free(data[1]);
}

static void test_bad_input(void **state)
{
	static const struct {
		const char *module;	/* NULL: the good one */
		const char *symvers;
		int code;
		const char *text;
	} rows[] = {
		{ "not ELF at all\n", symvers, KMEND_EXIT_REFUSED, "not an x86-64 kernel module" },
		{ "", symvers, KMEND_EXIT_REFUSED, "not an x86-64 kernel module" },
		{ NULL, "", KMEND_EXIT_REFUSED, "empty" },
		{ NULL, "one two three\n", KMEND_EXIT_REFUSED, "line 1 is not of the form" },
		{ NULL, "0x1\tname\tvmlinux\tEXPORT_SYMBOL\t\n0x2\tname\n", KMEND_EXIT_REFUSED,
		  "line 2 is not of the form" },
	};
	struct place *place = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct kmend_err err = { 0 };
		size_t size[2];
		char *data[2];

		if (rows[i].module)
			put(place->module, rows[i].module);
		put(place->symvers, rows[i].symvers);
		data[0] = contents(place->module, &size[0]);
		assert_int_equal(kmend_link_module(place->module, place->symvers, NULL, &err), -1);
		data[1] = contents(place->module, &size[1]);
		assert_int_equal(err.code, rows[i].code);
		if (!strstr(err.text, rows[i].text))
			fail_msg("'%s' does not say '%s'", err.text, rows[i].text);
		assert_int_equal(size[0], size[1]);
		assert_memory_equal(data[0], data[1], size[0]);
		free(data[0]);
		free(data[1]);
		teardown(state);
		setup(state);
		place = *state;
	}
}

/* Cut anywhere, the file is either refused in one line or still a module. */
static void test_truncated(void **state)
{
	struct place *place = *state;
	size_t size;
	char *data = contents(place->module, &size);

	for (size_t length = 0; length < size; length += 37) {
		struct kmend_err err = { 0 };
		FILE *file = fopen(place->module, "w");

		assert_int_equal(fwrite(data, 1, length, file), length);
		fclose(file);
		assert_int_equal(kmend_link_module(place->module, place->symvers, NULL, &err), -1);
		assert_int_equal(err.code, KMEND_EXIT_REFUSED);
		assert_null(strchr(err.text, '\n'));
	}
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_split, setup, teardown),
		cmocka_unit_test_setup_teardown(test_weak, setup, teardown),
		cmocka_unit_test_setup_teardown(test_again_changes_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bad_input, setup, teardown),
		cmocka_unit_test_setup_teardown(test_truncated, setup, teardown),
	};

	return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
