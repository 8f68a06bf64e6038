/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_FORMATREAD_H
#define _KMEND_FORMATREAD_H

#include <linux/types.h>

struct kmend_unit_desc;
struct module;

/**
 * struct kmend_format - what a check is about, for the line that refuses
 * @owner: the patch module
 * @id: the patch's id, once it is known to be one
 * @func: the function's name, while one is looked at
 * @detail: KMEND_DETAIL_MAX + 1 bytes for the reason; NULL: it goes to the kernel log
 */
struct kmend_format {
	const struct module *owner;
	const char *id;
	const char *func;
	char *detail;
};

/**
 * kmend_format_refuse() - say why a patch is refused
 * @format: what is looked at
 * @err: the errno
 * @fmt: printf format of the reason
 *
 * Return: @err.
 */
__printf(3, 4) int kmend_format_refuse(const struct kmend_format *format, int err,
				       const char *fmt, ...);

/**
 * kmend_format_within() - do these bytes lie in the patch module?
 * @format: what is looked at
 * @start: address of the first
 * @bytes: how many
 *
 * Return: whether they do; no bytes lie nowhere.
 */
bool kmend_format_within(const struct kmend_format *format, u64 start, u64 bytes);

/**
 * kmend_format_is_text() - is that code of the patch module, which stays after its init?
 * @format: what is looked at
 * @start: address of the first byte
 * @bytes: how many
 *
 * Return: whether it is.
 */
bool kmend_format_is_text(const struct kmend_format *format, u64 start, u64 bytes);

/**
 * kmend_format_is_symbol() - does a pointer lead to an element of the unit's table of symbols?
 * @unit: the unit
 * @pointer: the pointer
 */
bool kmend_format_is_symbol(const struct kmend_unit_desc *unit, u64 pointer);

/**
 * kmend_format_field_width() - how wide is a field that is relocated?
 * @type: R_X86_64_*
 *
 * Return: bytes; 0: the type is not one of the format.
 */
u32 kmend_format_field_width(u32 type);

/**
 * kmend_format_strlen() - the length of a string in the patch module
 * @format: what is looked at
 * @start: its address
 * @max: the longest that is taken
 *
 * Return: the length, or -1 if no NUL comes within @max + 1 bytes of the module.
 */
int kmend_format_strlen(const struct kmend_format *format, u64 start, u32 max);

#endif
