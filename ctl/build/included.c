// SPDX-License-Identifier: GPL-2.0
/*
 * Which files include which. One search of the tree finds every #include, whatever
 * the config; from a changed header, all that may see it are found backwards.
 *
 * Some .c files are not compiled, or not only, by themselves but as a part of
 * others (kernel/sched/build_utility.c, fs/compat_binfmt_elf.c): they are here, too.
 */
#include "included.h"

#include <search.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "run.h"
#include "unidiff.h"

/* Another list than this one finds is another name, for trees that have it. */
#define LIST ".kmend-included"

/* That @file has an #include. */
struct include {
	const char *base;	/* @name behind its last slash */
	const char *name;	/* @raw without "../" and "./" at its start */
	const char *raw;
	const char *file;
	bool quoted;		/* and not between <> */
};

struct kmend_included {
	const char *tree;	/* NULL: there is no tree to look into */
	char *text;
	struct include *list;	/* sorted by base */
	size_t nr;
	void *files;		/* a tree of what was added and found */
};

static int compare_base(const void *a, const void *b)
{
	const struct include *x = a, *y = b;

	return strcmp(x->base, y->base);
}

bool kmend_included_counts(const char *file)
{
	return strncmp(file, "usr/", 4) && (strncmp(file, "tools/", 6) || kmend_source_of_tools(file)) &&
	       (strncmp(file, "arch/", 5) || !strncmp(file, "arch/x86/", 9));
}

/* "./FILE:#include "NAME"" */
static bool parse_line(char *line, struct include *in)
{
	char *colon = strchr(line, ':'), *open = colon ? strpbrk(colon, "\"<") : NULL;
	char *slash, *raw;
	bool quoted;

	if (!open || strncmp(line, "./", 2))
		return false;
	*colon = '\0';
	quoted = *open++ == '"';
	raw = open;
	open[strcspn(open, "\">")] = '\0';
	while (!strncmp(open, "../", 3) || !strncmp(open, "./", 2))
		open = strchr(open, '/') + 1;
	slash = strrchr(open, '/');
	*in = (struct include){ .base = slash ? slash + 1 : open, .name = open, .raw = raw, .file = line + 2,
				.quoted = quoted };
	return kmend_included_counts(in->file);
}

struct kmend_included *kmend_included_parse(char *text, struct kmend_err *err)
{
	struct kmend_included *l = calloc(1, sizeof(*l));
	size_t lines = 1;
	bool sorted = true;
	char *save = NULL;

	for (const char *p = text; (p = strchr(p, '\n')); p++)
		lines++;
	if (l) {
		l->text = text;
		l->list = calloc(lines, sizeof(*l->list));
	}
	if (!l || !l->list) {
		kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
		if (!l)
			free(text);
		kmend_included_close(l);
		return NULL;
	}
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (!parse_line(line, &l->list[l->nr]))
			continue;
		sorted &= !l->nr || compare_base(&l->list[l->nr - 1], &l->list[l->nr]) <= 0;
		l->nr++;
	}
	if (!sorted)
		qsort(l->list, l->nr, sizeof(*l->list), compare_base);
	return l;
}

/*
 * What a macro is that an #include names is taken for one, too: it is an #include of
 * the file that defines the macro.
 */
static int search_tree(const char *tree, struct kmend_err *err)
{
	/* The shell only sends the output to a file: there is much of it. */
	char *argv[] = { "sh", "-c",
			 "grep -rEo --include='*.[chS]' --include='*.inc' --include='*.def' "
			 "--include='*.cocci' --exclude-dir=testing --exclude-dir=scripts --exclude-dir=samples "
			 "-e '^[ \t]*#[ \t]*include[ \t]*[\"<][^\">]*[\">]' "
			 "-e '^[ \t]*#[ \t]*define[ \t]+[A-Za-z0-9_]+[ \t]+[\"<][^\">]*\\.[ch][\">]' . >" LIST ".raw",
			 NULL };

	return kmend_run_or_fail(tree, argv, "cannot search the kernel source for #include", err);
}

/* What counts of it, and sorted: to do that again each time would take longer than to compile a file. */
static int write_list(const struct kmend_included *l, const char *path, struct kmend_err *err)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	for (size_t i = 0; f && i < l->nr; i++) {
		const struct include *in = &l->list[i];

		fprintf(f, "./%s:%c%s%c\n", in->file, in->quoted ? '"' : '<', in->raw, in->quoted ? '"' : '>');
	}
	if (!f || fclose(f))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	return kmend_file_replace(path, text, size, err);
}

static int make_list(const char *tree, const char *path, struct kmend_err *err)
{
	struct kmend_included *l;
	char raw[PATH_MAX], *text;
	int ret;

	if (kmend_path(raw, err, "%s/" LIST ".raw", tree) || search_tree(tree, err) ||
	    kmend_file_read(raw, &text, NULL, err))
		return -1;
	unlink(raw);
	l = kmend_included_parse(text, err);
	ret = l ? write_list(l, path, err) : -1;
	kmend_included_close(l);
	return ret;
}

