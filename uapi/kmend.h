/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The generic netlink family "kmend": what the manager in the kernel and the
 * programs that drive and watch it say to each other.
 *
 * Numbers are only ever appended. A reader skips attributes, states, causes
 * and events that it does not know.
 */
#ifndef _UAPI_KMEND_H
#define _UAPI_KMEND_H

#include <linux/types.h>

#define KMEND_GENL_NAME		"kmend"
#define KMEND_GENL_VERSION	1
#define KMEND_MCGRP_EVENTS	"events"

/* Sizes in bytes, without the closing NUL. */
enum kmend_limits {
	KMEND_ID_MAX = 63,		/* [A-Za-z0-9][A-Za-z0-9._-]* */
	KMEND_DESCRIPTION_MAX = 255,
	KMEND_POLICY_MAX = 31,		/* same alphabet as an id */
	KMEND_DETAIL_MAX = 255,
	KMEND_BLOCKERS_MAX = 16,	/* blockers told per attempt */
	KMEND_TRANSACTION_MAX = 1024,	/* patches in one transaction */
};

/**
 * enum kmend_cmd - what can be asked of the family
 *
 * What changes anything needs CAP_NET_ADMIN and CAP_SYS_MODULE in the initial
 * namespaces; reading needs no privilege.
 *
 * @KMEND_CMD_SUBMIT: apply the loaded patch KMEND_A_ID, or several (the
 *	attribute repeated) as one transaction: all go in, in one stop of the
 *	machine, or none. Optional: KMEND_A_POLICY, KMEND_A_DEADLINE_MS. Privileged. The answer, with the same
 *	command and KMEND_A_TRANSACTION, comes at once; attempts are told as
 *	events. ENOENT: no patch of that id is loaded, a patch that it depends
 *	on is not, or no such policy. EEXIST: it is applied or being worked on. ELOOP: dependencies
 *	form a cycle. EBUSY: it conflicts with another, or one that it replaces
 *	cannot go out now.
 * @KMEND_CMD_REVERT: take the applied patch KMEND_A_ID out, or several as one
 *	transaction. What they replaced comes back in the same stop. Optional as above, and
 *	KMEND_A_CASCADE: those that lie on top of them or depend on them go
 *	first. Privileged. Answered like SUBMIT. EBUSY: one lies under another patch for
 *	a function, or another depends on it (the extack says which). EINVAL: it is not applied.
 * @KMEND_CMD_CANCEL: stop trying. A pending or queued patch becomes cancelled, a
 *	reverting one stays applied, and so do the others of its transaction. Privileged. EINVAL: neither.
 *	EBUSY: reverted, but for a grace period.
 * @KMEND_CMD_PATCH_GET: do: the patch KMEND_A_ID; dump: all, in order of
 *	registration, then the history of those that were unloaded. Answered
 *	with the same command.
 * @KMEND_CMD_EVENT: never sent by a user: one event, to group "events".
 * @KMEND_CMD_EVENT_GET: dump only: the events that are kept, in order, with the
 *	attributes of KMEND_CMD_EVENT. Optional: KMEND_A_SEQ, the first number
 *	that is wanted; absent or 0: the oldest kept. Numbers that are
 *	left out, before the first one or between two, are gone. Closed by a
 *	message that has KMEND_A_LAST_SEQ and no KMEND_A_EVENT. ERANGE: the
 *	number is beyond the next one.
 * @KMEND_CMD_KICK: make the next attempt of the patch KMEND_A_ID now instead of
 *	waiting for it. Privileged. EINVAL: none is waited for. EBUSY: reverted,
 *	but for a grace period.
 * @KMEND_CMD_CHECK: would the loaded patches KMEND_A_ID go in now, as one
 *	transaction? Changes nothing. Privileged. Answered like SUBMIT; what was
 *	found is told for each patch as an event KMEND_EVENT_CHECKED.
 * @KMEND_CMD_POLICY_GET: do: the policy KMEND_A_POLICY_NAME; dump: all. Attributes:
 *	enum kmend_attr_policy.
 * @KMEND_CMD_STATS_GET: do only, without attributes: enum kmend_attr_stats.
 */
