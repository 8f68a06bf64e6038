// SPDX-License-Identifier: GPL-2.0
/* An upstream live patch of int_sqrt(), which does what it did: to compare what a call of it costs. */
#include <linux/bitops.h>
#include <linux/livepatch.h>
#include <linux/module.h>

static unsigned long upstream_sqrt(unsigned long x)
{
	unsigned long b, m, y = 0;

	if (x <= 1)
		return x;
	for (m = 1UL << (__fls(x) & ~1UL); m; m >>= 2) {
		b = y + m;
		y >>= 1;
		if (x >= b) {
			x -= b;
			y += m;
		}
	}
	return y;
}

static struct klp_func upstream_funcs[] = {
	{ .old_name = "int_sqrt", .new_func = upstream_sqrt },
	{ }
};

static struct klp_object upstream_objects[] = {
	{ .funcs = upstream_funcs },
	{ }
};

static struct klp_patch upstream_patch = {
	.mod = THIS_MODULE,
	.objs = upstream_objects,
};

static int __init upstream_init(void)
{
	return klp_enable_patch(&upstream_patch);
}

static void __exit upstream_exit(void)
{
}

module_init(upstream_init);
module_exit(upstream_exit);
MODULE_DESCRIPTION("An upstream live patch that changes nothing");
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
