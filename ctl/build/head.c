// SPDX-License-Identifier: GPL-2.0
/* The lines of a patch file before its diff that are for kmend. */
#include "head.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "subject.h"

/* A misspelt key would silently drop a dependency, so an unknown one is refused. */
static const struct {
	const char *name;
	enum kmend_relation relation; /* KMEND_NR_RELATIONS: the id */
} keys[] = {
	{ "Kmend-Id", KMEND_NR_RELATIONS },
	{ "Kmend-Depends", KMEND_DEPENDS },
	{ "Kmend-Conflicts", KMEND_CONFLICTS },
	{ "Kmend-Replaces", KMEND_REPLACES },
};

enum { NR_KEYS = sizeof(keys) / sizeof(keys[0]) };

static size_t find_key(const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < NR_KEYS; i++)
		if (strlen(keys[i].name) == length && !strncasecmp(keys[i].name, name, length))
			break;
	return i;
}

static int take_id(const char *path, const char *value, size_t length, char *id, size_t size,
		   struct kmend_err *err)
{
	while (length && strchr(" \t", *value)) {
		value++;
		length--;
	}
	while (length && strchr(" \t\r", value[length - 1]))
		length--;
	if (!length)
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: Kmend-Id: names no patch", path);
	if (!*id)
		/* One that is too long stays too long for who looks at it. */
		snprintf(id, size, "%.*s", (int)length, value);
	else if (strlen(id) != length || strncmp(id, value, length))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: Kmend-Id: '%.*s', but it is '%s' already: choose one with --id",
				     path, length > 80 ? 80 : (int)length, value, id);
	return 0;
}

static int take_line(const char *path, const char *line, size_t length, char *id, size_t size,
		     struct kmend_relations *relations, struct kmend_err *err)
{
	const char *colon = memchr(line, ':', length);
	const char *value = colon + 1;
	char where[512];
	size_t key;

	key = find_key(line, colon - line);
	if (key == NR_KEYS)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: unknown key '%.*s': there are Kmend-Id, Kmend-Depends, Kmend-Conflicts and Kmend-Replaces",
				     path, (int)(colon - line), line);
	length -= value - line;
	if (keys[key].relation == KMEND_NR_RELATIONS)
		return take_id(path, value, length, id, size, err);
	snprintf(where, sizeof(where), "%.400s: %s", path, keys[key].name);
	return kmend_relations_add(relations, keys[key].relation, value, length, where,
				   KMEND_EXIT_REFUSED, err);
}

/* In a second mail of the same file, say: it would silently drop a dependency. */
static int check_rest(const char *path, const char *text, struct kmend_err *err)
{
	for (const char *line = text; *line;) {
		size_t length = strcspn(line, "\n");

		if (kmend_patch_is_key(line))
			return kmend_err_set(err, KMEND_EXIT_REFUSED,
					     "%s: '%.*s' comes after a diff began: put it before the first one, or give each patch a file of its own",
					     path, length > 80 ? 80 : (int)length, line);
		line += length;
		line += *line == '\n';
	}
	return 0;
}

int kmend_head_read(const char *path, const char *text, char *id, size_t size,
		    struct kmend_relations *relations, struct kmend_err *err)
{
	const char *line = text;

	while (*line && !kmend_patch_is_diff(line)) {
		size_t length = strcspn(line, "\n");

		if (kmend_patch_is_key(line) &&
		    take_line(path, line, length, id, size, relations, err))
			return -1;
		line += length;
		line += *line == '\n';
	}
	return check_rest(path, line, err);
}