enum kmend_cmd {
	KMEND_CMD_UNSPEC,
	KMEND_CMD_SUBMIT,
	KMEND_CMD_REVERT,
	KMEND_CMD_CANCEL,
	KMEND_CMD_PATCH_GET,
	KMEND_CMD_EVENT,
	KMEND_CMD_EVENT_GET,
	KMEND_CMD_KICK,
	KMEND_CMD_CHECK,
	KMEND_CMD_POLICY_GET,
	KMEND_CMD_STATS_GET,

	/* add new constants above here */
	__KMEND_CMD_LAST,
	KMEND_CMD_MAX = __KMEND_CMD_LAST - 1
};

/**
 * enum kmend_attr - attributes of messages about patches and events
 * @KMEND_A_ID: the patch's id
 * @KMEND_A_DESCRIPTION: one line for people
 * @KMEND_A_MODULE: name of the patch module; absent once it is unloaded
 * @KMEND_A_STATE: enum kmend_state
 * @KMEND_A_CAUSE: enum kmend_cause, why it is in that state; absent: none
 * @KMEND_A_DETAIL: the cause's particulars in words, one line, no addresses
 * @KMEND_A_POLICY: name of the policy that governs its attempts
 * @KMEND_A_DEADLINE_MS: milliseconds from the submission in which it must
 *	succeed, 1 ms to 7 days; overrides the policy's
 * @KMEND_A_ATTEMPT: attempts made since it was last submitted or its revert
 *	was asked for
 * @KMEND_A_PAUSE_NS: how long the machine stood still in the last attempt: from
 *	when every CPU had stopped to when they were let go; absent: it was not stopped
 * @KMEND_A_DELAY_MS: milliseconds until the next attempt
 * @KMEND_A_FUNC: one replaced function, KMEND_A_FUNC_*; repeated
 * @KMEND_A_BLOCKER: one thread that was in the way, KMEND_A_BLOCKER_*;
 *	repeated, at most KMEND_BLOCKERS_MAX times
 * @KMEND_A_BLOCKERS: how many threads were in the way, those not told included
 * @KMEND_A_EVENT: enum kmend_event
 * @KMEND_A_SEQ: number of the event; consecutive from 1 since the manager
 *	was loaded
 * @KMEND_A_TIME_NS: when, in nanoseconds of CLOCK_REALTIME. In an event: when
 *	it happened; in a patch: when it entered its state
 * @KMEND_A_UNLOADED: the patch module is gone, this is history
 * @KMEND_A_PAD: padding for 64-bit attributes
 * @KMEND_A_LAST_SEQ: number of the last event that happened; 0: none yet
 * @KMEND_A_TRANSACTION: number of the request that the patch is or was last
 *	subject of, from 1 since the manager was loaded
 * @KMEND_A_DEPENDS: id of a patch that must be in force before it; repeated
 * @KMEND_A_CONFLICTS: id of a patch that must not be in force with it; repeated
 * @KMEND_A_REPLACES: id of a patch that goes out when it comes in; repeated
 * @KMEND_A_REPLACES_ALL: every patch goes out when it comes in
 * @KMEND_A_SUPERSEDED_BY: id of the patch that replaced it; state superseded
 * @KMEND_A_CASCADE: see KMEND_CMD_REVERT
 * @KMEND_A_ORDER: its place in the order of application, a number that only grows;
 *	absent: not in force
 * @KMEND_A_ACTIVE: threads that go on in old code where the patch allows it: of what it
 *	replaced while it is in force, else in its own, whose module is held for them; at first one
 *	that ran while the others were looked at may count twice; absent: none
 * @KMEND_A_OBJECT: a module that the patch changes, KMEND_A_OBJECT_*. In a patch that is loaded:
 *	repeated, all of them; in an event: the one that it is about
 * @KMEND_A_THREADS: events evicted, woken and released: how many threads
 * @KMEND_A_WAY: enum kmend_way, how its functions are redirected; absent: not in force
 * @KMEND_A_STAYS: data of the kernel has held addresses of the patch module, which is never unloaded again
 */
