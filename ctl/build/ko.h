/* SPDX-License-Identifier: GPL-2.0 */
/* A module's file, laid out and relocated as if it were loaded. */
#ifndef KMEND_BUILD_KO_H
#define KMEND_BUILD_KO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../err.h"

/**
 * struct kmend_ko - a module laid out in memory
 * @base: the address of its first byte
 * @bytes: @size bytes, free() them
 * @size: of all sections that are loaded
 */
struct kmend_ko {
	uint64_t base;
	uint8_t *bytes;
	size_t size;
};

/**
 * struct kmend_ko_symbol - told by kmend_ko_read()
 * @name: its name
 * @addr: where we put it
 * @type: the letter of nm(1); 'U': the module needs it from elsewhere
 * @listed: the running kernel's table of the module has it
 */
struct kmend_ko_symbol {
	const char *name;
	uint64_t addr;
	char type;
	bool listed;
};

/**
 * kmend_ko_read() - lay out a module
 * @path: its file, not compressed
 * @ko: filled in
 * @add: called for each symbol, in the order of the module's table, by which livepatch
 *	positions count; not 0: out of memory
 * @ctx: passed to @add
 * @err: KMEND_EXIT_REFUSED for a file that is no module
 *
 * Return: 0, or -1 with @err.
 */
int kmend_ko_read(const char *path, struct kmend_ko *ko,
		  int (*add)(void *ctx, const struct kmend_ko_symbol *sym), void *ctx,
		  struct kmend_err *err);

#endif
