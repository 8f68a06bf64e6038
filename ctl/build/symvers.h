/* SPDX-License-Identifier: GPL-2.0 */
/* Module.symvers: what a kernel and its modules export. */
#ifndef KMEND_BUILD_SYMVERS_H
#define KMEND_BUILD_SYMVERS_H

#include <stdbool.h>

#include "../err.h"

struct kmend_symvers;

/**
 * kmend_symvers_open() - read a Module.symvers
 * @path: the file
 * @err: why it failed; KMEND_EXIT_REFUSED for a file that is not of that form
 *
 * Return: the table, kmend_symvers_close() it; NULL with @err.
 */
struct kmend_symvers *kmend_symvers_open(const char *path, struct kmend_err *err);
void kmend_symvers_close(struct kmend_symvers *symvers);

/** kmend_symvers_find() - is @name exported, by the kernel or one of its modules? */
bool kmend_symvers_find(const struct kmend_symvers *symvers, const char *name);

#endif
