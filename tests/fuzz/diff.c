// SPDX-License-Identifier: GPL-2.0
/*
 * Two objects; a length that does not fit makes it one object twice. What the
 * differ writes it must be able to read.
 */
#include "harness.h"

#include <endian.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../ctl/differ/differ.h"
#include "../../ctl/differ/object.h"

/* Not in memory: the differ writes beside it and renames. */
static void out_path(char path[64])
{
	snprintf(path, 64, "/tmp/kmend-fuzz.%d.o", (int)getpid());
}

static void check_output(const char *out)
{
	struct kmend_err err = { 0 };
	struct kmend_obj *obj = kmend_obj_open(out, &err);

	if (!obj)
		fprintf(stderr, "fuzz: %s\n", err.text);
	fuzz_require(obj != NULL, "what the differ writes can be read");
	kmend_obj_close(obj);
	unlink(out);
}

static void diff(const char *pre, const char *post)
{
	char out[64];
	struct kmend_diff_options opts = {
		.pre = pre, .post = post, .out = out, .object = "vmlinux", .source = "case.c",
		.unit = "kmend_unit_0",
	};
	struct kmend_diff_result result;
	struct kmend_err err = { 0 };

	out_path(out);
	if (kmend_diff(&opts, &result, &err)) {
		fuzz_refused(&err);
		fuzz_require(access(out, F_OK), "a refusal leaves no file");
		return;
	}
	if (result.nr_items)
		check_output(out);
	kmend_diff_result_free(&result);
}

void fuzz_diff(const uint8_t *data, size_t size)
{
	static int files[2] = { -1, -1 };
	char pre[32], post[32];
	uint32_t first;

	if (size < sizeof(first))
		return;
	memcpy(&first, data, sizeof(first));
	first = le32toh(first);
	data += sizeof(first);
	size -= sizeof(first);
	if (first >= size) {
		fuzz_file(&files[0], data, size, pre);
		diff(pre, pre);
		return;
	}
	fuzz_file(&files[0], data, first, pre);
	fuzz_file(&files[1], data + first, size - first, post);
	diff(pre, post);
}
