// SPDX-License-Identifier: GPL-2.0
/* The requests that libkmend sends, attribute by attribute, and the tables of names. */
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

#include "../../netlink/names.h"
#include "../../netlink/request.h"

#define FAMILY 0x77

static const struct libkmend_options policy = { .size = sizeof(policy), .policy = "night" };
static const struct libkmend_options deadline = { .size = sizeof(deadline), .deadline_ms = 5000 };
static const struct libkmend_options both = {
	.size = sizeof(both), .policy = "night", .deadline_ms = 604800000,
};
static const struct libkmend_options cascade = { .size = sizeof(cascade), .cascade = true };
static const struct libkmend_options neither = { .size = sizeof(neither) };

static const struct {
	const char *about;
	uint8_t cmd;
	const char *id;
	const struct libkmend_options *options;
	int flags;
	const char *attrs; /* as describe() puts it */
} cases[] = {
	{ "submit", KMEND_CMD_SUBMIT, "fix", NULL, NLM_F_ACK, "1:fix" },
	{ "submit with empty options", KMEND_CMD_SUBMIT, "fix", &neither, NLM_F_ACK, "1:fix" },
	{ "submit with a policy", KMEND_CMD_SUBMIT, "fix", &policy, NLM_F_ACK, "1:fix 7:night" },
	{ "submit with a deadline", KMEND_CMD_SUBMIT, "fix", &deadline, NLM_F_ACK, "1:fix 8=5000" },
	{ "revert with both", KMEND_CMD_REVERT, "a-b.c_9", &both, NLM_F_ACK,
	  "1:a-b.c_9 7:night 8=604800000" },
	{ "revert with all on top", KMEND_CMD_REVERT, "fix", &cascade, NLM_F_ACK, "1:fix 27" },
	{ "cancel", KMEND_CMD_CANCEL, "fix", NULL, NLM_F_ACK, "1:fix" },
	{ "kick", KMEND_CMD_KICK, "fix", NULL, NLM_F_ACK, "1:fix" },
	{ "get", KMEND_CMD_PATCH_GET, "fix", NULL, NLM_F_ACK, "1:fix" },
	{ "list", KMEND_CMD_PATCH_GET, NULL, NULL, NLM_F_DUMP, "" },
};

static int ask(uint8_t cmd, const char *id, const struct libkmend_options *options,
	       struct nl_msg **out)
{
	return kmend_nl_request(FAMILY, cmd, &id, !!id, options, out);
}

static void describe(struct nl_msg *msg, char *text, size_t size)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	struct nlattr *nla = genlmsg_attrdata(nlmsg_data(nlh), 0);
	int rem = genlmsg_attrlen(nlmsg_data(nlh), 0);
	size_t used = 0;

	text[0] = '\0';
	for (; nla_ok(nla, rem); nla = nla_next(nla, &rem)) {
		if (used)
			used += snprintf(text + used, size - used, " ");
		if (nla_type(nla) == KMEND_A_DEADLINE_MS) {
			assert_int_equal(nla_len(nla), 4);
			used += snprintf(text + used, size - used, "%d=%u", nla_type(nla),
					 nla_get_u32(nla));
		} else if (nla_type(nla) == KMEND_A_CASCADE) {
			assert_int_equal(nla_len(nla), 0);
			used += snprintf(text + used, size - used, "%d", nla_type(nla));
		} else {
			assert_int_equal(nla_len(nla), strlen(nla_get_string(nla)) + 1);
			used += snprintf(text + used, size - used, "%d:%s", nla_type(nla),
					 nla_get_string(nla));
		}
	}
	assert_int_equal(rem, 0);
}

static void test_requests(void **state)
{
	struct nlmsghdr *nlh;
	struct nl_msg *msg;
	char text[256];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(ask(cases[i].cmd, cases[i].id, cases[i].options, &msg), 0);
		nlh = nlmsg_hdr(msg);
		assert_int_equal(nlh->nlmsg_type, FAMILY);
		assert_int_equal(nlh->nlmsg_flags, NLM_F_REQUEST | cases[i].flags);
		assert_int_equal(genlmsg_hdr(nlh)->cmd, cases[i].cmd);
		assert_int_equal(genlmsg_hdr(nlh)->version, KMEND_GENL_VERSION);
		describe(msg, text, sizeof(text));
		if (strcmp(text, cases[i].attrs))
			print_error("request: %s\n", cases[i].about);
		assert_string_equal(text, cases[i].attrs);
		nlmsg_free(msg);
	}
}

