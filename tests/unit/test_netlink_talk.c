// SPDX-License-Identifier: GPL-2.0
/* The calls of libkmend that are about patches and events, against a kernel that is a script. */
#include <errno.h>

#include <netlink/attr.h>

#include "netlink_script.h"

/* Add to the last datagram: a patch. */
static void add_patch(const char *id, uint32_t seq, int flags)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, 0, seq, FAMILY, 0, flags, KMEND_CMD_PATCH_GET, 1);
	nla_put_string(msg, KMEND_A_ID, id);
	nla_put_u32(msg, KMEND_A_STATE, KMEND_STATE_APPLIED);
	add_bytes(nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
}

static void test_acknowledged(void **state)
{
	struct libkmend *kmend = handle();

	new_datagram();
	add_ack(0, 1, NULL);
	assert_int_equal(libkmend_submit(kmend, "fix", NULL), 0);
	assert_string_equal(libkmend_error(kmend), "");
	assert_int_equal(genlmsg_hdr((void *)script.asked)->cmd, KMEND_CMD_SUBMIT);
	libkmend_close(kmend);
}

static void test_commands(void **state)
{
	struct libkmend *kmend = handle();

	new_datagram();
	add_ack(0, 1, NULL);
	new_datagram();
	add_ack(0, 1, NULL);
	assert_int_equal(libkmend_revert(kmend, "fix", NULL), 0);
	assert_int_equal(genlmsg_hdr((void *)script.asked)->cmd, KMEND_CMD_REVERT);
	assert_int_equal(libkmend_cancel(kmend, "fix"), 0);
	assert_int_equal(genlmsg_hdr((void *)script.asked)->cmd, KMEND_CMD_CANCEL);
	libkmend_close(kmend);
}

/* The answer that names the transaction. */
static void add_transaction(uint8_t cmd, uint64_t transaction)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, 0, 1, FAMILY, 0, 0, cmd, 1);
	nla_put_u64(msg, KMEND_A_TRANSACTION, transaction);
	add_bytes(nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
}

