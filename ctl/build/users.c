// SPDX-License-Identifier: GPL-2.0
/*
 * From the files that a patch changes to those that have to be compiled: first by
 * the names in #include, which gives too many; then, if the change of a header is one of
 * names (declared.c), by what each uses of them, which is noted for all changes to come; then by
 * preprocessing the rest as it was and as it is patched.
 */
#include "users.h"

#include <stdio.h>
#include <string.h>

#include "compile.h"
#include "ctext.h"
#include "declared.h"
#include "files.h"
#include "included.h"
#include "members.h"
#include "objects.h"
#include "pool.h"
#include "used.h"

/*
 * A file that may see a change, and its two texts: tasks 2 * i and 2 * i + 1. There may be
 * thousands, and each process that is started copies what we have in memory: so little is kept.
 */
struct candidate {
	const char *source;
	const char *command;
	unsigned int through;
	bool failed;
	bool same;
	bool named;		/* all that it may see of the patch is a change of names */
};

struct search {
	struct kmend_users *users;
	const struct kmend_users_search *where;
	const struct kmend_sources *sources;
	struct kmend_included *included;
	struct kmend_included *unclear;	/* who sees what is not just a change of names */
	struct kmend_declared names;
	struct kmend_objects objects;
	struct candidate *candidates;
	struct kmend_task *tasks;
	size_t nr;
	size_t probe;		/* the candidate whose objects tell of changed structures */
	struct kmend_err *err;
};

static int no_memory(struct search *s)
{
	return kmend_err_set(s->err, KMEND_EXIT_FAILED, "out of memory");
}

static int add_name(struct search *s, char ***list, size_t *nr, const char *name)
{
	char **more;

	for (size_t i = 0; i < *nr; i++)
		if (!strcmp((*list)[i], name))
			return 0;
	more = realloc(*list, (*nr + 1) * sizeof(*more));
	if (!more)
		return no_memory(s);
	*list = more;
	more[*nr] = strdup(name);
	return more[*nr] ? (*nr)++, 0 : no_memory(s);
}

static int read_text(const char *tree, const char *name, char **text, struct kmend_err *err)
{
	char path[PATH_MAX];

	if (kmend_path(path, err, "%s/%s", tree, name))
		return -1;
	if (kmend_file_exists(path))
		return kmend_file_read(path, text, NULL, err);
	*text = strdup("");
	return *text ? 0 : kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
}

static size_t count_names(const struct kmend_declared *names)
{
	return names->nr + names->nr_named + names->nr_types;
}

/* A changed file that others include. What is only added to it, none of them uses. */
static int add_text(struct search *s, const char *name)
{
	_cleanup_free_ char *pre = NULL;
	_cleanup_free_ char *post = NULL;
	size_t known = count_names(&s->names);
	const char *why;

	if (!s->unclear)
		s->unclear = kmend_included_open(s->where->tree->path, s->err);
	if (!s->unclear || read_text(s->where->tree->path, name, &pre, s->err) ||
	    read_text(s->where->mirror->path, name, &post, s->err))
		return -1;
	if (kmend_declared_compare(pre, post, &s->names, &why))
		return known == count_names(&s->names) ? 0 : kmend_included_add(s->included, name, s->err);
	if (!why)
		return no_memory(s);
	return kmend_included_add(s->included, name, s->err) ||
	       kmend_included_add(s->unclear, name, s->err) ? -1 : 0;
}

static int need_objects(struct search *s)
{
	if (s->objects.nr)
		return 0;
	return kmend_objects_open(&s->objects, s->where->tree, s->where->k, s->where->say, s->err);
}

/* Files that stand for themselves are found without asking make for all objects. */
static int sort_sources(struct search *s, bool *texts)
{
	const struct kmend_sources *sources = s->sources;
	size_t files = 0;

	for (size_t i = 0; i < sources->count; i++)
		files += sources->list[i].kind == KMEND_SOURCE_CODE || sources->list[i].kind == KMEND_SOURCE_TEXT;
	for (size_t i = 0; i < sources->count; i++) {
		const struct kmend_source *src = &sources->list[i];
		bool text = src->kind == KMEND_SOURCE_TEXT;

		if (src->kind == KMEND_SOURCE_CODE && kmend_included_is(s->included, src->name))
			text = true;
		if (text) {
			*texts = true;
			if (add_text(s, src->name))
				return -1;
		}
		if (src->kind != KMEND_SOURCE_CODE)
			continue;
		if (!text && files == 1) {
			if (add_name(s, &s->users->sources, &s->users->nr, src->name))
				return -1;
			continue;
		}
		if (need_objects(s))
			return -1;
		if (kmend_objects_find(&s->objects, src->name)) {
			if (add_name(s, &s->users->sources, &s->users->nr, src->name))
				return -1;
		} else if (!text && add_name(s, &s->users->unbuilt, &s->users->nr_unbuilt, src->name)) {
			return -1;
		}
	}
	return 0;
}

