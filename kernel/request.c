// SPDX-License-Identifier: GPL-2.0
/*
 * How a request goes on: waiting for dependencies, attempts, and its end.
 *
 * DOC: What one patch's fate means for others
 *
 * Whenever a patch comes into force, goes out of it or will not come, those that name it
 * as a dependency and wait are found by their edges (kmend_request_touch()). What
 * they waited for is there: the worker looks at them at once. It will not
 * come: they are given up, and whoever waits for them in turn. That chain may be as long as there are
 * patches, so it is a list (kmend_requests_ending), not a recursion: who ends a request
 * works the list off before it drops kmend_patches_mutex.
 *
 * A request whose attempt is being made is not given up in between. It needs not be: its
 * dependencies were applied when the attempt began, nobody had asked to take them out,
 * and it is the worker who would do that, in a later attempt. Who asks in the meantime finds
 * the new dependent when it is judged (kmend_request_begin()) and is given up.
 *
 * DOC: Memory
 *
 * All that a request needs is allocated before it is accepted; from there on it can
 * go on, wait and end without any.
 */
#include "request.h"
#include "active.h"
#include "backoff.h"
#include "event.h"
#include "policy.h"
#include "retry.h"
#include "stats.h"
#include "tell.h"

#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/panic.h>
#include <linux/random.h>
#include <linux/string.h>

/* Guarded by kmend_patches_mutex; empty whenever it is dropped. */
static LIST_HEAD(kmend_requests_ending);

static u64 kmend_last_order;

static const char *kmend_request_cause_about(enum kmend_cause cause)
{
#define KMEND_CAUSE_ABOUT(name, number, text, about) [number] = about,
	static const char * const abouts[] = { KMEND_CAUSE_LIST(KMEND_CAUSE_ABOUT) };
#undef KMEND_CAUSE_ABOUT

	return (unsigned int)cause < ARRAY_SIZE(abouts) ? abouts[cause] : "unknown cause";
}

bool kmend_request_is_queued(const struct kmend_request *request)
{
	/* Those that were asked for share their state. */
	return kmend_request_leader(request)->state == KMEND_STATE_QUEUED;
}

/* --- its end --- */

static void kmend_request_touch(const struct kmend_vertex *vertex);

/*
 * What ends a request: the members are free, the policy and the modules that are
 * not needed any more are let go.
 */
static void kmend_request_free(struct kmend_request *request)
{
	struct kmend_policy *policy = request->policy;
	struct kmend_vertex *first = request->group.first, *member;

	kmend_retry_disarm(request);
	list_del_init(&request->ending);
	/* This looks at states only, so the order does not matter. */
	if (request->kind != KMEND_KIND_CHECK)
		for (member = first; member; member = member->next_member)
			kmend_request_touch(member);
	kmend_request_discard(request);
	kmend_policy_put(policy);
}

static void kmend_request_finish(struct kmend_request *request, enum kmend_move move,
				 enum kmend_cause cause)
{
	request->status.due_ns = 0;
	kmend_tell_move(request, move, cause);
	kmend_request_free(request);
}

static void kmend_request_log(const struct kmend_request *request, const char *what,
			      const char *why)
{
	pr_info("patch '%s'%s: %s, attempt %u%s%s\n", kmend_request_leader(request)->id,
		request->group.nr > 1 ? " and others" : "", what, request->status.attempt,
		*why ? ": " : "", why);
}

static void kmend_request_check_done(struct kmend_request *request, enum kmend_cause cause)
{
	kmend_tell_checked(request, cause);
	kmend_request_free(request);
}

