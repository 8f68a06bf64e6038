/* SPDX-License-Identifier: GPL-2.0 */
/* Integer types of C and of the kernel on x86-64. */
#ifndef KMEND_BUILD_INTS_H
#define KMEND_BUILD_INTS_H

#include <stdbool.h>

/**
 * kmend_ints_same() - are two pieces of C the same but for how integer types are called?
 * @a: the first
 * @a_end: its end
 * @b: the second
 * @b_end: its end
 *
 * "unsigned long" and "u64" have one size and one sign: who passes one as the other passes
 * the same bits at the same place. White space does not count.
 *
 * Return: whether they are.
 */
bool kmend_ints_same(const char *a, const char *a_end, const char *b, const char *b_end);

#endif
