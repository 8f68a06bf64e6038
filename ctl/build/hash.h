/* SPDX-License-Identifier: GPL-2.0 */
/* To tell texts apart, where nobody tries to make two alike. */
#ifndef KMEND_BUILD_HASH_H
#define KMEND_BUILD_HASH_H

#include <stddef.h>
#include <stdint.h>

/* 64-bit FNV-1a: draft-eastlake-fnv */
#define KMEND_HASH_BASIS 0xcbf29ce484222325ULL

/** kmend_hash() - go on with a hash, or KMEND_HASH_BASIS, over @size more bytes */
static inline uint64_t kmend_hash(uint64_t h, const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		h = (h ^ (unsigned char)data[i]) * 0x100000001b3ULL;
	return h;
}

#endif
