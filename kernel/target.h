/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_TARGET_H
#define _KMEND_TARGET_H

#include <linux/list.h>
#include <linux/types.h>

struct module;

/* Modules that a patch can speak of: those it changes, and those these refer to. */
enum { KMEND_TARGETS_MAX = 64 };

/**
 * struct kmend_targets - the modules that are held for a patch module
 * @node: on the list of all
 * @owner: the patch module
 * @modules: the first @nr; of each, a reference is held
 * @nr: see @modules
 */
struct kmend_targets {
	struct list_head node;
	const struct module *owner;
	struct module *modules[KMEND_TARGETS_MAX];
	u32 nr;
};

/**
 * kmend_targets_create() - begin to hold modules for a patch module
 * @owner: the patch module, in its init
 *
 * Nobody frees it: that is done when @owner is gone, also when its init fails.
 *
 * Context: process, may sleep.
 * Return: none so far, or NULL if memory is short.
 */
struct kmend_targets *kmend_targets_create(const struct module *owner);

/**
 * kmend_targets_add() - find a module and hold it
 * @targets: one that is there already is not held twice
 * @name: as in /proc/modules
 *
 * From then on it cannot go, and its init has succeeded.
 *
 * Context: the owner's init; may sleep.
 * Return: 0; -ENODEV: it is not loaded; -EAGAIN: it is being loaded or unloaded; -E2BIG:
 * these are too many.
 */
int kmend_targets_add(struct kmend_targets *targets, const char *name);

/**
 * kmend_targets_find() - one of the modules
 * @targets: the modules
 * @name: its name; NULL: the kernel proper
 *
 * Context: the owner's init.
 * Return: the module, or NULL.
 */
struct module *kmend_targets_find(const struct kmend_targets *targets, const char *name);

/**
 * kmend_target_has_text() - do these bytes lie in an object's code?
 * @target: a module that is held; NULL: the kernel proper
 * @addr: the first
 * @size: how many
 *
 * Return: whether all of them do, and there is one; init code does not count.
 */
bool kmend_target_has_text(const struct module *target, unsigned long addr, u32 size);

/**
 * kmend_targets_init() - be told of modules that go
 *
 * Return: 0 or -errno.
 */
int kmend_targets_init(void);

/**
 * kmend_targets_exit() - not any more
 *
 * Context: process; waits for patch modules that are about to be gone. No patch is
 * registered, and no entry is left (stack.c).
 */
void kmend_targets_exit(void);

#endif
