// SPDX-License-Identifier: GPL-2.0
/*
 * The model: what each patch's state is if the events are true, and what must
 * hold between patches. Written from the documents, not from the manager.
 *
 * DOC: When relations are judged
 *
 * A transaction begins and ends in one moment, but is told patch by patch. So what
 * is told of one's beginning or end is collected, and relations are judged when
 * another event comes, or none does any more.
 */
#include <stdarg.h>
#include <string.h>

#include "model.h"

#define SAME UINT32_MAX

static const struct {
	uint32_t from;
	uint32_t to;
} steps[] = {
	[KMEND_EVENT_LOADED] = { BIT(ABSENT), KMEND_STATE_LOADED },
	[KMEND_EVENT_SUBMITTED] = { IDLE, KMEND_STATE_PENDING },
	[KMEND_EVENT_QUEUED] = { STATE(PENDING), KMEND_STATE_QUEUED },
	[KMEND_EVENT_READY] = { STATE(QUEUED), KMEND_STATE_PENDING },
	[KMEND_EVENT_BLOCKED] = { STATE(PENDING) | STATE(REVERTING), SAME },
	[KMEND_EVENT_APPLIED] = { STATE(PENDING), KMEND_STATE_APPLIED },
	[KMEND_EVENT_FAILED] = { STATE(PENDING) | STATE(QUEUED), KMEND_STATE_FAILED },
	[KMEND_EVENT_CANCELLED] = { STATE(PENDING) | STATE(QUEUED), KMEND_STATE_CANCELLED },
	[KMEND_EVENT_REVERT_SUBMITTED] = { STATE(APPLIED), KMEND_STATE_REVERTING },
	[KMEND_EVENT_REVERTED] = { STATE(REVERTING), KMEND_STATE_REVERTED },
	[KMEND_EVENT_REVERT_FAILED] = { STATE(REVERTING), KMEND_STATE_APPLIED },
	[KMEND_EVENT_UNLOADED] = { IDLE, ABSENT },
	[KMEND_EVENT_SUPERSEDED] = { STATE(APPLIED), KMEND_STATE_SUPERSEDED },
	[KMEND_EVENT_RESTORED] = { STATE(SUPERSEDED), KMEND_STATE_APPLIED },
	[KMEND_EVENT_CHECKED] = { ~BIT(ABSENT), SAME },
};
enum { EVENTS = sizeof(steps) / sizeof(*steps) };

/* Events that are told of a transaction's members in one go, by what they tell. */
static const uint32_t ends[] = {
	BIT(KMEND_EVENT_SUBMITTED),
	BIT(KMEND_EVENT_APPLIED) | BIT(KMEND_EVENT_SUPERSEDED),
	BIT(KMEND_EVENT_REVERTED) | BIT(KMEND_EVENT_RESTORED),
	BIT(KMEND_EVENT_FAILED),
	BIT(KMEND_EVENT_CANCELLED),
	BIT(KMEND_EVENT_REVERT_FAILED),
};

struct model models[PATCHES];

/* What is being told: of which transaction, and which of ends[]. */
static struct {
	bool open;
	uint64_t transaction;
	uint32_t sort;
} end;

#define KEPT 50
static char kept[KEPT][256];
static uint64_t seen[EVENTS];
static uint64_t last_seq, last_order;
static bool failed, started;

const char *state_name(uint32_t state)
{
	return state == ABSENT ? "absent" : libkmend_state_name(state);
}

/* --- evidence --- */

static void print_evidence(void)
{
	uint64_t seq = last_seq > KEPT ? last_seq - KEPT + 1 : 1;
	size_t patch;

	for (; seq <= last_seq; seq++)
		puts(kept[seq % KEPT]);
	for (patch = 0; patch < PATCHES; patch++)
		printf("model: %s %s order %llu by %s\n", spec_id(patch),
		       state_name(models[patch].state), (unsigned long long)models[patch].order,
		       models[patch].by < PATCHES ? spec_id(models[patch].by) : "-");
	fflush(stdout);
}

void model_fail(const char *format, ...)
{
	va_list args;

	printf("after event %llu: ", (unsigned long long)last_seq);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	puts("");
	if (!failed)
		print_evidence();
	failed = true;
}

static void keep(const struct libkmend_event *event)
{
	const struct libkmend_patch *patch = event->patch;

	snprintf(kept[event->seq % KEPT], sizeof(*kept), "%llu %s %s -> %s transaction %llu %s %s",
		 (unsigned long long)event->seq, patch->id, libkmend_event_name(event->event),
		 libkmend_state_name(patch->state), (unsigned long long)patch->transaction,
		 patch->cause ? libkmend_cause_name(patch->cause) : "",
		 patch->detail ? patch->detail : "");
}

