/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef KMEND_NL_NAMES_H
#define KMEND_NL_NAMES_H

#include <stdint.h>

/**
 * kmend_nl_attr_name() - what to call an attribute when speaking to people
 * @cmd: the request that it is in
 * @attr: its number
 *
 * Return: a name such as "policy"; NULL: not known.
 */
const char *kmend_nl_attr_name(uint8_t cmd, unsigned int attr);

#endif
