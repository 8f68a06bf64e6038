// SPDX-License-Identifier: GPL-2.0
/*
 * Some .c files are not compiled, or not only, by themselves but as a part of
 * others (kernel/sched/build_utility.c, fs/compat_binfmt_elf.c). A change of such
 * a file changes objects that its name does not lead to.
 */
#include "included.h"

#include <stdio.h>
#include <string.h>

#include "files.h"
#include "run.h"

#define LIST ".kmend-included"

int kmend_included_note(const char *tree, struct kmend_err *err)
{
	char *argv[] = { "grep", "-rEo", "--include=*.c", "--include=*.h",
			 "^[ \t]*#[ \t]*include[ \t]+[\"<][^\">]*\\.c[\">]", ".", NULL };
	_cleanup_free_ char *list = NULL;
	char path[PATH_MAX];

	if (kmend_path(path, err, "%s/" LIST, tree))
		return -1;
	if (kmend_run(tree, argv, &list, err))
		return kmend_err_set(err, KMEND_EXIT_FAILED,
				     "%s: cannot search the source for #include of .c files", tree);
	return kmend_file_write(path, list, strlen(list), err);
}

/* "a/b" and "../c/x.c" to "a/c/x.c". */
static bool resolve(const char *dir, size_t length, const char *name, size_t name_length,
		    char out[PATH_MAX])
{
	while (name_length > 3 && !strncmp(name, "../", 3)) {
		if (!length)
			return false;
		while (length && dir[length - 1] != '/')
			length--;
		length -= length > 0;
		name += 3;
		name_length -= 3;
	}
	return snprintf(out, PATH_MAX, "%.*s%s%.*s", (int)length, dir, length ? "/" : "",
			(int)name_length, name) < PATH_MAX;
}

static bool counts(const char *file)
{
	static const char *const others[] = { "tools/", "scripts/", "samples/", "usr/" };

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (!strncmp(file, others[i], strlen(others[i])))
			return false;
	return strncmp(file, "arch/", 5) || !strncmp(file, "arch/x86/", 9);
}

/* Is it @source that @file includes as @name? Between <>, any directory may be meant. */
static bool is_it(const char *file, const char *name, size_t length, bool angle, const char *source)
{
	const char *slash = strrchr(file, '/');
	size_t dir = slash ? (size_t)(slash - file) : 0, n = strlen(source);
	char path[PATH_MAX];

	if (angle)
		return n >= length && !strncmp(source + n - length, name, length) &&
		       (n == length || source[n - length - 1] == '/');
	return resolve(file, dir, name, length, path) && !strcmp(path, source);
}

bool kmend_included_by(const char *list, const char *source, char by[PATH_MAX])
{
	for (const char *line = list; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t end = strcspn(line, "\n"), colon = strcspn(line, ":"), open, length;

		open = colon + strcspn(line + colon, "\"<\n");
		if (colon >= end || open >= end || colon < 3)
			continue;
		length = strcspn(line + open + 1, "\">\n");
		snprintf(by, PATH_MAX, "%.*s", (int)colon - 2, line + 2);
		if (counts(by) && is_it(by, line + open + 1, length, line[open] == '<', source))
			return true;
	}
	return false;
}

int kmend_included_check(const char *tree, const char *source, struct kmend_err *err)
{
	char path[PATH_MAX], by[PATH_MAX];
	_cleanup_free_ char *list = NULL;

	if (kmend_path(path, err, "%s/" LIST, tree) || kmend_file_read(path, &list, NULL, err))
		return -1;
	if (!kmend_included_by(list, source, by))
		return 0;
	return kmend_err_set(err, KMEND_EXIT_REFUSED,
			     "%s: is included by %s, so that more than one object changes with it; not handled yet",
			     source, by);
}
