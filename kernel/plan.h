/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_PLAN_H
#define _KMEND_PLAN_H

#include "evict.h"
#include "kmend.h"
#include "redirect.h"

struct kmend_entry;
struct kmend_stackcheck;
struct kmend_target;
struct kmend_word;
struct module;

/**
 * struct kmend_member - a patch that comes in or goes out
 * @id: its id
 * @patch: the patch
 * @funcs: its functions and parts
 * @nr_funcs: how many
 * @module: the patch module
 * @order: its place in the order of application, if it has or had one; else 0
 * @in: it comes in
 * @admitted: the only module that it is about: that comes, and nobody has run its code (arrival.c); @funcs are
 *	those of it. NULL: it is about all that is there
 * @changes: see kmend_targets_pin()
 * @lenient: there is code of its own, or that it replaces, in which threads may go on; set by
 *	plan.c
 */
struct kmend_member {
	const char *id;
	struct kmend_patch *patch;
	struct kmend_func *funcs;
	u32 nr_funcs;
	const struct module *module;
	u64 order;
	bool in;
	const struct kmend_target *admitted;
	u32 changes;
	bool lenient;
};

/**
 * struct kmend_slot - what becomes of one entry
 * @entry: which
 * @top: the replacement that will be in force; NULL: the original
 * @redirect: how it is written
 */
struct kmend_slot {
	struct kmend_entry *entry;
	struct kmend_func *top;
	struct kmend_redirect redirect;
};

/**
 * struct kmend_change - patches that go out and come in together, all or none
 * @members: @nr_members of them in the order in which it is done: those that go
 *	out, newest first, then those that come in, oldest first
 * @nr_members: see @members
 * @report: what was found
 * @allow_active: threads may go on in old code where that is declared
 * @redirect: how entries that are new to us are redirected
 * @err: how it ended: 0: done; -EAGAIN: not now, worth another attempt; another
 *	-errno: trying again is no use
 * @evict: threads of user processes that sleep in the code may be brought out of it
 * @wake: kernel threads that sleep in it may be woken
 * @nr_evicted: threads that were brought out
 * @nr_woken: kernel threads that were woken
 * @told_evicted: of @nr_evicted, told as events
 * @told_woken: the same of @nr_woken
 * @pace: how often threads are disturbed for it
 * @deferred: nothing was tried, because another change of the same attempt touches
 *	the same code
 * @lingers: made, and somebody may still be in what went out; see kmend_attempt_finish()
 * @group: its number in the attempt
 * @begun: how many members are, see hooks.c
 * @slots: the entries that it changes
 * @nr_slots: how many
 * @words: the data that it changes, see data.c
 * @nr_words: how many
 *
 * The first three, @allow_active, @evict, @wake and @redirect are the caller's, @err, @deferred and @lingers are for it; the
 * rest is
 * between attempt.c, data.c, evict.c, hooks.c and plan.c.
 */
struct kmend_change {
	struct kmend_member *members;
	u32 nr_members;
	struct kmend_report *report;
	bool allow_active;
	bool evict;
	bool wake;
	u32 nr_evicted;
	u32 nr_woken;
	u32 told_evicted;
	u32 told_woken;
	struct kmend_evict_pace pace;
	enum kmend_redirect_by redirect;
	int err;
	bool deferred;
	bool lingers;
	u32 group;
	u32 begun;
	struct kmend_slot *slots;
	u32 nr_slots;
	struct kmend_word *words;
	u32 nr_words;
};

/**
 * kmend_plan_max_ranges() - how many ranges of code a change can want to be quiet
 * @change: members are set
 */
u32 kmend_plan_max_ranges(const struct kmend_change *change);

/**
 * kmend_plan_no_memory() - note that there is too little for an attempt
 * @change: its report says so
 *
 * Return: -EAGAIN.
 */
int kmend_plan_no_memory(struct kmend_change *change);

/**
 * kmend_plan_prepare() - work out what is to be written where, and what must be quiet
 * @change: the first three fields and @group are set
 * @check: the ranges are added here as @group's, if this succeeds
 *
 * Nothing in the running kernel is changed. kmend_plan_end() undoes it, also
 * after a failure.
 *
 * Context: the manager's worker; may sleep.
 * Return: 0, or -errno with @change->err, @report or @deferred set.
 */
int kmend_plan_prepare(struct kmend_change *change, struct kmend_stackcheck *check);

/**
 * kmend_plan_blame() - name the member that is the cause of what the report says
 * @change: with its report; nothing is said if it has one member, or one is named already
 * @id: the member's
 */
void kmend_plan_blame(struct kmend_change *change, const char *id);

/**
 * kmend_plan_verify() - is the running code what the change was built for?
 * @change: prepared
 *
 * Context: as kmend_verify_code().
 * Return: 0 or -errno, with @change->report.
 */
int kmend_plan_verify(struct kmend_change *change);

/**
 * kmend_plan_blocked() - say of which member the first blocker is in the way
 * @change: with its report; nothing is said if it has one member or no blockers
 */
void kmend_plan_blocked(struct kmend_change *change);

/**
 * kmend_plan_write() - put it in force
 * @change: verified
 *
 * Context: in the stop; cannot fail.
 */
void kmend_plan_write(const struct kmend_change *change);

/**
 * kmend_plan_adopt() - note that it is in force
 * @change: written
 *
 * Context: the manager's worker.
 */
void kmend_plan_adopt(const struct kmend_change *change);

/**
 * kmend_plan_end() - give back what kmend_plan_prepare() took
 * @change: any
 */
void kmend_plan_end(struct kmend_change *change);

#endif
