// SPDX-License-Identifier: GPL-2.0
/*
 * A function that other modules go on to call in the old way stays in the kernel as it is.
 * But it was compiled for the kernel as it was: what it calls may be replaced by something that wants
 * other arguments, and what it reads may have another layout. So it is compiled once more as a part of
 * the patched source. Where that gives the code that the kernel has, the old function is as good
 * there as any that the patch does not change.
 */
#include "leave.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cdecl.h"
#include "files.h"
#include "heads.h"
#include "run.h"
#include "scan.h"

/* What the new function is called in the text with the old one. */
#define NEW_NAME	"%s__kmend_new"

static int no_memory(struct kmend_err *err)
{
	return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
}

int kmend_leave_add(struct kmend_leave *leave, const char *name, size_t subject, struct kmend_err *err)
{
	size_t *more = realloc(leave->subjects, (leave->nr + 1) * sizeof(*more));

	if (!more)
		return no_memory(err);
	leave->subjects = more;
	more[leave->nr] = subject;
	if (!kmend_name_add(&leave->names, &leave->nr, (struct kmend_word){ name, strlen(name) }))
		return no_memory(err);
	return 0;
}

void kmend_leave_free(struct kmend_leave *leave)
{
	for (size_t i = 0; i < leave->nr; i++)
		free(leave->names[i]);
	free(leave->names);
	free(leave->subjects);
	*leave = (struct kmend_leave){ 0 };
}

bool kmend_leave_is_new(const struct kmend_leave *leave, const char *name)
{
	for (size_t i = 0; i < leave->nr; i++) {
		size_t length = strlen(leave->names[i]);

		if (!strncmp(name, leave->names[i], length) && !strcmp(name + length, KMEND_LEFT_NEW))
			return true;
	}
	return false;
}

static int object_of(const struct kmend_subject *s, char path[PATH_MAX], struct kmend_err *err)
{
	return kmend_path(path, err, "%s.left.o", s->post);
}

/* --- the text --- */

/* A function that is left, in both sources. */
struct place {
	const struct kmend_decl *pre, *post;
};

struct composer {
	FILE *out;
	struct kmend_decls pre, post;
	char *const *names;
	struct place *places;	/* by name: the definitions */
	size_t nr;
};

/* Is the word a member of something? As declared, "(*word)(", or as used. */
static bool is_member(const char *text, struct kmend_word w)
{
	const char *at = kmend_scan_back(text, w.at);

	return kmend_scan_is_member(text, w) || (at && *at == '*' && w.at[w.size] == ')');
}

/* Copies text with new names for the functions. */
static void rename_words(const struct composer *k, const char *from, const char *end)
{
	const char *at = from, *text = from;
	struct kmend_word w;

	while (kmend_word_next(&at, end, &w)) {
		for (size_t n = 0; n < k->nr; n++) {
			if (!kmend_word_is(w, k->names[n]) || is_member(text, w))
				continue;
			fwrite(from, 1, (size_t)(w.at - from), k->out);
			fprintf(k->out, NEW_NAME, k->names[n]);
			from = w.at + w.size;
		}
	}
	fwrite(from, 1, (size_t)(end - from), k->out);
}

static const struct kmend_decl *definition(const struct kmend_decls *decls, const char *name)
{
	for (size_t i = 0; i < decls->nr; i++)
		if (kmend_head_has_body(&decls->list[i]) && kmend_head_is_of(&decls->list[i], name))
			return &decls->list[i];
	return NULL;
}

static int find_places(struct composer *k, struct kmend_err *err)
{
	k->places = calloc(k->nr + 1, sizeof(*k->places));
	if (!k->places)
		return no_memory(err);
	for (size_t n = 0; n < k->nr; n++) {
		k->places[n] = (struct place){ definition(&k->pre, k->names[n]), definition(&k->post, k->names[n]) };
		if (!k->places[n].pre || !k->places[n].post)
			return kmend_err_set(err, KMEND_EXIT_REFUSED, "where it is defined cannot be seen");
	}
	return 0;
}

/* The old declarations of all of them, for they may call each other. */
static void put_declarations(const struct composer *k)
{
	for (size_t i = 0; i < k->pre.nr; i++) {
		const struct kmend_decl *d = &k->pre.list[i];

		for (size_t n = 0; n < k->nr; n++)
			if (kmend_head_is_of(d, k->names[n]) && !kmend_head_has_body(d))
				fprintf(k->out, "\n%.*s", (int)d->size, d->text);
	}
}

static void compose(const struct composer *k, const char *post)
{
	const char *at = post;

	for (size_t i = 0; i < k->post.nr; i++) {
		const struct kmend_decl *d = &k->post.list[i];

		for (size_t n = 0; n < k->nr; n++) {
			if (d != k->places[n].post)
				continue;
			rename_words(k, at, kmend_head_end(d));
			fputc(';', k->out);
			put_declarations(k);
			fprintf(k->out, "\n%.*s\n", (int)k->places[n].pre->size, k->places[n].pre->text);
			at = d->text + d->size;
		}
	}
	rename_words(k, at, at + strlen(at));
}

