/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The scheduler as it is, in a faked kernel: patches, requests and the worker are the
 * manager's own files; its neighbours (events, policies, attempts) are played here.
 * world.h is what tests use.
 */
#ifndef FAKE_MANAGER_H
#define FAKE_MANAGER_H

#include "kernel.h"
#include "linux/list.h"

#include "../../../uapi/kmend_patch.h"

int kmend_patch_register(struct module *owner, const struct kmend_patch_desc *desc);
void kmend_patch_unregister(const struct kmend_patch_desc *desc);

#include "../../../kernel/backoff.c"
#include "../../../kernel/depgraph.c"
#include "../../../kernel/outcome.c"
#include "../../../kernel/patch.c"
#include "../../../kernel/patchmake.c"
#include "../../../kernel/state.c"
/* Two files have a function of that name for themselves. */
#define kmend_request_judge kmend_submit_judge
#include "../../../kernel/submit.c"
#undef kmend_request_judge
#include "../../../kernel/request.c"
#include "../../../kernel/tell.c"
#include "../../../kernel/retry.c"

enum { FAKE_EVENTS = 4096, FAKE_SITES = 2048, FAKE_TEXT = 65536 };

struct kmend_policy {
	const char *name;
	struct kmend_backoff backoff;
	struct kmend_policy_limits limits;
	int pins;
};

/* What an event told, and when. */
struct fake_event {
	u64 ns;
	enum kmend_event event;
	char id[KMEND_ID_MAX + 1];
	enum kmend_state state;
	enum kmend_cause cause;
	struct kmend_status status;
	u32 nr_blockers;
};

/**
 * struct fake_site - a function of the running kernel that patches replace
 * @name: its name
 * @entry: who has replaced it, newest first
 * @change: who touches it in this attempt
 * @top: what will be in force there
 */
struct fake_site {
	char name[KMEND_ID_MAX + 1];
	struct kmend_entry entry;
	const struct kmend_change *change;
	struct kmend_func *top;
};

/**
 * struct fake_manager - the neighbours' notes
 * @events: what was told; the first @nr_events
 * @nr_flushed: of these, sent
 * @sites: the first @nr_sites
 * @attempts: what was tried when: "0:+a|-b+c 100:+a", in milliseconds; "|" between
 *	changes that shared the attempt, "?" before one that was only looked at, "@" before a budget in ns, "~"
 *	after one that lets threads go on in old code, "^" after one that brings them out of it, "!" after one that
 *	wakes kernel threads
 * @attempt_ns: how long an attempt takes
 * @linger: what only takes out ends after a grace period
 * @during: is called once, while the next attempt is made
 * @script: how the next attempt with a patch will end, see fake_manager_script()
 * @in_attempt: an attempt is being made
 */
static struct fake_manager {
	struct fake_event events[FAKE_EVENTS];
	u32 nr_events;
	u32 nr_flushed;
	struct fake_site sites[FAKE_SITES];
	u32 nr_sites;
	char attempts[FAKE_TEXT];
	u64 attempt_ns;
	bool linger;
	void (*during)(void);
	char (*script)(const char *id);
	bool in_attempt;
} fake_manager;

/* --- format.c, resolve.c: a descriptor is as the test made it --- */

const struct kmend_unit_desc *kmend_format_unit(const struct kmend_patch_desc *desc, u32 index)
{
	return (const struct kmend_unit_desc *)kmend_format_ptr(desc->units) + index;
}

const struct kmend_func_desc *kmend_format_func(const struct kmend_unit_desc *unit, u32 index)
{
	return (const struct kmend_func_desc *)kmend_format_ptr(unit->funcs) + index;
}

const char *kmend_format_id(u64 ids, u32 index)
{
	return kmend_format_ptr(((const u64 *)kmend_format_ptr(ids))[index]);
}

int kmend_format_check(const struct module *owner, const struct kmend_patch_desc *desc)
{
	return 0;
}

int kmend_format_check_places(struct kmend_format *format, const struct kmend_func *funcs,
			      u32 nr_funcs)
{
	return 0;
}

const char *kmend_format_object(u64 object)
{
	return NULL;
}

int kmend_resolve_kernel(const struct kmend_format *format, const struct kmend_unit_desc *unit)
{
	return 0;
}

/* --- bypass.c: nobody comes to a function --- */

void kmend_bypass_look(bool wait)
{
}

/* --- active.c: no thread goes on in old code --- */

void kmend_active_commit(const struct kmend_change *change)
{
	assert_true(kmend_patches_mutex.held);
}

/* --- shadow.c: no patch has any --- */

int kmend_shadows_enroll(const struct module *owner, const struct kmend_patch_desc *desc)
{
	return 0;
}

void kmend_shadows_withdraw(const struct kmend_patch_desc *desc)
{
}

/* --- target.c: all of it is about the kernel proper --- */

DEFINE_MUTEX(kmend_targets_mutex);

struct kmend_target *kmend_targets_find(struct kmend_targets *targets, const char *name)
{
	return NULL;
}

