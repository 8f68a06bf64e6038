// SPDX-License-Identifier: GPL-2.0
/*
 * From the files that a patch changes to those that have to be compiled: by the names in #include,
 * which gives too many, and then by what these come to (candidates.c).
 */
#include "users.h"

#include <stdio.h>
#include <string.h>

#include "candidates.h"
#include "cdecl.h"
#include "files.h"
#include "included.h"
#include "objects.h"

struct search {
	struct kmend_users *users;
	const struct kmend_users_search *where;
	const struct kmend_sources *sources;
	struct kmend_included *included;
	struct kmend_included *unclear;	/* who sees what is not just a change of names */
	struct kmend_objects objects;
	struct kmend_candidates candidates;
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
	size_t known = count_names(&s->candidates.names);
	const char *why;

	s->candidates.texts[s->candidates.nr_texts++] = name;
	if (!s->unclear)
		s->unclear = kmend_included_open(s->where->tree->path, s->err);
	if (!s->unclear || read_text(s->where->tree->path, name, &pre, s->err) ||
	    read_text(s->where->mirror->path, name, &post, s->err))
		return -1;
	if (kmend_declared_compare(pre, post, &s->candidates.names, &why))
		return known == count_names(&s->candidates.names) ? 0 : kmend_included_add(s->included, name, s->err);
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
static int sort_sources(struct search *s)
{
	const struct kmend_sources *sources = s->sources;
	size_t files = 0;

	s->candidates.texts = calloc(sources->count + 1, sizeof(*s->candidates.texts));
	if (!s->candidates.texts)
		return no_memory(s);
	for (size_t i = 0; i < sources->count; i++)
		files += sources->list[i].kind == KMEND_SOURCE_CODE || sources->list[i].kind == KMEND_SOURCE_TEXT;
	for (size_t i = 0; i < sources->count; i++) {
		const struct kmend_source *src = &sources->list[i];
		bool text = src->kind == KMEND_SOURCE_TEXT;

		if (src->kind == KMEND_SOURCE_CODE && kmend_included_is(s->included, src->name))
			text = true;
		if (text && add_text(s, src->name))
			return -1;
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
	char path[PATH_MAX];

	/* Of those that make generates late, none has code: they are tables. */
	if (kmend_path(path, s->err, "%s/%s", s->where->tree->path, source))
		return -1;
	if (!kmend_file_exists(path))
		return add_name(s, &s->users->left, &s->users->nr_left, source);

	s->candidates.list[s->candidates.nr++] = (struct kmend_candidate){
		.source = source, .command = s->objects.commands[object],
		.named = !kmend_included_everywhere(s->unclear) && !kmend_included_has(s->unclear, source),
	};
	return 0;
}

static int list_candidates(struct search *s)
{
	bool all = kmend_included_everywhere(s->included);

	if (need_objects(s))
		return -1;
	s->candidates.list = calloc(s->objects.nr + 1, sizeof(*s->candidates.list));
	if (!s->candidates.list)
		return no_memory(s);
	for (size_t i = 0; i < s->objects.nr; i++) {
		const char *source = s->objects.sources[i];

		if ((all || kmend_included_has(s->included, source)) && !is_known(s, source) &&
		    add_candidate(s, i))
			return -1;
	}
	return 0;
}

/* A source that differs: to be compiled, if that is of use. */
static int add_different(struct search *s, const struct kmend_candidate *c)
{
	const char *source = c->source;

	/* Assembly that cannot be preprocessed includes what other objects generate. */
	if (kmend_source_copied_away(source) || (kmend_source_is_assembly(source) && c->failed))
		return add_name(s, &s->users->left, &s->users->nr_left, source);
	if (kmend_source_is_assembly(source))
		return kmend_err_set(s->err, KMEND_EXIT_REFUSED,
				     "%s: is assembly, which a header of the patch changes, and cannot be replaced; --without HEADER builds a patch that lacks that header's part",
				     source);
	return add_name(s, &s->users->sources, &s->users->nr, source);
}

static int look_at_candidates(struct search *s)
{
	struct kmend_candidates *c = &s->candidates;

	if (list_candidates(s) || kmend_candidates_compare(c, s->where, s->err))
		return -1;
	s->users->looked_at = c->nr;
	for (size_t i = 0; i < c->nr; i++)
		if (!c->list[i].same && add_different(s, &c->list[i]))
			return -1;
	return 0;
}

int kmend_users_find(struct kmend_users *users, const struct kmend_users_search *where,
		     const struct kmend_sources *sources, struct kmend_err *err)
{
	struct search s = { .users = users, .where = where, .sources = sources, .err = err };
	int ret;

	*users = (struct kmend_users){ 0 };
	s.included = kmend_included_open(where->tree->path, err);
	ret = !s.included || sort_sources(&s) || (s.candidates.nr_texts && look_at_candidates(&s)) ? -1 : 0;
	free(s.candidates.list);
	free(s.candidates.texts);
	kmend_declared_free(&s.candidates.names);
	kmend_objects_close(&s.objects);
	kmend_included_close(s.included);
	kmend_included_close(s.unclear);
	return ret;
}

void kmend_users_free(struct kmend_users *users)
{
	kmend_name_list_free(users->sources, users->nr);
	kmend_name_list_free(users->unbuilt, users->nr_unbuilt);
	kmend_name_list_free(users->left, users->nr_left);
	*users = (struct kmend_users){ 0 };
}
