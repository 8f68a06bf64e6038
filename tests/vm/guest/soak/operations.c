// SPDX-License-Identifier: GPL-2.0
/*
 * What a process of the soak does: one thing after another, chosen by chance,
 * knowing nothing of what the others do. Two times of three it chooses a patch of
 * which somebody saw that it was in a state that the thing can be done to. So many answers
 * are refusals; one that is no answer at all (out of memory, a message that makes
 * no sense, a number that nobody documents) ends the process.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "soak.h"

#define OPERATIONS_MAX 16
#define REFUSALS_MAX 6

/* Longest pause between two operations. */
#define PAUSE_US 60000

static uint64_t state;
static struct libkmend *manager;

static uint32_t random_below(uint32_t below)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return below ? (uint32_t)(state >> 33) % below : 0;
}

static struct {
	unsigned int accepted[OPERATIONS_MAX];
	unsigned int refused[OPERATIONS_MAX][REFUSALS_MAX];
	uint32_t states[PATCHES];
} *shared;

/* A patch that is not @taken, and is likely to be in one of these states. */
static size_t choose_one(uint32_t states, uint32_t taken)
{
	bool any = !random_below(3);
	size_t tries, patch;

	for (tries = 0;; tries++) {
		patch = random_below(PATCHES);
		if (taken & BIT(patch))
			continue;
		if (any || tries > 4 * PATCHES ||
		    __atomic_load_n(&shared->states[patch], __ATOMIC_RELAXED) & states)
			return patch;
	}
}

/* Some different patches; Return: how many. */
static size_t choose(const char **ids, size_t most, uint32_t states)
{
	size_t nr = 1 + random_below(most), i, patch;
	uint32_t taken = 0;

	for (i = 0; i < nr; i++) {
		patch = choose_one(states, taken);
		ids[i] = spec_id(patch);
		taken |= BIT(patch);
	}
	return nr;
}

static struct libkmend_options choose_options(void)
{
	struct libkmend_options options = { .size = sizeof(options) };

	if (random_below(2))
		options.policy = policy_name(random_below(3));
	if (!options.policy || random_below(2))
		options.deadline_ms = 20 + random_below(3000);
	return options;
}

static int submit_one(void)
{
	struct libkmend_options options = choose_options();
	const char *id;

	choose(&id, 1, IDLE);
	return libkmend_submit(manager, id, &options);
}

static int submit_some(void)
{
	struct libkmend_options options = choose_options();
	const char *ids[4];
	size_t nr = choose(ids, 4, IDLE);

	return libkmend_submit_many(manager, ids, nr, &options, NULL);
}

static int revert_one(void)
{
	struct libkmend_options options = choose_options();
	const char *id;

	choose(&id, 1, STATE(APPLIED));
	return libkmend_revert(manager, id, &options);
}

static int revert_some(void)
{
	struct libkmend_options options = choose_options();
	const char *ids[3];
	size_t nr = choose(ids, 3, STATE(APPLIED));

	return libkmend_revert_many(manager, ids, nr, &options, NULL);
}

static int revert_cascade(void)
{
	struct libkmend_options options = choose_options();
	const char *id;

	choose(&id, 1, STATE(APPLIED));
	options.cascade = true;
	return libkmend_revert(manager, id, &options);
}

static int cancel(void)
{
	const char *id;

	choose(&id, 1, TRIED);
	return libkmend_cancel(manager, id);
}

static int kick(void)
{
	const char *id;

	choose(&id, 1, TRIED);
	return libkmend_kick(manager, id);
}

static int check(void)
{
	const char *ids[3];
	size_t nr = choose(ids, 3, IDLE);

	return libkmend_check(manager, ids, nr, NULL);
}

static int load(void)
{
	return module_load(choose_one(BIT(ABSENT), 0));
}

static int unload(void)
{
	return module_unload(choose_one(IDLE, 0));
}

static int policy(void)
{
	return policy_change(random_below);
}

