// SPDX-License-Identifier: GPL-2.0
/* What a patch, its module and the module's file are called. */
#include "names.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "../../uapi/kmend.h"
#include "files.h"
#include "package.h"

/* "dir/fix.patch" to "fix" */
static void stem(const char *path, const char *const *endings, char *out, size_t size)
{
	const char *slash = strrchr(path, '/');
	size_t n;

	snprintf(out, size, "%s", slash ? slash + 1 : path);
	n = strlen(out);
	for (; *endings; endings++) {
		size_t len = strlen(*endings);

		if (n > len && !strcmp(out + n - len, *endings)) {
			out[n - len] = 0;
			return;
		}
	}
}

static int check_description(const char *description, struct kmend_err *err)
{
	if (strlen(description) > KMEND_DESCRIPTION_MAX)
		return kmend_err_set(err, KMEND_EXIT_USAGE,
				     "the description must not have more than %d bytes",
				     KMEND_DESCRIPTION_MAX);
	for (const char *p = description; *p; p++)
		if (iscntrl((unsigned char)*p))
			return kmend_err_set(err, KMEND_EXIT_USAGE,
					     "the description must be one line of text");
	return 0;
}

int kmend_names_check(const struct kmend_build_options *opts, struct kmend_err *err)
{
	if (opts->out) {
		size_t n = strlen(opts->out);

		if (n < 4 || strcmp(opts->out + n - 3, ".ko") || opts->out[n - 4] == '/')
			return kmend_err_set(err, KMEND_EXIT_USAGE,
					     "-o %s: the name of a module ends with .ko", opts->out);
	}
	if (opts->id && kmend_package_check_id(opts->id, err))
		return -1;
	return opts->description ? check_description(opts->description, err) : 0;
}

int kmend_names_choose(const struct kmend_build_options *opts, const char *head_id,
		       struct kmend_build_result *result, char module[KMEND_MODULE_NAME],
		       struct kmend_err *err)
{
	static const char *const of_patch[] = { ".patch", ".diff", ".txt", NULL };
	static const char *const of_module[] = { ".ko", NULL };
	const char *id = opts->id;
	char name[PATH_MAX];

	stem(opts->patches[0], of_patch, name, sizeof(name));
	if (opts->out) {
		if (kmend_path(result->out, err, "%s", opts->out))
			return -1;
		stem(opts->out, of_module, name, sizeof(name));
	} else if (kmend_path(result->out, err, "%.*s.ko", NAME_MAX - 3, name)) {
		return -1;
	}
	if (!id)
		id = *head_id ? head_id : name;
	if (kmend_package_check_id(id, err))
		return -1;
	snprintf(result->id, sizeof(result->id), "%.127s", id);
	snprintf(module, KMEND_MODULE_NAME, "%s", result->id);
	for (char *p = module; *p; p++)
		if (*p == '-' || *p == '.')
			*p = '_';
	return 0;
}
