// SPDX-License-Identifier: GPL-2.0
/* What the manager's causes and states mean for the command. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../ctl/client.h"

/* Every cause of the list has its row, so that a new one is not forgotten. */
static void test_exit_codes(void **state)
{
	static const struct {
		uint32_t cause;
		enum kmend_exit exit;
	} rows[] = {
		{ KMEND_CAUSE_NONE, KMEND_EXIT_FAILED },
		{ KMEND_CAUSE_BUSY, KMEND_EXIT_NOT_SAFE },
		{ KMEND_CAUSE_DEADLINE, KMEND_EXIT_NOT_SAFE },
		{ KMEND_CAUSE_MISMATCH, KMEND_EXIT_REFUSED },
		{ KMEND_CAUSE_SITE_IN_USE, KMEND_EXIT_REFUSED },
		{ KMEND_CAUSE_UNDER, KMEND_EXIT_REFUSED },
		{ KMEND_CAUSE_NO_MEMORY, KMEND_EXIT_FAILED },
		{ KMEND_CAUSE_CANCEL, KMEND_EXIT_CANCELLED },
		{ KMEND_CAUSE_ALTERED, KMEND_EXIT_FAILED },
		{ KMEND_CAUSE_INTERNAL, KMEND_EXIT_FAILED },
		{ KMEND_CAUSE_ATTEMPTS, KMEND_EXIT_NOT_SAFE },
		{ KMEND_CAUSE_DEPENDENCY, KMEND_EXIT_REFUSED },
		{ KMEND_CAUSE_CONFLICT, KMEND_EXIT_REFUSED },
		{ KMEND_CAUSE_PAUSE_BUDGET, KMEND_EXIT_NOT_SAFE },
		{ KMEND_CAUSE_HOOK, KMEND_EXIT_REFUSED },
		{ KMEND_CAUSE_MODULE, KMEND_EXIT_NOT_SAFE },
	};
#define COUNT(name, number, text, about) + 1

	assert_int_equal(sizeof(rows) / sizeof(rows[0]), KMEND_CAUSE_LIST(COUNT));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(rows[i].cause, i);
		assert_int_equal(kmend_client_exit(rows[i].cause), rows[i].exit);
	}
}

static void test_states(void **state)
{
	static const struct {
		uint32_t state;
		bool waiting, idle;
	} rows[] = {
		{ KMEND_STATE_LOADED, false, true },
		{ KMEND_STATE_PENDING, true, false },
		{ KMEND_STATE_APPLIED, false, false },
		{ KMEND_STATE_REVERTING, false, false },
		{ KMEND_STATE_REVERTED, false, true },
		{ KMEND_STATE_FAILED, false, true },
		{ KMEND_STATE_CANCELLED, false, true },
		{ KMEND_STATE_QUEUED, true, false },
		{ KMEND_STATE_SUPERSEDED, false, true },
	};

	assert_int_equal(sizeof(rows) / sizeof(rows[0]), KMEND_STATE_LIST(COUNT));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(kmend_client_is_waiting(rows[i].state), rows[i].waiting);
		assert_int_equal(kmend_client_is_idle(rows[i].state), rows[i].idle);
	}
}

static void test_loaded(void **state)
{
	struct libkmend_patch one = { 0 }, gone = { .unloaded = true };
	struct libkmend_patch *list[] = { &one, &one, &gone };

	assert_int_equal(kmend_client_count_loaded(list, 3), 2);
	assert_int_equal(kmend_client_count_loaded(list + 2, 1), 0);
	assert_int_equal(kmend_client_count_loaded(NULL, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exit_codes),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_loaded),
	};

	return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
