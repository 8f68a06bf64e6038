// SPDX-License-Identifier: GPL-2.0
/* The calls of libkmend that are about the manager itself, against a kernel that is a script. */
#include <errno.h>

#include <netlink/attr.h>

#include "netlink_script.h"

/* Numbers of the attributes between the first and the last; the widths are those of kmend.h. */
static int policy_value(int attr)
{
	return attr * 1000 + 7;
}

static struct nl_msg *policy(const char *name, int flags)
{
	struct nl_msg *msg = nlmsg_alloc();
	int attr;

	genlmsg_put(msg, 0, 1, FAMILY, 0, flags, KMEND_CMD_POLICY_GET, 1);
	if (name)
		nla_put_string(msg, KMEND_A_POLICY_NAME, name);
	nla_put_flag(msg, KMEND_A_POLICY_DEFAULT);
	for (attr = KMEND_A_POLICY_INITIAL_DELAY_MS; attr <= KMEND_A_POLICY_REDIRECT; attr++)
		nla_put_u32(msg, attr, policy_value(attr));
	nla_put_u32(msg, KMEND_A_POLICY_MAX + 1, 1);
	return msg;
}

static void add(struct nl_msg *msg)
{
	add_bytes(nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
}

static void check_policy(const struct libkmend_policy *policy, const char *name)
{
	assert_string_equal(policy->name, name);
	assert_true(policy->is_default);
	assert_int_equal(policy->initial_delay_ms, policy_value(KMEND_A_POLICY_INITIAL_DELAY_MS));
	assert_int_equal(policy->max_delay_ms, policy_value(KMEND_A_POLICY_MAX_DELAY_MS));
	assert_int_equal(policy->multiplier_percent,
			 policy_value(KMEND_A_POLICY_MULTIPLIER_PERCENT));
	assert_int_equal(policy->jitter_percent, policy_value(KMEND_A_POLICY_JITTER_PERCENT));
	assert_int_equal(policy->deadline_ms, policy_value(KMEND_A_POLICY_DEADLINE_MS));
	assert_int_equal(policy->max_attempts, policy_value(KMEND_A_POLICY_MAX_ATTEMPTS));
	assert_int_equal(policy->coalesce_ms, policy_value(KMEND_A_POLICY_COALESCE_MS));
	assert_int_equal(policy->pause_budget_us, policy_value(KMEND_A_POLICY_PAUSE_BUDGET_US));
	assert_int_equal(policy->active_after, policy_value(KMEND_A_POLICY_ACTIVE_AFTER));
	assert_int_equal(policy->allow_unpatched, policy_value(KMEND_A_POLICY_ALLOW_UNPATCHED));
	assert_int_equal(policy->evict_after, policy_value(KMEND_A_POLICY_EVICT_AFTER));
	assert_int_equal(policy->wake_after, policy_value(KMEND_A_POLICY_WAKE_AFTER));
	assert_int_equal(policy->redirect, policy_value(KMEND_A_POLICY_REDIRECT));
	assert_int_equal(policy->present, (1 << (KMEND_A_POLICY_MAX + 1)) - 2);
}

static void test_policy(void **state)
{
	struct libkmend *kmend = handle();
	struct libkmend_policy *got;
	struct nlattr *name;

	new_datagram();
	add(policy("night", 0));
	new_datagram();
	add_ack(0, 1, NULL);
	assert_int_equal(libkmend_policy_get(kmend, "night", &got), 0);
	assert_int_equal(genlmsg_hdr((void *)script.asked)->cmd, KMEND_CMD_POLICY_GET);
	name = nlmsg_find_attr((void *)script.asked, GENL_HDRLEN, KMEND_A_POLICY_NAME);
	assert_string_equal(nla_get_string(name), "night");
	check_policy(got, "night");
	libkmend_policy_free(got);
	libkmend_policy_free(NULL);
	libkmend_close(kmend);
}

static void test_policies(void **state)
{
	struct libkmend *kmend = handle();
	struct libkmend_policy **list;
	size_t nr;

	new_datagram();
	add(policy("gone", NLM_F_MULTI));
	add(policy("default", NLM_F_MULTI | NLM_F_DUMP_INTR));
	add_done(0, 0);
	new_datagram();
	add(policy("default", NLM_F_MULTI));
	add(policy("night", NLM_F_MULTI));
	add_done(0, 0);
	assert_int_equal(libkmend_policies(kmend, &list, &nr), 0);
	assert_int_equal(((struct nlmsghdr *)script.asked)->nlmsg_flags & NLM_F_DUMP, NLM_F_DUMP);
	assert_int_equal(script.sent, 2);
	assert_int_equal(nr, 2);
	check_policy(list[0], "default");
	check_policy(list[1], "night");
	libkmend_policies_free(list, nr);
	libkmend_policies_free(NULL, 0);
	libkmend_close(kmend);
}

/* A refusal, an answer that is none, and one that makes no sense; nothing is left behind. */
static void test_policy_fails(void **state)
{
	static const struct {
		int error;
		int messages;
		const char *name;
		int rc;
		const char *line;
	} rows[] = {
		{ -ENOENT, 0, NULL, -ENOENT, "no such policy" },
		{ 0, 0, NULL, -EBADMSG, "the answer of kmend.ko is empty" },
		{ 0, 1, NULL, -EBADMSG, "the answer of kmend.ko makes no sense" },
		{ 0, 2, "night", -EBADMSG, "the answer of kmend.ko makes no sense" },
	};
	struct libkmend_policy *got;
	struct libkmend *kmend;
	size_t i;
	int j;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kmend = handle();
		new_datagram();
		for (j = 0; j < rows[i].messages; j++)
			add(policy(rows[i].name, 0));
		add_ack(rows[i].error, 1, rows[i].error ? "no such policy" : NULL);
		assert_int_equal(libkmend_policy_get(kmend, "night", &got), rows[i].rc);
		assert_string_equal(libkmend_error(kmend), rows[i].line);
		assert_null(got);
		libkmend_close(kmend);
	}
	kmend = handle();
	assert_int_equal(libkmend_policy_get(kmend, NULL, &got), -EINVAL);
	assert_int_equal(script.sent, 0);
	libkmend_close(kmend);
}

