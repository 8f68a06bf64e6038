// SPDX-License-Identifier: GPL-2.0
/* The decoder of libkmend: every attribute, and everything that must be refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include "../../netlink/decode.h"

#define FAMILY 0x77

static struct nl_msg *message(uint8_t cmd)
{
	struct nl_msg *msg = nlmsg_alloc();

	assert_non_null(msg);
	assert_non_null(genlmsg_put(msg, 0, 0, FAMILY, 0, 0, cmd, KMEND_GENL_VERSION));
	return msg;
}

/* The least that a patch and an event must have. */
static struct nl_msg *least(uint8_t cmd)
{
	struct nl_msg *msg = message(cmd);

	nla_put_string(msg, KMEND_A_ID, "fix");
	if (cmd == KMEND_CMD_EVENT) {
		nla_put_u32(msg, KMEND_A_EVENT, KMEND_EVENT_BLOCKED);
		nla_put_u64(msg, KMEND_A_SEQ, 7);
	} else {
		nla_put_u32(msg, KMEND_A_STATE, KMEND_STATE_PENDING);
	}
	return msg;
}

/* Decode from memory of exactly the message's size, so that valgrind and ASan see a step too far. */
static int decode(struct nl_msg *msg, struct libkmend_event *event, struct libkmend_patch **patch)
{
	const struct nlmsghdr *nlh = nlmsg_hdr(msg);
	struct nlmsghdr *exact = malloc(nlh->nlmsg_len);
	struct libkmend_event unused;
	int rc;

	memcpy(exact, nlh, nlh->nlmsg_len);
	if (nlh->nlmsg_len >= NLMSG_HDRLEN + GENL_HDRLEN && genlmsg_hdr(exact)->cmd == KMEND_CMD_EVENT)
		rc = kmend_nl_decode_event(exact, event ? event : &unused, patch);
	else
		rc = kmend_nl_decode_patch(exact, patch);
	free(exact);
	nlmsg_free(msg);
	return rc;
}

static void put_blocker(struct nl_msg *msg)
{
	struct nlattr *nest = nla_nest_start(msg, KMEND_A_BLOCKER);

	nla_put_u32(msg, KMEND_A_BLOCKER_PID, 123);
	nla_put_u32(msg, KMEND_A_BLOCKER_TID, 124);
	nla_put_string(msg, KMEND_A_BLOCKER_COMM, "cat");
	nla_put_string(msg, KMEND_A_BLOCKER_FUNC, "pipe_read");
	nla_put_u32(msg, KMEND_A_BLOCKER_STATE, 'S');
	nla_put_u32(msg, KMEND_A_BLOCKER_KIND, KMEND_BLOCKER_KTHREAD);
	nla_put_flag(msg, KMEND_A_BLOCKER_UNRELIABLE);
	nla_put_flag(msg, KMEND_A_BLOCKER_RESTART);
	nla_nest_end(msg, nest);
}

static void put_func(struct nl_msg *msg, const char *name, const char *object)
{
	struct nlattr *nest = nla_nest_start(msg, KMEND_A_FUNC);

	nla_put_string(msg, KMEND_A_FUNC_NAME, name);
	if (object)
		nla_put_string(msg, KMEND_A_FUNC_OBJECT, object);
	nla_nest_end(msg, nest);
}

