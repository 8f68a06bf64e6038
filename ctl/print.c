// SPDX-License-Identifier: GPL-2.0
/* Patches and events as text for people. */
#include "print.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <libkmend.h>

#include "text.h"

/* So many threads are named in one line; `kmend show` names them all. */
#define LINE_BLOCKERS 3

static const char *doing(char state)
{
	switch (state) {
	case 'R':
		return "running in";
	case 'S':
	case 'D':
	case 'I':
		return "sleeping in";
	case 'T':
	case 't':
		return "stopped in";
	}
	return "in";
}

/* cat[123] sleeping in pipe_read (user, S); the thread as [process/thread] */
static void print_blocker(FILE *out, const struct libkmend_blocker *blocker)
{
	kmend_text_put(out, blocker->comm ? blocker->comm : "?");
	fprintf(out, "[%" PRIu32, blocker->pid);
	if (blocker->tid != blocker->pid)
		fprintf(out, "/%" PRIu32, blocker->tid);
	fprintf(out, "] %s ", blocker->restart ? "to restart a call in" : doing(blocker->state));
	kmend_text_put(out, blocker->func ? blocker->func : "?");
	fprintf(out, " (%s, %c%s)", libkmend_blocker_kind_name(blocker->kind), blocker->state,
		blocker->unreliable ? ", stack not reliable" : "");
}

static size_t blockers_total(const struct libkmend_patch *patch)
{
	return patch->blockers_total > patch->nr_blockers ? patch->blockers_total :
							    patch->nr_blockers;
}

static void print_blockers(FILE *out, const struct libkmend_patch *patch)
{
	size_t shown = patch->nr_blockers < LINE_BLOCKERS ? patch->nr_blockers : LINE_BLOCKERS;
	size_t total = blockers_total(patch);
	size_t i;

	fputs("blocked by ", out);
	for (i = 0; i < shown; i++) {
		if (i)
			fputs(i + 1 == total ? " and " : ", ", out);
		print_blocker(out, patch->blockers[i]);
	}
	if (!shown)
		fprintf(out, "%zu threads", total);
	else if (total > shown)
		fprintf(out, " and %zu more", total - shown);
}

static void print_detail(FILE *out, const struct libkmend_patch *patch)
{
	if (!patch->detail || !patch->detail[0])
		return;
	fputs(" (", out);
	kmend_text_put(out, patch->detail);
	fputc(')', out);
}

static void print_cause(FILE *out, const struct libkmend_patch *patch)
{
	fputs(libkmend_cause_about(patch->cause), out);
	print_detail(out, patch);
}

/* What a dry run found. */
static void print_verdict(FILE *out, const struct libkmend_patch *patch)
{
	if (patch->cause == KMEND_CAUSE_NONE) {
		fputs("would go in now", out);
	} else {
		fputs("would not go in now: ", out);
		print_cause(out, patch);
	}
	if (patch->pause_ns) {
		fputs(", predicted pause ", out);
		kmend_text_put_ns(out, patch->pause_ns);
	}
}

/* (attempt 4, paused 35 us) */
static void print_effort(FILE *out, const struct libkmend_patch *patch)
{
	if (!patch->attempts && !patch->pause_ns)
		return;
	fputs(" (", out);
	if (patch->attempts)
		fprintf(out, "attempt %" PRIu32, patch->attempts);
	if (patch->pause_ns) {
		fputs(patch->attempts ? ", paused " : "paused ", out);
		kmend_text_put_ns(out, patch->pause_ns);
	}
	fputc(')', out);
}

/* , 3 threads go on in the old code */
static void print_active(FILE *out, const struct libkmend_patch *patch)
{
	if (patch->active)
		fprintf(out, ", %" PRIu32 " thread%s on in the old code", patch->active,
			patch->active == 1 ? " goes" : "s go");
}

static void print_request(FILE *out, const struct libkmend_patch *patch)
{
	if (patch->policy) {
		fputs(", policy ", out);
		kmend_text_put(out, patch->policy);
	}
	if (patch->deadline_ms) {
		fputs(", deadline ", out);
		kmend_text_put_ns(out, patch->deadline_ms * 1000000ULL);
	}
}

