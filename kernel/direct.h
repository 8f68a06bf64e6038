/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_DIRECT_H
#define _KMEND_DIRECT_H

#include <linux/types.h>

struct kmend_claim;

/**
 * kmend_direct_take() - have ftrace call a claim's thunk from the function's site
 * @claim: with a thunk, not held; nobody else works on it
 *
 * Context: process, may sleep, and long: the first one waits for a grace period of RCU tasks,
 * and later ones now and then when ftrace's table grows. Takes ftrace's locks and text_mutex.
 * Return: 0; -EBUSY: somebody else has the site in a way that allows no other; -ENOMEM; another -errno
 * of ftrace.
 */
int kmend_direct_take(struct kmend_claim *claim);

/**
 * kmend_direct_release() - have ftrace not call the thunk any more, and give it back
 * @claim: held, with its thunk at rest
 *
 * Context: process, may sleep: waits for a grace period of RCU tasks. None of the manager's locks held.
 * Return: whether it is released; if not, its thunk is called for ever.
 */
bool kmend_direct_release(struct kmend_claim *claim);

/**
 * kmend_direct_is_ours() - does ftrace still call our thunk there?
 * @claim: held
 *
 * Context: text_mutex held.
 */
bool kmend_direct_is_ours(const struct kmend_claim *claim);

/**
 * kmend_direct_exit() - let go of ftrace
 *
 * Context: module exit; no claim is held.
 * Return: whether ftrace has let go of us, too.
 */
bool kmend_direct_exit(void);

#endif
