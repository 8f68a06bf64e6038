/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_ATTEMPT_H
#define _KMEND_ATTEMPT_H

struct kmend_func;
struct kmend_report;
struct module;

/**
 * kmend_attempt_apply() - try once to put a patch in force
 * @funcs: its functions and parts
 * @nr_funcs: how many
 * @report: what was found, filled in whatever the outcome
 *
 * All or nothing: unless it returns 0, the running code is as it was and
 * nothing is claimed.
 *
 * Context: process, may sleep; only from the manager's worker, which runs one
 * attempt at a time.
 * Return: 0: it is in force. -EAGAIN: not now, worth another attempt. Another
 * -errno: trying again is no use. @report->cause says why.
 */
int kmend_attempt_apply(struct kmend_func *funcs, unsigned int nr_funcs,
			struct kmend_report *report);

/**
 * kmend_attempt_revert() - try once to take a patch out
 * @funcs: its functions and parts
 * @nr_funcs: how many
 * @module: the patch module; no thread may be in its code
 * @report: as above
 *
 * Context and return: as kmend_attempt_apply(). After success no thread is or
 * will come into @module's code by way of the functions it replaced.
 */
int kmend_attempt_revert(struct kmend_func *funcs, unsigned int nr_funcs,
			 struct module *module, struct kmend_report *report);

#endif
