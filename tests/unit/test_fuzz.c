// SPDX-License-Identifier: GPL-2.0
/*
 * The inputs that once broke a reader, and the seeds of tests/fuzz, through the
 * same harnesses: built with a memory checker, so a wrong access ends the test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../fuzz/harness.h"

#define CORPUS "tests/fuzz/corpus"

typedef void harness(const uint8_t *data, size_t size);

struct target {
	const char *name;
	harness *run;
};

static struct target targets[] = {
	{ "object", fuzz_object },
	{ "diff", fuzz_diff },
	{ "kallsyms", fuzz_kallsyms },
	{ "vmlinuz", fuzz_vmlinuz },
	{ "unidiff", fuzz_unidiff },
	{ "header", fuzz_header },
};

static void replay(harness *run, const char *path)
{
	FILE *f = fopen(path, "r");
	struct stat st;
	uint8_t *data;

	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	/* Exactly as many, so that a byte too far is seen. */
	data = malloc(st.st_size ? (size_t)st.st_size : 1);
	assert_non_null(data);
	assert_int_equal(fread(data, 1, (size_t)st.st_size, f), st.st_size);
	fclose(f);
	/* An abort or a hang says nothing of its input. */
	print_message("# %s\n", path);
	alarm(20);
	run(data, (size_t)st.st_size);
	alarm(0);
	free(data);
}

static void test_corpus(void **state)
{
	const struct target *target = *state;
	char path[512];
	struct dirent *d;
	size_t nr = 0;
	DIR *dir;

	snprintf(path, sizeof(path), CORPUS "/%s", target->name);
	dir = opendir(path);
	assert_non_null(dir);
	while ((d = readdir(dir))) {
		if (d->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), CORPUS "/%s/%s", target->name, d->d_name);
		replay(target->run, path);
		nr++;
	}
	closedir(dir);
	assert_int_not_equal(nr, 0);
}

int main(void)
{
	struct CMUnitTest tests[sizeof(targets) / sizeof(*targets)];
	size_t nr = sizeof(targets) / sizeof(*targets);

	for (size_t i = 0; i < nr; i++)
		tests[i] = (struct CMUnitTest){ targets[i].name, test_corpus, NULL, NULL, &targets[i] };
	return _cmocka_run_group_tests("fuzz", tests, nr, NULL, NULL);
}
