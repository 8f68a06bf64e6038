/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_THUNK_H
#define _KMEND_THUNK_H

/* For the assembler as well. One is kmend.ko's own, see direct.c. */
#define KMEND_THUNKS		256
#define KMEND_THUNK_SIZE	16
/* Where in a thunk its jump is: the second of its two aligned words. */
#define KMEND_THUNK_JUMP	8

#ifndef __ASSEMBLY__
#include <linux/types.h>

/**
 * kmend_thunk_get() - a thunk of one's own
 * @entry: the function that it stands for
 * @anchor: it is for the anchor (direct.c), for which one is kept
 *
 * It leads to the function itself, behind its site.
 *
 * Context: process, may sleep; takes text_mutex.
 * Return: its address; 0: none is left.
 */
unsigned long kmend_thunk_get(unsigned long entry, bool anchor);

/**
 * kmend_thunk_put() - give a thunk back
 * @thunk: from kmend_thunk_get()
 * @entry: the function
 *
 * One that still leads to somewhere else is kept for good, with a warning.
 *
 * Context: process, may sleep; takes text_mutex. No CPU is in the thunk or can come there.
 */
void kmend_thunk_put(unsigned long thunk, unsigned long entry);

/**
 * kmend_thunk_rest() - have a thunk lead to the function itself
 * @thunk: from kmend_thunk_get()
 * @entry: the function
 *
 * Context: as above: for a function that nobody runs. Everything else is written in the stop.
 */
void kmend_thunk_rest(unsigned long thunk, unsigned long entry);

#endif /* __ASSEMBLY__ */
#endif
