/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_DEPGRAPH_H
#define _KMEND_DEPGRAPH_H

#include "compat.h"

#include "../uapi/kmend.h"

/* Lists in a table of the graph; a power of two. */
enum { KMEND_GRAPH_SIZE = 1024 };

/**
 * enum kmend_relation - what a patch says of another
 * @KMEND_RELATION_DEPENDS: it must be in force before
 * @KMEND_RELATION_CONFLICTS: it must not be in force together with it
 * @KMEND_RELATION_REPLACES: it goes out when this one comes in
 */
enum kmend_relation {
	KMEND_RELATION_DEPENDS,
	KMEND_RELATION_CONFLICTS,
	KMEND_RELATION_REPLACES,
};

/**
 * enum kmend_role - what a group wants of a patch
 * @KMEND_ROLE_NONE: nothing, it is in no group
 * @KMEND_ROLE_IN: it shall be in force
 * @KMEND_ROLE_OUT: it shall not
 */
enum kmend_role {
	KMEND_ROLE_NONE,
	KMEND_ROLE_IN,
	KMEND_ROLE_OUT,
};

/**
 * struct kmend_edge - one patch names another
 * @next: in the list of edges whose @to hashes alike
 * @link: what points here; NULL: not in the graph
 * @from: who names
 * @to: who is named; need not exist
 * @relation: how
 */
struct kmend_edge {
	struct kmend_edge *next;
	struct kmend_edge **link;
	struct kmend_vertex *from;
	const char *to;
	enum kmend_relation relation;
};

/**
 * struct kmend_vertex - a patch, as the graph sees it
 * @next: in the list of vertices whose ids hash alike
 * @link: what points here; NULL: not in the graph
 * @id: unique in the graph
 * @state: the patch's
 * @edges: @nr_edges edges whose @from it is
 * @nr_edges: see @edges
 * @replaces_all: it replaces every other
 * @group: the group that wants something of it, or NULL
 * @role: what it wants
 * @next_member: in the group
 * @mark: of the last search that came by
 * @via: how that search came here
 * @next_done: the one that that search was done with next
 */
struct kmend_vertex {
	struct kmend_vertex *next;
	struct kmend_vertex **link;
	const char *id;
	enum kmend_state state;
	struct kmend_edge *edges;
	u32 nr_edges;
	bool replaces_all;
	struct kmend_group *group;
	enum kmend_role role;
	struct kmend_vertex *next_member;
	u32 mark;
	struct kmend_edge *via;
	struct kmend_vertex *next_done;
};

/**
 * struct kmend_group - patches that change together, all or none
 * @first: the first member, in the order in which they were added
 * @last: the last
 * @nr: how many
 * @dry: nothing will come of it, somebody only wants to know
 */
struct kmend_group {
	struct kmend_vertex *first;
	struct kmend_vertex *last;
	u32 nr;
	bool dry;
};

/**
 * struct kmend_graph - all patches that exist, and what they say of others
 * @vertices: by hash of the id
 * @edges: by hash of the id that they name
 * @mark: of the last search
 *
 * All zero is an empty graph. Whoever calls sees to it that nobody else
 * does at the time.
 */
struct kmend_graph {
	struct kmend_vertex *vertices[KMEND_GRAPH_SIZE];
	struct kmend_edge *edges[KMEND_GRAPH_SIZE];
	u32 mark;
};

/**
 * enum kmend_objection - what speaks against the change that a group wants
 * @KMEND_OBJECTION_NONE: nothing
 * @KMEND_OBJECTION_UNMET: @other exists but is not in force: worth to wait for
 * @KMEND_OBJECTION_MISSING: a dependency does not exist
 * @KMEND_OBJECTION_LEAVING: the same change takes a dependency out
 * @KMEND_OBJECTION_CONFLICT: one of the two says that it conflicts with the other
 * @KMEND_OBJECTION_REPLACED: @other, in force or on its way, replaces it
 * @KMEND_OBJECTION_REPLACES: it replaces @other, which is in force or on its way and stays
 * @KMEND_OBJECTION_NEEDED: @other, which stays in force, depends on what goes out
 * @KMEND_OBJECTION_CYCLE: it depends on itself by way of others
 */