static int text_path(const struct search *s, size_t task, char path[PATH_MAX])
{
	return kmend_path(path, s->err, "%s/%zu.i", s->where->work, task);
}

/* The recipe of a task, as late as possible. */
static int begin(struct search *s, const struct candidate *c, size_t task, enum kmend_compile_to to)
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
	      kmend_compile_line(&subject, to, path, &t->recipe.steps[0], s->err) ? -1 : 0;
	kmend_subject_free(&subject);
	return ret;
}

static int task_begins(void *ctx, size_t task)
{
	struct search *s = ctx;
	const struct candidate *c = &s->candidates[task / 2];

	s->where->progress(task / 2 + 1, s->nr, c->source);
	s->tasks[task].cwd = task % 2 ? s->where->mirror->path : s->where->tree->path;
	return begin(s, c, task, KMEND_COMPILE_TEXT);
}

static bool is_known(const struct search *s, const char *source)
{
	for (size_t i = 0; i < s->users->nr; i++)
		if (!strcmp(s->users->sources[i], source))
			return true;
	return false;
}

static int add_candidate(struct search *s, size_t object)
{
	const char *source = s->objects.sources[object];
	struct candidate *c = &s->candidates[s->nr];
	char path[PATH_MAX];

	/* Of those that make generates late, none has code: they are tables. */
	if (kmend_path(path, s->err, "%s/%s", s->where->tree->path, source))
		return -1;
	if (!kmend_file_exists(path))
		return add_name(s, &s->users->left, &s->users->nr_left, source);

	*c = (struct candidate){ .source = source, .command = s->objects.commands[object],
				 .named = !kmend_included_everywhere(s->unclear) &&
					  !kmend_included_has(s->unclear, source) };
	s->nr++;
	return 0;
}

static int list_candidates(struct search *s)
{
	bool all = kmend_included_everywhere(s->included);

	if (need_objects(s))
		return -1;
	s->candidates = calloc(s->objects.nr + 1, sizeof(*s->candidates));
	s->tasks = calloc(2 * s->objects.nr + 1, sizeof(*s->tasks));
	if (!s->candidates || !s->tasks)
		return no_memory(s);
	for (size_t i = 0; i < s->objects.nr; i++) {
		const char *source = s->objects.sources[i];

		if ((all || kmend_included_has(s->included, source)) && !is_known(s, source) &&
		    add_candidate(s, i))
			return -1;
	}
	return 0;
}

static bool is_assembly(const char *source)
{
	return !strcmp(source + strlen(source) - 2, ".S");
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
	if (is_assembly(source))
		return pre_size == post_size && !memcmp(pre, post, pre_size);
	return kmend_ctext_same(pre, pre_size, post, post_size);
}