static void put_everything(struct nl_msg *msg)
{
	nla_put_string(msg, KMEND_A_DESCRIPTION, "");
	nla_put_string(msg, KMEND_A_MODULE, "fix_mod");
	nla_put_u32(msg, KMEND_A_CAUSE, KMEND_CAUSE_BUSY);
	nla_put_string(msg, KMEND_A_DETAIL, "some\nwords");
	nla_put_string(msg, KMEND_A_POLICY, "night");
	nla_put_u32(msg, KMEND_A_DEADLINE_MS, 5000);
	nla_put_u32(msg, KMEND_A_ATTEMPT, 4);
	nla_put(msg, KMEND_A_PAD, 0, NULL);
	nla_put_u64(msg, KMEND_A_PAUSE_NS, 35000);
	nla_put_u32(msg, KMEND_A_DELAY_MS, 400);
	put_func(msg, "pipe_read", "vmlinux");
	put_func(msg, "pipe_write", NULL);
	put_blocker(msg);
	put_blocker(msg);
	nla_put_u32(msg, KMEND_A_BLOCKERS, 17);
	nla_put_u64(msg, KMEND_A_TIME_NS, 1790000000123456789ULL);
	nla_put_flag(msg, KMEND_A_UNLOADED);
	nla_put_u64(msg, KMEND_A_TRANSACTION, 1ULL << 33);
	nla_put_string(msg, KMEND_A_DEPENDS, "base");
	nla_put_string(msg, KMEND_A_CONFLICTS, "rival");
	nla_put_string(msg, KMEND_A_DEPENDS, "other");
	nla_put_string(msg, KMEND_A_REPLACES, "old");
	nla_put_flag(msg, KMEND_A_REPLACES_ALL);
	nla_put_string(msg, KMEND_A_SUPERSEDED_BY, "new");
	nla_put_u64(msg, KMEND_A_ORDER, 12);
	nla_put_u32(msg, KMEND_A_ACTIVE, 13);
	nla_put_u32(msg, KMEND_A_THREADS, 14);
	nla_put_flag(msg, KMEND_A_STAYS);
}

static void check_graph(const struct libkmend_patch *patch)
{
	assert_int_equal(patch->transaction, 1ULL << 33);
	assert_true(patch->stays);
	assert_string_equal(patch->depends[0], "base");
	assert_string_equal(patch->depends[1], "other");
	assert_null(patch->depends[2]);
	assert_string_equal(patch->conflicts[0], "rival");
	assert_null(patch->conflicts[1]);
	assert_string_equal(patch->replaces[0], "old");
	assert_null(patch->replaces[1]);
	assert_true(patch->replaces_all);
	assert_string_equal(patch->superseded_by, "new");
	assert_int_equal(patch->order, 12);
	assert_int_equal(patch->active, 13);
	assert_int_equal(patch->threads, 14);
}

static void check_everything(const struct libkmend_patch *patch)
{
	assert_string_equal(patch->id, "fix");
	assert_string_equal(patch->description, "");
	assert_string_equal(patch->module, "fix_mod");
	assert_int_equal(patch->cause, KMEND_CAUSE_BUSY);
	assert_string_equal(patch->detail, "some\nwords");
	assert_string_equal(patch->policy, "night");
	assert_int_equal(patch->deadline_ms, 5000);
	assert_int_equal(patch->attempts, 4);
	assert_int_equal(patch->pause_ns, 35000);
	assert_int_equal(patch->delay_ms, 400);
	assert_int_equal(patch->blockers_total, 17);
	assert_int_equal(patch->time_ns, 1790000000123456789ULL);
	assert_true(patch->unloaded);
	check_graph(patch);
	assert_int_equal(patch->nr_funcs, 2);
	assert_string_equal(patch->funcs[0]->name, "pipe_read");
	assert_string_equal(patch->funcs[0]->object, "vmlinux");
	assert_string_equal(patch->funcs[1]->name, "pipe_write");
	assert_null(patch->funcs[1]->object);
	assert_int_equal(patch->nr_blockers, 2);
	assert_int_equal(patch->blockers[1]->pid, 123);
	assert_int_equal(patch->blockers[1]->tid, 124);
	assert_string_equal(patch->blockers[1]->comm, "cat");
	assert_string_equal(patch->blockers[1]->func, "pipe_read");
	assert_int_equal(patch->blockers[1]->state, 'S');
	assert_int_equal(patch->blockers[1]->kind, KMEND_BLOCKER_KTHREAD);
	assert_true(patch->blockers[1]->unreliable);
	assert_true(patch->blockers[1]->restart);
}

static void test_patch_with_everything(void **state)
{
	struct nl_msg *msg = least(KMEND_CMD_PATCH_GET);
	struct libkmend_patch *patch;

	put_everything(msg);
	assert_int_equal(decode(msg, NULL, &patch), 0);
	assert_int_equal(patch->state, KMEND_STATE_PENDING);
	check_everything(patch);
	libkmend_patch_free(patch);
}

