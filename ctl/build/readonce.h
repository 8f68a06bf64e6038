/* SPDX-License-Identifier: GPL-2.0 */
/* Tables that nobody keeps: of netlink attributes, of devices. */
#ifndef KMEND_BUILD_READONCE_H
#define KMEND_BUILD_READONCE_H

#include "../differ/differ.h"
#include "compile.h"

/**
 * kmend_readonce_scan() - which tables does a source only hand to what reads them at once?
 * @pre: before the change, preprocessed, without lines of the preprocessor
 * @post: after it
 * @tables: filled in: "static const struct nla_policy NAME[]", and such of ids, of both sources with no other use than as an
 *	argument of a function that parses, validates or matches, or where it is not evaluated; kmend_names_free() it, also after a failure
 *
 * Return: false without memory.
 */
bool kmend_readonce_scan(const char *pre, const char *post, struct kmend_names *tables);

/**
 * kmend_readonce_find() - the same of a subject
 * @s: the source
 * @pre: where it is compiled before the change
 * @post: where it is compiled after it
 * @tables: filled in; kmend_names_free() it, also after a failure
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_readonce_find(const struct kmend_subject *s, const char *pre, const char *post, struct kmend_names *tables,
			struct kmend_err *err);

#endif
