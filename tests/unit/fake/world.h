/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Patches, who asks for what, and what must be true at any time.
 *
 * Patches are written as words: "b:depends=a/c,on=f/g" is patch b, which depends on a and
 * c and replaces the functions f and g; without "on", a function that no other replaces.
 * "all" is said by "b:all".
 */
#ifndef FAKE_WORLD_H
#define FAKE_WORLD_H

#include "manager.h"

/* No test needs all of this. */
#pragma GCC diagnostic ignored "-Wunused-function"

enum { WORLD_PATCHES = 1024, WORLD_NAMES = 8 };

/* A patch module: loaded while @loaded. */
struct world_patch {
	struct module module;
	struct kmend_patch_desc desc;
	struct kmend_unit_desc unit;
	struct kmend_func_desc funcs[WORLD_NAMES];
	struct kmend_symbol symbols[WORLD_NAMES];
	u64 names[3][WORLD_NAMES];
	char text[256];
	const char *script;
	bool loaded;
};

/**
 * struct world - what a test has made
 * @patches: the first @nr
 * @policies: the first is the default
 * @policy: of the next request
 * @deadline_ms: of the next request; 0: the policy's
 * @refusal: of the last request
 * @memory: pieces that belong to patches
 * @nr_told: events that world_told() has told
 */
static struct world {
	struct world_patch patches[WORLD_PATCHES];
	u32 nr;
	struct kmend_policy policies[3];
	struct kmend_policy *policy;
	u32 deadline_ms;
	struct kmend_refusal refusal;
	long memory;
	u32 nr_told;
} world;

static struct world_patch *world_find(const char *id)
{
	u32 i;

	for (i = 0; i < world.nr; i++)
		if (!strcmp(world.patches[i].text, id))
			return &world.patches[i];
	fail_msg("no patch '%s' in this test", id);
	return NULL;
}

static struct kmend_patch *world_patch(const char *id)
{
	struct kmend_vertex *vertex = kmend_graph_find(&kmend_patch_graph, id);

	assert_non_null(vertex);
	return kmend_patch_of(vertex);
}

static enum kmend_state world_state(const char *id)
{
	return world_patch(id)->vertex.state;
}

/* Each attempt uses up a letter; the last one stays. */
static char world_script(const char *id)
{
	struct world_patch *patch = world_find(id);
	char letter = *patch->script;

	if (letter && patch->script[1])
		patch->script++;
	return letter;
}

static void world_play(const char *id, const char *script)
{
	world_find(id)->script = script;
}

/* --- what must be true at any time --- */

static void world_check_request(const struct kmend_request *request)
{
	bool armed = !list_empty(&request->due.node);

	assert_true(armed != request->attempting);
	assert_true(list_empty(&request->ending));
	assert_true(fake_manager.in_attempt || !request->attempting || request->change.lingers);
}

static void world_check_in_force(const struct kmend_vertex *vertex)
{
	struct kmend_vertex *other;
	u32 i;

	for (i = 0; i < vertex->nr_edges; i++) {
		other = kmend_graph_find(&kmend_patch_graph, vertex->edges[i].to);
		if (vertex->edges[i].relation == KMEND_RELATION_DEPENDS) {
			if (!other || !kmend_state_is_in_force(other->state))
				fail_msg("'%s' is in force without '%s'", vertex->id,
					 vertex->edges[i].to);
		} else if (other && kmend_state_is_in_force(other->state)) {
			fail_msg("'%s' is in force with '%s'", vertex->id, other->id);
		}
	}
}

static void world_check_patch(const struct kmend_patch *patch)
{
	const struct kmend_vertex *vertex = &patch->vertex;
	bool in_force = kmend_state_is_in_force(vertex->state);
	/* Its code is out, which is not told yet. */
	bool lingers = vertex->group && kmend_request_of(vertex)->change.lingers;
	u32 i;

	assert_int_equal(patch->owner->refs,
			 kmend_state_is_busy(vertex->state) || vertex->group);
	if (kmend_state_is_tried(vertex->state))
		assert_non_null(vertex->group);
	if (in_force && !lingers)
		world_check_in_force(vertex);
	/* The worker notes what an attempt did when it has the lock again. */
	for (i = 0; i < patch->nr_funcs; i++)
		assert_int_equal(!!patch->funcs[i].entry, in_force && !lingers);
	assert_int_equal(!!patch->superseded_by, !list_empty(&patch->replaced_node));
	if (patch->superseded_by)
		assert_int_equal(vertex->state, KMEND_STATE_SUPERSEDED);
}

