/* SPDX-License-Identifier: GPL-2.0 */
/* The kallsyms tables inside a kernel image, found without symbols. */
#ifndef KMEND_BUILD_KALLSYMS_H
#define KMEND_BUILD_KALLSYMS_H

#include <stddef.h>
#include <stdint.h>

#include "../err.h"

/**
 * kmend_kallsyms_each() - called for each entry in the kernel's order
 * @ctx: as given
 * @name: NUL-terminated, valid during the call
 * @addr: as linked
 * @type: letter
 *
 * Return: 0, anything else ends the reading.
 */
typedef int kmend_kallsyms_each(void *ctx, const char *name, uint64_t addr, char type);

/**
 * kmend_kallsyms_read() - read the tables
 * @image: the kernel, or its read-only data; 8-byte alignment in the kernel
 *	must be 8-byte alignment in @image
 * @size: of @image
 * @each: called for each entry
 * @ctx: for @each
 * @err: why it failed
 *
 * Understands the layout of Linux up to 6.3: offsets, base, number, names,
 * markers, in newer stable kernels the order by name, token table, token index.
 *
 * Return: the number of entries; 0 if there are no such tables; -1 with @err
 * (or without, when @each ended it).
 */
long kmend_kallsyms_read(const uint8_t *image, size_t size, kmend_kallsyms_each *each,
			 void *ctx, struct kmend_err *err);

#endif
