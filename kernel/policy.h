/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_POLICY_H
#define _KMEND_POLICY_H

struct kmend_backoff;
struct kmend_policy;

/**
 * kmend_policy_init() - make /sys/kernel/config/kmend with the default policy
 *
 * Context: module init.
 * Return: 0 or -errno.
 */
int kmend_policy_init(void);

/**
 * kmend_policy_exit() - take the directory away
 *
 * Context: module exit. Policies made by users are gone by then: each holds a
 * reference to the module.
 */
void kmend_policy_exit(void);

/**
 * kmend_policy_get() - find a policy and pin it
 * @name: its name; NULL: the one that the setting default_policy names
 *
 * Until kmend_policy_put() its directory cannot be removed (EBUSY), so that the
 * values that govern a patch can be seen and changed while they do.
 *
 * Context: may sleep; while the family or an open file keeps the module from
 * going, see the DOC of policy.c. Not under kmend_patches_mutex.
 * Return: the policy, or ERR_PTR: -ENOENT if there is none of that name.
 */
struct kmend_policy *kmend_policy_get(const char *name);

/**
 * kmend_policy_put() - undo kmend_policy_get()
 * @policy: from there
 *
 * Context: any process context.
 */
void kmend_policy_put(struct kmend_policy *policy);

/**
 * kmend_policy_name() - the name of a policy
 * @policy: pinned
 *
 * Return: the name; lives as long as the pin.
 */
const char *kmend_policy_name(struct kmend_policy *policy);

/**
 * kmend_policy_read() - the values of this moment
 * @policy: pinned
 * @values: where they go
 *
 * Context: any.
 */
void kmend_policy_read(struct kmend_policy *policy, struct kmend_backoff *values);

#endif
