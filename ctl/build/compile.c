// SPDX-License-Identifier: GPL-2.0
/*
 * The patched file is compiled outside the tree, with the tree as working
 * directory, so that the cached tree never changes: its directory is added to
 * where #include "…" looks, and __FILE__ is mapped to what it would be inside.
 */
#include "compile.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "files.h"
#include "included.h"
#include "run.h"

struct names {
	char source[PATH_MAX];		/* fs/pipe.c */
	char object[PATH_MAX];		/* fs/pipe.o */
	char dir[PATH_MAX];		/* fs */
	char base[NAME_MAX + 1];	/* pipe */
};

static int split_name(struct names *n, const char *source, struct kmend_err *err)
{
	const char *slash = strrchr(source, '/');
	size_t stem = strlen(source) - 2;

	if (kmend_path(n->source, err, "%s", source) ||
	    kmend_path(n->object, err, "%.*s.o", (int)stem, source) ||
	    kmend_path(n->dir, err, "%.*s", slash ? (int)(slash - source) : 1, slash ? source : "."))
		return -1;
	slash = slash ? slash + 1 : source;
	snprintf(n->base, sizeof(n->base), "%.*s", (int)strlen(slash) - 2, slash);
	return 0;
}

static int read_recipe(const struct kmend_tree *tree, const struct names *n,
		       struct kmend_recipe *recipe, struct kmend_err *err)
{
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX];

	if (kmend_path(path, err, "%s/%s/.%s.o.cmd", tree->path, n->dir, n->base) ||
	    kmend_file_read(path, &text, NULL, err))
		return -1;
	return kmend_recipe_parse(path, text, recipe, err);
}

static int check_built_in(const struct names *n, const struct kmend_kernel *k,
			  const struct kmend_recipe *recipe, struct kmend_err *err)
{
	for (size_t i = 0; i < recipe->steps[0].count; i++)
		if (!strcmp(recipe->steps[0].words[i], "-DMODULE"))
			return kmend_err_set(err, KMEND_EXIT_REFUSED,
					     "%s: is part of a module in kernel %s; only built-in code can be changed yet",
					     n->source, k->release);
	return 0;
}

/* In the tree itself, and no link out of it. */
static int check_source(const struct kmend_tree *tree, const struct kmend_kernel *k,
			const struct names *n, struct kmend_err *err)
{
	char path[PATH_MAX], real[PATH_MAX], top[PATH_MAX];
	struct stat st;

	if (kmend_path(path, err, "%s/%s", tree->path, n->source))
		return -1;
	if (lstat(path, &st) || !realpath(path, real) || !realpath(tree->path, top))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: no such file in the source of kernel %s", n->source,
				     k->release);
	if (!S_ISREG(st.st_mode) || strncmp(real, top, strlen(top)) ||
	    real[strlen(top)] != '/')
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: is not a plain file of the kernel source", n->source);
	return 0;
}

static int make_object(const struct kmend_tree *tree, const struct kmend_kernel *k,
		       const struct names *n, struct kmend_err *err)
{
	const char *const targets[] = { n->object, NULL };
	char path[PATH_MAX], stamp[PATH_MAX], what[400];
	struct stat st;

	/* make removes what it was interrupted in, a killed make does not: the stamp tells. */
	if (kmend_path(path, err, "%s/%s", tree->path, n->object) ||
	    kmend_path(stamp, err, "%s/%s/.%s.o.kmend", tree->path, n->dir, n->base))
		return -1;
	if (!stat(stamp, &st) && !stat(path, &st))
		return 0;
	snprintf(what, sizeof(what), "cannot compile %.200s of kernel %s as its config does",
		 n->source, k->release);
	if (kmend_tree_make(tree, k, 1, targets, what, err))
		return -1;
	return kmend_file_write(stamp, "", 0, err);
}

int kmend_compile_reference(const struct kmend_tree *tree, const struct kmend_kernel *k,
			    const char *source, char object[PATH_MAX], struct kmend_err *err)
{
	struct kmend_recipe recipe;
	struct names n;
	int ret;

	if (split_name(&n, source, err) || check_source(tree, k, &n, err) ||
	    kmend_included_check(tree->path, source, err) || make_object(tree, k, &n, err) || read_recipe(tree, &n, &recipe, err))
		return -1;
	ret = check_built_in(&n, k, &recipe, err);
	kmend_recipe_free(&recipe);
	if (ret)
		return -1;
	return kmend_path(object, err, "%s/%s", tree->path, n.object);
}

static int add_words(struct kmend_command_line *line, struct kmend_err *err, ...)
{
	const char *word;
	va_list ap;
	int ret = 0;

	va_start(ap, err);
	while (!ret && (word = va_arg(ap, const char *)))
		ret = kmend_command_add(line, word, err);
	va_end(ap);
	return ret;
}

