/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of the soak share. */
#ifndef _SOAK_H
#define _SOAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <libkmend.h>

/* --- graph.c: the patches --- */

/* Patches have the ids "a" to "n"; a set of them is a bit for each. */
enum { PATCHES = 14 };

/**
 * struct spec - a patch of the soak, in module soak_ID
 * @depends: ids, one letter each
 * @conflicts: likewise
 * @replaces: likewise; "*": all
 * @functions: which of the kernel's functions it replaces, a digit each
 * @calls: its replacements stay on the stack; for function 0, in which threads sleep
 */
struct spec {
	const char *depends;
	const char *conflicts;
	const char *replaces;
	const char *functions;
	bool calls;
};

extern const struct spec specs[PATCHES];

bool spec_names(const char *list, size_t patch);
bool specs_conflict(size_t a, size_t b);
bool specs_share_function(size_t a, size_t b);
/* Return: index of the id, or PATCHES if there is no such patch. */
size_t spec_find(const char *id);
/* The id, in memory that stays. */
const char *spec_id(size_t patch);

/* --- modules.c --- */

/* Addresses of functions 0 to 9, as the test module wants them; "a,b,c". */
void modules_use(char *addresses);
/* Return: 0 or -errno. */
int module_load(size_t patch);
int module_unload(size_t patch);

/* --- model.c: what must be true, made of the events --- */

/* Sets of states; a patch that is not loaded is absent. */
#define BIT(n) (1u << (n))
#define STATE(name) BIT(KMEND_STATE_##name)
#define ABSENT 31
/* What may be unloaded or submitted. */
#define IDLE (STATE(LOADED) | STATE(REVERTED) | STATE(FAILED) | STATE(CANCELLED) | \
	      STATE(SUPERSEDED))
#define TRIED (STATE(PENDING) | STATE(QUEUED) | STATE(REVERTING))
#define IN_FORCE (STATE(APPLIED) | STATE(REVERTING))

/* Takes the next event. A violation is printed with its evidence, and remembered. */
void model_take(const struct libkmend_event *event);
/* Everything has happened: judge what the last events led to. */
void model_close(void);
/* Compares with what the manager says. */
void model_compare(struct libkmend_patch **list, size_t nr);
uint64_t model_last_seq(void);
bool model_failed(void);
/* A violation; the model's own, or one that was seen from outside. */
__attribute__((format(printf, 1, 2))) void model_fail(const char *format, ...);
/* How often each event was seen; fails if one never was. */
void model_tell(FILE *to);
/* One that is in force and that nothing keeps from going; PATCHES: there is none. */
size_t model_next_to_go(void);
/* Is any patch in one of these states? */
bool model_any(uint32_t states);
/* Its state as a set of one. */
uint32_t model_states(size_t patch);

/* --- operations.c: what the processes do --- */

/**
 * operations_run() - a process of the soak
 * @number: of the process
 * @seed: for its choices
 * @nr: operations
 *
 * Return: exit status, 0 if every answer was one that may be.
 */
int operations_run(unsigned int number, uint64_t seed, unsigned int nr);
/* Memory in which the processes count together; before they start. */
void operations_init(void);
/* Somebody saw a patch in a state; the processes then choose what makes sense more often. */
void operations_hint(size_t patch, uint32_t states);
/* Fails if a kind of operation was never accepted. */
void operations_tell(FILE *to);

/* --- policies.c --- */

/* Some change of some policy. Return: 0 or -errno. */
int policy_change(uint32_t (*random)(uint32_t below));
/* A name that may be of a policy. */
const char *policy_name(uint32_t number);
int policies_reset(void);

#endif