static void kmend_request_give_up(struct kmend_request *request, enum kmend_cause cause)
{
	if (request->kind == KMEND_KIND_CHECK) {
		kmend_request_check_done(request, cause);
		return;
	}
	if ((cause == KMEND_CAUSE_DEADLINE || cause == KMEND_CAUSE_ATTEMPTS) &&
	    !request->status.detail[0])
		snprintf(request->status.detail, sizeof(request->status.detail),
			 "last attempt: %s",
			 kmend_request_cause_about(request->report.cause));
	kmend_request_log(request,
			  request->kind == KMEND_KIND_REVERT ? "revert given up" : "failed",
			  cause == KMEND_CAUSE_DEPENDENCY ? request->status.detail :
							    kmend_request_cause_about(cause));
	kmend_request_finish(request, KMEND_MOVE_GIVE_UP, cause);
}

/* A dependency of @vertex will not come: its request is over. */
static void kmend_request_doom(struct kmend_request *request, const struct kmend_vertex *vertex,
			       const struct kmend_vertex *gone)
{
	static const char * const fates[] = {
		[KMEND_STATE_LOADED] = "was unloaded",
		[KMEND_STATE_REVERTED] = "was reverted",
		[KMEND_STATE_FAILED] = "failed",
		[KMEND_STATE_CANCELLED] = "was cancelled",
		[KMEND_STATE_SUPERSEDED] = "was replaced",
	};
	const char *fate = gone->link ? fates[gone->state] : fates[KMEND_STATE_LOADED];

	if (!list_empty(&request->ending))
		return;
	kmend_tell_forget(request);
	snprintf(request->status.detail, sizeof(request->status.detail),
		 "'%s' depends on '%s', which %s", vertex->id, gone->id, fate);
	list_add_tail(&request->ending, &kmend_requests_ending);
}

static void kmend_request_touch(const struct kmend_vertex *vertex)
{
	struct kmend_edge *edge = NULL;

	while ((edge = kmend_graph_named(&kmend_patch_graph, vertex->id,
					 KMEND_RELATION_DEPENDS, edge))) {
		struct kmend_request *request = kmend_request_of(edge->from);

		if (!request || request->kind != KMEND_KIND_APPLY || request->attempting ||
		    edge->from->role != KMEND_ROLE_IN || vertex->group == &request->group)
			continue;
		if (!vertex->link || !kmend_state_is_busy(vertex->state))
			kmend_request_doom(request, edge->from, vertex);
		else if (vertex->state == KMEND_STATE_APPLIED && kmend_request_is_queued(request))
			kmend_retry_arm(request, 0);
	}
}

/* What doom put on the list; giving one up may put more there. */
static void kmend_requests_settle(void)
{
	struct kmend_request *request;

	lockdep_assert_held(&kmend_patches_mutex);

	while ((request = list_first_entry_or_null(&kmend_requests_ending, struct kmend_request,
						   ending)))
		kmend_request_give_up(request, KMEND_CAUSE_DEPENDENCY);
}

void kmend_request_ripple(const struct kmend_vertex *vertex)
{
	lockdep_assert_held(&kmend_patches_mutex);

	kmend_request_touch(vertex);
	kmend_requests_settle();
}

/* --- attempts --- */

/* The values of now, so that a change helps a patch that is waiting. */
static void kmend_request_read_policy(struct kmend_request *request,
				      struct kmend_backoff *backoff)
{
	kmend_policy_read(request->policy, backoff);
	if (request->deadline_fixed)
		backoff->deadline_ms = request->status.deadline_ms;
	request->status.deadline_ms = backoff->deadline_ms;
}

static u64 kmend_request_elapsed_ms(const struct kmend_request *request)
{
	return kmend_backoff_elapsed_ms(request->asked_ns, ktime_get_ns());
}

