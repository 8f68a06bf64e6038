/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is where in an object: symbols by name and by place, the entries of the
 * tables that describe code by the code they describe, and what a relocation
 * really points at. Worked out once for each object.
 */
#ifndef KMEND_DIFFER_INDEX_H
#define KMEND_DIFFER_INDEX_H

#include "object.h"
#include "tables.h"

/**
 * struct kmend_entry - one entry of a code table
 * @table: which
 * @sec: the section that holds it
 * @offset: where in @sec
 * @size: bytes
 * @code: the section of the code that it describes
 * @pos: where in @code
 */
struct kmend_entry {
	const struct kmend_table *table;
	struct kmend_sec *sec;
	uint64_t offset;
	uint32_t size;
	struct kmend_sec *code;
	uint64_t pos;
};

/**
 * struct kmend_target - what a relocation points at
 * @sec: the section; NULL: @sym is not defined in this object
 * @pos: the byte in @sec that is meant, not what the addend says of it
 * @sym: the named symbol that holds @pos, or that the relocation names; NULL:
 *	nameless bytes such as a string
 * @addend: relative to @sym, or to the start of @sec when @sym is NULL; as the
 *	relocation needs it
 * @exact: @pos is known; else the instruction could not be decoded and 4 bytes
 *	were taken to follow
 * @branch: the field is the distance of a call, jmp or jcc
 */
struct kmend_target {
	struct kmend_sec *sec;
	int64_t pos;
	struct kmend_sym *sym;
	int64_t addend;
	bool exact;
	bool branch;
};

/**
 * kmend_index_build() - work out the index of an object
 * @obj: the object, which keeps and frees it; nothing is done the second time
 * @err: KMEND_EXIT_REFUSED for a table that does not have its known form
 *
 * Return: 0 or -1.
 */
int kmend_index_build(struct kmend_obj *obj, struct kmend_err *err);

/**
 * kmend_index_named() - the symbols of a name, defined or not
 * @obj: with an index
 * @name: the name
 * @nr: how many
 *
 * Return: the first of @nr in a row, or NULL.
 */
struct kmend_sym **kmend_index_named(const struct kmend_obj *obj, const char *name, size_t *nr);

/** kmend_index_in() - the named symbols of @sec by value; @nr of them */
struct kmend_sym **kmend_index_in(const struct kmend_obj *obj, const struct kmend_sec *sec, size_t *nr);

/** kmend_index_at() - the symbol that holds byte @pos of @sec, or NULL */
struct kmend_sym *kmend_index_at(const struct kmend_obj *obj, const struct kmend_sec *sec, uint64_t pos);

/** kmend_index_near() - the same, or the closest before, or the first after it */
struct kmend_sym *kmend_index_near(const struct kmend_obj *obj, const struct kmend_sec *sec, uint64_t pos);

/**
 * kmend_index_entries() - the table entries of a piece of code
 * @obj: with an index
 * @code: the section
 * @from: its first byte
 * @to: the byte after its last
 * @nr: how many
 *
 * Return: the first of @nr in a row, by place and by table.
 */
const struct kmend_entry *kmend_index_entries(const struct kmend_obj *obj, const struct kmend_sec *code,
					      uint64_t from, uint64_t to, size_t *nr);

/** kmend_index_target() - what relocation @rela of @sec points at */
struct kmend_target kmend_index_target(const struct kmend_obj *obj, const struct kmend_sec *sec,
				       const struct kmend_rela *rela);

/**
 * kmend_index_fragment_end() - where the nameless piece of code at @pos of @sec ends
 *
 * Pieces of .altinstr_aux have no symbols; each begins where some code jumps to
 * and ends where the next begins.
 */
uint64_t kmend_index_fragment_end(const struct kmend_obj *obj, const struct kmend_sec *sec, uint64_t pos);

/** kmend_relas_from() - index of the first relocation of @sec at @offset or after it */
size_t kmend_relas_from(const struct kmend_sec *sec, uint64_t offset);

/** kmend_rela_width() - bytes that a relocation type changes, 0: not handled */
unsigned int kmend_rela_width(uint32_t type);

/** kmend_rela_is_relative() - does it count from its own place? */
bool kmend_rela_is_relative(uint32_t type);

/** kmend_sym_is_named() - a symbol with a name of its own: no section, file or label of the compiler */
bool kmend_sym_is_named(const struct kmend_sym *sym);

#endif
