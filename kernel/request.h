/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_REQUEST_H
#define _KMEND_REQUEST_H

#include "depgraph.h"
#include "patch.h"
#include "plan.h"

#include <linux/timerqueue.h>

struct kmend_policy;

/**
 * enum kmend_kind - what is asked for
 * @KMEND_KIND_APPLY: put patches in force, and out what they replace
 * @KMEND_KIND_REVERT: take patches out, and put in what they had replaced
 * @KMEND_KIND_CHECK: would KMEND_KIND_APPLY be possible now?
 */
enum kmend_kind {
	KMEND_KIND_APPLY,
	KMEND_KIND_REVERT,
	KMEND_KIND_CHECK,
};

/**
 * struct kmend_refusal - why something is refused or given up
 * @err: negative errno; 0: it is not
 * @cause: the same for events
 * @text: the same for people
 */
struct kmend_refusal {
	int err;
	enum kmend_cause cause;
	char text[KMEND_DETAIL_MAX + 1];
};

/**
 * struct kmend_request - a transaction: some patches, and what shall become of them
 * @group: its members, with their roles. Those that somebody asked for, or that
 *	went along with --cascade, have the role of the kind (in; of a revert: out) and
 *	the state that tells of the request; the others, with the other role, are changed with them
 * @kind: what is asked for
 * @status: what is told of it; each member that was asked for has a copy
 * @refusal: KMEND_KIND_CHECK: what was found at once
 * @policy: governs the attempts; pinned
 * @deadline_fixed: the request named the deadline, the policy's does not count
 * @asked_ns: CLOCK_MONOTONIC, when the request came. That clock stands still
 *	in a suspend and knows no steps
 * @due: when the worker looks at it next; see retry.c
 * @budget_ns: how long the machine may stand still in the next attempt; 0: no matter
 * @attempting: the worker is in an attempt just now, or waits for nobody to be in what went out in it
 * @cancel_asked: CANCEL came meanwhile
 * @made: the attempt has made the change, which nothing undoes; only a grace period is waited for
 * @report: for the attempt
 * @outcome: who was in the way of the last one; shared with the patches that were asked for
 * @change: for the attempt
 * @ending: on the list of requests that are to be given up; see request.c
 * @lingering: on one of the worker's lists of those that are made but for a grace period; see retry.c
 *
 * Guarded by kmend_patches_mutex, but for @change and @report while
 * @attempting: they are the worker's.
 */
struct kmend_request {
	struct kmend_group group;
	enum kmend_kind kind;
	struct kmend_status status;
	struct kmend_refusal refusal;
	struct kmend_policy *policy;
	bool deadline_fixed;
	u64 asked_ns;
	struct timerqueue_node due;
	u64 budget_ns;
	bool attempting;
	bool cancel_asked;
	bool made;
	struct kmend_report report;
	struct kmend_outcome *outcome;
	struct kmend_change change;
	struct list_head ending;
	struct list_head lingering;
};

static inline struct kmend_request *kmend_request_of(const struct kmend_vertex *vertex)
{
	return vertex->group ? container_of(vertex->group, struct kmend_request, group) : NULL;
}

#define kmend_request_for_each(member, request)						\
	for ((member) = (request)->group.first; (member); (member) = (member)->next_member)

/* Was it asked for, or does it only change with those that were? */
static inline bool kmend_request_asked(const struct kmend_request *request,
				       const struct kmend_vertex *member)
{
	return member->role == (request->kind == KMEND_KIND_REVERT ? KMEND_ROLE_OUT :
								     KMEND_ROLE_IN);
}

/* The first that was asked for: speaks for all of them. */
static inline struct kmend_vertex *kmend_request_leader(const struct kmend_request *request)
{
	struct kmend_vertex *member = request->group.first;

	while (!kmend_request_asked(request, member))
		member = member->next_member;
	return member;
}

/**
 * kmend_refuse() - note why something is refused
 * @refusal: where; a reason that stands there already is kept
 * @err: negative errno
 * @cause: the same for events
 * @format: the same for people
 *
 * Return: @err.
 */
__printf(4, 5)
int kmend_refuse(struct kmend_refusal *refusal, int err, enum kmend_cause cause,
		 const char *format, ...);