static void world_check_site(const struct fake_site *site)
{
	const struct kmend_func *func;
	u64 above = U64_MAX;

	list_for_each_entry(func, &site->entry.funcs, entry_node) {
		assert_true(func->patch->order < above);
		above = func->patch->order;
	}
}

/* The timer is set for the first that is due, and not later than the clock can tell. */
static void world_check_timer(void)
{
	const struct kmend_request *first = kmend_retry_first();
	u64 due;

	if (!first || fake_manager.in_attempt)
		return;
	due = max((u64)first->due.expires, fake_clock.now_ns);
	assert_non_null(fake_clock.work);
	assert_true(fake_clock.jiffy * fake_clock.tick_ns <= due + 2 * fake_clock.tick_ns);
}

/* Is it the first that tells of this outcome, and of a request that has ended? */
static bool world_keeps_outcome(const struct kmend_patch *patch)
{
	const struct kmend_request *request = kmend_request_of(&patch->vertex);
	const struct kmend_patch *other;

	if (!patch->last || (request && request->outcome == patch->last))
		return false;
	assert_true(patch->last->nr_blockers > 0);
	list_for_each_entry(other, &kmend_patches, node)
		if (other->last == patch->last)
			return other == patch;
	return false;
}

/* Return: pieces of memory that requests have, or have left. */
static long world_check_requests(void)
{
	const struct kmend_request *request;
	const struct kmend_patch *patch;
	int requests = 0, pins = 0;
	long memory = 0;
	u32 i;

	list_for_each_entry(patch, &kmend_patches, node) {
		memory += world_keeps_outcome(patch);
		request = kmend_request_of(&patch->vertex);
		if (!request || request->group.first != &patch->vertex)
			continue;
		world_check_request(request);
		memory += 2 + !!request->change.members;
		requests++;
	}
	for (i = 0; i < ARRAY_SIZE(world.policies); i++)
		pins += world.policies[i].pins;
	assert_int_equal(pins, requests);
	return memory;
}

static void world_check(void)
{
	const struct kmend_patch *patch;
	u32 i, loaded = 0, waiting = 0, applied = 0;

	assert_false(kmend_patches_mutex.held);
	assert_true(list_empty(&kmend_requests_ending));
	assert_int_equal(fake_memory.live, world.memory + world_check_requests());
	list_for_each_entry(patch, &kmend_patches, node) {
		world_check_patch(patch);
		loaded++;
		waiting += kmend_state_is_tried(patch->vertex.state);
		applied += kmend_state_is_in_force(patch->vertex.state);
	}
	assert_int_equal(kmend_stats.loaded, loaded);
	assert_int_equal(kmend_stats.waiting, waiting);
	assert_int_equal(kmend_stats.applied, applied);
	for (i = 0; i < fake_manager.nr_sites; i++)
		world_check_site(&fake_manager.sites[i]);
	world_check_timer();
}

/* --- patch modules --- */

static u64 world_site(const char *name)
{
	struct fake_site *site;
	u32 i;

	for (i = 0; i < fake_manager.nr_sites; i++)
		if (!strcmp(fake_manager.sites[i].name, name))
			return i + 1;
	assert_true(i < FAKE_SITES);
	site = &fake_manager.sites[fake_manager.nr_sites++];
	strscpy(site->name, name, sizeof(site->name));
	INIT_LIST_HEAD(&site->entry.funcs);
	return i + 1;
}

static void world_add_site(struct world_patch *patch, char *name)
{
	u32 i = patch->unit.nr_funcs++;

	patch->symbols[i].address = world_site(name);
	patch->funcs[i].symbol = (u64)(uintptr_t)&patch->symbols[i];
	patch->funcs[i].name = (u64)(uintptr_t)name;
}

static void world_add_names(struct world_patch *patch, char *relation)
{
	char *names = strchr(relation, '='), *save, *name;
	u32 *counts[] = { &patch->desc.nr_depends, &patch->desc.nr_conflicts,
			  &patch->desc.nr_replaces };
	int which = *relation == 'd' ? 0 : *relation == 'c' ? 1 : 2;

	if (!strcmp(relation, "all")) {
		patch->desc.flags = KMEND_PATCH_REPLACES_ALL;
		return;
	}
	for (name = strtok_r(names + 1, "/", &save); name; name = strtok_r(NULL, "/", &save)) {
		if (*relation == 'o')
			world_add_site(patch, name);
		else
			patch->names[which][(*counts[which])++] = (u64)(uintptr_t)name;
	}
}

