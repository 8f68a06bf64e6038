// SPDX-License-Identifier: GPL-2.0
/*
 * Which patch depends on, conflicts with and replaces which; what may be
 * changed together, and what speaks against it. Pure: no locks, no memory of
 * its own, nothing of a patch but its id and state.
 *
 * An edge is found from both ends: from its patch, and by the id that it names,
 * whether a patch of that id exists or not. So nothing needs to be
 * done about edges when the patch that they name comes or goes.
 */
#include "depgraph.h"
#include "state.h"

/* FNV-1a, 32 bits: offset basis and prime of its specification. */
static u32 kmend_graph_hash(const char *id)
{
	u32 hash = 2166136261u;

	for (; *id; id++)
		hash = (hash ^ (u8)*id) * 16777619u;
	return (hash ^ hash >> 16) % KMEND_GRAPH_SIZE;
}

static void kmend_edge_add(struct kmend_graph *graph, struct kmend_edge *edge)
{
	struct kmend_edge **head = &graph->edges[kmend_graph_hash(edge->to)];

	edge->next = *head;
	edge->link = head;
	if (edge->next)
		edge->next->link = &edge->next;
	*head = edge;
}

static void kmend_edge_remove(struct kmend_edge *edge)
{
	*edge->link = edge->next;
	if (edge->next)
		edge->next->link = edge->link;
	edge->link = NULL;
}

void kmend_graph_add(struct kmend_graph *graph, struct kmend_vertex *vertex)
{
	struct kmend_vertex **head = &graph->vertices[kmend_graph_hash(vertex->id)];
	u32 i;

	vertex->next = *head;
	vertex->link = head;
	if (vertex->next)
		vertex->next->link = &vertex->next;
	*head = vertex;
	vertex->mark = 0;
	for (i = 0; i < vertex->nr_edges; i++) {
		vertex->edges[i].from = vertex;
		kmend_edge_add(graph, &vertex->edges[i]);
	}
}

void kmend_graph_remove(struct kmend_vertex *vertex)
{
	u32 i;

	*vertex->link = vertex->next;
	if (vertex->next)
		vertex->next->link = vertex->link;
	vertex->link = NULL;
	for (i = 0; i < vertex->nr_edges; i++)
		kmend_edge_remove(&vertex->edges[i]);
}

struct kmend_vertex *kmend_graph_find(const struct kmend_graph *graph, const char *id)
{
	struct kmend_vertex *vertex = graph->vertices[kmend_graph_hash(id)];

	while (vertex && strcmp(vertex->id, id))
		vertex = vertex->next;
	return vertex;
}

struct kmend_edge *kmend_graph_named(const struct kmend_graph *graph, const char *id,
				     enum kmend_relation relation, struct kmend_edge *edge)
{
	edge = edge ? edge->next : graph->edges[kmend_graph_hash(id)];
	while (edge && (edge->relation != relation || strcmp(edge->to, id)))
		edge = edge->next;
	return edge;
}

bool kmend_graph_has(const struct kmend_vertex *from, enum kmend_relation relation,
		     const char *id)
{
	u32 i;

	for (i = 0; i < from->nr_edges; i++)
		if (from->edges[i].relation == relation && !strcmp(from->edges[i].to, id))
			return true;
	return false;
}

void kmend_group_add(struct kmend_group *group, struct kmend_vertex *vertex,
		     enum kmend_role role)
{
	vertex->group = group;
	vertex->role = role;
	vertex->next_member = NULL;
	if (group->last)
		group->last->next_member = vertex;
	else
		group->first = vertex;
	group->last = vertex;
	group->nr++;
}

void kmend_group_clear(struct kmend_group *group)
{
	struct kmend_vertex *vertex = group->first, *next;

	for (; vertex; vertex = next) {
		next = vertex->next_member;
		vertex->group = NULL;
		vertex->role = KMEND_ROLE_NONE;
		vertex->next_member = NULL;
	}
	*group = (struct kmend_group){ .dry = group->dry };
}

bool kmend_vertex_is_active(const struct kmend_vertex *vertex)
{
	return kmend_state_is_busy(vertex->state) ||
	       (vertex->group && !vertex->group->dry && vertex->role == KMEND_ROLE_IN);
}

/* Will @other, or may it, be in force together with what @group brings in? */
static bool kmend_vertex_meets(const struct kmend_vertex *other, const struct kmend_group *group)
{
	return other->group == group ? other->role == KMEND_ROLE_IN :
				       kmend_vertex_is_active(other);
}

static struct kmend_verdict kmend_verdict(enum kmend_objection objection,
					  const struct kmend_vertex *member,
					  const struct kmend_vertex *other, const char *name)
{
	return (struct kmend_verdict){ objection, member, other, name };
}