/* The ids that were asked for, and which command; the count of ids. */
static int asked_ids(uint8_t cmd, const char *const *ids)
{
	struct nlmsghdr *nlh = (void *)script.asked;
	struct nlattr *nla;
	int rem, nr = 0;

	assert_int_equal(genlmsg_hdr(nlh)->cmd, cmd);
	assert_int_equal(nlh->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	nlmsg_for_each_attr(nla, nlh, GENL_HDRLEN, rem) {
		if (nla_type(nla) == KMEND_A_ID)
			assert_string_equal(nla_get_string(nla), ids[nr++]);
	}
	return nr;
}

static void test_transactions(void **state)
{
	static const char *const ids[] = { "a", "b", "c" };
	struct libkmend_options cascade = { .size = sizeof(cascade), .cascade = true };
	struct libkmend *kmend = handle();
	uint64_t transaction = 99;

	new_datagram();
	add_transaction(KMEND_CMD_SUBMIT, 1ULL << 40);
	new_datagram();
	add_ack(0, 1, NULL);
	assert_int_equal(libkmend_submit_many(kmend, ids, 3, NULL, &transaction), 0);
	assert_int_equal(asked_ids(KMEND_CMD_SUBMIT, ids), 3);
	assert_int_equal(transaction, 1ULL << 40);
	new_datagram();
	add_transaction(KMEND_CMD_REVERT, 8);
	add_ack(0, 1, NULL);
	assert_int_equal(libkmend_revert_many(kmend, ids, 2, &cascade, &transaction), 0);
	assert_int_equal(asked_ids(KMEND_CMD_REVERT, ids), 2);
	assert_non_null(nlmsg_find_attr((void *)script.asked, GENL_HDRLEN, KMEND_A_CASCADE));
	assert_int_equal(transaction, 8);
	new_datagram();
	add_transaction(KMEND_CMD_CHECK, 9);
	new_datagram();
	add_ack(0, 1, NULL);
	assert_int_equal(libkmend_check(kmend, ids, 1, &transaction), 0);
	assert_int_equal(asked_ids(KMEND_CMD_CHECK, ids), 1);
	assert_int_equal(transaction, 9);
	libkmend_close(kmend);
}

/* A manager of 0.1 acknowledges and names none; so does one that refuses. */
static void test_no_transaction(void **state)
{
	static const char *const ids[] = { "a" };
	struct libkmend *kmend = handle();
	uint64_t transaction = 99;

	new_datagram();
	add_ack(0, 1, NULL);
	assert_int_equal(libkmend_submit_many(kmend, ids, 1, NULL, &transaction), 0);
	assert_int_equal(transaction, 0);
	transaction = 99;
	new_datagram();
	add_ack(-EBUSY, 1, "'a' conflicts with 'b', which is applied");
	assert_int_equal(libkmend_submit_many(kmend, ids, 1, NULL, &transaction), -EBUSY);
	assert_string_equal(libkmend_error(kmend), "'a' conflicts with 'b', which is applied");
	assert_int_equal(transaction, 0);
	libkmend_close(kmend);
}

static void test_transactions_that_make_no_sense(void **state)
{
	static const char *const ids[] = { "a" };
	struct libkmend *kmend;
	uint64_t transaction;
	int i;

	for (i = 0; i < 3; i++) {
		kmend = handle();
		new_datagram();
		if (i == 0) /* another command's */
			add_transaction(KMEND_CMD_REVERT, 1);
		if (i == 1) /* of no number */
			add_patch("a", 1, 0);
		if (i == 2) {
			add_transaction(KMEND_CMD_SUBMIT, 1);
			add_transaction(KMEND_CMD_SUBMIT, 1);
		}
		new_datagram();
		add_ack(0, 1, NULL);
		assert_int_equal(libkmend_submit_many(kmend, ids, 1, NULL, &transaction), -EBADMSG);
		assert_int_equal(transaction, 0);
		libkmend_close(kmend);
	}
}

/* What cannot be asked is not: nothing is sent. */
static void test_transactions_that_are_not_sent(void **state)
{
	static const char *const null[] = { "a", NULL };
	static const char *many[KMEND_TRANSACTION_MAX + 1];
	struct libkmend_options cascade = { .size = sizeof(cascade), .cascade = true };
	struct libkmend *kmend = handle();
	size_t i;

	for (i = 0; i < KMEND_TRANSACTION_MAX + 1; i++)
		many[i] = "x";
	assert_int_equal(libkmend_submit_many(kmend, many, 0, NULL, NULL), -EINVAL);
	assert_string_equal(libkmend_error(kmend), "no id given");
	assert_int_equal(libkmend_revert_many(kmend, null, 2, NULL, NULL), -EINVAL);
	assert_int_equal(libkmend_check(kmend, many, KMEND_TRANSACTION_MAX + 1, NULL), -E2BIG);
	assert_string_equal(libkmend_error(kmend),
			    "1025 patches given, a transaction takes at most 1024");
	assert_int_equal(libkmend_submit(kmend, "a", &cascade), -EINVAL);
	assert_string_equal(libkmend_error(kmend), "cascade is for reverts only");
	assert_int_equal(script.sent, 0);
	libkmend_close(kmend);
}

/* Each errno comes through as it is, with the kernel's words or the errno's own. */
static void test_refused(void **state)
{
	static const struct {
		int error;
		const char *words;
		const char *line;
	} cases[] = {
		{ -EEXIST, "it is applied", "it is applied" },
		{ -EPERM, NULL, "Operation not permitted" },
		{ -ENOENT, NULL, "No such file or directory" },
		{ -EBUSY, "under other", "under other" },
		{ -ENOBUFS, NULL, "No buffer space available" },
	};
	struct libkmend *kmend;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		kmend = handle();
		new_datagram();
		add_ack(cases[i].error, 1, cases[i].words);
		assert_int_equal(libkmend_submit(kmend, "fix", NULL), cases[i].error);
		assert_string_equal(libkmend_error(kmend), cases[i].line);
		libkmend_close(kmend);
	}
}

