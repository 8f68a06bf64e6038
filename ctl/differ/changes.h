/* SPDX-License-Identifier: GPL-2.0 */
/* What the change does to each symbol. */
#ifndef KMEND_DIFFER_CHANGES_H
#define KMEND_DIFFER_CHANGES_H

#include "data.h"

/**
 * enum kmend_change - what happened to a symbol of the object after the change
 * @KMEND_CHANGE_NONE: neither a function nor an object
 * @KMEND_CHANGE_SAME: as before
 * @KMEND_CHANGE_CHANGED: another content
 * @KMEND_CHANGE_NEW: was not there before
 */
enum kmend_change {
	KMEND_CHANGE_NONE,
	KMEND_CHANGE_SAME,
	KMEND_CHANGE_CHANGED,
	KMEND_CHANGE_NEW,
};

/** struct kmend_left_out - a function or section that changes and is left out, and why: "has run" */
struct kmend_left_out {
	const char *name;
	const char *why;
};

/**
 * struct kmend_changes - all of them
 * @pair: the two objects
 * @of: enum kmend_change by symbol index in pair->post
 * @why: by symbol index, NULL or how it differs
 * @change_data: data that changes is written in its place, where that is possible, not refused
 * @of_module: the code lives in a module
 * @before_load: nobody has run the module yet: all data has its first values, and what runs when it comes or goes cannot be left out
 * @data: those words; their objects count as KMEND_CHANGE_SAME
 * @without_boot_code: changes of what has run, or is read no more, are left out, not refused
 * @left: @nr_left functions and sections that change and are left out
 * @nr_left: see @left
 */
struct kmend_changes {
	const struct kmend_pair *pair;
	uint8_t *of;
	struct kmend_why **why;
	bool without_boot_code;
	bool change_data;
	bool of_module;
	bool before_load;
	struct kmend_data data;
	struct kmend_left_out *left;
	size_t nr_left;
};

/**
 * kmend_changes_find() - compare everything
 * @changes: @without_boot_code, @change_data, @of_module and @before_load are set, the rest is filled in; kmend_changes_free() it
 * @pair: correlated
 * @err: why it failed
 *
 * Return: 0 or -1.
 */
int kmend_changes_find(struct kmend_changes *changes, const struct kmend_pair *pair, struct kmend_err *err);
/** kmend_changes_leave() - @name changes, and is left out, because of @why; both stay where they are; 0 or -1 */
int kmend_changes_leave(struct kmend_changes *changes, const char *name, const char *why, struct kmend_err *err);
void kmend_changes_free(struct kmend_changes *changes);

/** KMEND_WHY_RUN - why boot code, and code of the exit, is left out */
#define KMEND_WHY_RUN "has run, or runs only when the module goes"

/** kmend_runs_at_exit() - code that runs only when a module goes */
bool kmend_runs_at_exit(const struct kmend_sec *sec);

/** kmend_is_cold() - the .cold half of a function, which nobody calls */
bool kmend_is_cold(const struct kmend_sym *sym);

/** kmend_cold_parent() - the function whose .cold half @sym is, or NULL */
struct kmend_sym *kmend_cold_parent(const struct kmend_obj *obj, const struct kmend_sym *sym);

#endif
