/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The readers of files that others made, each fed with any bytes. A harness
 * aborts when what it was told is not as promised: a result, or one clear line.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <stddef.h>
#include <stdint.h>

#include "../../ctl/err.h"

/** fuzz_object() - an object: read, indexed, the image of each function taken */
void fuzz_object(const uint8_t *data, size_t size);

/** fuzz_diff() - four bytes with the length of the first object, then two objects */
void fuzz_diff(const uint8_t *data, size_t size);

/** fuzz_kallsyms() - a kernel image with symbol tables */
void fuzz_kallsyms(const uint8_t *data, size_t size);

/** fuzz_vmlinuz() - a compressed kernel */
void fuzz_vmlinuz(const uint8_t *data, size_t size);

/** fuzz_unidiff() - a patch */
void fuzz_unidiff(const uint8_t *data, size_t size);

/** fuzz_header() - two texts of a header, NUL between them */
void fuzz_header(const uint8_t *data, size_t size);

/** fuzz_require() - abort and say @what unless @ok */
void fuzz_require(int ok, const char *what);

/** fuzz_refused() - @err must be a refusal in one clear line */
void fuzz_refused(const struct kmend_err *err);

/**
 * fuzz_file() - a file in memory
 * @file: reused from call to call; -1 the first time
 * @data: its bytes
 * @size: of @data
 * @path: set to a name that opens it
 */
void fuzz_file(int *file, const uint8_t *data, size_t size, char path[32]);

#endif
