// SPDX-License-Identifier: GPL-2.0
/*
 * Is it safe to redirect this function? What the running kernel has there, held
 * against the patch's pre-image and against our own jumps.
 */
#include "verify.h"

#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/memory.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/nops.h>
#include <asm/sections.h>

#include "direct.h"
#include "match.h"
#include "redirect.h"
#include "stack.h"
#include "target.h"
#include "unexported.h"

/**
 * DOC: Why what is verified stays true
 *
 * Everything that writes kernel text at run time (jump labels, static calls,
 * kprobes, ftrace, BPF) holds text_mutex from the first byte of a change to the
 * last. The attempt takes it, verifies, stops the machine, writes and only
 * then drops it: no change is half done while we read, and none comes between
 * reading and writing.
 *
 * Probes need kprobe_mutex, too: a probe that is being registered has copied the
 * instruction, but is not in the table of probes yet and has written nothing.
 *
 * A redirected function is compared as it was: our own jump is checked to be
 * what we wrote, then the original bytes are put over what was read. So are they where ftrace calls us.
 */

static const u8 kmend_nop[KMEND_JUMP_SIZE] = { BYTES_NOP5 };
static const u8 kmend_endbr[] = { 0xf3, 0x0f, 0x1e, 0xfa };

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

/* Would the kernel itself write into the five bytes while our jump is there? */
static bool kmend_entry_is_rewritten(const struct kmend_func_desc *desc)
{
	const struct kmend_site *sites = (const struct kmend_site *)desc->sites;
	u32 i;

	for (i = 0; i < desc->nr_sites && sites[i].offset < KMEND_JUMP_SIZE; i++) {
		switch (sites[i].kind) {
		case KMEND_SITE_FENTRY:		/* claimed */
		case KMEND_SITE_ALTERNATIVE:	/* these four: at boot, or as a module loads */
		case KMEND_SITE_PARAVIRT:
		case KMEND_SITE_RETPOLINE:
		case KMEND_SITE_RETURN:
			break;
		default:
			return true;
		}
	}
	return false;
}

int kmend_verify_place(const struct kmend_func *func, struct kmend_report *report)
{
	if (!kmend_target_has_text(kmend_func_home(func), func->old_addr, func->size))
		return kmend_report_fail(report, -EINVAL, KMEND_CAUSE_MISMATCH,
					 "%s: is not code of the running kernel", func->name);
	if (func->desc->flags & KMEND_FUNC_PART)
		return 0;

	/* Runs on the page tables of user mode, where modules are not mapped. */
	if (func->old_addr >= (unsigned long)__entry_text_start &&
	    func->old_addr < (unsigned long)__entry_text_end)
		return kmend_report_fail(report, -EOPNOTSUPP, KMEND_CAUSE_INTERNAL,
					 "%s: is entry code, which cannot be redirected",
					 func->name);
	if (func->size < KMEND_JUMP_SIZE)
		return kmend_report_fail(report, -EOPNOTSUPP, KMEND_CAUSE_INTERNAL,
					 "%s: has no room for a jump", func->name);
	if (!kmend_jump_fits(func->old_addr))
		return kmend_report_fail(report, -EOPNOTSUPP, KMEND_CAUSE_INTERNAL,
					 "%s: its entry cannot be written in one store",
					 func->name);
	if (kmend_entry_is_rewritten(func->desc))
		return kmend_report_fail(report, -EOPNOTSUPP, KMEND_CAUSE_INTERNAL,
					 "%s: the kernel itself rewrites its first bytes",
					 func->name);
	return 0;
}

/* The first offset of @func, from @from to before @to, that has a probe, or -1. */
static int kmend_probe_find(const struct kmend_func *func, u32 from, u32 to)
{
	u32 at;

	lockdep_assert_held(&kprobe_mutex);

	for (at = from; at < min(to, func->size); at++)
		if (get_kprobe((void *)func->old_addr + at))
			return at;
	return -1;
}

static int kmend_verify_no_probe(const struct kmend_func *func, u32 from, u32 to,
				 struct kmend_report *report)
{
	int at = kmend_probe_find(func, from, to);

	if (at < 0)
		return 0;
	return kmend_report_fail(report, -EAGAIN, KMEND_CAUSE_SITE_IN_USE,
				 "%s+0x%x: a kprobe is there", func->name, at);
}

/*
 * Without ftrace between us, a probe that is there but switched off still has
 * a copy of the instruction that stood at the entry when it came. Switched on
 * after we wrote, it would run that copy, go on in the middle of what we wrote,
 * or write an int3 there. The same for an instruction that begins within the
 * five bytes and ends behind them.
 */
static int kmend_verify_entry_probes(const struct kmend_func *func,
				     const struct kmend_entry *entry,
				     struct kmend_report *report)
{
	if (entry->claim.state != KMEND_CLAIM_NO_SITE)
		return 0;
	return kmend_verify_no_probe(func, 0, KMEND_JUMP_SIZE - 1 + MAX_INSN_SIZE, report);
}