static struct nl_msg *stats(void)
{
	struct nl_msg *msg = nlmsg_alloc();
	int attr;

	genlmsg_put(msg, 0, 1, FAMILY, 0, 0, KMEND_CMD_STATS_GET, 1);
	nla_put_string(msg, KMEND_A_STATS_VERSION, "0.2.0");
	for (attr = KMEND_A_STATS_FORMAT; attr <= KMEND_A_STATS_HISTORY; attr++)
		nla_put_u32(msg, attr, attr);
	for (attr = KMEND_A_STATS_TRANSACTIONS; attr <= KMEND_A_STATS_LAST_SEQ; attr++)
		nla_put_u64(msg, attr, (1ULL << 40) + attr);
	nla_put_u32(msg, KMEND_A_STATS_LOG_SIZE, KMEND_A_STATS_LOG_SIZE);
	nla_put(msg, KMEND_A_STATS_PAD, 0, NULL);
	for (attr = KMEND_A_STATS_SPARED; attr <= KMEND_A_STATS_WOKEN; attr++)
		nla_put_u64(msg, attr, (1ULL << 40) + attr);
	return msg;
}

static void check_stats(const struct libkmend_stats *got)
{
	assert_string_equal(got->version, "0.2.0");
	assert_int_equal(got->format, KMEND_A_STATS_FORMAT);
	assert_int_equal(got->loaded, KMEND_A_STATS_LOADED);
	assert_int_equal(got->applied, KMEND_A_STATS_APPLIED);
	assert_int_equal(got->waiting, KMEND_A_STATS_WAITING);
	assert_int_equal(got->history, KMEND_A_STATS_HISTORY);
	assert_int_equal(got->transactions, (1ULL << 40) + KMEND_A_STATS_TRANSACTIONS);
	assert_int_equal(got->attempts, (1ULL << 40) + KMEND_A_STATS_ATTEMPTS);
	assert_int_equal(got->stops, (1ULL << 40) + KMEND_A_STATS_STOPS);
	assert_int_equal(got->pause_total_ns, (1ULL << 40) + KMEND_A_STATS_PAUSE_TOTAL_NS);
	assert_int_equal(got->pause_max_ns, (1ULL << 40) + KMEND_A_STATS_PAUSE_MAX_NS);
	assert_int_equal(got->last_seq, (1ULL << 40) + KMEND_A_STATS_LAST_SEQ);
	assert_int_equal(got->log_size, KMEND_A_STATS_LOG_SIZE);
	assert_int_equal(got->spared, (1ULL << 40) + KMEND_A_STATS_SPARED);
	assert_int_equal(got->disagreements, (1ULL << 40) + KMEND_A_STATS_DISAGREEMENTS);
	assert_int_equal(got->evicted, (1ULL << 40) + KMEND_A_STATS_EVICTED);
	assert_int_equal(got->woken, (1ULL << 40) + KMEND_A_STATS_WOKEN);
	assert_int_equal(got->present,
			 (1 << (KMEND_A_STATS_MAX + 1)) - 2 - (1 << KMEND_A_STATS_PAD));
}

