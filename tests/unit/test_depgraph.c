// SPDX-License-Identifier: GPL-2.0
/*
 * The graph of patches: what speaks against a change, cycles with their paths, the
 * order of a change, and that a question costs what the edges at hand cost and not
 * what all patches do.
 *
 * A graph is written as text, one patch a word: "Ab:depends=a/c,conflicts=x" is patch
 * b, and its state the letter before it: l loaded, q queued, p pending, A applied,
 * R reverting, s superseded. "+" before a word makes it a member that comes in,
 * "-" one that goes out; "!" one that another group brings in, "~" one that it
 * takes out, "?" one that another group only checks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../kernel/depgraph.c"
#include "../../kernel/state.c"

enum { NAMES = 16 };

struct patch {
	struct kmend_vertex vertex;
	struct kmend_edge edges[NAMES];
	char id[KMEND_ID_MAX + 1];
	char names[NAMES][KMEND_ID_MAX + 1];
};

struct world {
	struct kmend_graph graph;
	struct kmend_group group;
	struct kmend_group other;
	struct kmend_group dry;
	struct patch *patches[NAMES];
	size_t nr;
};

static enum kmend_state state_of(char letter)
{
	switch (letter) {
	case 'q': return KMEND_STATE_QUEUED;
	case 'p': return KMEND_STATE_PENDING;
	case 'A': return KMEND_STATE_APPLIED;
	case 'R': return KMEND_STATE_REVERTING;
	case 's': return KMEND_STATE_SUPERSEDED;
	default: return KMEND_STATE_LOADED;
	}
}

static void add_edges(struct patch *patch, char *relation)
{
	char *names = strchr(relation, '='), *save, *name;

	*names++ = '\0';
	for (name = strtok_r(names, "/", &save); name; name = strtok_r(NULL, "/", &save)) {
		struct kmend_edge *edge = &patch->edges[patch->vertex.nr_edges];

		edge->to = strcpy(patch->names[patch->vertex.nr_edges++], name);
		edge->relation = !strcmp(relation, "depends") ? KMEND_RELATION_DEPENDS :
				 !strcmp(relation, "conflicts") ? KMEND_RELATION_CONFLICTS :
								  KMEND_RELATION_REPLACES;
	}
}

static struct patch *add(struct world *world, char *word)
{
	struct patch *patch = calloc(1, sizeof(*patch));
	enum kmend_role role = *word == '+' ? KMEND_ROLE_IN :
			       *word == '-' ? KMEND_ROLE_OUT : KMEND_ROLE_NONE;
	enum kmend_role there = *word == '~' ? KMEND_ROLE_OUT : KMEND_ROLE_IN;
	struct kmend_group *elsewhere = *word == '!' || *word == '~' ? &world->other :
					*word == '?' ? &world->dry : NULL;
	char *relations, *save, *relation;

	word += role != KMEND_ROLE_NONE || elsewhere;
	patch->vertex.state = state_of(*word);
	relations = strchr(word, ':');
	if (relations)
		*relations++ = '\0';
	patch->vertex.id = strcpy(patch->id, word + 1);
	patch->vertex.edges = patch->edges;
	for (relation = relations ? strtok_r(relations, ",", &save) : NULL; relation;
	     relation = strtok_r(NULL, ",", &save))
		add_edges(patch, relation);
	kmend_graph_add(&world->graph, &patch->vertex);
	if (role != KMEND_ROLE_NONE)
		kmend_group_add(&world->group, &patch->vertex, role);
	if (elsewhere)
		kmend_group_add(elsewhere, &patch->vertex, there);
	world->patches[world->nr++] = patch;
	return patch;
}

static struct world *make(const char *text)
{
	struct world *world = calloc(1, sizeof(*world));
	char *copy = strdup(text), *save, *word;

	world->dry.dry = true;
	for (word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save))
		add(world, word);
	free(copy);
	return world;
}

static void destroy(struct world *world)
{
	size_t i;

	kmend_group_clear(&world->group);
	kmend_group_clear(&world->other);
	kmend_group_clear(&world->dry);
	for (i = 0; i < world->nr; i++) {
		kmend_graph_remove(&world->patches[i]->vertex);
		free(world->patches[i]);
	}
	for (i = 0; i < KMEND_GRAPH_SIZE; i++) {
		assert_null(world->graph.vertices[i]);
		assert_null(world->graph.edges[i]);
	}
	free(world);
}

static const char *const objections[] = {
	[KMEND_OBJECTION_NONE] = "none",
	[KMEND_OBJECTION_UNMET] = "unmet",
	[KMEND_OBJECTION_MISSING] = "missing",
	[KMEND_OBJECTION_LEAVING] = "leaving",
	[KMEND_OBJECTION_CONFLICT] = "conflict",
	[KMEND_OBJECTION_REPLACED] = "replaced",
	[KMEND_OBJECTION_REPLACES] = "replaces",
	[KMEND_OBJECTION_NEEDED] = "needed",
	[KMEND_OBJECTION_CYCLE] = "cycle",
};

static const struct {
	const char *world;
	const char *verdict;	/* objection member name */
} judged[] = {
	{ "+la", "none" },
	/* dependencies */
	{ "+lb:depends=a Aa", "none" },
	{ "+lb:depends=a", "missing b a" },
	{ "+lb:depends=a la", "unmet b a" },
	{ "+lb:depends=a pa", "unmet b a" },
	{ "+lb:depends=a qa", "unmet b a" },
	{ "+lb:depends=a sa", "unmet b a" },
	{ "+lb:depends=a Ra", "unmet b a" },
	{ "+lb:depends=a ~Aa", "unmet b a" },
	{ "+lb:depends=a ?Aa", "none" },
	{ "+lb:depends=a +la", "none" },
	{ "+lb:depends=a -Aa", "leaving b a" },
	{ "+lc:depends=a/b Aa lb", "unmet c b" },
	/* What no waiting mends comes first, whatever the order. */
	{ "+lc:depends=a/b la", "missing c b" },
	{ "+lb:depends=a la +lc:conflicts=x Ax", "conflict c x" },
	/* conflicts, said by either */
	{ "+la:conflicts=b", "none" },
	{ "+la:conflicts=b lb", "none" },
	{ "+la:conflicts=b sb", "none" },
	{ "+la:conflicts=b Ab", "conflict a b" },
	{ "+la:conflicts=b Rb", "conflict a b" },
	{ "+la:conflicts=b pb", "conflict a b" },
	{ "+la:conflicts=b qb", "conflict a b" },
	{ "+la:conflicts=b +lb", "conflict a b" },
	{ "+la:conflicts=b -Ab", "none" },
	{ "+la:conflicts=b !sb", "conflict a b" },
	{ "+la !sb:conflicts=a", "conflict a b" },
	{ "+la:conflicts=b ?sb", "none" },
	{ "+la ?lb:conflicts=a", "none" },
	{ "+la !sn:replaces=a", "replaced a n" },
	{ "+la lb:conflicts=a", "none" },
	{ "+la Ab:conflicts=a", "conflict a b" },
	{ "+la qb:conflicts=a", "conflict a b" },
	{ "+la -Ab:conflicts=a", "none" },
	{ "+la Ab:conflicts=x/aa", "none" },
	/* replaces */
	{ "+ln:replaces=a -Aa", "none" },
	{ "+la ln:replaces=a", "none" },
	{ "+la An:replaces=a", "replaced a n" },
	{ "+la qn:replaces=a", "replaced a n" },
	{ "+la +ln:replaces=a", "replaced a n" },
	{ "+sa -Rn:replaces=a", "none" },
	{ "+ln:replaces=a -Aa Ad:depends=a", "needed a d" },
	{ "+ln:replaces=a -Aa -Ad:depends=a", "none" },
	{ "+ln:replaces=a -Aa pd:depends=a", "none" },
	/* reverts */
	{ "-Aa", "none" },
	{ "-Aa Ab:depends=a", "needed a b" },
	{ "-Aa Rb:depends=a", "needed a b" },
	{ "-Aa pb:depends=a", "none" },
	{ "-Aa qb:depends=a", "none" },
	{ "-Aa lb:depends=a", "none" },
	{ "-Aa -Ab:depends=a", "none" },
	{ "-Rn -Aa +sb:depends=a", "needed a b" },
	{ "-Rn +sb:depends=a", "missing b a" },
	{ "-Rn +sb:depends=a la", "unmet b a" },
	{ "-Rn +sb:conflicts=x Ax", "conflict b x" },
	{ "-Rn +sb:replaces=x Ax", "replaces b x" },
	{ "-Rn +sb:replaces=x px", "replaces b x" },
	{ "-Rn +sb:replaces=x sx", "none" },
	{ "-Rn +sb:replaces=x -Ax", "none" },
};

