// SPDX-License-Identifier: GPL-2.0
/*
 * How a patch and an event look in a netlink message. What is left out is what
 * does not apply: a cause of none, an empty detail, a wait when none is on.
 */
#include "message.h"
#include "event.h"
#include "genl.h"
#include "patch.h"
#include "stack.h"
#include "target.h"

#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <net/genetlink.h>

static size_t kmend_message_blocker_size(void)
{
	return nla_total_size(0) + 4 * nla_total_size(sizeof(u32)) +
	       nla_total_size(sizeof_field(struct kmend_blocker, comm)) +
	       nla_total_size(KMEND_BLOCKER_FUNC_SIZE) + 2 * nla_total_size(0);
}

/* The attributes that patches and events share. */
static size_t kmend_message_status_size(void)
{
	return 2 * nla_total_size(KMEND_ID_MAX + 1) + nla_total_size(KMEND_DETAIL_MAX + 1) +
	       nla_total_size(KMEND_POLICY_MAX + 1) + 8 * nla_total_size(sizeof(u32)) +
	       2 * nla_total_size_64bit(sizeof(u64)) +
	       KMEND_BLOCKERS_MAX * kmend_message_blocker_size();
}

static size_t kmend_message_object_size(void)
{
	return nla_total_size(0) + nla_total_size(MODULE_NAME_LEN) + nla_total_size(sizeof(u32));
}

size_t kmend_message_event_size(void)
{
	return kmend_message_status_size() + kmend_message_object_size() + nla_total_size(sizeof(u32)) +
	       2 * nla_total_size_64bit(sizeof(u64));
}

size_t kmend_message_patch_size(const struct kmend_patch *patch)
{
	size_t size = kmend_message_status_size();
	u32 i;

	size += nla_total_size(strlen(patch->description) + 1);
	size += nla_total_size(strlen(patch->module) + 1);
	size += 2 * nla_total_size_64bit(sizeof(u64)) + 2 * nla_total_size(0);
	for (i = 0; i < patch->vertex.nr_edges; i++)
		size += nla_total_size(strlen(patch->vertex.edges[i].to) + 1);
	if (patch->targets)
		size += patch->targets->nr * kmend_message_object_size();
	for (i = 0; i < patch->nr_names; i++)
		size += nla_total_size(0) + nla_total_size(strlen(patch->names[i].name) + 1) +
			nla_total_size(strlen(patch->names[i].object) + 1) +
			2 * nla_total_size(sizeof(u32));
	return size;
}

