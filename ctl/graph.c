// SPDX-License-Identifier: GPL-2.0
/* Which patch depends on, conflicts with and replaces which. */
#include "graph.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libkmend.h>

#include "json.h"
#include "text.h"

enum kind { DEPENDS, CONFLICTS, REPLACES, REPLACED_BY, NR_KINDS };

static const struct {
	const char *text; /* between two ids */
	const char *name; /* for programs */
	const char *style;
} kinds[NR_KINDS] = {
	[DEPENDS] = { "depends on", "depends", "" },
	[CONFLICTS] = { "conflicts with", "conflicts", ", style=dashed, color=red, dir=none" },
	[REPLACES] = { "replaces", "replaces", ", style=dotted" },
	[REPLACED_BY] = { "replaced by", "superseded_by", ", style=bold, color=gray" },
};

typedef void (*edge_fn)(const struct libkmend_patch *from, enum kind kind, const char *to,
			void *arg);

static void for_ids(const struct libkmend_patch *patch, enum kind kind, char *const *ids,
		    edge_fn fn, void *arg)
{
	for (; ids && *ids; ids++)
		fn(patch, kind, *ids, arg);
}

static void for_edges(const struct libkmend_patch *patch, edge_fn fn, void *arg)
{
	for_ids(patch, DEPENDS, patch->depends, fn, arg);
	for_ids(patch, CONFLICTS, patch->conflicts, fn, arg);
	for_ids(patch, REPLACES, patch->replaces, fn, arg);
	if (patch->superseded_by)
		fn(patch, REPLACED_BY, patch->superseded_by, arg);
}

/**
 * struct place - a patch, and where it stood
 * @patch: the patch
 * @index: keeps the order of those that have none of their own
 */
struct place {
	struct libkmend_patch *patch;
	size_t index;
};

static int compare(const void *a, const void *b)
{
	const struct place *one = a, *two = b;
	/* 0, not in force, becomes the last. */
	uint64_t x = one->patch->order - 1, y = two->patch->order - 1;

	if (x != y)
		return x < y ? -1 : 1;
	return one->index < two->index ? -1 : one->index > two->index;
}

void kmend_graph_sort(struct libkmend_patch **list, size_t nr)
{
	struct place *places = calloc(nr ? nr : 1, sizeof(*places));

	/* Without memory they stay as they are, which is the order of registration. */
	if (!places)
		return;
	for (size_t i = 0; i < nr; i++)
		places[i] = (struct place){ list[i], i };
	qsort(places, nr, sizeof(*places), compare);
	for (size_t i = 0; i < nr; i++)
		list[i] = places[i].patch;
	free(places);
}

/**
 * struct drawing - what the printing of an edge needs
 * @out: where
 * @list: @nr patches, in the order in which they are shown
 * @nr: see @list
 * @by_id: the same sorted by id, so that a thousand edges are found in no time;
 *	NULL: no memory, then @list is searched
 * @edges: of JSON
 */
struct drawing {
	FILE *out;
	struct libkmend_patch *const *list;
	size_t nr;
	const struct libkmend_patch **by_id;
	json_t *edges;
};

static int compare_ids(const void *a, const void *b)
{
	const struct libkmend_patch *const *one = a, *const *two = b;

	return strcmp((*one)->id, (*two)->id);
}

static void drawing_init(struct drawing *drawing, FILE *out, struct libkmend_patch *const *list,
			 size_t nr)
{
	*drawing = (struct drawing){ .out = out, .list = list, .nr = nr };
	drawing->by_id = calloc(nr ? nr : 1, sizeof(*drawing->by_id));
	if (!drawing->by_id)
		return;
	for (size_t i = 0; i < nr; i++)
		drawing->by_id[i] = list[i];
	qsort(drawing->by_id, nr, sizeof(*drawing->by_id), compare_ids);
}

static const struct libkmend_patch *find(const struct drawing *drawing, const char *id)
{
	struct libkmend_patch key = { .id = (char *)id };
	const struct libkmend_patch *wanted = &key, **found;

	if (drawing->by_id) {
		found = bsearch(&wanted, drawing->by_id, drawing->nr, sizeof(*drawing->by_id),
				compare_ids);
		return found ? *found : NULL;
	}
	for (size_t i = 0; i < drawing->nr; i++)
		if (!strcmp(drawing->list[i]->id, id))
			return drawing->list[i];
	return NULL;
}

static const char *state_of(const struct libkmend_patch *patch)
{
	return patch ? libkmend_state_name(patch->state) : "not loaded";
}

static void print_edge(const struct libkmend_patch *from, enum kind kind, const char *to, void *arg)
{
	struct drawing *drawing = arg;

	fprintf(drawing->out, "  %s ", kinds[kind].text);
	kmend_text_put(drawing->out, to);
	fprintf(drawing->out, " (%s)\n", state_of(find(drawing, to)));
}

