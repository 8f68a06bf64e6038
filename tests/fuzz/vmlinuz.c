// SPDX-License-Identifier: GPL-2.0
/* A compressed kernel. */
#include "harness.h"

#include <stdlib.h>

#include "../../ctl/build/vmlinuz.h"

void fuzz_vmlinuz(const uint8_t *data, size_t size)
{
	struct kmend_err err = { 0 };
	size_t elf_size = 0;
	uint8_t *elf = NULL;
	int ret = kmend_vmlinuz_unpack("vmlinuz", data, size, &elf, &elf_size, &err);

	if (ret < 0)
		fuzz_refused(&err);
	else if (!ret)
		fuzz_require(elf && elf_size, "an image has bytes");
	free(elf);
}