/* @func: NULL in the history. */
static int kmend_message_put_func(struct sk_buff *skb, const struct kmend_func_name *name,
				  const struct kmend_func *func)
{
	struct nlattr *nest = nla_nest_start(skb, KMEND_A_FUNC);
	u32 bypass = 0;
	u32 way = func ? kmend_stack_way(func, &bypass) : 0;

	if (!nest || nla_put_string(skb, KMEND_A_FUNC_NAME, name->name) ||
	    nla_put_string(skb, KMEND_A_FUNC_OBJECT, name->object) ||
	    (way && nla_put_u32(skb, KMEND_A_FUNC_WAY, way)) ||
	    (bypass && nla_put_u32(skb, KMEND_A_FUNC_BYPASSED, bypass)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int kmend_message_put_object(struct sk_buff *skb, const char *name, u32 state)
{
	struct nlattr *nest = nla_nest_start(skb, KMEND_A_OBJECT);

	if (!nest || nla_put_string(skb, KMEND_A_OBJECT_NAME, name) ||
	    nla_put_u32(skb, KMEND_A_OBJECT_STATE, state))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int kmend_message_put_blocker(struct sk_buff *skb, const struct kmend_blocker *blocker,
				     const char *func)
{
	struct nlattr *nest = nla_nest_start(skb, KMEND_A_BLOCKER);

	if (!nest || nla_put_u32(skb, KMEND_A_BLOCKER_PID, blocker->pid) ||
	    nla_put_u32(skb, KMEND_A_BLOCKER_TID, blocker->tid) ||
	    nla_put_string(skb, KMEND_A_BLOCKER_COMM, blocker->comm) ||
	    (*func && nla_put_string(skb, KMEND_A_BLOCKER_FUNC, func)) ||
	    nla_put_u32(skb, KMEND_A_BLOCKER_STATE, blocker->state) ||
	    nla_put_u32(skb, KMEND_A_BLOCKER_KIND, blocker->kind) ||
	    (blocker->unreliable && nla_put_flag(skb, KMEND_A_BLOCKER_UNRELIABLE)) ||
	    (blocker->restart && nla_put_flag(skb, KMEND_A_BLOCKER_RESTART)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int kmend_message_put_blockers(struct sk_buff *skb, const struct kmend_outcome *last)
{
	u32 i, told;

	if (!last || !last->nr_blockers)
		return 0;
	if (nla_put_u32(skb, KMEND_A_BLOCKERS, last->nr_blockers))
		return -EMSGSIZE;
	told = min_t(u32, last->nr_blockers, KMEND_BLOCKERS_MAX);
	for (i = 0; i < told; i++) {
		if (kmend_message_put_blocker(skb, &last->blockers[i], last->func[i]))
			return -EMSGSIZE;
	}
	return 0;
}

/* deadline_ms is 0 as long as nobody asked for anything of it. */
static int kmend_message_put_request(struct sk_buff *skb, const struct kmend_status *status,
				     u32 delay_ms)
{
	if (status->transaction &&
	    nla_put_u64_64bit(skb, KMEND_A_TRANSACTION, status->transaction, KMEND_A_PAD))
		return -EMSGSIZE;
	if (!status->deadline_ms)
		return 0;
	if (nla_put_string(skb, KMEND_A_POLICY, status->policy) ||
	    nla_put_u32(skb, KMEND_A_DEADLINE_MS, status->deadline_ms) ||
	    nla_put_u32(skb, KMEND_A_ATTEMPT, status->attempt) ||
	    (status->pause_ns &&
	     nla_put_u64_64bit(skb, KMEND_A_PAUSE_NS, status->pause_ns, KMEND_A_PAD)) ||
	    (status->due_ns && nla_put_u32(skb, KMEND_A_DELAY_MS, delay_ms)))
		return -EMSGSIZE;
	return 0;
}

static int kmend_message_put_status(struct sk_buff *skb, const struct kmend_patch *patch,
				    u32 delay_ms)
{
	const struct kmend_status *status = &patch->status;
	u32 ways = kmend_stack_ways(patch);

	if (nla_put_string(skb, KMEND_A_ID, patch->vertex.id) ||
	    nla_put_u32(skb, KMEND_A_STATE, patch->vertex.state) ||
	    (patch->cause && nla_put_u32(skb, KMEND_A_CAUSE, patch->cause)) ||
	    (ways && nla_put_u32(skb, KMEND_A_WAY, ways)) ||
	    (patch->active.threads && nla_put_u32(skb, KMEND_A_ACTIVE, patch->active.threads)) ||
	    (status->threads && nla_put_u32(skb, KMEND_A_THREADS, status->threads)) ||
	    (status->detail[0] && nla_put_string(skb, KMEND_A_DETAIL, status->detail)) ||
	    (patch->superseded_by &&
	     nla_put_string(skb, KMEND_A_SUPERSEDED_BY, patch->superseded_by->vertex.id)) ||
	    kmend_message_put_request(skb, status, delay_ms))
		return -EMSGSIZE;
	return kmend_message_put_blockers(skb, patch->last);
}

static u32 kmend_message_delay_ms(const struct kmend_status *status)
{
	u64 now = ktime_get_ns();

	return status->due_ns > now ? DIV_ROUND_UP_ULL(status->due_ns - now, NSEC_PER_MSEC) : 0;
}

/* What it says of others. */
static int kmend_message_put_edges(struct sk_buff *skb, const struct kmend_vertex *vertex)
{
	static const u16 attrs[] = {
		[KMEND_RELATION_DEPENDS]	= KMEND_A_DEPENDS,
		[KMEND_RELATION_CONFLICTS]	= KMEND_A_CONFLICTS,
		[KMEND_RELATION_REPLACES]	= KMEND_A_REPLACES,
	};
	u32 i;

	for (i = 0; i < vertex->nr_edges; i++)
		if (nla_put_string(skb, attrs[vertex->edges[i].relation], vertex->edges[i].to))
			return -EMSGSIZE;
	if (vertex->replaces_all && nla_put_flag(skb, KMEND_A_REPLACES_ALL))
		return -EMSGSIZE;
	return 0;
}

/* Names and functions are in the same order, but parts have no name. */
static int kmend_message_put_funcs(struct sk_buff *skb, const struct kmend_patch *patch)
{
	const struct kmend_func *func = patch->funcs;
	u32 i;

	for (i = 0; i < patch->nr_names; i++) {
		while (func && func->desc->flags & KMEND_FUNC_PART)
			func++;
		if (kmend_message_put_func(skb, &patch->names[i], func))
			return -EMSGSIZE;
		if (func)
			func++;
	}
	return 0;
}

int kmend_message_put_patch(struct sk_buff *skb, const struct kmend_patch *patch)
{
	bool unloaded = !patch->owner;
	u32 i;

	if (kmend_message_put_status(skb, patch, kmend_message_delay_ms(&patch->status)) ||
	    nla_put_string(skb, KMEND_A_DESCRIPTION, patch->description) ||
	    (unloaded && nla_put_flag(skb, KMEND_A_UNLOADED)) ||
	    (!unloaded && nla_put_string(skb, KMEND_A_MODULE, patch->module)) ||
	    (!unloaded && patch->stays && nla_put_flag(skb, KMEND_A_STAYS)) ||
	    nla_put_u64_64bit(skb, KMEND_A_TIME_NS, patch->since_ns, KMEND_A_PAD) ||
	    kmend_message_put_edges(skb, &patch->vertex) ||
	    (!unloaded && kmend_state_is_in_force(patch->vertex.state) &&
	     nla_put_u64_64bit(skb, KMEND_A_ORDER, patch->order, KMEND_A_PAD)))
		return -EMSGSIZE;
	if (kmend_message_put_funcs(skb, patch))
		return -EMSGSIZE;
	for (i = 0; patch->targets && i < patch->targets->nr; i++) {
		const struct kmend_target *target = &patch->targets->list[i];

		if (kmend_message_put_object(skb, target->name, kmend_target_state(target)))
			return -EMSGSIZE;
	}
	return 0;
}

struct sk_buff *kmend_message_event(const struct kmend_patch *patch, enum kmend_event event,
				    const struct kmend_event_object *object, u64 seq)
{
	struct sk_buff *skb;
	void *header;

	/* Rather an event that is not told than a stall or the OOM killer. */
	skb = genlmsg_new(kmend_message_event_size(),
			  GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);
	if (!skb)
		return NULL;
	header = genlmsg_put(skb, 0, 0, &kmend_genl_family, 0, KMEND_CMD_EVENT);
	if (!header || nla_put_u32(skb, KMEND_A_EVENT, event) ||
	    nla_put_u64_64bit(skb, KMEND_A_SEQ, seq, KMEND_A_PAD) ||
	    nla_put_u64_64bit(skb, KMEND_A_TIME_NS, ktime_get_real_ns(), KMEND_A_PAD) ||
	    (object && kmend_message_put_object(skb, object->name, object->state)) ||
	    kmend_message_put_status(skb, patch, patch->status.delay_ms)) {
		WARN_ON_ONCE(1); /* kmend_message_event_size() is wrong */
		nlmsg_free(skb);
		return NULL;
	}
	genlmsg_end(skb, header);
	return skb;
}
