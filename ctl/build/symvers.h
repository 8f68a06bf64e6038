/* SPDX-License-Identifier: GPL-2.0 */
/* Module.symvers: what a kernel and its modules export. */
#ifndef KMEND_BUILD_SYMVERS_H
#define KMEND_BUILD_SYMVERS_H

#include <stdint.h>

#include "../err.h"

struct kmend_symvers;

/**
 * struct kmend_export - an exported symbol
 * @name: its name
 * @module: who exports it: "vmlinux", or the path of a module without suffix
 * @ns: the namespace that who uses it must import; empty: none
 * @crc: of its type; the module loader compares it with the one in the module
 * @line: what the strings lie in
 */
struct kmend_export {
	const char *name;
	const char *module;
	const char *ns;
	uint32_t crc;
	char *line;
};

/**
 * kmend_symvers_open() - read a Module.symvers
 * @path: the file
 * @err: why it failed; KMEND_EXIT_REFUSED for a file that is not of that form
 *
 * Return: the table, kmend_symvers_close() it; NULL with @err.
 */
struct kmend_symvers *kmend_symvers_open(const char *path, struct kmend_err *err);
void kmend_symvers_close(struct kmend_symvers *symvers);

/**
 * kmend_symvers_find() - is that symbol exported, by the kernel or one of its modules?
 * @symvers: see kmend_symvers_open()
 * @name: of the symbol
 *
 * Return: what is known of it, valid as long as @symvers; NULL: it is not exported.
 */
const struct kmend_export *kmend_symvers_find(const struct kmend_symvers *symvers,
					      const char *name);

#endif
