// SPDX-License-Identifier: LGPL-2.1-or-later
/* Messages about patches and events: which attribute goes where. */
#include "decode.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>

#include "attrs.h"

/* What a message of the family can hold; freed as a patch, so that comes first. */
struct message {
	struct libkmend_patch patch;
	uint32_t event;
	uint64_t seq;
	uint64_t last_seq;
};

static void func_free(struct libkmend_func *func)
{
	free(func->name);
	free(func->object);
	free(func);
}

static int add_func(void *object, const struct nlattr *nla)
{
#define FUNC(attr, kind, member) KMEND_NL_FIELD(attr, kind, struct libkmend_func, member)
	static const struct kmend_nl_field fields[] = {
		FUNC(KMEND_A_FUNC_NAME, STRING, name),
		FUNC(KMEND_A_FUNC_OBJECT, STRING, object),
		FUNC(KMEND_A_FUNC_WAY, U32, way),
		FUNC(KMEND_A_FUNC_BYPASSED, U32, bypassed),
	};
	struct libkmend_patch *patch = object;
	struct libkmend_func *func;
	uint64_t present;
	int rc;

	func = calloc(1, sizeof(*func));
	if (!func)
		return -ENOMEM;
	rc = KMEND_NL_ATTRS(nla_data(nla), nla_len(nla), fields, func, &present);
	if (!rc && !func->name)
		rc = -EBADMSG;
	if (!rc)
		rc = kmend_nl_grow((void ***)&patch->funcs, patch->nr_funcs + 1);
	if (rc) {
		func_free(func);
		return rc;
	}
	patch->funcs[patch->nr_funcs++] = func;
	return 0;
}

static void blocker_free(struct libkmend_blocker *blocker)
{
	free(blocker->comm);
	free(blocker->func);
	free(blocker);
}

static int add_blocker(void *object, const struct nlattr *nla)
{
#define BLOCKER(attr, kind, member) KMEND_NL_FIELD(attr, kind, struct libkmend_blocker, member)
	static const struct kmend_nl_field fields[] = {
		BLOCKER(KMEND_A_BLOCKER_PID, U32, pid),
		BLOCKER(KMEND_A_BLOCKER_TID, U32, tid),
		BLOCKER(KMEND_A_BLOCKER_COMM, STRING, comm),
		BLOCKER(KMEND_A_BLOCKER_FUNC, STRING, func),
		BLOCKER(KMEND_A_BLOCKER_STATE, LETTER, state),
		BLOCKER(KMEND_A_BLOCKER_KIND, U32, kind),
		BLOCKER(KMEND_A_BLOCKER_UNRELIABLE, FLAG, unreliable),
		BLOCKER(KMEND_A_BLOCKER_RESTART, FLAG, restart),
	};
	struct libkmend_patch *patch = object;
	struct libkmend_blocker *blocker;
	uint64_t present;
	int rc;

	blocker = calloc(1, sizeof(*blocker));
	if (!blocker)
		return -ENOMEM;
	blocker->state = '?';
	rc = KMEND_NL_ATTRS(nla_data(nla), nla_len(nla), fields, blocker, &present);
	if (!rc)
		rc = kmend_nl_grow((void ***)&patch->blockers, patch->nr_blockers + 1);
	if (rc) {
		blocker_free(blocker);
		return rc;
	}
	patch->blockers[patch->nr_blockers++] = blocker;
	return 0;
}

static void object_free(struct libkmend_object *object)
{
	free(object->name);
	free(object);
}

static int add_object(void *to, const struct nlattr *nla)
{
#define OBJECT(attr, kind, member) KMEND_NL_FIELD(attr, kind, struct libkmend_object, member)
	static const struct kmend_nl_field fields[] = {
		OBJECT(KMEND_A_OBJECT_NAME, STRING, name),
		OBJECT(KMEND_A_OBJECT_STATE, U32, state),
	};
	struct libkmend_patch *patch = to;
	struct libkmend_object *object;
	uint64_t present;
	int rc;

	object = calloc(1, sizeof(*object));
	if (!object)
		return -ENOMEM;
	rc = KMEND_NL_ATTRS(nla_data(nla), nla_len(nla), fields, object, &present);
	if (!rc && !object->name)
		rc = -EBADMSG;
	if (!rc)
		rc = kmend_nl_grow((void ***)&patch->objects, patch->nr_objects + 1);
	if (rc) {
		object_free(object);
		return rc;
	}
	patch->objects[patch->nr_objects++] = object;
	return 0;
}

void libkmend_patch_free(struct libkmend_patch *patch)
{
	size_t i;

	if (!patch)
		return;
	free(patch->id);
	free(patch->description);
	free(patch->module);
	free(patch->detail);
	free(patch->policy);
	free(patch->superseded_by);
	kmend_nl_strings_free(patch->depends);
	kmend_nl_strings_free(patch->conflicts);
	kmend_nl_strings_free(patch->replaces);
	for (i = 0; i < patch->nr_funcs; i++)
		func_free(patch->funcs[i]);
	free(patch->funcs);
	for (i = 0; i < patch->nr_blockers; i++)
		blocker_free(patch->blockers[i]);
	free(patch->blockers);
	for (i = 0; i < patch->nr_objects; i++)
		object_free(patch->objects[i]);
	free(patch->objects);
	free(patch);
}

#define PATCH(attr, kind, member) KMEND_NL_FIELD(attr, kind, struct message, patch.member)
#define EVENT(attr, kind, member) KMEND_NL_FIELD(attr, kind, struct message, member)

