// SPDX-License-Identifier: GPL-2.0
/* A patch: what it changes must be plain paths of .c files. */
#include "harness.h"

#include <string.h>

#include "../../ctl/build/unidiff.h"

static void check_name(const char *name)
{
	size_t len = strlen(name);

	fuzz_require(len > 2 && !strcmp(name + len - 2, ".c"), "a source is a .c file");
	fuzz_require(name[0] != '/' && name[0] != '-', "a source is a path inside of the tree");
	fuzz_require(strncmp(name, "../", 3) && !strstr(name, "/../"), "a source stays inside of the tree");
}

void fuzz_unidiff(const uint8_t *data, size_t size)
{
	struct kmend_sources sources = { 0 };
	struct kmend_err err = { 0 };

	if (kmend_patch_scan("x.patch", (const char *)data, size, &sources, &err))
		fuzz_refused(&err);
	else
		fuzz_require(sources.count > 0, "a patch changes something");
	for (size_t i = 0; i < sources.count; i++)
		check_name(sources.names[i]);
	kmend_sources_free(&sources);
}
