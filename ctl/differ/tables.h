/* SPDX-License-Identifier: GPL-2.0 */
/* The sections whose entries describe places in code. */
#ifndef KMEND_DIFFER_TABLES_H
#define KMEND_DIFFER_TABLES_H

#include <stddef.h>
#include <stdint.h>

#include "object.h"

/**
 * struct kmend_table - one kind of table
 * @name: of its section
 * @sizes: sizes that an entry may have, up to the first 0; which it is shows in where the
 *	relocations are
 * @site: enum kmend_site_kind of the bytes that the kernel rewrites, 0: none
 * @compared: a different entry makes a function different. Not so for what
 *	follows from the code.
 *
 * An entry starts with the reference to the code that it describes.
 */
struct kmend_table {
	const char *name;
	uint8_t sizes[3];
	uint8_t site;
	bool compared;
};

#define KMEND_TABLE_ALTERNATIVES	".altinstructions"
#define KMEND_TABLE_ORC_IP		".orc_unwind_ip"

/* Out-of-line pieces of functions, without symbols. */
#define KMEND_SEC_FRAGMENTS		".altinstr_aux"

/* Of a module: all its per-CPU variables. */
#define KMEND_SEC_PERCPU		".data..percpu"

/* An entry of .altinstructions: instruction, replacement, ..., length of each. */
#define KMEND_ALT_REPLACEMENT		4

/* An entry of __bug_table: place, file name, line of two bytes, flags. */
#define KMEND_TABLE_BUGS		"__bug_table"
#define KMEND_BUG_LINE			8
#define KMEND_BUG_SIZE_WITH_LINE	12

/** kmend_table_find() - the table whose section is called @name, or NULL */
const struct kmend_table *kmend_table_find(const char *name);

/** kmend_tables() - all of them; the last has no name */
extern const struct kmend_table kmend_tables[];

/**
 * kmend_table_site_length() - bytes that the kernel rewrites at a place
 * @table: with a site
 * @entry: the entry's bytes
 * @size: of the entry
 * @code: the bytes at the place
 * @left: how many there are
 *
 * Return: bytes, 0: none, or more than @left when the entry makes no sense.
 */
uint32_t kmend_table_site_length(const struct kmend_table *table, const uint8_t *entry,
				 uint32_t size, const uint8_t *code, uint64_t left);

#endif
