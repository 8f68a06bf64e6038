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
#include <time.h>

#include "../../uapi/kmend.h"
#include "../differ/object.h"
#include "compile.h"
#include "files.h"
#include "head.h"
#include "names.h"
#include "package.h"
#include "unidiff.h"
#include "proof.h"
#include "run.h"
#include "subject.h"
#include "symbols.h"
#include "tree.h"

enum { STATIONS = 7 };

struct build {
	struct kmend_build_options *opts;
	struct kmend_build_result *result;
	struct kmend_err *err;
	struct kmend_sources sources;
	struct kmend_symbols *symbols;
	struct kmend_tree tree;
	struct kmend_proof *proofs;		/* one for each source */
	struct kmend_package_unit *units;	/* one for each source that changed */
	size_t nr_units;
	size_t nr_replaced;			/* functions, in all units */
	char description[KMEND_DESCRIPTION_MAX + 1];	/* the first patch's own */
	char head_id[128];			/* from a patch's head, or empty */
	char work[PATH_MAX];
	char module[KMEND_MODULE_NAME];
	char ko[PATH_MAX];
};

static struct timespec started;

static double elapsed(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - started.tv_sec + (now.tv_nsec - started.tv_nsec) / 1e9;
}

static void station(int number, const char *text)
{
	fprintf(stderr, "[%d/%d] %6.1fs  %s\n", number, STATIONS, elapsed(), text);
}

static void say(const char *text)
{
	fprintf(stderr, "      %6.1fs  %s\n", elapsed(), text);
}

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

static int read_patches(struct build *b)
{
	for (size_t i = 0; i < b->opts->nr_patches; i++) {
		_cleanup_free_ char *text = NULL;
		size_t size;

		if (kmend_file_read(b->opts->patches[i], &text, &size, b->err) ||
		    kmend_patch_scan(b->opts->patches[i], text, size, &b->sources, b->err) ||
		    kmend_head_read(b->opts->patches[i], text, b->head_id, sizeof(b->head_id),
				    &b->opts->relations, b->err))
			return -1;
		/* What the first says of itself describes all, unless it was given. */
		if (!i && !b->opts->description)
			kmend_patch_subject(text, b->description, sizeof(b->description));
	}
	b->result->units = calloc(b->sources.count, sizeof(*b->result->units));
	b->proofs = calloc(b->sources.count, sizeof(*b->proofs));
	b->units = calloc(b->sources.count, sizeof(*b->units));
	if (!b->result->units || !b->proofs || !b->units)
		return kmend_err_set(b->err, KMEND_EXIT_FAILED, "out of memory");
	return 0;
}

static int check_inputs(struct build *b)
{
	station(1, "checking the patch and the kernel's files");
	if (kmend_names_check(b->opts, b->err) || read_patches(b) ||
	    kmend_names_choose(b->opts, b->head_id, b->result, b->module, b->err) ||
	    kmend_relations_check(&b->opts->relations, b->result->id, b->err) || check_out(b) ||
	    kmend_kernel_find(&b->opts->kernel, b->err) ||
	    kmend_sign_check(&b->opts->signer, &b->opts->kernel, b->err))
		return -1;
	b->symbols = kmend_symbols_open(b->opts->kernel.symbols, b->err);
	if (!b->symbols)
		return -1;
	return kmend_kernel_check_banner(&b->opts->kernel, kmend_symbols_banner(b->symbols),
					 b->err);
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

	station(2, "preparing the source tree");
	if (kmend_tree_open(&b->tree, &b->opts->kernel, b->opts->jobs, say, b->err) ||
	    make_work(b))
		return -1;
	/* What a killed compiler leaves goes with the rest. */
	if (!realpath(b->work, real) || setenv("TMPDIR", real, 1))
		return kmend_err_set(b->err, KMEND_EXIT_FAILED, "%s: %s", b->work, strerror(errno));
	return kmend_path(b->work, b->err, "%s", real);
}

static int copy_source(struct build *b, const char *root, const char *source)
{
	char from[PATH_MAX], to[PATH_MAX];

	if (kmend_path(from, b->err, "%s/%s", b->tree.path, source) ||
	    kmend_path(to, b->err, "%s/%s/%s", b->work, root, source))
		return -1;
	if (!kmend_file_exists(from))
		return kmend_err_set(b->err, KMEND_EXIT_REFUSED,
				     "%s: no such file in the source of kernel %s", source,
				     b->opts->kernel.release);
	return kmend_dir_make_for(to, b->err) || kmend_file_copy(from, to, b->err) ? -1 : 0;
}

/*
 * patch(1) says "patching file X", then "Hunk #N FAILED at L." of that file:
 * the first failure as "X: Hunk #N FAILED at L."
 */
