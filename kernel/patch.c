// SPDX-License-Identifier: GPL-2.0
/*
 * Patches: how they come and go with their modules, the list of those that are
 * loaded, the history of those that were, and the one setter of a patch's state.
 *
 * DOC: who runs when, and which lock guards what
 *
 * Five sorts of callers run concurrently:
 *
 *  - init and exit of patch modules, in any number, under no lock of their
 *    caller: kmend_patch_register(), kmend_patch_unregister();
 *  - netlink requests, one at a time under the genl lock: genl.c. They look a
 *    patch up, change its state and return; nothing there waits for an attempt;
 *  - the worker, one attempt at a time on an ordered workqueue: retry.c;
 *  - configfs: policy.c, which has locks of its own and calls nobody here;
 *  - the module loader, when a module comes or goes: arrival.c.
 *
 * kmend_patches_mutex guards the lists, the generation, the numbering of events
 * and all that struct kmend_patch says it does. It is never held over an
 * attempt. The machine level has its own lock, entries_mutex, for what lies on what;
 * it is innermost and short. Order:
 *
 *   genl lock -> configfs's locks
 *   genl lock -> kmend_patches_mutex -> entries_mutex
 *   kmend_targets_mutex -> kmend_patches_mutex: target.c
 *   kmend_patches_mutex -> kmend_shadows_mutex: shadow.c
 *   kmend_patches_mutex -> configfs's spinlock (a policy is let go)
 *   kmend_patches_mutex -> kmend_event_log_mutex, innermost as well: event.c
 *   kmend_events_mutex (sending events): taken with none of these held.
 *
 * DOC: how long a patch lives
 *
 * A patch exists from kmend_patch_register() to kmend_patch_unregister(), and
 * as history, without anything that lies in its module, until 128 others were
 * unloaded after it. Netlink requests use it under kmend_patches_mutex only. The
 * worker uses it without the lock, during an attempt, when it is a member of the request
 * that the attempt is for. A member of a request, and a patch that is
 * queued, pending, applied or reverting, has a reference to the patch module,
 * so its exit cannot run; nor can it while a thread goes on in its code (active.c). When it does run, no request has to do with the patch, and
 * kmend_patch_unregister() takes it off the list so that no new one can find it.
 *
 * The reference is taken by who makes a patch a member that is in none of these
 * states, and dropped, under kmend_patches_mutex, by whoever ends the request, if it is
 * in none of them then (submit.c). The exit that this allows waits for that mutex before it looks at the
 * patch, and nobody looks at it after dropping the mutex.
 *
 * The modules whose functions a patch replaces come and go as they like: target.c, arrival.c.
 *
 * A SUBMIT can come between the registration and the end of the patch module's
 * init. That is why init registers last: its text is final then.
 *
 * kmend.ko itself is pinned by each patch module (symbol_get in its init), by
 * each policy that a user made, and by each netlink dump on its way.
 */
#include "patch.h"
#include "event.h"
#include "format.h"
#include "formatread.h"
#include "patchmake.h"
#include "request.h"
#include "shadow.h"
#include "stats.h"
#include "target.h"

#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

enum { KMEND_HISTORY_MAX = 128 };

/*
 * kmend_patches_mutex: guards the two lists, their counters, the number of the
 * last event (event.c), and of each patch what struct kmend_patch says.
 */
DEFINE_MUTEX(kmend_patches_mutex);

/* Both in the order of their serials. */
LIST_HEAD(kmend_patches);
static LIST_HEAD(kmend_history);
struct kmend_graph kmend_patch_graph;
struct kmend_stats kmend_stats;
static u64 kmend_last_serial;
static u32 kmend_generation = 1;

static void kmend_patch_count_change(void)
{
	/* Netlink takes 0 for "no generation". */
	if (!++kmend_generation)
		kmend_generation = 1;
}

static void kmend_patch_list(struct kmend_patch *patch, struct list_head *list)
{
	lockdep_assert_held(&kmend_patches_mutex);

	patch->serial = ++kmend_last_serial;
	list_add_tail(&patch->node, list);
	kmend_patch_count_change();
}

u32 kmend_patch_generation(void)
{
	lockdep_assert_held(&kmend_patches_mutex);

	return kmend_generation;
}

struct kmend_patch *kmend_patch_find(const char *id)
{
	struct kmend_vertex *vertex;

	lockdep_assert_held(&kmend_patches_mutex);

	vertex = kmend_graph_find(&kmend_patch_graph, id);
	return vertex ? kmend_patch_of(vertex) : NULL;
}

static struct kmend_patch *kmend_patch_find_desc(const struct kmend_patch_desc *desc)
{
	struct kmend_patch *patch;