static void world_load(const char *id)
{
	struct world_patch *patch = world_find(id);

	assert_false(patch->loaded);
	assert_int_equal(kmend_patch_register(&patch->module, &patch->desc), 0);
	patch->loaded = true;
	patch->module.going = false;
	world.memory = fake_memory.live - world_check_requests();
}

static void world_unload(const char *id)
{
	struct world_patch *patch = world_find(id);

	assert_int_equal(patch->module.refs, 0);
	patch->module.going = true;
	patch->loaded = false;
	kmend_patch_unregister(&patch->desc);
	world.memory = fake_memory.live - world_check_requests();
}

static void world_define(const char *word)
{
	struct world_patch *patch = &world.patches[world.nr++];
	char *relations, *save, *relation;

	assert_true(world.nr <= WORLD_PATCHES);
	strscpy(patch->text, word, sizeof(patch->text));
	strscpy(patch->module.name, word, sizeof(patch->module.name));
	patch->script = ".";
	relations = strchr(patch->text, ':');
	if (relations)
		*relations++ = '\0';
	patch->desc.id = patch->desc.description = (u64)(uintptr_t)patch->text;
	patch->desc.nr_units = 1;
	patch->desc.units = (u64)(uintptr_t)&patch->unit;
	patch->desc.depends = (u64)(uintptr_t)patch->names[0];
	patch->desc.conflicts = (u64)(uintptr_t)patch->names[1];
	patch->desc.replaces = (u64)(uintptr_t)patch->names[2];
	patch->unit.funcs = (u64)(uintptr_t)patch->funcs;
	for (relation = relations ? strtok_r(relations, ",", &save) : NULL; relation;
	     relation = strtok_r(NULL, ",", &save))
		world_add_names(patch, relation);
	if (!patch->unit.nr_funcs)
		world_add_site(patch, patch->text);
	world_load(patch->text);
}

static void world_make(const char *text)
{
	char *copy = strdup(text), *save, *word;

	for (word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save))
		world_define(word);
	free(copy);
	world.nr_told = fake_manager.nr_events;
}

/* --- requests: what genl.c does with them --- */

static int world_ask(enum kmend_kind kind, const char *ids, bool cascade)
{
	struct kmend_request *request = kmend_request_create(kind);
	char *copy = strdup(ids), *save, *id;
	int err = 0;

	memset(&world.refusal, 0, sizeof(world.refusal));
	mutex_lock(&kmend_patches_mutex);
	for (id = strtok_r(copy, " ", &save); request && id && !err;
	     id = strtok_r(NULL, " ", &save))
		err = kmend_request_add(request, world_patch(id), &world.refusal);
	free(copy);
	if (request && !err) {
		err = kmend_request_complete(request, cascade, &world.refusal);
		if (err && err != -ENOMEM && kind == KMEND_KIND_CHECK) {
			request->refusal = world.refusal;
			err = 0;
		}
	}
	if (!request)
		err = -ENOMEM;
	else if (err)
		kmend_request_discard(request);
	else {
		world.policy->pins++;
		kmend_request_start(request, world.policy, world.deadline_ms);
	}
	mutex_unlock(&kmend_patches_mutex);
	kmend_event_flush();
	world_check();
	return err;
}

static int world_submit(const char *ids)
{
	return world_ask(KMEND_KIND_APPLY, ids, false);
}

static int world_revert(const char *ids)
{
	return world_ask(KMEND_KIND_REVERT, ids, false);
}

static int world_cancel(const char *id)
{
	struct kmend_patch *patch = world_patch(id);

	if (!kmend_state_is_tried(patch->vertex.state))
		return -EINVAL;
	mutex_lock(&kmend_patches_mutex);
	kmend_request_cancel(kmend_request_of(&patch->vertex));
	mutex_unlock(&kmend_patches_mutex);
	kmend_event_flush();
	world_check();
	return 0;
}

