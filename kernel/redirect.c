// SPDX-License-Identifier: GPL-2.0
/*
 * A jump in and out of a function's entry, and the claim on the entry that
 * keeps ftrace, and all who come by way of ftrace, from writing there too. The other
 * way, which shares the entry with them: direct.c.
 */
#include "redirect.h"

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "thunk.h"
#include "unexported.h"

/**
 * DOC: Claims
 *
 * ftrace keeps one record per site, and rec->flags holds the number of ops
 * that count the site as theirs and whether the site is a call now. All of it,
 * text included, changes under ftrace_lock. With FTRACE_FL_DISABLED set, ftrace
 * neither counts nor writes the site.
 *
 * Taking: only from a flags word of 0, under ftrace_lock. Nobody uses the site
 * then, no update is under way, and the bytes are a nop. Once the lock is
 * dropped nobody writes there: what writes text goes through ftrace for a site
 * that ftrace has, and takes text_mutex, which the attempt holds, for the rest.
 *
 * Releasing is not the reverse at any time. An ops that was registered while
 * the record was disabled did not count the site, yet would discount it when it
 * goes: from 0, at which ftrace warns and shuts itself down for good. So a
 * record stays disabled as long as any enabled ops covers the site, and the
 * claim is held until somebody tries again. That costs tracers this one
 * function; the code is the original.
 *
 * Records are looked for again each time rather than remembered: unloading or
 * freeing init memory moves records within their page.
 *
 * Lock order: ftrace_lock is taken alone here, with nothing inside.
 */

/**
 * DOC: Which way
 *
 * The policy of the request by which the first patch comes to an entry says it (kmend_claim_choose()). By ftrace wherever
 * there is a site, that is "auto", and where there is none, ftrace is switched off, or all thunks are taken, by a jump. That
 * somebody else has the site does not change the way: a jump would need it unused, too. While
 * anything lies on the entry the way stays, whatever the policies of what comes on top of it say.
 */

/**
 * DOC: The store
 *
 * The five bytes lie in one aligned 8-byte word (kmend_jump_fits()), which is
 * written with one store while every other CPU spins with interrupts off. Only
 * an NMI can fetch the entry meanwhile, and sees the old word or the new one,
 * never a mixture. A jump into old code needs no care: nobody stands in it, and
 * nobody enters it but at the entry.
 *
 * The other bytes of the word are not ours: a jump label or a probe may have
 * changed them since we looked. They are read in the stop. Who writes them
 * holds text_mutex from the first byte to the last, so with text_mutex held by
 * the attempt they are whole, and stay.
 *
 * Kernel text is mapped read-only, so the store goes through a mapping of our
 * own, made before the stop and gone right after it.
 */

/* The claim on @claims whose function has @ip, or NULL. */
static struct kmend_claim *kmend_claim_find(struct list_head *claims, unsigned long ip)
{
	struct kmend_claim *claim;

	list_for_each_entry(claim, claims, node)
		if (ip >= claim->addr && ip - claim->addr < claim->size)
			return claim;
	return NULL;
}

/*
 * Which flags of its record speak against a claim? With tracers a thunk can be shared, not with others that say where
 * the function goes to. A jump needs the site unused.
 */
static unsigned long kmend_claim_excludes(const struct kmend_claim *claim)
{
	return claim->thunk ? FTRACE_FL_DISABLED | FTRACE_FL_DIRECT | FTRACE_FL_IPMODIFY : ~0UL;
}

int kmend_claim_choose(struct kmend_claim *claim, enum kmend_redirect_by by)
{
	if (claim->state != KMEND_CLAIM_NONE)
		return by == KMEND_REDIRECT_AUTO ||
		       (by == KMEND_REDIRECT_FTRACE) == !!claim->thunk ? 0 : -EBUSY;
	if (by == KMEND_REDIRECT_JUMP || claim->thunk)
		return 0;
	if (!ftrace_enabled || ftrace_is_dead())
		return by == KMEND_REDIRECT_FTRACE ? -ESHUTDOWN : 0;
	if (!ftrace_location(claim->addr))
		return by == KMEND_REDIRECT_FTRACE ? -ENODEV : 0;
	claim->thunk = kmend_thunk_get(claim->addr, false);
	return !claim->thunk && by == KMEND_REDIRECT_FTRACE ? -ENOSPC : 0;
}

unsigned long kmend_claim_place(const struct kmend_claim *claim)
{
	return claim->thunk ? claim->thunk + KMEND_THUNK_JUMP : claim->addr;
}

/* First pass: may all be had? Nothing is changed. */
static int kmend_claim_check(struct list_head *claims, struct kmend_claim **refused)
{
	struct ftrace_rec_iter *iter;

	lockdep_assert_held(&ftrace_lock);

	for_ftrace_rec_iter(iter) {
		const struct dyn_ftrace *rec = ftrace_rec_iter_record(iter);
		struct kmend_claim *claim = kmend_claim_find(claims, rec->ip);

		if (!claim)
			continue;
		*refused = claim;
		if (rec->ip != claim->addr)
			return -EOPNOTSUPP;
		if (rec->flags & kmend_claim_excludes(claim))
			return -EBUSY;
	}
	return 0;
}

