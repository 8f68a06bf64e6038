/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How far is it? On a terminal one line that is written over and gone at the end; where
 * stderr is anything else, a line for each step. Not for several threads.
 */
#ifndef KMEND_BUILD_PROGRESS_H
#define KMEND_BUILD_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * kmend_progress_begin() - the time counts from now
 * @stations: how many there will be
 * @quiet: tell nothing at all
 */
void kmend_progress_begin(unsigned int stations, bool quiet);

/**
 * kmend_progress_station() - the next part of the work begins
 * @number: from 1
 * @text: what is done now; must last until the next one
 */
void kmend_progress_station(unsigned int number, const char *text);

/**
 * kmend_progress_item() - one of several things of the part begins
 * @number: from 1
 * @of: how many there are
 * @name: the thing
 */
void kmend_progress_item(size_t number, size_t of, const char *name);

/**
 * kmend_progress_say() - something that takes long, or what came out
 * @text: one line
 */
void kmend_progress_say(const char *text);

/** kmend_progress_tick() - it goes on; called now and then while one waits */
void kmend_progress_tick(void);

/** kmend_progress_seconds() - how long it has taken up to now */
double kmend_progress_seconds(void);

/** kmend_progress_end() - leave the terminal as it was */
void kmend_progress_end(void);

#endif
