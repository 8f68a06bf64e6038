// SPDX-License-Identifier: GPL-2.0
/*
 * How a request comes about: what belongs to it besides what was asked for, and
 * whether it may be.
 *
 * DOC: A patch is in one request at a time
 *
 * That is the rule that keeps requests from crossing each other: a patch that a request will
 * take out because another replaces it, or bring back because the one that had
 * replaced it goes, is as much its member as those that were asked for. A second
 * request that wants it is refused until the first has ended, which its deadline
 * bounds. So what was judged here about members stays true; what was judged
 * about others is judged anew before each attempt (kmend_request_begin()).
 */
#include "request.h"

#include <linux/errno.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "stack.h"
#include "stats.h"

/* The request under way that replaces all; what comes in meanwhile would be lost. */
static struct kmend_request *kmend_request_replacing_all;

int kmend_refuse(struct kmend_refusal *refusal, int err, enum kmend_cause cause,
		 const char *format, ...)
{
	va_list args;

	if (refusal->err)
		return refusal->err;
	refusal->err = err;
	refusal->cause = cause;
	va_start(args, format);
	vscnprintf(refusal->text, sizeof(refusal->text), format, args);
	va_end(args);
	return err;
}

static const char *kmend_submit_state_name(enum kmend_state state)
{
#define KMEND_STATE_NAME(name, number, text, about) [number] = text,
	static const char * const names[] = { KMEND_STATE_LIST(KMEND_STATE_NAME) };
#undef KMEND_STATE_NAME

	return names[state];
}

/* What it is, seen from a group that it is in the way of. */
static const char *kmend_submit_standing(const struct kmend_vertex *other,
					 const struct kmend_group *group)
{
	if (!other)
		return "";
	if (other->group == group)
		return "in the same transaction";
	if (other->group && !other->group->dry && other->role == KMEND_ROLE_IN &&
	    !kmend_state_is_busy(other->state))
		return "about to come back";
	if (other->group && !other->group->dry && other->role == KMEND_ROLE_OUT &&
	    other->state == KMEND_STATE_APPLIED)
		return "about to be replaced";
	return kmend_submit_state_name(other->state);
}

int kmend_refuse_verdict(struct kmend_refusal *refusal, const struct kmend_verdict *verdict)
{
	const char *state = kmend_submit_standing(verdict->other, verdict->member->group);
	const char *member = verdict->member->id, *name = verdict->name;
	const enum kmend_cause dependency = KMEND_CAUSE_DEPENDENCY;

	switch (verdict->objection) {
	case KMEND_OBJECTION_UNMET:
		return kmend_refuse(refusal, -EBUSY, dependency,
				    "'%s' depends on '%s', which is %s", member, name, state);
	case KMEND_OBJECTION_MISSING:
		return kmend_refuse(refusal, -ENOENT, dependency,
				    "'%s' depends on '%s', which is not loaded", member, name);
	case KMEND_OBJECTION_LEAVING:
		return kmend_refuse(refusal, -EBUSY, dependency,
				    "'%s' depends on '%s', which would go out with this",
				    member, name);
	case KMEND_OBJECTION_NEEDED:
		return kmend_refuse(refusal, -EBUSY, dependency,
				    "'%s', which is %s, depends on '%s'", name, state, member);
	case KMEND_OBJECTION_CONFLICT:
		return kmend_refuse(refusal, -EBUSY, KMEND_CAUSE_CONFLICT,
				    "'%s' conflicts with '%s', which is %s", member, name, state);
	case KMEND_OBJECTION_REPLACES:
		return kmend_refuse(refusal, -EBUSY, KMEND_CAUSE_CONFLICT,
				    "'%s', which would come back, replaces '%s', which is %s",
				    member, name, state);
	case KMEND_OBJECTION_REPLACED:
		return kmend_refuse(refusal, -EBUSY, KMEND_CAUSE_CONFLICT,
				    "'%s', which is %s, replaces '%s'", name, state, member);
	default:
		return 0;
	}
}

struct kmend_request *kmend_request_create(enum kmend_kind kind)
{
	struct kmend_request *request = kzalloc(sizeof(*request), GFP_KERNEL);

	if (!request)
		return NULL;
	request->outcome = kmend_outcome_create();
	if (!request->outcome) {
		kfree(request);
		return NULL;
	}
	request->kind = kind;
	request->group.dry = kind == KMEND_KIND_CHECK;
	request->change.report = &request->report;
	timerqueue_init(&request->due);
	INIT_LIST_HEAD(&request->ending);
	return request;
}