enum kmend_attr {
	KMEND_A_UNSPEC,
	KMEND_A_ID,		/* string */
	KMEND_A_DESCRIPTION,	/* string */
	KMEND_A_MODULE,		/* string */
	KMEND_A_STATE,		/* u32 */
	KMEND_A_CAUSE,		/* u32 */
	KMEND_A_DETAIL,		/* string */
	KMEND_A_POLICY,		/* string */
	KMEND_A_DEADLINE_MS,	/* u32 */
	KMEND_A_ATTEMPT,	/* u32 */
	KMEND_A_PAUSE_NS,	/* u64 */
	KMEND_A_DELAY_MS,	/* u32 */
	KMEND_A_FUNC,		/* nest - KMEND_A_FUNC_* */
	KMEND_A_BLOCKER,	/* nest - KMEND_A_BLOCKER_* */
	KMEND_A_BLOCKERS,	/* u32 */
	KMEND_A_EVENT,		/* u32 */
	KMEND_A_SEQ,		/* u64 */
	KMEND_A_TIME_NS,	/* u64 */
	KMEND_A_UNLOADED,	/* flag */
	KMEND_A_PAD,
	KMEND_A_LAST_SEQ,	/* u64 */
	KMEND_A_TRANSACTION,	/* u64 */
	KMEND_A_DEPENDS,	/* string */
	KMEND_A_CONFLICTS,	/* string */
	KMEND_A_REPLACES,	/* string */
	KMEND_A_REPLACES_ALL,	/* flag */
	KMEND_A_SUPERSEDED_BY,	/* string */
	KMEND_A_CASCADE,	/* flag */
	KMEND_A_ORDER,		/* u64 */
	KMEND_A_ACTIVE,		/* u32 */
	KMEND_A_OBJECT,		/* nest - KMEND_A_OBJECT_* */
	KMEND_A_THREADS,	/* u32 */
	KMEND_A_WAY,		/* u32 */
	KMEND_A_STAYS,		/* flag */

	/* add new constants above here */
	__KMEND_A_LAST,
	KMEND_A_MAX = __KMEND_A_LAST - 1
};

/**
 * enum kmend_attr_func - one function that a patch replaces
 * @KMEND_A_FUNC_NAME: its name
 * @KMEND_A_FUNC_OBJECT: where it lives: "vmlinux" or a module's name
 * @KMEND_A_FUNC_WAY: enum kmend_way, how it is redirected; absent: the patch is not in force there
 * @KMEND_A_FUNC_BYPASSED: enum kmend_bypass, who came to it later and is deceived; absent: nobody is known
 */
enum kmend_attr_func {
	KMEND_A_FUNC_UNSPEC,
	KMEND_A_FUNC_NAME,	/* string */
	KMEND_A_FUNC_OBJECT,	/* string */
	KMEND_A_FUNC_WAY,	/* u32 */
	KMEND_A_FUNC_BYPASSED,	/* u32 */

	/* add new constants above here */
	__KMEND_A_FUNC_LAST,
	KMEND_A_FUNC_MAX = __KMEND_A_FUNC_LAST - 1
};

/**
 * enum kmend_attr_object - a module that a patch changes
 * @KMEND_A_OBJECT_NAME: its name, as in /proc/modules
 * @KMEND_A_OBJECT_STATE: enum kmend_object_state
 */
enum kmend_attr_object {
	KMEND_A_OBJECT_UNSPEC,
	KMEND_A_OBJECT_NAME,	/* string */
	KMEND_A_OBJECT_STATE,	/* u32 */

	/* add new constants above here */
	__KMEND_A_OBJECT_LAST,
	KMEND_A_OBJECT_MAX = __KMEND_A_OBJECT_LAST - 1
};

/**
 * enum kmend_attr_blocker - one thread that is inside code about to change
 * @KMEND_A_BLOCKER_PID: process (thread group) id in the initial namespace
 * @KMEND_A_BLOCKER_TID: thread id in the initial namespace; 0: an idle task
 * @KMEND_A_BLOCKER_COMM: the thread's name
 * @KMEND_A_BLOCKER_FUNC: the function it is in, by name
 * @KMEND_A_BLOCKER_STATE: the letter that /proc/PID/stat shows, as a character
 * @KMEND_A_BLOCKER_KIND: enum kmend_blocker_kind
 * @KMEND_A_BLOCKER_UNRELIABLE: its stack could not be unwound reliably and was
 *	searched word by word, so it may not really be inside
 * @KMEND_A_BLOCKER_RESTART: it is not inside, but is to restart a system call in that function, or
 *	could, by restart_syscall(2); the patch that goes out would take that away
 */
