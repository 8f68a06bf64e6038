/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_POLICY_H
#define _KMEND_POLICY_H

#include <linux/types.h>

#include "backoff.h"

#include "../uapi/kmend.h"

struct kmend_policy;

/* Attempts in vain that are never enough. */
#define KMEND_POLICY_NEVER (1000 * 1000)
/* What a policy says of the way if nobody said otherwise. */
enum { KMEND_REDIRECT_DEFAULT = KMEND_REDIRECT_AUTO };

/**
 * struct kmend_policy_limits - what a policy says besides how attempts follow each other
 * @coalesce_ms: attempts that fall due within this time are made together; 0:
 *	only those that are due already
 * @pause_budget_us: the machine must not stand still for longer; 0: any time
 * @active_after: attempts that have to fail before threads are let go on in old code where a
 *	patch allows it
 * @allow_unpatched: 1: a module that comes while a patch is in force that does not fit it is let in
 *	unpatched; 0: it is refused
 * @evict_after: attempts that have to fail before threads of user processes are brought out of
 *	the code
 * @wake_after: attempts that have to fail before kernel threads that sleep in it are woken
 * @redirect: enum kmend_redirect_by
 */
struct kmend_policy_limits {
	u32 coalesce_ms;
	u32 pause_budget_us;
	u32 active_after;
	u32 allow_unpatched;
	u32 evict_after;
	u32 wake_after;
	u32 redirect;
};

/**
 * struct kmend_policy_info - all that is to be told of a policy
 * @name: its name
 * @is_default: default_policy names it
 * @backoff: values
 * @limits: values
 */
struct kmend_policy_info {
	char name[KMEND_POLICY_MAX + 1];
	bool is_default;
	struct kmend_backoff backoff;
	struct kmend_policy_limits limits;
};

/**
 * typedef kmend_policy_fn - is called with each policy
 * @info: gone when the function returns
 * @arg: as given with the function
 *
 * Context: the lock of all policies held: does not call into policy.c, nor wait.
 * Return: 0, or else what ends the walk.
 */
typedef int (*kmend_policy_fn)(const struct kmend_policy_info *info, void *arg);

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

/**
 * kmend_policy_limits() - the limits of this moment
 * @policy: pinned
 * @limits: where they go
 *
 * Context: any.
 */
void kmend_policy_limits(struct kmend_policy *policy, struct kmend_policy_limits *limits);

/**
 * kmend_policy_walk() - call a function with the policies, one after the other
 * @index: how many to leave out; moved on by one with each that @fn returned 0 for
 * @fn: the function
 * @arg: handed to it
 *
 * Context: may sleep; none of the manager's locks needed.
 * Return: 0, or what @fn returned.
 */
int kmend_policy_walk(u32 *index, kmend_policy_fn fn, void *arg);

/**
 * kmend_policy_describe() - what is to be told of one policy
 * @name: its name
 * @info: where it goes
 *
 * Context: as above.
 * Return: 0, or -ENOENT if there is none of that name.
 */
int kmend_policy_describe(const char *name, struct kmend_policy_info *info);

/**
 * kmend_policy_generation() - a number that changes whenever a policy does
 *
 * Two walks with the same number before and after them told what was true at
 * one moment.
 *
 * Context: any.
 * Return: the number, never 0.
 */
u32 kmend_policy_generation(void);

#endif