void kmend_request_discard(struct kmend_request *request)
{
	struct kmend_vertex *member, *next;

	if (!request)
		return;
	lockdep_assert_held(&kmend_patches_mutex);

	for (member = request->group.first; member; member = next) {
		next = member->next_member;
		if (!kmend_state_is_busy(member->state))
			module_put(kmend_patch_of(member)->owner);
	}
	kmend_group_clear(&request->group);
	if (kmend_request_replacing_all == request)
		kmend_request_replacing_all = NULL;
	kvfree(request->change.members);
	kmend_outcome_put(request->outcome);
	kfree(request);
}

static int kmend_request_refuse_state(const struct kmend_request *request,
				      const struct kmend_patch *patch,
				      struct kmend_refusal *refusal)
{
	const char *id = patch->vertex.id;
	const enum kmend_cause cause = KMEND_CAUSE_CONFLICT;

	if (request->kind == KMEND_KIND_REVERT) {
		if (patch->vertex.state == KMEND_STATE_REVERTING)
			return kmend_refuse(refusal, -EINVAL, cause,
					    "'%s' is already being reverted", id);
		return kmend_refuse(refusal, -EINVAL, cause, "'%s' is not applied but %s", id,
				    kmend_submit_state_name(patch->vertex.state));
	}
	switch (patch->vertex.state) {
	case KMEND_STATE_APPLIED:
		return kmend_refuse(refusal, -EEXIST, cause, "'%s' is already applied", id);
	case KMEND_STATE_REVERTING:
		return kmend_refuse(refusal, -EEXIST, cause, "'%s' is being reverted", id);
	default:
		if (kmend_request_of(&patch->vertex)->cancel_asked)
			return kmend_refuse(refusal, -EEXIST, cause,
					    "'%s' is being cancelled", id);
		return kmend_refuse(refusal, -EEXIST, cause, "'%s' is already %s", id,
				    kmend_submit_state_name(patch->vertex.state));
	}
}

/* Also for those that only change with others. */
static int kmend_request_join(struct kmend_request *request, struct kmend_patch *patch,
			      enum kmend_role role, struct kmend_refusal *refusal)
{
	const struct kmend_request *other = kmend_request_of(&patch->vertex);

	if (other == request)
		return kmend_refuse(refusal, -EINVAL, KMEND_CAUSE_CONFLICT,
				    "'%s' is named twice", patch->vertex.id);
	if (other)
		return kmend_refuse(refusal, -EBUSY, KMEND_CAUSE_CONFLICT,
				    "'%s', which is %s, takes part in the transaction of '%s': wait for it or cancel that",
				    patch->vertex.id, kmend_submit_state_name(patch->vertex.state),
				    kmend_request_leader(other)->id);
	if (!kmend_state_is_busy(patch->vertex.state) && !try_module_get(patch->owner))
		return kmend_refuse(refusal, -ENOENT, KMEND_CAUSE_DEPENDENCY,
				    "the module of '%s' is being unloaded", patch->vertex.id);
	kmend_group_add(&request->group, &patch->vertex, role);
	return 0;
}

int kmend_request_add(struct kmend_request *request, struct kmend_patch *patch,
		      struct kmend_refusal *refusal)
{
	bool revert = request->kind == KMEND_KIND_REVERT;

	lockdep_assert_held(&kmend_patches_mutex);

	if (kmend_request_of(&patch->vertex) != request &&
	    !kmend_state_next(patch->vertex.state,
			      revert ? KMEND_MOVE_REVERT : KMEND_MOVE_SUBMIT))
		return kmend_request_refuse_state(request, patch, refusal);
	return kmend_request_join(request, patch, revert ? KMEND_ROLE_OUT : KMEND_ROLE_IN,
				  refusal);
}

/* --- what goes out because something comes in --- */

static int kmend_request_replace(struct kmend_request *request, struct kmend_vertex *by,
				 struct kmend_patch *patch, struct kmend_refusal *refusal)
{
	if (patch->vertex.group == &request->group || !kmend_vertex_is_active(&patch->vertex))
		return 0;
	/* Somebody works on it: whether it will be there to replace is not known yet. */
	if (patch->vertex.state != KMEND_STATE_APPLIED)
		return kmend_refuse(refusal, -EBUSY, KMEND_CAUSE_CONFLICT,
				    "'%s' replaces '%s', which is %s: wait for that or cancel it",
				    by->id, patch->vertex.id,
				    kmend_submit_standing(&patch->vertex, &request->group));
	return kmend_request_join(request, patch, KMEND_ROLE_OUT, refusal);
}

static int kmend_request_replace_all(struct kmend_request *request, struct kmend_vertex *by,
				     struct kmend_refusal *refusal)
{
	struct kmend_patch *patch;
	int err = 0;

