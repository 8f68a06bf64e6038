// SPDX-License-Identifier: GPL-2.0
/*
 * Which of many files come to other code: first, if the change of a header is one of names (declared.c), by what each
 * uses of them, which is noted for all changes to come; then by preprocessing the rest as it was and as it is
 * patched, which is remembered until the headers are patched in another way.
 */
#include "candidates.h"

#include <stdio.h>
#include <string.h>

#include "compile.h"
#include "ctext.h"
#include "members.h"
#include "pool.h"
#include "used.h"
#include "verdicts.h"

/* So many sources are compiled at most to learn of changed structures. */
enum { PROBES_MAX = 5 };

/* There may be thousands, and each process that is started copies what we have in memory: so little is kept. */
struct search {
	struct kmend_candidates *of;
	const struct kmend_users_search *where;
	struct kmend_verdicts verdicts;
	struct kmend_task *tasks;	/* of the texts of a candidate: 2 * i and 2 * i + 1 */
	size_t nr;		/* of candidates that are looked at now */
	size_t probe;		/* the candidate whose objects tell of changed structures, */
	const char *headers;	/* or whose compiler does, of a file with these alone */
	struct kmend_err *err;
};

static int no_memory(struct search *s)
{
	return kmend_err_set(s->err, KMEND_EXIT_FAILED, "out of memory");
}

static int text_path(const struct search *s, size_t task, char path[PATH_MAX])
{
	return kmend_path(path, s->err, "%s/%zu.i", s->where->work, task);
}

static bool is_header(const char *name)
{
	size_t length = strlen(name);

	return length > 2 && !strcmp(name + length - 2, ".h");
}

/* Each from the tree or its mirror, where the compiler works. */
static int take_headers(struct search *s, const struct kmend_subject *subject, struct kmend_command_line *line)
{
	for (size_t i = 0; i < s->of->nr_texts; i++)
		if (is_header(s->of->texts[i]) && (kmend_command_add(line, "-include", s->err) ||
						   kmend_command_add(line, s->of->texts[i], s->err)))
			return -1;
	return kmend_compile_instead(subject, s->headers, line, s->err);
}

/* The recipe of a task, as late as possible. */
static int begin(struct search *s, const struct kmend_candidate *c, size_t task, enum kmend_compile_to to)
{
	struct kmend_task *t = &s->tasks[task];
	struct kmend_subject subject;
	char path[PATH_MAX];
	int ret;

	t->recipe.steps = calloc(1, sizeof(*t->recipe.steps));
	if (!t->recipe.steps)
		return no_memory(s);
	t->recipe.count = 1;
	ret = kmend_subject_init(&subject, s->where->tree, s->where->work, c->source, false, s->err) ||
	      kmend_recipe_parse(c->source, c->command, &subject.recipe, s->err) || text_path(s, task, path) ||
	      kmend_compile_line(&subject, to, path, &t->recipe.steps[0], s->err) ||
	      (s->headers && take_headers(s, &subject, &t->recipe.steps[0])) ? -1 : 0;
	kmend_subject_free(&subject);
	return ret;
}

static int task_begins(void *ctx, size_t task)
{
	struct search *s = ctx;
	const struct kmend_candidate *c = &s->of->list[task / 2];

	s->where->progress(task / 2 + 1, s->nr, c->source);
	s->tasks[task].cwd = task % 2 ? s->where->mirror->path : s->where->tree->path;
	return begin(s, c, task, KMEND_COMPILE_TEXT);
}

/* Whatever cannot be told is taken to differ: compiling it will tell. */
static bool texts_same(const char *source, char paths[2][PATH_MAX])
{
	struct kmend_err ignored = { 0 };
	_cleanup_free_ char *pre = NULL;
	_cleanup_free_ char *post = NULL;
	size_t pre_size, post_size;

	if (kmend_file_read(paths[0], &pre, &pre_size, &ignored) ||
	    kmend_file_read(paths[1], &post, &post_size, &ignored))
		return false;
	if (kmend_source_is_assembly(source))
		return pre_size == post_size && !memcmp(pre, post, pre_size);
	return kmend_ctext_same(pre, pre_size, post, post_size);
}

static int task_done(void *ctx, size_t task)
{
	struct search *s = ctx;
	struct kmend_candidate *c = &s->of->list[task / 2];
	char paths[2][PATH_MAX];

	kmend_recipe_free(&s->tasks[task].recipe);
	c->failed |= s->tasks[task].status != 0;
	if (++c->through < 2)
		return 0;
	if (text_path(s, task & ~1UL, paths[0]) || text_path(s, task | 1, paths[1]))
		return -1;
	c->same = !c->failed && texts_same(c->source, paths);
	unlink(paths[0]);
	unlink(paths[1]);
	return 0;
}

