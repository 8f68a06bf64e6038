/* SPDX-License-Identifier: GPL-2.0 */
/* Patches and events as JSON for programs. */
#ifndef KMEND_CTL_JSON_H
#define KMEND_CTL_JSON_H

#include <stddef.h>

#include <jansson.h>

#include "err.h"

struct libkmend_event;
struct libkmend_patch;

/**
 * kmend_json_text() - a string that may be anything
 * @text: bytes that are no UTF-8 become U+FFFD; NULL gives NULL
 *
 * Return: a new reference, or NULL.
 */
json_t *kmend_json_text(const char *text);

/**
 * kmend_json_patch() - a patch as an object; what was not told has no key
 * @patch: the patch
 *
 * Return: a new reference, or NULL: no memory.
 */
json_t *kmend_json_patch(const struct libkmend_patch *patch);

/**
 * kmend_json_event() - an event as an object: the keys of its patch, and its own
 * @event: the event
 *
 * Return: a new reference, or NULL: no memory.
 */
json_t *kmend_json_event(const struct libkmend_event *event);

/**
 * kmend_json_print() - print to stdout
 * @json: taken over; NULL: memory ran out while it was made
 * @one_line: in one line and flushed, or else indented
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_json_print(json_t *json, int one_line, struct kmend_err *err);

#endif
