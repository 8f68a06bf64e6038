/* SPDX-License-Identifier: GPL-2.0 */
/* The structures that several files of the manager share. */
#ifndef _KMEND_H
#define _KMEND_H

#include <linux/list.h>
#include <linux/types.h>

#include "../uapi/kmend.h"
#include "../uapi/kmend_patch.h"

struct kmend_entry;
struct kmend_patch;
struct kmend_target;
struct module;

/**
 * struct kmend_func - one function that a patch replaces, or a part of one
 * @patch: whose it is
 * @desc: in the patch module
 * @name: its name, in the patch module
 * @target: the module that the old function belongs to; NULL: the kernel proper
 * @old_addr: the function in the running kernel; 0: its module is not bound (target.c)
 * @new_addr: the replacement; 0 for a part
 * @size: bytes of the old function
 * @entry: what is known of that place in the running kernel; set while applied
 * @entry_node: on the entry's list of applied functions, newest first
 *
 * Made when the patch module registers, gone when it unregisters. Everything
 * but @old_addr, which is target.c's, and the last two is constant in between; those belong to stack.c,
 * which says who may look when.
 */
struct kmend_func {
	struct kmend_patch *patch;
	const struct kmend_func_desc *desc;
	const char *name;
	const struct kmend_target *target;
	unsigned long old_addr;
	unsigned long new_addr;
	u32 size;
	struct kmend_entry *entry;
	struct list_head entry_node;
};

/**
 * struct kmend_blocker - a thread that was inside code about to change
 * @pid: thread group id in the initial namespace
 * @tid: thread id there; 0 for an idle task
 * @comm: its name
 * @func: the function that it is in; an address, printed with %ps and never
 *	told to anybody as a number
 * @state: the letter of /proc/PID/stat
 * @kind: enum kmend_blocker_kind
 * @unreliable: found by searching the stack word by word
 * @restart: it is not inside, but is to restart a system call there, or could
 */
struct kmend_blocker {
	pid_t pid;
	pid_t tid;
	char comm[16];
	unsigned long func;
	char state;
	u8 kind;
	bool unreliable;
	bool restart;
};

/**
 * struct kmend_report - what an attempt found
 * @cause: why it did not succeed; KMEND_CAUSE_NONE if it did
 * @detail: the particulars in words, no addresses; may be empty
 * @pause_ns: how long the machine stood still; 0: it was not stopped
 * @nr_active: threads found only where they may go on; one that ran while the others were
 *   looked at may count twice
 * @nr_blockers: threads found inside; may exceed the array
 * @blockers: the first of them
 */
struct kmend_report {
	enum kmend_cause cause;
	char detail[KMEND_DETAIL_MAX + 1];
	u64 pause_ns;
	u32 nr_active;
	u32 nr_blockers;
	struct kmend_blocker blockers[KMEND_BLOCKERS_MAX];
};

#endif
