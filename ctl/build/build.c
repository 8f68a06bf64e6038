// SPDX-License-Identifier: GPL-2.0
/*
 * The road from source patches to a patch module, station by station. All that
 * is made on the way lies in one directory, which is removed at the end
 * whatever happens; the module appears in one rename.
 */
#include "build.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../../uapi/kmend.h"
#include "../differ/object.h"
#include "added.h"
#include "compile.h"
#include "crcs.h"
#include "files.h"
#include "head.h"
#include "homes.h"
#include "leave.h"
#include "names.h"
#include "package.h"
#include "patching.h"
#include "progress.h"
#include "proof.h"
#include "readonce.h"
#include "relaid.h"
#include "run.h"
#include "subject.h"
#include "tree.h"
#include "users.h"

enum { STATIONS = 7 };

struct build {
	struct kmend_build_options *opts;
	struct kmend_build_result *result;
	struct kmend_err *err;
	struct kmend_patching patching;
	struct kmend_homes *homes;
	struct kmend_tree tree;
	struct kmend_mirror mirror;
	struct kmend_users users;
	struct kmend_subject *subjects;		/* one for each source that is compiled */
	struct kmend_proof *proofs;		/* of each subject */
	size_t nr;				/* of subjects */
	struct kmend_package_unit *units;	/* one for each source that changed */
	size_t nr_units;
	size_t nr_named;			/* units that replace or declare something */
	struct kmend_leave leave;		/* exports that stay as they are */
	bool layouts;				/* one may change */
	struct kmend_relaid relaid;
	char description[KMEND_DESCRIPTION_MAX + 1];	/* the first patch's own */
	char head_id[128];			/* from a patch's head, or empty */
	char work[PATH_MAX];
	char module[KMEND_MODULE_NAME];
	char ko[PATH_MAX];
};

/* The place to write is tried at the start, not after a minute of work. */
static int check_out(struct build *b)
{
	char dir[PATH_MAX];

	snprintf(dir, sizeof(dir), "%s", b->result->out);
	if (access(dirname(dir), W_OK | X_OK) || kmend_dir_exists(b->result->out))
		return kmend_err_set(b->err, KMEND_EXIT_FAILED, "cannot write %s: %s", b->result->out,
				     kmend_dir_exists(b->result->out) ? "is a directory"
								      : strerror(errno));
	return 0;
}

static int read_patch(struct build *b, size_t i)
{
	const char *path = b->opts->patches[i];
	_cleanup_free_ char *text = NULL;
	size_t size;

	if (kmend_file_read(path, &text, &size, b->err) ||
	    kmend_patch_scan(path, text, size, &b->patching.sources, &b->patching.wanted[i], b->err) ||
	    kmend_head_read(path, text, b->head_id, sizeof(b->head_id), &b->opts->relations, b->err))
		return -1;
	/* What the first says of itself describes all, unless it was given. */
	if (!i && !b->opts->description)
		kmend_patch_subject(text, b->description, sizeof(b->description));
	return 0;
}

static int read_patches(struct build *b)
{
	struct kmend_patching *p = &b->patching;

	p->sources.without = b->opts->without;
	p->sources.nr_without = b->opts->nr_without;
	p->patches = b->opts->patches;
	p->nr = b->opts->nr_patches;
	p->wanted = calloc(p->nr, sizeof(*p->wanted));
	if (!p->wanted)
		return kmend_err_set(b->err, KMEND_EXIT_FAILED, "out of memory");
	for (size_t i = 0; i < p->nr; i++)
		if (read_patch(b, i))
			return -1;
	for (size_t i = 0; i < b->opts->nr_without; i++) {
		bool found = false;

		for (size_t j = 0; j < p->sources.count; j++)
			found |= !strcmp(p->sources.list[j].name, b->opts->without[i]);
		if (!found)
			return kmend_err_set(b->err, KMEND_EXIT_USAGE, "--without %s: no patch changes that file",
					     b->opts->without[i]);
	}
	return 0;
}

static int check_inputs(struct build *b)
{
	kmend_progress_station(1, "checking the patch and the kernel's files");
	if (kmend_names_check(b->opts, b->err) || read_patches(b) ||
	    kmend_names_choose(b->opts, b->head_id, b->result, b->module, b->err) ||
	    kmend_relations_check(&b->opts->relations, b->result->id, b->err) || check_out(b) ||
	    kmend_kernel_find(&b->opts->kernel, b->err) ||
	    kmend_sign_check(&b->opts->signer, &b->opts->kernel, b->err))
		return -1;
	b->homes = kmend_homes_open(&b->opts->kernel, b->err);
	return b->homes ? 0 : -1;
}