int kmend_leave_text(const char *pre, const char *post, char *const *names, size_t nr, char **text,
		     struct kmend_err *err)
{
	struct composer k = { .names = names, .nr = nr };
	size_t size;
	int ret;

	*text = NULL;
	k.out = open_memstream(text, &size);
	if (k.out && kmend_decls_cut(&k.pre, pre, strlen(pre), false) &&
	    kmend_decls_cut(&k.post, post, strlen(post), false))
		ret = find_places(&k, err);
	else
		ret = no_memory(err);
	if (!ret)
		compose(&k, post);
	if (k.out && fclose(k.out))
		ret = no_memory(err);
	free(k.places);
	kmend_decls_free(&k.pre);
	kmend_decls_free(&k.post);
	return ret;
}

/* --- the object --- */

static int refuse(const struct kmend_subject *s, const char *name, const char *why, struct kmend_err *err)
{
	return kmend_err_set(err, KMEND_EXIT_REFUSED,
			     "%s: %s cannot be left as it is for other modules, for it does not fit the patched source: %s",
			     s->source, name, why);
}

/* Without the places, which are of a text that nobody has: "FILE:LINE:COLUMN: " */
static void drop_places(const char *source, char *gist)
{
	size_t length = strlen(source);

	for (char *at = strstr(gist, source); at; at = strstr(at, source)) {
		char *end = at + length + strspn(at + length, ":0123456789");

		if (*end == ' ' && end[-1] == ':')
			memmove(at, end + 1, strlen(end + 1) + 1);
		else
			at = end;
	}
}

static int compile_text(const struct kmend_compilation *c, const struct kmend_subject *s, const char *text,
			const char *first, struct kmend_err *err)
{
	struct kmend_recipe recipe = { 0 };
	char object[PATH_MAX], gist[700];
	int ret = object_of(s, object, err) || kmend_compile_from(s, text, object, &recipe, err) ? -1 : 0;

	for (size_t i = 0; i < recipe.count && !ret; i++) {
		_cleanup_free_ char *output = NULL;

		ret = kmend_run(c->mirror->path, recipe.steps[i].words, &output, err);
		if (ret <= 0)
			continue;
		kmend_output_gist(output, gist, sizeof(gist));
		drop_places(s->source, gist);
		ret = refuse(s, first, gist, err);
	}
	kmend_recipe_free(&recipe);
	return ret;
}

static int compile_source(const struct kmend_compilation *c, size_t subject, char *const *names, size_t nr,
			  struct kmend_err *err)
{
	const struct kmend_subject *s = &c->subjects[subject];
	_cleanup_free_ char *pre = NULL;
	_cleanup_free_ char *post = NULL;
	_cleanup_free_ char *body = NULL;
	_cleanup_free_ char *text = NULL;
	struct kmend_err why = { 0 };
	char path[PATH_MAX];
	int size;

	if (kmend_path(path, err, "%s.left.i", s->post) ||
	    kmend_compile_text(s, KMEND_COMPILE_TEXT, c->tree->path, path, &pre, err) ||
	    kmend_compile_text(s, KMEND_COMPILE_TEXT, c->mirror->path, path, &post, err))
		return -1;
	if (kmend_leave_text(pre, post, names, nr, &body, &why)) {
		if (why.code == KMEND_EXIT_REFUSED)
			return refuse(s, names[0], why.text, err);
		*err = why;
		return -1;
	}
	/* The name by which the differ knows that both are of one source. */
	size = asprintf(&text, "# 1 \"%s\"\n%s", s->source, body);
	if (size < 0) {
		text = NULL;
		return no_memory(err);
	}
	return kmend_file_write(path, text, (size_t)size, err) || compile_text(c, s, path, names[0], err) ? -1 : 0;
}

int kmend_leave_compile(const struct kmend_compilation *c, const struct kmend_leave *leave, struct kmend_err *err)
{
	for (size_t from = 0, to; from < leave->nr; from = to) {
		/* Those of one source stand together. */
		for (to = from + 1; to < leave->nr && leave->subjects[to] == leave->subjects[from]; to++)
			;
		if (compile_source(c, leave->subjects[from], leave->names + from, to - from, err))
			return -1;
	}
	return 0;
}

int kmend_leave_own(const struct kmend_leave *leave, const struct kmend_subject *s, size_t subject,
		    struct kmend_names *own, char object[PATH_MAX], struct kmend_err *err)
{
	*own = (struct kmend_names){ leave->names, 0 };
	/* Those of one source stand together. */
	while (own->names < leave->names + leave->nr && leave->subjects[own->names - leave->names] != subject)
		own->names++;
	while (own->names + own->nr < leave->names + leave->nr &&
	       leave->subjects[own->names + own->nr - leave->names] == subject)
		own->nr++;
	return object_of(s, object, err);
}
