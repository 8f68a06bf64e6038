// SPDX-License-Identifier: GPL-2.0
/*
 * An exported symbol has a checksum of its type and of all that the type is made of.
 * Who was built against one and meets another is refused by the module loader;
 * but who is loaded already would go on to use a patched function in the old way.
 */
#include "crcs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../differ/differ.h"
#include "cdecl.h"
#include "files.h"
#include "heads.h"
#include "kept.h"
#include "pool.h"
#include "run.h"

#define MARK	"#SYMVER "

/* The checksum of the symbol in the line at @line, as text; its length in @n. */
static const char *crc_of(const char *line, const char *name, size_t name_length, size_t *n)
{
	line += strlen(MARK);
	if (strncmp(line, name, name_length) || line[name_length] != ' ')
		return NULL;
	line += name_length + 1;
	*n = strcspn(line, " \n");
	return line;
}

static const char *next_mark(const char *text)
{
	const char *at = strstr(text, MARK);

	while (at && at != text && at[-1] != '\n')
		at = strstr(at + 1, MARK);
	return at;
}

bool kmend_crcs_compare(const char *pre, const char *post, char *name, size_t size)
{
	for (const char *a = next_mark(pre); a; a = next_mark(a + 1)) {
		const char *from = a + strlen(MARK), *x, *y;
		size_t length = strcspn(from, " \n"), n = 0, m = 0;

		x = crc_of(a, from, length, &n);
		for (const char *b = next_mark(post); x && b; b = next_mark(b + 1)) {
			y = crc_of(b, from, length, &m);
			if (!y || (n == m && !strncmp(x, y, n)))
				continue;
			snprintf(name, size, "%.*s", (int)length, from);
			return true;
		}
	}
	return false;
}

/* Has @crcs one of the symbol in the line at @mark? */
static bool has_crc(const char *crcs, const char *mark)
{
	const char *name = mark + strlen(MARK);
	size_t length = strcspn(name, " \n"), n;

	for (const char *at = next_mark(crcs); at; at = next_mark(at + 1))
		if (crc_of(at, name, length, &n))
			return true;
	return false;
}

struct check {
	const struct kmend_compilation *c;
	struct kmend_leave *leave;
	struct kmend_task *tasks;
	size_t *subject_of;	/* by task */
	size_t nr;
	struct kmend_err *err;
};

static int text_of(const struct check *k, size_t i, const char *ending, char path[PATH_MAX])
{
	return kmend_path(path, k->err, "%s%s", k->c->subjects[i].post, ending);
}

static int add_task(struct check *k, size_t i)
{
	/* The text goes over a file, for a shell does not tell that the first of two failed. */
	static const char script[] = "text=$1 crcs=$2; shift 2; \"$@\" && "
				     "exec scripts/genksyms/genksyms <\"$text\" >\"$crcs\"";
	struct kmend_task *task = &k->tasks[k->nr];
	char text[PATH_MAX], crcs[PATH_MAX];
	const char *first[] = { "sh", "-c", script, "sh", text, crcs };
	struct kmend_command_line *line;

	if (text_of(k, i, ".types", text) || text_of(k, i, ".crcs", crcs))
		return -1;
	task->cwd = k->c->mirror->path;
	task->recipe.steps = calloc(1, sizeof(*task->recipe.steps));
	if (!task->recipe.steps)
		return kmend_err_set(k->err, KMEND_EXIT_FAILED, "out of memory");
	task->recipe.count = 1;
	line = &task->recipe.steps[0];
	k->subject_of[k->nr++] = i;
	for (size_t w = 0; w < sizeof(first) / sizeof(*first); w++)
		if (kmend_command_add(line, first[w], k->err))
			return -1;
	return kmend_compile_line(&k->c->subjects[i], KMEND_COMPILE_TYPES, text, line, k->err);
}

static int add_tasks(struct check *k, char **recorded)
{
	for (size_t i = 0; i < k->c->nr; i++) {
		if (kmend_compile_recorded(k->c->tree, &k->c->subjects[i], &recorded[i], k->err))
			return -1;
		if (next_mark(recorded[i]) && add_task(k, i))
			return -1;
	}
	return 0;
}

