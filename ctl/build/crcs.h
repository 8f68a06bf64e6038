/* SPDX-License-Identifier: GPL-2.0 */
/* Do the types of exported symbols stay what modules were built against? */
#ifndef KMEND_BUILD_CRCS_H
#define KMEND_BUILD_CRCS_H

#include "leave.h"

/**
 * kmend_crcs_check() - refuse a patch that changes the type of an exported symbol
 * @c: the compilation; its references are there
 * @leave: if it allows, functions of which only their own declarations change are added, those of a source
 *	together, and are no reason to refuse
 * @err: KMEND_EXIT_REFUSED names the first symbol whose checksum changes
 *
 * genksyms of the kernel's own tree makes the checksum of the patched source; kbuild
 * recorded that of the unpatched one. A symbol that is exported no more is not looked at:
 * the running kernel goes on to export it.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_crcs_check(const struct kmend_compilation *c, struct kmend_leave *leave, struct kmend_err *err);

/**
 * kmend_crcs_compare() - the first symbol that has one checksum before and another after
 * @pre: lines among which "#SYMVER NAME CRC" are of interest
 * @post: the same
 * @name: set to the symbol's name
 * @size: of @name
 *
 * Return: whether there is one.
 */
bool kmend_crcs_compare(const char *pre, const char *post, char *name, size_t size);

#endif