static void patch_gist(char *output, char *gist, size_t size)
{
	const char *file = "", *save = NULL;
	char *next = NULL;

	kmend_output_gist(output, gist, size);
	for (char *line = output ? strtok_r(output, "\n", &next) : NULL; line;
	     line = strtok_r(NULL, "\n", &next)) {
		if (!strncmp(line, "patching file ", 14))
			file = line + 14;
		if (strstr(line, "previously applied"))
			save = "it is already in this source";
		else if (!strncmp(line, "Hunk #", 6) && strstr(line, " FAILED"))
			save = line;
		else if (strstr(line, "malformed patch"))
			save = line;
		if (!save)
			continue;
		snprintf(gist, size, "%s%s%s", file, *file ? ": " : "", save);
		return;
	}
}

static int apply_patch(struct build *b, const char *patch)
{
	_cleanup_free_ char *full = realpath(patch, NULL);
	_cleanup_free_ char *output = NULL;
	char dir[PATH_MAX], gist[700];
	char *argv[] = { "patch", "-p1", "-u", "--forward", "--fuzz=0", "--batch",
			 "--no-backup-if-mismatch", "--reject-file=-", "-d", dir, "-i", full, NULL };
	int status;

	if (!full)
		return kmend_err_set(b->err, KMEND_EXIT_FAILED, "%s: %s", patch, strerror(errno));
	if (kmend_path(dir, b->err, "%s/post", b->work))
		return -1;
	status = kmend_run(NULL, argv, &output, b->err);
	if (status <= 0)
		return status;
	patch_gist(output, gist, sizeof(gist));
	return kmend_err_set(b->err, KMEND_EXIT_REFUSED,
			     "%s does not apply to the source of kernel %s: %s", patch,
			     b->opts->kernel.release, gist);
}

static int apply_patches(struct build *b)
{
	char path[2][PATH_MAX];
	bool changed = false;

	station(3, "applying the patch to a copy of what it changes");
	for (size_t i = 0; i < b->sources.count; i++)
		if (copy_source(b, "pre", b->sources.names[i]) ||
		    copy_source(b, "post", b->sources.names[i]))
			return -1;
	for (size_t i = 0; i < b->opts->nr_patches; i++)
		if (apply_patch(b, b->opts->patches[i]))
			return -1;
	for (size_t i = 0; i < b->sources.count; i++) {
		_cleanup_free_ char *pre = NULL;
		_cleanup_free_ char *post = NULL;
		struct stat st;

		if (kmend_path(path[0], b->err, "%s/pre/%s", b->work, b->sources.names[i]) ||
		    kmend_path(path[1], b->err, "%s/post/%s", b->work, b->sources.names[i]))
			return -1;
		if (lstat(path[1], &st) || !S_ISREG(st.st_mode))
			return kmend_err_set(b->err, KMEND_EXIT_REFUSED,
					     "%s: the patch leaves no file", b->sources.names[i]);
		if (kmend_file_read(path[0], &pre, NULL, b->err) ||
		    kmend_file_read(path[1], &post, NULL, b->err))
			return -1;
		changed |= strcmp(pre, post) != 0;
	}
	if (!changed)
		return kmend_err_set(b->err, KMEND_EXIT_NO_CHANGE,
				     "%s changes nothing", b->opts->patches[0]);
	return 0;
}

static int prove_source(struct build *b, size_t i)
{
	struct kmend_build_unit *unit = &b->result->units[i];
	struct kmend_proof *proof = &b->proofs[i];
	char object[PATH_MAX];

	if (kmend_compile_reference(&b->tree, &b->opts->kernel, b->sources.names[i], object,
				    b->err))
		return -1;
	b->result->nr_units = i + 1;
	unit->source = strdup(b->sources.names[i]);
	if (!unit->source)
		return kmend_err_set(b->err, KMEND_EXIT_FAILED, "out of memory");
	if (kmend_proof_make(proof, object, unit->source, b->symbols, b->err))
		return -1;
	unit->proved = proof->equal;
	unit->refs = proof->refs;
	unit->compared = proof->compared;
	return 0;
}

static int compare_with_kernel(struct build *b)
{
	char text[512];

	station(4, "compiling unpatched, and comparing with the kernel's own code");
	for (size_t i = 0; i < b->sources.count; i++) {
		struct kmend_build_unit *unit = &b->result->units[i];

		if (prove_source(b, i))
			return -1;
		if (unit->compared)
			snprintf(text, sizeof(text), "%.300s: %zu functions and %zu references are equal",
				 unit->source, unit->proved, unit->refs);
		else
			snprintf(text, sizeof(text), "%.300s: not compared: %.100s has no code",
				 unit->source, b->opts->kernel.symbols);
		say(text);
	}
	return 0;
}

static int compile_both(struct build *b, size_t i, char pre[PATH_MAX], char post[PATH_MAX])
{
	char pre_root[PATH_MAX], post_root[PATH_MAX];
	struct kmend_variant variants[2] = { { pre_root, pre }, { post_root, post } };

	if (kmend_path(pre_root, b->err, "%s/pre", b->work) ||
	    kmend_path(post_root, b->err, "%s/post", b->work) ||
	    kmend_path(pre, b->err, "%s/pre/%zu.o", b->work, i) ||
	    kmend_path(post, b->err, "%s/post/%zu.o", b->work, i))
		return -1;
	return kmend_compile_variants(&b->tree, b->sources.names[i], variants, 2, b->opts->jobs,
				      b->err);
}