struct kmend_targets *kmend_targets_create(const struct module *owner,
					   const struct kmend_patch_desc *desc)
{
	static struct kmend_targets none;

	return &none;
}

int kmend_targets_open(struct kmend_targets *targets, struct kmend_patch *patch)
{
	return 0;
}

void kmend_targets_close(struct kmend_targets *targets)
{
	lockdep_assert_held(&kmend_targets_mutex);
}

/* --- event.c --- */

void kmend_event_post(const struct kmend_patch *patch, enum kmend_event event)
{
	struct fake_event *told = &fake_manager.events[fake_manager.nr_events++];

	lockdep_assert_held(&kmend_patches_mutex);
	assert_true(fake_manager.nr_events <= FAKE_EVENTS);
	*told = (struct fake_event){
		.ns = fake_clock.now_ns,
		.event = event,
		.state = patch->vertex.state,
		.cause = patch->cause,
		.status = patch->status,
		.nr_blockers = patch->last ? patch->last->nr_blockers : 0,
	};
	strscpy(told->id, patch->vertex.id, sizeof(told->id));
}

void kmend_event_flush(void)
{
	assert_false(kmend_patches_mutex.held);
	fake_manager.nr_flushed = fake_manager.nr_events;
}

/* --- policy.c --- */

void kmend_policy_put(struct kmend_policy *policy)
{
	assert_true(policy->pins-- > 0);
}

const char *kmend_policy_name(struct kmend_policy *policy)
{
	return policy->name;
}

void kmend_policy_read(struct kmend_policy *policy, struct kmend_backoff *values)
{
	assert_true(policy->pins > 0);
	*values = policy->backoff;
}

void kmend_policy_limits(struct kmend_policy *policy, struct kmend_policy_limits *limits)
{
	assert_true(policy->pins > 0);
	*limits = policy->limits;
}

/* --- stack.c: what lies on what --- */

static struct fake_site *fake_site_of(const struct kmend_func *func)
{
	return &fake_manager.sites[func->old_addr - 1];
}

static struct kmend_func *fake_func_above(const struct kmend_func *func,
					  const struct kmend_group *group)
{
	const struct kmend_vertex *vertex;
	struct kmend_func *above;

	list_for_each_entry(above, &fake_site_of(func)->entry.funcs, entry_node) {
		vertex = &above->patch->vertex;
		if (above == func || above->patch->order < func->patch->order)
			return NULL;
		if (vertex->group != group || vertex->role != KMEND_ROLE_OUT)
			return above;
	}
	return NULL;
}

struct kmend_func *kmend_stack_above(const struct kmend_patch *patch,
				     const struct kmend_group *group)
{
	struct kmend_func *above = NULL;
	u32 i;

	lockdep_assert_held(&kmend_patches_mutex);
	for (i = 0; i < patch->nr_funcs && !above; i++)
		above = fake_func_above(&patch->funcs[i], group);
	return above;
}

/* --- attempt.c and plan.c: the same rules, without code --- */

static int fake_report(struct kmend_change *change, int err, enum kmend_cause cause,
		       const char *detail)
{
	change->report->cause = cause;
	strscpy(change->report->detail, detail, sizeof(change->report->detail));
	return err;
}

static int fake_change_func(struct kmend_change *change, const struct kmend_member *member,
			    struct kmend_func *func)
{
	struct fake_site *site = fake_site_of(func);

	if (site->change && site->change != change) {
		change->deferred = true;
		return -EINPROGRESS;
	}
	if (!site->change)
		site->top = list_first_entry_or_null(&site->entry.funcs, struct kmend_func,
						     entry_node);
	site->change = change;
	if (member->in) {
		assert_null(func->entry);
		if (site->top && site->top->entry && member->order &&
		    site->top->patch->order > member->order)
			return fake_report(change, -EBUSY, KMEND_CAUSE_UNDER, "comes back under");
		site->top = func;
		return 0;
	}
	assert_non_null(func->entry);
	if (site->top != func)
		return fake_report(change, -EBUSY, KMEND_CAUSE_UNDER, "lies under");
	site->top = list_is_last(&func->entry_node, &site->entry.funcs) ?
		    NULL : list_next_entry(func, entry_node);
	return 0;
}

/*
 * How an attempt with a patch ends, by a letter: '.' well; 'b' a thread is inside; 'n' no memory;
 * 'm' the code is another.
 */
static int fake_change_script(struct kmend_change *change, const char *id)
{
	switch (fake_manager.script(id)) {
	case 'b':
		change->report->nr_blockers = 1;
		change->report->blockers[0].func = 1;
		return fake_report(change, -EAGAIN, KMEND_CAUSE_BUSY, "");
	case 'n':
		return fake_report(change, -EAGAIN, KMEND_CAUSE_NO_MEMORY, "not enough memory");
	case 'm':
		return fake_report(change, -EINVAL, KMEND_CAUSE_MISMATCH, "not that code");
	default:
		return 0;
	}
}