static void test_event_with_everything(void **state)
{
	struct nl_msg *msg = least(KMEND_CMD_EVENT);
	struct libkmend_patch *patch;
	struct libkmend_event event;

	put_everything(msg);
	assert_int_equal(decode(msg, &event, &patch), 0);
	assert_int_equal(event.event, KMEND_EVENT_BLOCKED);
	assert_int_equal(event.seq, 7);
	assert_int_equal(event.lost, 0);
	assert_ptr_equal(event.patch, patch);
	assert_false(LIBKMEND_HAS(patch, KMEND_A_STATE));
	check_everything(patch);
	libkmend_patch_free(patch);
}

/* Each attribute is marked as present when it is, and no other is. */
static void test_present_bits(void **state)
{
	struct nl_msg *msg = least(KMEND_CMD_PATCH_GET);
	struct libkmend_patch *patch;

	nla_put_u32(msg, KMEND_A_CAUSE, 0);
	assert_int_equal(decode(msg, NULL, &patch), 0);
	assert_int_equal(patch->present,
			 1 << KMEND_A_ID | 1 << KMEND_A_STATE | 1 << KMEND_A_CAUSE);
	assert_null(patch->detail);
	assert_null(patch->depends);
	assert_null(patch->superseded_by);
	assert_int_equal(patch->nr_blockers, 0);
	libkmend_patch_free(patch);
}

static void test_unknown_attributes_are_skipped(void **state)
{
	struct nl_msg *msg = least(KMEND_CMD_PATCH_GET);
	struct libkmend_patch *patch;
	struct nlattr *nest;

	nla_put(msg, KMEND_A_MAX + 1, 3, "abc");
	nla_put(msg, 0, 0, NULL);
	nla_put(msg, 0x3fff, 2, "xy");
	nest = nla_nest_start(msg, KMEND_A_BLOCKER);
	nla_put_u32(msg, KMEND_A_BLOCKER_PID, 9);
	nla_put(msg, KMEND_A_BLOCKER_MAX + 1, 1, "z");
	nla_nest_end(msg, nest);
	nla_put_u32(msg, KMEND_A_CAUSE, 4711);
	assert_int_equal(decode(msg, NULL, &patch), 0);
	assert_int_equal(patch->nr_blockers, 1);
	assert_int_equal(patch->blockers[0]->pid, 9);
	assert_int_equal(patch->blockers[0]->state, '?');
	assert_int_equal(patch->cause, 4711);
	libkmend_patch_free(patch);
}

static void test_nested_flag_is_no_part_of_the_type(void **state)
{
	struct nl_msg *msg = least(KMEND_CMD_PATCH_GET);
	struct libkmend_patch *patch;
	struct nlattr *nest;

	nest = nla_nest_start(msg, KMEND_A_FUNC | NLA_F_NESTED);
	nla_put_string(msg, KMEND_A_FUNC_NAME, "f");
	nla_nest_end(msg, nest);
	assert_int_equal(decode(msg, NULL, &patch), 0);
	assert_int_equal(patch->nr_funcs, 1);
	libkmend_patch_free(patch);
}

static void test_unprintable_state_letter(void **state)
{
	static const uint32_t values[] = { 0, 7, ' ', 0x7f, 0x1b, 0x153 };
	struct libkmend_patch *patch;
	struct nlattr *nest;
	struct nl_msg *msg;
	size_t i;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		msg = least(KMEND_CMD_PATCH_GET);
		nest = nla_nest_start(msg, KMEND_A_BLOCKER);
		nla_put_u32(msg, KMEND_A_BLOCKER_STATE, values[i]);
		nla_nest_end(msg, nest);
		assert_int_equal(decode(msg, NULL, &patch), 0);
		assert_int_equal(patch->blockers[0]->state, '?');
		libkmend_patch_free(patch);
	}
}

