// SPDX-License-Identifier: GPL-2.0
/* What must hold between patches when a transaction has begun or ended. */
#include <string.h>

#include "model.h"

static void judge_pair(size_t a, size_t b)
{
	if (specs_conflict(a, b))
		model_fail("%s and %s conflict, and both are in force", spec_id(a), spec_id(b));
	if (spec_names(specs[a].replaces, b) && strcmp(specs[a].replaces, "*"))
		model_fail("%s replaces %s, and both are in force", spec_id(a), spec_id(b));
}

static void judge_force(void)
{
	size_t a, b;

	for (a = 0; a < PATCHES; a++) {
		if (!is(a, IN_FORCE))
			continue;
		for (b = 0; b < PATCHES; b++) {
			if (a != b && is(b, IN_FORCE))
				judge_pair(a, b);
			if (spec_names(specs[a].depends, b) && !is(b, IN_FORCE))
				model_fail("%s is in force without %s", spec_id(a), spec_id(b));
		}
	}
}

/* What came in: all that it replaces is out. */
static void judge_applied(size_t patch)
{
	size_t other;

	for (other = 0; other < PATCHES; other++) {
		if (other == patch || !is(other, IN_FORCE))
			continue;
		if (spec_names(specs[patch].replaces, other))
			model_fail("%s came, %s stayed", spec_id(patch), spec_id(other));
	}
}

/* Whoever came with it and replaces it took over; the event may say so, too. */
static void judge_superseded(size_t patch)
{
	size_t told = models[patch].by, by;

	for (by = 0; by < PATCHES; by++)
		if (models[by].ended == KMEND_EVENT_APPLIED &&
		    spec_names(specs[by].replaces, patch))
			break;
	models[patch].by = by;
	if (by == PATCHES || (told < PATCHES && told != by))
		model_fail("%s was superseded by %s, told by %s", spec_id(patch),
			   by < PATCHES ? spec_id(by) : "nobody",
			   told < PATCHES ? spec_id(told) : "nobody");
}

/* What went: nothing lies on it, and what it had replaced came back. */
static void judge_gone(size_t patch)
{
	size_t other;

	for (other = 0; other < PATCHES; other++) {
		if (other != patch && is(other, IN_FORCE) && specs_share_function(patch, other) &&
		    models[other].ended != KMEND_EVENT_APPLIED &&
		    !(models[other].after & BIT(patch)) &&
		    models[other].order > models[patch].order)
			model_fail("%s went from under %s", spec_id(patch), spec_id(other));
		if (models[patch].ended == KMEND_EVENT_REVERTED && is(other, STATE(SUPERSEDED)) &&
		    models[other].by == patch)
			model_fail("%s went, %s did not come back", spec_id(patch),
				   spec_id(other));
	}
}

static void judge_restored(size_t patch)
{
	size_t by = models[patch].by;

	if (by == PATCHES || models[by].ended != KMEND_EVENT_REVERTED)
		model_fail("%s came back, %s did not go", spec_id(patch),
			   by < PATCHES ? spec_id(by) : "nobody");
	models[patch].by = PATCHES;
}

/* Does the transaction that is being told take it out? */
static bool goes_out(size_t patch)
{
	size_t by;

	for (by = 0; by < PATCHES; by++)
		if (models[by].ended == KMEND_EVENT_SUBMITTED &&
		    spec_names(specs[by].replaces, patch))
			return is(patch, IN_FORCE);
	return false;
}

/* No request is accepted against what stands already, unless that goes with it. */
static void judge_submitted(size_t patch)
{
	size_t other;

	for (other = 0; other < PATCHES; other++) {
		if (other == patch || !is(other, IN_FORCE | TRIED) || goes_out(other))
			continue;
		if (specs_conflict(patch, other))
			model_fail("%s was taken, though %s is %s", spec_id(patch),
				   spec_id(other), state_name(models[other].state));
		if (is(other, IN_FORCE) && spec_names(specs[other].replaces, patch) &&
		    strcmp(specs[other].replaces, "*"))
			model_fail("%s was taken, though %s replaces it", spec_id(patch),
				   spec_id(other));
	}
	other = specs[patch].depends ? spec_find(specs[patch].depends) : PATCHES;
	if (other < PATCHES && spec_names(specs[other].depends, patch))
		model_fail("%s was taken, in spite of the cycle", spec_id(patch));
}

static void judge_member(size_t patch, uint64_t transaction, bool began)
{
	switch (models[patch].ended) {
	case KMEND_EVENT_SUBMITTED:
		judge_submitted(patch);
		return;
	case KMEND_EVENT_APPLIED:
		judge_applied(patch);
		break;
	case KMEND_EVENT_RESTORED:
		judge_restored(patch);
		break;
	case KMEND_EVENT_SUPERSEDED:
		judge_superseded(patch);
		judge_gone(patch);
		break;
	case KMEND_EVENT_REVERTED:
		judge_gone(patch);
		break;
	}
	if (!began && models[patch].transaction == transaction && is(patch, TRIED))
		model_fail("transaction %llu ended without %s", (unsigned long long)transaction,
			   spec_id(patch));
}

void judge_told(uint64_t transaction, bool began)
{
	size_t patch;

	judge_force();
	for (patch = 0; patch < PATCHES; patch++)
		judge_member(patch, transaction, began);
}

/* Nobody but the manager writes to these functions, and what it wrote is what it finds. */
void judge_cause(const struct libkmend_patch *told)
{
	switch (told->cause) {
	case KMEND_CAUSE_MISMATCH:
	case KMEND_CAUSE_SITE_IN_USE:
	case KMEND_CAUSE_NO_MEMORY:
	case KMEND_CAUSE_ALTERED:
	case KMEND_CAUSE_INTERNAL:
		model_fail("%s: %s: %s", told->id, libkmend_cause_name(told->cause),
			   told->detail ? told->detail : "");
	}
}
