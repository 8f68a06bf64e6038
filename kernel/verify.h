/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_VERIFY_H
#define _KMEND_VERIFY_H

#include <linux/compiler.h>

#include "kmend.h"

struct kmend_entry;

/**
 * kmend_report_fail() - note why an attempt does not succeed
 * @report: of the attempt
 * @err: what the attempt shall return
 * @cause: why
 * @format: the particulars in words, with no addresses
 *
 * Return: @err.
 */
__printf(4, 5)
int kmend_report_fail(struct kmend_report *report, int err, enum kmend_cause cause,
		      const char *format, ...);

/**
 * kmend_verify_place() - can this function be redirected at all?
 * @func: function or part
 * @report: says why not
 *
 * Checks what does not depend on the moment. Context: process.
 * Return: 0 or an errno that no retry will change.
 */
int kmend_verify_place(const struct kmend_func *func, struct kmend_report *report);

/**
 * kmend_verify_code() - is the function the one that the patch was built against?
 * @func: function or part
 * @entry: of the function; NULL for a part
 * @report: says why not
 *
 * Context: process, may sleep; the caller holds kprobe_mutex and text_mutex,
 * and what was found holds until it drops them. Saves the original bytes of an entry that is not
 * redirected yet.
 * Return: 0; -EAGAIN: a probe is in the way; another errno.
 */
int kmend_verify_code(const struct kmend_func *func, struct kmend_entry *entry,
		      struct kmend_report *report);

/**
 * kmend_verify_jump() - is our jump still where we wrote it?
 * @func: the newest of its entry
 * @report: says why not
 *
 * Context and return: as kmend_verify_code().
 */
int kmend_verify_jump(const struct kmend_func *func, struct kmend_report *report);

#endif