/* A directory of our own, below the one that is locked: what a killed build left goes now. */
static int make_work(struct build *b)
{
	if (kmend_path(b->work, b->err, "%s/../work", b->tree.path))
		return -1;
	if (kmend_dir_remove(b->work))
		return kmend_err_set(b->err, KMEND_EXIT_FAILED, "cannot remove %s: %s",
				     b->work, strerror(errno));
	return kmend_dir_make(b->work, b->err);
}

static int prepare_tree(struct build *b)
{
	char real[PATH_MAX];

	kmend_progress_station(2, "preparing the source tree");
	if (kmend_tree_open(&b->tree, &b->opts->kernel, b->opts->jobs, kmend_progress_say, b->err) ||
	    kmend_mirror_open(&b->mirror, &b->tree, kmend_progress_say, b->err) || make_work(b))
		return -1;
	/* What a killed compiler leaves goes with the rest. */
	if (!realpath(b->work, real) || setenv("TMPDIR", real, 1))
		return kmend_err_set(b->err, KMEND_EXIT_FAILED, "%s: %s", b->work, strerror(errno));
	return kmend_path(b->work, b->err, "%s", real);
}

static int note(struct build *b, const char *file, const char *why)
{
	struct kmend_build_result *r = b->result;
	struct kmend_build_note *more = realloc(r->notes, (r->nr_notes + 1) * sizeof(*more));

	if (!more)
		return kmend_err_set(b->err, KMEND_EXIT_FAILED, "out of memory");
	r->notes = more;
	more[r->nr_notes] = (struct kmend_build_note){ strdup(file), why };
	return more[r->nr_notes].file ? (r->nr_notes++, 0)
				      : kmend_err_set(b->err, KMEND_EXIT_FAILED, "out of memory");
}

static int apply_patches(struct build *b)
{
	const struct kmend_sources *sources = &b->patching.sources;

	kmend_progress_station(3, "applying the patch to a copy of what it changes");
	b->patching.tree = &b->tree;
	b->patching.mirror = &b->mirror;
	b->patching.work = b->work;
	for (size_t i = 0; i < sources->count; i++) {
		const char *name = sources->list[i].name;

		if ((sources->list[i].kind == KMEND_SOURCE_ELSEWHERE && note(b, name, "no part of this kernel's code")) ||
		    (sources->list[i].kind == KMEND_SOURCE_WITHOUT && note(b, name, "left out with --without")))
			return -1;
	}
	b->layouts = b->opts->layouts;
	b->relaid.allowed = (struct kmend_names){ b->opts->allowed, b->opts->nr_allowed };
	return kmend_patching_apply(&b->patching, b->opts->kernel.release, &b->layouts, b->err);
}

static int find_users(struct build *b)
{
	struct kmend_users_search where = {
		.tree = &b->tree, .mirror = &b->mirror, .k = &b->opts->kernel, .work = b->work,
		.jobs = b->opts->jobs, .say = kmend_progress_say, .progress = kmend_progress_item,
	};

	if (kmend_users_find(&b->users, &where, &b->patching.sources, b->err))
		return -1;
	b->result->looked_at = b->users.looked_at;
	for (size_t i = 0; i < b->users.nr_unbuilt; i++)
		if (note(b, b->users.unbuilt[i], "this kernel is built without it"))
			return -1;
	for (size_t i = 0; i < b->users.nr_left; i++)
		if (note(b, b->users.left[i], "may see a changed header, but is copied away at boot, generated, or assembly that needs what is"))
			return -1;
	if (!b->users.nr)
		return kmend_err_set(b->err, KMEND_EXIT_NO_CHANGE, "%s changes no code of kernel %s",
				     b->opts->patches[0], b->opts->kernel.release);
	b->nr = b->users.nr;
	b->subjects = calloc(b->nr, sizeof(*b->subjects));
	b->proofs = calloc(b->nr, sizeof(*b->proofs));
	b->units = calloc(b->nr, sizeof(*b->units));
	b->result->units = calloc(b->nr, sizeof(*b->result->units));
	if (!b->subjects || !b->proofs || !b->units || !b->result->units)
		return kmend_err_set(b->err, KMEND_EXIT_FAILED, "out of memory");
	for (size_t i = 0; i < b->nr; i++)
		if (kmend_subject_init(&b->subjects[i], &b->tree, b->work, b->users.sources[i], b->layouts, b->err))
			return -1;
	return 0;
}