/* A dependency of a patch that comes in. */
static enum kmend_objection kmend_judge_dependency(const struct kmend_vertex *member,
						   const struct kmend_vertex *other)
{
	if (!other)
		return KMEND_OBJECTION_MISSING;
	if (other->group == member->group)
		return other->role == KMEND_ROLE_OUT ? KMEND_OBJECTION_LEAVING :
						       KMEND_OBJECTION_NONE;
	/*
	 * One that another group is about to take out may be gone before we
	 * come in, or with it; where that only checks, nothing goes.
	 */
	if (other->group && !other->group->dry && other->role == KMEND_ROLE_OUT)
		return KMEND_OBJECTION_UNMET;
	return other->state == KMEND_STATE_APPLIED ? KMEND_OBJECTION_NONE :
						     KMEND_OBJECTION_UNMET;
}

/* What a patch that comes in says of others. */
static struct kmend_verdict kmend_judge_said(const struct kmend_graph *graph,
					     const struct kmend_vertex *member)
{
	struct kmend_verdict unmet = {};
	enum kmend_objection objection;
	const struct kmend_vertex *other;
	u32 i;

	for (i = 0; i < member->nr_edges; i++) {
		const struct kmend_edge *edge = &member->edges[i];

		other = kmend_graph_find(graph, edge->to);
		objection = KMEND_OBJECTION_NONE;
		if (edge->relation == KMEND_RELATION_DEPENDS)
			objection = kmend_judge_dependency(member, other);
		else if (edge->relation == KMEND_RELATION_CONFLICTS && other &&
			 kmend_vertex_meets(other, member->group))
			objection = KMEND_OBJECTION_CONFLICT;
		/* Of what is asked for, these go out with the group; what comes back finds others. */
		else if (edge->relation == KMEND_RELATION_REPLACES && other &&
			 other->group != member->group && kmend_vertex_meets(other, member->group))
			objection = KMEND_OBJECTION_REPLACES;

		if (objection == KMEND_OBJECTION_UNMET && !unmet.objection)
			unmet = kmend_verdict(objection, member, other, edge->to);
		else if (objection && objection != KMEND_OBJECTION_UNMET)
			return kmend_verdict(objection, member, other, edge->to);
	}
	return unmet;
}

/* What others say of a patch that comes in. */
static struct kmend_verdict kmend_judge_heard(const struct kmend_graph *graph,
					      const struct kmend_vertex *member)
{
	struct kmend_edge *edge = NULL;

	while ((edge = kmend_graph_named(graph, member->id, KMEND_RELATION_CONFLICTS, edge)))
		if (kmend_vertex_meets(edge->from, member->group))
			return kmend_verdict(KMEND_OBJECTION_CONFLICT, member, edge->from,
					     edge->from->id);
	while ((edge = kmend_graph_named(graph, member->id, KMEND_RELATION_REPLACES, edge)))
		if (kmend_vertex_meets(edge->from, member->group))
			return kmend_verdict(KMEND_OBJECTION_REPLACED, member, edge->from,
					     edge->from->id);
	return (struct kmend_verdict){};
}

/* Who still needs a patch that goes out? */
static struct kmend_verdict kmend_judge_leaver(const struct kmend_graph *graph,
					       const struct kmend_vertex *member)
{
	struct kmend_edge *edge = NULL;

	while ((edge = kmend_graph_named(graph, member->id, KMEND_RELATION_DEPENDS, edge))) {
		const struct kmend_vertex *other = edge->from;

		if (other->group == member->group ? other->role == KMEND_ROLE_IN :
						    kmend_state_is_in_force(other->state))
			return kmend_verdict(KMEND_OBJECTION_NEEDED, member, other, other->id);
	}
	return (struct kmend_verdict){};
}

struct kmend_verdict kmend_graph_judge(const struct kmend_graph *graph,
				       const struct kmend_group *group)
{
	struct kmend_verdict verdict, unmet = {};
	const struct kmend_vertex *member;

	for (member = group->first; member; member = member->next_member) {
		if (member->role == KMEND_ROLE_OUT) {
			verdict = kmend_judge_leaver(graph, member);
		} else {
			verdict = kmend_judge_said(graph, member);
			if (verdict.objection == KMEND_OBJECTION_UNMET) {
				unmet = verdict;
				verdict.objection = KMEND_OBJECTION_NONE;
			}
			if (!verdict.objection)
				verdict = kmend_judge_heard(graph, member);
		}
		if (verdict.objection)
			return verdict;
	}
	return unmet;
}

/* 0 is "never": of a new vertex. When the numbers are used up, begin anew. */
static u32 kmend_graph_new_mark(struct kmend_graph *graph)
{
	struct kmend_vertex *vertex;
	u32 i;

	/* A search takes two numbers: on the way, and done. */
	if (graph->mark > 0xfffffff0) {
		for (i = 0; i < KMEND_GRAPH_SIZE; i++)
			for (vertex = graph->vertices[i]; vertex; vertex = vertex->next)
				vertex->mark = 0;
		graph->mark = 0;
	}
	graph->mark += 2;
	return graph->mark;
}