void kmend_graph_print(FILE *out, struct libkmend_patch *const *list, size_t nr)
{
	struct drawing drawing;

	drawing_init(&drawing, out, list, nr);
	for (size_t i = 0; i < nr; i++) {
		kmend_text_put(out, list[i]->id);
		fprintf(out, " (%s)\n", state_of(list[i]));
		for_edges(list[i], print_edge, &drawing);
		if (list[i]->replaces_all)
			fputs("  replaces all\n", out);
	}
	free(drawing.by_id);
}

/* A quoted string of Graphviz: after kmend_text_put() only these two mean anything. */
static void put_quoted(FILE *out, const char *text, const char *below)
{
	char *clean = NULL;
	size_t size;
	FILE *memory = open_memstream(&clean, &size);

	if (!memory)
		return;
	kmend_text_put(memory, text);
	fclose(memory);
	fputc('"', out);
	for (const char *p = clean; p && *p; p++) {
		if (*p == '"' || *p == '\\')
			fputc('\\', out);
		fputc(*p, out);
	}
	if (below)
		fprintf(out, "\\n%s", below);
	fputc('"', out);
	free(clean);
}

static const char *style_of(const struct libkmend_patch *patch)
{
	switch (patch->state) {
	case KMEND_STATE_APPLIED:
		return ", style=filled, fillcolor=palegreen";
	case KMEND_STATE_REVERTING:
	case KMEND_STATE_PENDING:
	case KMEND_STATE_QUEUED:
		return ", style=filled, fillcolor=khaki";
	case KMEND_STATE_FAILED:
		return ", style=filled, fillcolor=lightpink";
	case KMEND_STATE_SUPERSEDED:
		return ", style=filled, fillcolor=lightgray";
	}
	return "";
}

static void dot_node(struct drawing *drawing, const char *id, const struct libkmend_patch *patch)
{
	fputc('\t', drawing->out);
	put_quoted(drawing->out, id, NULL);
	fputs(" [label=", drawing->out);
	put_quoted(drawing->out, id, state_of(patch));
	fprintf(drawing->out, "%s];\n", patch ? style_of(patch) : ", style=dashed, color=red");
}

static void dot_edge(const struct libkmend_patch *from, enum kind kind, const char *to, void *arg)
{
	struct drawing *drawing = arg;

	/* Graphviz takes a node that is told twice for one. */
	if (!find(drawing, to))
		dot_node(drawing, to, NULL);
	fputc('\t', drawing->out);
	put_quoted(drawing->out, from->id, NULL);
	fputs(" -> ", drawing->out);
	put_quoted(drawing->out, to, NULL);
	fprintf(drawing->out, " [label=\"%s\"%s];\n", kinds[kind].text, kinds[kind].style);
}

void kmend_graph_dot(FILE *out, struct libkmend_patch *const *list, size_t nr)
{
	struct drawing drawing;

	drawing_init(&drawing, out, list, nr);
	fputs("digraph kmend {\n\trankdir=BT;\n\tnode [shape=box];\n", out);
	for (size_t i = 0; i < nr; i++)
		dot_node(&drawing, list[i]->id, list[i]);
	for (size_t i = 0; i < nr; i++) {
		for_edges(list[i], dot_edge, &drawing);
		if (list[i]->replaces_all) {
			fputs("\t\"(all)\" [shape=plaintext];\n\t", out);
			put_quoted(out, list[i]->id, NULL);
			fprintf(out, " -> \"(all)\" [label=\"replaces\"%s];\n",
				kinds[REPLACES].style);
		}
	}
	fputs("}\n", out);
	free(drawing.by_id);
}

static void json_edge(const struct libkmend_patch *from, enum kind kind, const char *to, void *arg)
{
	struct drawing *drawing = arg;

	json_array_append_new(drawing->edges,
			      json_pack("{s:o, s:s, s:o, s:b}", "from", kmend_json_text(from->id),
					"relation", kinds[kind].name, "to", kmend_json_text(to),
					"loaded", find(drawing, to) != NULL));
}

json_t *kmend_graph_json(struct libkmend_patch *const *list, size_t nr)
{
	json_t *patches = json_array();
	struct drawing drawing;

	drawing_init(&drawing, NULL, list, nr);
	drawing.edges = json_array();
	for (size_t i = 0; i < nr; i++) {
		json_array_append_new(patches, kmend_json_patch(list[i]));
		for_edges(list[i], json_edge, &drawing);
	}
	free(drawing.by_id);
	return json_pack("{s:o, s:o}", "patches", patches, "edges", drawing.edges);
}
