/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of the torture share. */
#ifndef _TORTURE_H
#define _TORTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libkmend.h>

/* --- main.c: what all processes count in --- */

/**
 * struct tally - what one process has done
 * @times: cycles of a lane, or changes of a storm
 * @in: patches that went in
 * @out: patches that went out
 * @retried: requests that were given up at their deadline, and made again
 * @refused: what the kernel refused for the moment
 * @doing: what it is at, for whom it does not go on
 */
struct tally {
	unsigned long times;
	unsigned long in;
	unsigned long out;
	unsigned long retried;
	unsigned long refused;
	char doing[64];
};

/* It is time to come to an end. */
bool torture_is_over(void);
/* Of the calling process. */
struct tally *tally(void);
/* Ends the process and, with that, the torture; the text is its evidence. */
__attribute__((noreturn, format(printf, 1, 2))) void torture_fail(const char *format, ...);

/* --- functions.c: of the kernel, which patches and storms have in common --- */

/* Finds their addresses; ends the program if it cannot. */
void functions_read(void);
/* The address of one as the test module wants it. */
const char *functions_of(const char *name);
/* Number @n, counted round. */
const char *functions_name(unsigned int n);
const char *functions_address(unsigned int n);

/* --- modules.c --- */

/* Return: 0 or -errno. */
int module_load(const char *path, const char *options);
int module_unload(const char *name);

/* --- lanes.c: patches that go in and out --- */

/**
 * struct lane - a process that takes patches in and out
 * @name: in the table
 * @load: loads its patches; may be NULL
 * @cycle: in, and out again
 * @number: of those that do the same, each with a function of its own
 */
struct lane {
	const char *name;
	void (*load)(void);
	void (*cycle)(const struct lane *lane);
	unsigned int number;
};

extern const struct lane lanes[];
extern const size_t nr_lanes;

/* Loads the patches, before there are lanes. */
void lanes_prepare(void);
/* Does cycles until the end; exits. */
__attribute__((noreturn)) void lane_run(const struct lane *lane);

/* --- requests.c: of lanes, each until it has its outcome --- */

/* For all lanes, before they are there. Return: a descriptor to poll for events, or -1. */
int requests_prepare(void);
/* Tells lanes of the events that have come. Return: what is wrong, or NULL. */
const char *requests_follow(void);
/* In lane number @lane; the rest is for lanes, too. */
void requests_open(unsigned int lane);
/* Ids end with a NULL. What is given up at its deadline is asked for again. */
void apply(const char *const *ids, const char *policy);
void revert(const char *const *ids, const char *policy, bool cascade);
/* Asks for it, and cancels; Return: whether it went in all the same. */
bool apply_cancelled(const char *id, unsigned int after_us);

/* --- storms.c: what goes on beside it --- */

/**
 * struct storm - a process that knows nothing of patches
 * @name: in the table
 * @run: until the end
 */
struct storm {
	const char *name;
	void (*run)(void);
};

extern const struct storm storms[];
extern const size_t nr_storms;

#endif
