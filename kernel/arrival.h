/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_ARRIVAL_H
#define _KMEND_ARRIVAL_H

/**
 * kmend_arrival_init() - be told of modules that come and go
 *
 * Return: 0 or -errno.
 */
int kmend_arrival_init(void);

/**
 * kmend_arrival_exit() - not any more
 *
 * Context: process; waits for patch modules that are about to be gone. No patch is
 * registered, and no entry is left (stack.c).
 */
void kmend_arrival_exit(void);

#endif
