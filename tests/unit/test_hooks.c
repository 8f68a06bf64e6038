// SPDX-License-Identifier: GPL-2.0
/*
 * Which hooks of which patches an attempt calls, in which order, and that whatever began is closed
 * exactly once. The attempt itself is played here, in the order of kernel/attempt.c.
 */
#include "fake/hooks.h"

/* --- three patches with all hooks --- */

static struct {
	char log[2048];
	const char *refuse;	/* "a:pre-apply" */
	int err;
} played;

static int called(char who, const char *what)
{
	char word[32];

	snprintf(word, sizeof(word), "%c:%s", who, what);
	if (*played.log)
		strcat(played.log, " ");
	strcat(played.log, word);
	return played.refuse && !strcmp(played.refuse, word) ? played.err : 0;
}

#define CALLED_A(name, number, text, what) static int a_##name(void) { return called('a', text); }
#define CALLED_B(name, number, text, what) static int b_##name(void) { return called('b', text); }
#define CALLED_C(name, number, text, what) static int c_##name(void) { return called('c', text); }
KMEND_HOOK_LIST(CALLED_A)
KMEND_HOOK_LIST(CALLED_B)
KMEND_HOOK_LIST(CALLED_C)

#define HOOK(what) .function = (uintptr_t)(what), .name = (uintptr_t)#what
#define HOOK_A(symbol, number, text, what) { HOOK(a_##symbol), .kind = number },
#define HOOK_B(symbol, number, text, what) { HOOK(b_##symbol), .kind = number },
#define HOOK_C(symbol, number, text, what) { HOOK(c_##symbol), .kind = number },
static const struct kmend_hook hooks[3][10] = {
	{ KMEND_HOOK_LIST(HOOK_A) }, { KMEND_HOOK_LIST(HOOK_B) }, { KMEND_HOOK_LIST(HOOK_C) },
};

struct world {
	struct kmend_unit_desc units[3][2];
	struct kmend_patch_desc descs[3];
	struct kmend_patch patches[3];
	struct kmend_member members[3];
	struct kmend_report report;
	struct kmend_change change;
};

/* @members: "-a+b"; the hooks of each are in its second unit, the first has none */
static void make(struct world *w, const char *members)
{
	static char *const ids[] = { "a", "b", "c" };

	memset(w, 0, sizeof(*w));
	memset(&played, 0, sizeof(played));
	memset(fake_shadows, 0, sizeof(fake_shadows));
	w->change = (struct kmend_change){ .members = w->members, .report = &w->report };
	for (; *members; members += 2) {
		u32 i = members[1] - 'a';

		w->units[i][1].hooks = (uintptr_t)hooks[i];
		w->units[i][1].nr_hooks = 10;
		w->descs[i].units = (uintptr_t)w->units[i];
		w->descs[i].nr_units = 2;
		w->patches[i].desc = &w->descs[i];
		w->patches[i].vertex.id = ids[i];
		w->members[w->change.nr_members++] = (struct kmend_member){
			.patch = &w->patches[i], .in = *members == '+',
		};
	}
}

/* @blocked: a thread is inside */
static void play(struct world *w, bool blocked)
{
	struct kmend_change *change = &w->change;

	kmend_hooks_pre(change);
	if (!change->err && blocked)
		change->err = -EAGAIN;
	if (!change->err && !kmend_hooks_check(change)) {
		kmend_hooks_change(change, false);
		strcat(played.log, " |");
		kmend_hooks_change(change, true);
	}
	if (change->err)
		kmend_hooks_fail(change);
	else
		kmend_hooks_post(change);
}