/* What the manager may answer to a request that somebody made first, or that makes no sense now. */
#define REFUSALS { EBUSY, ENOENT, ELOOP, EEXIST, EINVAL }

static const struct operation {
	const char *name;
	int (*run)(void);
	uint32_t weight;
	int refusals[REFUSALS_MAX];
} operations[] = {
	{ "submit", submit_one, 26, REFUSALS },
	{ "submit some", submit_some, 12, REFUSALS },
	{ "revert", revert_one, 12, REFUSALS },
	{ "revert some", revert_some, 8, REFUSALS },
	{ "revert with cascade", revert_cascade, 5, REFUSALS },
	{ "cancel", cancel, 8, REFUSALS },
	{ "kick", kick, 6, REFUSALS },
	{ "check", check, 4, REFUSALS },
	/* A module of that name is there, or is just coming or going. */
	{ "load", load, 8, { EEXIST, EBUSY } },
	{ "unload", unload, 3, { ENOENT, EAGAIN, EBUSY } },
	/* It is there, is not, is in use, or the value does not go with another. */
	{ "policy", policy, 6, { EEXIST, ENOENT, EBUSY, EINVAL } },
};
enum { OPERATIONS = sizeof(operations) / sizeof(*operations) };

_Static_assert(OPERATIONS <= OPERATIONS_MAX, "there is room to count them");

/* Counts an answer; Return: whether it is one that may be. */
static bool count(size_t which, int rc)
{
	const int *refusals = operations[which].refusals;
	size_t i;

	if (!rc)
		__atomic_add_fetch(&shared->accepted[which], 1, __ATOMIC_RELAXED);
	for (i = 0; rc && refusals[i] && rc != -refusals[i]; i++)
		;
	if (rc && refusals[i])
		__atomic_add_fetch(&shared->refused[which][i], 1, __ATOMIC_RELAXED);
	return !rc || refusals[i];
}

static size_t choose_operation(void)
{
	uint32_t all = 0, number;
	size_t i;

	for (i = 0; i < OPERATIONS; i++)
		all += operations[i].weight;
	number = random_below(all);
	for (i = 0; number >= operations[i].weight; i++)
		number -= operations[i].weight;
	return i;
}

int operations_run(unsigned int number, uint64_t seed, unsigned int nr)
{
	unsigned int i;
	size_t which;
	int rc;

	state = seed * 4 + number;
	rc = libkmend_open(&manager);
	if (rc)
		return 1;
	for (i = 0; i < nr; i++) {
		which = choose_operation();
		rc = operations[which].run();
		if (!count(which, rc)) {
			printf("process %u, operation %u, %s: %s (%s)\n", number, i,
			       operations[which].name, strerror(-rc), libkmend_error(manager));
			return 1;
		}
		usleep(random_below(PAUSE_US));
	}
	libkmend_close(manager);
	return 0;
}

void operations_init(void)
{
	size_t patch;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (shared == MAP_FAILED)
		exit(2);
	for (patch = 0; patch < PATCHES; patch++)
		shared->states[patch] = BIT(ABSENT);
}

void operations_hint(size_t patch, uint32_t states)
{
	__atomic_store_n(&shared->states[patch], states, __ATOMIC_RELAXED);
}

static void tell_operation(FILE *to, size_t which)
{
	const int *refusals = operations[which].refusals;
	size_t i;

	fprintf(to, "# %-20s %5u accepted, refused:", operations[which].name,
		shared->accepted[which]);
	for (i = 0; refusals[i]; i++)
		fprintf(to, " %u %s", shared->refused[which][i], strerrorname_np(refusals[i]));
	fputc('\n', to);
}

void operations_tell(FILE *to)
{
	size_t i;

	for (i = 0; i < OPERATIONS; i++) {
		tell_operation(to, i);
		if (!shared->accepted[i])
			model_fail("'%s' was never accepted: the soak says nothing of it",
				   operations[i].name);
	}
}
