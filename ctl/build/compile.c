// SPDX-License-Identifier: GPL-2.0
/*
 * Compiling source files. kbuild makes the reference and records how; the two
 * objects for the differ are made by the same commands with other options, one in
 * the prepared tree and one in its mirror, where the patched files are.
 */
#include "compile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "pool.h"
#include "run.h"
#include "unidiff.h"

/* "fs/pipe.o" with @mark and @ending as "fs/.pipe.o.cmd" */
static int beside(const struct kmend_tree *tree, const struct kmend_subject *s, const char *ending,
		  char path[PATH_MAX], struct kmend_err *err)
{
	const char *slash = strrchr(s->object, '/');
	int dir = slash ? (int)(slash - s->object) + 1 : 0;

	return kmend_path(path, err, "%s/%.*s.%s%s", tree->path, dir, s->object, s->object + dir, ending);
}

/* In the tree itself, and no link out of it. */
static int check_source(const struct kmend_tree *tree, const char *source, struct kmend_err *err)
{
	char path[PATH_MAX], real[PATH_MAX], top[PATH_MAX];
	struct stat st;

	if (kmend_path(path, err, "%s/%s", tree->path, source))
		return -1;
	if (lstat(path, &st) || !realpath(path, real) || !realpath(tree->path, top))
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: no such file in the source of this kernel",
				     source);
	if (!S_ISREG(st.st_mode) || strncmp(real, top, strlen(top)) || real[strlen(top)] != '/')
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: is not a plain file of the kernel source", source);
	return 0;
}

/* Some are compiled by the makefile of another directory, which is where their options are. */
static int set_named(struct kmend_subject *s, struct kmend_err *err)
{
	if (kmend_source_of_tools(s->source))
		return kmend_path(s->named, err, "kernel/bpf/relo_core.c");
	return kmend_path(s->named, err, "%s%s", strncmp(s->source, "virt/kvm/", 9) ? "" : "arch/x86/kvm/../../../",
			  s->source);
}

int kmend_subject_init(struct kmend_subject *s, const struct kmend_tree *tree, const char *work,
		       const char *source, bool types, struct kmend_err *err)
{
	char flat[NAME_MAX];

	*s = (struct kmend_subject){ .types = types };
	snprintf(flat, sizeof(flat), "%s", source);
	for (char *p = flat; *p; p++)
		if (*p == '/')
			*p = ':';
	if (check_source(tree, source, err) || kmend_path(s->source, err, "%s", source) || set_named(s, err) ||
	    kmend_path(s->object, err, "%.*s.o", (int)strlen(s->named) - 2, s->named) ||
	    kmend_path(s->reference, err, "%s/%s", tree->path, s->object) ||
	    beside(tree, s, types ? ".kmend-pre-types" : ".kmend-pre", s->pre, err))
		return -1;
	return kmend_path(s->post, err, "%s/%s.o", work, flat);
}

void kmend_subject_free(struct kmend_subject *s)
{
	kmend_recipe_free(&s->recipe);
}

/* --- references --- */

/* make removes what it was interrupted in, a killed make does not: a stamp tells. */
static int has_reference(const struct kmend_tree *tree, const struct kmend_subject *s, bool *has,
			 struct kmend_err *err)
{
	char stamp[PATH_MAX];

	if (beside(tree, s, ".kmend", stamp, err))
		return -1;
	*has = !access(stamp, F_OK) && !access(s->reference, F_OK);
	return 0;
}

/*
 * Asked for a single object of these directories, kbuild makes it twice at the same time: as one of arch/x86, whose rules
 * fit all that is below it, and in its own place, which arch/x86/Makefile names apart. Asked for the directory, once.
 */
static const char *what_to_make(const char *object)
{
	static const char *const dirs[] = {
		"arch/x86/lib/", "arch/x86/math-emu/", "arch/x86/pci/", "arch/x86/power/", "arch/x86/video/",
	};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		if (!strncmp(object, dirs[i], strlen(dirs[i])))
			return dirs[i];
	return object;
}

static int make_references(const struct kmend_tree *tree, const struct kmend_kernel *k,
			   const struct kmend_subject *subjects, size_t nr, unsigned int jobs,
			   struct kmend_err *err)
{
	const char **targets = calloc(nr + 1, sizeof(*targets));
	size_t missing = 0;
	char what[300], stamp[PATH_MAX];
	int ret = targets ? 0 : kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");

