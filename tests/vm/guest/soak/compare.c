// SPDX-License-Identifier: GPL-2.0
/* The model held against what the manager says, and the way from there to nothing. */
#include <string.h>

#include "model.h"

static void compare_patch(const struct libkmend_patch *told)
{
	size_t patch = spec_find(told->id);
	const char *by;

	if (patch == PATCHES) {
		model_fail("'%s' is loaded, of which no event told", told->id);
		return;
	}
	if (told->state != models[patch].state)
		model_fail("%s is %s, in the model %s", told->id, libkmend_state_name(told->state),
			   state_name(models[patch].state));
	if (is(patch, IN_FORCE) != (LIBKMEND_HAS(told, KMEND_A_ORDER) != 0))
		model_fail("%s: its order is %stold", told->id, told->order ? "" : "not ");
	by = is(patch, STATE(SUPERSEDED)) && models[patch].by < PATCHES ?
	     spec_id(models[patch].by) : "";
	if (strcmp(told->superseded_by ? told->superseded_by : "", by))
		model_fail("%s is superseded by '%s', in the model by '%s'", told->id,
			   told->superseded_by ? told->superseded_by : "", by);
}

/* Who lies on whom; where nothing is shared, the order is nobody's concern. */
static void compare_order(struct libkmend_patch **list, size_t nr)
{
	size_t i, j, a, b;

	for (i = 0; i < nr; i++) {
		for (j = 0; j < nr; j++) {
			a = spec_find(list[i]->id);
			b = spec_find(list[j]->id);
			if (list[i]->unloaded || list[j]->unloaded || !is(a, IN_FORCE) ||
			    !is(b, IN_FORCE) || !specs_share_function(a, b) ||
			    list[i]->order >= list[j]->order)
				continue;
			if (models[a].order >= models[b].order)
				model_fail("%s lies under %s, in the model on it", spec_id(a),
					   spec_id(b));
		}
	}
}

void model_compare(struct libkmend_patch **list, size_t nr)
{
	bool there[PATCHES] = { false };
	size_t i, patch;

	model_close();
	for (i = 0; i < nr; i++) {
		if (list[i]->unloaded)
			continue;
		compare_patch(list[i]);
		if (spec_find(list[i]->id) < PATCHES)
			there[spec_find(list[i]->id)] = true;
	}
	for (patch = 0; patch < PATCHES; patch++)
		if (!there[patch] && !is(patch, BIT(ABSENT)))
			model_fail("%s is not loaded, in the model it is", spec_id(patch));
	if (!model_failed())
		compare_order(list, nr);
}

/* Is it in force, with nothing that lies on it or depends on it? */
static bool may_go(size_t patch)
{
	size_t other;

	for (other = 0; other < PATCHES; other++) {
		if (other == patch || !is(other, IN_FORCE))
			continue;
		if (spec_names(specs[other].depends, patch))
			return false;
		if (specs_share_function(patch, other) &&
		    models[other].order > models[patch].order)
			return false;
	}
	return is(patch, IN_FORCE);
}

/* Is what it had replaced in nobody's way, if it comes back? */
static bool may_come_back(size_t patch, size_t from)
{
	size_t other;

	for (other = 0; other < PATCHES; other++) {
		bool comes = is(other, STATE(SUPERSEDED)) && models[other].by == from;
		bool there = other != from && is(other, IN_FORCE);

		if (spec_names(specs[patch].depends, other) && !comes && !there)
			return false;
		if (!there)
			continue;
		if (specs_conflict(patch, other) || spec_names(specs[patch].replaces, other) ||
		    spec_names(specs[other].replaces, patch))
			return false;
		if (specs_share_function(patch, other) &&
		    models[other].order > models[patch].order)
			return false;
	}
	return true;
}

size_t model_next_to_go(void)
{
	size_t patch, replaced;

	for (patch = 0; patch < PATCHES; patch++) {
		if (!may_go(patch))
			continue;
		for (replaced = 0; replaced < PATCHES; replaced++)
			if (is(replaced, STATE(SUPERSEDED)) && models[replaced].by == patch &&
			    !may_come_back(replaced, patch))
				break;
		if (replaced == PATCHES)
			return patch;
	}
	return PATCHES;
}

bool model_any(uint32_t states)
{
	size_t patch;

	for (patch = 0; patch < PATCHES; patch++)
		if (is(patch, states))
			return true;
	return false;
}
