// SPDX-License-Identifier: GPL-2.0
/* Patches and events as JSON for programs. */
#include "json.h"

#include <stdlib.h>
#include <string.h>

#include <libkmend.h>

#include "text.h"

json_t *kmend_json_text(const char *text)
{
	static const char replacement[] = "\xef\xbf\xbd";
	json_t *json;
	char *clean, *to;
	int length;

	if (!text)
		return NULL;
	clean = malloc(strlen(text) * (sizeof(replacement) - 1) + 1);
	if (!clean)
		return NULL;
	for (to = clean; *text;) {
		length = kmend_text_utf8(text);
		if (length) {
			memcpy(to, text, length);
			to += length;
			text += length;
		} else {
			memcpy(to, replacement, sizeof(replacement) - 1);
			to += sizeof(replacement) - 1;
			text++;
		}
	}
	*to = '\0';
	json = json_string(clean);
	free(clean);
	return json;
}

static void set_text(json_t *object, const char *key, const char *text)
{
	if (text)
		json_object_set_new(object, key, kmend_json_text(text));
}

static void set_number(json_t *object, const char *key, uint64_t number)
{
	json_object_set_new(object, key, json_integer(number));
}

static void set_ids(json_t *object, const char *key, char *const *ids)
{
	json_t *array;

	if (!ids || !*ids)
		return;
	array = json_array();
	for (; *ids; ids++)
		json_array_append_new(array, kmend_json_text(*ids));
	json_object_set_new(object, key, array);
}

static json_t *blocker_json(const struct libkmend_blocker *blocker)
{
	char state[2] = { blocker->state, '\0' };
	json_t *object = json_object();

	set_number(object, "pid", blocker->pid);
	set_number(object, "tid", blocker->tid);
	set_text(object, "comm", blocker->comm);
	set_text(object, "function", blocker->func);
	set_text(object, "state", state);
	set_text(object, "kind", libkmend_blocker_kind_name(blocker->kind));
	json_object_set_new(object, "unreliable", json_boolean(blocker->unreliable));
	json_object_set_new(object, "restart", json_boolean(blocker->restart));
	return object;
}

static json_t *blockers_json(const struct libkmend_patch *patch)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < patch->nr_blockers; i++)
		json_array_append_new(array, blocker_json(patch->blockers[i]));
	return array;
}

static json_t *funcs_json(const struct libkmend_patch *patch)
{
	json_t *array = json_array();
	json_t *object;
	size_t i;

	for (i = 0; i < patch->nr_funcs; i++) {
		object = json_object();
		set_text(object, "name", patch->funcs[i]->name);
		set_text(object, "object", patch->funcs[i]->object);
		if (patch->funcs[i]->way)
			set_text(object, "way", libkmend_way_name(patch->funcs[i]->way));
		if (patch->funcs[i]->bypassed)
			set_text(object, "bypassed",
				 libkmend_bypass_name(patch->funcs[i]->bypassed));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *objects_json(const struct libkmend_patch *patch)
{
	json_t *array = json_array();
	json_t *object;
	size_t i;

	for (i = 0; i < patch->nr_objects; i++) {
		object = json_object();
		set_text(object, "name", patch->objects[i]->name);
		set_text(object, "state", libkmend_object_state_name(patch->objects[i]->state));
		json_array_append_new(array, object);
	}
	return array;
}

static void set_numbers(json_t *object, const struct libkmend_patch *patch)
{
	const struct {
		int attr;
		const char *key;
		uint64_t value;
	} numbers[] = {
		{ KMEND_A_DEADLINE_MS, "deadline_ms", patch->deadline_ms },
		{ KMEND_A_ATTEMPT, "attempts", patch->attempts },
		{ KMEND_A_PAUSE_NS, "pause_ns", patch->pause_ns },
		{ KMEND_A_DELAY_MS, "delay_ms", patch->delay_ms },
		{ KMEND_A_TIME_NS, "time_ns", patch->time_ns },
		{ KMEND_A_BLOCKERS, "blockers_total", patch->blockers_total },
		{ KMEND_A_TRANSACTION, "transaction", patch->transaction },
		{ KMEND_A_ORDER, "order", patch->order },
		{ KMEND_A_ACTIVE, "active", patch->active },
		{ KMEND_A_THREADS, "threads", patch->threads },
	};
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (LIBKMEND_HAS(patch, numbers[i].attr))
			set_number(object, numbers[i].key, numbers[i].value);
	}
}

json_t *kmend_json_patch(const struct libkmend_patch *patch)
{
	json_t *object = json_object();

	set_text(object, "id", patch->id);
	set_text(object, "description", patch->description);
	set_text(object, "module", patch->module);
	if (LIBKMEND_HAS(patch, KMEND_A_STATE))
		set_text(object, "state", libkmend_state_name(patch->state));
	if (LIBKMEND_HAS(patch, KMEND_A_CAUSE))
		set_text(object, "cause", libkmend_cause_name(patch->cause));
	set_text(object, "detail", patch->detail);
	set_text(object, "policy", patch->policy);
	set_numbers(object, patch);
	if (LIBKMEND_HAS(patch, KMEND_A_WAY))
		set_text(object, "way", libkmend_way_name(patch->way));
	set_ids(object, "depends", patch->depends);
	set_ids(object, "conflicts", patch->conflicts);
	set_ids(object, "replaces", patch->replaces);
	if (patch->replaces_all)
		json_object_set_new(object, "replaces_all", json_true());
	set_text(object, "superseded_by", patch->superseded_by);
	if (patch->nr_funcs)
		json_object_set_new(object, "functions", funcs_json(patch));
	if (patch->nr_objects)
		json_object_set_new(object, "modules", objects_json(patch));
	if (patch->nr_blockers)
		json_object_set_new(object, "blockers", blockers_json(patch));
	if (patch->unloaded)
		json_object_set_new(object, "unloaded", json_true());
	if (patch->stays)
		json_object_set_new(object, "stays", json_true());
	return object;
}

json_t *kmend_json_event(const struct libkmend_event *event)
{
	json_t *object = kmend_json_patch(event->patch);

	set_text(object, "event", libkmend_event_name(event->event));
	set_number(object, "event_number", event->event);
	if (event->event == KMEND_EVENT_CHECKED)
		json_object_set_new(object, "would_apply",
				    json_boolean(event->patch->cause == KMEND_CAUSE_NONE));
	if (event->seq)
		set_number(object, "seq", event->seq);
	if (event->lost)
		set_number(object, "lost", event->lost);
	return object;
}

int kmend_json_print(json_t *json, int one_line, struct kmend_err *err)
{
	int rc;

	if (!json)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	rc = json_dumpf(json, stdout, one_line ? JSON_COMPACT : JSON_INDENT(2));
	json_decref(json);
	if (!rc)
		rc = fputc('\n', stdout) == EOF;
	if (!rc && one_line)
		rc = fflush(stdout);
	if (rc)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "cannot write to stdout");
	return 0;
}
