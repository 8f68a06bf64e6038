// SPDX-License-Identifier: GPL-2.0
/* A test module that writes eight bytes of the kernel's data: parameters "at" and "value". */
#include <linux/kernel.h>
#include <linux/module.h>

static unsigned long at, value;
module_param(at, ulong, 0400);
module_param(value, ulong, 0400);

static int __init scribble_init(void)
{
	if (!at)
		return -EINVAL;
	WRITE_ONCE(*(unsigned long *)at, value);
	return 0;
}

static void __exit scribble_exit(void)
{
}

module_init(scribble_init);
module_exit(scribble_exit);
MODULE_DESCRIPTION("Writes to the kernel's data");
MODULE_LICENSE("GPL");
