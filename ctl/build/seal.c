// SPDX-License-Identifier: GPL-2.0
/*
 * A seal is one line behind the last byte of the ELF file, which the module loader
 * leaves alone like the signature: "kmend-crc64 " and 16 hexadecimal digits.
 */
#include "seal.h"

#include <inttypes.h>
#include <lzma.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"

#define MARK		"kmend-crc64 "
#define MARK_SIZE	(sizeof(MARK) - 1)
#define SEAL_SIZE	(MARK_SIZE + 16 + 1)

/* The kernel's struct module_signature: 12 bytes, the last 4 the length before it. */
#define SIGNED		"~Module signature appended~\n"
#define SIGNED_SIZE	(sizeof(SIGNED) - 1)
#define SIGNED_INFO	12

static void print_seal(char *seal, const uint8_t *data, size_t size)
{
	snprintf(seal, SEAL_SIZE + 1, MARK "%016" PRIx64 "\n", lzma_crc64(data, size, 0));
}

/* The size without the signature; the same if there is none that makes sense. */
static size_t unsigned_size(const uint8_t *data, size_t size)
{
	size_t rest, length;

	if (size < SIGNED_SIZE + SIGNED_INFO || memcmp(data + size - SIGNED_SIZE, SIGNED, SIGNED_SIZE))
		return size;
	rest = size - SIGNED_SIZE - SIGNED_INFO;
	length = (size_t)data[rest + 8] << 24 | data[rest + 9] << 16 | data[rest + 10] << 8 |
		 data[rest + 11];
	return length <= rest ? rest - length : size;
}

enum kmend_seal kmend_seal_look(const void *data, size_t size)
{
	char seal[SEAL_SIZE + 1];
	const uint8_t *at;

	size = unsigned_size(data, size);
	if (size < SEAL_SIZE)
		return KMEND_SEAL_NONE;
	size -= SEAL_SIZE;
	at = (const uint8_t *)data + size;
	if (memcmp(at, MARK, MARK_SIZE))
		return KMEND_SEAL_NONE;
	print_seal(seal, data, size);
	return memcmp(at, seal, SEAL_SIZE) ? KMEND_SEAL_BROKEN : KMEND_SEAL_WHOLE;
}

int kmend_seal_check(const char *from, const char *path, struct kmend_err *err)
{
	_cleanup_free_ char *data = NULL;
	size_t size;

	if (kmend_file_read(from, &data, &size, err))
		return -1;
	switch (kmend_seal_look(data, size)) {
	case KMEND_SEAL_WHOLE:
		return 0;
	case KMEND_SEAL_BROKEN:
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: damaged: it is not what was built: copy or build it again",
				     path);
	default:
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: has no seal at its end: cut short, or changed after it was built: copy or build it again",
				     path);
	}
}

int kmend_seal_write(const char *path, struct kmend_err *err)
{
	_cleanup_free_ char *data = NULL;
	_cleanup_free_ char *sealed = NULL;
	size_t size;

	if (kmend_file_read(path, &data, &size, err))
		return -1;
	if (unsigned_size((const uint8_t *)data, size) != size)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: is signed, and the signature would not fit any more: build it again",
				     path);
	if (kmend_seal_look(data, size) != KMEND_SEAL_NONE)
		size -= SEAL_SIZE;
	sealed = malloc(size + SEAL_SIZE + 1);
	if (!sealed)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", path);
	memcpy(sealed, data, size);
	print_seal(sealed + size, (const uint8_t *)data, size);
	return kmend_file_replace(path, sealed, size + SEAL_SIZE, err);
}
