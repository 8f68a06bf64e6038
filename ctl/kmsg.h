/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel log says while a module is loaded. */
#ifndef KMEND_CTL_KMSG_H
#define KMEND_CTL_KMSG_H

#include <stddef.h>

/**
 * kmend_kmsg_open() - begin to listen
 *
 * Return: a descriptor to close; -1: this user may not read the log.
 */
int kmend_kmsg_open(void);

/**
 * kmend_kmsg_reason() - why was a module refused?
 * @fd: from kmend_kmsg_open(), before the module was loaded; may be -1
 * @module: its name, as the kernel has it
 * @text: set to the first line since then that speaks of it, without the name
 *	of who says it; or left alone
 * @size: of @text
 *
 * Return: whether there is one.
 */
int kmend_kmsg_reason(int fd, const char *module, char *text, size_t size);

/**
 * kmend_kmsg_parse() - the same for one record
 * @record: as /dev/kmsg gives it, NUL-terminated
 * @module: as above
 * @text: as above
 * @size: as above
 *
 * Return: whether the record speaks of it.
 */
int kmend_kmsg_parse(const char *record, const char *module, char *text, size_t size);

#endif
