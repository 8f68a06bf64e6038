// SPDX-License-Identifier: GPL-2.0
/*
 * Requests of all sorts in no order, against a clock that only the test moves. After each
 * step everything is true that must be at any time (fake/world.h): no two patches in force
 * that exclude each other, none without what it depends on, each reference, pin and
 * piece of memory accounted for, the timer set for what is due.
 */
#include "fake/world.h"

enum { STEPS = 200000 };

static u64 seed;

/* xorshift64: the same on every machine. */
static u32 draw(u32 below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (u32)(seed >> 32) % below;
}

static const char *any(void)
{
	return world.patches[draw(world.nr)].text;
}

static char any_outcome(const char *id)
{
	return ".....bbbbbnm"[draw(12)];
}

/* One to three patches that are loaded; now and then one twice. */
static const char *some(void)
{
	static char ids[256];
	u32 i, nr = 1 + draw(2) * draw(3);

	ids[0] = '\0';
	for (i = 0; i < nr; i++) {
		const char *id = any();

		if (!world_find(id)->loaded)
			continue;
		strcat(ids, *ids ? " " : "");
		strcat(ids, id);
	}
	return ids;
}

static void ask(void)
{
	const char *ids = some();

	if (!*ids)
		return;
	world.policy = &world.policies[draw(ARRAY_SIZE(world.policies))];
	world.deadline_ms = draw(2) * draw(2) * (1 + draw(5000));
	/* Now and then memory is short. */
	fake_memory.fail_in = draw(20) ? -1 : (long)draw(3);
	world_ask(draw(10) < 6 ? KMEND_KIND_APPLY : draw(4) ? KMEND_KIND_REVERT : KMEND_KIND_CHECK,
		  ids, draw(2));
	fake_memory.fail_in = -1;
}

static void come_or_go(void)
{
	struct world_patch *patch = world_find(any());

	if (!patch->loaded)
		world_load(patch->text);
	/* Most of those that were replaced stay, so that they can come back. */
	else if (!patch->module.refs &&
		 (world_state(patch->text) != KMEND_STATE_SUPERSEDED || !draw(8)))
		world_unload(patch->text);
	world_check();
}

static void change_policy(void)
{
	struct kmend_policy *policy = &world.policies[draw(ARRAY_SIZE(world.policies))];

	policy->backoff.initial_delay_ms = 1 + draw(300);
	policy->backoff.multiplier_percent = 100 + draw(200);
	policy->backoff.max_delay_ms = 1 + draw(3000);
	policy->backoff.jitter_percent = draw(101);
	policy->backoff.deadline_ms = 1 + draw(20000);
	policy->backoff.max_attempts = draw(2) * draw(5);
	policy->limits.coalesce_ms = draw(2) * draw(500);
	policy->limits.pause_budget_us = draw(4) ? 0 : 100;
}

static void step(void)
{
	const char *id = any();

	switch (draw(12)) {
	case 0 ... 4:
		ask();
		return;
	case 5:
		come_or_go();
		return;
	case 6:
		change_policy();
		return;
	case 7:
		if (world_find(id)->loaded)
			world_cancel(id);
		return;
	default:
		if (world_find(id)->loaded)
			world_kick(id);
	}
}

static void some_steps(void)
{
	u32 nr = draw(4);

	while (nr--)
		step();
}

static u32 count(enum kmend_event event)
{
	u32 i, nr = 0;

	for (i = 0; i < fake_manager.nr_events; i++)
		nr += fake_manager.events[i].event == event;
	return nr;
}

static void run_world(const char *text, u64 start)
{
	u32 i, e, counts[KMEND_EVENT_CHECKED + 1] = { 0 };

	seed = start;
	printf("# seed %llu, %u steps: %s\n", (unsigned long long)seed, STEPS, text);
	world_make(text);
	fake_manager.script = any_outcome;
	for (i = 0; i < STEPS; i++) {
		fake_clock.random = draw(0xffffffff);
		fake_manager.attempt_ns = draw(4) ? 0 : draw(200) * NSEC_PER_MSEC;
		fake_manager.during = draw(3) ? NULL : some_steps;
		step();
		if (!draw(3))
			world_run(fake_clock.now_ns / NSEC_PER_MSEC + (draw(5) ? draw(100) : draw(5000)));
		world_check();
		for (e = 1; e <= KMEND_EVENT_CHECKED; e++)
			counts[e] += count(e);
		fake_manager.nr_events = fake_manager.nr_flushed = 0;
		fake_manager.attempts[0] = '\0';
	}
	/* Every way was gone, or this tested little. */
	for (e = 1; e <= KMEND_EVENT_CHECKED; e++)
		if (counts[e] < 10)
			fail_msg("event %u came %u times only", e, counts[e]);
	/* Left alone, everything comes to its end. */
	fake_manager.during = NULL;
	fake_manager.attempt_ns = 0;
	world_run(fake_clock.now_ns / NSEC_PER_MSEC + 120000);
	world_check();
	assert_int_equal(kmend_stats.waiting, 0);
	fake_manager.nr_events = fake_manager.nr_flushed = 0;
}

static void test_relations(void **state)
{
	run_world("a b:depends=a c:depends=a/b d:conflicts=b e:replaces=b f:replaces=a/g "
		  "g:depends=h h i:all j:depends=c", 1);
}

static void test_relations_and_stacks(void **state)
{
	run_world("a:on=f b:on=f,depends=a c:on=f/g d:on=g,conflicts=a e:on=g,replaces=c "
		  "f:on=f,replaces=a/e g:depends=d,on=h h:on=h i:on=f,all j:on=f/h", 2);
}

/* Few, so that each often meets each. */
static void test_few(void **state)
{
	run_world("a:on=f b:depends=a c:replaces=a,on=f d:replaces=c", 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(test_relations),
		world_test(test_relations_and_stacks),
		world_test(test_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