static bool of_module(const struct build *b, size_t i)
{
	return strcmp(b->result->units[i].object, "vmlinux") != 0;
}

static int prove_source(struct build *b, size_t i)
{
	struct kmend_build_unit *unit = &b->result->units[i];
	struct kmend_proof *proof = &b->proofs[i];
	const struct kmend_home *home = kmend_homes_find(b->homes, b->subjects[i].module, b->err);

	if (!home)
		return -1;
	b->result->nr_units = i + 1;
	unit->source = strdup(b->subjects[i].source);
	if (!unit->source)
		return kmend_err_set(b->err, KMEND_EXIT_FAILED, "out of memory");
	snprintf(unit->object, sizeof(unit->object), "%s", home->name);
	/* Neither could be loaded beside the other, and the manager would take the patch for it. */
	if (!strcmp(home->name, b->module))
		return kmend_err_set(b->err, KMEND_EXIT_REFUSED,
				     "%s: changes module %s, and would be called the same itself: name it with --id",
				     b->result->id, home->name);
	if (kmend_proof_make(proof, b->subjects[i].reference, unit->source, home, b->err))
		return -1;
	unit->proved = proof->equal;
	unit->refs = proof->refs;
	unit->compared = proof->compared;
	unit->before_load = b->opts->before_load && of_module(b, i);
	return 0;
}

static int compare_with_kernel(struct build *b)
{
	char text[512];

	kmend_progress_station(5, "comparing what is unpatched with the kernel's own code");
	if (kmend_homes_wait(b->homes, b->err) ||
	    kmend_kernel_check_banner(&b->opts->kernel,
				      kmend_symbols_banner(kmend_homes_kernel(b->homes)->symbols), b->err))
		return -1;
	for (size_t i = 0; i < b->nr; i++) {
		struct kmend_build_unit *unit = &b->result->units[i];

		if (prove_source(b, i))
			return -1;
		if (unit->compared)
			snprintf(text, sizeof(text), "%.300s: %zu functions and %zu references are equal",
				 unit->source, unit->proved, unit->refs);
		else
			snprintf(text, sizeof(text), "%.300s: not compared: %.100s has no code",
				 unit->source, b->opts->kernel.symbols);
		kmend_progress_say(text);
	}
	return 0;
}

/*
 * What is compiled shows nothing before the unpatched code was found equal; but both
 * take their time, and do not wait for each other. A source that is not the kernel's is
 * told first, for it explains why a patch of it does not compile.
 */
static int compile(struct build *b)
{
	struct kmend_compilation c = {
		.tree = &b->tree, .mirror = &b->mirror, .jobs = b->opts->jobs, .progress = kmend_progress_item,
	};
	struct kmend_err later = { 0 };
	int failed;

	kmend_progress_station(4, "compiling unpatched, and both versions with a section for each function");
	if (find_users(b) ||
	    kmend_compile_references(&b->tree, &b->opts->kernel, b->subjects, b->nr, b->opts->jobs, b->err))
		return -1;
	c.subjects = b->subjects;
	c.nr = b->nr;
	b->leave.allowed = b->opts->leave_exports;
	failed = kmend_compile_variants(&c, kmend_patching_unpin, &b->patching, &later) ||
		 kmend_crcs_check(&c, &b->leave, &later) || kmend_leave_compile(&c, &b->leave, &later);
	if (compare_with_kernel(b))
		return -1;
	if (failed)
		*b->err = later;
	return failed ? -1 : 0;
}

static int note_unit(struct build *b, size_t i, struct kmend_package_unit *unit)
{
	const struct kmend_build_unit *from = &b->result->units[i];

	unit->source = from->source;
	unit->home = from->object;
	unit->replaced = calloc(from->diff.nr_items, sizeof(*unit->replaced));
	if (!unit->replaced)
		return kmend_err_set(b->err, KMEND_EXIT_FAILED, "out of memory");
	for (unsigned int n = 0; n < from->diff.nr_items; n++) {
		const struct kmend_diff_item *item = &from->diff.items[n];

		if (item->what != KMEND_DIFF_REPLACED)
			continue;
		if (!kmend_proof_holds(&b->proofs[i], item->name))
			return kmend_err_set(b->err, KMEND_EXIT_REFUSED,
					     "%s: %s is to be replaced, but this kernel does not have it from this file",
					     from->source, item->name);
		unit->replaced[unit->nr_replaced++] = item->name;
	}
	unit->before_load = from->before_load;
	unit->diff = &from->diff;
	b->nr_named += kmend_package_names_unit(unit);
	b->nr_units++;
	return 0;
}

