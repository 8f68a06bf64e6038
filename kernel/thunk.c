// SPDX-License-Identifier: GPL-2.0
/*
 * The pieces of code by which a function is redirected with ftrace's consent: ftrace
 * calls a thunk from the function's site, and the thunk leads on.
 */
#include "thunk.h"

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/memory.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <asm/text-patching.h>

#include "redirect.h"

/**
 * DOC: A thunk
 *
 *   site:   call thunk            written by ftrace
 *   thunk:  lea  8(%rsp), %rsp    as if the site had not called
 *           jmp  target           the one thing that changes
 *
 * At rest the target is the instruction behind the site: the function goes on as if nothing
 * had been there. In force it is the replacement. So what is in force is decided by one instruction that
 * lies in one aligned 8-byte word, which is written in the stop like the jump at
 * an entry (redirect.c). An NMI sees the old jump or the new one.
 *
 * A thread that was interrupted in a thunk, at either instruction, is in nobody's way: it has not decided
 * yet, and takes the jump that is there when it goes on. At the lea the unwinder finds the function's site on
 * its stack, though, so the check of stacks counts it as inside of the old function, which is on the safe side.
 *
 * No instruction of a thunk is a return or an indirect branch, so there is nothing for the mitigations of these to
 * do. But the call has no return that belongs to it: the processor predicts the returns that follow
 * wrongly, as many as it had calls noted.
 *
 * There are so many as ftrace gives and takes in a time that can be waited for: 20 million instructions a claim, and a
 * grace period of RCU tasks, some 0.2 s, for each that is given back.
 *
 * Thunks lie in kmend.ko's text, where the unwinder knows them. They are never writable
 * in place. A thunk is given back once ftrace does not call it any more and
 * a grace period of RCU tasks is over (direct.c), and it is at rest by then.
 */

extern u8 kmend_thunks[KMEND_THUNKS * KMEND_THUNK_SIZE];

/* Guards which are taken. Innermost but for text_mutex. */
static DEFINE_MUTEX(kmend_thunks_mutex);
/* The first is the anchor's: without it nobody can use the others. */
static DECLARE_BITMAP(kmend_thunks_taken, KMEND_THUNKS);

/* The five bytes of the jump at rest. Return: whether there is one, so near is the function. */
static bool kmend_thunk_encode(u8 *bytes, unsigned long thunk, unsigned long entry)
{
	return !kmend_jump_encode(bytes, thunk + KMEND_THUNK_JUMP, entry + KMEND_JUMP_SIZE);
}

static bool kmend_thunk_rests(unsigned long thunk, unsigned long entry)
{
	u8 bytes[KMEND_JUMP_SIZE];

	return kmend_thunk_encode(bytes, thunk, entry) &&
	       !memcmp(bytes, (void *)(thunk + KMEND_THUNK_JUMP), sizeof(bytes));
}

void kmend_thunk_rest(unsigned long thunk, unsigned long entry)
{
	u8 bytes[KMEND_JUMP_SIZE];

	if (WARN_ON_ONCE(!kmend_thunk_encode(bytes, thunk, entry)))
		return;
	mutex_lock(&text_mutex);
	text_poke((void *)(thunk + KMEND_THUNK_JUMP), bytes, sizeof(bytes));
	/* No CPU goes on with what it fetched of the jump before. */
	text_poke_sync();
	mutex_unlock(&text_mutex);
}

unsigned long kmend_thunk_get(unsigned long entry, bool anchor)
{
	unsigned long thunk = 0;
	u8 bytes[KMEND_JUMP_SIZE];
	unsigned int free;

	mutex_lock(&kmend_thunks_mutex);
	free = find_next_zero_bit(kmend_thunks_taken, KMEND_THUNKS, anchor ? 0 : 1);
	if (free < KMEND_THUNKS)
		thunk = (unsigned long)kmend_thunks + free * KMEND_THUNK_SIZE;
	/* All of a module's text is near, and this one is as near as any. */
	if (thunk && !kmend_thunk_encode(bytes, thunk, entry))
		thunk = 0;
	if (thunk) {
		__set_bit(free, kmend_thunks_taken);
		kmend_thunk_rest(thunk, entry);
	}
	mutex_unlock(&kmend_thunks_mutex);
	return thunk;
}

void kmend_thunk_put(unsigned long thunk, unsigned long entry)
{
	unsigned int index = (thunk - (unsigned long)kmend_thunks) / KMEND_THUNK_SIZE;

	if (WARN_ON_ONCE(!kmend_thunk_rests(thunk, entry)))
		return;
	mutex_lock(&kmend_thunks_mutex);
	__clear_bit(index, kmend_thunks_taken);
	mutex_unlock(&kmend_thunks_mutex);
}
