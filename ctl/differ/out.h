/* SPDX-License-Identifier: GPL-2.0 */
/* A relocatable ELF object that is being written. */
#ifndef KMEND_DIFFER_OUT_H
#define KMEND_DIFFER_OUT_H

#include <stddef.h>
#include <stdint.h>

#include "../err.h"

struct kmend_out;

/** What these return when there is no memory; kmend_out_write() reports it. */
#define KMEND_OUT_NONE ((size_t)-1)

struct kmend_out *kmend_out_create(void);
void kmend_out_destroy(struct kmend_out *out);

/**
 * kmend_out_section() - add a section
 * @out: the object
 * @name: copied
 * @type: SHT_PROGBITS or SHT_NOBITS
 * @flags: SHF_*
 *
 * Return: its number.
 */
size_t kmend_out_section(struct kmend_out *out, const char *name, uint32_t type, uint64_t flags);

/**
 * kmend_out_append() - add bytes to a section
 * @out: the object
 * @sec: its number
 * @data: @size bytes, or NULL for zeros
 * @size: how many
 * @align: a power of two
 *
 * Return: their offset.
 */
uint64_t kmend_out_append(struct kmend_out *out, size_t sec, const void *data, uint64_t size, uint64_t align);

/** struct kmend_out_sym - a symbol; @sec KMEND_OUT_NONE: undefined */
struct kmend_out_sym {
	const char *name;
	unsigned char bind;
	unsigned char type;
	size_t sec;
	uint64_t value;
	uint64_t size;
};

/** kmend_out_symbol() - add a symbol, whose name is copied; its number */
size_t kmend_out_symbol(struct kmend_out *out, const struct kmend_out_sym *sym);

/** kmend_out_section_symbol() - the number of the symbol that stands for a section's start */
size_t kmend_out_section_symbol(struct kmend_out *out, size_t sec);

/** kmend_out_rela() - add a relocation of section @sec against symbol number @sym */
void kmend_out_rela(struct kmend_out *out, size_t sec, uint64_t offset, uint32_t type, size_t sym, int64_t addend);

/**
 * kmend_out_write() - write the file
 * @out: the object
 * @path: where; appears whole or not at all
 * @err: why it failed
 *
 * The same calls give the same bytes.
 *
 * Return: 0 or -1.
 */
int kmend_out_write(struct kmend_out *out, const char *path, struct kmend_err *err);

#endif
