/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libkmend: drive and watch the manager of live patches (kmend.ko) from a
 * program. Everything that the command kmend does with the kernel goes
 * through these functions.
 *
 * The library has no globals, never prints and never exits. A function that
 * can fail returns 0 or a positive count, or a negative errno;
 * libkmend_error() then has a line for people. A handle is used by one thread
 * at a time; different handles are independent.
 *
 * What the library hands out owns its memory and is given back to it.
 * Structures only grow at their end, and are never allocated by the caller
 * but for struct libkmend_options, which carries its size.
 *
 * Strings are as the kernel sent them: escape them before a terminal sees them.
 */
#ifndef LIBKMEND_H
#define LIBKMEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kmend.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LIBKMEND_MUST_CHECK __attribute__((warn_unused_result))

/** struct libkmend - a connection to the manager; opaque */
struct libkmend;

/**
 * struct libkmend_func - a function that a patch replaces
 * @name: its name
 * @object: where it lives: "vmlinux" or a module's name; NULL: not told
 * @way: enum kmend_way; 0: it is not redirected, or not told
 * @bypassed: enum kmend_bypass, who came later and is deceived; 0: nobody is known
 */
struct libkmend_func {
	char *name;
	char *object;
	uint32_t way;
	uint32_t bypassed;
};

/**
 * struct libkmend_blocker - a thread that was in the way of an attempt
 * @pid: process id in the initial namespace
 * @tid: thread id there; 0: the idle task of a CPU
 * @comm: its name; NULL: not told
 * @func: the function that it is in; NULL: not told
 * @state: the letter that /proc/PID/stat shows; '?': not told
 * @kind: enum kmend_blocker_kind
 * @unreliable: its stack was searched word by word, it may not be inside
 * @restart: it is not inside, but is to restart a system call there, or could
 */
struct libkmend_blocker {
	uint32_t pid;
	uint32_t tid;
	char *comm;
	char *func;
	char state;
	uint32_t kind;
	bool unreliable;
	bool restart;
};

/**
 * struct libkmend_object - a module that a patch changes
 * @name: its name
 * @state: enum kmend_object_state
 */
struct libkmend_object {
	char *name;
	uint32_t state;
};

/**
 * struct libkmend_patch - a patch as the manager tells it
 * @present: bit n is set if attribute n of enum kmend_attr was told; see
 *	LIBKMEND_HAS(). A number that was not told is 0, a string NULL.
 * @id: its id
 * @description: one line for people
 * @module: name of the patch module
 * @detail: the particulars of @cause
 * @policy: the policy that governs its attempts
 * @state: enum kmend_state
 * @cause: enum kmend_cause
 * @deadline_ms: its own deadline, from the submission
 * @attempts: how many were made
 * @delay_ms: until the next attempt
 * @blockers_total: threads in the way, those not told included
 * @pause_ns: how long the last attempt stopped the machine
 * @time_ns: CLOCK_REALTIME; in a patch: when it entered its state, in an
 *	event: when that happened
 * @unloaded: the patch module is gone, this is history
 * @funcs: @nr_funcs functions
 * @nr_funcs: see @funcs
 * @blockers: @nr_blockers threads in the way
 * @nr_blockers: see @blockers
 * @transaction: the request that it is or was last subject of
 * @order: place in the order of application; 0: not in force
 * @depends: ids of the patches that must be in force before it, NULL at the end;
 *	NULL: none
 * @conflicts: ids of those that must not be in force with it, likewise
 * @replaces: ids of those that go out when it comes in, likewise
 * @replaces_all: every patch goes out when it comes in
 * @superseded_by: id of the patch that replaced it
 * @active: threads that go on in old code
 * @objects: @nr_objects modules that it changes; of an event the one that it is about
 * @nr_objects: see @objects
 * @threads: how many threads an event of KMEND_A_THREADS is about
 * @way: enum kmend_way, how its functions are redirected; 0: not in force
 * @stays: data of the kernel has held addresses of the patch module, which is never unloaded again
 */
struct libkmend_patch {
	uint64_t present;
	char *id;
	char *description;
	char *module;
	char *detail;
	char *policy;
	uint32_t state;
	uint32_t cause;
	uint32_t deadline_ms;
	uint32_t attempts;
	uint32_t delay_ms;
	uint32_t blockers_total;
	uint64_t pause_ns;
	uint64_t time_ns;
	bool unloaded;
	struct libkmend_func **funcs;
	size_t nr_funcs;
	struct libkmend_blocker **blockers;
	size_t nr_blockers;
	uint64_t transaction;
	uint64_t order;
	char **depends;
	char **conflicts;
	char **replaces;
	bool replaces_all;
	char *superseded_by;
	uint32_t active;
	struct libkmend_object **objects;
	size_t nr_objects;
	uint32_t threads;
	uint32_t way;
	bool stays;
};

