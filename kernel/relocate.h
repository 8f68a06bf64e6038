/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_RELOCATE_H
#define _KMEND_RELOCATE_H

struct kmend_format;
struct kmend_unit_desc;

/**
 * kmend_relocs_check_format() - are a unit's relocations sound?
 * @format: of the patch module
 * @unit: its symbols are sound
 *
 * Context and return: as kmend_format_check().
 */
int kmend_relocs_check_format(const struct kmend_format *format,
			      const struct kmend_unit_desc *unit);

/**
 * kmend_relocate() - fill in the fields of a unit that refer to modules
 * @format: of the patch module
 * @unit: its symbols have their addresses; nothing of it runs, or has run since another
 *	instance of its module went
 *
 * Context: process, may sleep; takes text_mutex.
 * Return: 0; -ERANGE: an address does not fit its field; then some are filled in.
 */
int kmend_relocate(const struct kmend_format *format, const struct kmend_unit_desc *unit);

#endif