void kmend_request_start(struct kmend_request *request, struct kmend_policy *policy,
			 u32 deadline_ms)
{
	struct kmend_backoff backoff;
	struct kmend_vertex *member;

	lockdep_assert_held(&kmend_patches_mutex);

	request->policy = policy;
	strscpy(request->status.policy, kmend_policy_name(policy),
		sizeof(request->status.policy));
	request->status.transaction = ++kmend_stats.transactions;
	request->deadline_fixed = deadline_ms;
	request->status.deadline_ms = deadline_ms;
	kmend_request_read_policy(request, &backoff);
	request->asked_ns = ktime_get_ns();
	if (request->kind == KMEND_KIND_CHECK) {
		kmend_retry_arm(request, 0);
		return;
	}
	kmend_request_for_each(member, request) {
		if (request->kind != KMEND_KIND_APPLY || member->role != KMEND_ROLE_IN)
			continue;
		/* It goes its own way from here on, and replaces what is there now. */
		kmend_patch_supersede(kmend_patch_of(member), NULL);
		kmend_patch_forget_replaced(kmend_patch_of(member));
	}
	kmend_tell_move(request,
				 request->kind == KMEND_KIND_APPLY ? KMEND_MOVE_SUBMIT :
								     KMEND_MOVE_REVERT,
				 KMEND_CAUSE_NONE);
	kmend_retry_arm(request, 0);
}

/* Until what it depends on is there, or it is too late. */
static void kmend_request_wait(struct kmend_request *request, const struct kmend_refusal *why)
{
	u64 elapsed_ms = kmend_request_elapsed_ms(request);
	struct kmend_backoff backoff;

	kmend_request_read_policy(request, &backoff);
	strscpy(request->status.detail, why->text, sizeof(request->status.detail));
	if (elapsed_ms >= backoff.deadline_ms) {
		kmend_request_give_up(request, KMEND_CAUSE_DEADLINE);
		return;
	}
	kmend_retry_arm(request, backoff.deadline_ms - elapsed_ms);
	/* No attempt: what is told of is one. */
	request->status.due_ns = 0;
	if (!kmend_request_is_queued(request)) {
		kmend_tell_move(request, KMEND_MOVE_WAIT, KMEND_CAUSE_DEPENDENCY);
		return;
	}
	/* For another one now, perhaps. */
	kmend_tell_all(request);
}

/* Return: whether nothing speaks against it. */
static bool kmend_request_judge(struct kmend_request *request)
{
	struct kmend_refusal why = request->refusal;
	struct kmend_verdict verdict = {};

	if (!why.err) {
		verdict = kmend_graph_judge(&kmend_patch_graph, &request->group);
		if (!verdict.objection)
			return true;
		kmend_refuse_verdict(&why, &verdict);
	}
	/* Whoever was in the way of the last attempt is not what is in the way now. */
	kmend_tell_forget(request);
	if (verdict.objection == KMEND_OBJECTION_UNMET && request->kind == KMEND_KIND_APPLY) {
		kmend_request_wait(request, &why);
		return false;
	}
	strscpy(request->status.detail, why.text, sizeof(request->status.detail));
	kmend_request_give_up(request, why.cause);
	return false;
}

bool kmend_request_begin(struct kmend_request *request)
{
	bool begun;

	lockdep_assert_held(&kmend_patches_mutex);

	begun = kmend_request_judge(request);
	if (begun) {
		if (kmend_request_is_queued(request)) {
			kmend_tell_forget(request);
			kmend_tell_move(request, KMEND_MOVE_READY, KMEND_CAUSE_NONE);
		}
		request->attempting = true;
		request->status.attempt++;
		request->status.due_ns = 0;
	}
	kmend_requests_settle();
	return begun;
}

/* What goes in and out with those that were asked for; before they move. */
static void kmend_request_commit_others(struct kmend_request *request)
{
	struct kmend_vertex *member, *by;

	kmend_request_for_each(member, request) {
		struct kmend_patch *patch = kmend_patch_of(member);

		if (kmend_request_asked(request, member))
			continue;
		patch->status.transaction = request->status.transaction;
		patch->status.detail[0] = '\0';
		kmend_patch_tell(patch, NULL);
		if (member->role == KMEND_ROLE_IN) {
			kmend_patch_supersede(patch, NULL);
			WARN_ON_ONCE(kmend_patch_move(patch, KMEND_MOVE_RESTORE,
						      KMEND_CAUSE_NONE));
			continue;
		}
		kmend_request_for_each(by, request)
			if (by->role == KMEND_ROLE_IN &&
			    (by->replaces_all ||
			     kmend_graph_has(by, KMEND_RELATION_REPLACES, member->id)))
				kmend_patch_supersede(patch, kmend_patch_of(by));
		WARN_ON_ONCE(kmend_patch_move(patch, KMEND_MOVE_SUPERSEDE, KMEND_CAUSE_NONE));
	}
}