/* --- by names --- */

static int note_begins(void *ctx, size_t task)
{
	struct search *s = ctx;
	const struct kmend_candidate *c = &s->of->list[task];

	s->where->progress(task + 1, s->nr, c->source);
	s->tasks[task].cwd = s->where->tree->path;
	return begin(s, c, task, KMEND_COMPILE_USED);
}

/* A source of which nothing can be noted is compared. */
static int note_done(void *ctx, size_t task)
{
	struct search *s = ctx;
	struct kmend_err ignored = { 0 };
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX];
	size_t size;
	int ret = 0;

	kmend_recipe_free(&s->tasks[task].recipe);
	if (text_path(s, task, path))
		return -1;
	if (!s->tasks[task].status && !kmend_file_read(path, &text, &size, &ignored))
		ret = kmend_used_note(s->where->tree->path, s->of->list[task].source, text, size, s->err);
	unlink(path);
	return ret;
}

static enum kmend_used used(const struct search *s, const struct kmend_candidate *c)
{
	return c->named ? kmend_used_any(s->where->tree->path, c->source, &s->of->names) : KMEND_USED_MAYBE;
}

/* Moves those of whom nothing is noted to the front; returns how many. */
static size_t sort_unknown(struct search *s)
{
	size_t unknown = 0;

	for (size_t i = 0; i < s->of->nr; i++) {
		struct kmend_candidate c = s->of->list[i];

		if (used(s, &c) != KMEND_USED_UNKNOWN)
			continue;
		s->of->list[i] = s->of->list[unknown];
		s->of->list[unknown++] = c;
	}
	return unknown;
}

/* Notes what the candidates use, where that was not done before. */
static int note_used(struct search *s)
{
	struct kmend_pool_hooks hooks = { note_begins, note_done, s };
	char text[160];

	s->nr = sort_unknown(s);
	if (!s->nr)
		return 0;
	snprintf(text, sizeof(text), "noting what %zu files use, once for this kernel", s->nr);
	s->where->say(text);
	if (kmend_pool_run(s->tasks, s->nr, s->where->jobs, &hooks, s->err))
		return -1;
	for (size_t i = 0; i < s->nr; i++)
		free(s->tasks[i].output);
	memset(s->tasks, 0, s->nr * sizeof(*s->tasks));
	return 0;
}

/* --- changed structures --- */

static int members_begin(void *ctx, size_t task)
{
	struct search *s = ctx;

	s->where->progress(1, 1, s->of->list[s->probe].source);
	s->tasks[task].cwd = task % 2 ? s->where->mirror->path : s->where->tree->path;
	return begin(s, &s->of->list[s->probe], task, KMEND_COMPILE_MEMBERS);
}

static int members_done(void *ctx, size_t task)
{
	struct search *s = ctx;

	kmend_recipe_free(&s->tasks[task].recipe);
	return 0;
}

/* How many of the changed structures does a source come to? */
static size_t count_types(const struct search *s, const struct kmend_candidate *c)
{
	size_t nr = 0;

	for (size_t i = 0; i < s->of->names.nr_types && !kmend_source_is_assembly(c->source); i++) {
		char *name = kmend_declared_type_name(&s->of->names.types[i]);
		struct kmend_declared one = { .list = &name, .nr = 1 };

		nr += kmend_used_any(s->where->tree->path, c->source, &one) == KMEND_USED_MAYBE;
	}
	return nr;
}

/* Finds the one that comes to most of them, of those that were not tried. */
static bool find_probe(struct search *s)
{
	size_t most = 0;

	for (size_t i = 0; i < s->of->nr && most < s->of->names.nr_types; i++) {
		size_t nr = s->of->list[i].tried ? 0 : count_types(s, &s->of->list[i]);

		if (nr > most) {
			s->probe = i;
			most = nr;
		}
	}
	return most;
}

/* Compiles it before and after the change. */
static int run_probe(struct search *s)
{
	struct kmend_pool_hooks hooks = { members_begin, members_done, s };
	int ret;

	s->of->list[s->probe].tried = !s->headers;
	ret = kmend_pool_run(s->tasks, 2, s->where->jobs, &hooks, s->err) ? -1 : !s->tasks[0].status && !s->tasks[1].status;
	for (int i = 0; i < 2; i++) {
		free(s->tasks[i].output);
		s->tasks[i] = (struct kmend_task){ 0 };
	}
	return ret;
}

