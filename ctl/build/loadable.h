/* SPDX-License-Identifier: GPL-2.0 */
/* Will the module loader of the kernel take this module? */
#ifndef KMEND_BUILD_LOADABLE_H
#define KMEND_BUILD_LOADABLE_H

#include "../err.h"

struct kmend_kernel;
struct kmend_symbols;
struct kmend_symvers;

/**
 * kmend_loadable_check() - ask of a module what its kernel's loader will ask
 * @ko: a module after kmend_link_module()
 * @k: its kernel
 * @symvers: what that exports
 * @symbols: what it has
 * @err: KMEND_EXIT_REFUSED names what the loader would not take
 *
 * Return: 0, or -1 with @err.
 */
int kmend_loadable_check(const char *ko, const struct kmend_kernel *k,
			 const struct kmend_symvers *symvers,
			 const struct kmend_symbols *symbols, struct kmend_err *err);

#endif
