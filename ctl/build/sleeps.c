// SPDX-License-Identifier: GPL-2.0
/* The list is told in Documentation/building.md. */
#include "sleeps.h"

#include <elf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../differ/object.h"

/* Those first in which one waits for an event and not for another thread to get on. */
static const char *const sleepers[] = {
	"schedule", "io_schedule", "schedule_timeout", "schedule_timeout_interruptible",
	"schedule_timeout_killable", "schedule_timeout_uninterruptible", "schedule_timeout_idle",
	"io_schedule_timeout", "schedule_hrtimeout", "schedule_hrtimeout_range",
	"schedule_hrtimeout_range_clock", "wait_woken", "do_wait_intr", "do_wait_intr_irq",
	"msleep", "msleep_interruptible", "usleep_range_state",
	"wait_for_completion", "wait_for_completion_interruptible", "wait_for_completion_killable",
	"wait_for_completion_state", "wait_for_completion_timeout",
	"wait_for_completion_interruptible_timeout", "wait_for_completion_killable_timeout",
	"wait_for_completion_io", "wait_for_completion_io_timeout",
	"out_of_line_wait_on_bit", "out_of_line_wait_on_bit_lock", "out_of_line_wait_on_bit_timeout",
	"folio_wait_bit", "folio_wait_bit_killable", "folio_wait_writeback", "sk_wait_data",
	"synchronize_rcu", "synchronize_srcu", "flush_work", "__flush_workqueue",
	"mutex_lock", "mutex_lock_interruptible", "mutex_lock_killable", "mutex_lock_io",
	"rt_mutex_lock", "ww_mutex_lock", "down", "down_interruptible", "down_killable", "down_timeout",
	"down_read", "down_read_interruptible", "down_read_killable", "down_write",
	"down_write_killable", "percpu_down_write", "lock_sock_nested", "__lock_page",
};

enum { NR_SLEEPERS = sizeof(sleepers) / sizeof(sleepers[0]) };

/* The place in the list of what is called; NR_SLEEPERS: not in it. */
static size_t sleeper(const struct kmend_rela *rela)
{
	size_t i = 0;

	/* Of a call or a jump; a pointer to it is taken by others. */
	if (rela->type != R_X86_64_PLT32)
		return NR_SLEEPERS;
	while (i < NR_SLEEPERS && strcmp(rela->sym->name, sleepers[i]))
		i++;
	return i;
}

/* The function, or the part of it that the compiler put apart as seldom used. */
static bool is_of(const struct kmend_sym *sym, const char *function)
{
	size_t n = strlen(function);

	return sym->type == STT_FUNC && sym->sec && !strncmp(sym->name, function, n) &&
	       (!sym->name[n] || !strcmp(sym->name + n, ".cold"));
}

static const char *called_by(const struct kmend_obj *obj, const char *function)
{
	size_t best = NR_SLEEPERS;

	for (size_t i = 0; i < obj->nr_syms; i++) {
		const struct kmend_sym *sym = &obj->syms[i];

		if (!is_of(sym, function))
			continue;
		for (size_t r = 0; r < sym->sec->nr_relas; r++) {
			const struct kmend_rela *rela = &sym->sec->relas[r];

			if (rela->offset >= sym->value && rela->offset < sym->value + sym->size &&
			    sleeper(rela) < best)
				best = sleeper(rela);
		}
	}
	return best < NR_SLEEPERS ? sleepers[best] : NULL;
}

int kmend_sleeps_find(const char *pre, const struct kmend_diff_result *diff,
		      struct kmend_sleeps *sleeps, struct kmend_err *err)
{
	struct kmend_obj *obj = kmend_obj_open(pre, err);
	int ret = 0;

	if (!obj)
		return -1;
	sleeps->items = calloc(diff->nr_items + 1, sizeof(*sleeps->items));
	if (!sleeps->items)
		ret = kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	for (unsigned int i = 0; !ret && i < diff->nr_items; i++) {
		struct kmend_sleep *item = &sleeps->items[sleeps->nr];

		if (diff->items[i].what != KMEND_DIFF_REPLACED)
			continue;
		item->calls = called_by(obj, diff->items[i].name);
		if (!item->calls)
			continue;
		item->function = strdup(diff->items[i].name);
		if (!item->function)
			ret = kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
		sleeps->nr++;
	}
	kmend_obj_close(obj);
	return ret;
}

void kmend_sleeps_free(struct kmend_sleeps *sleeps)
{
	for (size_t i = 0; i < sleeps->nr; i++)
		free(sleeps->items[i].function);
	free(sleeps->items);
	*sleeps = (struct kmend_sleeps){ 0 };
}
