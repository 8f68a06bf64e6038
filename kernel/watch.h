/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_WATCH_H
#define _KMEND_WATCH_H

#include "compat.h"

struct kmend_roll;

/**
 * kmend_watch_init() - memory for the notes
 *
 * Context: module init.
 * Return: 0 or -ENOMEM.
 */
int kmend_watch_init(void);

/**
 * kmend_watch_exit() - no CPU is in this code any more afterwards
 *
 * Context: module exit; no watch is on; may sleep for long.
 */
void kmend_watch_exit(void);

/**
 * kmend_watch_begin() - note from now on who runs
 *
 * Context: process, may sleep for long; the manager's worker, as for all below. No lock that
 * the kernel takes to change its code may be held.
 * Return: 0 or -errno, from the kernel.
 */
int kmend_watch_begin(void);

/**
 * kmend_watch_end() - note no more, and forget
 *
 * Context: as kmend_watch_begin(), and it has succeeded.
 */
void kmend_watch_end(void);

/**
 * kmend_watch_turn() - begin a new round of notes
 *
 * When it returns, each thread that has been on a CPU since, for however short a time and
 * be it that it was there already, is in the notes of this round, or that of its CPU is
 * full. The notes of the round that ended stand still until kmend_watch_drop().
 *
 * Context: process, interrupts on; may be under any lock that the handler of an interrupt does
 * not want. kmend_watch_drop() was called since the last time.
 */
void kmend_watch_turn(void);

/**
 * kmend_watch_drop() - the notes of the round that ended are not needed any more
 *
 * Context: process.
 */
void kmend_watch_drop(void);

/**
 * kmend_watch_last() - the notes of the round that ended
 * @cpu: any that is possible
 *
 * Return: the threads that ran there, each held; not the idle task.
 */
const struct kmend_roll *kmend_watch_last(unsigned int cpu);

/**
 * kmend_watch_now() - the notes of the round that goes on
 * @cpu: any that is possible
 *
 * Context: in the stop, where they stand still.
 * Return: as kmend_watch_last().
 */
const struct kmend_roll *kmend_watch_now(unsigned int cpu);

#endif