/* What kind of payload each attribute has: the widths that must be refused follow. */
static const struct shape {
	int attr;
	int nest;
	int length; /* the one that is right; -1: text; -2: text that may come again */
} shapes[] = {
	{ KMEND_A_DESCRIPTION, 0, -1 },
	{ KMEND_A_MODULE, 0, -1 },
	{ KMEND_A_DETAIL, 0, -1 },
	{ KMEND_A_POLICY, 0, -1 },
	{ KMEND_A_CAUSE, 0, 4 },
	{ KMEND_A_DEADLINE_MS, 0, 4 },
	{ KMEND_A_ATTEMPT, 0, 4 },
	{ KMEND_A_DELAY_MS, 0, 4 },
	{ KMEND_A_BLOCKERS, 0, 4 },
	{ KMEND_A_PAUSE_NS, 0, 8 },
	{ KMEND_A_TIME_NS, 0, 8 },
	{ KMEND_A_UNLOADED, 0, 0 },
	{ KMEND_A_TRANSACTION, 0, 8 },
	{ KMEND_A_DEPENDS, 0, -2 },
	{ KMEND_A_CONFLICTS, 0, -2 },
	{ KMEND_A_REPLACES, 0, -2 },
	{ KMEND_A_REPLACES_ALL, 0, 0 },
	{ KMEND_A_SUPERSEDED_BY, 0, -1 },
	{ KMEND_A_ORDER, 0, 8 },
	{ KMEND_A_ACTIVE, 0, 4 },
	{ KMEND_A_THREADS, 0, 4 },
	{ KMEND_A_STAYS, 0, 0 },
	{ KMEND_A_FUNC_NAME, KMEND_A_FUNC, -1 },
	{ KMEND_A_FUNC_OBJECT, KMEND_A_FUNC, -1 },
	{ KMEND_A_BLOCKER_COMM, KMEND_A_BLOCKER, -1 },
	{ KMEND_A_BLOCKER_FUNC, KMEND_A_BLOCKER, -1 },
	{ KMEND_A_BLOCKER_PID, KMEND_A_BLOCKER, 4 },
	{ KMEND_A_BLOCKER_TID, KMEND_A_BLOCKER, 4 },
	{ KMEND_A_BLOCKER_STATE, KMEND_A_BLOCKER, 4 },
	{ KMEND_A_BLOCKER_KIND, KMEND_A_BLOCKER, 4 },
	{ KMEND_A_BLOCKER_UNRELIABLE, KMEND_A_BLOCKER, 0 },
	{ KMEND_A_BLOCKER_RESTART, KMEND_A_BLOCKER, 0 },
};

static int decode_shape(const struct shape *shape, const void *payload, int length, int times)
{
	struct nl_msg *msg = least(KMEND_CMD_PATCH_GET);
	struct libkmend_patch *patch;
	struct nlattr *nest = NULL;
	int rc;

	if (shape->nest)
		nest = nla_nest_start(msg, shape->nest);
	if (shape->nest == KMEND_A_FUNC && shape->attr != KMEND_A_FUNC_NAME)
		nla_put_string(msg, KMEND_A_FUNC_NAME, "f");
	while (times--)
		nla_put(msg, shape->attr, length, payload);
	if (nest)
		nla_nest_end(msg, nest);
	rc = decode(msg, NULL, &patch);
	libkmend_patch_free(patch);
	return rc;
}

static void test_lengths_are_exact(void **state)
{
	static const char text[] = "abcdefghijk";
	static const char zeros[12];
	size_t i;
	int length;

	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		if (shapes[i].length < 0) {
			assert_int_equal(decode_shape(&shapes[i], text, sizeof(text), 1), 0);
			continue;
		}
		for (length = 0; length <= (int)sizeof(zeros); length++)
			assert_int_equal(decode_shape(&shapes[i], zeros, length, 1),
					 length == shapes[i].length ? 0 : -EBADMSG);
	}
}

static void test_text_ends_with_its_only_nul(void **state)
{
	size_t i;

	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		if (shapes[i].length >= 0)
			continue;
		assert_int_equal(decode_shape(&shapes[i], "", 0, 1), -EBADMSG);
		assert_int_equal(decode_shape(&shapes[i], "abc", 3, 1), -EBADMSG);
		assert_int_equal(decode_shape(&shapes[i], "a\0c", 4, 1), -EBADMSG);
		assert_int_equal(decode_shape(&shapes[i], "abc\0", 5, 1), -EBADMSG);
		assert_int_equal(decode_shape(&shapes[i], "", 1, 1), 0);
	}
}

static void test_attributes_come_once(void **state)
{
	static const char zeros[8];
	size_t i;

	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		int length = shapes[i].length < 0 ? 1 : shapes[i].length;

		assert_int_equal(decode_shape(&shapes[i], zeros, length, 2),
				 shapes[i].length == -2 ? 0 : -EBADMSG);
	}
}