enum kmend_attr_blocker {
	KMEND_A_BLOCKER_UNSPEC,
	KMEND_A_BLOCKER_PID,		/* u32 */
	KMEND_A_BLOCKER_TID,		/* u32 */
	KMEND_A_BLOCKER_COMM,		/* string */
	KMEND_A_BLOCKER_FUNC,		/* string */
	KMEND_A_BLOCKER_STATE,		/* u32 */
	KMEND_A_BLOCKER_KIND,		/* u32 */
	KMEND_A_BLOCKER_UNRELIABLE,	/* flag */
	KMEND_A_BLOCKER_RESTART,	/* flag */

	/* add new constants above here */
	__KMEND_A_BLOCKER_LAST,
	KMEND_A_BLOCKER_MAX = __KMEND_A_BLOCKER_LAST - 1
};

/**
 * enum kmend_attr_policy - attributes of KMEND_CMD_POLICY_GET
 * @KMEND_A_POLICY_NAME: its name
 * @KMEND_A_POLICY_DEFAULT: it is the one that counts where a request names none
 * @KMEND_A_POLICY_INITIAL_DELAY_MS: this and the following are its values, as
 *	Documentation/ABI/configfs-kmend has them
 * @KMEND_A_POLICY_MAX_DELAY_MS: value
 * @KMEND_A_POLICY_MULTIPLIER_PERCENT: value
 * @KMEND_A_POLICY_JITTER_PERCENT: value
 * @KMEND_A_POLICY_DEADLINE_MS: value
 * @KMEND_A_POLICY_MAX_ATTEMPTS: value
 * @KMEND_A_POLICY_COALESCE_MS: value
 * @KMEND_A_POLICY_PAUSE_BUDGET_US: value
 * @KMEND_A_POLICY_ACTIVE_AFTER: value
 * @KMEND_A_POLICY_ALLOW_UNPATCHED: value
 * @KMEND_A_POLICY_EVICT_AFTER: value
 * @KMEND_A_POLICY_WAKE_AFTER: value
 * @KMEND_A_POLICY_REDIRECT: enum kmend_redirect_by
 */
enum kmend_attr_policy {
	KMEND_A_POLICY_UNSPEC,
	KMEND_A_POLICY_NAME,			/* string */
	KMEND_A_POLICY_DEFAULT,			/* flag */
	KMEND_A_POLICY_INITIAL_DELAY_MS,	/* u32 */
	KMEND_A_POLICY_MAX_DELAY_MS,		/* u32 */
	KMEND_A_POLICY_MULTIPLIER_PERCENT,	/* u32 */
	KMEND_A_POLICY_JITTER_PERCENT,		/* u32 */
	KMEND_A_POLICY_DEADLINE_MS,		/* u32 */
	KMEND_A_POLICY_MAX_ATTEMPTS,		/* u32 */
	KMEND_A_POLICY_COALESCE_MS,		/* u32 */
	KMEND_A_POLICY_PAUSE_BUDGET_US,		/* u32 */
	KMEND_A_POLICY_ACTIVE_AFTER,		/* u32 */
	KMEND_A_POLICY_ALLOW_UNPATCHED,		/* u32 */
	KMEND_A_POLICY_EVICT_AFTER,		/* u32 */
	KMEND_A_POLICY_WAKE_AFTER,		/* u32 */
	KMEND_A_POLICY_REDIRECT,		/* u32 */

	/* add new constants above here */
	__KMEND_A_POLICY_LAST,
	KMEND_A_POLICY_MAX = __KMEND_A_POLICY_LAST - 1
};

