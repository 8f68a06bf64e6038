// SPDX-License-Identifier: GPL-2.0
/*
 * A test module that has the kernel's own livepatch replace do_sys_poll by something that behaves the same
 * (stubs.S), so that the time it takes can be held against kmend's.
 */
#include <linux/init.h>
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

#include "stubs.h"

/* Bytes of an ftrace site, which the replacement skips. */
enum { UPSTREAM_SITE = 5 };

static unsigned long function;
module_param(function, ulong, 0444);
MODULE_PARM_DESC(function, "address of do_sys_poll");

unsigned long tiny_targets[TINY_STUBS];

static struct klp_func upstream_funcs[] = {
	{ .old_name = "do_sys_poll", .new_func = (void *)tiny_jumps },
	{ }
};

#include "upstream.h"

static int __init upstream_init(void)
{
	if (!function)
		return -EINVAL;
	tiny_targets[0] = function + UPSTREAM_SITE;
	return klp_enable_patch(&upstream_patch);
}

module_init(upstream_init);
MODULE_DESCRIPTION("kmend test: the kernel's own livepatch, to compare with");
