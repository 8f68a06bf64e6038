// SPDX-License-Identifier: GPL-2.0
/*
 * Which objects a kernel is made of. Only its makefiles know, so make is asked,
 * by a dry run: it prints every command that it would run, in half a minute. The
 * list is kept in the tree.
 */
#include "objects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "run.h"

/* Another list than this one reads is another name, for trees that have it. */
#define LIST ".kmend-built"

/* The word after @at, which is " -o " or the like. */
static size_t word_length(const char *at)
{
	return strcspn(at, " ;\n");
}

/* "a/b/../c" to "a/c": the makefile of one directory may name files of another. */
static void make_plain(char *path)
{
	char *up, *from;

	while ((up = strstr(path, "/../"))) {
		for (from = up; from > path && from[-1] != '/';)
			from--;
		up += strlen("/../");
		memmove(from, up, strlen(up) + 1);
	}
}

/* One command of the compiler, from @from to before @end. */
static void put_command(FILE *f, const char *from, const char *end)
{
	static const char dry[] = " " KMEND_TREE_DRY_WORD;
	const char *o = memmem(from, (size_t)(end - from), " -c -o ", 7), *object, *source;
	size_t object_length, source_length;
	char plain[PATH_MAX];

	if (!o)
		return;
	object = o + 7;
	object_length = word_length(object);
	source = object + object_length + strspn(object + object_length, " ");
	source_length = word_length(source);
	if (source >= end || source_length < 3 || (strncmp(source + source_length - 2, ".c", 2) &&
						   strncmp(source + source_length - 2, ".S", 2)))
		return;
	end = source + source_length;
	snprintf(plain, sizeof(plain), "%.*s", (int)source_length, source);
	make_plain(plain);
	fprintf(f, "%s\tcmd_%.*s := ", plain, (int)object_length, object);
	for (const char *word; (word = memmem(from, (size_t)(end - from), dry, strlen(dry)));
	     from = word + strlen(dry))
		fwrite(from, 1, (size_t)(word - from), f);
	fprintf(f, "%.*s\n", (int)(end - from), from);
}

int kmend_objects_parse(char *out, const char *compiler, char **list, struct kmend_err *err)
{
	char mark[160];
	size_t size;
	FILE *f = open_memstream(list, &size);
	char *save = NULL;

	if (!f)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	snprintf(mark, sizeof(mark), "%s -Wp,-MMD,", compiler);
	for (char *line = strtok_r(out, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		const char *from = strstr(line, mark);

		/* Behind it the same command is quoted, for fixdep to note. */
		if (from)
			put_command(f, from, from + strcspn(from, ";"));
	}
	return fclose(f) ? kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory") : 0;
}

static int make_list(const struct kmend_tree *tree, const struct kmend_kernel *k, const char *path,
		     struct kmend_err *err)
{
	_cleanup_free_ char *out = NULL;
	_cleanup_free_ char *list = NULL;
	char raw[PATH_MAX];
	int ret;

	if (kmend_path(raw, err, "%s.raw", path) || kmend_tree_make_dry(tree, k, raw, err) ||
	    kmend_file_read(raw, &out, NULL, err))
		return -1;
	unlink(raw);
	ret = kmend_objects_parse(out, k->compiler, &list, err);
	if (!ret && !strstr(list, "init/main.c\t"))
		ret = kmend_err_set(err, KMEND_EXIT_FAILED,
				    "kernel %s: make does not tell which objects it would build", k->release);
	return ret ? -1 : kmend_file_replace(path, list, strlen(list), err);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int index_list(struct kmend_objects *o)
{
	size_t lines = 1;
	char *save = NULL;

	for (const char *p = o->text; *p; p++)
		lines += *p == '\n';
	o->sources = calloc(lines, sizeof(*o->sources));
	o->commands = calloc(lines, sizeof(*o->commands));
	if (!o->sources || !o->commands)
		return -1;
	for (char *line = strtok_r(o->text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (strchr(line, '\t'))
			o->sources[o->nr++] = line;
	qsort(o->sources, o->nr, sizeof(*o->sources), compare_lines);
	for (size_t i = 0; i < o->nr; i++) {
		char *tab = strchr(o->sources[i], '\t');

		*tab = '\0';
		o->commands[i] = tab + 1;
	}
	return 0;
}

int kmend_objects_open(struct kmend_objects *objects, const struct kmend_tree *tree,
		       const struct kmend_kernel *k, void (*say)(const char *text), struct kmend_err *err)
{
	char path[PATH_MAX];

	*objects = (struct kmend_objects){ 0 };
	if (kmend_path(path, err, "%s/" LIST, tree->path))
		return -1;
	if (!kmend_file_exists(path)) {
		say("asking make which objects this kernel has (first time for this kernel)");
		if (make_list(tree, k, path, err))
			return -1;
	}
	if (kmend_file_read(path, &objects->text, NULL, err))
		return -1;
	return index_list(objects) ? kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory") : 0;
}

void kmend_objects_close(struct kmend_objects *objects)
{
	free(objects->sources);
	free(objects->commands);
	free(objects->text);
	*objects = (struct kmend_objects){ 0 };
}

const char *kmend_objects_find(const struct kmend_objects *objects, const char *source)
{
	const char **found = bsearch(&source, objects->sources, objects->nr, sizeof(*objects->sources),
				     compare_lines);

	return found ? objects->commands[found - objects->sources] : NULL;
}