struct kmend_included *kmend_included_open(const char *tree, struct kmend_err *err)
{
	struct kmend_included *l;
	char path[PATH_MAX], *text;

	if (kmend_path(path, err, "%s/" LIST, tree) || (!kmend_file_exists(path) && make_list(tree, path, err)) ||
	    kmend_file_read(path, &text, NULL, err))
		return NULL;
	l = kmend_included_parse(text, err);
	if (l)
		l->tree = tree;
	return l;
}

static void free_nothing(void *p)
{
}

void kmend_included_close(struct kmend_included *list)
{
	if (!list)
		return;
	tdestroy(list->files, free_nothing);
	free(list->list);
	free(list->text);
	free(list);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

bool kmend_included_has(const struct kmend_included *list, const char *file)
{
	return tfind(file, &list->files, compare_names);
}

/* Is @file what is included as @name? */
static bool is_it(const char *file, const char *name)
{
	size_t n = strlen(file), m = strlen(name);

	return n >= m && !strcmp(file + n - m, name) && (n == m || file[n - m - 1] == '/');
}

/* "a/b" and "../c/x.h" to "a/c/x.h"; false: it leads out of the tree. */
static bool join(const char *file, const char *raw, char out[PATH_MAX])
{
	const char *slash = strrchr(file, '/');
	size_t dir = slash ? (size_t)(slash - file) : 0;

	while (!strncmp(raw, "../", 3) || !strncmp(raw, "./", 2)) {
		bool up = raw[1] == '.';

		if (up && !dir)
			return false;
		while (up && dir && file[dir - 1] != '/')
			dir--;
		dir -= up && dir;
		raw += up ? 3 : 2;
	}
	return snprintf(out, PATH_MAX, "%.*s%s%s", (int)dir, file, dir ? "/" : "", raw) < PATH_MAX;
}

static bool is_there(const struct kmend_included *l, const char *file)
{
	char path[PATH_MAX];

	return snprintf(path, sizeof(path), "%s/%s", l->tree, file) < PATH_MAX && !access(path, F_OK);
}

/*
 * Which of the files of that name is meant? The compiler takes the one beside
 * the file, then the first in the directories that all of the kernel has; what is in
 * none of them is found by an option of some makefile, and may be any.
 */
static bool is_meant(const struct kmend_included *l, const char *file, const struct include *in)
{
	static const char *const dirs[] = {
		"arch/x86/include", "arch/x86/include/generated", "include", "arch/x86/include/uapi",
		"arch/x86/include/generated/uapi", "include/uapi", "include/generated/uapi",
	};
	char path[PATH_MAX];

	if (!is_it(file, in->name))
		return false;
	if (!l->tree)
		return true;
	if (in->quoted && join(in->file, in->raw, path) && is_there(l, path))
		return !strcmp(path, file);
	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		if (snprintf(path, sizeof(path), "%s/%s", dirs[i], in->raw) < PATH_MAX && is_there(l, path))
			return !strcmp(path, file);
	return true;
}

/* The includes of files of that base name; @nr of them. */
static const struct include *includes_of(const struct kmend_included *l, const char *file, size_t *nr)
{
	const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
	size_t low = 0, high = l->nr, end;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(l->list[mid].base, base) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (end = low; end < l->nr && !strcmp(l->list[end].base, base); end++)
		;
	*nr = end - low;
	return l->list + low;
}

int kmend_included_add(struct kmend_included *list, const char *file, struct kmend_err *err)
{
	const char **todo = malloc((list->nr + 1) * sizeof(*todo));
	size_t left = 0;

	/* The tree keeps the pointer that it was given first. */
	if (!todo || !tsearch(file, &list->files, compare_names)) {
		free(todo);
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	}
	todo[left++] = file;
	while (left) {
		const char *now = todo[--left];
		size_t nr;
		const struct include *in = includes_of(list, now, &nr);

		for (size_t i = 0; i < nr; i++) {
			if (kmend_included_has(list, in[i].file) || !is_meant(list, now, &in[i]))
				continue;
			if (!tsearch(in[i].file, &list->files, compare_names)) {
				free(todo);
				return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
			}
			todo[left++] = in[i].file;
		}
	}
	free(todo);
	return 0;
}

bool kmend_included_everywhere(const struct kmend_included *list)
{
	static const char *const files[] = {
		"include/linux/kconfig.h", "include/linux/compiler-version.h", "include/linux/compiler_types.h",
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (kmend_included_has(list, files[i]))
			return true;
	return false;
}

bool kmend_included_is(const struct kmend_included *list, const char *file)
{
	size_t nr;
	const struct include *in = includes_of(list, file, &nr);

	for (size_t i = 0; i < nr; i++)
		if (is_meant(list, file, &in[i]))
			return true;
	return false;
}
