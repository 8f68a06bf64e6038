/* SPDX-License-Identifier: GPL-2.0 */
/* ELF images taken out of what they are packed in: a bzImage, a compressed module. */
#ifndef KMEND_BUILD_VMLINUZ_H
#define KMEND_BUILD_VMLINUZ_H

#include <stddef.h>
#include <stdint.h>

#include "../err.h"

/**
 * kmend_vmlinuz_unpack() - the ELF image inside a bzImage
 * @path: the file's name, for messages
 * @data: its bytes
 * @size: of @data
 * @elf: set to the image, free() it
 * @elf_size: set to its size
 * @err: why it failed
 *
 * Return: 0; 1 if @data is no bzImage; -1 with @err.
 */
int kmend_vmlinuz_unpack(const char *path, const uint8_t *data, size_t size,
			 uint8_t **elf, size_t *elf_size, struct kmend_err *err);

/**
 * kmend_unpack() - what a compressed file holds
 * @path: the file's name, for messages
 * @data: its bytes
 * @size: of @data
 * @out: set to what is in it, free() it
 * @out_size: set to its size
 * @err: why it failed
 *
 * Return: 0; 1 if @data is not compressed; -1 with @err.
 */
int kmend_unpack(const char *path, const uint8_t *data, size_t size,
		 uint8_t **out, size_t *out_size, struct kmend_err *err);

#endif
