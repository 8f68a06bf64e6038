/* SPDX-License-Identifier: GPL-2.0 */
/* Symbols of the running kernel that no public header of it declares. */
#ifndef _KMEND_UNEXPORTED_H
#define _KMEND_UNEXPORTED_H

#include <linux/ftrace.h>
#include <linux/mutex.h>

/* kernel/trace/ftrace.c: guards every record, and every ops on the list */
extern struct mutex ftrace_lock;
extern struct ftrace_ops *ftrace_ops_list;
int ftrace_ops_test(struct ftrace_ops *ops, unsigned long ip, void *regs);
int ftrace_is_dead(void);

/* kernel/kprobes.c: held while a probe comes or goes, from the look at the code
 * to the entry in the table of probes
 */
extern struct mutex kprobe_mutex;

#endif