static void test_error_text_is_of_the_last_call(void **state)
{
	struct libkmend *kmend = handle();

	new_datagram();
	add_ack(-EBUSY, 1, "busy");
	new_datagram();
	add_ack(0, 1, NULL);
	assert_int_equal(libkmend_revert(kmend, "fix", NULL), -EBUSY);
	assert_int_equal(libkmend_revert(kmend, "fix", NULL), 0);
	assert_string_equal(libkmend_error(kmend), "");
	libkmend_close(kmend);
}

/* An answer to an earlier request, and one that a process sent, are no answer. */
static void test_foreign_messages_are_skipped(void **state)
{
	struct libkmend *kmend = handle();

	new_datagram();
	add_ack(-EINVAL, 4711, "old");
	new_datagram();
	script.datagrams[1].from = 1234;
	add_ack(-EINVAL, 1, "forged");
	new_datagram();
	add_ack(0, 1, NULL);
	assert_int_equal(libkmend_cancel(kmend, "fix"), 0);
	assert_int_equal(script.next, 3);
	libkmend_close(kmend);
}

static void test_socket_fails(void **state)
{
	static const struct {
		int nle;
		int error;
	} cases[] = {
		{ -NLE_BAD_SOCK, -EBADF },
		{ -NLE_AGAIN, -EAGAIN },
		{ -NLE_NOMEM, -ENOMEM },
		{ -NLE_FAILURE, -EIO },
	};
	struct libkmend *kmend;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		kmend = handle();
		new_datagram();
		script.datagrams[0].error = cases[i].nle;
		assert_int_equal(libkmend_cancel(kmend, "fix"), cases[i].error);
		assert_string_not_equal(libkmend_error(kmend), "");
		libkmend_close(kmend);
	}
}

static void test_without_id(void **state)
{
	struct libkmend *kmend = handle();
	struct libkmend_patch *patch;

	assert_int_equal(libkmend_submit(kmend, NULL, NULL), -EINVAL);
	assert_int_equal(libkmend_get(kmend, NULL, &patch), -EINVAL);
	assert_int_equal(script.sent, 0);
	libkmend_close(kmend);
}

static void test_get(void **state)
{
	struct libkmend *kmend = handle();
	struct libkmend_patch *patch;

	new_datagram();
	add_patch("fix", 1, 0);
	new_datagram();
	add_ack(0, 1, NULL);
	assert_int_equal(libkmend_get(kmend, "fix", &patch), 0);
	assert_string_equal(patch->id, "fix");
	assert_int_equal(patch->state, KMEND_STATE_APPLIED);
	libkmend_close(kmend);
	libkmend_patch_free(patch);
}

static void test_get_answers_that_make_no_sense(void **state)
{
	struct libkmend *kmend = handle();
	struct libkmend_patch *patch;
	struct nlmsghdr bare = { NLMSG_HDRLEN, FAMILY, 0, 1, 0 };

	/* No patch at all. */
	new_datagram();
	add_ack(0, 1, NULL);
	assert_int_equal(libkmend_get(kmend, "fix", &patch), -EBADMSG);
	assert_null(patch);
	/* Two of them. */
	new_datagram();
	add_patch("fix", 1, 0);
	add_patch("fix", 1, 0);
	add_ack(0, 1, NULL);
	assert_int_equal(libkmend_get(kmend, "fix", &patch), -EBADMSG);
	assert_null(patch);
	/* Not even a header of the family. */
	new_datagram();
	add_bytes(&bare, sizeof(bare));
	add_ack(0, 1, NULL);
	assert_int_equal(libkmend_get(kmend, "fix", &patch), -EBADMSG);
	assert_null(patch);
	assert_string_equal(libkmend_error(kmend), "the answer of kmend.ko makes no sense");
	libkmend_close(kmend);
}

