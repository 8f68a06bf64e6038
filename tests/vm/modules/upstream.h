/* SPDX-License-Identifier: GPL-2.0 */
/* The rest of an upstream live patch of the kernel that has upstream_funcs. */
#ifndef UPSTREAM_H
#define UPSTREAM_H

#include <linux/livepatch.h>
#include <linux/module.h>

static struct klp_object upstream_objects[] = {
	{ .funcs = upstream_funcs },
	{ }
};

static struct klp_patch upstream_patch = {
	.mod = THIS_MODULE,
	.objs = upstream_objects,
};

static void __exit upstream_exit(void)
{
}
module_exit(upstream_exit);

MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");

#endif
