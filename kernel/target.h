/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_TARGET_H
#define _KMEND_TARGET_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include "kmend.h"

struct kmend_member;
struct kmend_patch_desc;

/**
 * enum kmend_target_limits - how many modules a patch can speak of
 * @KMEND_TARGETS_MAX: that it changes
 * @KMEND_USES_MAX: that what it has for one of these refers to besides
 */
enum kmend_target_limits {
	KMEND_TARGETS_MAX = 64,
	KMEND_USES_MAX = 16,
};

/**
 * struct kmend_target - a module that a patch changes
 * @name: as in /proc/modules; in the patch module
 * @module: the one that all the patch has for it refers to; NULL: none, nothing of that may run
 * @held: it has to be there before the patch module and is held until that is gone
 * @before_load: the patch neither comes in nor goes out while it is there, and it does not come without (beforeload.c)
 * @pinned: the attempt on its way works on it; the worker's
 * @patched: what the patch has for it is in force
 * @unpatched: the patch is in force, but the module was let in without
 * @funcs: @nr_funcs functions and parts of the patch that belong to it
 * @nr_funcs: see @funcs
 * @uses: @nr_uses other modules that are held as long as @module is set
 * @nr_uses: see @uses
 */
struct kmend_target {
	const char *name;
	struct module *module;
	bool held;
	bool before_load;
	bool pinned;
	bool patched;
	bool unpatched;
	struct kmend_func *funcs;
	u32 nr_funcs;
	struct module *uses[KMEND_USES_MAX];
	u32 nr_uses;
};

/**
 * struct kmend_targets - all modules that a patch changes
 * @node: on the list of all
 * @force_node: on the list of those whose patch is in force, in the order in which they came
 * @owner: the patch module
 * @patch: the patch; NULL: it is unregistered, what is held still is
 * @changes: grows whenever one of @list comes or goes
 * @nr: see @list
 * @list: @nr of them
 */
struct kmend_targets {
	struct list_head node;
	struct list_head force_node;
	const struct module *owner;
	struct kmend_patch *patch;
	u32 changes;
	u32 nr;
	struct kmend_target list[];
};

/* See the DOC comments in target.c. */
extern struct mutex kmend_targets_mutex;
extern struct list_head kmend_targets_all;
extern struct list_head kmend_targets_in_force;

/**
 * kmend_targets_create() - the modules that a patch changes
 * @owner: the patch module, in its init
 * @desc: its descriptor, checked
 *
 * Nobody frees it: that is done when @owner is gone, also when its init fails.
 *
 * Context: process, may sleep.
 * Return: all of them, none looked for yet; or ERR_PTR(): -ENOMEM, -E2BIG, -EBADMSG.
 */
struct kmend_targets *kmend_targets_create(const struct module *owner,
					   const struct kmend_patch_desc *desc);

/**
 * kmend_targets_open() - hold those that have to be there, and hear of the others
 * @targets: created
 * @patch: its functions know their targets
 *
 * Context: the owner's init, may sleep.
 * Return: 0, or -errno with one line in the kernel log, see kmend_target_bind().
 */
int kmend_targets_open(struct kmend_targets *targets, struct kmend_patch *patch);

/**
 * kmend_targets_close() - the patch is about to be forgotten
 * @targets: opened or not
 *
 * Context: kmend_targets_mutex held.
 */
void kmend_targets_close(struct kmend_targets *targets);

/**
 * kmend_targets_find() - one of the modules
 * @targets: the modules
 * @name: its name; NULL: the kernel proper
 *
 * Return: the target, or NULL.
 */
struct kmend_target *kmend_targets_find(struct kmend_targets *targets, const char *name);

/**
 * kmend_target_bind() - fill in all that a patch has for a module
 * @targets: of the patch
 * @target: one of them, without a module
 * @module: the module: it cannot go, or runs nothing yet
 * @detail: KMEND_DETAIL_MAX + 1 bytes for the words of a refusal; NULL: the kernel log
 *
 * Context: kmend_targets_mutex held, may sleep; takes kmend_patches_mutex and text_mutex.
 * Return: 0; -ENOENT, -ENOTUNIQ: a symbol, see resolve.h; -ENODEV, -EAGAIN: another module
 * that it refers to is not loaded, or is just being loaded or unloaded; -E2BIG: these are too
 * many; -ERANGE: it is too far away; -ESTALE: it is held, and not the one that the patch module was
 * linked to; -EADDRNOTAVAIL, -EADDRINUSE: see kmend_format_check_places(); -ENOMEM.
 */
int kmend_target_bind(struct kmend_targets *targets, struct kmend_target *target,
		      struct module *module, char *detail);

/**
 * kmend_target_unbind() - what a patch has for a module refers to nothing any more
 * @target: no function of it is in force
 *
 * Context: kmend_targets_mutex held; takes kmend_patches_mutex.
 */
void kmend_target_unbind(struct kmend_target *target);

/**
 * kmend_target_fail() - note why a module could not be bound
 * @report: with the detail
 * @err: what kmend_target_bind() said
 *
 * Return: what an attempt shall return: -EAGAIN: not now.
 */
int kmend_target_fail(struct kmend_report *report, int err);

/**
 * kmend_target_home() - where a symbol of a target's unit lives
 * @target: with its module
 * @name: the symbol's object
 *
 * Return: the module, or NULL: it is not known.
 */
struct module *kmend_target_home(const struct kmend_target *target, const char *name);

/**
 * kmend_targets_pin() - the modules that are there stay until an attempt is over
 * @member: of the attempt; if it comes in, what it has for them is filled in
 * @report: says why not
 *
 * What is not there is left out of the attempt.
 *
 * Context: the worker, kmend_targets_mutex held; may sleep.
 * Return: 0, or -errno and none is pinned.
 */
int kmend_targets_pin(struct kmend_member *member, struct kmend_report *report);

/**
 * kmend_targets_unpin() - the attempt is over
 * @member: pinned or not
 *
 * Context: the worker, kmend_targets_mutex held.
 */
void kmend_targets_unpin(struct kmend_member *member);

/**
 * kmend_targets_moved() - did a module come or go since they were pinned?
 * @member: pinned
 * @report: says which patch it is about
 *
 * Context: the worker, kmend_targets_mutex held until the change is noted.
 * Return: 0, or -EAGAIN.
 */
int kmend_targets_moved(const struct kmend_member *member, struct kmend_report *report);

/**
 * kmend_targets_adopt() - a patch came in or went out
 * @member: pinned
 *
 * Context: the worker, kmend_targets_mutex held.
 */
void kmend_targets_adopt(const struct kmend_member *member);

/**
 * kmend_target_state() - how a module stands to a patch
 * @target: the module
 *
 * Context: kmend_patches_mutex held; the patch is loaded.
 * Return: enum kmend_object_state.
 */
u32 kmend_target_state(const struct kmend_target *target);

/**
 * kmend_func_home() - the module that a function's address is in
 * @func: bound; of its patch
 *
 * Return: the module; NULL: the kernel proper.
 */
static inline struct module *kmend_func_home(const struct kmend_func *func)
{
	return func->target ? func->target->module : NULL;
}

/**
 * kmend_target_has_text() - do these bytes lie in an object's code?
 * @module: one that cannot go; NULL: the kernel proper
 * @addr: the first
 * @size: how many
 *
 * Return: whether all of them do, and there is one; init code does not count.
 */
bool kmend_target_has_text(const struct module *module, unsigned long addr, u32 size);

#endif