/* Checksums of another text, which goes over that of the source. */
static int make_again(const struct check *k, char *path, char *out, const char *text, char **crcs)
{
	char *argv[] = { "sh", "-c", "exec scripts/genksyms/genksyms <\"$0\" >\"$1\"", path, out, NULL };

	return kmend_file_write(path, text, strlen(text), k->err) ||
	       kmend_run_or_fail(k->c->mirror->path, argv, "cannot tell the types of what it exports", k->err) ||
	       kmend_file_read(out, crcs, NULL, k->err) ? -1 : 0;
}

/* The texts of a source whose checksums change, and what is put back in them. */
struct again {
	const struct check *k;
	char path[PATH_MAX], out[PATH_MAX];	/* for genksyms */
	struct kmend_kept_source pre, post;
	struct kmend_names left;
	const char *recorded;
};

/* Do the checksums change with what is put back? -1: an error. */
static int compare_once(struct again *a, char *name, size_t size)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *crcs = NULL;
	int nr = kmend_kept_text(&a->pre, &a->post, &a->left, &text, a->k->err);

	if (nr <= 0)
		return nr ? -1 : 1;
	if (make_again(a->k, a->path, a->out, text, &crcs))
		return -1;
	return kmend_crcs_compare(a->recorded, crcs, name, size);
}

/* The same, and of functions that still differ the old declarations, too, as long as that helps. */
static int compare_all(struct again *a, char *name, size_t size)
{
	for (;;) {
		int differs = compare_once(a, name, size);

		if (differs <= 0 || kmend_names_has(&a->left, name))
			return differs;
		if (!kmend_name_add(&a->left.names, &a->left.nr, (struct kmend_word){ name, strlen(name) }))
			return kmend_err_set(a->k->err, KMEND_EXIT_FAILED, "out of memory");
	}
}

/* Only the functions themselves have another type: they stay as they are, if that is allowed. */
static int leave_them(const struct again *a, size_t i, char *name, size_t size)
{
	for (size_t n = 0; n < a->left.nr; n++) {
		if (!a->k->leave->allowed) {
			snprintf(name, size, "%s", a->left.names[n]);
			return 1;
		}
		if (kmend_leave_add(a->k->leave, a->left.names[n], i, a->k->err))
			return -1;
	}
	return 0;
}

/*
 * The checksums once more, with the old definitions of structures in which all stays. -1: an error, 1: they
 * change, and @leaving tells whether it would help to leave @name as it is.
 */
static int compare_kept(const struct check *k, size_t i, const char *recorded, char *name, size_t size, bool *leaving)
{
	const struct kmend_subject *s = &k->c->subjects[i];
	/* Without debug information: no structure of the patch changes. */
	struct again a = {
		.k = k, .recorded = recorded,
		.pre.object = s->types ? s->pre : NULL, .post.object = s->types ? s->post : NULL,
	};
	_cleanup_free_ char *before = NULL;
	_cleanup_free_ char *after = NULL;
	char pre_path[PATH_MAX];
	int differs;

	if (text_of(k, i, ".types", a.path) || text_of(k, i, ".pre-types", pre_path) || text_of(k, i, ".crcs", a.out) ||
	    kmend_compile_text(s, KMEND_COMPILE_TYPES, k->c->tree->path, pre_path, &before, k->err) ||
	    kmend_file_read(a.path, &after, NULL, k->err))
		return -1;
	a.pre.text = before;
	a.post.text = after;
	differs = compare_all(&a, name, size);
	*leaving = !differs;
	if (!differs)
		differs = leave_them(&a, i, name, size);
	kmend_names_free(&a.left);
	return differs;
}

/* What the kernel exports, and the patched source does not; false without memory. */
static bool find_lost_exports(const char *recorded, const char *crcs, struct kmend_names *lost)
{
	for (const char *at = next_mark(recorded); at; at = next_mark(at + 1)) {
		const char *name = at + strlen(MARK);

		if (!has_crc(crcs, at) &&
		    !kmend_name_add(&lost->names, &lost->nr, (struct kmend_word){ name, strcspn(name, " \n") }))
			return false;
	}
	return true;
}

/* A text with exports behind it, for genksyms; NULL without memory. */
static char *export_more(const char *text, const struct kmend_names *names)
{
	char *more = NULL;
	size_t size;
	FILE *f = open_memstream(&more, &size);

	if (!f)
		return NULL;
	fputs(text, f);
	for (size_t i = 0; i < names->nr; i++)
		fprintf(f, "__GENKSYMS_EXPORT_SYMBOL(%s);\n", names->names[i]);
	if (!fclose(f))
		return more;
	free(more);
	return NULL;
}

