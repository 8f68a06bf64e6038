/* SPDX-License-Identifier: GPL-2.0 */
/* Little-endian numbers at any address. */
#ifndef KMEND_BUILD_BYTES_H
#define KMEND_BUILD_BYTES_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t kmend_get16(const uint8_t *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return le16toh(v);
}

static inline uint32_t kmend_get32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return le32toh(v);
}

static inline uint64_t kmend_get64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return le64toh(v);
}

#endif