	if (request->group.nr > 1)
		return kmend_refuse(refusal, -EINVAL, KMEND_CAUSE_CONFLICT,
				    "'%s' replaces all, others cannot be applied together with it",
				    by->id);
	list_for_each_entry(patch, &kmend_patches, node) {
		err = kmend_request_replace(request, by, patch, refusal);
		if (err)
			return err;
	}
	if (request->kind == KMEND_KIND_APPLY)
		kmend_request_replacing_all = request;
	return 0;
}

static int kmend_request_add_replaced(struct kmend_request *request,
				      struct kmend_refusal *refusal)
{
	struct kmend_vertex *member, *replaced;
	int err = 0;
	u32 i;

	for (member = request->group.first; member && !err; member = member->next_member) {
		if (member->role != KMEND_ROLE_IN)
			continue;
		if (member->replaces_all)
			return kmend_request_replace_all(request, member, refusal);
		for (i = 0; i < member->nr_edges && !err; i++) {
			if (member->edges[i].relation != KMEND_RELATION_REPLACES)
				continue;
			replaced = kmend_graph_find(&kmend_patch_graph, member->edges[i].to);
			if (replaced)
				err = kmend_request_replace(request, member,
							    kmend_patch_of(replaced), refusal);
		}
	}
	return err;
}

/* --- what goes out with something, and what comes back --- */

/* The members that this adds are gone through as well: the list grows at its end. */
static int kmend_request_add_cascade(struct kmend_request *request,
				     struct kmend_refusal *refusal)
{
	struct kmend_vertex *member, *other;
	struct kmend_func *above;
	struct kmend_edge *edge;
	int err = 0;

	for (member = request->group.first; member && !err; member = member->next_member) {
		while (!err && (above = kmend_stack_above(kmend_patch_of(member), &request->group)))
			err = kmend_request_join(request, above->patch, KMEND_ROLE_OUT, refusal);
		edge = NULL;
		while (!err && (edge = kmend_graph_named(&kmend_patch_graph, member->id,
							 KMEND_RELATION_DEPENDS, edge))) {
			other = edge->from;
			if (other->group != &request->group &&
			    kmend_state_is_in_force(other->state))
				err = kmend_request_join(request, kmend_patch_of(other),
							 KMEND_ROLE_OUT, refusal);
		}
	}
	return err;
}

static int kmend_request_add_restored(struct kmend_request *request,
				      struct kmend_refusal *refusal)
{
	struct kmend_patch *patch;
	struct kmend_vertex *member;
	int err = 0;

	for (member = request->group.first; member && !err; member = member->next_member) {
		if (member->role != KMEND_ROLE_OUT)
			continue;
		list_for_each_entry(patch, &kmend_patch_of(member)->replaced, replaced_node) {
			/* As good as unloaded. */
			if (!module_is_live(patch->owner))
				continue;
			err = kmend_request_join(request, patch, KMEND_ROLE_IN, refusal);
			if (err)
				break;
		}
	}
	return err;
}

static int kmend_request_check_above(const struct kmend_request *request,
				     struct kmend_refusal *refusal)
{
	const struct kmend_patch *patch;
	struct kmend_vertex *member;
	struct kmend_func *above;

	for (member = request->group.first; member; member = member->next_member) {
		patch = kmend_patch_of(member);
		/* What comes in anew comes on top of all. */
		if (member->role == KMEND_ROLE_IN && kmend_request_asked(request, member))
			continue;
		above = kmend_stack_above(patch, &request->group);
		if (above)
			return kmend_refuse(refusal, -EBUSY, KMEND_CAUSE_UNDER,
					    "'%s' lies on top of '%s' for %s",
					    above->patch->vertex.id, member->id, above->name);
	}
	return 0;
}

static int kmend_request_refuse_restored(struct kmend_refusal *refusal,
					 const struct kmend_verdict *verdict)
{
	struct kmend_refusal why = {};

	kmend_refuse_verdict(&why, verdict);
	return kmend_refuse(refusal, why.err, why.cause,
			    "'%s' would come back, but %s: unload its module if it shall not",
			    verdict->member->id, why.text);
}

