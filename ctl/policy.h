/* SPDX-License-Identifier: GPL-2.0 */
/* The manager's policies, which are directories and files in configfs. */
#ifndef KMEND_CTL_POLICY_H
#define KMEND_CTL_POLICY_H

#include "err.h"
#include "policy-file.h"

#define KMEND_POLICY_DIR "/sys/kernel/config/kmend"

/**
 * kmend_policy_find_manager() - is the manager's directory there?
 * @err: that kmend.ko is not loaded, or configfs not mounted
 *
 * Return: 0, or -1 with @err.
 */
int kmend_policy_find_manager(struct kmend_err *err);

/**
 * kmend_policy_read() - read all policies with all values
 * @policies: zeroed; filled, in order of names; to be destroyed also after an error
 * @dir: KMEND_POLICY_DIR
 * @err: why it failed
 *
 * A policy that is removed meanwhile is left out.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_policy_read(struct kmend_policies *policies, const char *dir, struct kmend_err *err);

/**
 * kmend_policy_check() - does the manager take these values?
 * @policies: from a file
 * @dir: KMEND_POLICY_DIR
 * @path: of that file, for errors
 * @err: the line that the manager does not take
 *
 * The manager alone knows which values there are and their ranges. So they are
 * written to a policy that is made for this and that nobody uses.
 *
 * Return: 0, or -1 with @err and every other policy as it was.
 */
int kmend_policy_check(const struct kmend_policies *policies, const char *dir, const char *path,
		       struct kmend_err *err);

/**
 * kmend_policy_write() - make policies that are not there, set values
 * @policies: from a file; kmend_policy_check() found them good
 * @dir: KMEND_POLICY_DIR
 * @path: of that file, for errors
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_policy_write(const struct kmend_policies *policies, const char *dir, const char *path,
		       struct kmend_err *err);

#endif
