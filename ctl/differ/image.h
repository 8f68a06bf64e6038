/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The pre-image of a function: its bytes, the sites that the kernel rewrites
 * and the relocations, with what is known of each target. The differ writes it
 * into the patch module; the builder compares it with the shipped kernel.
 */
#ifndef KMEND_DIFFER_IMAGE_H
#define KMEND_DIFFER_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../uapi/kmend_patch.h"
#include "../err.h"
#include "object.h"

/**
 * struct kmend_image_ref - a relocated field of a function
 * @offset: from the function's start
 * @type: R_X86_64_*
 * @kind: enum kmend_ref_kind
 * @addend: relative to @symbol, or to the start of @content
 * @symbol: KMEND_REF_SYMBOL: the target's name
 * @local: @symbol is a local symbol of the object (it is not the global of
 *	that name, should there be one)
 * @content: KMEND_REF_CONTENT: the bytes
 * @length: of @content
 */
struct kmend_image_ref {
	uint32_t offset;
	uint16_t type;
	uint16_t kind;
	int64_t addend;
	const char *symbol;
	bool local;
	const void *content;
	uint32_t length;
};

/**
 * struct kmend_image - one function
 * @name: its name
 * @local: it is a local symbol
 * @bytes: its code, @size bytes, in the object's memory
 * @size: see @bytes
 * @sites: @nr_sites, sorted by offset
 * @refs: @nr_refs, sorted by offset
 */
struct kmend_image {
	const char *name;
	bool local;
	const uint8_t *bytes;
	uint32_t size;
	struct kmend_site *sites;
	size_t nr_sites;
	struct kmend_image_ref *refs;
	size_t nr_refs;
};

/**
 * kmend_image_read() - the pre-image of a function of an object
 * @obj: the object; must outlive the image
 * @sym: a defined function symbol of it (STT_FUNC, in an executable section)
 * @image: filled in; kmend_image_free() it
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_image_read(struct kmend_obj *obj, const struct kmend_sym *sym,
		     struct kmend_image *image, struct kmend_err *err);
void kmend_image_free(struct kmend_image *image);

#endif
