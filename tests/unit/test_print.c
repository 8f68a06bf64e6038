// SPDX-License-Identifier: GPL-2.0
/* The lines that people read of events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libkmend.h>

#include "../../ctl/print.h"

static struct libkmend_blocker cat = { 123, 123, "cat", "pipe_read", 'S', KMEND_BLOCKER_USER, false, false };
static struct libkmend_blocker dog = { 7, 9, "d\x1bog", NULL, 'R', KMEND_BLOCKER_KTHREAD, true, false };
static struct libkmend_blocker emu = { 8, 8, "emu", "go_on", 'T', KMEND_BLOCKER_USER, false, true };
static struct libkmend_blocker *blockers[] = { &cat, &dog, &cat, &cat };
static struct libkmend_blocker *restarting[] = { &emu };

#define DELAY (1ULL << KMEND_A_DELAY_MS)

static const struct {
	uint32_t event;
	struct libkmend_patch patch;
	const char *line;
} cases[] = {
	{ KMEND_EVENT_LOADED, { .id = "fix" }, "fix: loaded" },
	{ KMEND_EVENT_SUBMITTED, { .id = "fix", .policy = "night", .deadline_ms = 5000 },
	  "fix: asked to apply, policy night, deadline 5 s" },
	{ KMEND_EVENT_BLOCKED,
	  { .id = "fix", .present = DELAY, .attempts = 3, .delay_ms = 400, .blockers = blockers,
	    .nr_blockers = 1, .blockers_total = 1 },
	  "fix: attempt 3: blocked by cat[123] sleeping in pipe_read (user, S); next in 400 ms" },
	{ KMEND_EVENT_BLOCKED,
	  { .id = "fix", .attempts = 3, .blockers = blockers, .nr_blockers = 2, .blockers_total = 2 },
	  "fix: attempt 3: blocked by cat[123] sleeping in pipe_read (user, S) and d\\x1bog[7/9] running in ? (kthread, R, stack not reliable)" },
	{ KMEND_EVENT_BLOCKED,
	  { .id = "fix", .attempts = 3, .blockers = restarting, .nr_blockers = 1, .blockers_total = 1 },
	  "fix: attempt 3: blocked by emu[8] to restart a call in go_on (user, T)" },
	{ KMEND_EVENT_BLOCKED,
	  { .id = "fix", .blockers = blockers, .nr_blockers = 4, .blockers_total = 20 },
	  "fix: blocked by cat[123] sleeping in pipe_read (user, S), d\\x1bog[7/9] running in ? (kthread, R, stack not reliable), cat[123] sleeping in pipe_read (user, S) and 17 more" },
	{ KMEND_EVENT_BLOCKED,
	  { .id = "fix", .present = DELAY, .attempts = 1, .cause = KMEND_CAUSE_SITE_IN_USE,
	    .detail = "f\nkmend: forged" },
	  "fix: attempt 1: a tracer, probe or other patcher uses the function's entry (f\\x0akmend: forged); next in 0 ns" },
	{ KMEND_EVENT_APPLIED, { .id = "fix", .attempts = 4, .pause_ns = 35000 },
	  "fix: applied (attempt 4, paused 35 us)" },
	{ KMEND_EVENT_REVERTED, { .id = "fix" }, "fix: reverted" },
	{ KMEND_EVENT_FAILED,
	  { .id = "fix", .cause = KMEND_CAUSE_DEADLINE, .attempts = 9, .blockers = blockers,
	    .nr_blockers = 1 },
	  "fix: failed: the deadline passed before it was safe, attempts: 9; blocked by cat[123] sleeping in pipe_read (user, S)" },
	{ KMEND_EVENT_REVERT_FAILED, { .id = "fix", .cause = KMEND_CAUSE_CANCEL },
	  "fix: not reverted: somebody cancelled it" },
	{ KMEND_EVENT_CANCELLED, { .id = "fix", .cause = KMEND_CAUSE_CANCEL }, "fix: cancelled" },
	{ KMEND_EVENT_UNLOADED, { .id = "\x1b]0;x\x07" }, "\\x1b]0;x\\x07: unloaded" },
	{ KMEND_EVENT_QUEUED, { .id = "fix", .detail = "depends on 'base'" },
	  "fix: queued (depends on 'base')" },
	{ KMEND_EVENT_READY, { .id = "fix" }, "fix: ready" },
	{ KMEND_EVENT_SUPERSEDED, { .id = "fix", .superseded_by = "fix-2" },
	  "fix: superseded by fix-2" },
	{ KMEND_EVENT_RESTORED, { .id = "fix" }, "fix: restored" },
	{ KMEND_EVENT_CHECKED, { .id = "fix", .pause_ns = 35000 },
	  "fix: would go in now, predicted pause 35 us" },
	{ KMEND_EVENT_CHECKED,
	  { .id = "fix", .cause = KMEND_CAUSE_BUSY, .blockers = blockers, .nr_blockers = 1 },
	  "fix: would not go in now: a thread is inside code that is about to change; blocked by cat[123] sleeping in pipe_read (user, S)" },
	{ KMEND_EVENT_APPLIED, { .id = "fix", .attempts = 4, .active = 1 },
	  "fix: applied (attempt 4), 1 thread goes on in the old code" },
	{ KMEND_EVENT_SUPERSEDED, { .id = "fix", .superseded_by = "fix-2", .active = 20 },
	  "fix: superseded by fix-2, 20 threads go on in the old code" },
	{ KMEND_EVENT_DRAINED, { .id = "fix" }, "fix: drained" },
	{ KMEND_EVENT_EVICTED, { .id = "fix", .attempts = 4, .threads = 12 },
	  "fix: attempt 4: 12 threads evicted" },
	{ KMEND_EVENT_WOKEN, { .id = "fix", .attempts = 1, .threads = 1 }, "fix: attempt 1: 1 thread woken" },
	{ KMEND_EVENT_RELEASED, { .id = "fix", .threads = 12 }, "fix: 12 threads released" },
	{ 4711, { .id = NULL }, "event 4711" },
};

static void test_events(void **state)
{
	struct libkmend_event event = { 0 };
	char buf[512];
	FILE *out;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		event.event = cases[i].event;
		event.patch = &cases[i].patch;
		out = fmemopen(buf, sizeof(buf), "w");
		kmend_print_event(out, &event);
		fclose(out);
		assert_string_equal(buf, cases[i].line);
	}
}

static void test_check(void **state)
{
	struct libkmend_patch patch = { .id = "fix", .cause = KMEND_CAUSE_BUSY, .detail = "pipe",
					.blockers = blockers, .nr_blockers = 4,
					.blockers_total = 20, .pause_ns = 35000 };
	char buf[1024];
	FILE *out;

	out = fmemopen(buf, sizeof(buf), "w");
	kmend_print_check(out, &patch);
	fclose(out);
	assert_string_equal(buf,
		"fix: would not go in now: a thread is inside code that is about to change (pipe), predicted pause 35 us\n"
		"  cat[123] sleeping in pipe_read (user, S)\n"
		"  d\\x1bog[7/9] running in ? (kthread, R, stack not reliable)\n"
		"  cat[123] sleeping in pipe_read (user, S)\n"
		"  cat[123] sleeping in pipe_read (user, S)\n"
		"  and 16 more\n");
}

static void test_relations(void **state)
{
	char *depends[] = { "a", "b", NULL }, *none[] = { NULL };
	struct libkmend_patch patch = { .id = "fix", .state = KMEND_STATE_SUPERSEDED,
					.depends = depends, .conflicts = none,
					.replaces_all = true, .superseded_by = "fix-2",
					.transaction = 12 };
	char buf[1024];
	FILE *out;

	out = fmemopen(buf, sizeof(buf), "w");
	kmend_print_patch(out, &patch);
	fclose(out);
	assert_string_equal(buf,
		"id:           fix\n"
		"state:        superseded (was in force until a patch that replaces it took over)\n"
		"depends:      a, b\n"
		"replaces:     all\n"
		"replaced by:  fix-2\n"
		"transaction:  12\n"
		"attempts:     0\n"
		"functions:    0\n");
}

static void test_list(void **state)
{
	struct libkmend_patch a = { .id = "a", .state = KMEND_STATE_APPLIED, .attempts = 12,
				    .pause_ns = 35000, .time_ns = 1795449001000000000,
				    .description = "one\x1b" };
	struct libkmend_patch b = { .id = "long-id", .state = KMEND_STATE_FAILED,
				    .cause = KMEND_CAUSE_DEADLINE, .unloaded = true,
				    .time_ns = 1795449001000000000 };
	struct libkmend_patch *list[] = { &a, &b };
	char buf[1024];
	FILE *out;

	setenv("TZ", "UTC", 1);
	out = fmemopen(buf, sizeof(buf), "w");
	kmend_print_list(out, list, 2);
	fclose(out);
	assert_string_equal(buf,
		"ID       STATE              CAUSE     ATTEMPTS  PAUSE  SINCE                DESCRIPTION\n"
		"a        applied            -         12        35 us  2026-11-23 15:50:01  one\\x1b\n"
		"long-id  failed (unloaded)  deadline  0         -      2026-11-23 15:50:01  \n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_relations),
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
