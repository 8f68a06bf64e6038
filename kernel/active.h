/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_ACTIVE_H
#define _KMEND_ACTIVE_H

#include <linux/types.h>

struct kmend_change;
struct kmend_func;
struct kmend_member;
struct kmend_patch;

/**
 * kmend_active_remains() - may threads be in the code of a patch that went out?
 * @change: made
 * @member: of it
 *
 * Context: the manager's worker.
 * Return: whether its module and its data have to stay for them.
 */
bool kmend_active_remains(const struct kmend_change *change, const struct kmend_member *member);

/**
 * kmend_active_concerns() - does a change alter what is watched?
 * @change: made
 *
 * Context: the manager's worker.
 * Return: whether kmend_active_commit() is to come before the next attempt.
 */
bool kmend_active_concerns(const struct kmend_change *change);

/**
 * kmend_active_find() - who lets threads go on in older code of a function?
 * @change: its members do not count
 * @func: of a patch that comes in
 *
 * The original is not meant, which can be looked at like any code.
 *
 * Context: the manager's worker.
 * Return: a patch, which lives until the end of the attempt, or NULL.
 */
const struct kmend_patch *kmend_active_find(const struct kmend_change *change,
					    const struct kmend_func *func);

/**
 * kmend_active_commit() - note who goes on in old code, and watch them
 * @change: made
 *
 * What was watched before of its members is over: they have changed sides.
 *
 * Context: the manager's worker, kmend_patches_mutex held; before the events about it.
 */
void kmend_active_commit(const struct kmend_change *change);

/**
 * kmend_active_exit() - stop watching
 *
 * Context: module exit; no patch is loaded.
 */
void kmend_active_exit(void);

#endif
