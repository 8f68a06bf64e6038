// SPDX-License-Identifier: GPL-2.0
/* The graph of patches, as text, for Graphviz and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <libkmend.h>

#include "../../ctl/graph.h"

static char *needs[] = { "base", "miss\"ing", NULL };
static char *excludes[] = { "other", NULL };
static char *old[] = { "base-0", NULL };

static struct libkmend_patch base = { .id = "base", .state = KMEND_STATE_APPLIED, .order = 1,
				      .replaces = old };
static struct libkmend_patch top = { .id = "top", .state = KMEND_STATE_QUEUED, .depends = needs,
				     .conflicts = excludes };
static struct libkmend_patch other = { .id = "other", .state = KMEND_STATE_APPLIED, .order = 7,
				       .replaces_all = true };
static struct libkmend_patch base_0 = { .id = "base-0", .state = KMEND_STATE_SUPERSEDED,
					.superseded_by = "base" };

static void test_order(void **state)
{
	struct libkmend_patch *list[] = { &top, &other, &base_0, &base };

	kmend_graph_sort(list, 4);
	assert_ptr_equal(list[0], &base);
	assert_ptr_equal(list[1], &other);
	assert_ptr_equal(list[2], &top);
	assert_ptr_equal(list[3], &base_0);
	kmend_graph_sort(list, 0);
}

static void test_text(void **state)
{
	struct libkmend_patch *list[] = { &base, &other, &top, &base_0 };
	char buf[1024];
	FILE *out = fmemopen(buf, sizeof(buf), "w");

	kmend_graph_print(out, list, 4);
	fclose(out);
	assert_string_equal(buf, "base (applied)\n"
				 "  replaces base-0 (superseded)\n"
				 "other (applied)\n"
				 "  replaces all\n"
				 "top (queued)\n"
				 "  depends on base (applied)\n"
				 "  depends on miss\"ing (not loaded)\n"
				 "  conflicts with other (applied)\n"
				 "base-0 (superseded)\n"
				 "  replaced by base (applied)\n");
}

static void test_dot(void **state)
{
	struct libkmend_patch odd = { .id = "a\\\"\x1b", .state = KMEND_STATE_LOADED };
	struct libkmend_patch *list[] = { &base, &top, &odd };
	char buf[2048];
	FILE *out = fmemopen(buf, sizeof(buf), "w");

	kmend_graph_dot(out, list, 3);
	fclose(out);
	assert_string_equal(buf,
		"digraph kmend {\n\trankdir=BT;\n\tnode [shape=box];\n"
		"\t\"base\" [label=\"base\\napplied\", style=filled, fillcolor=palegreen];\n"
		"\t\"top\" [label=\"top\\nqueued\", style=filled, fillcolor=khaki];\n"
		"\t\"a\\\\\\\"\\\\x1b\" [label=\"a\\\\\\\"\\\\x1b\\nloaded\"];\n"
		"\t\"base-0\" [label=\"base-0\\nnot loaded\", style=dashed, color=red];\n"
		"\t\"base\" -> \"base-0\" [label=\"replaces\", style=dotted];\n"
		"\t\"top\" -> \"base\" [label=\"depends on\"];\n"
		"\t\"miss\\\"ing\" [label=\"miss\\\"ing\\nnot loaded\", style=dashed, color=red];\n"
		"\t\"top\" -> \"miss\\\"ing\" [label=\"depends on\"];\n"
		"\t\"other\" [label=\"other\\nnot loaded\", style=dashed, color=red];\n"
		"\t\"top\" -> \"other\" [label=\"conflicts with\", style=dashed, color=red, dir=none];\n"
		"}\n");
}

static void test_json(void **state)
{
	struct libkmend_patch *list[] = { &base, &top };
	json_t *graph = kmend_graph_json(list, 2), *edge;

	assert_non_null(graph);
	assert_int_equal(json_array_size(json_object_get(graph, "patches")), 2);
	assert_int_equal(json_array_size(json_object_get(graph, "edges")), 4);
	edge = json_array_get(json_object_get(graph, "edges"), 1);
	assert_string_equal(json_string_value(json_object_get(edge, "from")), "top");
	assert_string_equal(json_string_value(json_object_get(edge, "relation")), "depends");
	assert_string_equal(json_string_value(json_object_get(edge, "to")), "base");
	assert_true(json_is_true(json_object_get(edge, "loaded")));
	json_decref(graph);
}

static void test_empty(void **state)
{
	char buf[128] = "";
	FILE *out = fmemopen(buf, sizeof(buf), "w");

	kmend_graph_print(out, NULL, 0);
	fclose(out);
	assert_string_equal(buf, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order), cmocka_unit_test(test_text),
		cmocka_unit_test(test_dot),   cmocka_unit_test(test_json),
		cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
