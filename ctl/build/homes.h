/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel and its modules, as the objects that a patch changes were linked into them. */
#ifndef KMEND_BUILD_HOMES_H
#define KMEND_BUILD_HOMES_H

#include "kernel.h"
#include "proof.h"

struct kmend_homes;

/**
 * kmend_homes_open() - begin to read the kernel's symbols and what is exported
 * @k: the kernel; must outlive what is returned and not change
 * @err: why it failed
 *
 * Return: the homes, kmend_homes_wait() for them before anything else, kmend_homes_close() them in any
 * case; NULL with @err.
 */
struct kmend_homes *kmend_homes_open(const struct kmend_kernel *k, struct kmend_err *err);

/**
 * kmend_homes_wait() - wait until they were read
 * @homes: see kmend_homes_open()
 * @err: which file cannot be read, and why
 *
 * Return: 0; -1 with @err.
 */
int kmend_homes_wait(struct kmend_homes *homes, struct kmend_err *err);
void kmend_homes_close(struct kmend_homes *homes);

/** kmend_homes_kernel() - the kernel proper */
const struct kmend_home *kmend_homes_kernel(const struct kmend_homes *homes);

/**
 * kmend_homes_find() - a module, which is read the first time
 * @homes: see kmend_homes_open()
 * @module: its name as in /proc/modules; empty: the kernel proper
 * @err: KMEND_EXIT_FAILED: there is no file of it below the kernel's modules
 *
 * Return: the home, valid as long as @homes; NULL with @err.
 */
const struct kmend_home *kmend_homes_find(struct kmend_homes *homes, const char *module,
					  struct kmend_err *err);

#endif
