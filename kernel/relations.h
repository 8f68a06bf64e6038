/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_RELATIONS_H
#define _KMEND_RELATIONS_H

struct kmend_format;
struct kmend_patch_desc;

/**
 * kmend_relations_check() - is what a patch says of other patches sound?
 * @format: the patch module, with the patch's id
 * @desc: its descriptor
 *
 * Afterwards kmend_format_id() gives an id for every element of the three lists,
 * no two of them are equal, and none is the patch's own.
 *
 * Return: 0, or the errno of the refusal.
 */
int kmend_relations_check(const struct kmend_format *format,
			  const struct kmend_patch_desc *desc);

#endif
