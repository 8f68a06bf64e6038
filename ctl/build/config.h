/* SPDX-License-Identifier: GPL-2.0 */
/* A kernel's .config as text: the value of an option, and what two differ in. */
#ifndef KMEND_BUILD_CONFIG_H
#define KMEND_BUILD_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

/**
 * kmend_config_value() - the value of an option in a .config
 * @config: the text
 * @option: "CONFIG_…"
 * @value: set to it, without quotes; empty if the option is not set
 * @size: of @value
 */
void kmend_config_value(const char *config, const char *option, char *value, size_t size);

/**
 * kmend_config_is_key() - does a line name a file that only the distribution's build has?
 * @line: of a .config
 */
bool kmend_config_is_key(const char *line);

/** struct kmend_config_difference - an option that two .configs do not agree on */
struct kmend_config_difference {
	char option[128];
	char first[256];
	char second[256];
};

/**
 * kmend_config_differs() - do two .configs differ?
 * @first: the text of one
 * @second: the text of the other
 * @difference: set to the first option that differs, names of keys left out
 */
bool kmend_config_differs(const char *first, const char *second,
			  struct kmend_config_difference *difference);

#endif
