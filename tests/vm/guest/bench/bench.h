/* SPDX-License-Identifier: GPL-2.0 */
/* What the measurements share. Each ends the program when something fails. */
#ifndef _BENCH_H
#define _BENCH_H

#include <stddef.h>
#include <stdint.h>

#include <libkmend.h>

/* Ends the program, saying why. */
__attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...);
/* Ends the program if a call of the library failed. */
void must(struct libkmend *kmend, int rc, const char *what);

struct libkmend *connect_manager(void);
struct libkmend *connect_subscribed(void);

uint64_t now_ns(void);
/* Sorts the values. */
uint64_t median(uint64_t *values, size_t nr);

/**
 * figure() - print one line of the table
 * @name: what was measured
 * @value: how much
 * @unit: of what
 * @bound: the value must be less; 0: only told
 *
 * A bound that is missed is remembered, and is the program's exit status.
 */
void figure(const char *name, double value, const char *unit, double bound);
int figures_missed(void);

/* "PREFIX-0000" and so on. */
char **make_ids(const char *prefix, size_t nr);

/**
 * struct expected - something that is to happen to a patch
 * @id: the patch
 * @event: enum kmend_event
 * @time_ns: CLOCK_REALTIME, when it happened; 0: not yet
 * @pause_ns: as the event told it
 */
struct expected {
	const char *id;
	uint32_t event;
	uint64_t time_ns;
	uint64_t pause_ns;
};

/* Until all of it happened, in any order; ends the program if one of the patches fails. */
void wait_events(struct libkmend *kmend, struct expected *expected, size_t nr);
/* The same for one; Return: its pause. */
uint64_t wait_event(struct libkmend *kmend, const char *id, uint32_t event);

/* Number of the last event, and how often the machine was stopped. */
uint64_t last_seq(struct libkmend *kmend);
uint64_t stops(struct libkmend *kmend);

/* The measurements; the arguments are those after the verb. */
void bench_dump(char **args);
void bench_submit(char **args);
void bench_events(char **args);
void bench_transaction(char **args);
void bench_pause(char **args);
void bench_evict(char **args);
void bench_memory(char **args);
void bench_upstream(char **args);
void bench_calls(char **args);

#endif