static void print_blocked(FILE *out, const struct libkmend_patch *patch)
{
	if (patch->attempts)
		fprintf(out, "attempt %" PRIu32 ": ", patch->attempts);
	if (blockers_total(patch))
		print_blockers(out, patch);
	else
		print_cause(out, patch);
	if (LIBKMEND_HAS(patch, KMEND_A_DELAY_MS)) {
		fputs("; next in ", out);
		kmend_text_put_ns(out, patch->delay_ms * 1000000ULL);
	}
}

static void print_given_up(FILE *out, const struct libkmend_patch *patch, const char *what)
{
	fputs(what, out);
	if (patch->cause != KMEND_CAUSE_NONE) {
		fputs(": ", out);
		print_cause(out, patch);
	}
	if (patch->attempts)
		fprintf(out, ", attempts: %" PRIu32, patch->attempts);
	if (blockers_total(patch)) {
		fputs("; ", out);
		print_blockers(out, patch);
	}
}

/* attempt 4: 12 threads evicted */
static void print_threads(FILE *out, const struct libkmend_event *event)
{
	const struct libkmend_patch *patch = event->patch;

	if (patch->attempts)
		fprintf(out, "attempt %" PRIu32 ": ", patch->attempts);
	fprintf(out, "%" PRIu32 " thread%s %s", patch->threads, patch->threads == 1 ? "" : "s",
		libkmend_event_name(event->event));
}

void kmend_print_event(FILE *out, const struct libkmend_event *event)
{
	const struct libkmend_patch *patch = event->patch;

	if (patch->id) {
		kmend_text_put(out, patch->id);
		fputs(": ", out);
	}
	switch (event->event) {
	case KMEND_EVENT_SUBMITTED:
	case KMEND_EVENT_REVERT_SUBMITTED:
		fputs(libkmend_event_about(event->event), out);
		print_request(out, patch);
		break;
	case KMEND_EVENT_BLOCKED:
		print_blocked(out, patch);
		break;
	case KMEND_EVENT_APPLIED:
	case KMEND_EVENT_REVERTED:
		fputs(libkmend_event_name(event->event), out);
		print_effort(out, patch);
		print_active(out, patch);
		break;
	case KMEND_EVENT_BYPASSED:
		fputs(libkmend_event_name(event->event), out);
		print_detail(out, patch);
		break;
	case KMEND_EVENT_QUEUED:
	case KMEND_EVENT_READY:
	case KMEND_EVENT_RESTORED:
		fputs(libkmend_event_name(event->event), out);
		print_detail(out, patch);
		print_active(out, patch);
		break;
	case KMEND_EVENT_SUPERSEDED:
		fputs("superseded", out);
		if (patch->superseded_by) {
			fputs(" by ", out);
			kmend_text_put(out, patch->superseded_by);
		}
		print_active(out, patch);
		break;
	case KMEND_EVENT_CHECKED:
		print_verdict(out, patch);
		if (blockers_total(patch)) {
			fputs("; ", out);
			print_blockers(out, patch);
		}
		break;
	case KMEND_EVENT_FAILED:
		print_given_up(out, patch, "failed");
		break;
	case KMEND_EVENT_REVERT_FAILED:
		print_given_up(out, patch, "not reverted");
		break;
	case KMEND_EVENT_MODULE_PATCHED:
	case KMEND_EVENT_MODULE_GONE:
	case KMEND_EVENT_MODULE_REFUSED:
	case KMEND_EVENT_MODULE_UNPATCHED:
		fputs(libkmend_event_name(event->event), out);
		if (patch->nr_objects) {
			fputs(": ", out);
			kmend_text_put(out, patch->objects[0]->name);
		}
		print_detail(out, patch);
		break;
	case KMEND_EVENT_EVICTED:
	case KMEND_EVENT_WOKEN:
	case KMEND_EVENT_RELEASED:
		print_threads(out, event);
		break;
	case KMEND_EVENT_LOADED:
	case KMEND_EVENT_CANCELLED:
	case KMEND_EVENT_UNLOADED:
	case KMEND_EVENT_DRAINED:
		fputs(libkmend_event_name(event->event), out);
		break;
	default:
		fprintf(out, "event %" PRIu32, event->event);
	}
}