	for (size_t i = 0; i < nr && !ret; i++) {
		bool has;

		ret = has_reference(tree, &subjects[i], &has, err);
		if (ret || has)
			continue;
		/* Or else make would take what was cut short for newer than its source. */
		if (unlink(subjects[i].reference) && errno != ENOENT)
			ret = kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", subjects[i].reference, strerror(errno));
		targets[missing++] = what_to_make(subjects[i].object);
	}
	if (!ret && missing) {
		snprintf(what, sizeof(what), "cannot compile %.150s of kernel %.80s as its config does",
			 missing == 1 ? targets[0] : "the unpatched files", k->release);
		ret = kmend_tree_make(tree, k, jobs, targets, what, err);
	}
	for (size_t i = 0; i < nr && !ret; i++)
		ret = beside(tree, &subjects[i], ".kmend", stamp, err) || kmend_file_write(stamp, "", 0, err);
	free(targets);
	return ret ? -1 : 0;
}

/* What kbuild calls the module: KBUILD_MODNAME='"xfs"' together with MODULE. */
static int find_module(struct kmend_subject *s, struct kmend_err *err)
{
	const struct kmend_command_line *line = &s->recipe.steps[0];
	const char *name = NULL;
	bool module = false;

	for (size_t i = 0; i < line->count; i++) {
		module |= !strcmp(line->words[i], "-DMODULE");
		if (!strncmp(line->words[i], "-DKBUILD_MODNAME=\"", 18))
			name = line->words[i] + 18;
	}
	if (!module)
		return 0;
	if (!name || strcspn(name, "\"") >= sizeof(s->module))
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: is part of a module without a name", s->source);
	snprintf(s->module, sizeof(s->module), "%.*s", (int)strcspn(name, "\""), name);
	for (char *c = s->module; *c; c++)
		if (*c == '-')
			*c = '_';
	if (strchr(s->module, ':'))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: is part of several modules (%s), which is not handled", s->source, s->module);
	return 0;
}

int kmend_compile_recorded(const struct kmend_tree *tree, const struct kmend_subject *s, char **text,
			   struct kmend_err *err)
{
	char path[PATH_MAX];

	return beside(tree, s, ".cmd", path, err) || kmend_file_read(path, text, NULL, err) ? -1 : 0;
}

int kmend_compile_references(const struct kmend_tree *tree, const struct kmend_kernel *k,
			     struct kmend_subject *subjects, size_t nr, unsigned int jobs,
			     struct kmend_err *err)
{
	if (make_references(tree, k, subjects, nr, jobs, err))
		return -1;
	for (size_t i = 0; i < nr; i++) {
		_cleanup_free_ char *text = NULL;

		kmend_recipe_free(&subjects[i].recipe);
		if (kmend_compile_recorded(tree, &subjects[i], &text, err) ||
		    kmend_recipe_parse(subjects[i].object, text, &subjects[i].recipe, err) ||
		    find_module(&subjects[i], err))
			return -1;
	}
	return 0;
}

/* --- variants --- */

static int add_words(struct kmend_command_line *line, const char *const *words, struct kmend_err *err)
{
	int ret = 0;

	while (!ret && *words)
		ret = kmend_command_add(line, *words++, err);
	return ret;
}

int kmend_compile_line(const struct kmend_subject *s, enum kmend_compile_to to, const char *out,
		       struct kmend_command_line *line, struct kmend_err *err)
{
	const char *const for_differ[] = { "-ffunction-sections", "-fdata-sections", s->types ? "-g" : "-g0",
					   "-fdiagnostics-color=never", NULL };
	static const char *const for_text[] = { "-E", "-P", "-w", NULL };
	static const char *const for_types[] = { "-E", "-D__GENKSYMS__", "-w", NULL };
	static const char *const for_used[] = { "-E", "-P", "-dU", "-Wundef", "-Werror=undef", NULL };
	static const char *const for_members[] = { "-g", "-fno-eliminate-unused-debug-types", "-w", NULL };
	const char *const *const words[] = { for_differ, for_text, for_types, for_members, for_used };
	const struct kmend_command_line *from = &s->recipe.steps[0];

	for (size_t i = 0; i < from->count; i++) {
		const char *word = from->words[i];

		if (!strncmp(word, "-Wp,-MMD,", 9) || !strncmp(word, "-Wp,-MD,", 8) ||
		    (to != KMEND_COMPILE_OBJECT && to != KMEND_COMPILE_MEMBERS && !strcmp(word, "-c")))
			continue;
		if (kmend_command_add(line, strcmp(word, s->object) ? word : out, err))
			return -1;
	}
	return add_words(line, words[to], err);
}