static void test_list(void **state)
{
	struct libkmend *kmend = handle();
	struct libkmend_patch **list;
	size_t nr;

	new_datagram();
	add_patch("a", 1, NLM_F_MULTI);
	add_patch("b", 1, NLM_F_MULTI);
	new_datagram();
	add_patch("c", 1, NLM_F_MULTI);
	new_datagram();
	add_done(0, 0);
	assert_int_equal(libkmend_list(kmend, &list, &nr), 0);
	assert_int_equal(nr, 3);
	assert_string_equal(list[0]->id, "a");
	assert_string_equal(list[2]->id, "c");
	libkmend_list_free(list, nr);
	libkmend_close(kmend);
}

static void test_empty_list(void **state)
{
	struct libkmend *kmend = handle();
	struct libkmend_patch **list;
	size_t nr;

	new_datagram();
	add_done(0, 0);
	assert_int_equal(libkmend_list(kmend, &list, &nr), 0);
	assert_int_equal(nr, 0);
	libkmend_list_free(list, nr);
	libkmend_close(kmend);
}

static void test_list_that_fails_at_its_end(void **state)
{
	struct libkmend *kmend = handle();
	struct libkmend_patch **list;
	size_t nr;

	new_datagram();
	add_patch("a", 1, NLM_F_MULTI);
	new_datagram();
	add_done(-ENOMEM, 0);
	assert_int_equal(libkmend_list(kmend, &list, &nr), -ENOMEM);
	assert_null(list);
	assert_int_equal(nr, 0);
	libkmend_close(kmend);
}

/* An interrupted dump is asked for again, and what it said is forgotten. */
static void test_list_is_asked_for_again(void **state)
{
	struct libkmend *kmend = handle();
	struct libkmend_patch **list;
	size_t nr;

	new_datagram();
	add_patch("gone", 1, NLM_F_MULTI);
	new_datagram();
	add_patch("a", 1, NLM_F_MULTI | NLM_F_DUMP_INTR);
	new_datagram();
	add_done(0, NLM_F_DUMP_INTR);
	new_datagram();
	add_patch("a", 1, NLM_F_MULTI);
	add_done(0, 0);
	assert_int_equal(libkmend_list(kmend, &list, &nr), 0);
	assert_int_equal(script.sent, 2);
	assert_int_equal(nr, 1);
	assert_string_equal(list[0]->id, "a");
	libkmend_list_free(list, nr);
	libkmend_close(kmend);
}

static void test_list_that_never_holds_still(void **state)
{
	struct libkmend *kmend = handle();
	struct libkmend_patch **list;
	size_t nr;
	int i;

	for (i = 0; i < 40; i++) {
		new_datagram();
		add_patch("a", 1, NLM_F_MULTI | NLM_F_DUMP_INTR);
		add_done(0, 0);
	}
	assert_int_equal(libkmend_list(kmend, &list, &nr), -EAGAIN);
	assert_null(list);
	assert_in_range(script.sent, 2, 39);
	libkmend_close(kmend);
}

static void add_event(uint64_t seq, uint16_t type, uint8_t cmd)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, 0, 0, type, 0, 0, cmd, 1);
	nla_put_u32(msg, KMEND_A_EVENT, KMEND_EVENT_APPLIED);
	nla_put_u64(msg, KMEND_A_SEQ, seq);
	nla_put_string(msg, KMEND_A_ID, "fix");
	add_bytes(nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
}

static void event(uint64_t seq)
{
	new_datagram();
	add_event(seq, FAMILY, KMEND_CMD_EVENT);
}

struct seen {
	uint64_t seq[8];
	uint64_t lost[8];
	int nr;
};

