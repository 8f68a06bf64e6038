/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel as an ELF image: taken out of a bzImage, or the vmlinux itself. */
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

#endif
