/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_EVENT_H
#define _KMEND_EVENT_H

#include "../uapi/kmend.h"

struct kmend_patch;

/**
 * kmend_event_post() - number an event and write it down
 * @patch: what it is about; told as it is now
 * @event: what happened
 *
 * Context: kmend_patches_mutex held, may allocate. Nothing is sent until
 * kmend_event_flush().
 */
void kmend_event_post(const struct kmend_patch *patch, enum kmend_event event);

/**
 * kmend_event_flush() - send what was posted
 *
 * Context: process, none of the manager's locks held.
 */
void kmend_event_flush(void);

/**
 * kmend_event_init() - make the queue
 *
 * Context: module init.
 */
void kmend_event_init(void);

/**
 * kmend_event_exit() - drop what is left in the queue
 *
 * Context: module exit; nobody posts any more.
 */
void kmend_event_exit(void);

#endif