static void see(const struct libkmend_event *event, void *arg)
{
	struct seen *seen = arg;

	assert_true(seen->nr < 8);
	assert_string_equal(event->patch->id, "fix");
	seen->seq[seen->nr] = event->seq;
	seen->lost[seen->nr++] = event->lost;
}

static void test_events_and_gaps(void **state)
{
	static const uint64_t seqs[] = { 5, 6, 9, 10, 12 };
	static const uint64_t lost[] = { 0, 0, 2, 0, 1 };
	struct libkmend *kmend = handle();
	struct seen seen = { 0 };
	size_t i;

	for (i = 0; i < 5; i++)
		event(seqs[i]);
	assert_int_equal(libkmend_receive(kmend, see, &seen), 5);
	for (i = 0; i < 5; i++) {
		assert_int_equal(seen.seq[i], seqs[i]);
		assert_int_equal(seen.lost[i], lost[i]);
	}
	assert_int_equal(libkmend_receive(kmend, see, &seen), 0);
	libkmend_close(kmend);
}

/* A part of the log's answer: an event, or with @event 0 the message that closes it. */
static void add_kept(uint64_t seq, uint32_t event)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, 0, 1, FAMILY, 0, NLM_F_MULTI, KMEND_CMD_EVENT_GET, 1);
	nla_put_string(msg, KMEND_A_ID, "fix");
	if (event)
		nla_put_u32(msg, KMEND_A_EVENT, event);
	nla_put_u64(msg, event ? KMEND_A_SEQ : KMEND_A_LAST_SEQ, seq);
	add_bytes(nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
}

/* The log's answer: the numbers up to a 0, then the last one. */
static void log_answer(const uint64_t *seqs, uint64_t last)
{
	if (*seqs)
		new_datagram();
	for (; *seqs; seqs++)
		add_kept(*seqs, KMEND_EVENT_APPLIED);
	new_datagram();
	add_kept(last, 0);
	add_done(0, 0);
}

#define LOG(last, ...) log_answer((const uint64_t[]){ __VA_ARGS__, 0 }, last)
#define LOG_EMPTY(last) log_answer((const uint64_t[]){ 0 }, last)

static void socket_says(int nle)
{
	new_datagram();
	script.datagrams[script.nr - 1].error = nle;
}

/* The number that the log was asked for last; 0: for the oldest. */
static uint64_t asked_seq(void)
{
	struct nlmsghdr *nlh = (void *)script.asked;
	struct nlattr *seq = nlmsg_find_attr(nlh, GENL_HDRLEN, KMEND_A_SEQ);

	assert_int_equal(genlmsg_hdr(nlh)->cmd, KMEND_CMD_EVENT_GET);
	assert_int_equal(nlh->nlmsg_flags & NLM_F_DUMP, NLM_F_DUMP);
	return seq ? nla_get_u64(seq) : 0;
}

static void assert_seen(const struct seen *seen, int nr, const uint64_t (*rows)[2])
{
	int i;

	assert_int_equal(seen->nr, nr);
	for (i = 0; i < nr; i++) {
		assert_int_equal(seen->seq[i], rows[i][0]);
		assert_int_equal(seen->lost[i], rows[i][1]);
	}
}

/* Rows of { seq, lost }. */
#define ASSERT_SEEN(seen, nr, ...) assert_seen(seen, nr, (const uint64_t[][2]){ __VA_ARGS__ })

static void test_since(void **state)
{
	struct libkmend *kmend = handle();
	struct seen seen = { 0 };
	uint64_t last = 0;

	LOG(7, 3, 4, 6);
	assert_int_equal(libkmend_events_since(kmend, 2, see, &seen, &last), 3);
	assert_int_equal(asked_seq(), 2);
	assert_int_equal(last, 7);
	ASSERT_SEEN(&seen, 3, { 3, 1 }, { 4, 0 }, { 6, 1 });
	/* What was told is not told again, and 7, which is gone, is. */
	event(6);
	event(8);
	assert_int_equal(libkmend_receive(kmend, see, &seen), 1);
	assert_int_equal(seen.seq[3], 8);
	assert_int_equal(seen.lost[3], 1);
	libkmend_close(kmend);
}

