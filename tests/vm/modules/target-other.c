// SPDX-License-Identifier: GPL-2.0
/* The second file of the test module that is patched: a static function of the same name. */
#include <linux/module.h>
#include <linux/seq_file.h>

#include "target.h"

static TARGET_KEEP int target_same(void)
{
	return 2;
}

int target_show_same_other(struct seq_file *seq, void *data)
{
	seq_printf(seq, "%d\n", target_same());
	return 0;
}