/* In a file with nothing but the headers, where nothing can be used in the old way. */
static int run_headers(struct search *s)
{
	char path[PATH_MAX];
	int ret;

	if (!find_probe(s))
		return 0;
	if (kmend_path(path, s->err, "%s/headers.c", s->where->work) || kmend_file_write(path, "", 0, s->err))
		return -1;
	s->headers = path;
	ret = run_probe(s);
	s->headers = NULL;
	unlink(path);
	return ret;
}

/*
 * Asks a compiler what it makes of them: all that include the headers see the same. If those are none to be included
 * alone, in one source; but one that uses what changes may not compile any more as it is.
 */
static int resolve_types(struct search *s)
{
	char paths[2][PATH_MAX];
	int ret;

	if (!s->of->names.nr_types)
		return 0;
	if (text_path(s, 0, paths[0]) || text_path(s, 1, paths[1]))
		return -1;
	ret = run_headers(s);
	for (int n = 0; n < PROBES_MAX && !ret && find_probe(s); n++)
		ret = run_probe(s);
	if (ret >= 0 && kmend_members_resolve(&s->of->names, paths[0], paths[1]))
		ret = no_memory(s);
	unlink(paths[0]);
	unlink(paths[1]);
	return ret < 0 ? -1 : 0;
}

/* Drops those that use no name of the change. */
static int drop_by_names(struct search *s)
{
	size_t kept = 0;

	if (note_used(s) || resolve_types(s))
		return -1;
	for (size_t i = 0; i < s->of->nr; i++)
		if (used(s, &s->of->list[i]) != KMEND_USED_NO)
			s->of->list[kept++] = s->of->list[i];
	s->of->nr = kept;
	return 0;
}

/* --- by comparing --- */

/* Moves those of whom an earlier build knows to the end; returns how many are left. */
static size_t recall(struct search *s)
{
	size_t left = s->of->nr;

	for (size_t i = s->of->nr; i--;) {
		struct kmend_candidate c = s->of->list[i];
		const struct kmend_verdict *known = kmend_verdicts_find(&s->verdicts, c.source);

		if (!known)
			continue;
		c.same = known->same;
		s->of->list[i] = s->of->list[--left];
		s->of->list[left] = c;
	}
	return left;
}

/* Those that could be compared, also if not all came to that. */
static int remember(struct search *s)
{
	for (size_t i = 0; i < s->nr; i++) {
		const struct kmend_candidate *c = &s->of->list[i];

		if (c->through == 2 && !c->failed && kmend_verdicts_add(&s->verdicts, c->source, c->same))
			return no_memory(s);
	}
	return kmend_verdicts_save(&s->verdicts, s->err);
}

static int compare_candidate_texts(struct search *s)
{
	struct kmend_pool_hooks hooks = { task_begins, task_done, s };
	struct kmend_err ignored = { 0 };
	char text[160];

	s->nr = recall(s);
	snprintf(text, sizeof(text), "looking at %zu files that may include what is patched (%zu are known from before)",
		 s->nr, s->of->nr - s->nr);
	s->where->say(text);
	if (!kmend_pool_run(s->tasks, 2 * s->nr, s->where->jobs, &hooks, s->err))
		return remember(s);
	/* Interrupted, it goes on from here next time. */
	s->err = &ignored;
	remember(s);
	return -1;
}

static int compare_candidates(const void *a, const void *b)
{
	return strcmp(((const struct kmend_candidate *)a)->source, ((const struct kmend_candidate *)b)->source);
}

static int compare_all(struct search *s)
{
	struct kmend_candidates *of = s->of;

	if (drop_by_names(s) || kmend_verdicts_open(&s->verdicts, s->where->tree->path, s->where->mirror->path, of->texts,
						    of->nr_texts, s->err) ||
	    compare_candidate_texts(s))
		return -1;
	qsort(of->list, of->nr, sizeof(*of->list), compare_candidates);
	return 0;
}

int kmend_candidates_compare(struct kmend_candidates *candidates, const struct kmend_users_search *where,
			     struct kmend_err *err)
{
	struct search s = { .of = candidates, .where = where, .err = err };
	size_t nr = 2 * candidates->nr;
	int ret;

	s.tasks = calloc(nr + 2, sizeof(*s.tasks));
	ret = s.tasks ? compare_all(&s) : no_memory(&s);
	for (size_t i = 0; s.tasks && i < nr; i++) {
		kmend_recipe_free(&s.tasks[i].recipe);
		free(s.tasks[i].output);
	}
	free(s.tasks);
	kmend_verdicts_close(&s.verdicts);
	return ret;
}
