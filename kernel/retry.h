/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_RETRY_H
#define _KMEND_RETRY_H

#include <linux/types.h>

struct kmend_patch;
struct kmend_policy;
struct netlink_ext_ack;

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
 * kmend_retry_init_patch() - prepare the part of a new patch that is for here
 * @patch: not on any list yet
 */
void kmend_retry_init_patch(struct kmend_patch *patch);

/**
 * kmend_retry_submit() - start trying to put a patch in force
 * @patch: the patch
 * @policy: governs the attempts; pinned, and taken over if this succeeds
 * @deadline_ms: overrides the policy's; 0: does not
 * @extack: told why it is refused
 *
 * Context: kmend_patches_mutex held; kmend_event_flush() after it is dropped.
 * Return: 0; -EEXIST: it is in force or being worked on; -ENOENT: its module is
 * on its way out.
 */
int kmend_retry_submit(struct kmend_patch *patch, struct kmend_policy *policy,
		       u32 deadline_ms, struct netlink_ext_ack *extack);

/**
 * kmend_retry_revert() - start trying to take a patch out
 * @patch: the patch
 * @policy: as above
 * @deadline_ms: as above
 * @extack: told why it is refused
 *
 * Context: as above.
 * Return: 0; -EINVAL: it is not applied; -EBUSY: it lies under another patch.
 */
int kmend_retry_revert(struct kmend_patch *patch, struct kmend_policy *policy,
		       u32 deadline_ms, struct netlink_ext_ack *extack);

/**
 * kmend_retry_cancel() - stop trying
 * @patch: the patch
 * @extack: told why it is refused
 *
 * While an attempt is being made, the request is noted and takes effect at its
 * end, unless the attempt succeeds: what is committed cannot be cancelled.
 *
 * Context: as above.
 * Return: 0; -EINVAL: nothing is being tried.
 */
int kmend_retry_cancel(struct kmend_patch *patch, struct netlink_ext_ack *extack);

/**
 * kmend_retry_kick() - try now
 * @patch: the patch
 * @extack: told why it is refused
 *
 * The attempt counts like any other; what follows it is as the policy says.
 *
 * Context: as above.
 * Return: 0, also when an attempt is being made just now; -EINVAL: the patch is
 * not being tried.
 */
int kmend_retry_kick(struct kmend_patch *patch, struct netlink_ext_ack *extack);

#endif