static int world_kick(const char *id)
{
	struct kmend_patch *patch = world_patch(id);
	struct kmend_request *request = kmend_request_of(&patch->vertex);

	if (!kmend_state_is_tried(patch->vertex.state))
		return -EINVAL;
	mutex_lock(&kmend_patches_mutex);
	if (!request->attempting)
		kmend_retry_arm(request, 0);
	mutex_unlock(&kmend_patches_mutex);
	world_check();
	return 0;
}

/* --- time --- */

/* Do what is due until @ms after the test began, and let the clock stand there. */
static void world_run(u64 ms)
{
	u64 until = ms * NSEC_PER_MSEC, fires;
	struct delayed_work *work;
	int runs = 0;

	while ((work = fake_clock.work)) {
		fires = max(fake_clock.jiffy * fake_clock.tick_ns, fake_clock.now_ns);
		if (fires > until)
			break;
		if (runs++ > 10000)
			fail_msg("the worker runs and runs");
		fake_clock.now_ns = fires;
		fake_clock.work = NULL;
		work->run(NULL);
		assert_int_equal(fake_manager.nr_flushed, fake_manager.nr_events);
		world_check();
	}
	fake_clock.now_ns = max(fake_clock.now_ns, until);
}

#include "told.h"

/* --- before and after a test --- */

static int world_setup(void **state)
{
	static const struct kmend_policy policy = {
		.name = "default",
		.backoff = {
			.initial_delay_ms = 100,
			.max_delay_ms = 10000,
			.multiplier_percent = 200,
			.deadline_ms = 60000,
		},
		.limits = { .coalesce_ms = 10, .active_after = 1000, .evict_after = 1000, .wake_after = 1000 },
	};
	u32 i;

	memset(&world, 0, sizeof(world));
	memset(&fake_manager, 0, sizeof(fake_manager));
	for (i = 0; i < ARRAY_SIZE(world.policies); i++)
		world.policies[i] = policy;
	world.policy = &world.policies[0];
	fake_manager.script = world_script;
	/* Small, so that times can be told in whole milliseconds. */
	fake_clock = (struct fake_clock){ .tick_ns = 1000 };
	fake_memory = (struct fake_memory){ .fail_in = -1 };
	/* Also after a test that failed half-way. */
	kmend_patches_mutex.held = false;
	INIT_LIST_HEAD(&kmend_patches);
	INIT_LIST_HEAD(&kmend_history);
	INIT_LIST_HEAD(&kmend_requests_ending);
	memset(&kmend_patch_graph, 0, sizeof(kmend_patch_graph));
	memset(&kmend_stats, 0, sizeof(kmend_stats));
	kmend_request_replacing_all = NULL;
	return kmend_retry_init();
}

static void world_unload_idle(void)
{
	u32 i;

	for (i = 0; i < world.nr; i++)
		if (world.patches[i].loaded && !world.patches[i].module.refs)
			world_unload(world.patches[i].text);
}

/* Whatever a test left: all can be taken out again, and nothing is left of it. */
static int world_teardown(void **state)
{
	u32 i, rounds;

	fake_memory.fail_in = -1;
	fake_manager.script = world_script;
	fake_manager.during = NULL;
	fake_manager.linger = false;
	while (fake_grace)
		fake_grace_end();
	world.policy = &world.policies[0];
	world.deadline_ms = 0;
	for (i = 0; i < world.nr; i++) {
		world.patches[i].script = ".";
		if (world.patches[i].loaded)
			world_cancel(world.patches[i].text);
	}
	world_run(fake_clock.now_ns / NSEC_PER_MSEC + 1000);
	for (rounds = 0; rounds < 2 && kmend_stats.loaded; rounds++) {
		fake_manager.nr_events = fake_manager.nr_flushed = 0;
		world_unload_idle();
		for (i = 0; i < world.nr; i++) {
			if (!world.patches[i].loaded ||
			    world_state(world.patches[i].text) != KMEND_STATE_APPLIED)
				continue;
			assert_int_equal(world_ask(KMEND_KIND_REVERT, world.patches[i].text, true), 0);
			world_run(fake_clock.now_ns / NSEC_PER_MSEC + 1000);
		}
	}
	assert_int_equal(kmend_stats.loaded, 0);
	kmend_patch_exit();
	assert_int_equal(fake_memory.live, 0);
	kmend_retry_exit();
	return 0;
}

#define world_test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

#endif
