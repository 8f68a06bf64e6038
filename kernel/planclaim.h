/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_PLANCLAIM_H
#define _KMEND_PLANCLAIM_H

#include <linux/types.h>

struct kmend_change;

/**
 * kmend_plan_claim() - get the right to write at the entries
 * @change: prepared
 * @keep: or else only look whether it could be had
 *
 * Context: the manager's worker; may wait for a grace period of RCU tasks, so without
 * kmend_targets_mutex; or who brings in a module, with it: nothing of that is being given back. Takes ftrace_lock.
 * Return: 0 or -errno, with @change->report.
 */
int kmend_plan_claim(struct kmend_change *change, bool keep);

/**
 * kmend_plan_claim_direct() - the rest of it: what is redirected by ftrace
 * @change: claimed, to be kept
 *
 * Context: the manager's worker, as kmend_direct_take().
 * Return: as kmend_plan_claim().
 */
int kmend_plan_claim_direct(struct kmend_change *change);

#endif