enum kmend_objection {
	KMEND_OBJECTION_NONE,
	KMEND_OBJECTION_UNMET,
	KMEND_OBJECTION_MISSING,
	KMEND_OBJECTION_LEAVING,
	KMEND_OBJECTION_CONFLICT,
	KMEND_OBJECTION_REPLACED,
	KMEND_OBJECTION_REPLACES,
	KMEND_OBJECTION_NEEDED,
	KMEND_OBJECTION_CYCLE,
};

/**
 * struct kmend_verdict - the answer to: may a group be changed?
 * @objection: what speaks against it
 * @member: of which member
 * @other: who is in the way; NULL: does not exist
 * @name: its id
 */
struct kmend_verdict {
	enum kmend_objection objection;
	const struct kmend_vertex *member;
	const struct kmend_vertex *other;
	const char *name;
};

/**
 * kmend_graph_add() - a patch comes
 * @graph: where
 * @vertex: id, state and edges are set, of each edge @to and @relation
 */
void kmend_graph_add(struct kmend_graph *graph, struct kmend_vertex *vertex);

/**
 * kmend_graph_remove() - a patch goes
 * @vertex: in no group
 *
 * Those who name it go on to do so.
 */
void kmend_graph_remove(struct kmend_vertex *vertex);

/**
 * kmend_graph_find() - the patch of an id
 * @graph: where
 * @id: any
 *
 * Return: the vertex or NULL. The time does not grow with the number of patches
 * up to some times KMEND_GRAPH_SIZE.
 */
struct kmend_vertex *kmend_graph_find(const struct kmend_graph *graph, const char *id);

/**
 * kmend_graph_named() - who names this patch?
 * @graph: where
 * @id: of the patch, which need not exist
 * @relation: how
 * @edge: the edge that was returned last; NULL: the first is wanted
 *
 * Return: the next edge, or NULL. Only edges that name @id, or an id that hashes
 * like it, are looked at.
 */
struct kmend_edge *kmend_graph_named(const struct kmend_graph *graph, const char *id,
				     enum kmend_relation relation, struct kmend_edge *edge);

/**
 * kmend_graph_has() - does a patch name another?
 * @from: who may name
 * @relation: how
 * @id: the other
 */
bool kmend_graph_has(const struct kmend_vertex *from, enum kmend_relation relation,
		     const char *id);

/**
 * kmend_group_add() - a patch joins a group
 * @group: the group
 * @vertex: in no group
 * @role: what is wanted of it
 */
void kmend_group_add(struct kmend_group *group, struct kmend_vertex *vertex,
		     enum kmend_role role);

/**
 * kmend_group_clear() - all members leave
 * @group: the group
 */
void kmend_group_clear(struct kmend_group *group);

/**
 * kmend_vertex_is_active() - is it in force, or does somebody try to bring it there?
 * @vertex: any
 *
 * Its state does not tell of a patch that is to come back with the revert of the one
 * that had replaced it; its group does.
 */
bool kmend_vertex_is_active(const struct kmend_vertex *vertex);

/**
 * kmend_graph_judge() - may the change that a group wants be made now?
 * @graph: where
 * @group: members with their roles
 *
 * Looks at the edges from and to the members only.
 *
 * Return: the verdict. An objection that no waiting removes comes before one that
 * it does.
 */
struct kmend_verdict kmend_graph_judge(const struct kmend_graph *graph,
				       const struct kmend_group *group);

/**
 * kmend_graph_find_cycle() - do a group's dependencies lead back to themselves?
 * @graph: where
 * @group: the group
 * @path: set to "a -> b -> a" if they do; cut if it does not fit
 * @size: bytes of @path
 *
 * No recursion. Looks once at each patch that can be reached.
 *
 * Return: a vertex of the cycle, or NULL.
 */
const struct kmend_vertex *kmend_graph_find_cycle(struct kmend_graph *graph,
						  const struct kmend_group *group,
						  char *path, size_t size);

/**
 * kmend_graph_order() - bring a group's members in an order that its dependencies allow
 * @graph: where; the members' dependencies form no cycle
 * @group: the group
 *
 * Those that others depend on come first; otherwise the order stays.
 */
void kmend_graph_order(struct kmend_graph *graph, struct kmend_group *group);

#endif
