/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_BYPASS_H
#define _KMEND_BYPASS_H

#include <linux/types.h>

/**
 * kmend_bypass_look() - see who came to functions that are redirected by a jump, and tell it
 * @wait: or else do nothing if an attempt is on its way
 *
 * Nobody waits for ftrace: if that is busy, it is for the next look to tell.
 *
 * Context: process, may sleep; none of the manager's locks held. Takes kmend_targets_mutex, ftrace_lock and
 * kmend_patches_mutex.
 */
void kmend_bypass_look(bool wait);

/**
 * kmend_bypass_exit() - do not look any more
 *
 * Context: module exit, before the worker goes.
 */
void kmend_bypass_exit(void);

#endif
