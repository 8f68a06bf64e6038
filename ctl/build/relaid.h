/* SPDX-License-Identifier: GPL-2.0 */
/* May a structure get another layout? */
#ifndef KMEND_BUILD_RELAID_H
#define KMEND_BUILD_RELAID_H

#include "layouts.h"
#include "onstack.h"

/**
 * struct kmend_relaid - what is known of all sources of a patch
 * @allowed: types that may change
 * @constants: tags of which all objects were found to be constants
 */
struct kmend_relaid {
	struct kmend_names allowed;
	struct kmend_names constants;
};

/**
 * kmend_relaid_check() - may those of a source?
 * @relaid: filled in as that goes on; @constants is to be freed
 * @in: the source, its objects and what is replaced
 * @module: the source is a module's
 * @layouts: filled in, with why they do no harm where that is known; kmend_layouts_free() it, also after a failure
 * @err: KMEND_EXIT_REFUSED: one may not, and what stands against it
 *
 * Return: 0, or -1 with @err.
 */
int kmend_relaid_check(struct kmend_relaid *relaid, const struct kmend_onstack *in, bool module,
		       struct kmend_layouts *layouts, struct kmend_err *err);

#endif