static void test_judge(void **state)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(judged); i++) {
		struct world *world = make(judged[i].world);
		struct kmend_verdict verdict = kmend_graph_judge(&world->graph, &world->group);
		char text[256];

		snprintf(text, sizeof(text), "%s", objections[verdict.objection]);
		if (verdict.objection)
			snprintf(text, sizeof(text), "%s %s %s", objections[verdict.objection],
				 verdict.member->id, verdict.name);
		print_message("%s: %s\n", judged[i].world, text);
		assert_string_equal(text, judged[i].verdict);
		if (verdict.objection)
			assert_ptr_equal(verdict.other,
					 kmend_graph_find(&world->graph, verdict.name));
		destroy(world);
	}
}

static const struct {
	const char *world;
	const char *path;	/* NULL: no cycle */
} cycles[] = {
	{ "+la:depends=b lb:depends=c lc", NULL },
	{ "+la:depends=b lb:depends=c", NULL },
	{ "+la:depends=a", "a -> a" },
	{ "+la:depends=b lb:depends=a", "a -> b -> a" },
	{ "+la:depends=b lb:depends=c lc:depends=a", "a -> b -> c -> a" },
	/* A cycle that it leads to, but is not part of. */
	{ "+la:depends=b lb:depends=c lc:depends=b", "b -> c -> b" },
	/* Two ways to one place are none. */
	{ "+la:depends=b/c lb:depends=d lc:depends=d ld", NULL },
	{ "+la:depends=b/c lb:depends=d lc:depends=d ld:depends=a", "a -> b -> d -> a" },
	{ "+la:depends=x/b lb lc:depends=a", NULL },
	{ "+la +lb:depends=c lc:depends=b", "b -> c -> b" },
	/* Only what depends counts. */
	{ "+la:conflicts=b lb:replaces=a", NULL },
};

