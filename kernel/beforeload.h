/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_BEFORELOAD_H
#define _KMEND_BEFORELOAD_H

#include <linux/types.h>

struct kmend_change;

/**
 * kmend_beforeload_check() - may a change bring in what it does, beside what is in force and beside others?
 * @change: its modules are pinned
 * @others: @nr changes of the same attempt, which come before it
 * @nr: see @others
 *
 * Context: the worker, kmend_targets_mutex held.
 * Return: 0, or -errno with @change->err and the report, or @change->deferred.
 */
int kmend_beforeload_check(struct kmend_change *change, struct kmend_change *const *others, u32 nr);

#endif