/**
 * kmend_refuse_verdict() - say an objection of the graph in words
 * @refusal: where
 * @verdict: with an objection
 *
 * Context: kmend_patches_mutex held.
 * Return: the errno that fits.
 */
int kmend_refuse_verdict(struct kmend_refusal *refusal, const struct kmend_verdict *verdict);

/* --- submit.c: how a request comes about --- */

/**
 * kmend_request_create() - an empty request
 * @kind: what is asked for
 *
 * Return: the request or NULL. End it with kmend_request_discard() unless
 * kmend_request_start() was called.
 */
struct kmend_request *kmend_request_create(enum kmend_kind kind);

/**
 * kmend_request_discard() - forget a request that was not started
 * @request: may be NULL
 *
 * Context: kmend_patches_mutex held.
 */
void kmend_request_discard(struct kmend_request *request);

/**
 * kmend_request_add() - a patch that is asked for
 * @request: not complete yet
 * @patch: the patch
 * @refusal: why it cannot be
 *
 * Context: kmend_patches_mutex held.
 * Return: 0; -EEXIST: apply or check, and it is in force or being worked on; -EINVAL:
 * revert, and it is not in force; or it was added before; -ENOENT: its module is on its way out;
 * -EBUSY: another request is about it.
 */
int kmend_request_add(struct kmend_request *request, struct kmend_patch *patch,
		      struct kmend_refusal *refusal);

/**
 * kmend_request_complete() - add what changes with what was asked for, and judge
 * @request: all patches that were asked for are added
 * @cascade: revert: take along what lies on top or depends on them
 * @refusal: why it cannot be
 *
 * Context: kmend_patches_mutex held.
 * Return: 0, also if it has to wait for dependencies; -ELOOP: they form a cycle; -ENOENT:
 * one is not loaded; -EBUSY: a conflict, or something that has to go out
 * cannot; -ENOMEM.
 */
int kmend_request_complete(struct kmend_request *request, bool cascade,
			   struct kmend_refusal *refusal);

/* --- request.c: how it goes on --- */

/**
 * kmend_request_start() - from here on the manager works on it
 * @request: complete; it is freed when it has ended
 * @policy: governs the attempts; pinned, and taken over
 * @deadline_ms: overrides the policy's; 0: does not
 *
 * Context: kmend_patches_mutex held; kmend_event_flush() after it is dropped.
 */
void kmend_request_start(struct kmend_request *request, struct kmend_policy *policy,
			 u32 deadline_ms);

/**
 * kmend_request_is_queued() - does it wait for a dependency?
 * @request: started
 *
 * Context: kmend_patches_mutex held.
 */
bool kmend_request_is_queued(const struct kmend_request *request);

/**
 * kmend_request_begin() - the worker wants to make an attempt
 * @request: due
 *
 * Looks at the dependencies first: it may begin to wait for one, or end here.
 *
 * Context: kmend_patches_mutex held, as for all below.
 * Return: whether @request->change is to be made. If not, @request may be gone.
 */
bool kmend_request_begin(struct kmend_request *request);

/**
 * kmend_request_defer() - the attempt was none, it comes with the next
 * @request: begun
 */
void kmend_request_defer(struct kmend_request *request);

/**
 * kmend_request_linger() - the attempt has made the change, the end comes after a grace period
 * @request: begun; kmend_request_end() follows
 *
 * Context: kmend_patches_mutex held.
 */
void kmend_request_linger(struct kmend_request *request);

/**
 * kmend_request_end() - the attempt is over
 * @request: begun, @request->change made or not; may be gone afterwards
 */
void kmend_request_end(struct kmend_request *request);

/**
 * kmend_request_cancel() - stop trying
 * @request: may be gone afterwards
 *
 * While an attempt is being made, this is noted and takes effect at its
 * end, unless the attempt succeeds: what is committed cannot be cancelled.
 */
void kmend_request_cancel(struct kmend_request *request);

/**
 * kmend_request_kick() - try now
 * @request: the request
 *
 * The attempt counts like any other; what follows it is as the policy says. One that is
 * being made just now is as good as a new one.
 */
void kmend_request_kick(struct kmend_request *request);

/**
 * kmend_request_ripple() - a patch went without a request: it was unloaded
 * @vertex: the patch
 *
 * Those that wait for it are given up, with whoever waits for them.
 */
void kmend_request_ripple(const struct kmend_vertex *vertex);

#endif