/* The next dependency of @vertex, behind @edge, that exists; NULL: there is none. */
static struct kmend_edge *kmend_vertex_next_dependency(const struct kmend_graph *graph,
						       struct kmend_vertex *vertex,
						       struct kmend_edge *edge,
						       struct kmend_vertex **to)
{
	edge = edge ? edge + 1 : vertex->edges;
	for (; edge < vertex->edges + vertex->nr_edges; edge++) {
		if (edge->relation != KMEND_RELATION_DEPENDS)
			continue;
		*to = kmend_graph_find(graph, edge->to);
		if (*to)
			return edge;
	}
	return NULL;
}

/**
 * struct kmend_search - a walk along dependencies, depth first, without recursion
 * @graph: where
 * @mark: of a vertex on the way from the start to here; + 1: of one that is done
 * @only: do not leave this group; NULL: go anywhere
 * @done: called with each vertex once all that it depends on is done; may be NULL
 * @context: for @done
 *
 * The way here is in the vertices: @via is the edge by which each was come to.
 */
struct kmend_search {
	struct kmend_graph *graph;
	u32 mark;
	const struct kmend_group *only;
	void (*done)(struct kmend_vertex *vertex, void *context);
	void *context;
};

/* Return: the edge that closes a cycle, or NULL. */
static struct kmend_edge *kmend_search_from(const struct kmend_search *search,
					    struct kmend_vertex *start)
{
	struct kmend_vertex *here = start, *to;
	struct kmend_edge *edge = NULL;

	if (start->mark >= search->mark)
		return NULL;
	start->mark = search->mark;
	start->via = NULL;
	while (here) {
		edge = kmend_vertex_next_dependency(search->graph, here, edge, &to);
		if (!edge) {
			here->mark = search->mark + 1;
			if (search->done)
				search->done(here, search->context);
			edge = here->via;
			here = edge ? edge->from : NULL;
		} else if (to->mark == search->mark) {
			return edge;
		} else if (to->mark < search->mark &&
			   (!search->only || to->group == search->only)) {
			to->mark = search->mark;
			to->via = edge;
			here = to;
			edge = NULL;
		}
	}
	return NULL;
}

static void kmend_path_append(char *path, size_t size, const char *text)
{
	size_t used = strlen(path);
	size_t length = strlen(text);

	if (used + length >= size)
		length = size - 1 - used;
	memcpy(path + used, text, length);
	path[used + length] = '\0';
}

/*
 * The way is known backwards only. Turning the pointers round as far as the cycle
 * goes makes it readable forwards.
 */
static void kmend_path_write(const struct kmend_graph *graph, struct kmend_edge *closing,
			     char *path, size_t size)
{
	struct kmend_vertex *first = kmend_graph_find(graph, closing->to);
	struct kmend_vertex *vertex = closing->from;
	struct kmend_edge *edge, *forward = closing;

	while (vertex != first) {
		edge = vertex->via;
		vertex->via = forward;
		forward = edge;
		vertex = edge->from;
	}
	path[0] = '\0';
	kmend_path_append(path, size, first->id);
	for (edge = forward; ; edge = vertex->via) {
		kmend_path_append(path, size, " -> ");
		kmend_path_append(path, size, edge->to);
		vertex = kmend_graph_find(graph, edge->to);
		if (vertex == first)
			return;
	}
}

const struct kmend_vertex *kmend_graph_find_cycle(struct kmend_graph *graph,
						  const struct kmend_group *group,
						  char *path, size_t size)
{
	struct kmend_search search = { .graph = graph, .mark = kmend_graph_new_mark(graph) };
	struct kmend_vertex *member;
	struct kmend_edge *closing;

	for (member = group->first; member; member = member->next_member) {
		closing = kmend_search_from(&search, member);
		if (!closing)
			continue;
		kmend_path_write(graph, closing, path, size);
		return closing->from;
	}
	return NULL;
}

static void kmend_order_append(struct kmend_vertex *vertex, void *context)
{
	struct kmend_group *ordered = context;

	vertex->next_done = NULL;
	if (ordered->last)
		ordered->last->next_done = vertex;
	else
		ordered->first = vertex;
	ordered->last = vertex;
}

void kmend_graph_order(struct kmend_graph *graph, struct kmend_group *group)
{
	struct kmend_group ordered = {};
	const struct kmend_search search = {
		.graph = graph,
		.mark = kmend_graph_new_mark(graph),
		.only = group,
		.done = kmend_order_append,
		.context = &ordered,
	};
	struct kmend_vertex *member;

	for (member = group->first; member; member = member->next_member)
		kmend_search_from(&search, member);
	for (member = ordered.first; member; member = member->next_done)
		member->next_member = member->next_done;
	group->first = ordered.first;
	group->last = ordered.last;
}