int kmend_verify_jump(const struct kmend_func *func, struct kmend_report *report)
{
	const struct kmend_claim *claim = &func->entry->claim;
	unsigned long place = kmend_claim_place(claim);
	u8 expected[KMEND_JUMP_SIZE], found[KMEND_JUMP_SIZE];
	int ret;

	lockdep_assert_held(&text_mutex);
	lockdep_assert_held(&kprobe_mutex);

	ret = kmend_verify_entry_probes(func, func->entry, report);
	if (ret)
		return ret;
	ret = kmend_jump_encode(expected, place, func->new_addr);
	if (!ret)
		ret = copy_from_kernel_nofault(found, (void *)place, sizeof(found));
	if (!ret && !memcmp(expected, found, sizeof(found)) &&
	    (!claim->thunk || kmend_direct_is_ours(claim)))
		return 0;
	return kmend_report_fail(report, -EINVAL, KMEND_CAUSE_ALTERED,
				 "%s: somebody wrote over the jump at its entry", func->name);
}

/* ftrace has the entry, and calls us from there or, in a dry run, would. What stands there is its business. */
static int kmend_verify_direct(const struct kmend_func *func, struct kmend_entry *entry,
			       struct kmend_report *report)
{
	memcpy(entry->original, kmend_nop, sizeof(kmend_nop));
	if (entry->claim.state == KMEND_CLAIM_NONE || kmend_direct_is_ours(&entry->claim))
		return 0;
	return kmend_report_fail(report, -EAGAIN, KMEND_CAUSE_SITE_IN_USE,
				 "%s: somebody wrote to its entry without ftrace", func->name);
}

/* The entry is not ours yet: may it be, and what stands there? */
static int kmend_verify_fresh(const struct kmend_func *func, struct kmend_entry *entry,
			      struct kmend_report *report)
{
	if (copy_from_kernel_nofault(entry->original, (void *)func->old_addr,
				     sizeof(entry->original)))
		return kmend_report_fail(report, -EINVAL, KMEND_CAUSE_MISMATCH,
					 "%s: cannot be read", func->name);
	/* An indirect branch may only land on endbr64, which a jump would replace. */
	if (!memcmp(entry->original, kmend_endbr, sizeof(kmend_endbr)))
		return kmend_report_fail(report, -EOPNOTSUPP, KMEND_CAUSE_INTERNAL,
					 "%s: begins with endbr64", func->name);
	if (entry->claim.state == KMEND_CLAIM_SITE &&
	    memcmp(entry->original, kmend_nop, sizeof(kmend_nop)))
		return kmend_report_fail(report, -EAGAIN, KMEND_CAUSE_SITE_IN_USE,
					 "%s: somebody wrote to its entry without ftrace",
					 func->name);
	return kmend_verify_entry_probes(func, entry, report);
}

/* Reads running code as if our jump were not there. */
struct kmend_reader {
	const struct kmend_entry *entry;	/* NULL: nothing to put over */
};

static int kmend_running_read(void *context, void *to, u64 from, size_t length)
{
	const struct kmend_entry *entry = ((struct kmend_reader *)context)->entry;
	size_t i;

	if (copy_from_kernel_nofault(to, (void *)from, length))
		return -EFAULT;
	for (i = 0; entry && i < sizeof(entry->original); i++) {
		u64 at = entry->claim.addr + i;

		if (at >= from && at - from < length)
			((u8 *)to)[at - from] = entry->original[i];
	}
	return 0;
}

static int kmend_verify_mismatch(const struct kmend_func *func,
				 const struct kmend_mismatch *mismatch,
				 struct kmend_report *report)
{
	const enum kmend_cause cause = KMEND_CAUSE_MISMATCH;
	u32 offset = mismatch->offset;
	int ret;

	/* A probe writes one byte, or a jump of five if it was optimized. */
	ret = kmend_verify_no_probe(func, offset - min_t(u32, offset, KMEND_JUMP_SIZE - 1),
				    offset + 1, report);
	if (ret)
		return ret;

	switch (mismatch->kind) {
	case KMEND_MISMATCH_BYTE:
		return kmend_report_fail(report, -EINVAL, cause,
					 "%s+0x%x: expected %02x, found %02x", func->name,
					 offset, mismatch->expected, mismatch->found);
	case KMEND_MISMATCH_SYMBOL:
		return kmend_report_fail(report, -EINVAL, cause,
					 "%s+0x%x: does not refer to %s", func->name,
					 offset, (const char *)mismatch->symbol->name);
	case KMEND_MISMATCH_CONTENT:
		return kmend_report_fail(report, -EINVAL, cause,
					 "%s+0x%x: refers to other content", func->name,
					 offset);
	case KMEND_MISMATCH_UNREADABLE:
		return kmend_report_fail(report, -EINVAL, cause,
					 "%s+0x%x: cannot be read", func->name, offset);
	default:
		return kmend_report_fail(report, -EINVAL, cause,
					 "%s+0x%x: its description makes no sense", func->name,
					 offset);
	}
}

int kmend_verify_code(const struct kmend_func *func, struct kmend_entry *entry,
		      struct kmend_report *report)
{
	struct kmend_mismatch mismatch;
	struct kmend_reader reader = {};
	int ret = 0;

	lockdep_assert_held(&text_mutex);
	lockdep_assert_held(&kprobe_mutex);

	if (entry && kmend_entry_newest(entry)) {
		ret = kmend_verify_jump(kmend_entry_newest(entry), report);
		reader.entry = entry;
	} else if (entry && entry->claim.thunk) {
		ret = kmend_verify_direct(func, entry, report);
		reader.entry = entry;
	} else if (entry) {
		ret = kmend_verify_fresh(func, entry, report);
	}
	if (ret)
		return ret;

	if (kmend_match_is_same(func->desc, func->old_addr, kmend_running_read, &reader,
				&mismatch))
		return 0;
	return kmend_verify_mismatch(func, &mismatch, report);
}