static bool is_for(const struct kmend_command_line *line, const char *object)
{
	for (size_t i = 0; i < line->count; i++)
		if (!strcmp(line->words[i], object))
			return true;
	return false;
}

/* objtool and its like work on the object in place. */
static int tool_line(const struct kmend_subject *s, const struct kmend_command_line *from, const char *object,
		     struct kmend_command_line *to, struct kmend_err *err)
{
	for (size_t i = 0; i < from->count; i++)
		if (kmend_command_add(to, strcmp(from->words[i], s->object) ? from->words[i] : object, err))
			return -1;
	return 0;
}

static int variant_recipe(const struct kmend_subject *s, const char *object, struct kmend_recipe *to,
			  struct kmend_err *err)
{
	const struct kmend_recipe *from = &s->recipe;

	to->steps = calloc(from->count, sizeof(*to->steps));
	if (!to->steps)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	for (size_t i = 0; i < from->count; i++) {
		struct kmend_command_line *line = &to->steps[to->count];

		/* A step that does not touch the object we need not repeat. */
		if (i && !is_for(&from->steps[i], s->object))
			continue;
		to->count++;
		if (i ? tool_line(s, &from->steps[i], object, line, err)
		      : kmend_compile_line(s, KMEND_COMPILE_OBJECT, object, line, err))
			return -1;
	}
	return 0;
}

int kmend_compile_text(const struct kmend_subject *s, enum kmend_compile_to to, const char *cwd, const char *out, char **text,
		       struct kmend_err *err)
{
	struct kmend_recipe recipe = { .steps = calloc(1, sizeof(*recipe.steps)), .count = 1 };
	int ret;

	if (!recipe.steps)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	ret = kmend_compile_line(s, to, out, &recipe.steps[0], err) ||
	      kmend_run_or_fail(cwd, recipe.steps[0].words, "cannot preprocess the file", err) ||
	      kmend_file_read(out, text, NULL, err) ? -1 : 0;
	kmend_recipe_free(&recipe);
	return ret;
}

int kmend_compile_instead(const struct kmend_subject *s, const char *text, struct kmend_command_line *line,
			  struct kmend_err *err)
{
	bool found = false;

	for (size_t i = 0; i < line->count; i++) {
		char **word = &line->words[i];

		if (strcmp(*word, s->named))
			continue;
		free(*word);
		*word = strdup(text);
		if (!*word)
			return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
		found = true;
	}
	return found ? 0 : kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: is compiled by another name", s->source);
}

int kmend_compile_from(const struct kmend_subject *s, const char *text, const char *object,
		       struct kmend_recipe *recipe, struct kmend_err *err)
{
	/* What is not used any more is no error, but who calls in a way that does not fit is. */
	static const char *const strict[] = { "-Wno-error", "-Werror=incompatible-pointer-types", "-Werror=int-conversion",
					      "-Werror=implicit-function-declaration", NULL };

	return variant_recipe(s, object, recipe, err) || add_words(&recipe->steps[0], strict, err) ||
	       kmend_compile_instead(s, text, &recipe->steps[0], err) ? -1 : 0;
}

/* After so many patched files that do not compile no more are tried: what is wrong may be in a header of all. */
enum { FAILED_MAX = 8 };

/* A compilation that is under way: two tasks at most for each subject. */
struct run {
	const struct kmend_compilation *c;
	struct kmend_task *tasks;
	size_t *subject_of;	/* by task */
	bool *is_pre;
	char (*parts)[PATH_MAX];	/* what a task writes */
	size_t nr;
	unsigned int failed;	/* patched files that do not compile */
	struct kmend_err *err;
};

static int add_task(struct run *r, size_t subject, bool pre)
{
	const struct kmend_subject *s = &r->c->subjects[subject];
	size_t n = r->nr++;

	r->subject_of[n] = subject;
	r->is_pre[n] = pre;
	r->tasks[n].cwd = pre ? r->c->tree->path : r->c->mirror->path;
	if (kmend_path(r->parts[n], r->err, "%s%s", s->post, pre ? ".pre" : ""))
		return -1;
	return variant_recipe(s, r->parts[n], &r->tasks[n].recipe, r->err);
}