static void test_events_from_a_number(void **state)
{
	static const uint64_t seqs[] = { 0, 1, UINT64_MAX };
	struct nlmsghdr *nlh;
	struct nlattr *seq;
	struct nl_msg *msg;
	size_t i;

	for (i = 0; i < sizeof(seqs) / sizeof(seqs[0]); i++) {
		assert_int_equal(kmend_nl_request_events(FAMILY, seqs[i], &msg), 0);
		nlh = nlmsg_hdr(msg);
		assert_int_equal(nlh->nlmsg_type, FAMILY);
		assert_int_equal(nlh->nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
		assert_int_equal(genlmsg_hdr(nlh)->cmd, KMEND_CMD_EVENT_GET);
		seq = nlmsg_find_attr(nlh, GENL_HDRLEN, KMEND_A_SEQ);
		assert_int_equal(!!seq, !!seqs[i]);
		if (seq)
			assert_int_equal(nla_get_u64(seq), seqs[i]);
		nlmsg_free(msg);
	}
}

static void test_too_long_a_string(void **state)
{
	struct libkmend_options options = { .size = sizeof(options) };
	char *text = malloc(70001);
	struct nl_msg *msg;

	memset(text, 'x', 70000);
	text[70000] = '\0';
	assert_int_equal(ask(KMEND_CMD_SUBMIT, text, NULL, &msg), -EMSGSIZE);
	assert_null(msg);
	options.policy = text;
	assert_int_equal(ask(KMEND_CMD_SUBMIT, "x", &options, &msg), -EMSGSIZE);
	free(text);
}

static void test_many_ids(void **state)
{
	static char text[KMEND_TRANSACTION_MAX][KMEND_ID_MAX + 1];
	const char *ids[KMEND_TRANSACTION_MAX];
	struct libkmend_options options = both;
	struct nlattr *nla;
	struct nl_msg *msg;
	int i, rem, nr = 0;

	/* As many and as long as they may be, with the longest policy. */
	for (i = 0; i < KMEND_TRANSACTION_MAX; i++) {
		snprintf(text[i], sizeof(text[i]), "%0*d", KMEND_ID_MAX, i);
		ids[i] = text[i];
	}
	options.policy = "0123456789012345678901234567890";
	options.cascade = true;
	assert_int_equal(kmend_nl_request(FAMILY, KMEND_CMD_REVERT, ids, KMEND_TRANSACTION_MAX,
					  &options, &msg), 0);
	nlmsg_for_each_attr(nla, nlmsg_hdr(msg), GENL_HDRLEN, rem) {
		if (nla_type(nla) == KMEND_A_ID)
			assert_string_equal(nla_get_string(nla), text[nr++]);
	}
	assert_int_equal(nr, KMEND_TRANSACTION_MAX);
	assert_non_null(nlmsg_find_attr(nlmsg_hdr(msg), GENL_HDRLEN, KMEND_A_POLICY));
	assert_non_null(nlmsg_find_attr(nlmsg_hdr(msg), GENL_HDRLEN, KMEND_A_CASCADE));
	nlmsg_free(msg);
}

static void test_plain_requests(void **state)
{
	struct nlmsghdr *nlh;
	struct nl_msg *msg;
	char text[256];

	assert_int_equal(kmend_nl_request_plain(FAMILY, KMEND_CMD_POLICY_GET, NLM_F_ACK,
						KMEND_A_POLICY_NAME, "night", &msg), 0);
	nlh = nlmsg_hdr(msg);
	assert_int_equal(nlh->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	assert_int_equal(genlmsg_hdr(nlh)->cmd, KMEND_CMD_POLICY_GET);
	describe(msg, text, sizeof(text));
	assert_string_equal(text, "1:night");
	nlmsg_free(msg);
	assert_int_equal(kmend_nl_request_plain(FAMILY, KMEND_CMD_STATS_GET, NLM_F_ACK, 0, NULL,
						&msg), 0);
	assert_int_equal(genlmsg_attrlen(nlmsg_data(nlmsg_hdr(msg)), 0), 0);
	nlmsg_free(msg);
}

/* What a program gives that was built against 0.1: 24 bytes, the last 4 of them anything. */
static void test_options_of_the_first_release(void **state)
{
	struct {
		size_t size;
		const char *policy;
		uint32_t deadline_ms;
		uint32_t padding;
		uint64_t behind;
	} old = { 24, NULL, 7, UINT32_MAX, UINT64_MAX };
	struct nl_msg *msg;
	char text[256];

	assert_false(kmend_nl_cascade((const void *)&old));
	assert_int_equal(ask(KMEND_CMD_REVERT, "x", (const void *)&old, &msg), 0);
	describe(msg, text, sizeof(text));
	assert_string_equal(text, "1:x 8=7");
	nlmsg_free(msg);
}

static void test_size_of_options(void **state)
{
	struct {
		struct libkmend_options options;
		uint64_t newer;
	} grown = { { .size = sizeof(grown), .policy = "night", .deadline_ms = 1 }, 0 };
	struct libkmend_options unset = { .size = 0, .policy = "night", .deadline_ms = 1 };
	struct nl_msg *msg;

	assert_int_equal(ask(KMEND_CMD_SUBMIT, "x", &unset, &msg), -EINVAL);
	assert_int_equal(ask(KMEND_CMD_SUBMIT, "x", &grown.options, &msg), 0);
	nlmsg_free(msg);
	grown.newer = 1;
	assert_int_equal(ask(KMEND_CMD_SUBMIT, "x", &grown.options, &msg), -E2BIG);
	assert_null(msg);
	grown.newer = 0;
	grown.options.reserved[0] = 1;
	assert_int_equal(ask(KMEND_CMD_SUBMIT, "x", &grown.options, &msg), -E2BIG);
}

#define CHECK_STATE(symbol, number, text, about)                                                   \
	assert_string_equal(libkmend_state_name(KMEND_STATE_##symbol), text);                      \
	assert_string_equal(libkmend_state_about(number), about);
#define CHECK_CAUSE(symbol, number, text, about)                                                   \
	assert_string_equal(libkmend_cause_name(KMEND_CAUSE_##symbol), text);                      \
	assert_string_equal(libkmend_cause_about(number), about);
#define CHECK_EVENT(symbol, number, text, about)                                                   \
	assert_string_equal(libkmend_event_name(KMEND_EVENT_##symbol), text);                      \
	assert_string_equal(libkmend_event_about(number), about);
#define CHECK_KIND(symbol, number, text, about)                                                    \
	assert_string_equal(libkmend_blocker_kind_name(KMEND_BLOCKER_##symbol), text);             \
	assert_string_equal(libkmend_blocker_kind_about(number), about);

static void test_names(void **state)
{
	KMEND_STATE_LIST(CHECK_STATE)
	KMEND_CAUSE_LIST(CHECK_CAUSE)
	KMEND_EVENT_LIST(CHECK_EVENT)
	KMEND_BLOCKER_KIND_LIST(CHECK_KIND)
	assert_string_equal(libkmend_state_name(9999), "unknown");
	assert_string_equal(libkmend_cause_about(UINT32_MAX), "unknown");
	assert_string_equal(libkmend_event_name(0), "unknown");
	assert_string_equal(libkmend_blocker_kind_name(9999), "unknown");
}

static void test_every_attribute_has_a_name(void **state)
{
	const uint8_t cmd = KMEND_CMD_SUBMIT;
	unsigned int a, b;

	for (a = 1; a <= KMEND_A_MAX; a++) {
		assert_non_null(kmend_nl_attr_name(cmd, a));
		for (b = 1; b < a; b++)
			assert_string_not_equal(kmend_nl_attr_name(cmd, a),
						kmend_nl_attr_name(cmd, b));
	}
	assert_null(kmend_nl_attr_name(cmd, 0));
	assert_null(kmend_nl_attr_name(cmd, KMEND_A_MAX + 1));
	/* Other sets of attributes count from 1 as well. */
	assert_string_equal(kmend_nl_attr_name(KMEND_CMD_POLICY_GET, KMEND_A_POLICY_NAME), "name");
	assert_null(kmend_nl_attr_name(KMEND_CMD_POLICY_GET, KMEND_A_POLICY_DEFAULT));
	assert_null(kmend_nl_attr_name(KMEND_CMD_STATS_GET, KMEND_A_ID));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_events_from_a_number),
		cmocka_unit_test(test_too_long_a_string),
		cmocka_unit_test(test_many_ids),
		cmocka_unit_test(test_plain_requests),
		cmocka_unit_test(test_options_of_the_first_release),
		cmocka_unit_test(test_size_of_options),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_every_attribute_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