static void test_cycles(void **state)
{
	char path[256];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cycles); i++) {
		struct world *world = make(cycles[i].world);
		const struct kmend_vertex *found;

		found = kmend_graph_find_cycle(&world->graph, &world->group, path, sizeof(path));
		print_message("%s: %s\n", cycles[i].world, found ? path : "none");
		assert_int_equal(!!found, !!cycles[i].path);
		if (found)
			assert_string_equal(path, cycles[i].path);
		destroy(world);
	}
}

static void test_path_that_does_not_fit(void **state)
{
	struct world *world = make("+laaaa:depends=bbbb lbbbb:depends=aaaa");
	char path[10];

	assert_non_null(kmend_graph_find_cycle(&world->graph, &world->group, path, sizeof(path)));
	assert_string_equal(path, "aaaa -> b");
	destroy(world);
}

static const struct {
	const char *world;
	const char *order;
} orders[] = {
	{ "+la +lb +lc", "a b c" },
	{ "+lb:depends=a +la", "a b" },
	{ "+lc:depends=b +lb:depends=a +la +ld", "a b c d" },
	{ "+lx +lc:depends=a +lb:depends=a +la", "x a c b" },
	/* By way of one that is no member: its place does not matter. */
	{ "+lc:depends=m Am:depends=a +la", "c a" },
	{ "-Ao +ln:depends=b +lb", "o b n" },
};