static int task_done(void *ctx, size_t task)
{
	struct search *s = ctx;
	struct candidate *c = &s->candidates[task / 2];
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

/* A source that differs: to be compiled, if that is of use. */
static int add_different(struct search *s, const struct candidate *c)
{
	const char *source = c->source;

	/* Assembly that cannot be preprocessed includes what other objects generate. */
	if (kmend_source_copied_away(source) || (is_assembly(source) && c->failed))
		return add_name(s, &s->users->left, &s->users->nr_left, source);
	if (is_assembly(source))
		return kmend_err_set(s->err, KMEND_EXIT_REFUSED,
				     "%s: is assembly, which a header of the patch changes, and cannot be replaced; --without HEADER builds a patch that lacks that header's part",
				     source);
	return add_name(s, &s->users->sources, &s->users->nr, source);
}

/* --- by names --- */

static int note_begins(void *ctx, size_t task)
{
	struct search *s = ctx;
	const struct candidate *c = &s->candidates[task];

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
		ret = kmend_used_note(s->where->tree->path, s->candidates[task].source, text, size, s->err);
	unlink(path);
	return ret;
}

static enum kmend_used used(const struct search *s, const struct candidate *c)
{
	return c->named ? kmend_used_any(s->where->tree->path, c->source, &s->names) : KMEND_USED_MAYBE;
}

/* Moves those of whom nothing is noted to the front; returns how many. */
static size_t sort_unknown(struct search *s)
{
	size_t unknown = 0;

	for (size_t i = 0; i < s->nr; i++) {
		struct candidate c = s->candidates[i];

		if (used(s, &c) != KMEND_USED_UNKNOWN)
			continue;
		s->candidates[i] = s->candidates[unknown];
		s->candidates[unknown++] = c;
	}
	return unknown;
}

static int compare_candidates(const void *a, const void *b)
{
	return strcmp(((const struct candidate *)a)->source, ((const struct candidate *)b)->source);
}

/* Notes what the candidates use, where that was not done before. */
static int note_used(struct search *s)
{
	struct kmend_pool_hooks hooks = { note_begins, note_done, s };
	size_t unknown = sort_unknown(s);
	char text[160];

	if (unknown) {
		snprintf(text, sizeof(text), "noting what %zu files use, once for this kernel", unknown);
		s->where->say(text);
		if (kmend_pool_run(s->tasks, unknown, s->where->jobs, &hooks, s->err))
			return -1;
		for (size_t i = 0; i < unknown; i++)
			free(s->tasks[i].output);
		memset(s->tasks, 0, unknown * sizeof(*s->tasks));
	}
	return 0;
}

/* --- changed structures --- */

static int members_begin(void *ctx, size_t task)
{
	struct search *s = ctx;

	s->where->progress(1, 1, s->candidates[s->probe].source);
	s->tasks[task].cwd = task % 2 ? s->where->mirror->path : s->where->tree->path;
	return begin(s, &s->candidates[s->probe], task, KMEND_COMPILE_MEMBERS);
}

static int members_done(void *ctx, size_t task)
{
	struct search *s = ctx;

	kmend_recipe_free(&s->tasks[task].recipe);
	return 0;
}

/* How many of the changed structures does a source come to? */
static size_t count_types(const struct search *s, const struct candidate *c)
{
	size_t nr = 0;

	for (size_t i = 0; i < s->names.nr_types && !is_assembly(c->source); i++) {
		char *name = strrchr(s->names.types[i].tag, ' ') + 1;
		struct kmend_declared one = { .list = &name, .nr = 1 };

		nr += kmend_used_any(s->where->tree->path, c->source, &one) == KMEND_USED_MAYBE;
	}
	return nr;
}

/* Asks a compiler what it makes of them, in one source: all that include the header see the same. */
static int resolve_types(struct search *s)
{
	struct kmend_pool_hooks hooks = { members_begin, members_done, s };
	char paths[2][PATH_MAX];
	size_t most = 0;
	int ret;

	if (!s->names.nr_types)
		return 0;
	for (size_t i = 0; i < s->nr && most < s->names.nr_types; i++) {
		size_t nr = count_types(s, &s->candidates[i]);

		if (nr > most) {
			s->probe = i;
			most = nr;
		}
	}
	if (text_path(s, 0, paths[0]) || text_path(s, 1, paths[1]))
		return -1;
	if (most && kmend_pool_run(s->tasks, 2, s->where->jobs, &hooks, s->err))
		return -1;
	ret = kmend_members_resolve(&s->names, paths[0], paths[1]);
	for (int i = 0; i < 2; i++) {
		unlink(paths[i]);
		free(s->tasks[i].output);
		s->tasks[i] = (struct kmend_task){ 0 };
	}
	return ret ? no_memory(s) : 0;
}

/* Drops those that use no name of the change. */
static int drop_by_names(struct search *s)
{
	size_t kept = 0;

	if (note_used(s) || resolve_types(s))
		return -1;
	for (size_t i = 0; i < s->nr; i++)
		if (used(s, &s->candidates[i]) != KMEND_USED_NO)
			s->candidates[kept++] = s->candidates[i];
	s->nr = kept;
	qsort(s->candidates, s->nr, sizeof(*s->candidates), compare_candidates);
	return 0;
}

static int look_at_candidates(struct search *s)
{
	struct kmend_pool_hooks hooks = { task_begins, task_done, s };
	char text[160];

	if (list_candidates(s) || drop_by_names(s))
		return -1;
	snprintf(text, sizeof(text), "looking at %zu files that may include what is patched", s->nr);
	s->where->say(text);
	s->users->looked_at = s->nr;
	if (kmend_pool_run(s->tasks, 2 * s->nr, s->where->jobs, &hooks, s->err))
		return -1;
	for (size_t i = 0; i < s->nr; i++)
		if (!s->candidates[i].same && add_different(s, &s->candidates[i]))
			return -1;
	return 0;
}

int kmend_users_find(struct kmend_users *users, const struct kmend_users_search *where,
		     const struct kmend_sources *sources, struct kmend_err *err)
{
	struct search s = { .users = users, .where = where, .sources = sources, .err = err };
	bool texts = false;
	int ret;

	*users = (struct kmend_users){ 0 };
	s.included = kmend_included_open(where->tree->path, err);
	ret = !s.included || sort_sources(&s, &texts) || (texts && look_at_candidates(&s)) ? -1 : 0;
	for (size_t i = 0; s.tasks && i < 2 * s.objects.nr; i++) {
		kmend_recipe_free(&s.tasks[i].recipe);
		free(s.tasks[i].output);
	}
	free(s.candidates);
	free(s.tasks);
	kmend_objects_close(&s.objects);
	kmend_declared_free(&s.names);
	kmend_included_close(s.included);
	kmend_included_close(s.unclear);
	return ret;
}

static void free_names(char **list, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		free(list[i]);
	free(list);
}

void kmend_users_free(struct kmend_users *users)
{
	free_names(users->sources, users->nr);
	free_names(users->unbuilt, users->nr_unbuilt);
	free_names(users->left, users->nr_left);
	*users = (struct kmend_users){ 0 };
}