/**
 * struct libkmend_policy - a policy; the values are told in
 * Documentation/ABI/configfs-kmend
 * @present: bit n is set if attribute n of enum kmend_attr_policy was told
 * @name: its name
 * @is_default: it counts where a request names none
 * @initial_delay_ms: value
 * @max_delay_ms: value
 * @multiplier_percent: value
 * @jitter_percent: value
 * @deadline_ms: value
 * @max_attempts: value
 * @coalesce_ms: value
 * @pause_budget_us: value
 * @active_after: value
 * @allow_unpatched: value
 * @evict_after: value
 * @wake_after: value
 * @redirect: enum kmend_redirect_by
 */
struct libkmend_policy {
	uint64_t present;
	char *name;
	bool is_default;
	uint32_t initial_delay_ms;
	uint32_t max_delay_ms;
	uint32_t multiplier_percent;
	uint32_t jitter_percent;
	uint32_t deadline_ms;
	uint32_t max_attempts;
	uint32_t coalesce_ms;
	uint32_t pause_budget_us;
	uint32_t active_after;
	uint32_t allow_unpatched;
	uint32_t evict_after;
	uint32_t wake_after;
	uint32_t redirect;
};

/**
 * struct libkmend_stats - what the manager has done since it was loaded
 * @present: bit n is set if attribute n of enum kmend_attr_stats was told
 * @version: the manager's version
 * @format: the patch format that it reads
 * @loaded: patches whose modules are loaded
 * @applied: of these, in force
 * @waiting: of these, being tried or waiting for others
 * @history: unloaded patches that are remembered
 * @transactions: requests that were accepted
 * @attempts: attempts that were made
 * @stops: how often the machine was stopped
 * @pause_total_ns: how long it stood still in all
 * @pause_max_ns: the longest pause
 * @last_seq: number of the last event
 * @log_size: events that the log has room for
 * @spared: attempts for which the machine was not stopped, as a thread was known to be in the way
 * @disagreements: threads that were missed; counted only while the module's parameter
 *	compare_scans is set
 * @evicted: threads of user processes that were brought out of code, counted anew in each attempt
 * @woken: the same of kernel threads that were woken
 */
struct libkmend_stats {
	uint64_t present;
	char *version;
	uint32_t format;
	uint32_t loaded;
	uint32_t applied;
	uint32_t waiting;
	uint32_t history;
	uint64_t transactions;
	uint64_t attempts;
	uint64_t stops;
	uint64_t pause_total_ns;
	uint64_t pause_max_ns;
	uint64_t last_seq;
	uint32_t log_size;
	uint64_t spared;
	uint64_t disagreements;
	uint64_t evicted;
	uint64_t woken;
};

/** LIBKMEND_HAS() - was the attribute, say KMEND_A_CAUSE, told of the patch? */
#define LIBKMEND_HAS(patch, attr) (((patch)->present >> (attr)) & 1)

/**
 * struct libkmend_event - something that happened
 * @event: enum kmend_event; skip those that you do not know
 * @seq: its number, consecutive since the manager was loaded
 * @lost: how many events are missing between the one told before and this: the
 *	numbers @seq - @lost to @seq - 1. From libkmend_receive(): the log may still
 *	have them. From libkmend_follow() and libkmend_events_since(): they are gone
 * @patch: what was told of the patch that it is about; only what is present
 */
struct libkmend_event {
	uint32_t event;
	uint64_t seq;
	uint64_t lost;
	const struct libkmend_patch *patch;
};

/**
 * struct libkmend_options - how a patch is to be tried; all of it may be 0
 * @size: sizeof(struct libkmend_options)
 * @policy: name of a policy; NULL: "default"
 * @deadline_ms: 0: the policy's
 * @unused: padding in 0.1, so whatever is in it counts for nothing
 * @cascade: revert: those that lie on top or depend on it go first
 * @reserved: 0
 */
struct libkmend_options {
	size_t size;
	const char *policy;
	uint32_t deadline_ms;
	uint32_t unused;
	bool cascade;
	uint8_t reserved[7];
};

