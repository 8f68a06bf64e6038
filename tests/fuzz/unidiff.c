// SPDX-License-Identifier: GPL-2.0
/* A patch: what it changes must be plain paths inside of the tree. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include "../../ctl/build/unidiff.h"

static void check_source(const struct kmend_source *source)
{
	const char *name = source->name;
	size_t len = strlen(name);

	fuzz_require(source->kind != KMEND_SOURCE_CODE || (len > 2 && !strcmp(name + len - 2, ".c")),
		     "code is a .c file");
	fuzz_require(name[0] != '/' && name[0] != '-', "a source is a path inside of the tree");
	fuzz_require(strncmp(name, "../", 3) && !strstr(name, "/../"), "a source stays inside of the tree");
}

void fuzz_unidiff(const uint8_t *data, size_t size)
{
	struct kmend_sources sources = { 0 };
	struct kmend_err err = { 0 };
	char *wanted = NULL;

	if (kmend_patch_scan("x.patch", (const char *)data, size, &sources, &wanted, &err))
		fuzz_refused(&err);
	else
		fuzz_require(sources.count > 0, "a patch changes something");
	for (size_t i = 0; i < sources.count; i++)
		check_source(&sources.list[i]);
	free(wanted);
	kmend_sources_free(&sources);
}
