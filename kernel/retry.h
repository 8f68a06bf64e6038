/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_RETRY_H
#define _KMEND_RETRY_H

#include <linux/types.h>

struct delayed_work;
struct kmend_request;

/**
 * kmend_retry_init() - make the workqueue
 *
 * Return: 0 or -ENOMEM.
 */
int kmend_retry_init(void);

/**
 * kmend_retry_exit() - destroy the workqueue
 *
 * Context: module exit; no patch is loaded, so nothing is queued.
 */
void kmend_retry_exit(void);

/**
 * kmend_retry_queue_work() - have the worker do something besides attempts
 * @work: never while an attempt is made
 * @delay_ms: in how many milliseconds; takes the place of what was said before
 *
 * Context: any.
 */
void kmend_retry_queue_work(struct delayed_work *work, u32 delay_ms);

/**
 * kmend_retry_arm() - have the worker look at a request
 * @request: not being attempted; what it waited for before is forgotten
 * @delay_ms: in how many milliseconds; 0: now
 *
 * Context: kmend_patches_mutex held.
 */
void kmend_retry_arm(struct kmend_request *request, u32 delay_ms);

/**
 * kmend_retry_disarm() - have the worker not look at a request any more
 * @request: armed or not
 *
 * Context: kmend_patches_mutex held.
 */
void kmend_retry_disarm(struct kmend_request *request);

#endif
