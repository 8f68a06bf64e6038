/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Data that a patch attaches to objects of the kernel which have no room for it. As
 * kmend_author.h, for patched files only:
 *
 *	#include <kmend_shadow.h>
 *
 * Documentation/author.md says how long it lives and how to use it.
 */
#ifndef _UAPI_KMEND_SHADOW_H
#define _UAPI_KMEND_SHADOW_H

/* For the checksums of exported symbols nothing of this exists, so it changes none. */
#ifdef __GENKSYMS__
#define KMEND_SHADOW_OF(owner, name, type, construct, destroy)
#else

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/livepatch.h>

#include "kmend_patch.h"

/**
 * KMEND_SHADOW_OF() - data of the patch @owner_id, which this one takes over
 * @owner_id: string, the patch that said KMEND_SHADOW()
 * @shadow: its name, as there; defines the three functions below
 * @type: as there
 * @construct: klp_shadow_ctor_t that fills in new data, all zero before; or NULL
 * @destroyer: klp_shadow_dtor_t, called before data is freed; or NULL. Both run under a
 *	spinlock, with interrupts off
 *
 * type *NAME_get(obj): the data of an object, or NULL.
 * type *NAME_get_or_alloc(obj, gfp): the same, made if there is none; NULL: no memory, or
 * @construct refused.
 * void NAME_free(obj): free the data of an object, if it has any.
 */
#define KMEND_SHADOW_OF(owner_id, shadow, type, construct, destroyer)		\
	static struct kmend_author_shadow __kmend_shadow_##shadow		\
	__attribute__((__used__, __section__(KMEND_SEC_AUTHOR_SHADOW))) = {	\
		.destroy = destroyer, .size = sizeof(type),			\
		.owner = owner_id, .name = #shadow				\
	};									\
	static inline __maybe_unused type *shadow##_get(void *obj)		\
	{									\
		return klp_shadow_get(obj, READ_ONCE(__kmend_shadow_##shadow.id)); \
	}									\
	static inline __maybe_unused type *shadow##_get_or_alloc(void *obj, gfp_t gfp) \
	{									\
		return klp_shadow_get_or_alloc(obj, READ_ONCE(__kmend_shadow_##shadow.id), \
					       sizeof(type), gfp, construct, NULL); \
	}									\
	static inline __maybe_unused void shadow##_free(void *obj)		\
	{									\
		klp_shadow_free(obj, READ_ONCE(__kmend_shadow_##shadow.id), destroyer); \
	}									\
	static_assert(sizeof(struct kmend_author_shadow) == sizeof(struct kmend_shadow) && \
		      sizeof(owner_id) <= KMEND_SHADOW_NAME && sizeof(#shadow) <= KMEND_SHADOW_NAME)

/* As struct kmend_shadow, but the compiler sees what the functions are. */
struct kmend_author_shadow {
	__u64 id;
	klp_shadow_dtor_t destroy;
	__u32 size;
	__u32 reserved;
	char owner[KMEND_SHADOW_NAME];
	char name[KMEND_SHADOW_NAME];
};

#endif /* __GENKSYMS__ */

/* Data of this patch, as above. */
#define KMEND_SHADOW(name, type, construct, destroy)				\
	KMEND_SHADOW_OF("", name, type, construct, destroy)

#endif /* _UAPI_KMEND_SHADOW_H */