static int note_unit(struct build *b, size_t i, struct kmend_package_unit *unit)
{
	const struct kmend_build_unit *from = &b->result->units[i];

	unit->source = from->source;
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
	b->nr_replaced += unit->nr_replaced;
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

static int diff_source(struct build *b, size_t i)
{
	struct kmend_package_unit *unit = &b->units[b->nr_units];
	struct kmend_resolver resolver = { .position = kmend_proof_position,
					   .ctx = &b->proofs[i] };
	char pre[PATH_MAX], post[PATH_MAX];
	struct kmend_diff_options opts = {
		.pre = pre, .post = post, .reference = b->proofs[i].obj->path,
		.out = unit->object, .object = "vmlinux", .source = b->sources.names[i],
		.unit = unit->symbol, .resolver = &resolver,
	};

	snprintf(unit->symbol, sizeof(unit->symbol), "kmend_unit_%zu", b->nr_units);
	if (kmend_path(unit->object, b->err, "%s/%s.o", b->work, unit->symbol) ||
	    compile_both(b, i, pre, post))
		return -1;
	if (kmend_diff(&opts, &b->result->units[i].diff, b->err)) {
		replace_text(b->err, post, b->sources.names[i]);
		replace_text(b->err, pre, b->sources.names[i]);
		replace_text(b->err, opts.reference, b->sources.names[i]);
		return -1;
	}
	if (!b->result->units[i].diff.nr_items)
		return 0;
	if (kmend_sleeps_find(pre, &b->result->units[i].diff, &b->result->units[i].sleeps, b->err))
		return -1;
	return note_unit(b, i, unit);
}

static int find_changes(struct build *b)
{
	station(5, "compiling both versions with a section for each function");
	for (size_t i = 0; i < b->sources.count; i++)
		if (diff_source(b, i))
			return -1;
	if (!b->nr_units)
		return kmend_err_set(b->err, KMEND_EXIT_NO_CHANGE,
				     "%s changes no code of kernel %s", b->opts->patches[0],
				     b->opts->kernel.release);
	if (!b->nr_replaced)
		return kmend_err_set(b->err, KMEND_EXIT_NO_CHANGE,
				     "%s only adds code, which nothing in kernel %s calls",
				     b->opts->patches[0], b->opts->kernel.release);
	return 0;
}

static int build_module(struct build *b)
{
	struct kmend_package pkg = {
		.id = b->result->id, .module = b->module,
		.description = b->opts->description ? b->opts->description : b->description,
		.units = b->units, .nr_units = b->nr_units, .relations = &b->opts->relations,
	};
	char dir[PATH_MAX];

	station(6, "building the patch module");
	if (kmend_path(dir, b->err, "%s/module", b->work) || kmend_dir_make(dir, b->err))
		return -1;
	pkg.dir = dir;
	return kmend_package_build(&pkg, &b->opts->kernel, b->symbols, b->opts->jobs, b->ko,
				   b->err);
}

static int write_module(struct build *b)
{
	struct kmend_build_result *r = b->result;
	_cleanup_free_ char *data = NULL;

	station(7, "writing it");
	if (kmend_sign_module(&b->opts->signer, &b->opts->kernel, b->ko, b->err) ||
	    kmend_file_read(b->ko, &data, &r->size, b->err) || kmend_interrupted(b->err) ||
	    kmend_file_replace(r->out, data, r->size, b->err))
		return -1;
	r->seconds = elapsed();
	return 0;
}

int kmend_build(struct kmend_build_options *opts, struct kmend_build_result *result,
		struct kmend_err *err)
{
	struct build b = { .opts = opts, .result = result, .err = err, .tree.lock = -1 };
	int ret;

	*result = (struct kmend_build_result){ 0 };
	clock_gettime(CLOCK_MONOTONIC, &started);
	kmend_interrupt_catch();
	ret = check_inputs(&b) || prepare_tree(&b) || apply_patches(&b) ||
	      compare_with_kernel(&b) || find_changes(&b) || build_module(&b) ||
	      write_module(&b) ? -1 : 0;
	if (*b.work)
		kmend_dir_remove(b.work);
	kmend_tree_close(&b.tree);
	kmend_interrupt_release();
	for (size_t i = 0; i < b.sources.count && b.proofs; i++)
		kmend_proof_free(&b.proofs[i]);
	for (size_t i = 0; i < b.sources.count && b.units; i++)
		free(b.units[i].replaced);
	free(b.units);
	free(b.proofs);
	kmend_sources_free(&b.sources);
	kmend_symbols_close(b.symbols);
	return ret;
}

void kmend_build_result_free(struct kmend_build_result *result)
{
	for (size_t i = 0; i < result->nr_units; i++) {
		free(result->units[i].source);
		kmend_diff_result_free(&result->units[i].diff);
		kmend_sleeps_free(&result->units[i].sleeps);
	}
	free(result->units);
	*result = (struct kmend_build_result){ 0 };
}