static const struct {
	const char *about;
	const char *members;
	const char *refuse;
	bool blocked;
	const char *log;
} rows[] = {
	{ "comes in", "+a", NULL, false, "a:pre-apply a:check-apply | a:apply a:post-apply" },
	{ "goes out", "-a", NULL, false, "a:pre-revert a:check-revert a:revert | a:post-revert" },
	{ "takes over", "-a+b", NULL, false,
	  "a:pre-revert b:pre-apply a:check-revert b:check-apply a:revert | b:apply a:post-revert b:post-apply" },
	{ "three come in", "+a+b+c", NULL, false,
	  "a:pre-apply b:pre-apply c:pre-apply a:check-apply b:check-apply c:check-apply | "
	  "a:apply b:apply c:apply a:post-apply b:post-apply c:post-apply" },
	{ "a thread is inside", "-a+b", NULL, true,
	  "a:pre-revert b:pre-apply b:fail-apply a:fail-revert" },
	{ "the first refuses: the others never began", "+a+b+c", "a:pre-apply", false,
	  "a:pre-apply a:fail-apply" },
	{ "the second refuses", "+a+b+c", "b:pre-apply", false,
	  "a:pre-apply b:pre-apply b:fail-apply a:fail-apply" },
	{ "refused in the stop: all began", "-a+b+c", "b:check-apply", false,
	  "a:pre-revert b:pre-apply c:pre-apply a:check-revert b:check-apply "
	  "c:fail-apply b:fail-apply a:fail-revert" },
	{ "what goes out refuses in the stop", "-a+b", "a:check-revert", false,
	  "a:pre-revert b:pre-apply a:check-revert b:fail-apply a:fail-revert" },
	{ "what cannot refuse does not", "+a", "a:apply", false,
	  "a:pre-apply a:check-apply | a:apply a:post-apply" },
};

/* A patch that came in holds its data, one that went out has let go, else nothing changed. */
static void check_shadows(const struct world *w)
{
	u32 i;

	for (i = 0; i < w->change.nr_members; i++)
		assert_int_equal(*fake_shadows_held(w->members[i].patch->desc),
				 w->change.err ? 0 : w->members[i].in ? 1 :
				 w->report.nr_active ? 0 : -1);
}

static void test_order(void **state)
{
	static struct world w;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make(&w, rows[i].members);
		played.refuse = rows[i].refuse;
		played.err = -ENODEV;
		play(&w, rows[i].blocked);
		if (strcmp(played.log, rows[i].log))
			fail_msg("%s: called %s; expected %s", rows[i].about, played.log, rows[i].log);
		check_shadows(&w);
	}
}

/* Threads go on in what went out: its data stays for them, and active.c lets go of it. */
static void test_data_of_active_threads(void **state)
{
	static struct world w;

	make(&w, "-a+b");
	w.report.nr_active = 2;
	play(&w, false);
	assert_int_equal(w.change.err, 0);
	check_shadows(&w);
}

static const struct {
	int err, outcome;
} refusals[] = {
	{ -EAGAIN, -EAGAIN }, { -EBUSY, -EAGAIN }, { -ENODEV, -ENODEV },
	{ 7, -EINVAL },	      { -5000, -EINVAL },
};

/* What is worth another attempt, and that nonsense is not taken for it. */
static void test_refusal(void **state)
{
	static struct world w;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(refusals); i++) {
		make(&w, "+a");
		played.refuse = "a:check-apply";
		played.err = refusals[i].err;
		play(&w, false);
		assert_int_equal(w.change.err, refusals[i].outcome);
		assert_int_equal(w.report.cause, KMEND_CAUSE_HOOK);
		assert_ptr_equal(strstr(w.report.detail, "'a': its check-apply hook a_CHECK_APPLY refused: "),
				 w.report.detail);
	}
}

static const struct {
	struct kmend_hook hook;
	int err;
} formats[] = {
	{ { .function = 1000, .name = (uintptr_t)"f", .kind = 1 }, 0 },
	{ { .function = 1000, .name = (uintptr_t)"f", .kind = 10 }, 0 },
	{ { .function = 1000, .name = (uintptr_t)"f", .kind = 0 }, -EBADMSG },
	{ { .function = 1000, .name = (uintptr_t)"f", .kind = 11 }, -EBADMSG },
	{ { .function = 1000, .name = (uintptr_t)"f", .kind = 1, .reserved = 1 }, -EBADMSG },
	{ { .function = 1500, .name = (uintptr_t)"f", .kind = 1 }, -EFAULT },
	{ { .function = 1000, .name = (uintptr_t)"", .kind = 1 }, -EFAULT },
	{ { .function = 1000, .kind = 1 }, -EFAULT },
};

static void test_format(void **state)
{
	struct kmend_unit_desc unit = { .nr_hooks = 1 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		unit.hooks = (uintptr_t)&formats[i].hook;
		assert_int_equal(kmend_hooks_check_format(NULL, &unit), formats[i].err);
	}
	unit.nr_hooks = KMEND_HOOKS_MAX + 1;
	assert_int_equal(kmend_hooks_check_format(NULL, &unit), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_data_of_active_threads),
		cmocka_unit_test(test_refusal),
		cmocka_unit_test(test_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
