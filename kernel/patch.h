/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_PATCH_H
#define _KMEND_PATCH_H

#include "depgraph.h"
#include "kmend.h"
#include "outcome.h"
#include "state.h"

#include <linux/mutex.h>

struct kmend_targets;
struct module;

/**
 * struct kmend_func_name - a replaced function, for people
 * @name: its name
 * @object: where it lives: "vmlinux" or a module's name
 */
struct kmend_func_name {
	const char *name;
	const char *object;
};

/**
 * struct kmend_status - how a patch's last request goes, or how it ended
 * @transaction: number of the request; 0: there was none
 * @policy: name of the policy; empty: there was none
 * @deadline_ms: in force; 0: there was none
 * @attempt: attempts made since the request
 * @due_ns: CLOCK_MONOTONIC, when the next attempt is made; 0: none waits
 * @delay_ms: how long that was off when it was decided
 * @pause_ns: how long the machine stood still in the last attempt
 * @threads: how many threads the event is about that is being posted; else 0
 * @detail: the particulars of the cause
 */
struct kmend_status {
	u64 transaction;
	char policy[KMEND_POLICY_MAX + 1];
	u32 deadline_ms;
	u32 attempt;
	u64 due_ns;
	u32 delay_ms;
	u64 pause_ns;
	u32 threads;
	char detail[KMEND_DETAIL_MAX + 1];
};

/**
 * struct kmend_active - threads that go on in old code, see active.c
 * @node: on the list of those that are watched; the worker's
 * @threads: how many were seen last
 * @kept: they are in the patch's own code: its module has one more reference
 */
struct kmend_active {
	struct list_head node;
	u32 threads;
	bool kept;
};

/**
 * struct kmend_patch - a patch, from its module's init on
 * @node: on the live list or in the history
 * @serial: place in that list; grows along it, so that a dump can resume
 * @desc: in the patch module; what unregister names it by. NULL in the history
 * @owner: the patch module; NULL in the history
 * @description: one line, may be empty
 * @module: name of the patch module
 * @names: the replaced functions, parts left out
 * @nr_names: how many
 * @funcs: functions and parts for the machine level; NULL in the history
 * @nr_funcs: how many
 * @targets: the modules that it changes, see target.c; NULL in the history
 * @vertex: its id, its state, what it says of others, and the request that it is
 *	in; the state is written by kmend_patch_move() only
 * @cause: why it is in that state, or why the last attempt did not succeed
 * @status: how the last request that was about it goes
 * @last: who was in the way of the last attempt; NULL: nobody, and in the history
 * @since_ns: CLOCK_REALTIME, when it entered the state
 * @order: its place in the order of application; stays when it goes out of force, and
 *	is a new one when it comes back
 * @superseded_by: the patch that replaced it and is still loaded, or NULL
 * @replaced: the patches whose @superseded_by it is
 * @replaced_node: on the list of that patch
 * @active: who goes on in old code
 * @stays: its module is never let go of again, see data.c
 *
 * Up to @nr_funcs constant from registration to unregistration, as is what @vertex
 * says of id and edges. The rest is guarded by kmend_patches_mutex, as are @node and
 * @serial. @funcs belongs to the worker while it is in an attempt with them, and is
 * otherwise only read.
 */
struct kmend_patch {
	struct list_head node;
	u64 serial;

	const struct kmend_patch_desc *desc;
	struct module *owner;
	const char *description;
	const char *module;
	struct kmend_func_name *names;
	u32 nr_names;
	struct kmend_func *funcs;
	u32 nr_funcs;
	struct kmend_targets *targets;

	struct kmend_vertex vertex;
	enum kmend_cause cause;
	struct kmend_status status;
	struct kmend_outcome *last;
	u64 since_ns;

	u64 order;
	struct kmend_patch *superseded_by;
	struct list_head replaced;
	struct list_head replaced_node;
	struct kmend_active active;
	bool stays;
};