static void test_since_the_oldest(void **state)
{
	struct libkmend *kmend = handle();
	struct seen seen = { 0 };

	LOG(401, 400, 401);
	assert_int_equal(libkmend_events_since(kmend, 0, see, &seen, NULL), 2);
	assert_int_equal(asked_seq(), 0);
	ASSERT_SEEN(&seen, 2, { 400, 0 }, { 401, 0 });
	libkmend_close(kmend);
}

static void test_since_with_nothing_kept(void **state)
{
	static const struct {
		uint64_t seq, last, next, lost;
	} rows[] = {
		{ 0, 0, 1, 0 },
		{ 0, 5, 6, 0 },
		{ 6, 5, 6, 0 },
		{ 3, 5, 6, 3 }, /* 3 to 5 are gone */
	};
	struct libkmend *kmend;
	struct seen seen;
	uint64_t last;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kmend = handle();
		seen = (struct seen){ 0 };
		LOG_EMPTY(rows[i].last);
		assert_int_equal(libkmend_events_since(kmend, rows[i].seq, see, &seen, &last), 0);
		assert_int_equal(last, rows[i].last);
		event(rows[i].next);
		assert_int_equal(libkmend_receive(kmend, see, &seen), 1);
		ASSERT_SEEN(&seen, 1, { rows[i].next, rows[i].lost });
		libkmend_close(kmend);
	}
}

static void test_since_is_refused(void **state)
{
	struct libkmend *kmend = handle();
	struct seen seen = { 0 };

	new_datagram();
	add_done(-ERANGE, 0);
	assert_int_equal(libkmend_events_since(kmend, 99, see, &seen, NULL), -ERANGE);
	assert_non_null(strstr(libkmend_error(kmend), "loaded anew"));
	new_datagram();
	add_ack(-EOPNOTSUPP, 1, NULL);
	assert_int_equal(libkmend_events_since(kmend, 1, see, &seen, NULL), -EOPNOTSUPP);
	assert_int_equal(seen.nr, 0);
	libkmend_close(kmend);
}

static void test_log_that_makes_no_sense(void **state)
{
	static const struct {
		uint64_t seqs[3];
		int closes; /* how often */
		uint64_t last;
	} rows[] = {
		{ { 1, 2 }, 0, 2 }, { { 1, 2 }, 2, 2 }, { { 2, 1 }, 1, 2 },
		{ { 2, 2 }, 1, 2 }, { { 1, 2 }, 1, 1 },
	};
	struct libkmend *kmend;
	struct seen seen = { 0 };
	size_t i;
	int j;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kmend = handle();
		new_datagram();
		for (j = 0; rows[i].seqs[j]; j++)
			add_kept(rows[i].seqs[j], KMEND_EVENT_APPLIED);
		for (j = 0; j < rows[i].closes; j++)
			add_kept(rows[i].last, 0);
		add_done(0, 0);
		assert_int_equal(libkmend_events_since(kmend, 0, see, &seen, NULL), -EBADMSG);
		libkmend_close(kmend);
	}
	assert_int_equal(seen.nr, 0);
}

/* What a gap left out comes first, and nothing comes twice. */
static void test_follow_over_a_gap(void **state)
{
	struct libkmend *kmend = handle();
	struct seen seen = { 0 };

	event(1);
	event(5);
	LOG(6, 2, 4, 5, 6);
	event(6);
	event(7);
	assert_int_equal(libkmend_follow(kmend, see, &seen), 6);
	assert_int_equal(asked_seq(), 2);
	ASSERT_SEEN(&seen, 6, { 1, 0 }, { 2, 0 }, { 4, 1 }, { 5, 0 }, { 6, 0 }, { 7, 0 });
	libkmend_close(kmend);
}