static void kmend_request_commit(struct kmend_request *request)
{
	const struct kmend_change *change = &request->change;
	bool apply = request->kind == KMEND_KIND_APPLY;
	u32 i;

	kmend_tell_forget(request);
	kmend_active_commit(change);
	kmend_request_commit_others(request);
	/* Those that come back, too: they lie on top of all that is there now. */
	for (i = 0; i < change->nr_members; i++)
		if (change->members[i].in)
			change->members[i].patch->order = ++kmend_last_order;
	if (apply)
		add_taint(TAINT_LIVEPATCH, LOCKDEP_STILL_OK);
	kmend_request_log(request, apply ? "applied" : "reverted", "");
	kmend_request_finish(request, KMEND_MOVE_COMMIT, KMEND_CAUSE_NONE);
}

static void kmend_request_blocked(struct kmend_request *request, enum kmend_cause cause)
{
	struct kmend_backoff backoff;
	enum kmend_cause end;
	u32 delay_ms;

	kmend_request_read_policy(request, &backoff);
	end = kmend_backoff_next(&backoff, request->status.attempt,
				 kmend_request_elapsed_ms(request), get_random_u32(), &delay_ms);
	if (end) {
		kmend_request_give_up(request, end);
		return;
	}
	kmend_retry_arm(request, delay_ms);
	kmend_tell_event(request, KMEND_EVENT_BLOCKED, cause);
}

void kmend_request_defer(struct kmend_request *request)
{
	lockdep_assert_held(&kmend_patches_mutex);

	request->attempting = false;
	request->status.attempt--;
	if (request->cancel_asked)
		kmend_request_cancel(request);
	else
		kmend_retry_arm(request, 0);
}

void kmend_request_linger(struct kmend_request *request)
{
	struct kmend_vertex *member;

	lockdep_assert_held(&kmend_patches_mutex);

	request->made = true;
	kmend_tell_forget(request);
	strscpy(request->status.detail, "its code is out; the end waits for tasks that may still be in it",
		sizeof(request->status.detail));
	kmend_tell_all(request);
	/* What kept an earlier attempt from it is over. */
	kmend_request_for_each(member, request)
		if (kmend_request_asked(request, member))
			kmend_patch_of(member)->cause = KMEND_CAUSE_NONE;
}

void kmend_request_end(struct kmend_request *request)
{
	enum kmend_cause cause = request->report.cause ?: KMEND_CAUSE_INTERNAL;
	int err = request->change.err;

	lockdep_assert_held(&kmend_patches_mutex);

	request->attempting = false;
	kmend_tell_note(request);
	if (request->kind == KMEND_KIND_CHECK)
		kmend_request_check_done(request, err ? cause : KMEND_CAUSE_NONE);
	else if (!err)
		kmend_request_commit(request);
	else if (request->cancel_asked)
		kmend_request_cancel(request);
	else if (err == -EAGAIN)
		kmend_request_blocked(request, cause);
	else
		kmend_request_give_up(request, cause);
	kmend_requests_settle();
}

void kmend_request_cancel(struct kmend_request *request)
{
	lockdep_assert_held(&kmend_patches_mutex);

	if (request->attempting) {
		request->cancel_asked = true;
		return;
	}
	kmend_tell_forget(request);
	kmend_request_finish(request, KMEND_MOVE_CANCEL, KMEND_CAUSE_CANCEL);
	kmend_requests_settle();
}

void kmend_request_kick(struct kmend_request *request)
{
	lockdep_assert_held(&kmend_patches_mutex);

	if (request->attempting)
		return;
	kmend_retry_arm(request, 0);
	kmend_tell_all(request);
}