/**
 * struct kmend_patch_cursor - how far a walk over all patches has come
 * @history: the live list is done
 * @serial: of the last patch seen in the list
 * @at: that patch, if kmend_patches_mutex was held ever since; else NULL
 */
struct kmend_patch_cursor {
	bool history;
	u64 serial;
	struct kmend_patch *at;
};

/* See the DOC comment in patch.c. */
extern struct mutex kmend_patches_mutex;

/* All that are loaded; guarded by kmend_patches_mutex. */
extern struct kmend_graph kmend_patch_graph;
extern struct list_head kmend_patches;

static inline struct kmend_patch *kmend_patch_of(const struct kmend_vertex *vertex)
{
	return container_of(vertex, struct kmend_patch, vertex);
}

/**
 * kmend_patch_find() - find a loaded patch
 * @id: its id
 *
 * Context: kmend_patches_mutex held; the patch exists until it is dropped.
 * Return: the patch or NULL.
 */
struct kmend_patch *kmend_patch_find(const char *id);

/**
 * kmend_patch_next() - the next patch of a walk: loaded ones, then the history
 * @cursor: all zero at first; moved to the patch that is returned
 *
 * Context: kmend_patches_mutex held. It may be dropped between two calls, and
 * @cursor->at must be set to NULL then: patches that came or went meanwhile are seen or not, and
 * kmend_patch_generation() has another value.
 * Return: the patch or NULL.
 */
struct kmend_patch *kmend_patch_next(struct kmend_patch_cursor *cursor);

/**
 * kmend_patch_generation() - a number that changes when a patch comes or goes
 *
 * Context: kmend_patches_mutex held.
 * Return: the number, never 0.
 */
u32 kmend_patch_generation(void);

/**
 * kmend_patch_move() - the one place where a patch changes its state
 * @patch: the patch
 * @move: what happened
 * @cause: why; KMEND_CAUSE_NONE for what needs no reason
 *
 * Posts the event that goes with it. What the caller wants told in it (detail,
 * outcome, attempts) must be in the patch before.
 *
 * Context: kmend_patches_mutex held; kmend_event_flush() after it is dropped.
 * Return: 0, or -EINVAL if the move is not legal; nothing changed then.
 */
int kmend_patch_move(struct kmend_patch *patch, enum kmend_move move, enum kmend_cause cause);

/**
 * kmend_patch_tell() - who was in the way of the last attempt?
 * @patch: of this patch
 * @outcome: shared with it; NULL, or without blockers: nobody
 *
 * Context: kmend_patches_mutex held.
 */
void kmend_patch_tell(struct kmend_patch *patch, struct kmend_outcome *outcome);

/**
 * kmend_patch_supersede() - note by whom a patch was replaced
 * @patch: the patch; a note of before is forgotten
 * @by: who replaced it; NULL: nobody, or somebody that is gone
 *
 * Context: kmend_patches_mutex held.
 */
void kmend_patch_supersede(struct kmend_patch *patch, struct kmend_patch *by);

/**
 * kmend_patch_forget_replaced() - what a patch replaced will not come back with it
 * @patch: the patch
 *
 * Context: kmend_patches_mutex held.
 */
void kmend_patch_forget_replaced(struct kmend_patch *patch);

/**
 * kmend_patch_hold() - keep a module that is in use from going
 * @what: for the log: the module's name, or what it is
 *
 * A forced unload (rmmod -f) runs a module's exit in spite of its references. If
 * that exit returned, the kernel would free code that it is running, or will
 * run. It never does: the module stays, whole and at work.
 *
 * Context: a module's exit, or where it is told that it goes. Does not return.
 */
void __noreturn kmend_patch_hold(const char *what);

/**
 * kmend_patch_exit() - forget the history
 *
 * Context: module exit; no patch is loaded.
 */
void kmend_patch_exit(void);

#endif
