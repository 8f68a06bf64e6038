/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_FORMAT_H
#define _KMEND_FORMAT_H

#include <linux/types.h>

struct kmend_format;
struct kmend_func;
struct kmend_func_desc;
struct kmend_patch_desc;
struct kmend_unit_desc;
struct module;

/**
 * enum kmend_format_limits - how large a patch may be
 * @KMEND_UNITS_MAX: units of a patch
 * @KMEND_FUNCS_MAX: functions and parts of a patch, over all units; keeps its
 *	description within one netlink message
 * @KMEND_SITES_MAX: sites, and as many refs, of one function; as many symbols
 *	of one unit
 */
enum kmend_format_limits {
	KMEND_UNITS_MAX = 256,
	KMEND_FUNCS_MAX = 1024,
	KMEND_SITES_MAX = 65536,
};

/**
 * kmend_format_is_name() - is that a name as ids and policies have?
 * @name: NUL-terminated, of any length
 *
 * Return: whether it is [A-Za-z0-9][A-Za-z0-9._-]*.
 */
bool kmend_format_is_name(const char *name);

/**
 * kmend_format_check() - is a patch module's descriptor sound, and for this kernel?
 * @owner: the patch module
 * @desc: what it registers
 *
 * Whatever later code follows or adds up without a second look is checked
 * here: every pointer that must lead into the patch module does so with all
 * the bytes behind it, counts are bounded, tables are sorted and within their
 * function. A refusal is one line in the kernel log that names the patch and
 * the thing.
 *
 * Context: process, the patch module's init.
 * Return: 0, or the errno of the refusal; Documentation/states.md lists them.
 */
int kmend_format_check(const struct module *owner, const struct kmend_patch_desc *desc);

/**
 * kmend_format_check_places() - can the functions be where their symbols are?
 * @format: of the patch module
 * @funcs: functions and parts, of the kernel proper or of one module; those without an address are
 *	left out
 * @nr_funcs: how many
 *
 * Context and return: as kmend_format_check().
 */
int kmend_format_check_places(struct kmend_format *format, const struct kmend_func *funcs,
			      u32 nr_funcs);

/* Accessors of a descriptor that kmend_format_check() has passed. */

static inline const void *kmend_format_ptr(u64 address)
{
	return (const void *)(unsigned long)address;
}

const struct kmend_unit_desc *kmend_format_unit(const struct kmend_patch_desc *desc,
						u32 index);
const struct kmend_func_desc *kmend_format_func(const struct kmend_unit_desc *unit,
						u32 index);

/**
 * kmend_format_object() - the name of an object
 * @object: of a unit or a symbol
 *
 * Return: a module's name, which lives as long as the patch module, or NULL: vmlinux.
 */
const char *kmend_format_object(u64 object);

/**
 * kmend_format_id() - an id of one of a patch's three lists
 * @ids: the list: the descriptor's depends, conflicts or replaces
 * @index: which, less than the list's count
 *
 * Return: the id, which lives as long as the patch module.
 */
const char *kmend_format_id(u64 ids, u32 index);

#endif
