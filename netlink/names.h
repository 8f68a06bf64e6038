/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef KMEND_NL_NAMES_H
#define KMEND_NL_NAMES_H

/**
 * kmend_nl_attr_name() - what to call an attribute when speaking to people
 * @attr: enum kmend_attr
 *
 * Return: a name such as "policy"; NULL: not known.
 */
const char *kmend_nl_attr_name(unsigned int attr);

#endif