static void fake_change_try(struct kmend_change *change)
{
	const struct kmend_member *member;
	u32 i, j;

	memset(change->report, 0, sizeof(*change->report));
	change->err = 0;
	change->deferred = false;
	for (i = 0; i < change->nr_members && !change->err; i++) {
		member = &change->members[i];
		/* Out before in. */
		assert_false(i && change->members[i - 1].in && !member->in);
		for (j = 0; j < member->nr_funcs && !change->err; j++)
			change->err = fake_change_func(change, member, &member->funcs[j]);
	}
	for (i = 0; i < change->nr_members && !change->err; i++)
		change->err = fake_change_script(change, change->members[i].id);
	if (!change->deferred)
		change->report->pause_ns = 1000;
}

static void fake_func_adopt(struct kmend_func *func, bool in)
{
	struct fake_site *site = fake_site_of(func);

	if (in) {
		list_add_tail(&func->entry_node, site->entry.funcs.next);
		func->entry = &site->entry;
	} else {
		assert_ptr_equal(func, list_first_entry(&site->entry.funcs, struct kmend_func,
							entry_node));
		list_del(&func->entry_node);
		func->entry = NULL;
	}
}

static bool fake_change_brings(const struct kmend_change *change)
{
	return change->members[change->nr_members - 1].in;
}

static void fake_change_adopt(struct kmend_change *change)
{
	u32 i, j;

	for (i = 0; i < change->nr_members; i++)
		for (j = 0; j < change->members[i].nr_funcs; j++)
			fake_func_adopt(&change->members[i].funcs[j], change->members[i].in);
}

__printf(1, 2) static void fake_write(const char *format, ...)
{
	size_t used = strlen(fake_manager.attempts);
	va_list args;

	va_start(args, format);
	vsnprintf(fake_manager.attempts + used, FAKE_TEXT - used, format, args);
	va_end(args);
}

static void fake_write_attempt(struct kmend_change *const *changes, u32 nr, u64 budget_ns,
			       const char *what)
{
	u32 i, j;

	fake_write("%s%llu:%s", *fake_manager.attempts ? " " : "",
		   (unsigned long long)(fake_clock.now_ns / NSEC_PER_MSEC), what);
	for (i = 0; i < nr; i++) {
		if (i)
			fake_write("|");
		for (j = 0; j < changes[i]->nr_members; j++)
			fake_write("%c%s", changes[i]->members[j].in ? '+' : '-',
				   changes[i]->members[j].id);
		if (changes[i]->allow_active)
			fake_write("~");
		if (changes[i]->evict)
			fake_write("^");
		if (changes[i]->wake)
			fake_write("!");
	}
	if (budget_ns)
		fake_write("@%llu", (unsigned long long)budget_ns);
}

static void fake_attempt(struct kmend_change *const *changes, u32 nr)
{
	void (*during)(void) = fake_manager.during;
	u32 i;

	/* What is posted before a long attempt is sent before it. */
	assert_int_equal(fake_manager.nr_flushed, fake_manager.nr_events);
	assert_in_range(nr, 1, KMEND_CHANGES_MAX);
	fake_manager.in_attempt = true;
	fake_clock.now_ns += fake_manager.attempt_ns;
	for (i = 0; i < nr; i++)
		fake_change_try(changes[i]);
	for (i = 0; i < fake_manager.nr_sites; i++)
		fake_manager.sites[i].change = NULL;
	fake_manager.during = NULL;
	if (during)
		during();
}

void kmend_attempt_run(struct kmend_change *const *changes, u32 nr, u64 budget_ns,
		       struct kmend_attempt_result *result)
{
	bool waits = false;
	u32 i;

	assert_false(kmend_patches_mutex.held);
	fake_write_attempt(changes, nr, budget_ns, "");
	fake_attempt(changes, nr);
	for (i = 0; i < nr; i++)
		if (!changes[i]->err) {
			fake_change_adopt(changes[i]);
			changes[i]->lingers = fake_manager.linger && !fake_change_brings(changes[i]);
			waits |= !changes[i]->members[0].in && !changes[i]->lingers;
		}
	for (i = 0; waits && i < nr; i++)
		changes[i]->lingers = false;
	*result = (struct kmend_attempt_result){ .stopped = true, .waits = waits, .pause_ns = 1000 };
	fake_manager.in_attempt = false;
}

void kmend_attempt_close(struct kmend_change *const *changes, u32 nr)
{
	assert_false(kmend_patches_mutex.held);
}

void kmend_attempt_finish(struct kmend_change *change)
{
	assert_false(kmend_patches_mutex.held);
	assert_false(fake_manager.in_attempt);
	change->lingers = false;
}

void kmend_attempt_look(struct kmend_change *change, u64 budget_ns,
			struct kmend_attempt_result *result)
{
	assert_false(kmend_patches_mutex.held);
	fake_write_attempt(&change, 1, 0, "?");
	fake_attempt(&change, 1);
	*result = (struct kmend_attempt_result){};
	fake_manager.in_attempt = false;
}

#endif
