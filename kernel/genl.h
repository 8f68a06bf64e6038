/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_GENL_H
#define _KMEND_GENL_H

struct genl_family;
struct genl_info;
struct kmend_patch;

/** enum kmend_genl_group - indices of the family's multicast groups */
enum kmend_genl_group {
	KMEND_GENL_EVENTS,
};

extern struct genl_family kmend_genl_family;

/**
 * kmend_genl_find() - the loaded patch that a request names
 * @info: the request; has a KMEND_A_ID. Told why, if there is none
 *
 * Context: a genl doit; kmend_patches_mutex held.
 * Return: the patch or NULL.
 */
struct kmend_patch *kmend_genl_find(struct genl_info *info);

/**
 * kmend_genl_init() - register the family
 *
 * Context: module init, the last step: requests come from then on.
 * Return: 0 or -errno.
 */
int kmend_genl_init(void);

/**
 * kmend_genl_exit() - unregister the family
 *
 * Context: module exit, the first step. Returns when no request is on its way
 * and none will come.
 */
void kmend_genl_exit(void);

#endif