static void test_required_attributes(void **state)
{
	static const struct {
		uint8_t cmd;
		int has[2];
		int rc;
	} cases[] = {
		{ KMEND_CMD_PATCH_GET, { KMEND_A_ID, KMEND_A_STATE }, 0 },
		{ KMEND_CMD_PATCH_GET, { KMEND_A_ID }, -EBADMSG },
		{ KMEND_CMD_PATCH_GET, { KMEND_A_STATE }, -EBADMSG },
		{ KMEND_CMD_PATCH_GET, { 0 }, -EBADMSG },
		{ KMEND_CMD_EVENT, { KMEND_A_EVENT, KMEND_A_SEQ }, 0 },
		{ KMEND_CMD_EVENT, { KMEND_A_EVENT }, -EBADMSG },
		{ KMEND_CMD_EVENT, { KMEND_A_SEQ }, -EBADMSG },
		{ KMEND_CMD_SUBMIT, { KMEND_A_ID, KMEND_A_STATE }, -EBADMSG },
	};
	struct libkmend_patch *patch;
	struct nl_msg *msg;
	size_t i, j;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		msg = message(cases[i].cmd);
		for (j = 0; j < 2; j++) {
			if (cases[i].has[j] == KMEND_A_ID)
				nla_put_string(msg, KMEND_A_ID, "fix");
			else if (cases[i].has[j] == KMEND_A_SEQ)
				nla_put_u64(msg, KMEND_A_SEQ, 1);
			else if (cases[i].has[j])
				nla_put_u32(msg, cases[i].has[j], 1);
		}
		assert_int_equal(decode(msg, NULL, &patch), cases[i].rc);
		libkmend_patch_free(patch);
	}
}

/* The answer to a request: of its command, with the number. */
static void test_transaction(void **state)
{
	uint64_t transaction = 0;
	struct nl_msg *msg;

	msg = message(KMEND_CMD_SUBMIT);
	assert_int_equal(kmend_nl_decode_transaction(nlmsg_hdr(msg), KMEND_CMD_SUBMIT,
						     &transaction), -EBADMSG);
	nla_put_u64(msg, KMEND_A_TRANSACTION, 5);
	assert_int_equal(kmend_nl_decode_transaction(nlmsg_hdr(msg), KMEND_CMD_REVERT,
						     &transaction), -EBADMSG);
	assert_int_equal(transaction, 0);
	assert_int_equal(kmend_nl_decode_transaction(nlmsg_hdr(msg), KMEND_CMD_SUBMIT,
						     &transaction), 0);
	assert_int_equal(transaction, 5);
	nlmsg_free(msg);
}

/* An answer of the log is an event, or the message that closes it; nothing in between. */
static void test_kept_events(void **state)
{
	enum { EVENT = 1, SEQ = 2, LAST = 4 };
	static const struct {
		int has;
		int rc;
	} rows[] = {
		{ EVENT | SEQ, 0 }, { LAST, 0 }, { EVENT | SEQ | LAST, 0 }, { 0, -EBADMSG },
		{ EVENT, -EBADMSG }, { SEQ, -EBADMSG }, { SEQ | LAST, -EBADMSG },
		{ EVENT | LAST, -EBADMSG },
	};
	struct libkmend_patch *patch;
	struct libkmend_event event;
	struct nl_msg *msg;
	uint64_t last;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		msg = message(KMEND_CMD_EVENT_GET);
		if (rows[i].has & EVENT)
			nla_put_u32(msg, KMEND_A_EVENT, KMEND_EVENT_FAILED);
		if (rows[i].has & SEQ)
			nla_put_u64(msg, KMEND_A_SEQ, 7);
		if (rows[i].has & LAST)
			nla_put_u64(msg, KMEND_A_LAST_SEQ, 9);
		last = 0;
		assert_int_equal(kmend_nl_decode_kept(nlmsg_hdr(msg), &event, &patch, &last),
				 rows[i].rc);
		assert_int_equal(!!patch, !rows[i].rc && rows[i].has & SEQ);
		if (patch)
			assert_int_equal(event.seq, 7);
		else if (!rows[i].rc)
			assert_int_equal(last, 9);
		libkmend_patch_free(patch);
		nlmsg_free(msg);
	}
	msg = least(KMEND_CMD_EVENT);
	assert_int_equal(kmend_nl_decode_kept(nlmsg_hdr(msg), &event, &patch, &last), -EBADMSG);
	nlmsg_free(msg);
}