static int add_tasks(struct run *r)
{
	size_t most = 2 * r->c->nr + 1;

	r->tasks = calloc(most, sizeof(*r->tasks));
	r->subject_of = calloc(most, sizeof(*r->subject_of));
	r->is_pre = calloc(most, sizeof(*r->is_pre));
	r->parts = calloc(most, sizeof(*r->parts));
	if (!r->tasks || !r->subject_of || !r->is_pre || !r->parts)
		return kmend_err_set(r->err, KMEND_EXIT_FAILED, "out of memory");
	for (size_t i = 0; i < r->c->nr; i++) {
		const struct kmend_subject *s = &r->c->subjects[i];
		_cleanup_free_ char *text = NULL;

		if (kmend_compile_recorded(r->c->tree, s, &text, r->err) ||
		    kmend_mirror_provide(r->c->mirror, text, r->err) || add_task(r, i, false) ||
		    (access(s->pre, F_OK) && add_task(r, i, true)))
			return -1;
	}
	return 0;
}

/* The next patched file from @task on that does not compile; @nr: there is none. */
static size_t next_failed(const struct run *r, size_t task)
{
	while (task < r->nr && (!r->tasks[task].status || r->is_pre[task]))
		task++;
	return task;
}

/* "; nor do these: fs/a.c fs/b.c": whoever mends a caller wants to know of all. */
static void name_others(const struct run *r, size_t task, char *text, size_t size)
{
	size_t used = 0;

	*text = '\0';
	while ((task = next_failed(r, task + 1)) < r->nr && used < size)
		used += (size_t)snprintf(text + used, size - used, "%s %s", used ? "" : "; nor do these:",
					 r->c->subjects[r->subject_of[task]].source);
}

/* The patched file as people know it, once more, for what the compiler says of it. */
static int explain(struct run *r, int (*unpin)(void *ctx, struct kmend_err *err), void *ctx)
{
	size_t task = next_failed(r, 0);
	struct kmend_task *t = &r->tasks[task];
	_cleanup_free_ char *output = NULL;
	char gist[500], others[450];
	int status = 0;

	if (unpin(ctx, r->err))
		return -1;
	status = kmend_run(t->cwd, t->recipe.steps[0].words, &output, r->err);
	if (status < 0)
		return -1;
	kmend_output_gist(status ? output : t->output, gist, sizeof(gist));
	name_others(r, task, others, sizeof(others));
	return kmend_err_set(r->err, KMEND_EXIT_REFUSED, "%s does not compile: %s%s",
			     r->c->subjects[r->subject_of[task]].source, gist, others);
}

/* An unpatched object is kept: whole, or not at all. */
static int task_done(void *ctx, size_t task)
{
	struct run *r = ctx;
	const struct kmend_subject *s = &r->c->subjects[r->subject_of[task]];
	char gist[700];

	if (r->tasks[task].status && r->is_pre[task]) {
		kmend_output_gist(r->tasks[task].output, gist, sizeof(gist));
		return kmend_err_set(r->err, KMEND_EXIT_FAILED, "%s, unpatched, does not compile: %s",
				     s->source, gist);
	}
	if (r->tasks[task].status)
		return ++r->failed == FAILED_MAX;
	if (r->is_pre[task] && rename(r->parts[task], s->pre))
		return kmend_err_set(r->err, KMEND_EXIT_FAILED, "cannot keep %s: %s", s->pre, strerror(errno));
	return 0;
}

static int task_begins(void *ctx, size_t task)
{
	struct run *r = ctx;
	size_t subject = r->subject_of[task];

	r->c->progress(subject + 1, r->c->nr, r->c->subjects[subject].source);
	return 0;
}

static int run_tasks(struct run *r, int (*unpin)(void *ctx, struct kmend_err *err), void *ctx)
{
	struct kmend_pool_hooks hooks = { task_begins, task_done, r };
	int ret = add_tasks(r);

	if (!ret)
		ret = kmend_pool_run(r->tasks, r->nr, r->c->jobs, &hooks, r->err);
	return ret >= 0 && r->failed ? explain(r, unpin, ctx) : ret;
}

int kmend_compile_variants(const struct kmend_compilation *c, int (*unpin)(void *ctx, struct kmend_err *err),
			   void *ctx, struct kmend_err *err)
{
	struct run r = { .c = c, .err = err };
	int ret = run_tasks(&r, unpin, ctx);

	for (size_t i = 0; i < r.nr; i++) {
		kmend_recipe_free(&r.tasks[i].recipe);
		free(r.tasks[i].output);
	}
	free(r.tasks);
	free(r.subject_of);
	free(r.is_pre);
	free(r.parts);
	return ret;
}