/**
 * enum kmend_attr_stats - attributes of KMEND_CMD_STATS_GET
 * @KMEND_A_STATS_VERSION: of the manager, as its module says
 * @KMEND_A_STATS_FORMAT: the patch format that it reads, KMEND_PATCH_VERSION
 * @KMEND_A_STATS_LOADED: patches whose modules are loaded
 * @KMEND_A_STATS_APPLIED: of these, in force: applied or reverting
 * @KMEND_A_STATS_WAITING: of these, being tried or waiting: queued, pending or reverting
 * @KMEND_A_STATS_HISTORY: unloaded patches that are remembered
 * @KMEND_A_STATS_TRANSACTIONS: requests that were accepted since the manager was
 *	loaded, as are all counters below
 * @KMEND_A_STATS_ATTEMPTS: attempts, of all requests
 * @KMEND_A_STATS_STOPS: how often the machine was stopped
 * @KMEND_A_STATS_PAUSE_TOTAL_NS: how long it stood still in all
 * @KMEND_A_STATS_PAUSE_MAX_NS: the longest of these pauses
 * @KMEND_A_STATS_LAST_SEQ: number of the last event
 * @KMEND_A_STATS_LOG_SIZE: events that the log has room for
 * @KMEND_A_STATS_PAD: padding for 64-bit attributes
 * @KMEND_A_STATS_SPARED: attempts for which the machine was not stopped, because a thread
 *	was known to be in the way
 * @KMEND_A_STATS_DISAGREEMENTS: with the module's parameter compare_scans, threads that a look at all
 *	found in the way and the manager had not; one is a bug
 * @KMEND_A_STATS_EVICTED: threads of user processes that were brought out of code that was to
 *	change, counted anew in each attempt
 * @KMEND_A_STATS_WOKEN: the same of kernel threads that were woken
 */
enum kmend_attr_stats {
	KMEND_A_STATS_UNSPEC,
	KMEND_A_STATS_VERSION,		/* string */
	KMEND_A_STATS_FORMAT,		/* u32 */
	KMEND_A_STATS_LOADED,		/* u32 */
	KMEND_A_STATS_APPLIED,		/* u32 */
	KMEND_A_STATS_WAITING,		/* u32 */
	KMEND_A_STATS_HISTORY,		/* u32 */
	KMEND_A_STATS_TRANSACTIONS,	/* u64 */
	KMEND_A_STATS_ATTEMPTS,		/* u64 */
	KMEND_A_STATS_STOPS,		/* u64 */
	KMEND_A_STATS_PAUSE_TOTAL_NS,	/* u64 */
	KMEND_A_STATS_PAUSE_MAX_NS,	/* u64 */
	KMEND_A_STATS_LAST_SEQ,		/* u64 */
	KMEND_A_STATS_LOG_SIZE,		/* u32 */
	KMEND_A_STATS_PAD,
	KMEND_A_STATS_SPARED,		/* u64 */
	KMEND_A_STATS_DISAGREEMENTS,	/* u64 */
	KMEND_A_STATS_EVICTED,		/* u64 */
	KMEND_A_STATS_WOKEN,		/* u64 */

	/* add new constants above here */
	__KMEND_A_STATS_LAST,
	KMEND_A_STATS_MAX = __KMEND_A_STATS_LAST - 1
};

/*
 * The lists below are tables, so that the kernel, the library and the tools
 * show one name for one number: X(NAME, number, "name", "one line").
 */

#define KMEND_STATE_LIST(X)						\
	X(LOADED, 0, "loaded", "the module is in, nobody asked for it yet") \
	X(PENDING, 1, "pending", "being tried until it is safe")	\
	X(APPLIED, 2, "applied", "in force")				\
	X(REVERTING, 3, "reverting", "in force, being taken out")	\
	X(REVERTED, 4, "reverted", "was in force and is no more")	\
	X(FAILED, 5, "failed", "was never put in force, see the cause")	\
	X(CANCELLED, 6, "cancelled", "withdrawn before it was in force") \
	X(QUEUED, 7, "queued",						\
	  "asked for, waits until what it depends on is applied")	\
	X(SUPERSEDED, 8, "superseded",					\
	  "was in force until a patch that replaces it took over")

