/* SPDX-License-Identifier: GPL-2.0 */
/* Calls and jumps between functions that share a section. */
#ifndef KMEND_DIFFER_BRANCHES_H
#define KMEND_DIFFER_BRANCHES_H

#include "object.h"

/**
 * kmend_branches_restore() - give branches between functions their relocations back
 * @obj: the object, without an index yet
 * @err: KMEND_EXIT_REFUSED for code that cannot be decoded, or that leads to no
 *	function
 *
 * A branch of one byte gets an R_X86_64_PC8, which nothing can move.
 *
 * Return: 0 or -1.
 */
int kmend_branches_restore(struct kmend_obj *obj, struct kmend_err *err);

#endif