/* The event that showed the gap is told although the log lost it meanwhile. */
static void test_follow_with_an_event_in_hand(void **state)
{
	struct libkmend *kmend = handle();
	struct seen seen = { 0 };

	event(1);
	event(5);
	LOG(8, 7, 8);
	event(6);
	event(8);
	event(9);
	assert_int_equal(libkmend_follow(kmend, see, &seen), 5);
	ASSERT_SEEN(&seen, 5, { 1, 0 }, { 5, 3 }, { 7, 1 }, { 8, 0 }, { 9, 0 });
	libkmend_close(kmend);
}

/* The socket is read empty before the log is asked. */
static void test_follow_over_an_overrun(void **state)
{
	struct libkmend *kmend = handle();
	struct seen seen = { 0 };

	event(1);
	socket_says(-NLE_NOMEM);
	event(2);
	socket_says(-NLE_AGAIN);
	LOG(4, 3, 4);
	event(4);
	event(5);
	assert_int_equal(libkmend_follow(kmend, see, &seen), 4);
	assert_int_equal(asked_seq(), 3);
	assert_int_equal(libkmend_follow(kmend, see, &seen), 1);
	assert_int_equal(script.sent, 1);
	ASSERT_SEEN(&seen, 5, { 1, 0 }, { 2, 0 }, { 3, 0 }, { 4, 0 }, { 5, 0 });
	libkmend_close(kmend);
}

static void test_follow_without_a_log(void **state)
{
	struct libkmend *kmend = handle();
	struct seen seen = { 0 };

	event(1);
	event(4);
	new_datagram();
	add_ack(-EOPNOTSUPP, 1, NULL);
	event(5);
	assert_int_equal(libkmend_follow(kmend, see, &seen), -EOPNOTSUPP);
	ASSERT_SEEN(&seen, 3, { 1, 0 }, { 4, 2 }, { 5, 0 });
	libkmend_close(kmend);
}

/* The announcement did not fit into the socket; that the log is gone says it as well. */
static void test_follow_until_unloaded(void **state)
{
	struct libkmend *kmend = handle();
	struct seen seen = { 0 };

	event(1);
	socket_says(-NLE_NOMEM);
	socket_says(-NLE_AGAIN);
	new_datagram();
	add_ack(-ENOENT, 1, NULL);
	assert_int_equal(libkmend_follow(kmend, see, &seen), -ENOTCONN);
	ASSERT_SEEN(&seen, 1, { 1, 0 });
	libkmend_close(kmend);
}

/* The overflow is told once, and the next event says how many were lost. */
static void test_overflow(void **state)
{
	struct libkmend *kmend = handle();
	struct seen seen = { 0 };

	event(1);
	new_datagram();
	script.datagrams[1].error = -NLE_NOMEM;
	event(11);
	assert_int_equal(libkmend_receive(kmend, see, &seen), -ENOBUFS);
	assert_int_equal(seen.nr, 1);
	assert_string_not_equal(libkmend_error(kmend), "");
	assert_int_equal(libkmend_receive(kmend, see, &seen), 1);
	assert_int_equal(seen.lost[1], 9);
	libkmend_close(kmend);
}

static void test_overflow_has_that_number_in_libnl(void **state)
{
	assert_int_equal(nl_syserr2nlerr(ENOBUFS), NLE_NOMEM);
}

static void test_what_is_no_event_is_skipped(void **state)
{
	struct libkmend *kmend = handle();
	struct nlmsghdr bare = { NLMSG_HDRLEN, FAMILY, 0, 0, 0 };
	struct seen seen = { 0 };

	new_datagram();
	add_bytes(&bare, sizeof(bare));
	new_datagram();
	add_event(1, FAMILY + 1, KMEND_CMD_EVENT);
	new_datagram();
	add_event(2, FAMILY, KMEND_CMD_MAX + 1);
	event(3);
	script.datagrams[script.nr - 1].from = 99;
	event(4);
	assert_int_equal(libkmend_receive(kmend, see, &seen), 1);
	assert_int_equal(seen.seq[0], 4);
	libkmend_close(kmend);
}