static void test_stats(void **state)
{
	struct libkmend *kmend = handle();
	struct libkmend_stats *got;

	new_datagram();
	add(stats());
	add_ack(0, 1, NULL);
	assert_int_equal(libkmend_stats(kmend, &got), 0);
	assert_int_equal(genlmsg_hdr((void *)script.asked)->cmd, KMEND_CMD_STATS_GET);
	assert_int_equal(((struct nlmsghdr *)script.asked)->nlmsg_len, NLMSG_HDRLEN + GENL_HDRLEN);
	check_stats(got);
	libkmend_stats_free(got);
	libkmend_stats_free(NULL);
	libkmend_close(kmend);
}

/* A manager of 0.1 does not know the command. */
static void test_stats_of_an_old_manager(void **state)
{
	struct libkmend *kmend = handle();
	struct libkmend_stats *got;

	new_datagram();
	add_ack(-EOPNOTSUPP, 1, NULL);
	assert_int_equal(libkmend_stats(kmend, &got), -EOPNOTSUPP);
	assert_null(got);
	libkmend_close(kmend);
}

/* Each length cut, each byte changed: an answer or -EBADMSG, never a crash or a leak. */
static void damage(struct nl_msg *(*make)(void), int (*call)(struct libkmend *kmend))
{
	static const uint8_t values[] = { 0, 1, 4, 0x7f, 0xff };
	struct nl_msg *msg = make();
	uint32_t at, full = nlmsg_hdr(msg)->nlmsg_len;
	struct libkmend *kmend;
	size_t i;
	int rc;

	nlmsg_free(msg);
	for (at = NLMSG_HDRLEN; at < full; at++) {
		for (i = 0; i <= sizeof(values); i++) {
			kmend = handle();
			msg = make();
			if (i == sizeof(values))
				nlmsg_hdr(msg)->nlmsg_len = at;
			else
				((uint8_t *)nlmsg_hdr(msg))[at] = values[i];
			new_datagram();
			add(msg);
			new_datagram();
			add_ack(0, 1, NULL);
			rc = call(kmend);
			assert_true(rc == 0 || rc == -EBADMSG);
			libkmend_close(kmend);
		}
	}
}

static struct nl_msg *night(void)
{
	return policy("night", 0);
}

static int call_policy(struct libkmend *kmend)
{
	struct libkmend_policy *got;
	int rc = libkmend_policy_get(kmend, "night", &got);

	assert_true(!rc == !!got);
	libkmend_policy_free(got);
	return rc;
}

static int call_stats(struct libkmend *kmend)
{
	struct libkmend_stats *got;
	int rc = libkmend_stats(kmend, &got);

	assert_true(!rc == !!got);
	libkmend_stats_free(got);
	return rc;
}

static void test_damaged_anywhere(void **state)
{
	damage(night, call_policy);
	damage(stats, call_stats);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_policy_fails),
		cmocka_unit_test(test_stats),
		cmocka_unit_test(test_stats_of_an_old_manager),
		cmocka_unit_test(test_damaged_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
