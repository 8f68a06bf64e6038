/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_STACK_H
#define _KMEND_STACK_H

#include <linux/list.h>

#include "redirect.h"

struct kmend_func;
struct kmend_group;
struct kmend_patch;
struct kmend_slot;
struct module;

/**
 * struct kmend_entry - a function of the running kernel that is, was or shall be
 * redirected
 * @node: in the table of all entries
 * @leaving: on a list of those that were taken out of the table, to be given back to ftrace
 * @claim: our right to write there
 * @original: the bytes that stood there before us; valid while @funcs is not
 *	empty
 * @funcs: the applied replacements, newest first; the jump goes to the first
 * @slot: what the attempt that is on its way does to it; NULL: nothing
 * @bypass: enum kmend_bypass, who came later and is deceived; 0: nobody is known
 * @seen: what @bypass is going to be; kmend_targets_mutex, bypass.c only
 *
 * An entry without replacements is one that an attempt works on, or whose site
 * ftrace would not have back or was not given back yet.
 */
struct kmend_entry {
	struct hlist_node node;
	struct list_head leaving;
	struct kmend_claim claim;
	u8 original[KMEND_JUMP_SIZE];
	struct list_head funcs;
	struct kmend_slot *slot;
	u32 bypass;
	u32 seen;
};

/**
 * kmend_entry_find() - what is known of an address
 * @addr: where a function begins
 *
 * Context: the manager's worker, for a function of a patch that is loaded; may sleep.
 * Return: the entry or NULL.
 */
struct kmend_entry *kmend_entry_find(unsigned long addr);

/**
 * kmend_entry_create() - begin to know of an address
 * @addr: where a function begins, not known yet
 * @size: its bytes
 *
 * It is gone again with kmend_stack_sweep() if nothing is pushed.
 *
 * Context: the manager's worker; may sleep.
 * Return: the entry, or NULL if memory is short.
 */
struct kmend_entry *kmend_entry_create(unsigned long addr, u32 size);

/**
 * kmend_entry_newest() - the replacement that is in force
 * @entry: any
 *
 * Context: the manager's worker, or the caller holds entries_mutex.
 * Return: the function, or NULL if the original is in force.
 */
struct kmend_func *kmend_entry_newest(struct kmend_entry *entry);

/**
 * kmend_entry_next() - what was in force before a replacement
 * @func: applied
 *
 * Context: as kmend_entry_newest().
 * Return: the replacement below it, or NULL for the original.
 */
struct kmend_func *kmend_entry_next(struct kmend_func *func);

/**
 * kmend_entry_push() - a replacement was put in force
 * @entry: where
 * @func: now the newest
 */
void kmend_entry_push(struct kmend_entry *entry, struct kmend_func *func);

/**
 * kmend_entry_pop() - a replacement was taken out
 * @func: the newest of its entry
 */
void kmend_entry_pop(struct kmend_func *func);

/**
 * kmend_stack_above() - what lies on top of a patch and stays there?
 * @patch: in force, or one that is to come back to where it lay
 * @group: members of this group that go out do not count
 *
 * For a patch that is to come back, what came in later than it did.
 *
 * Context: process, may sleep; takes entries_mutex. The caller holds
 * kmend_patches_mutex.
 * Return: a replacement above one of @patch, or NULL.
 */
struct kmend_func *kmend_stack_above(const struct kmend_patch *patch,
				     const struct kmend_group *group);

/**
 * kmend_stack_way() - how is a function redirected?
 * @func: any
 * @bypass: set to enum kmend_bypass, or 0: nobody is deceived there
 *
 * Context: process, may sleep; takes entries_mutex.
 * Return: enum kmend_way, or 0: it is not.
 */
u32 kmend_stack_way(const struct kmend_func *func, u32 *bypass);

/**
 * kmend_stack_hurry() - give back to ftrace now what it is to have back
 *
 * Context: any.
 */
void kmend_stack_hurry(void);

/**
 * kmend_entry_set_bypass() - note who is deceived
 * @entry: with a replacement
 * @bypass: enum kmend_bypass, or 0
 *
 * Context: kmend_targets_mutex held; takes entries_mutex.
 */
void kmend_entry_set_bypass(struct kmend_entry *entry, u32 bypass);

/**
 * kmend_stack_for_each_jump() - look at the entries with replacements that keep ftrace out
 * @fn: called with each
 *
 * Context: kmend_targets_mutex held, may sleep.
 * Return: whether there is any.
 */
bool kmend_stack_for_each_jump(void (*fn)(struct kmend_entry *entry));

/**
 * kmend_stack_ways() - how are the functions of a patch redirected?
 * @patch: loaded
 *
 * Context: as above; the caller holds kmend_patches_mutex.
 * Return: enum kmend_way, or 0: none is.
 */
u32 kmend_stack_ways(const struct kmend_patch *patch);

/**
 * kmend_stack_sweep() - give back and forget the entries that are not used
 *
 * What ftrace calls us from is given back a while later, in the background: until then it can
 * be had again without a wait.
 *
 * Context: kmend_targets_mutex held; may sleep, takes ftrace_lock.
 */
void kmend_stack_sweep(void);

/**
 * kmend_stack_forget() - forget the entries that lie in a module
 * @module: nobody runs its code any more, and it is about to be freed
 * @gone: for kmend_stack_forgotten()
 *
 * What lies on them is not in force any more. Their sites are not given back to ftrace, which forgets them
 * as well, but for those that it calls us from.
 *
 * Context: process, may sleep; kmend_targets_mutex held, no attempt works on them.
 */
void kmend_stack_forget(const struct module *module, struct list_head *gone);

/**
 * kmend_stack_forgotten() - the rest of it: have ftrace not call us from the module any more
 * @module: the same
 * @gone: from kmend_stack_forget()
 *
 * Context: process, may sleep; waits for a grace period of RCU tasks if there is anything to do. None of
 * the manager's locks held.
 */
void kmend_stack_forgotten(const struct module *module, struct list_head *gone);

/**
 * kmend_stack_settle() - let ftrace have a function back that it is just being given back
 * @addr: the function
 *
 * Context: process; waits for a grace period of RCU tasks if there is anything to wait for. No lock
 * held, unless it is known that there is nothing: in a module that comes, because who goes waits
 * (kmend_stack_forgotten()).
 */
void kmend_stack_settle(unsigned long addr);

/**
 * kmend_stack_exit() - give back what can be, and forget all entries
 *
 * Context: process; nothing is applied and no worker runs.
 */
void kmend_stack_exit(void);

/**
 * kmend_stack_end() - does ftrace call nothing of this module any more?
 *
 * Does not return if it does.
 *
 * Context: process; after kmend_stack_exit(), and no module's going is on its way: that
 * gives entries back, too.
 */
void kmend_stack_end(void);

#endif
