// SPDX-License-Identifier: GPL-2.0
/* What is told of a request: what is true of it is true of each patch that was asked for. */
#include "tell.h"

#include <linux/mutex.h>
#include <linux/string.h>

#include "event.h"
#include "outcome.h"
#include "patch.h"
#include "request.h"

void kmend_tell_note(struct kmend_request *request)
{
	kmend_outcome_note(request->outcome, &request->report);
	request->status.pause_ns = request->report.pause_ns;
	strscpy(request->status.detail, request->report.detail, sizeof(request->status.detail));
}

void kmend_tell_forget(struct kmend_request *request)
{
	request->outcome->nr_blockers = 0;
	request->status.detail[0] = '\0';
}

static void kmend_tell_patch(const struct kmend_request *request, struct kmend_patch *patch)
{
	patch->status = request->status;
	kmend_patch_tell(patch, request->outcome);
}

void kmend_tell_all(const struct kmend_request *request)
{
	struct kmend_vertex *member;

	kmend_request_for_each(member, request)
		if (kmend_request_asked(request, member))
			kmend_tell_patch(request, kmend_patch_of(member));
}

void kmend_tell_move(struct kmend_request *request, enum kmend_move move, enum kmend_cause cause)
{
	struct kmend_vertex *member;

	kmend_request_for_each(member, request) {
		if (!kmend_request_asked(request, member))
			continue;
		kmend_tell_patch(request, kmend_patch_of(member));
		WARN_ON_ONCE(kmend_patch_move(kmend_patch_of(member), move, cause));
	}
}

void kmend_tell_event(struct kmend_request *request, enum kmend_event event, enum kmend_cause cause)
{
	struct kmend_vertex *member;

	kmend_request_for_each(member, request) {
		struct kmend_patch *patch = kmend_patch_of(member);

		if (!kmend_request_asked(request, member))
			continue;
		kmend_tell_patch(request, patch);
		patch->cause = cause;
		kmend_event_post(patch, event);
	}
}

void kmend_tell_checked(struct kmend_request *request, enum kmend_cause cause)
{
	struct kmend_vertex *member;

	kmend_request_for_each(member, request) {
		struct kmend_patch *patch = kmend_patch_of(member);
		const enum kmend_cause before = patch->cause;
		struct kmend_outcome *last = patch->last;
		struct kmend_status status = patch->status;

		if (!kmend_request_asked(request, member))
			continue;
		patch->status = request->status;
		patch->last = request->outcome;
		patch->cause = cause;
		kmend_event_post(patch, KMEND_EVENT_CHECKED);
		patch->status = status;
		patch->last = last;
		patch->cause = before;
	}
}

void kmend_tell_step(struct kmend_change *change, enum kmend_event event, u32 threads)
{
	struct kmend_request *request = container_of(change, struct kmend_request, change);
	struct kmend_vertex *member;

	mutex_lock(&kmend_patches_mutex);
	kmend_request_for_each(member, request) {
		struct kmend_patch *patch = kmend_patch_of(member);
		struct kmend_status status = patch->status;
		struct kmend_outcome *last = patch->last;

		if (!kmend_request_asked(request, member))
			continue;
		/* Nothing of the last attempt belongs to this one. */
		patch->status = request->status;
		patch->status.detail[0] = '\0';
		patch->status.threads = threads;
		patch->last = NULL;
		kmend_event_post(patch, event);
		patch->last = last;
		patch->status = status;
	}
	mutex_unlock(&kmend_patches_mutex);
}
