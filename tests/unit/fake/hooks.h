/* SPDX-License-Identifier: GPL-2.0 */
/* The hooks as they are, with what they need of their neighbours. */
#ifndef FAKE_HOOKS_H
#define FAKE_HOOKS_H

#include "kernel.h"
#include "linux/list.h"

#define MAX_ERRNO 4095
#define ERR_PTR(err) ((void *)(intptr_t)(err))

#include "../../../kernel/hooks.c"

/* --- the neighbours --- */

const struct kmend_unit_desc *kmend_format_unit(const struct kmend_patch_desc *desc, u32 index)
{
	return (const struct kmend_unit_desc *)kmend_format_ptr(desc->units) + index;
}

int kmend_format_refuse(const struct kmend_format *format, int err, const char *fmt, ...)
{
	return err;
}

/* The patch module lies at 1000 to 2000, its text up to 1500. */
bool kmend_format_within(const struct kmend_format *format, u64 start, u64 bytes)
{
	return true;
}

bool kmend_format_is_text(const struct kmend_format *format, u64 start, u64 bytes)
{
	return start >= 1000 && start + bytes <= 1500;
}

int kmend_format_strlen(const struct kmend_format *format, u64 start, u32 max)
{
	return start ? (int)strlen(kmend_format_ptr(start)) : -1;
}

bool kmend_active_remains(const struct kmend_change *change, const struct kmend_member *member)
{
	return !member->in && change->report->nr_active;
}

/* By patch: how often it is held. */
static struct {
	const struct kmend_patch_desc *desc;
	int held;
} fake_shadows[3];

static int *fake_shadows_held(const struct kmend_patch_desc *desc)
{
	u32 i = 0;

	while (fake_shadows[i].desc && fake_shadows[i].desc != desc)
		i++;
	fake_shadows[i].desc = desc;
	return &fake_shadows[i].held;
}

void kmend_shadows_hold(const struct kmend_patch_desc *desc)
{
	++*fake_shadows_held(desc);
}

void kmend_shadows_release(const struct kmend_patch_desc *desc)
{
	--*fake_shadows_held(desc);
}

int kmend_report_fail(struct kmend_report *report, int err, enum kmend_cause cause,
		      const char *format, ...)
{
	va_list args;

	report->cause = cause;
	va_start(args, format);
	vscnprintf(report->detail, sizeof(report->detail), format, args);
	va_end(args);
	return err;
}

#endif