	lockdep_assert_held(&kmend_patches_mutex);

	list_for_each_entry(patch, &kmend_patches, node) {
		if (patch->desc == desc)
			return patch;
	}
	return NULL;
}

/* The next of a list, whether or not it is known where the last one was. */
static struct kmend_patch *kmend_patch_after(struct list_head *list,
					     const struct kmend_patch_cursor *cursor)
{
	struct kmend_patch *patch;

	if (cursor->at)
		return list_is_last(&cursor->at->node, list) ? NULL :
							       list_next_entry(cursor->at, node);
	list_for_each_entry(patch, list, node) {
		if (patch->serial > cursor->serial)
			return patch;
	}
	return NULL;
}

struct kmend_patch *kmend_patch_next(struct kmend_patch_cursor *cursor)
{
	struct kmend_patch *patch = NULL;

	lockdep_assert_held(&kmend_patches_mutex);

	if (!cursor->history) {
		patch = kmend_patch_after(&kmend_patches, cursor);
		if (!patch)
			*cursor = (struct kmend_patch_cursor){ .history = true };
	}
	if (!patch)
		patch = kmend_patch_after(&kmend_history, cursor);
	if (!patch)
		return NULL;
	cursor->serial = patch->serial;
	cursor->at = patch;
	return patch;
}

static void kmend_patch_count(enum kmend_state from, enum kmend_state to)
{
	kmend_stats.waiting += kmend_state_is_tried(to) - kmend_state_is_tried(from);
	kmend_stats.applied += kmend_state_is_in_force(to) - kmend_state_is_in_force(from);
}

int kmend_patch_move(struct kmend_patch *patch, enum kmend_move move, enum kmend_cause cause)
{
	const struct kmend_step *step;

	lockdep_assert_held(&kmend_patches_mutex);

	step = kmend_state_next(patch->vertex.state, move);
	if (!step)
		return -EINVAL;

	kmend_patch_count(patch->vertex.state, step->state);
	patch->vertex.state = step->state;
	patch->cause = cause;
	patch->since_ns = ktime_get_real_ns();
	kmend_event_post(patch, step->event);
	return 0;
}

void kmend_patch_tell(struct kmend_patch *patch, struct kmend_outcome *outcome)
{
	struct kmend_outcome *before = patch->last;

	lockdep_assert_held(&kmend_patches_mutex);

	patch->last = outcome && outcome->nr_blockers ? kmend_outcome_get(outcome) : NULL;
	kmend_outcome_put(before);
}

void kmend_patch_supersede(struct kmend_patch *patch, struct kmend_patch *by)
{
	lockdep_assert_held(&kmend_patches_mutex);

	list_del_init(&patch->replaced_node);
	patch->superseded_by = by;
	if (by)
		list_add_tail(&patch->replaced_node, &by->replaced);
}

void kmend_patch_forget_replaced(struct kmend_patch *patch)
{
	struct kmend_patch *replaced, *next;

	list_for_each_entry_safe(replaced, next, &patch->replaced, replaced_node)
		kmend_patch_supersede(replaced, NULL);
}

static bool kmend_patch_is_taken(const struct module *owner, const char *id)
{
	lockdep_assert_held(&kmend_patches_mutex);

	if (!kmend_patch_find(id))
		return false;
	pr_err("patch '%s' (%s) refused: a patch of that id is loaded\n", id, owner->name);
	return true;
}

/**
 * kmend_patch_register() - a patch module hands its patch to the manager
 * @owner: the module, THIS_MODULE
 * @desc: its descriptor, constant until kmend_patch_unregister()
 *
 * The patch is loaded then; nothing is done about it until it is submitted.
 *
 * Context: process, the last step of the module's init.
 * Return: 0; -EEXIST if a loaded patch has that id; -ENOMEM; or what kmend_format_check(),
 * kmend_resolve_kernel(), kmend_format_check_places() and kmend_targets_open() say. A refusal is told in one line of
 * the kernel log.
 */