/* Cut at every byte: refused, or at a border between attributes a shorter truth; never a step too far. */
static void test_truncated_anywhere(void **state)
{
	struct libkmend_patch *patch;
	struct nl_msg *msg;
	uint32_t length, full;
	int accepted = 0;
	int rc;

	msg = least(KMEND_CMD_PATCH_GET);
	put_everything(msg);
	full = nlmsg_hdr(msg)->nlmsg_len;
	nlmsg_free(msg);
	for (length = NLMSG_HDRLEN; length < full; length++) {
		msg = least(KMEND_CMD_PATCH_GET);
		put_everything(msg);
		nlmsg_hdr(msg)->nlmsg_len = length;
		rc = decode(msg, NULL, &patch);
		assert_true(rc == 0 || rc == -EBADMSG);
		if (!rc)
			accepted++;
		libkmend_patch_free(patch);
	}
	/* After the state and each of the 25 attributes that follow but the last; and where the
	 * padding of an odd text is all that is missing.
	 */
	assert_in_range(accepted, 25, 25 + 9 * 3);
}

/* Every byte of a message set to a few values: an answer, never a crash or a leak. */
static void test_damaged_anywhere(void **state)
{
	static const uint8_t values[] = { 0, 1, 4, 0x7f, 0xff };
	struct libkmend_patch *patch;
	struct nl_msg *msg;
	uint32_t at, full;
	size_t i;
	int rc;

	msg = least(KMEND_CMD_PATCH_GET);
	put_everything(msg);
	full = nlmsg_hdr(msg)->nlmsg_len;
	nlmsg_free(msg);
	for (at = NLMSG_HDRLEN; at < full; at++) {
		for (i = 0; i < sizeof(values); i++) {
			msg = least(KMEND_CMD_PATCH_GET);
			put_everything(msg);
			((uint8_t *)nlmsg_hdr(msg))[at] = values[i];
			rc = decode(msg, NULL, &patch);
			assert_true(rc == 0 || rc == -EBADMSG);
			assert_true(!rc == !!patch);
			libkmend_patch_free(patch);
		}
	}
}

static void test_nested_garbage(void **state)
{
	static const struct {
		const char *bytes;
		int length;
	} cases[] = {
		{ "\x01", 1 },			/* shorter than a header */
		{ "\x03\x00\x01\x00", 4 },	/* a length below the header's */
		{ "\x40\x00\x01\x00", 4 },	/* a length beyond the end */
		{ "\x05\x00\x01\x00" "\0\0\0\0" "\xff", 9 }, /* rest behind the last */
	};
	struct libkmend_patch *patch;
	struct nl_msg *msg;
	size_t i;
	int nest;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (nest = KMEND_A_FUNC; nest <= KMEND_A_BLOCKER; nest++) {
			msg = least(KMEND_CMD_PATCH_GET);
			put_func(msg, "before", "vmlinux");
			put_blocker(msg);
			nla_put(msg, nest, cases[i].length, cases[i].bytes);
			assert_int_equal(decode(msg, NULL, &patch), -EBADMSG);
			assert_null(patch);
		}
	}
}

static void test_function_without_name(void **state)
{
	struct nl_msg *msg = least(KMEND_CMD_PATCH_GET);
	struct libkmend_patch *patch;

	nla_put(msg, KMEND_A_FUNC, 0, NULL);
	assert_int_equal(decode(msg, NULL, &patch), -EBADMSG);
	assert_null(patch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_patch_with_everything),
		cmocka_unit_test(test_event_with_everything),
		cmocka_unit_test(test_present_bits),
		cmocka_unit_test(test_unknown_attributes_are_skipped),
		cmocka_unit_test(test_nested_flag_is_no_part_of_the_type),
		cmocka_unit_test(test_unprintable_state_letter),
		cmocka_unit_test(test_lengths_are_exact),
		cmocka_unit_test(test_text_ends_with_its_only_nul),
		cmocka_unit_test(test_attributes_come_once),
		cmocka_unit_test(test_required_attributes),
		cmocka_unit_test(test_transaction),
		cmocka_unit_test(test_kept_events),
		cmocka_unit_test(test_truncated_anywhere),
		cmocka_unit_test(test_damaged_anywhere),
		cmocka_unit_test(test_nested_garbage),
		cmocka_unit_test(test_function_without_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
