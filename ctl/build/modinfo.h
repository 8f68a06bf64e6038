/* SPDX-License-Identifier: GPL-2.0 */
/* What a module says of itself: the "key=value" strings of .modinfo. */
#ifndef KMEND_BUILD_MODINFO_H
#define KMEND_BUILD_MODINFO_H

#include "../differ/object.h"

/**
 * kmend_obj_section() - a section by its name
 * @obj: an object
 * @name: of the section
 *
 * Return: the section, or NULL.
 */
const struct kmend_sec *kmend_obj_section(const struct kmend_obj *obj, const char *name);

/**
 * kmend_modinfo_next() - the values of a key, one after the other
 * @obj: a module
 * @key: what is looked for
 * @value: the one found before; NULL: none
 *
 * Return: the next, valid as long as @obj; NULL: there is none.
 */
const char *kmend_modinfo_next(const struct kmend_obj *obj, const char *key, const char *value);

#endif