int kmend_claim_look(struct list_head *claims, struct kmend_claim **refused)
{
	int ret;

	if (list_empty(claims))
		return 0;
	mutex_lock(&ftrace_lock);
	ret = kmend_claim_check(claims, refused);
	mutex_unlock(&ftrace_lock);
	return ret;
}

int kmend_claim_take(struct list_head *claims, struct kmend_claim **refused)
{
	struct ftrace_rec_iter *iter;
	struct kmend_claim *claim;
	int ret;

	if (list_empty(claims))
		return 0;

	mutex_lock(&ftrace_lock);
	ret = kmend_claim_check(claims, refused);
	if (ret)
		goto out_unlock;

	list_for_each_entry(claim, claims, node)
		claim->state = KMEND_CLAIM_NO_SITE;
	for_ftrace_rec_iter(iter) {
		struct dyn_ftrace *rec = ftrace_rec_iter_record(iter);

		claim = kmend_claim_find(claims, rec->ip);
		if (!claim)
			continue;
		rec->flags = FTRACE_FL_DISABLED;
		claim->state = KMEND_CLAIM_SITE;
	}

out_unlock:
	mutex_unlock(&ftrace_lock);
	return ret;
}

/* Would any ops that is on discount the site when it goes? */
static bool kmend_site_is_traced(struct dyn_ftrace *rec)
{
	struct ftrace_ops *ops;
	bool traced = false;

	lockdep_assert_held(&ftrace_lock);

	/* ftrace_ops_test() looks at hashes that are freed by RCU. */
	preempt_disable();
	/* The list ends with an ops that points nowhere and is never on. */
	for (ops = ftrace_ops_list; ops && !traced; ops = ops->next)
		traced = (ops->flags & FTRACE_OPS_FL_ENABLED) &&
			 /* regs: any, so that those who want some are asked too */
			 ftrace_ops_test(ops, rec->ip, rec);
	preempt_enable();
	return traced;
}

void kmend_claim_release(struct list_head *claims)
{
	struct ftrace_rec_iter *iter;
	struct kmend_claim *claim;
	bool walk = false;

	list_for_each_entry(claim, claims, node) {
		if (claim->state == KMEND_CLAIM_NO_SITE)
			claim->state = KMEND_CLAIM_NONE;
		walk |= claim->state == KMEND_CLAIM_SITE;
	}
	if (!walk)
		return;

	mutex_lock(&ftrace_lock);
	for_ftrace_rec_iter(iter) {
		struct dyn_ftrace *rec = ftrace_rec_iter_record(iter);

		claim = kmend_claim_find(claims, rec->ip);
		if (!claim || claim->state != KMEND_CLAIM_SITE || kmend_site_is_traced(rec))
			continue;
		rec->flags &= ~FTRACE_FL_DISABLED;
		claim->state = KMEND_CLAIM_NONE;
	}
	mutex_unlock(&ftrace_lock);
}

bool kmend_jump_fits(unsigned long addr)
{
	return addr % sizeof(u64) + KMEND_JUMP_SIZE <= sizeof(u64);
}

int kmend_jump_encode(u8 *bytes, unsigned long from, unsigned long to)
{
	long distance = to - (from + KMEND_JUMP_SIZE);
	s32 field = distance;

	if (field != distance)
		return -ERANGE;
	bytes[0] = 0xe9;
	memcpy(bytes + 1, &field, sizeof(field));
	return 0;
}

void *kmend_page_map(unsigned long addr)
{
	void *at = (void *)addr;
	struct page *page = is_vmalloc_or_module_addr(at) ? vmalloc_to_page(at) : virt_to_page(at);
	void *mapping;

	if (!page)
		return ERR_PTR(-EFAULT);
	mapping = vmap(&page, 1, VM_MAP, PAGE_KERNEL);
	return mapping ?: ERR_PTR(-ENOMEM);
}

int kmend_redirect_map(struct kmend_redirect *redirect)
{
	void *mapping = kmend_page_map(redirect->addr);

	if (IS_ERR(mapping))
		return PTR_ERR(mapping);
	redirect->mapping = mapping;
	redirect->word = mapping + offset_in_page(round_down(redirect->addr, sizeof(u64)));
	return 0;
}

void kmend_redirect_unmap(struct kmend_redirect *redirect)
{
	if (redirect->mapping)
		vunmap(redirect->mapping);
	redirect->mapping = NULL;
}

void kmend_redirect_commit(const struct kmend_redirect *redirect)
{
	u64 word = READ_ONCE(*redirect->word);

	memcpy((u8 *)&word + redirect->addr % sizeof(u64), redirect->bytes, KMEND_JUMP_SIZE);
	WRITE_ONCE(*redirect->word, word);
}