/*
 * The kernel goes on to export what the patch does not export any more. A function that is still there is replaced, so
 * it is told to genksyms, too.
 */
static int add_lost_exports(const struct check *k, size_t i, struct kmend_names *lost, char **crcs)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *more = NULL;
	char path[PATH_MAX], out[PATH_MAX];

	if (text_of(k, i, ".types", path) || text_of(k, i, ".crcs", out) || kmend_file_read(path, &text, NULL, k->err))
		return -1;
	if (!kmend_heads_keep(text, lost))
		return kmend_err_set(k->err, KMEND_EXIT_FAILED, "out of memory");
	if (!lost->nr)
		return 0;
	more = export_more(text, lost);
	if (!more)
		return kmend_err_set(k->err, KMEND_EXIT_FAILED, "out of memory");
	free(*crcs);
	*crcs = NULL;
	return make_again(k, path, out, more, crcs);
}

/* The checksums of the patched source, of all that the kernel exports from it. */
static int read_crcs(const struct check *k, size_t i, const char *recorded, char **crcs)
{
	struct kmend_names lost = { 0 };
	char path[PATH_MAX];
	int ret;

	if (text_of(k, i, ".crcs", path) || kmend_file_read(path, crcs, NULL, k->err))
		return -1;
	if (!find_lost_exports(recorded, *crcs, &lost))
		ret = kmend_err_set(k->err, KMEND_EXIT_FAILED, "out of memory");
	else
		ret = lost.nr ? add_lost_exports(k, i, &lost, crcs) : 0;
	kmend_names_free(&lost);
	return ret;
}

static int compare(const struct check *k, size_t task, const char *recorded)
{
	const struct kmend_subject *s = &k->c->subjects[k->subject_of[task]];
	_cleanup_free_ char *crcs = NULL;
	char name[128];
	bool leaving = false;
	int differs;

	if (k->tasks[task].status)
		return kmend_err_set(k->err, KMEND_EXIT_FAILED, "%s: the types of what it exports cannot be told: %.300s",
				     s->source, k->tasks[task].output ? k->tasks[task].output : "no message");
	if (read_crcs(k, k->subject_of[task], recorded, &crcs))
		return -1;
	if (!kmend_crcs_compare(recorded, crcs, name, sizeof(name)))
		return 0;
	differs = compare_kept(k, k->subject_of[task], recorded, name, sizeof(name), &leaving);
	if (differs <= 0)
		return differs;
	if (leaving)
		return kmend_err_set(k->err, KMEND_EXIT_REFUSED,
				     "%s: the type of %s changes, which is exported: modules that were built for this kernel would go on to use it in the old way; leave its type as it is, or give --leave-exports: other modules then go on with the old function",
				     s->source, name);
	return kmend_err_set(k->err, KMEND_EXIT_REFUSED,
			     "%s: the type of %s changes, which is exported: modules that were built for this kernel would go on to use it in the old way; leave its type and the structures in it as they are",
			     s->source, name);
}

int kmend_crcs_check(const struct kmend_compilation *c, struct kmend_leave *leave, struct kmend_err *err)
{
	static const struct kmend_pool_hooks nobody;
	struct check k = { .c = c, .leave = leave, .err = err };
	char **recorded = calloc(c->nr + 1, sizeof(*recorded));
	int ret;

	k.tasks = calloc(c->nr + 1, sizeof(*k.tasks));
	k.subject_of = calloc(c->nr + 1, sizeof(*k.subject_of));
	if (!recorded || !k.tasks || !k.subject_of)
		ret = kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	else
		ret = add_tasks(&k, recorded) || kmend_pool_run(k.tasks, k.nr, c->jobs, &nobody, err) ? -1 : 0;
	for (size_t i = 0; i < k.nr && !ret; i++)
		ret = compare(&k, i, recorded[k.subject_of[i]]);
	for (size_t i = 0; i < k.nr; i++) {
		kmend_recipe_free(&k.tasks[i].recipe);
		free(k.tasks[i].output);
	}
	for (size_t i = 0; recorded && i < c->nr; i++)
		free(recorded[i]);
	free(recorded);
	free(k.tasks);
	free(k.subject_of);
	return ret;
}