static void print_line(FILE *out, const char *label, const char *text)
{
	if (!text || !text[0])
		return;
	fprintf(out, "%-14s", label);
	kmend_text_put(out, text);
	fputc('\n', out);
}

static void print_label_ns(FILE *out, const char *label, uint64_t ns)
{
	fprintf(out, "%-14s", label);
	kmend_text_put_ns(out, ns);
	fputc('\n', out);
}

static void print_functions(FILE *out, const struct libkmend_patch *patch)
{
	size_t i;

	fprintf(out, "%-14s%zu\n", "functions:", patch->nr_funcs);
	for (i = 0; i < patch->nr_funcs; i++) {
		fputs("  ", out);
		kmend_text_put(out, patch->funcs[i]->name);
		if (patch->funcs[i]->object) {
			fputs(" (", out);
			kmend_text_put(out, patch->funcs[i]->object);
			fputc(')', out);
		}
		if (patch->funcs[i]->way)
			fprintf(out, ": %s", libkmend_way_about(patch->funcs[i]->way));
		if (patch->funcs[i]->bypassed)
			fprintf(out, "; %s", libkmend_bypass_about(patch->funcs[i]->bypassed));
		fputc('\n', out);
	}
}

static void print_objects(FILE *out, const struct libkmend_patch *patch)
{
	size_t i;

	if (patch->nr_objects)
		fprintf(out, "%-14s%zu\n", "modules:", patch->nr_objects);
	for (i = 0; i < patch->nr_objects; i++) {
		fputs("  ", out);
		kmend_text_put(out, patch->objects[i]->name);
		fprintf(out, ": %s (%s)\n", libkmend_object_state_name(patch->objects[i]->state),
			libkmend_object_state_about(patch->objects[i]->state));
	}
}

static void print_blocker_lines(FILE *out, const struct libkmend_patch *patch)
{
	size_t i;

	for (i = 0; i < patch->nr_blockers; i++) {
		fputs("  ", out);
		print_blocker(out, patch->blockers[i]);
		fputc('\n', out);
	}
	if (blockers_total(patch) > patch->nr_blockers)
		fprintf(out, "  and %zu more\n", blockers_total(patch) - patch->nr_blockers);
}

static void print_all_blockers(FILE *out, const struct libkmend_patch *patch)
{
	if (!blockers_total(patch))
		return;
	fprintf(out, "%-14s%zu\n", "blockers:", blockers_total(patch));
	print_blocker_lines(out, patch);
}

void kmend_print_check(FILE *out, const struct libkmend_patch *patch)
{
	kmend_text_put(out, patch->id);
	fputs(": ", out);
	print_verdict(out, patch);
	fputc('\n', out);
	print_blocker_lines(out, patch);
}

static void print_ids(FILE *out, const char *label, char *const *ids)
{
	if (!ids || !*ids)
		return;
	fprintf(out, "%-14s", label);
	for (; *ids; ids++) {
		kmend_text_put(out, *ids);
		fputs(ids[1] ? ", " : "\n", out);
	}
}

static void print_relations(FILE *out, const struct libkmend_patch *patch)
{
	if (patch->order)
		fprintf(out, "%-14s%" PRIu64 "\n", "order:", patch->order);
	print_ids(out, "depends:", patch->depends);
	print_ids(out, "conflicts:", patch->conflicts);
	print_ids(out, "replaces:", patch->replaces);
	if (patch->replaces_all)
		print_line(out, "replaces:", "all");
	print_line(out, "replaced by:", patch->superseded_by);
	if (patch->active)
		fprintf(out, "%-14s%" PRIu32 " (threads that go on in the old code)\n", "active:",
			patch->active);
}

