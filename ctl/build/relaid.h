/* SPDX-License-Identifier: GPL-2.0 */
/* May a structure get another layout? */
#ifndef KMEND_BUILD_RELAID_H
#define KMEND_BUILD_RELAID_H

#include "layouts.h"
#include "onstack.h"

/**
 * struct kmend_relaid - what is known of all sources of a patch
 * @allowed: @nr_allowed types that may change
 * @nr_allowed: see @allowed
 * @constants: @nr_constants tags of which all objects were found to be constants
 * @nr_constants: see @constants
 */
struct kmend_relaid {
	char *const *allowed;
	size_t nr_allowed;
	char **constants;
	size_t nr_constants;
};

/**
 * kmend_relaid_check() - may those of a source?
 * @relaid: filled in as that goes on; kmend_relaid_free() it
 * @in: the source, its objects and what is replaced
 * @module: the source is a module's
 * @layouts: filled in, with why they do no harm where that is known; kmend_layouts_free() it, also after a failure
 * @err: KMEND_EXIT_REFUSED: one may not, and what stands against it
 *
 * Return: 0, or -1 with @err.
 */
int kmend_relaid_check(struct kmend_relaid *relaid, const struct kmend_onstack *in, bool module,
		       struct kmend_layouts *layouts, struct kmend_err *err);
void kmend_relaid_free(struct kmend_relaid *relaid);

#endif
