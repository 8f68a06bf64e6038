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

#include "upstream.h"

static int __init upstream_init(void)
{
	return klp_enable_patch(&upstream_patch);
}

module_init(upstream_init);
MODULE_DESCRIPTION("An upstream live patch that changes nothing");