/* The compiler's words, with other files, and a section for each function. */
static int compiler_line(const struct names *n, const struct kmend_variant *v,
			 const struct kmend_command_line *from,
			 struct kmend_command_line *to, struct kmend_err *err)
{
	char source[PATH_MAX], dir[PATH_MAX], map[PATH_MAX];

	if (kmend_path(source, err, "%s/%s", v->root, n->source) ||
	    kmend_path(dir, err, "-iquote%s", n->dir) ||
	    kmend_path(map, err, "-fmacro-prefix-map=%s/=", v->root))
		return -1;
	for (size_t i = 0; i < from->count; i++) {
		const char *word = from->words[i];

		if (!strncmp(word, "-Wp,-MMD,", 9) || !strncmp(word, "-Wp,-MD,", 8))
			continue;
		if (!strcmp(word, n->object))
			word = v->object;
		else if (!strcmp(word, n->source))
			word = source;
		if (kmend_command_add(to, word, err))
			return -1;
	}
	return add_words(to, err, "-ffunction-sections", "-fdata-sections", dir, map, "-g0",
			 "-w", "-fdiagnostics-color=never", NULL);
}

/* objtool and its like work on the object in place. */
static int tool_line(const struct names *n, const struct kmend_variant *v,
		     const struct kmend_command_line *from,
		     struct kmend_command_line *to, struct kmend_err *err)
{
	for (size_t i = 0; i < from->count; i++)
		if (kmend_command_add(to, strcmp(from->words[i], n->object) ? from->words[i]
									    : v->object, err))
			return -1;
	return 0;
}

static bool is_for(const struct kmend_command_line *line, const struct names *n)
{
	for (size_t i = 0; i < line->count; i++)
		if (!strcmp(line->words[i], n->object))
			return true;
	return false;
}

static int variant_recipe(const struct names *n, const struct kmend_variant *v,
			  const struct kmend_recipe *from, struct kmend_recipe *to,
			  struct kmend_err *err)
{
	to->steps = calloc(from->count, sizeof(*to->steps));
	if (!to->steps)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	for (size_t i = 0; i < from->count; i++) {
		struct kmend_command_line *line = &to->steps[to->count];

		/* A step that does not touch the object we need not repeat. */
		if (i && !is_for(&from->steps[i], n))
			continue;
		to->count++;
		if (i ? tool_line(n, v, &from->steps[i], line, err)
		      : compiler_line(n, v, &from->steps[i], line, err))
			return -1;
	}
	return 0;
}

/* People know the file by its name in the kernel, not by where the copy lay. */
static void shorten(char *text, const char *root)
{
	size_t n = strlen(root);

	while ((text = strstr(text, root)))
		if (text[n] == '/')
			memmove(text, text + n + 1, strlen(text + n + 1) + 1);
		else
			text += n;
}

static int finish(struct kmend_job *job, const char *source, const char *root,
		  struct kmend_err *err)
{
	_cleanup_free_ char *output = NULL;
	int status = kmend_job_wait(job, &output, err);
	char gist[700];

	if (status <= 0)
		return status;
	if (output)
		shorten(output, root);
	kmend_output_gist(output, gist, sizeof(gist));
	return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s does not compile: %s", source, gist);
}

/* Step by step, each step for all variants at a time if @jobs allows. */
static int run_recipes(const struct kmend_tree *tree, const struct kmend_recipe *recipes,
		       const struct kmend_variant *variants, unsigned int count,
		       unsigned int jobs, const char *source, struct kmend_err *err)
{
	struct kmend_job job[2];

	for (size_t step = 0; step < recipes[0].count; step++) {
		unsigned int started = 0, done = 0;
		int ret = 0;

		while (done < count && !(ret && started == done)) {
			if (!ret && started < count && started - done < jobs) {
				ret = kmend_job_start(&job[started], tree->path,
						      recipes[started].steps[step].words, err);
				started += !ret;
				continue;
			}
			ret |= finish(&job[done], source, variants[done].root, err);
			done++;
		}
		if (ret)
			return -1;
	}
	return 0;
}

int kmend_compile_variants(const struct kmend_tree *tree, const char *source,
			   const struct kmend_variant *variants, unsigned int count,
			   unsigned int jobs, struct kmend_err *err)
{
	struct kmend_recipe recorded, recipes[2] = { 0 };
	struct names n;
	int ret = 0;

	if (split_name(&n, source, err) || read_recipe(tree, &n, &recorded, err))
		return -1;
	for (unsigned int i = 0; i < count && !ret; i++)
		ret = variant_recipe(&n, &variants[i], &recorded, &recipes[i], err);
	if (!ret)
		ret = run_recipes(tree, recipes, variants, count, jobs, source, err);
	for (unsigned int i = 0; i < count; i++)
		kmend_recipe_free(&recipes[i]);
	kmend_recipe_free(&recorded);
	return ret;
}
