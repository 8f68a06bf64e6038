/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_EVENT_H
#define _KMEND_EVENT_H

#include <linux/mutex.h>
#include <linux/types.h>

#include "../uapi/kmend.h"

struct kmend_patch;

/* So many events are kept. */
enum kmend_event_log_limits {
	KMEND_EVENT_LOG_MIN = 16,
	KMEND_EVENT_LOG_DEFAULT = 1024,
	KMEND_EVENT_LOG_MAX = 65536,
};

/**
 * struct kmend_event_record - an event as it was told when it happened
 * @size: bytes of @attrs
 * @attrs: the attributes of its message
 */
struct kmend_event_record {
	u32 size;
	u8 attrs[];
};

/* See the DOC comment in event.c. */
extern struct mutex kmend_event_log_mutex;

/**
 * struct kmend_event_object - the module that an event is about
 * @name: its name
 * @state: enum kmend_object_state
 */
struct kmend_event_object {
	const char *name;
	u32 state;
};

/**
 * kmend_event_post_object() - the same of a module that a patch changes
 * @patch: see kmend_event_post()
 * @event: what happened
 * @object: the module
 *
 * Context: as kmend_event_post().
 */
void kmend_event_post_object(const struct kmend_patch *patch, enum kmend_event event,
			     const struct kmend_event_object *object);

/**
 * kmend_event_post_apart() - number and write down an event that is not about a request
 * @patch: what it is about; only what identifies it is told of it
 * @event: what happened
 * @object: the module that it is about, or NULL
 * @cause: why
 * @detail: the particulars in words; NULL: none
 *
 * Context: as kmend_event_post().
 */
void kmend_event_post_apart(struct kmend_patch *patch, enum kmend_event event,
			    const struct kmend_event_object *object, enum kmend_cause cause,
			    const char *detail);

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
 * kmend_event_next() - the first event that is kept, from a number on
 * @seq: the number; moved to that of the event, or behind the last one
 *
 * Context: kmend_event_log_mutex held; the record exists until it is dropped.
 * Return: the record, or NULL: there is none.
 */
const struct kmend_event_record *kmend_event_next(u64 *seq);

/**
 * kmend_event_last() - the number of the last event, whether it is kept or not
 *
 * Context: kmend_event_log_mutex held.
 * Return: the number; 0: nothing happened yet.
 */
u64 kmend_event_last(void);

/**
 * kmend_event_set_log_size() - keep so many events from now on
 * @size: KMEND_EVENT_LOG_MIN to KMEND_EVENT_LOG_MAX; of a larger number that are
 *	kept, the oldest go
 *
 * Context: process, may allocate; any locks held but kmend_event_log_mutex.
 * Return: 0, -ERANGE or -ENOMEM; nothing changed then.
 */
int kmend_event_set_log_size(u32 size);

/**
 * kmend_event_log_size() - how many events are kept at most
 *
 * Context: process.
 * Return: the number.
 */
u32 kmend_event_log_size(void);

/**
 * kmend_event_init() - make the queue and the log
 *
 * Context: module init.
 * Return: 0 or -ENOMEM.
 */
int kmend_event_init(void);

/**
 * kmend_event_exit() - drop what is left in the queue, and the log
 *
 * Context: module exit; nobody posts or asks any more.
 */
void kmend_event_exit(void);

#endif
