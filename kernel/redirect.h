/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_REDIRECT_H
#define _KMEND_REDIRECT_H

#include <linux/list.h>
#include <linux/types.h>

#include "../uapi/kmend.h"

/* Bytes of a jmp rel32, which is also the size of an ftrace site. */
enum { KMEND_JUMP_SIZE = 5 };

/**
 * enum kmend_claim_state - who may write to the site
 * @KMEND_CLAIM_NONE: not us
 * @KMEND_CLAIM_NO_SITE: us; ftrace knows of no site there
 * @KMEND_CLAIM_SITE: us; ftrace's record of the site is disabled
 * @KMEND_CLAIM_DIRECT: ftrace, which calls our thunk from there (direct.c)
 */
enum kmend_claim_state {
	KMEND_CLAIM_NONE,
	KMEND_CLAIM_NO_SITE,
	KMEND_CLAIM_SITE,
	KMEND_CLAIM_DIRECT,
};

/**
 * struct kmend_claim - the right to redirect a function
 * @addr: the function
 * @size: its bytes
 * @thunk: it is, or is to be, redirected in this thunk; 0: at its entry
 * @state: enum kmend_claim_state
 * @node: on a list given to kmend_claim_take() or kmend_claim_release()
 *
 * Touched only with kmend_targets_mutex held, by the worker while the entry is its own (entry->slot), or by who took it
 * out of the table (stack.c). @thunk stays as long as anything lies on the entry.
 */
struct kmend_claim {
	unsigned long addr;
	u32 size;
	unsigned long thunk;
	enum kmend_claim_state state;
	struct list_head node;
};

/**
 * kmend_claim_choose() - which way is a function to be redirected?
 * @claim: nothing lies on the entry
 * @by: what the policy says
 *
 * A claim that is held stays what it is.
 *
 * Context: process, may sleep; takes text_mutex.
 * Return: 0, with @claim->thunk; -ENODEV: ftrace has no site there, and the policy wants no other
 * way; -ESHUTDOWN: ftrace is switched off, likewise; -ENOSPC: all thunks are taken, likewise; -EBUSY: it is held in a way that the policy does not
 * want, until that is given back.
 */
int kmend_claim_choose(struct kmend_claim *claim, enum kmend_redirect_by by);

/**
 * kmend_claim_place() - where are the five bytes that redirect the function?
 * @claim: chosen
 */
unsigned long kmend_claim_place(const struct kmend_claim *claim);

/**
 * kmend_claim_take() - claim entries from ftrace, all or none
 * @claims: list of struct kmend_claim, none of them held or with a thunk
 * @refused: set to the claim that cannot be had
 *
 * One walk over ftrace's records whatever the length of @claims.
 *
 * Context: process, may sleep; takes ftrace_lock.
 * Return: 0; -EBUSY: ftrace uses the site; -EOPNOTSUPP: the site is not at the
 * function's first byte.
 */
int kmend_claim_take(struct list_head *claims, struct kmend_claim **refused);

/**
 * kmend_claim_look() - could these entries be claimed?
 * @claims: as above, with or without a thunk
 * @refused: as above
 *
 * Context and return: as above, but nothing is claimed.
 */
int kmend_claim_look(struct list_head *claims, struct kmend_claim **refused);

/**
 * kmend_claim_release() - give entries back to ftrace
 * @claims: list of struct kmend_claim that are held, without a thunk; the original
 *	bytes stand at their entries
 *
 * A claim whose site a tracer has come to count as its own meanwhile stays
 * held: release it again once the tracer is gone.
 *
 * Context: process, may sleep; takes ftrace_lock.
 */
void kmend_claim_release(struct list_head *claims);

/**
 * struct kmend_redirect - five bytes to be written at an entry or in a thunk
 * @addr: the place
 * @bytes: what to write
 * @mapping: the page with the place, writable; NULL while not mapped
 * @word: the aligned 8 bytes in @mapping that hold the place
 */
struct kmend_redirect {
	unsigned long addr;
	u8 bytes[KMEND_JUMP_SIZE];
	void *mapping;
	u64 *word;
};

/**
 * kmend_jump_fits() - can the entry be written with one store?
 * @addr: the entry
 */
bool kmend_jump_fits(unsigned long addr);

/**
 * kmend_jump_encode() - the instruction that goes from one place to another
 * @bytes: KMEND_JUMP_SIZE of them
 * @from: where the instruction will stand
 * @to: where it shall go
 *
 * Return: 0, or -ERANGE if @to is too far away.
 */
int kmend_jump_encode(u8 *bytes, unsigned long from, unsigned long to);

/**
 * kmend_page_map() - make a page of the running kernel writable through another address
 * @addr: an address in it, of the kernel proper or of a module
 *
 * Context: process, may sleep.
 * Return: where it begins, for vunmap(); or ERR_PTR(): -ENOMEM; -EFAULT: there is no page.
 */
void *kmend_page_map(unsigned long addr);

/**
 * kmend_redirect_map() - make an entry writable through another address
 * @redirect: addr is set and kmend_jump_fits() it
 *
 * Context: process, may sleep.
 * Return: 0; -ENOMEM; -EFAULT: there is no page. The caller must
 * kmend_redirect_unmap(), which is harmless after a failure, too.
 */
int kmend_redirect_map(struct kmend_redirect *redirect);
void kmend_redirect_unmap(struct kmend_redirect *redirect);

/**
 * kmend_redirect_commit() - write the bytes, in one store
 * @redirect: mapped
 *
 * Context: in the stop, interrupts off, text_mutex held by who stopped the
 * machine. Cannot fail. Every CPU must sync_core() before it leaves the stop. Or the function is of a
 * module that nobody has run yet: with text_mutex held, and all CPUs are synchronized before it runs.
 */
void kmend_redirect_commit(const struct kmend_redirect *redirect);

#endif
