// SPDX-License-Identifier: GPL-2.0
/* The symbol tables inside of a kernel image. */
#include "harness.h"

#include <string.h>

#include "../../ctl/build/kallsyms.h"

struct seen {
	long nr;
	uint64_t last;
};

static int see(void *ctx, const char *name, uint64_t addr, char type)
{
	struct seen *seen = ctx;

	fuzz_require(name[0] && strlen(name) <= 512, "an entry has a name");
	fuzz_require(addr >= seen->last, "addresses ascend");
	seen->last = addr;
	seen->nr++;
	return 0;
}

void fuzz_kallsyms(const uint8_t *data, size_t size)
{
	struct kmend_err err = { 0 };
	struct seen seen = { 0 };
	long nr = kmend_kallsyms_read(data, size, see, &seen, &err);

	if (nr < 0)
		fuzz_refused(&err);
	else
		fuzz_require(nr == seen.nr, "all entries are told");
}
