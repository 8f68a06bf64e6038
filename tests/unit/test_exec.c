// SPDX-License-Identifier: GPL-2.0
/* A command run for an event: what it is told, and how it may end. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <libkmend.h>

#include "../../ctl/exec.h"

static struct libkmend_patch patch = {
	.present = 1ULL << KMEND_A_STATE | 1ULL << KMEND_A_CAUSE,
	.id = "fix",
	.state = KMEND_STATE_PENDING,
	.cause = KMEND_CAUSE_BUSY,
};
static const struct libkmend_event event = { KMEND_EVENT_BLOCKED, 7, 0, &patch };
static struct libkmend_patch bare_patch;
static const struct libkmend_event bare = { 4711, UINT64_MAX, 0, &bare_patch };

static const struct {
	const char *about;
	const struct libkmend_event *event;
	const char *command;
	const char *why; /* NULL: it succeeds */
} rows[] = {
	{ "success", &event, "true", NULL },
	{ "the exit code", &event, "exit 3", "exit code 3" },
	{ "a signal", &event, "kill -9 $$", "ended by signal 9" },
	{ "no such command", &event, "exec ./no-such-command 2>&-", "exit code 127" },
	{ "the environment", &event,
	  "[ \"$KMEND_EVENT $KMEND_ID $KMEND_STATE $KMEND_SEQ $KMEND_CAUSE\" = 'blocked fix pending 7 busy' ]",
	  NULL },
	{ "nothing known", &bare,
	  "[ \"$KMEND_EVENT,$KMEND_ID,$KMEND_STATE,$KMEND_SEQ,$KMEND_CAUSE\" = 'unknown,,,18446744073709551615,none' ]",
	  NULL },
	{ "JSON in one line on stdin", &event,
	  "read -r line; [ \"$line\" = '{\"id\":\"fix\",\"state\":\"pending\",\"cause\":\"busy\",\"event\":\"blocked\",\"event_number\":3,\"seq\":7}' ] && ! read -r line",
	  NULL },
	{ "stdin is not read", &event, "exec <&-", NULL },
};

static void test_commands(void **state)
{
	char why[128];
	size_t i;
	int rc;

	setenv("KMEND_ID", "inherited", 1);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		why[0] = '\0';
		rc = kmend_exec_event(rows[i].command, rows[i].event, why, sizeof(why));
		if (rc != (rows[i].why ? -1 : 0))
			fail_msg("%s: returned %d: %s", rows[i].about, rc, why);
		assert_string_equal(why, rows[i].why ? rows[i].why : "");
	}
	/* All children were reaped. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_commands) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
