/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A relocatable ELF object in memory, read with libelf: sections, symbols and
 * relocations, all bounds checked. Knows nothing of what they are used for.
 */
#ifndef KMEND_DIFFER_OBJECT_H
#define KMEND_DIFFER_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../err.h"

struct kmend_sec;

/**
 * struct kmend_sym - a symbol
 * @name: never NULL; a section symbol has its section's name
 * @index: in the symbol table
 * @value: offset in its section
 * @size: bytes
 * @type: STT_*
 * @bind: STB_*
 * @sec: the section it is defined in; NULL: undefined, absolute or common
 * @shndx: st_shndx as in the file
 */
struct kmend_sym {
	const char *name;
	size_t index;
	uint64_t value;
	uint64_t size;
	unsigned char type;
	unsigned char bind;
	struct kmend_sec *sec;
	uint32_t shndx;
};

/**
 * struct kmend_rela - a relocation
 * @offset: in the section that it changes
 * @type: R_X86_64_*
 * @addend: as in the file
 * @sym: its symbol, never NULL
 */
struct kmend_rela {
	uint64_t offset;
	uint32_t type;
	int64_t addend;
	struct kmend_sym *sym;
};

/**
 * struct kmend_sec - a section that is not itself symbols, strings or relocations
 * @name: never NULL
 * @index: in the file
 * @type: SHT_*
 * @flags: SHF_*
 * @align: bytes, at least 1
 * @entsize: bytes of an entry, or 0
 * @data: @size bytes; NULL for SHT_NOBITS
 * @size: bytes
 * @relas: @nr_relas relocations, sorted by offset
 */
struct kmend_sec {
	const char *name;
	size_t index;
	uint32_t type;
	uint64_t flags;
	uint64_t align;
	uint64_t entsize;
	const uint8_t *data;
	uint64_t size;
	struct kmend_rela *relas;
	size_t nr_relas;
};

/**
 * struct kmend_obj - an object file
 * @path: as opened
 * @secs: @nr_secs sections by file index; holes have a NULL name
 * @syms: @nr_syms symbols by symbol table index; the first is the empty one
 * @priv: the file's bytes
 * @names: @nr_names that symbols got later
 * @nr_names: see @names
 * @index: what users of the object worked out from it, see index.h
 * @index_free: frees @index
 */
struct kmend_obj {
	char *path;
	struct kmend_sec *secs;
	size_t nr_secs;
	struct kmend_sym *syms;
	size_t nr_syms;
	void *priv;
	char **names;
	size_t nr_names;
	void *index;
	void (*index_free)(void *index);
};

/**
 * kmend_obj_open() - read an object
 * @path: an x86-64 ELF relocatable file; also a .ko
 * @err: why it failed; KMEND_EXIT_REFUSED for a file that is not such a thing,
 *	KMEND_EXIT_FAILED if it cannot be read
 *
 * Return: the object, kmend_obj_close() it; NULL with @err.
 */
struct kmend_obj *kmend_obj_open(const char *path, struct kmend_err *err);
void kmend_obj_close(struct kmend_obj *obj);

/** kmend_obj_rename() - a symbol of an object without an index gets a name, which is freed; 0, or -1 without memory */
int kmend_obj_rename(struct kmend_obj *obj, struct kmend_sym *sym, char *name);

/** kmend_sym_by_place() - for qsort() of pointers to symbols of one object: by section, value, index */
int kmend_sym_by_place(const void *a, const void *b);

/**
 * kmend_obj_add_relas() - relocations that are not in the file
 * @sec: a section of an object that has no index yet
 * @relas: copied
 * @nr: how many
 *
 * Return: 0, or -1 without memory.
 */
int kmend_obj_add_relas(struct kmend_sec *sec, const struct kmend_rela *relas, size_t nr);

#endif