/**
 * typedef libkmend_event_fn - is called with each event
 * @event: gone when the function returns
 * @arg: as given with the function
 *
 * May use every function of the library but libkmend_close(),
 * libkmend_receive() and libkmend_follow().
 */
typedef void (*libkmend_event_fn)(const struct libkmend_event *event, void *arg);

/**
 * libkmend_open() - connect to the manager
 * @out: the handle; NULL on failure
 *
 * Needs no privilege.
 * Return: 0. -ENOENT: kmend.ko is not loaded. Another -errno: no netlink.
 * Since: 0.1
 */
LIBKMEND_MUST_CHECK int libkmend_open(struct libkmend **out);

/**
 * libkmend_close() - end the connection
 * @kmend: may be NULL
 *
 * Patches that were got from it stay valid.
 * Since: 0.1
 */
void libkmend_close(struct libkmend *kmend);

/**
 * libkmend_error() - why the last call with this handle failed
 * @kmend: the handle
 *
 * Return: one line, valid until the next call with @kmend: the kernel's words and
 * the attribute that it complains of, or else the text of the errno; empty if
 * the last call did not fail.
 * Since: 0.1
 */
const char *libkmend_error(const struct libkmend *kmend);

/**
 * libkmend_submit() - ask the manager to apply a loaded patch
 * @kmend: the handle
 * @id: its id
 * @options: may be NULL
 *
 * Returns at once; attempts and outcome are told as events. Subscribe first.
 * Return: 0. -ENOENT: no patch of that id is loaded, or no such policy.
 * -EEXIST: it is applied or being worked on. -EPERM: needs CAP_SYS_MODULE.
 * -EMSGSIZE: a string is too long for a request. -E2BIG: @options of a newer
 * library ask for what this one does not know. Others: see libkmend_error().
 * Since: 0.1
 */
LIBKMEND_MUST_CHECK int libkmend_submit(struct libkmend *kmend, const char *id,
					const struct libkmend_options *options);

/**
 * libkmend_revert() - ask the manager to take an applied patch out
 * @kmend: the handle
 * @id: its id
 * @options: may be NULL
 *
 * Return: 0, at once. -ENOENT: no such patch or policy. -EINVAL: not applied.
 * -EBUSY: it lies under another patch. -EPERM, -EMSGSIZE: as above.
 * Since: 0.1
 */
LIBKMEND_MUST_CHECK int libkmend_revert(struct libkmend *kmend, const char *id,
					const struct libkmend_options *options);

/**
 * libkmend_submit_many() - ask the manager to apply several loaded patches
 * @kmend: the handle
 * @ids: @nr different ids
 * @nr: 1 to KMEND_TRANSACTION_MAX
 * @options: may be NULL
 * @transaction: the request's number, which the events about it carry; may be NULL
 *
 * All of them go in, in one stop of the machine, or none.
 * Return: as libkmend_submit(). Also -ENOENT: one that they depend on is not
 * loaded. -ELOOP: dependencies form a cycle. -EBUSY: a conflict, or one that they
 * replace cannot go out now. -EINVAL: an id is named twice. -E2BIG: too many ids.
 * Since: 0.2
 */
LIBKMEND_MUST_CHECK int libkmend_submit_many(struct libkmend *kmend, const char *const *ids,
					     size_t nr, const struct libkmend_options *options,
					     uint64_t *transaction);

/**
 * libkmend_revert_many() - ask the manager to take several applied patches out
 * @kmend: the handle
 * @ids: @nr different ids
 * @nr: 1 to KMEND_TRANSACTION_MAX
 * @options: may be NULL
 * @transaction: as above
 *
 * All of them go out, and what they had replaced comes back, in one stop of the
 * machine, or nothing changes.
 * Return: as libkmend_revert(). -EBUSY: another patch lies on top of one of them or
 * depends on it, see libkmend_error(); options->cascade takes those along.
 * Since: 0.2
 */
LIBKMEND_MUST_CHECK int libkmend_revert_many(struct libkmend *kmend, const char *const *ids,
					     size_t nr, const struct libkmend_options *options,
					     uint64_t *transaction);

/**
 * libkmend_check() - would these patches go in now, as one transaction?
 * @kmend: the handle
 * @ids: @nr different ids of loaded patches
 * @nr: 1 to KMEND_TRANSACTION_MAX
 * @transaction: as above
 *
 * Changes nothing. What was found comes as an event KMEND_EVENT_CHECKED for
 * each patch: cause, detail, blockers, and as pause the one that is predicted.
 * Return: 0, at once. -ENOENT: no such patch. -EEXIST: one is being worked on. -EPERM.
 * Since: 0.2
 */
