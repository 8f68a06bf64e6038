// SPDX-License-Identifier: GPL-2.0
/* What the harnesses share. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void fuzz_require(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "fuzz: not as promised: %s\n", what);
	abort();
}

void fuzz_refused(const struct kmend_err *err)
{
	if (err->code != KMEND_EXIT_REFUSED)
		fprintf(stderr, "fuzz: %d: %s\n", err->code, err->text);
	fuzz_require(err->code == KMEND_EXIT_REFUSED, "bad input is refused");
	fuzz_require(err->text[0] && !strchr(err->text, '\n'), "a refusal is one line");
}

void fuzz_file(int *file, const uint8_t *data, size_t size, char path[32])
{
	if (*file < 0)
		*file = memfd_create("fuzz", MFD_CLOEXEC);
	fuzz_require(*file >= 0 && !ftruncate(*file, 0) &&
		     pwrite(*file, data, size, 0) == (ssize_t)size, "a file in memory can be written");
	snprintf(path, 32, "/proc/self/fd/%d", *file);
}
