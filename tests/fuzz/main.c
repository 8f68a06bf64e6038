// SPDX-License-Identifier: GPL-2.0
/* One harness as libFuzzer wants it; FUZZ names it. */
#include "harness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FUZZ(data, size);
	return 0;
}
