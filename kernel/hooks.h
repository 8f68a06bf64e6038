/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_HOOKS_H
#define _KMEND_HOOKS_H

#include <linux/types.h>

struct kmend_change;
struct kmend_format;
struct kmend_unit_desc;

/**
 * kmend_hooks_check_format() - are the hooks of a unit sound?
 * @format: what is looked at
 * @unit: the unit
 *
 * Context: process, the patch module's init.
 * Return: 0, or the errno of the refusal.
 */
int kmend_hooks_check_format(const struct kmend_format *format, const struct kmend_unit_desc *unit);

/**
 * kmend_hooks_pre() - the PRE hooks of a change
 * @change: prepared; @begun is 0
 *
 * Afterwards, whatever it returns, either kmend_hooks_post() or kmend_hooks_fail() has to
 * be called once it is known how the change ends.
 *
 * Context: the manager's worker, no lock held; the hooks may sleep.
 * Return: 0, or -errno with @change->err and the report: -EAGAIN is worth another attempt.
 */
int kmend_hooks_pre(struct kmend_change *change);

/**
 * kmend_hooks_check() - the CHECK hooks of a change
 * @change: nothing else is in the way
 *
 * Context: in the stop.
 * Return: as kmend_hooks_pre().
 */
int kmend_hooks_check(struct kmend_change *change);

/**
 * kmend_hooks_change() - the REVERT hooks, or the APPLY hooks of a change
 * @change: to be written, or written
 * @in: those of patches that come in, else those of patches that go out
 *
 * Context: in the stop.
 */
void kmend_hooks_change(const struct kmend_change *change, bool in);

/**
 * kmend_hooks_post() - the POST hooks of a change that was made
 * @change: no thread runs what went out
 *
 * Context: as kmend_hooks_pre().
 */
void kmend_hooks_post(const struct kmend_change *change);

/**
 * kmend_hooks_fail() - the FAIL hooks of a change that was not made
 * @change: with the members that began
 *
 * Context: as kmend_hooks_pre().
 */
void kmend_hooks_fail(const struct kmend_change *change);

#endif
