/* SPDX-License-Identifier: GPL-2.0 */
/* The road from source patches to a patch module. */
#ifndef KMEND_BUILD_BUILD_H
#define KMEND_BUILD_BUILD_H

#include <stdbool.h>
#include <stddef.h>

#include "../differ/differ.h"
#include "kernel.h"
#include "layouts.h"
#include "relations.h"
#include "sign.h"
#include "sleeps.h"

/**
 * struct kmend_build_options - what to build
 * @kernel: what was given of the kernel's files; the rest is filled in
 * @patches: @nr_patches files, applied in this order
 * @nr_patches: at least 1
 * @id: the patch's name; NULL: from a patch's head, @out or the first patch's name
 * @description: one line; NULL: none
 * @out: the module to write; NULL: named after the first patch, here
 * @jobs: how many compilers at a time
 * @quiet: print no progress
 * @layouts: compare the layouts of structures also where the text says that none changes
 * @signer: who signs the module, if anybody does
 * @without: @nr_without files of the patches to leave out
 * @nr_without: see @without
 * @allowed: @nr_allowed types, "struct NAME", that may change their layout
 * @nr_allowed: see @allowed
 * @without_boot_code: leave out changes of what has run already
 * @before_load: the patch is put on modules only before they are loaded, so they may lay out structures anew
 * @change_data: write data that gets another initial value in its place, where that is possible
 * @leave_exports: exported functions whose type changes stay as they are for other modules
 * @relations: what was given of them; those of the patches' heads are added, so
 *	kmend_relations_destroy() it afterwards
 */
struct kmend_build_options {
	struct kmend_kernel kernel;
	char **patches;
	size_t nr_patches;
	const char *id;
	const char *description;
	const char *out;
	unsigned int jobs;
	bool quiet;
	bool layouts;
	struct kmend_signer signer;
	char **without;
	size_t nr_without;
	char **allowed;
	size_t nr_allowed;
	bool without_boot_code;
	bool change_data;
	bool before_load;
	bool leave_exports;
	struct kmend_relations relations;
};

/**
 * struct kmend_build_unit - what came of one source file
 * @source: its name
 * @object: what it was linked into: "vmlinux" or a module's name
 * @diff: which functions are replaced and new
 * @sleeps: in which of them threads can be asleep
 * @before_load: it is put on the module only before that is loaded
 * @layouts: structures that the change lays out in another way
 * @proved: functions of the file that are equal to the kernel's
 * @refs: references that lead where they should
 * @compared: the kernel's code was there to compare with
 */
struct kmend_build_unit {
	char *source;
	char object[64];
	struct kmend_diff_result diff;
	struct kmend_sleeps sleeps;
	bool before_load;
	struct kmend_layouts layouts;
	size_t proved;
	size_t refs;
	bool compared;
};

/**
 * struct kmend_build_note - a file that the patch touches and that is not in it
 * @file: its name
 * @why: for people
 */
struct kmend_build_note {
	char *file;
	const char *why;
};

/**
 * struct kmend_build_result - what was built
 * @id: the patch's name
 * @out: the module
 * @size: of the module
 * @seconds: it took
 * @units: @nr_units
 * @nr_units: one for each source file that was compiled
 * @notes: @nr_notes files that are touched and not patched
 * @nr_notes: see @notes
 * @looked_at: files that may see a changed header and were compared, now or by an earlier build
 */
struct kmend_build_result {
	char id[128];
	char out[PATH_MAX];
	size_t size;
	double seconds;
	struct kmend_build_unit *units;
	size_t nr_units;
	struct kmend_build_note *notes;
	size_t nr_notes;
	size_t looked_at;
};

/**
 * kmend_build() - build a patch module
 * @opts: what to build
 * @result: filled in; kmend_build_result_free() it, also after a failure
 * @err: why it failed; KMEND_EXIT_NO_CHANGE: the patch changes no code
 *
 * Prints its progress to stderr, see progress.h. Leaves nothing behind when it fails or is
 * interrupted.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_build(struct kmend_build_options *opts, struct kmend_build_result *result,
		struct kmend_err *err);
void kmend_build_result_free(struct kmend_build_result *result);

#endif
