/* SPDX-License-Identifier: GPL-2.0 */
/* Patches and events as text for people. */
#ifndef KMEND_CTL_PRINT_H
#define KMEND_CTL_PRINT_H

#include <stddef.h>
#include <stdio.h>

struct libkmend_event;
struct libkmend_patch;

/**
 * kmend_print_event() - one line that says what happened to which patch
 * @out: where; no newline is added
 * @event: the event
 */
void kmend_print_event(FILE *out, const struct libkmend_event *event);

/**
 * kmend_print_check() - what a dry run found: a line, and one for each thread inside
 * @out: where
 * @patch: as its KMEND_EVENT_CHECKED tells it
 */
void kmend_print_check(FILE *out, const struct libkmend_patch *patch);

/**
 * kmend_print_patch() - everything about a patch, a line each
 * @out: where
 * @patch: the patch
 */
void kmend_print_patch(FILE *out, const struct libkmend_patch *patch);

/**
 * kmend_print_list() - a table of patches
 * @out: where
 * @list: the patches
 * @nr: how many
 */
void kmend_print_list(FILE *out, struct libkmend_patch *const *list, size_t nr);

#endif
