// SPDX-License-Identifier: LGPL-2.1-or-later
/* Names of the numbers that cross the interface, from the lists in kmend.h. */
#include "names.h"

#include "libkmend.h"

struct name {
	uint32_t number;
	const char *text;
	const char *about;
};

#define NAME(symbol, number, text, about) { number, text, about },

static const struct name states[] = { KMEND_STATE_LIST(NAME) };
static const struct name causes[] = { KMEND_CAUSE_LIST(NAME) };
static const struct name events[] = { KMEND_EVENT_LIST(NAME) };
static const struct name kinds[] = { KMEND_BLOCKER_KIND_LIST(NAME) };
static const struct name object_states[] = { KMEND_OBJECT_STATE_LIST(NAME) };
static const struct name redirects[] = { KMEND_REDIRECT_LIST(NAME) };
static const struct name ways[] = { KMEND_WAY_LIST(NAME) };
static const struct name bypasses[] = { KMEND_BYPASS_LIST(NAME) };

static const struct name unknown = { 0, "unknown", "unknown" };

/* A closing entry would need a number that is none; so the count comes along. */
static const struct name *find(const struct name *names, size_t nr, uint32_t number)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (names[i].number == number)
			return &names[i];
	}
	return &unknown;
}

#define FIND(table, number) find(table, sizeof(table) / sizeof((table)[0]), number)

const char *libkmend_state_name(uint32_t state)
{
	return FIND(states, state)->text;
}

const char *libkmend_state_about(uint32_t state)
{
	return FIND(states, state)->about;
}

const char *libkmend_cause_name(uint32_t cause)
{
	return FIND(causes, cause)->text;
}

const char *libkmend_cause_about(uint32_t cause)
{
	return FIND(causes, cause)->about;
}

const char *libkmend_event_name(uint32_t event)
{
	return FIND(events, event)->text;
}

const char *libkmend_event_about(uint32_t event)
{
	return FIND(events, event)->about;
}

const char *libkmend_blocker_kind_name(uint32_t kind)
{
	return FIND(kinds, kind)->text;
}

const char *libkmend_blocker_kind_about(uint32_t kind)
{
	return FIND(kinds, kind)->about;
}

const char *libkmend_object_state_name(uint32_t state)
{
	return FIND(object_states, state)->text;
}

const char *libkmend_object_state_about(uint32_t state)
{
	return FIND(object_states, state)->about;
}

const char *libkmend_redirect_name(uint32_t redirect)
{
	return FIND(redirects, redirect)->text;
}

const char *libkmend_redirect_about(uint32_t redirect)
{
	return FIND(redirects, redirect)->about;
}

const char *libkmend_way_name(uint32_t way)
{
	return FIND(ways, way)->text;
}

const char *libkmend_way_about(uint32_t way)
{
	return FIND(ways, way)->about;
}

const char *libkmend_bypass_name(uint32_t bypass)
{
	return FIND(bypasses, bypass)->text;
}

const char *libkmend_bypass_about(uint32_t bypass)
{
	return FIND(bypasses, bypass)->about;
}

static const char *const patch_attrs[KMEND_A_MAX + 1] = {
	[KMEND_A_ID] = "id",
	[KMEND_A_DESCRIPTION] = "description",
	[KMEND_A_MODULE] = "module",
	[KMEND_A_STATE] = "state",
	[KMEND_A_CAUSE] = "cause",
	[KMEND_A_DETAIL] = "detail",
	[KMEND_A_POLICY] = "policy",
	[KMEND_A_DEADLINE_MS] = "deadline-ms",
	[KMEND_A_ATTEMPT] = "attempt",
	[KMEND_A_PAUSE_NS] = "pause-ns",
	[KMEND_A_DELAY_MS] = "delay-ms",
	[KMEND_A_FUNC] = "func",
	[KMEND_A_BLOCKER] = "blocker",
	[KMEND_A_BLOCKERS] = "blockers",
	[KMEND_A_EVENT] = "event",
	[KMEND_A_SEQ] = "seq",
	[KMEND_A_TIME_NS] = "time-ns",
	[KMEND_A_UNLOADED] = "unloaded",
	[KMEND_A_PAD] = "pad",
	[KMEND_A_LAST_SEQ] = "last-seq",
	[KMEND_A_TRANSACTION] = "transaction",
	[KMEND_A_DEPENDS] = "depends",
	[KMEND_A_CONFLICTS] = "conflicts",
	[KMEND_A_REPLACES] = "replaces",
	[KMEND_A_REPLACES_ALL] = "replaces-all",
	[KMEND_A_SUPERSEDED_BY] = "superseded-by",
	[KMEND_A_CASCADE] = "cascade",
	[KMEND_A_ORDER] = "order",
	[KMEND_A_ACTIVE] = "active",
	[KMEND_A_OBJECT] = "object",
	[KMEND_A_THREADS] = "threads",
	[KMEND_A_WAY] = "way",
	[KMEND_A_STAYS] = "stays",
};

const char *kmend_nl_attr_name(uint8_t cmd, unsigned int attr)
{
	if (cmd == KMEND_CMD_STATS_GET)
		return NULL;
	if (cmd == KMEND_CMD_POLICY_GET)
		return attr == KMEND_A_POLICY_NAME ? "name" : NULL;
	return attr <= KMEND_A_MAX ? patch_attrs[attr] : NULL;
}