LIBKMEND_MUST_CHECK int libkmend_check(struct libkmend *kmend, const char *const *ids,
				       size_t nr, uint64_t *transaction);

/**
 * libkmend_policies() - all policies
 * @kmend: the handle
 * @out: @nr pointers; free them with libkmend_policies_free(); NULL on failure
 * @nr: how many
 *
 * Needs no privilege. Return: 0 or -errno.
 * Since: 0.2
 */
LIBKMEND_MUST_CHECK int libkmend_policies(struct libkmend *kmend, struct libkmend_policy ***out,
					  size_t *nr);

/**
 * libkmend_policies_free() - free what libkmend_policies() returned
 * @list: may be NULL
 * @nr: how many
 * Since: 0.2
 */
void libkmend_policies_free(struct libkmend_policy **list, size_t nr);

/**
 * libkmend_policy_get() - one policy
 * @kmend: the handle
 * @name: its name
 * @out: free it with libkmend_policy_free(); NULL on failure
 *
 * Return: 0. -ENOENT: no such policy.
 * Since: 0.2
 */
LIBKMEND_MUST_CHECK int libkmend_policy_get(struct libkmend *kmend, const char *name,
					    struct libkmend_policy **out);

/**
 * libkmend_policy_free() - free what libkmend_policy_get() returned
 * @policy: may be NULL
 * Since: 0.2
 */
void libkmend_policy_free(struct libkmend_policy *policy);

/**
 * libkmend_stats() - what the manager has done since it was loaded
 * @kmend: the handle
 * @out: free it with libkmend_stats_free(); NULL on failure
 *
 * Needs no privilege. Return: 0 or -errno.
 * Since: 0.2
 */
LIBKMEND_MUST_CHECK int libkmend_stats(struct libkmend *kmend, struct libkmend_stats **out);

/**
 * libkmend_stats_free() - free what libkmend_stats() returned
 * @stats: may be NULL
 * Since: 0.2
 */
void libkmend_stats_free(struct libkmend_stats *stats);

/**
 * libkmend_cancel() - stop trying
 * @kmend: the handle
 * @id: a patch that is pending or reverting
 *
 * Return: 0. -ENOENT: no such patch. -EINVAL: nothing to cancel. -EPERM.
 * Since: 0.1
 */
LIBKMEND_MUST_CHECK int libkmend_cancel(struct libkmend *kmend, const char *id);

/**
 * libkmend_kick() - try now instead of waiting
 * @kmend: the handle
 * @id: a patch that is pending or reverting
 *
 * Return: 0, at once. -ENOENT: no such patch. -EINVAL: it is not being tried.
 * -EPERM.
 * Since: 0.1
 */
LIBKMEND_MUST_CHECK int libkmend_kick(struct libkmend *kmend, const char *id);

/**
 * libkmend_get() - one patch
 * @kmend: the handle
 * @id: its id
 * @out: free it with libkmend_patch_free(); NULL on failure
 *
 * Return: 0. -ENOENT: no such patch. -EBADMSG: the answer makes no sense.
 * Since: 0.1
 */
LIBKMEND_MUST_CHECK int libkmend_get(struct libkmend *kmend, const char *id,
				     struct libkmend_patch **out);

/**
 * libkmend_patch_free() - free what libkmend_get() returned
 * @patch: may be NULL
 * Since: 0.1
 */
void libkmend_patch_free(struct libkmend_patch *patch);

/**
 * libkmend_list() - all patches, those that are loaded first, then history
 * @kmend: the handle
 * @out: @nr pointers; free them with libkmend_list_free(); NULL on failure
 * @nr: how many
 *
 * When patches come or go while the kernel tells them, it is asked again.
 * Return: 0. -EAGAIN: that happened too often in a row. -EBADMSG.
 * Since: 0.1
 */
LIBKMEND_MUST_CHECK int libkmend_list(struct libkmend *kmend, struct libkmend_patch ***out,
				      size_t *nr);

/**
 * libkmend_list_free() - free what libkmend_list() returned
 * @list: may be NULL
 * @nr: how many
 * Since: 0.1
 */
void libkmend_list_free(struct libkmend_patch **list, size_t nr);