static int kmend_request_judge(struct kmend_request *request, struct kmend_refusal *refusal)
{
	char path[sizeof(refusal->text)];
	struct kmend_verdict verdict;

	/* What comes back was there before, and a cycle never was. */
	if (request->kind != KMEND_KIND_REVERT &&
	    kmend_graph_find_cycle(&kmend_patch_graph, &request->group, path, sizeof(path)))
		return kmend_refuse(refusal, -ELOOP, KMEND_CAUSE_DEPENDENCY,
				    "dependencies form a cycle: %s", path);

	verdict = kmend_graph_judge(&kmend_patch_graph, &request->group);
	/* What is applied waits; what comes back has to do so with the one that goes. */
	if (!verdict.objection ||
	    (verdict.objection == KMEND_OBJECTION_UNMET && request->kind == KMEND_KIND_APPLY))
		return 0;
	if (request->kind == KMEND_KIND_REVERT && verdict.member->role == KMEND_ROLE_IN)
		return kmend_request_refuse_restored(refusal, &verdict);
	return kmend_refuse_verdict(refusal, &verdict);
}

/* --- the order of the change --- */

/* Out before in; out: the newest first; in: what was there before in its order. */
static int kmend_member_compare(const void *a, const void *b)
{
	const struct kmend_member *x = a, *y = b;

	if (x->in != y->in)
		return x->in ? 1 : -1;
	if (x->order == y->order)
		return 0;
	return (x->order < y->order) == x->in ? -1 : 1;
}

static void kmend_request_fill_member(const struct kmend_request *request, u32 i,
				      const struct kmend_vertex *vertex)
{
	struct kmend_patch *patch = kmend_patch_of(vertex);
	bool anew = vertex->role == KMEND_ROLE_IN && kmend_request_asked(request, vertex);

	request->change.members[i] = (struct kmend_member){
		.id = vertex->id,
		.patch = patch,
		.funcs = patch->funcs,
		.nr_funcs = patch->nr_funcs,
		.module = patch->owner,
		/* Behind all that was ever there; sort() is not stable. */
		.order = anew ? U64_MAX / 2 + i : patch->order,
		.in = vertex->role == KMEND_ROLE_IN,
	};
}

/* By order first, then dependencies before those that depend on them. */
static void kmend_request_order(struct kmend_request *request)
{
	struct kmend_change *change = &request->change;
	struct kmend_vertex *vertex;
	u32 i, nr_out = 0;

	sort(change->members, change->nr_members, sizeof(*change->members),
	     kmend_member_compare, NULL);
	kmend_group_clear(&request->group);
	for (i = 0; i < change->nr_members; i++) {
		vertex = &change->members[i].patch->vertex;
		nr_out += !change->members[i].in;
		kmend_group_add(&request->group, vertex,
				change->members[i].in ? KMEND_ROLE_IN : KMEND_ROLE_OUT);
	}
	kmend_graph_order(&kmend_patch_graph, &request->group);

	/* Those that go out are in order already: the newest first. */
	i = nr_out;
	for (vertex = request->group.first; vertex; vertex = vertex->next_member)
		if (vertex->role == KMEND_ROLE_IN)
			kmend_request_fill_member(request, i++, vertex);
}

static int kmend_request_fill_change(struct kmend_request *request)
{
	struct kmend_change *change = &request->change;
	struct kmend_vertex *vertex;

	change->members = kvcalloc(request->group.nr, sizeof(*change->members), GFP_KERNEL);
	if (!change->members)
		return -ENOMEM;
	for (vertex = request->group.first; vertex; vertex = vertex->next_member)
		kmend_request_fill_member(request, change->nr_members++, vertex);
	kmend_request_order(request);
	return 0;
}

static int kmend_request_refuse_all(struct kmend_refusal *refusal)
{
	const struct kmend_vertex *all = kmend_request_leader(kmend_request_replacing_all);

	return kmend_refuse(refusal, -EBUSY, KMEND_CAUSE_CONFLICT,
			    "'%s', which is %s, replaces all: wait for it or cancel it",
			    all->id, kmend_submit_state_name(all->state));
}

int kmend_request_complete(struct kmend_request *request, bool cascade,
			   struct kmend_refusal *refusal)
{
	int err;

	lockdep_assert_held(&kmend_patches_mutex);

	if (request->kind == KMEND_KIND_REVERT) {
		err = cascade ? kmend_request_add_cascade(request, refusal) : 0;
		if (!err)
			err = kmend_request_add_restored(request, refusal);
	} else if (kmend_request_replacing_all) {
		err = kmend_request_refuse_all(refusal);
	} else {
		err = kmend_request_add_replaced(request, refusal);
	}
	if (!err)
		err = kmend_request_judge(request, refusal);
	if (!err)
		err = kmend_request_check_above(request, refusal);
	if (err)
		return err;

	if (kmend_request_fill_change(request))
		return kmend_refuse(refusal, -ENOMEM, KMEND_CAUSE_NO_MEMORY,
				    "not enough memory for the request");
	return 0;
}