void kmend_print_patch(FILE *out, const struct libkmend_patch *patch)
{
	print_line(out, "id:", patch->id);
	print_line(out, "description:", patch->description);
	fprintf(out, "%-14s%s%s (%s)\n", "state:", libkmend_state_name(patch->state),
		patch->unloaded ? ", unloaded" : "", libkmend_state_about(patch->state));
	if (patch->cause != KMEND_CAUSE_NONE)
		fprintf(out, "%-14s%s (%s)\n", "cause:", libkmend_cause_name(patch->cause),
			libkmend_cause_about(patch->cause));
	print_line(out, "detail:", patch->detail);
	if (patch->time_ns) {
		fprintf(out, "%-14s", "since:");
		kmend_text_put_time(out, patch->time_ns);
		fputc('\n', out);
	}
	print_line(out, "module:", patch->module);
	if (patch->stays)
		print_line(out, "stays:", "until the next boot, for data of the kernel has held addresses of it");
	print_relations(out, patch);
	if (patch->transaction)
		fprintf(out, "%-14s%" PRIu64 "\n", "transaction:", patch->transaction);
	print_line(out, "policy:", patch->policy);
	if (patch->deadline_ms)
		print_label_ns(out, "deadline:", patch->deadline_ms * 1000000ULL);
	fprintf(out, "%-14s%" PRIu32 "\n", "attempts:", patch->attempts);
	if (patch->pause_ns)
		print_label_ns(out, "last pause:", patch->pause_ns);
	if (LIBKMEND_HAS(patch, KMEND_A_DELAY_MS))
		print_label_ns(out, "next attempt:", patch->delay_ms * 1000000ULL);
	print_functions(out, patch);
	print_objects(out, patch);
	print_all_blockers(out, patch);
}

enum { COLUMNS = 7 };

/* The cells of one row, all but the last padded to their column's width. */
static void print_row(FILE *out, char *const *cells, const int *widths)
{
	int i;

	for (i = 0; i < COLUMNS - 1; i++)
		fprintf(out, "%-*s  ", widths[i], cells[i]);
	fprintf(out, "%s\n", cells[COLUMNS - 1]);
}

/* One cell, made by printing; NULL when memory is out. */
static char *cell(const struct libkmend_patch *patch, int column)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	switch (column) {
	case 0:
		kmend_text_put(out, patch->id);
		break;
	case 1:
		fprintf(out, "%s%s", libkmend_state_name(patch->state),
			patch->unloaded ? " (unloaded)" : "");
		break;
	case 2:
		if (patch->superseded_by && !patch->cause) {
			fputs("by ", out);
			kmend_text_put(out, patch->superseded_by);
			break;
		}
		fputs(patch->cause ? libkmend_cause_name(patch->cause) : "-", out);
		break;
	case 3:
		fprintf(out, "%" PRIu32, patch->attempts);
		break;
	case 4:
		if (patch->pause_ns)
			kmend_text_put_ns(out, patch->pause_ns);
		else
			fputc('-', out);
		break;
	case 5:
		kmend_text_put_time(out, patch->time_ns);
		break;
	case 6:
		kmend_text_put(out, patch->description);
		break;
	}
	fclose(out);
	return text;
}

void kmend_print_list(FILE *out, struct libkmend_patch *const *list, size_t nr)
{
	static char *const head[COLUMNS] = { "ID",    "STATE", "CAUSE",	     "ATTEMPTS",
					     "PAUSE", "SINCE", "DESCRIPTION" };
	char *(*rows)[COLUMNS] = calloc(nr ? nr : 1, sizeof(*rows));
	int widths[COLUMNS];
	size_t row;
	int i, width;

	if (!rows)
		return;
	for (i = 0; i < COLUMNS; i++) {
		widths[i] = strlen(head[i]);
		for (row = 0; row < nr; row++) {
			rows[row][i] = cell(list[row], i);
			width = rows[row][i] ? strlen(rows[row][i]) : 0;
			if (width > widths[i])
				widths[i] = width;
		}
	}
	print_row(out, head, widths);
	for (row = 0; row < nr; row++) {
		print_row(out, rows[row], widths);
		for (i = 0; i < COLUMNS; i++)
			free(rows[row][i]);
	}
	free(rows);
}