#define KMEND_CAUSE_LIST(X)						\
	X(NONE, 0, "none", "no cause")					\
	X(BUSY, 1, "busy",						\
	  "a thread is inside code that is about to change")		\
	X(DEADLINE, 2, "deadline",					\
	  "the deadline passed before it was safe")			\
	X(MISMATCH, 3, "mismatch",					\
	  "the running code, or data, is not what the patch was built against") \
	X(SITE_IN_USE, 4, "site-in-use",				\
	  "a tracer, probe or other patcher uses the function's entry")	\
	X(UNDER, 5, "under",						\
	  "another applied patch lies on top of it for a function")	\
	X(NO_MEMORY, 6, "no-memory", "the kernel is out of memory")	\
	X(CANCEL, 7, "cancel", "somebody cancelled it")			\
	X(ALTERED, 8, "altered",					\
	  "somebody wrote over what the patch had written: a jump, or data") \
	X(INTERNAL, 9, "internal",					\
	  "the kernel refused a step for a reason of its own, see the detail") \
	X(ATTEMPTS, 10, "attempts",					\
	  "as many attempts as the policy allows were made, none was safe") \
	X(DEPENDENCY, 11, "dependency",					\
	  "a patch that it depends on, or that depends on it, is in the way") \
	X(CONFLICT, 12, "conflict",					\
	  "a patch that it conflicts with is in force or being tried")	\
	X(PAUSE_BUDGET, 13, "pause-budget",				\
	  "the machine would have stood still for longer than the policy allows") \
	X(HOOK, 14, "hook", "a hook of the patch refused")		\
	X(MODULE, 15, "module",						\
	  "a module that it changes is just being loaded or unloaded")

#define KMEND_EVENT_LIST(X)						\
	X(LOADED, 1, "loaded", "a patch module was loaded")		\
	X(SUBMITTED, 2, "submitted", "asked to apply")			\
	X(BLOCKED, 3, "blocked", "an attempt did not succeed, another will follow") \
	X(APPLIED, 4, "applied", "the patch is in force")		\
	X(FAILED, 5, "failed", "given up, nothing was changed")		\
	X(CANCELLED, 6, "cancelled", "withdrawn, nothing was changed")	\
	X(REVERT_SUBMITTED, 7, "revert-submitted", "asked to revert")	\
	X(REVERTED, 8, "reverted", "the old code is in force again")	\
	X(REVERT_FAILED, 9, "revert-failed",				\
	  "the revert was given up or cancelled, the patch stays applied") \
	X(UNLOADED, 10, "unloaded", "the patch module was unloaded")	\
	X(QUEUED, 11, "queued", "waits for a patch that it depends on")	\
	X(READY, 12, "ready", "what it waited for is applied, it is tried now") \
	X(SUPERSEDED, 13, "superseded", "a patch that replaces it took over") \
	X(RESTORED, 14, "restored",					\
	  "in force again, the patch that had replaced it is reverted")	\
	X(CHECKED, 15, "checked", "a dry run is over, see the cause")	\
	X(DRAINED, 16, "drained",					\
	  "the last thread that went on in the old code has left it")	\
	X(MODULE_PATCHED, 17, "module-patched",				\
	  "a module was loaded and patched before its code ran")	\
	X(MODULE_GONE, 18, "module-gone",				\
	  "a module that it changes was unloaded, the patch waits for it") \
	X(MODULE_REFUSED, 19, "module-refused",				\
	  "a module was not let in, because the patch does not fit it")	\
	X(MODULE_UNPATCHED, 20, "module-unpatched",			\
	  "a module was let in, but the patch does not fit it")		\
	X(EVICTED, 21, "evicted",					\
	  "threads that sleep in the code are told to come out of it and wait") \
	X(WOKEN, 22, "woken",						\
	  "kernel threads that sleep in the code are woken")		\
	X(RELEASED, 23, "released",					\
	  "the threads that were told to come out go on")		\
	X(BYPASSED, 24, "bypassed",					\
	  "somebody came to a function that is redirected by a jump, and is deceived")

#define KMEND_BLOCKER_KIND_LIST(X)					\
	X(USER, 0, "user", "a thread of a user process")		\
	X(KTHREAD, 1, "kthread", "a kernel thread")			\
	X(IDLE, 2, "idle", "the idle task of a CPU")

