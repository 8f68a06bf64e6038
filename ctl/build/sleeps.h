/* SPDX-License-Identifier: GPL-2.0 */
/* In which functions do threads sleep? Those are the ones a patch has to wait for. */
#ifndef KMEND_BUILD_SLEEPS_H
#define KMEND_BUILD_SLEEPS_H

#include <stddef.h>

#include "../differ/differ.h"

/**
 * struct kmend_sleep - a replaced function in which threads can be asleep
 * @function: its name
 * @calls: the first of the scheduler's entry points that it calls
 */
struct kmend_sleep {
	char *function;
	const char *calls;
};

/** struct kmend_sleeps - @nr of them */
struct kmend_sleeps {
	struct kmend_sleep *items;
	size_t nr;
};

/**
 * kmend_sleeps_find() - which of the replaced functions call something that sleeps?
 * @pre: the object before the change, with a section for each function
 * @diff: what was replaced
 * @sleeps: filled in; kmend_sleeps_free() it
 * @err: why it failed
 *
 * Only calls of the function itself count, with what was inlined into it. Of those that
 * it makes through others nothing is known, nor how long it sleeps.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_sleeps_find(const char *pre, const struct kmend_diff_result *diff,
		      struct kmend_sleeps *sleeps, struct kmend_err *err);
void kmend_sleeps_free(struct kmend_sleeps *sleeps);

#endif