/**
 * libkmend_subscribe() - from now on, collect events
 * @kmend: the handle
 *
 * Needs no privilege. A second call does nothing.
 * Return: 0 or -errno.
 * Since: 0.1
 */
LIBKMEND_MUST_CHECK int libkmend_subscribe(struct libkmend *kmend);

/**
 * libkmend_event_fd() - the descriptor to poll for POLLIN
 * @kmend: a handle that is subscribed
 *
 * Return: the descriptor, which the library keeps and closes; -EBADF: not
 * subscribed.
 * Since: 0.1
 */
int libkmend_event_fd(const struct libkmend *kmend);

/**
 * libkmend_receive() - call a function with each event that has arrived
 * @kmend: a handle that is subscribed
 * @fn: the function
 * @arg: handed to @fn
 *
 * Never waits. May leave events for the next call when there are many: call
 * it whenever libkmend_event_fd() is readable.
 *
 * Return: how many events @fn saw. -ENOBUFS: events were lost because this
 * program was slow: go on receiving, and look at the patches with
 * libkmend_list() or libkmend_get(); the next event's @lost says how many.
 * -ENOTCONN: kmend.ko was unloaded, no more events will come: close. -EBADMSG:
 * a message makes no sense and was skipped. -EBADF: not subscribed. Events that came
 * before the failure were given to @fn.
 * Since: 0.1
 */
LIBKMEND_MUST_CHECK int libkmend_receive(struct libkmend *kmend, libkmend_event_fn fn, void *arg);

/**
 * libkmend_follow() - libkmend_receive() that misses nothing
 * @kmend: a handle that is subscribed
 * @fn: the function
 * @arg: handed to @fn
 *
 * Asks the manager's log for what is missing before it goes on, in order, so it
 * waits for that answer. Each event is told once. Those that the log has lost,
 * too, are the numbers that the next event's @lost tells. After a gap, more events
 * than those that had arrived may be told.
 *
 * Return: as libkmend_receive(), but never -ENOBUFS. Another -errno: the log could
 * not be asked; events that are missing for that were told as @lost.
 * Since: 0.1
 */
LIBKMEND_MUST_CHECK int libkmend_follow(struct libkmend *kmend, libkmend_event_fn fn, void *arg);

/**
 * libkmend_events_since() - call a function with each event that the manager keeps
 * @kmend: the handle; needs not be subscribed
 * @seq: the first number that is wanted; 0: the oldest that is kept
 * @fn: the function
 * @arg: handed to @fn
 * @last: number of the last event that happened, 0 if there was none: those
 *	between the last that @fn saw (or @seq) and this are gone; may be NULL
 *
 * Needs no privilege. If @kmend is subscribed, libkmend_receive() and
 * libkmend_follow() go on behind what was told here.
 *
 * Return: how many events @fn saw. -ERANGE: @seq is beyond the next number: it
 * comes from before kmend.ko was loaded anew. -EOPNOTSUPP: kmend.ko is older and
 * keeps no events. -ENOENT: it was unloaded. -EBADMSG: the answer makes no sense.
 * -ENOMEM. @fn saw nothing then.
 * Since: 0.1
 */
LIBKMEND_MUST_CHECK int libkmend_events_since(struct libkmend *kmend, uint64_t seq,
					      libkmend_event_fn fn, void *arg, uint64_t *last);

/*
 * The name of a number in one word, and what it means in one line, as the
 * lists in kmend.h have them. For a number that this build of the library does
 * not know: "unknown".
 * Since: 0.1
 */
const char *libkmend_state_name(uint32_t state);
const char *libkmend_state_about(uint32_t state);
const char *libkmend_cause_name(uint32_t cause);
const char *libkmend_cause_about(uint32_t cause);
const char *libkmend_event_name(uint32_t event);
const char *libkmend_event_about(uint32_t event);
const char *libkmend_blocker_kind_name(uint32_t kind);
const char *libkmend_blocker_kind_about(uint32_t kind);
/* Since: 0.2 */
const char *libkmend_object_state_name(uint32_t state);
const char *libkmend_object_state_about(uint32_t state);
const char *libkmend_redirect_name(uint32_t redirect);
const char *libkmend_redirect_about(uint32_t redirect);
const char *libkmend_way_name(uint32_t way);
const char *libkmend_way_about(uint32_t way);
const char *libkmend_bypass_name(uint32_t bypass);
const char *libkmend_bypass_about(uint32_t bypass);

#ifdef __cplusplus
}
#endif

#endif