#define KMEND_OBJECT_STATE_LIST(X)					\
	X(ABSENT, 0, "absent", "not loaded")				\
	X(PRESENT, 1, "present", "loaded, and not patched: the patch is not in force") \
	X(PATCHED, 2, "patched", "loaded, and the patch is in force there") \
	X(UNPATCHED, 3, "unpatched",					\
	  "loaded, and let in although the patch does not fit it")

#define KMEND_REDIRECT_LIST(X)						\
	X(AUTO, 0, "auto", "by ftrace where it has a site, else by a jump") \
	X(FTRACE, 1, "ftrace", "by a call that ftrace writes, or not at all") \
	X(JUMP, 2, "jump", "by a jump in the place of the ftrace site")

#define KMEND_WAY_LIST(X)						\
	X(JUMP, 1, "jump", "by a jump at the entry")			\
	X(FTRACE, 2, "ftrace", "by a call that ftrace writes")		\
	X(MIXED, 3, "mixed", "some functions by a jump, some by ftrace")

#define KMEND_BYPASS_LIST(X)						\
	X(KPROBE, 1, "kprobe", "a kprobe that came later never runs")	\
	X(DIRECT, 2, "direct", "a direct call (a BPF program, say) that came later never runs") \
	X(LIVEPATCH, 3, "livepatch", "a live patch that came later is not in force") \
	X(TRACER, 4, "tracer", "a tracer that came later does not see it called")

#define KMEND_ENUM_STATE(name, number, text, about) KMEND_STATE_##name = number,
#define KMEND_ENUM_CAUSE(name, number, text, about) KMEND_CAUSE_##name = number,
#define KMEND_ENUM_EVENT(name, number, text, about) KMEND_EVENT_##name = number,
#define KMEND_ENUM_KIND(name, number, text, about) KMEND_BLOCKER_##name = number,
#define KMEND_ENUM_OBJECT(name, number, text, about) KMEND_OBJECT_##name = number,
#define KMEND_ENUM_REDIRECT(name, number, text, about) KMEND_REDIRECT_##name = number,
#define KMEND_ENUM_WAY(name, number, text, about) KMEND_WAY_##name = number,
#define KMEND_ENUM_BYPASS(name, number, text, about) KMEND_BYPASS_##name = number,

/** enum kmend_state - a patch's life; moves between them: kernel/state.c */
enum kmend_state { KMEND_STATE_LIST(KMEND_ENUM_STATE) };
/** enum kmend_cause - why a patch is where it is */
enum kmend_cause { KMEND_CAUSE_LIST(KMEND_ENUM_CAUSE) };
/** enum kmend_event - what happened */
enum kmend_event { KMEND_EVENT_LIST(KMEND_ENUM_EVENT) };
/** enum kmend_blocker_kind - what sort of thread is in the way */
enum kmend_blocker_kind { KMEND_BLOCKER_KIND_LIST(KMEND_ENUM_KIND) };
/** enum kmend_object_state - how a module stands to a patch */
enum kmend_object_state { KMEND_OBJECT_STATE_LIST(KMEND_ENUM_OBJECT) };
/** enum kmend_redirect_by - how a policy wants functions to be redirected */
enum kmend_redirect_by { KMEND_REDIRECT_LIST(KMEND_ENUM_REDIRECT) };
/** enum kmend_way - how functions are redirected */
enum kmend_way { KMEND_WAY_LIST(KMEND_ENUM_WAY) };
/** enum kmend_bypass - who is deceived at a function that is redirected by a jump */
enum kmend_bypass { KMEND_BYPASS_LIST(KMEND_ENUM_BYPASS) };

#undef KMEND_ENUM_STATE
#undef KMEND_ENUM_CAUSE
#undef KMEND_ENUM_EVENT
#undef KMEND_ENUM_KIND
#undef KMEND_ENUM_OBJECT
#undef KMEND_ENUM_REDIRECT
#undef KMEND_ENUM_WAY
#undef KMEND_ENUM_BYPASS

#endif /* _UAPI_KMEND_H */