static void test_malformed_event(void **state)
{
	struct libkmend *kmend = handle();
	struct seen seen = { 0 };
	struct nlmsghdr *nlh;

	event(1);
	nlh = (void *)script.datagrams[0].bytes;
	nlh->nlmsg_len -= 4;
	event(2);
	((struct nlmsghdr *)script.datagrams[1].bytes)->nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN;
	event(3);
	assert_int_equal(libkmend_receive(kmend, see, &seen), -EBADMSG);
	assert_int_equal(seen.seq[seen.nr - 1], 3);
	libkmend_close(kmend);
}

static void add_delfamily(uint16_t family)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, 0, 0, GENL_ID_CTRL, 0, 0, CTRL_CMD_DELFAMILY, 1);
	nla_put_u16(msg, CTRL_ATTR_FAMILY_ID, family);
	add_bytes(nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
}

static void test_manager_is_unloaded(void **state)
{
	struct libkmend *kmend = handle();
	struct seen seen = { 0 };

	new_datagram();
	add_delfamily(FAMILY + 1);
	event(1);
	assert_int_equal(libkmend_receive(kmend, see, &seen), 1);
	new_datagram();
	add_delfamily(FAMILY);
	assert_int_equal(libkmend_receive(kmend, see, &seen), -ENOTCONN);
	assert_string_equal(libkmend_error(kmend), "kmend.ko was unloaded");
	libkmend_close(kmend);
}

static void test_not_subscribed(void **state)
{
	struct libkmend *kmend = kmend_nl_handle_alloc();
	struct seen seen = { 0 };

	assert_int_equal(libkmend_event_fd(kmend), -EBADF);
	assert_int_equal(libkmend_receive(kmend, see, &seen), -EBADF);
	libkmend_close(kmend);
	libkmend_close(NULL);
}

/* With a real socket: the family does not exist, or does; both are answers. */
static void test_open(void **state)
{
	struct libkmend *kmend;
	int rc = libkmend_open(&kmend);

	assert_true(rc <= 0);
	assert_true(!rc == !!kmend);
	libkmend_close(kmend);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_acknowledged),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_transactions),
		cmocka_unit_test(test_no_transaction),
		cmocka_unit_test(test_transactions_that_make_no_sense),
		cmocka_unit_test(test_transactions_that_are_not_sent),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_error_text_is_of_the_last_call),
		cmocka_unit_test(test_foreign_messages_are_skipped),
		cmocka_unit_test(test_socket_fails),
		cmocka_unit_test(test_without_id),
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_get_answers_that_make_no_sense),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_empty_list),
		cmocka_unit_test(test_list_that_fails_at_its_end),
		cmocka_unit_test(test_list_is_asked_for_again),
		cmocka_unit_test(test_list_that_never_holds_still),
		cmocka_unit_test(test_events_and_gaps),
		cmocka_unit_test(test_since),
		cmocka_unit_test(test_since_the_oldest),
		cmocka_unit_test(test_since_with_nothing_kept),
		cmocka_unit_test(test_since_is_refused),
		cmocka_unit_test(test_log_that_makes_no_sense),
		cmocka_unit_test(test_follow_over_a_gap),
		cmocka_unit_test(test_follow_with_an_event_in_hand),
		cmocka_unit_test(test_follow_over_an_overrun),
		cmocka_unit_test(test_follow_without_a_log),
		cmocka_unit_test(test_follow_until_unloaded),
		cmocka_unit_test(test_overflow),
		cmocka_unit_test(test_overflow_has_that_number_in_libnl),
		cmocka_unit_test(test_what_is_no_event_is_skipped),
		cmocka_unit_test(test_malformed_event),
		cmocka_unit_test(test_manager_is_unloaded),
		cmocka_unit_test(test_not_subscribed),
		cmocka_unit_test(test_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
