/* SPDX-License-Identifier: GPL-2.0 */
/* Writes the descriptor of uapi/kmend_patch.h into the output. */
#ifndef KMEND_DIFFER_DESCRIBE_H
#define KMEND_DIFFER_DESCRIBE_H

#include "author.h"
#include "kernelsyms.h"

/**
 * kmend_describe() - the unit, its functions and their pre-images
 * @changes: what is replaced
 * @author: what was declared with it
 * @ks: the output, the kernel's symbols and the object with the pre-images
 * @sym_out: by index in the object after the change: number in the output
 * @err: KMEND_EXIT_REFUSED when the kernel's object lacks a function
 *
 * Return: 0 or -1.
 */
int kmend_describe(const struct kmend_changes *changes, const struct kmend_author *author,
		   struct kmend_kernelsyms *ks, const size_t *sym_out, struct kmend_err *err);

#endif