/* The differ knows files of the working directory; people know the source. */
static void replace_text(struct kmend_err *err, const char *from, const char *to)
{
	char text[sizeof(err->text)];
	char *at = strstr(err->text, from);

	if (!at)
		return;
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - err->text), err->text, to,
		 at + strlen(from));
	memcpy(err->text, text, sizeof(text));
}

static int check_layouts(struct build *b, size_t i)
{
	struct kmend_build_unit *unit = &b->result->units[i];
	const struct kmend_onstack in = {
		.subject = &b->subjects[i], .pre = b->tree.path, .post = b->mirror.path, .work = b->work,
		.diff = &unit->diff,
	};

	if (!b->layouts)
		return 0;
	if (unit->before_load)
		return kmend_layouts_compare(in.subject->pre, in.subject->post, &unit->layouts, b->err);
	return kmend_relaid_check(&b->relaid, &in, of_module(b, i), &unit->layouts, b->err);
}

struct view {
	struct build *b;
	size_t subject;
};

/* Symbols as one source sees them. */
static int locate(void *ctx, const char *name, bool local, struct kmend_location *location,
		  struct kmend_err *err)
{
	const struct view *view = ctx;
	struct build *b = view->b;

	if (!kmend_proof_locate(&b->proofs[view->subject], name, local, location, err))
		return 0;
	if (local || (!kmend_leave_is_new(&b->leave, name) && !kmend_added_has(b->subjects, b->nr, name)))
		return -1;
	*location = (struct kmend_location){ .exported = true };
	*err = (struct kmend_err){ 0 };
	return 0;
}

/* With tables that nobody keeps taken anew, if it is refused without. */
static int diff_objects(struct build *b, const struct kmend_subject *s, struct kmend_diff_options *opts,
			struct kmend_diff_result *result)
{
	struct kmend_names tables = { 0 };
	struct kmend_err why = { 0 };
	int ret = kmend_diff(opts, result, b->err);

	if (!ret || b->err->code != KMEND_EXIT_REFUSED)
		return ret;
	if (!kmend_readonce_find(s, b->tree.path, b->mirror.path, &tables, &why) && tables.nr) {
		opts->renewed = tables;
		*b->err = (struct kmend_err){ 0 };
		kmend_diff_result_free(result);
		ret = kmend_diff(opts, result, b->err);
	}
	kmend_names_free(&tables);
	return ret;
}

static int diff_source(struct build *b, size_t i)
{
	const struct kmend_subject *s = &b->subjects[i];
	struct kmend_package_unit *unit = &b->units[b->nr_units];
	struct view view = { b, i };
	struct kmend_resolver resolver = { locate, &view };
	char old[PATH_MAX];
	struct kmend_diff_options opts = {
		.pre = s->pre, .post = s->post, .reference = s->reference,
		.out = unit->object, .object = b->result->units[i].object, .source = s->source,
		.unit = unit->symbol, .resolver = &resolver,
		.without_boot_code = b->opts->without_boot_code, .change_data = b->opts->change_data,
		.before_load = b->result->units[i].before_load, .left = { b->leave.names, b->leave.nr },
		.old = old,
	};

	snprintf(unit->symbol, sizeof(unit->symbol), "kmend_unit_%zu", b->nr_units);
	if (kmend_leave_own(&b->leave, s, i, &opts.own, old, b->err) || kmend_path(unit->object, b->err, "%s/%s.o", b->work, unit->symbol))
		return -1;
	if (diff_objects(b, s, &opts, &b->result->units[i].diff)) {
		replace_text(b->err, s->post, s->source);
		replace_text(b->err, s->pre, s->source);
		replace_text(b->err, s->reference, s->source);
		return -1;
	}
	if (!b->result->units[i].diff.nr_items)
		return 0;
	if (check_layouts(b, i))
		return -1;
	if (kmend_sleeps_find(s->pre, &b->result->units[i].diff, &b->result->units[i].sleeps, b->err))
		return -1;
	return note_unit(b, i, unit);
}

static bool changes_module(const struct build *b)
{
	for (size_t i = 0; i < b->nr; i++)
		if (of_module(b, i) && b->result->units[i].diff.nr_items)
			return true;
	return false;
}

