/* SPDX-License-Identifier: GPL-2.0 */
/* Is a structure only on the stack of functions that are replaced? */
#ifndef KMEND_BUILD_ONSTACK_H
#define KMEND_BUILD_ONSTACK_H

#include "../differ/differ.h"
#include "compile.h"

enum { KMEND_ONSTACK_WHY = 256 };

/**
 * struct kmend_onstack - a source whose structure changes
 * @subject: the source, with both objects and their debug information
 * @pre: the tree as it was
 * @post: the tree as it is patched
 * @work: directory for what is made on the way
 * @diff: what is replaced
 */
struct kmend_onstack {
	const struct kmend_subject *subject;
	const char *pre;
	const char *post;
	const char *work;
	const struct kmend_diff_result *diff;
};

/**
 * kmend_onstack_check() - can no object of the old layout exist when the patch goes in?
 * @in: the source
 * @type: "struct NAME"
 * @why: set to what stands against it
 * @err: why it failed
 *
 * Return: 1 if so; 0: that is not certain, and @why is set; -1 with @err.
 */
int kmend_onstack_check(const struct kmend_onstack *in, const char *type, char why[KMEND_ONSTACK_WHY], struct kmend_err *err);

#endif
