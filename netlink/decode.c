// SPDX-License-Identifier: LGPL-2.1-or-later
/* The decoder: tables of attributes, one function that follows them. */
#include "decode.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>

/**
 * enum kind - how an attribute is stored
 * @STRING: char *; ends with its only NUL
 * @U32: uint32_t
 * @U64: uint64_t
 * @FLAG: bool; no payload
 * @LETTER: char, sent as u32
 * @NEST: by a function; may be repeated
 */
enum kind { STRING, U32, U64, FLAG, LETTER, NEST };

/**
 * struct field - one attribute and where it goes
 * @attr: its number
 * @kind: what it is
 * @offset: of the member in the object
 * @nest: for NEST: adds what it holds to the object
 */
struct field {
	uint16_t attr;
	enum kind kind;
	size_t offset;
	int (*nest)(void *object, const struct nlattr *nla);
};

/* What a message of the family can hold; freed as a patch, so that comes first. */
struct message {
	struct libkmend_patch patch;
	uint32_t event;
	uint64_t seq;
	uint64_t last_seq;
};

static int store_string(char **to, const struct nlattr *nla)
{
	size_t length = nla_len(nla);

	if (!length || strnlen(nla_data(nla), length) != length - 1)
		return -EBADMSG;
	*to = malloc(length);
	if (!*to)
		return -ENOMEM;
	memcpy(*to, nla_data(nla), length);
	return 0;
}

static int store_letter(char *to, const struct nlattr *nla)
{
	uint32_t value;

	if (nla_len(nla) != sizeof(value))
		return -EBADMSG;
	memcpy(&value, nla_data(nla), sizeof(value));
	*to = value > ' ' && value < 0x7f ? value : '?';
	return 0;
}

static int store_bytes(void *to, size_t size, const struct nlattr *nla)
{
	if ((size_t)nla_len(nla) != size)
		return -EBADMSG;
	memcpy(to, nla_data(nla), size);
	return 0;
}

static int store(void *object, const struct field *field, const struct nlattr *nla)
{
	void *to = (char *)object + field->offset;

	switch (field->kind) {
	case STRING:
		return store_string(to, nla);
	case U32:
		return store_bytes(to, sizeof(uint32_t), nla);
	case U64:
		return store_bytes(to, sizeof(uint64_t), nla);
	case LETTER:
		return store_letter(to, nla);
	case FLAG:
		*(bool *)to = true;
		return nla_len(nla) ? -EBADMSG : 0;
	case NEST:
		return field->nest(object, nla);
	}
	return -EBADMSG;
}

static const struct field *find(const struct field *fields, size_t nr, int attr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (fields[i].attr == attr)
			return &fields[i];
	}
	return NULL;
}

/*
 * Follow a run of attributes. Bytes that are left over when no further
 * attribute fits mean that lengths are wrong somewhere: refuse.
 */
static int decode(const struct nlattr *nla, int rem, const struct field *fields, size_t nr,
		  void *object, uint64_t *present)
{
	const struct field *field;
	int rc;

	*present = 0;
	for (; nla_ok(nla, rem); nla = nla_next(nla, &rem)) {
		field = find(fields, nr, nla_type(nla));
		if (!field)
			continue;
		if (field->kind != NEST && (*present >> field->attr) & 1)
			return -EBADMSG;
		rc = store(object, field, nla);
		if (rc)
			return rc;
		*present |= 1ULL << field->attr;
	}
	return rem > 0 ? -EBADMSG : 0;
}

#define DECODE(nla, rem, fields, object, present)                                                  \
	decode(nla, rem, fields, sizeof(fields) / sizeof((fields)[0]), object, present)

/* Make room for one more pointer at the end of a growing list. */
static int grow(void ***list, size_t nr)
{
	void **more = reallocarray(*list, nr + 1, sizeof(**list));

	if (!more)
		return -ENOMEM;
	*list = more;
	return 0;
}

static void func_free(struct libkmend_func *func)
{
	free(func->name);
	free(func->object);
	free(func);
}

static int add_func(void *object, const struct nlattr *nla)
{
	static const struct field fields[] = {
		{ KMEND_A_FUNC_NAME, STRING, offsetof(struct libkmend_func, name), NULL },
		{ KMEND_A_FUNC_OBJECT, STRING, offsetof(struct libkmend_func, object), NULL },
	};
	struct libkmend_patch *patch = object;
	struct libkmend_func *func;
	uint64_t present;
	int rc;

	func = calloc(1, sizeof(*func));
	if (!func)
		return -ENOMEM;
	rc = DECODE(nla_data(nla), nla_len(nla), fields, func, &present);
	if (!rc && !func->name)
		rc = -EBADMSG;
	if (!rc)
		rc = grow((void ***)&patch->funcs, patch->nr_funcs);
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
	static const struct field fields[] = {
		{ KMEND_A_BLOCKER_PID, U32, offsetof(struct libkmend_blocker, pid), NULL },
		{ KMEND_A_BLOCKER_TID, U32, offsetof(struct libkmend_blocker, tid), NULL },
		{ KMEND_A_BLOCKER_COMM, STRING, offsetof(struct libkmend_blocker, comm), NULL },
		{ KMEND_A_BLOCKER_FUNC, STRING, offsetof(struct libkmend_blocker, func), NULL },
		{ KMEND_A_BLOCKER_STATE, LETTER, offsetof(struct libkmend_blocker, state), NULL },
		{ KMEND_A_BLOCKER_KIND, U32, offsetof(struct libkmend_blocker, kind), NULL },
		{ KMEND_A_BLOCKER_UNRELIABLE, FLAG,
		  offsetof(struct libkmend_blocker, unreliable), NULL },
	};
	struct libkmend_patch *patch = object;
	struct libkmend_blocker *blocker;
	uint64_t present;
	int rc;

	blocker = calloc(1, sizeof(*blocker));
	if (!blocker)
		return -ENOMEM;
	blocker->state = '?';
	rc = DECODE(nla_data(nla), nla_len(nla), fields, blocker, &present);
	if (!rc)
		rc = grow((void ***)&patch->blockers, patch->nr_blockers);
	if (rc) {
		blocker_free(blocker);
		return rc;
	}
	patch->blockers[patch->nr_blockers++] = blocker;
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
	for (i = 0; i < patch->nr_funcs; i++)
		func_free(patch->funcs[i]);
	free(patch->funcs);
	for (i = 0; i < patch->nr_blockers; i++)
		blocker_free(patch->blockers[i]);
	free(patch->blockers);
	free(patch);
}

#define PATCH(attr, kind, member) { attr, kind, offsetof(struct message, patch.member), NULL }

static const struct field message_fields[] = {
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
	{ KMEND_A_FUNC, NEST, 0, add_func },
	{ KMEND_A_BLOCKER, NEST, 0, add_blocker },
	{ KMEND_A_EVENT, U32, offsetof(struct message, event), NULL },
	{ KMEND_A_SEQ, U64, offsetof(struct message, seq), NULL },
	{ KMEND_A_LAST_SEQ, U64, offsetof(struct message, last_seq), NULL },
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
	rc = DECODE((const void *)((const char *)genl + GENL_HDRLEN),
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