static int find_changes(struct build *b)
{
	for (size_t i = 0; i < b->nr; i++)
		if (diff_source(b, i))
			return -1;
	if (!b->nr_units)
		return kmend_err_set(b->err, KMEND_EXIT_NO_CHANGE,
				     "%s changes no code of kernel %s", b->opts->patches[0],
				     b->opts->kernel.release);
	if (!b->nr_named)
		return kmend_err_set(b->err, KMEND_EXIT_NO_CHANGE,
				     "%s only adds code, which nothing in kernel %s calls",
				     b->opts->patches[0], b->opts->kernel.release);
	if (b->opts->before_load && !changes_module(b))
		return kmend_err_set(b->err, KMEND_EXIT_REFUSED,
				     "%s changes no module, so nothing of it can be done before one is loaded; leave --before-load out",
				     b->opts->patches[0]);
	return 0;
}

static int build_module(struct build *b)
{
	struct kmend_package pkg = {
		.id = b->result->id, .module = b->module,
		.description = b->opts->description ? b->opts->description : b->description,
		.units = b->units, .nr_units = b->nr_units, .relations = &b->opts->relations,
	};
	char dir[PATH_MAX], recipe[PATH_MAX];

	kmend_progress_station(6, "building the patch module");
	if (kmend_path(dir, b->err, "%s/module", b->work) || kmend_dir_make(dir, b->err))
		return -1;
	if (kmend_path(recipe, b->err, "%s/.kmend-module", b->tree.path))
		return -1;
	pkg.dir = dir;
	pkg.recipe = recipe;
	return kmend_package_build(&pkg, &b->opts->kernel, kmend_homes_kernel(b->homes)->symbols,
				   b->opts->jobs, b->ko, b->err);
}

static int write_module(struct build *b)
{
	struct kmend_build_result *r = b->result;
	_cleanup_free_ char *data = NULL;

	kmend_progress_station(7, "writing it");
	if (kmend_sign_module(&b->opts->signer, &b->opts->kernel, b->ko, b->err) ||
	    kmend_file_read(b->ko, &data, &r->size, b->err) || kmend_interrupted(b->err) ||
	    kmend_file_replace(r->out, data, r->size, b->err))
		return -1;
	r->seconds = kmend_progress_seconds();
	return 0;
}

int kmend_build(struct kmend_build_options *opts, struct kmend_build_result *result,
		struct kmend_err *err)
{
	struct build b = { .opts = opts, .result = result, .err = err, .tree.lock = -1 };
	int ret;

	*result = (struct kmend_build_result){ 0 };
	kmend_progress_begin(STATIONS, opts->quiet);
	kmend_interrupt_catch();
	ret = check_inputs(&b) || prepare_tree(&b) || apply_patches(&b) ||
	      compile(&b) || find_changes(&b) || build_module(&b) ||
	      write_module(&b) ? -1 : 0;
	if (*b.work)
		kmend_dir_remove(b.work);
	kmend_tree_close(&b.tree);
	kmend_progress_end();
	kmend_interrupt_release();
	for (size_t i = 0; i < b.nr && b.proofs; i++)
		kmend_proof_free(&b.proofs[i]);
	for (size_t i = 0; i < b.nr && b.units; i++)
		free(b.units[i].replaced);
	for (size_t i = 0; i < b.nr && b.subjects; i++)
		kmend_subject_free(&b.subjects[i]);
	for (size_t i = 0; i < b.patching.nr && b.patching.wanted; i++)
		free(b.patching.wanted[i]);
	free(b.patching.wanted);
	free(b.units);
	free(b.proofs);
	free(b.subjects);
	kmend_names_free(&b.relaid.constants);
	kmend_leave_free(&b.leave);
	kmend_users_free(&b.users);
	kmend_sources_free(&b.patching.sources);
	kmend_homes_close(b.homes);
	return ret;
}

void kmend_build_result_free(struct kmend_build_result *result)
{
	for (size_t i = 0; i < result->nr_units; i++) {
		free(result->units[i].source);
		kmend_diff_result_free(&result->units[i].diff);
		kmend_sleeps_free(&result->units[i].sleeps);
		kmend_layouts_free(&result->units[i].layouts);
	}
	for (size_t i = 0; i < result->nr_notes; i++)
		free(result->notes[i].file);
	free(result->notes);
	free(result->units);
	*result = (struct kmend_build_result){ 0 };
}
