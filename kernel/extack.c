// SPDX-License-Identifier: GPL-2.0
/*
 * Texts in netlink's answers that name what they are about. Linux 6.1 keeps only a
 * pointer to the text, and copies it into the answer after the operation has
 * returned: so it must live longer than the operation, but no longer than the system
 * call, in which the answer is made.
 *
 * DOC: how long the text lives
 *
 * Until the thread goes back to user mode: task work frees it there. That
 * needs nothing of this module by then, because what is called is kfree() itself, with
 * the head at the beginning of what is freed. A kernel that checks the types of functions
 * that are called by pointer (CFI) would not like that; there, the answer has no text.
 */
#include "extack.h"

#include <linux/netlink.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/task_work.h>

struct kmend_extack_text {
	struct callback_head head;	/* first: see above */
	char text[];
};

void kmend_extack_set(struct netlink_ext_ack *extack, const char *text)
{
	struct kmend_extack_text *copy;
	size_t size = strlen(text) + 1;

	if (!extack || IS_ENABLED(CONFIG_CFI_CLANG))
		return;
	copy = kmalloc(struct_size(copy, text, size), GFP_KERNEL);
	if (!copy)
		return;
	memcpy(copy->text, text, size);
	init_task_work(&copy->head, (task_work_func_t)(void *)kfree);
	if (task_work_add(current, &copy->head, TWA_RESUME))
		kfree(copy);
	else
		extack->_msg = copy->text;
}
