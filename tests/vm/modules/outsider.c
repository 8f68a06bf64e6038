// SPDX-License-Identifier: GPL-2.0
/*
 * A test module that calls an exported function of the kernel, mc146818_get_time(), and is in no patch. Read,
 * the parameter "year" tells what it learnt.
 */
#include <linux/kernel.h>
#include <linux/mc146818rtc.h>
#include <linux/module.h>
#include <linux/rtc.h>

static int outsider_get(char *buffer, const struct kernel_param *param)
{
	/* One argument more than it takes, which it would add if it were the patch's. */
	int (*get)(struct rtc_time *, int, int) = (void *)mc146818_get_time;
	struct rtc_time time;
	int ret = get(&time, 1000, 400);

	return ret < 0 ? ret : sysfs_emit(buffer, "%d\n", time.tm_year + 1900);
}

static const struct kernel_param_ops outsider_ops = { .get = outsider_get };
module_param_cb(year, &outsider_ops, NULL, 0400);

static int __init outsider_init(void)
{
	return 0;
}

static void __exit outsider_exit(void)
{
}

module_init(outsider_init);
module_exit(outsider_exit);
MODULE_DESCRIPTION("Calls an exported function");
MODULE_LICENSE("GPL");