static const struct kmend_nl_field message_fields[] = {
	PATCH(KMEND_A_ID, STRING, id),
	PATCH(KMEND_A_DESCRIPTION, STRING, description),
	PATCH(KMEND_A_MODULE, STRING, module),
	PATCH(KMEND_A_STATE, U32, state),
	PATCH(KMEND_A_CAUSE, U32, cause),
	PATCH(KMEND_A_DETAIL, STRING, detail),
	PATCH(KMEND_A_POLICY, STRING, policy),
	PATCH(KMEND_A_DEADLINE_MS, U32, deadline_ms),
	PATCH(KMEND_A_ATTEMPT, U32, attempts),
	PATCH(KMEND_A_PAUSE_NS, U64, pause_ns),
	PATCH(KMEND_A_DELAY_MS, U32, delay_ms),
	PATCH(KMEND_A_BLOCKERS, U32, blockers_total),
	PATCH(KMEND_A_TIME_NS, U64, time_ns),
	PATCH(KMEND_A_UNLOADED, FLAG, unloaded),
	PATCH(KMEND_A_TRANSACTION, U64, transaction),
	PATCH(KMEND_A_DEPENDS, STRINGS, depends),
	PATCH(KMEND_A_CONFLICTS, STRINGS, conflicts),
	PATCH(KMEND_A_REPLACES, STRINGS, replaces),
	PATCH(KMEND_A_REPLACES_ALL, FLAG, replaces_all),
	PATCH(KMEND_A_SUPERSEDED_BY, STRING, superseded_by),
	PATCH(KMEND_A_ORDER, U64, order),
	PATCH(KMEND_A_ACTIVE, U32, active),
	PATCH(KMEND_A_THREADS, U32, threads),
	PATCH(KMEND_A_WAY, U32, way),
	PATCH(KMEND_A_STAYS, FLAG, stays),
	{ KMEND_A_FUNC, KMEND_NL_NEST, 0, add_func },
	{ KMEND_A_BLOCKER, KMEND_NL_NEST, 0, add_blocker },
	{ KMEND_A_OBJECT, KMEND_NL_NEST, 0, add_object },
	EVENT(KMEND_A_EVENT, U32, event),
	EVENT(KMEND_A_SEQ, U64, seq),
	EVENT(KMEND_A_LAST_SEQ, U64, last_seq),
};

/* What every event has. */
#define EVENT_REQUIRED (1ULL << KMEND_A_EVENT | 1ULL << KMEND_A_SEQ)

/* @required: the attributes that this command's messages always have, as bits. */
static int decode_message(const struct nlmsghdr *nlh, uint8_t cmd, uint64_t required,
			  struct message **out)
{
	const struct genlmsghdr *genl = (const void *)((const char *)nlh + NLMSG_HDRLEN);
	struct message *message;
	int rc;

	*out = NULL;
	if (nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN || genl->cmd != cmd)
		return -EBADMSG;
	message = calloc(1, sizeof(*message));
	if (!message)
		return -ENOMEM;
	rc = KMEND_NL_ATTRS((const void *)((const char *)genl + GENL_HDRLEN),
		    nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, message_fields, message,
		    &message->patch.present);
	if (!rc && (message->patch.present & required) != required)
		rc = -EBADMSG;
	if (rc) {
		libkmend_patch_free(&message->patch);
		return rc;
	}
	*out = message;
	return 0;
}

int kmend_nl_decode_patch(const struct nlmsghdr *nlh, struct libkmend_patch **out)
{
	struct message *message;
	int rc;

	rc = decode_message(nlh, KMEND_CMD_PATCH_GET, 1ULL << KMEND_A_ID | 1ULL << KMEND_A_STATE,
			    &message);
	*out = rc ? NULL : &message->patch;
	return rc;
}

int kmend_nl_decode_transaction(const struct nlmsghdr *nlh, uint8_t cmd, uint64_t *transaction)
{
	struct message *message;
	int rc;

	rc = decode_message(nlh, cmd, 1ULL << KMEND_A_TRANSACTION, &message);
	if (rc)
		return rc;
	*transaction = message->patch.transaction;
	libkmend_patch_free(&message->patch);
	return 0;
}

static void give_event(struct message *message, struct libkmend_event *event,
		       struct libkmend_patch **out)
{
	event->event = message->event;
	event->seq = message->seq;
	event->patch = &message->patch;
	*out = &message->patch;
}

int kmend_nl_decode_event(const struct nlmsghdr *nlh, struct libkmend_event *event,
			  struct libkmend_patch **out)
{
	struct message *message;
	int rc;

	*out = NULL;
	memset(event, 0, sizeof(*event));
	rc = decode_message(nlh, KMEND_CMD_EVENT, EVENT_REQUIRED, &message);
	if (!rc)
		give_event(message, event, out);
	return rc;
}

int kmend_nl_decode_kept(const struct nlmsghdr *nlh, struct libkmend_event *event,
			 struct libkmend_patch **out, uint64_t *last)
{
	struct message *message;
	uint64_t present;
	int rc;

	*out = NULL;
	memset(event, 0, sizeof(*event));
	rc = decode_message(nlh, KMEND_CMD_EVENT_GET, 0, &message);
	if (rc)
		return rc;
	present = message->patch.present;
	if ((present & EVENT_REQUIRED) == EVENT_REQUIRED) {
		give_event(message, event, out);
		return 0;
	}
	*last = message->last_seq;
	libkmend_patch_free(&message->patch);
	/* The message that closes the answer has its number and no event. */
	if (present & EVENT_REQUIRED || !(present & 1ULL << KMEND_A_LAST_SEQ))
		return -EBADMSG;
	return 0;
}