int kmend_patch_register(struct module *owner, const struct kmend_patch_desc *desc)
{
	struct kmend_patch *patch;
	bool taken;
	int err;

	if (!owner || !desc)
		return -EINVAL;
	err = kmend_format_check(owner, desc);
	if (err)
		return err;

	/*
	 * Before the symbols are written, should somebody register the same
	 * descriptor twice, and once more when it is listed.
	 */
	mutex_lock(&kmend_patches_mutex);
	taken = kmend_patch_is_taken(owner, kmend_format_ptr(desc->id));
	mutex_unlock(&kmend_patches_mutex);
	if (taken)
		return -EEXIST;

	patch = kmend_patch_alloc(owner, desc);
	if (!patch)
		return -ENOMEM;
	patch->targets = kmend_targets_create(owner, desc);
	if (IS_ERR(patch->targets)) {
		err = PTR_ERR(patch->targets);
		goto err_free;
	}
	kmend_patch_fill_funcs(patch);
	err = kmend_patch_fill_names(patch);
	if (!err)
		err = kmend_patch_resolve(patch);
	if (!err)
		err = kmend_targets_open(patch->targets, patch);
	if (!err)
		err = kmend_shadows_enroll(owner, desc);
	if (err)
		goto err_close;

	mutex_lock(&kmend_patches_mutex);
	if (kmend_patch_is_taken(owner, patch->vertex.id)) {
		mutex_unlock(&kmend_patches_mutex);
		kmend_shadows_withdraw(desc);
		err = -EEXIST;
		goto err_close;
	}
	patch->since_ns = ktime_get_real_ns();
	kmend_patch_list(patch, &kmend_patches);
	kmend_graph_add(&kmend_patch_graph, &patch->vertex);
	kmend_stats.loaded++;
	kmend_event_post(patch, KMEND_EVENT_LOADED);
	mutex_unlock(&kmend_patches_mutex);
	kmend_event_flush();
	return 0;

err_close:
	mutex_lock(&kmend_targets_mutex);
	kmend_targets_close(patch->targets);
	mutex_unlock(&kmend_targets_mutex);
err_free:
	kmend_patch_free(patch);
	return err;
}
EXPORT_SYMBOL_GPL(kmend_patch_register);

void __noreturn kmend_patch_hold(const char *what)
{
	pr_emerg("%s is in use: its forced unload is held up until reboot\n", what);
	for (;;) {
		/* Not counted as load, and not a hung task. */
		set_current_state(TASK_IDLE);
		schedule();
	}
}

/*
 * Return: who is to be freed: the oldest of the history, or the patch itself if nothing was
 * ever asked of it; a check, say, would wash the history away with what it loads.
 */
static struct kmend_patch *kmend_patch_add_history(struct kmend_patch *patch)
{
	struct kmend_patch *oldest = NULL;

	lockdep_assert_held(&kmend_patches_mutex);

	list_del(&patch->node);
	kmend_graph_remove(&patch->vertex);
	kmend_stats.loaded--;
	kmend_patch_forget_replaced(patch);
	kmend_patch_supersede(patch, NULL);
	kmend_patch_free_live(patch);
	if (!patch->status.transaction) {
		kmend_patch_count_change();
		return patch;
	}
	kmend_patch_list(patch, &kmend_history);
	if (++kmend_stats.history > KMEND_HISTORY_MAX) {
		oldest = list_first_entry(&kmend_history, struct kmend_patch, node);
		list_del(&oldest->node);
		kmend_stats.history--;
	}
	return oldest;
}

/**
 * kmend_patch_unregister() - a patch module takes its patch back
 * @desc: what it registered
 *
 * Context: process, the first step of the module's exit. Does not return if the
 * patch is in use, which only a forced unload can bring about.
 */
void kmend_patch_unregister(const struct kmend_patch_desc *desc)
{
	struct kmend_patch *patch, *oldest;

	/* First, so that no module is just coming that looks at the patch. */
	mutex_lock(&kmend_targets_mutex);
	mutex_lock(&kmend_patches_mutex);
	patch = kmend_patch_find_desc(desc);
	if (!patch) {
		mutex_unlock(&kmend_patches_mutex);
		mutex_unlock(&kmend_targets_mutex);
		return;
	}
	if (kmend_state_is_busy(patch->vertex.state) || patch->vertex.group ||
	    patch->active.kept) {
		mutex_unlock(&kmend_patches_mutex);
		mutex_unlock(&kmend_targets_mutex);
		kmend_patch_hold(patch->module);
	}
	kmend_targets_close(patch->targets);
	oldest = kmend_patch_add_history(patch);
	kmend_event_post(patch, KMEND_EVENT_UNLOADED);
	kmend_request_ripple(&patch->vertex);
	mutex_unlock(&kmend_patches_mutex);
	mutex_unlock(&kmend_targets_mutex);
	kmend_event_flush();
	kmend_shadows_withdraw(desc);

	if (oldest)
		kmend_patch_free(oldest);
}
EXPORT_SYMBOL_GPL(kmend_patch_unregister);

void kmend_patch_exit(void)
{
	struct kmend_patch *patch, *next;

	list_for_each_entry_safe(patch, next, &kmend_history, node)
		kmend_patch_free(patch);
}
