/* SPDX-License-Identifier: GPL-2.0 */
/* The test module that is patched: what its two files share. */
#ifndef _TARGET_H
#define _TARGET_H

#include <linux/compiler.h>

struct seq_file;

/* A function that stays what it is written as, and is called by its name. */
#define TARGET_KEEP noinline __attribute__((noipa))

int target_show_same_other(struct seq_file *seq, void *data);

#endif