/* --- events --- */

static uint32_t end_of(uint32_t event)
{
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (ends[i] & BIT(event))
			return ends[i];
	return 0;
}

void model_close(void)
{
	size_t patch;

	if (!end.open)
		return;
	judge_told(end.transaction, end.sort == BIT(KMEND_EVENT_SUBMITTED));
	for (patch = 0; patch < PATCHES; patch++)
		models[patch].ended = 0;
	end.open = false;
}

static void note_end(size_t patch, const struct libkmend_event *event)
{
	uint32_t sort = end_of(event->event);

	if (end.open && (!sort || event->patch->transaction != end.transaction))
		model_close();
	if (!sort)
		return;
	if (end.open && sort != end.sort && end.sort == BIT(KMEND_EVENT_SUBMITTED))
		model_close();
	if (end.open && sort != end.sort)
		model_fail("transaction %llu ends in two ways",
			   (unsigned long long)end.transaction);
	end.open = true;
	end.transaction = event->patch->transaction;
	end.sort = sort;
	models[patch].ended = event->event;
}

/* One that is unloaded, or asked for anew, brings nothing back that it had replaced before. */
static void forget_by(size_t by)
{
	size_t patch;

	for (patch = 0; patch < PATCHES; patch++)
		if (models[patch].by == by)
			models[patch].by = PATCHES;
}

/* Who is going out may be out. An attempt in vain says that it was not. */
static void note_out(size_t patch, uint32_t event)
{
	size_t other;

	if (event == KMEND_EVENT_APPLIED)
		models[patch].after = 0;
	for (other = 0; other < PATCHES; other++) {
		if (event == KMEND_EVENT_APPLIED && is(other, BIT(KMEND_STATE_REVERTING)))
			models[patch].after |= BIT(other);
		if (event == KMEND_EVENT_BLOCKED)
			models[other].after &= ~BIT(patch);
	}
}

static void move(size_t patch, const struct libkmend_event *event)
{
	struct model *model = &models[patch];
	const char *by = event->patch->superseded_by;
	uint32_t to = steps[event->event].to;

	if (!(steps[event->event].from & BIT(model->state)))
		model_fail("%s: %s, but it is %s", spec_id(patch),
			   libkmend_event_name(event->event), state_name(model->state));
	if (event->event == KMEND_EVENT_APPLIED)
		model->order = ++last_order;
	if (event->event == KMEND_EVENT_SUBMITTED || event->event == KMEND_EVENT_LOADED)
		model->by = PATCHES;
	if (event->event == KMEND_EVENT_SUBMITTED || event->event == KMEND_EVENT_UNLOADED)
		forget_by(patch);
	if (event->event == KMEND_EVENT_SUPERSEDED)
		model->by = by ? spec_find(by) : PATCHES;
	if (event->event != KMEND_EVENT_CHECKED)
		model->transaction = event->patch->transaction;
	/* An unloaded one is told as it was. */
	if (event->patch->state != (to < ABSENT ? to : model->state))
		model_fail("%s: %s, told as %s", spec_id(patch),
			   libkmend_event_name(event->event),
			   libkmend_state_name(event->patch->state));
	note_out(patch, event->event);
	if (to != SAME)
		model->state = to;
}

static void start(void)
{
	size_t patch;

	for (patch = 0; patch < PATCHES; patch++)
		models[patch] = (struct model){ .state = ABSENT, .by = PATCHES };
	started = true;
}

void model_take(const struct libkmend_event *event)
{
	size_t patch = spec_find(event->patch->id);

	if (!started)
		start();
	last_seq = event->seq;
	keep(event);
	if (event->lost)
		model_fail("%llu events were lost", (unsigned long long)event->lost);
	if (patch == PATCHES || event->event >= EVENTS || !steps[event->event].from) {
		model_fail("an event that nothing is known of");
		return;
	}
	seen[event->event]++;
	judge_cause(event->patch);
	note_end(patch, event);
	move(patch, event);
}

uint64_t model_last_seq(void)
{
	return last_seq;
}

bool model_failed(void)
{
	return failed;
}

uint32_t model_states(size_t patch)
{
	return started ? BIT(models[patch].state) : BIT(ABSENT);
}

void model_tell(FILE *to)
{
	size_t event;

	for (event = 1; event < EVENTS; event++) {
		fprintf(to, "# %5llu %s\n", (unsigned long long)seen[event],
			libkmend_event_name(event));
		if (!seen[event])
			model_fail("no event '%s': the soak says nothing of it",
				   libkmend_event_name(event));
	}
}