static void test_order(void **state)
{
	const struct kmend_vertex *member;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(orders); i++) {
		struct world *world = make(orders[i].world);
		char text[256] = "";
		u32 nr = 0;

		kmend_graph_order(&world->graph, &world->group);
		for (member = world->group.first; member; member = member->next_member, nr++) {
			strcat(text, nr ? " " : "");
			strcat(text, member->id);
			if (!member->next_member)
				assert_ptr_equal(member, world->group.last);
		}
		assert_string_equal(text, orders[i].order);
		assert_int_equal(nr, world->group.nr);
		destroy(world);
	}
}

static void test_named(void **state)
{
	struct world *world = make("lb:depends=a lc:conflicts=a ld:depends=a/x");
	struct kmend_edge *edge = NULL;
	unsigned int seen = 0;

	while ((edge = kmend_graph_named(&world->graph, "a", KMEND_RELATION_DEPENDS, edge))) {
		assert_string_equal(edge->to, "a");
		seen |= 1 << (edge->from->id[0] - 'a');
	}
	assert_int_equal(seen, 1 << 1 | 1 << 3);
	assert_null(kmend_graph_named(&world->graph, "b", KMEND_RELATION_DEPENDS, NULL));
	assert_true(kmend_graph_has(&world->patches[2]->vertex, KMEND_RELATION_DEPENDS, "x"));
	assert_false(kmend_graph_has(&world->patches[2]->vertex, KMEND_RELATION_CONFLICTS, "x"));
	destroy(world);
}

/* A chain as long as this would overflow a kernel stack, were it walked by recursion. */
enum { LONG = 20000 };

static void test_long_chain(void **state)
{
	struct kmend_graph *graph = calloc(1, sizeof(*graph));
	struct kmend_vertex *vertices = calloc(LONG, sizeof(*vertices));
	struct kmend_edge *edges = calloc(LONG, sizeof(*edges));
	char (*ids)[16] = calloc(LONG, sizeof(*ids));
	struct kmend_group group = {};
	const struct kmend_vertex *found;
	char path[256];
	size_t i;

	for (i = 0; i < LONG; i++) {
		snprintf(ids[i], sizeof(ids[i]), "p%zu", i);
		vertices[i].id = ids[i];
		vertices[i].edges = &edges[i];
		edges[i].to = i + 1 < LONG ? ids[i + 1] : "end";
		edges[i].relation = KMEND_RELATION_DEPENDS;
	}
	for (i = 0; i < LONG; i++) {
		vertices[i].nr_edges = 1;
		kmend_graph_add(graph, &vertices[i]);
		kmend_group_add(&group, &vertices[i], KMEND_ROLE_IN);
	}
	assert_null(kmend_graph_find_cycle(graph, &group, path, sizeof(path)));
	kmend_graph_order(graph, &group);
	assert_ptr_equal(group.first, &vertices[LONG - 1]);
	assert_ptr_equal(group.last, &vertices[0]);

	/* Closed to a ring. */
	kmend_graph_remove(&vertices[LONG - 1]);
	edges[LONG - 1].to = ids[0];
	kmend_graph_add(graph, &vertices[LONG - 1]);
	found = kmend_graph_find_cycle(graph, &group, path, sizeof(path));
	assert_non_null(found);
	/* The marks of a search do not disturb the next. */
	graph->mark = 0xfffffff0;
	assert_non_null(kmend_graph_find_cycle(graph, &group, path, sizeof(path)));
	assert_non_null(kmend_graph_find_cycle(graph, &group, path, sizeof(path)));
	free(ids);
	free(edges);
	free(vertices);
	free(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge),
		cmocka_unit_test(test_cycles),
		cmocka_unit_test(test_path_that_does_not_fit),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_long_chain),
	};

	return cmocka_run_group_tests_name("depgraph", tests, NULL, NULL);
}
