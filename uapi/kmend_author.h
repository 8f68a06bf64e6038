/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What the author of a patch can write into the patched source, besides the fix: the
 * builder lets every patched file say
 *
 *	#include <kmend_author.h>
 *
 * Documentation/author.md says when each thing happens and how to use it. The
 * macros leave nothing behind but records that the differ reads.
 */
#ifndef _UAPI_KMEND_AUTHOR_H
#define _UAPI_KMEND_AUTHOR_H

/* For the checksums of exported symbols nothing of this exists, so it changes none. */
#ifdef __GENKSYMS__
#define KMEND_HOOK(kind, function)
#define KMEND_ALLOW_ACTIVE(function, reason)
#else

#include "kmend_patch.h"

/**
 * KMEND_HOOK() - have a function of this file called when the patch comes in or goes out
 * @kind: a name of KMEND_HOOK_LIST
 * @function: a new static function without arguments: int, 0 or a negative errno that
 *	refuses, of a kind that checks; else void
 *
 * May be used any number of times; those of one kind are called in no particular order. Written
 * as KMEND_PRE_APPLY(function);
 */
#define KMEND_HOOK(kind, function)						\
	static const struct kmend_author_##kind __kmend_##kind##_##function	\
	__attribute__((__used__, __section__(KMEND_SEC_AUTHOR_HOOKS))) = {	\
		function, KMEND_HOOK_##kind					\
	}

/* As struct kmend_author_hook, but the compiler sees whether the function is of that kind. */
#define KMEND_AUTHOR_CHECKS int
#define KMEND_AUTHOR_ACTS void
#define KMEND_AUTHOR_TYPE(name, number, text, what)				\
	struct kmend_author_##name {						\
		KMEND_AUTHOR_##what (*function)(void);				\
		__u64 kind;							\
	};
KMEND_HOOK_LIST(KMEND_AUTHOR_TYPE)
#undef KMEND_AUTHOR_TYPE

/**
 * KMEND_ALLOW_ACTIVE() - let threads that are inside a replaced function finish in the old code
 * @replaced: the function; its address is not taken, which could change how it is compiled
 * @why: string: why the old and the new one may run side by side
 */
#define KMEND_ALLOW_ACTIVE(replaced, why)					\
	static const struct kmend_author_active __kmend_active_##replaced	\
	__attribute__((__used__, __section__(KMEND_SEC_AUTHOR_ACTIVE))) = {	\
		.function = #replaced, .reason = why				\
	};									\
	_Static_assert(sizeof(&replaced) && sizeof(#replaced) <= KMEND_AUTHOR_TEXT && \
		       sizeof(why) > 1 && sizeof(why) <= KMEND_AUTHOR_TEXT,	\
		       "a function of this file, and a reason of 1 to 127 characters")

#endif /* __GENKSYMS__ */

/* Before anything is decided; may sleep, and refuse. */
#define KMEND_PRE_APPLY(function)	KMEND_HOOK(PRE_APPLY, function)
#define KMEND_PRE_REVERT(function)	KMEND_HOOK(PRE_REVERT, function)
/* In the stop, when nothing else is in the way; must not sleep, may refuse. */
#define KMEND_CHECK_APPLY(function)	KMEND_HOOK(CHECK_APPLY, function)
#define KMEND_CHECK_REVERT(function)	KMEND_HOOK(CHECK_REVERT, function)
/* In the stop, with the patch's code in force; must not sleep, cannot refuse. */
#define KMEND_APPLY(function)		KMEND_HOOK(APPLY, function)
#define KMEND_REVERT(function)		KMEND_HOOK(REVERT, function)
/* After it was done; may sleep. */
#define KMEND_POST_APPLY(function)	KMEND_HOOK(POST_APPLY, function)
#define KMEND_POST_REVERT(function)	KMEND_HOOK(POST_REVERT, function)
/* Instead of that, when it was not done after all; may sleep. */
#define KMEND_FAIL_APPLY(function)	KMEND_HOOK(FAIL_APPLY, function)
#define KMEND_FAIL_REVERT(function)	KMEND_HOOK(FAIL_REVERT, function)

#endif /* _UAPI_KMEND_AUTHOR_H */
