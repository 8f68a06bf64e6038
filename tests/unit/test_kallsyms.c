// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's compressed symbol table: made here in each of its forms, then
 * read; then damaged at every byte and read again, which must end well.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../ctl/build/kallsyms.h"

enum { IMAGE_MAX = 1 << 16, PERCPU = 2 };

#define BASE	0xffffffff81000000ULL

struct form {
	const char *what;
	unsigned int count;
	bool percpu;		/* the first PERCPU entries are absolute */
	bool order;		/* three bytes for each between markers and tokens */
	bool tokens;		/* byte 0x80 stands for "sym" */
	unsigned int name_pad;	/* length of names */
};

static const struct form forms[] = {
	{ "plain offsets", 10, false, false, false, 0 },
	{ "absolute per-CPU symbols", 10, true, false, false, 0 },
	{ "order by name", 10, true, true, false, 0 },
	{ "compressed", 10, true, true, true, 0 },
	{ "exactly one marker", 256, true, true, true, 0 },
	{ "two markers", 257, true, true, true, 0 },
	{ "many, odd markers", 700, true, false, true, 0 },
	{ "long names", 10, true, true, true, 200 },
};

struct image {
	uint8_t data[IMAGE_MAX];
	size_t size;
};

static void put(struct image *im, const void *data, size_t size)
{
	assert_in_range(im->size + size, 0, IMAGE_MAX);
	memcpy(im->data + im->size, data, size);
	im->size += size;
}

static void align(struct image *im)
{
	while (im->size % 8)
		put(im, "", 1);
}

static uint64_t expected_addr(const struct form *f, unsigned int i)
{
	return f->percpu && i < PERCPU ? i * 64 : BASE + i * 16;
}

static void expected_name(const struct form *f, unsigned int i, char *out, size_t size)
{
	snprintf(out, size, "%csym%0*u", i % 2 ? 't' : 'T', f->name_pad ? (int)f->name_pad : 1, i);
}

static void put_name(struct image *im, const struct form *f, unsigned int i)
{
	char name[512], out[512];
	size_t n = 0;
	uint8_t length[2];

	expected_name(f, i, name, sizeof(name));
	for (char *p = name; *p; p++) {
		if (f->tokens && !strncmp(p, "sym", 3)) {
			out[n++] = (char)0x80;
			p += 2;
		} else {
			out[n++] = *p;
		}
	}
	length[0] = n < 0x80 ? n : (n & 0x7f) | 0x80;
	length[1] = n >> 7;
	put(im, length, n < 0x80 ? 1 : 2);
	put(im, out, n);
}

static void put_tokens(struct image *im, const struct form *f)
{
	size_t start = im->size;
	uint16_t index[256];

	for (int i = 0; i < 256; i++) {
		char text[8] = { (char)i };

		index[i] = im->size - start;
		if (i == 0x80 && f->tokens)
			strcpy(text, "sym");
		else if (i < 0x20 || i >= 0x7f)
			snprintf(text, sizeof(text), "t%d_", i);
		put(im, text, strlen(text) + 1);
	}
	align(im);
	put(im, index, sizeof(index));
}

static void make(struct image *im, const struct form *f)
{
	uint32_t markers[16] = { 0 };
	uint64_t base = BASE, number = f->count;
	size_t names;

	memset(im, 0, sizeof(*im));
	put(im, "what comes before\0 0\0 1", 24);
	align(im);
	for (unsigned int i = 0; i < f->count; i++) {
		uint64_t addr = expected_addr(f, i);
		int32_t offset = f->percpu ? (i < PERCPU ? (int32_t)addr : (int32_t)(BASE - 1 - addr))
					   : (int32_t)(addr - BASE);

		put(im, &offset, 4);
	}
	align(im);
	put(im, &base, 8);
	put(im, &number, 8);
	names = im->size;
	for (unsigned int i = 0; i < f->count; i++) {
		if (i % 256 == 0)
			markers[i / 256] = im->size - names;
		put_name(im, f, i);
	}
	align(im);
	put(im, markers, 4 * ((f->count + 255) / 256));
	align(im);
	for (unsigned int i = 0; f->order && i < f->count; i++)
		put(im, (uint8_t[]){ 0, i >> 8, i }, 3);
	align(im);
	put_tokens(im, f);
	put(im, "what follows", 12);
}

struct seen {
	const struct form *form;
	unsigned int next;
	bool wrong;
};

static int compare(void *ctx, const char *name, uint64_t addr, char type)
{
	struct seen *s = ctx;
	char want[512];

	expected_name(s->form, s->next, want, sizeof(want));
	if (type != want[0] || strcmp(name, want + 1) || addr != expected_addr(s->form, s->next))
		s->wrong = true;
	s->next++;
	return 0;
}

static int ignore(void *ctx, const char *name, uint64_t addr, char type)
{
	assert_in_range(strlen(name), 1, 1024);
	return 0;
}

static int stop(void *ctx, const char *name, uint64_t addr, char type)
{
	return 1;
}

static void test_forms(void **state)
{
	struct image *im = malloc(sizeof(*im));

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct seen seen = { .form = &forms[i] };
		struct kmend_err err = { 0 };
		long n;

		make(im, &forms[i]);
		n = kmend_kallsyms_read(im->data, im->size, compare, &seen, &err);
		if (n != forms[i].count || seen.wrong || seen.next != forms[i].count)
			fail_msg("%s: %ld of %u, wrong %d: %s", forms[i].what, n, forms[i].count,
				 seen.wrong, err.text);
	}
	free(im);
}

static void test_none(void **state)
{
	static const char digits[] = "0\0001\0002\0003\0004\0005\0006\0007\0008\0009\0more";
	struct kmend_err err = { 0 };

	assert_int_equal(kmend_kallsyms_read((const uint8_t *)"", 0, ignore, NULL, &err), 0);
	assert_int_equal(kmend_kallsyms_read((const uint8_t *)digits, sizeof(digits), ignore, NULL,
					     &err), 0);
	assert_int_equal(err.code, 0);
}

static void test_stops(void **state)
{
	struct image *im = malloc(sizeof(*im));
	struct kmend_err err = { 0 };

	make(im, &forms[0]);
	assert_int_equal(kmend_kallsyms_read(im->data, im->size, stop, NULL, &err), -1);
	free(im);
}

/* A copy of its own size for each, so that a memory checker sees every byte too far. */
static long read_copy(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);
	struct kmend_err err = { 0 };
	long n;

	memcpy(copy, data, size);
	n = kmend_kallsyms_read(copy, size, ignore, NULL, &err);
	free(copy);
	return n;
}

static void test_cut_short(void **state)
{
	struct image *im = malloc(sizeof(*im));
	unsigned int refused = 0;

	make(im, &forms[3]);
	for (size_t n = 0; n < im->size - 12; n++)
		refused += read_copy(im->data, n) <= 0;
	assert_int_equal(refused, im->size - 12);
	free(im);
}

static void test_every_byte_damaged(void **state)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	struct image *im = malloc(sizeof(*im));
	long n;

	make(im, &forms[3]);
	for (size_t at = 0; at < im->size; at++) {
		uint8_t was = im->data[at];

		for (size_t v = 0; v < sizeof(values); v++) {
			im->data[at] = values[v];
			n = read_copy(im->data, im->size);
			/* Taken whole or not at all. */
			if (n > 0)
				assert_int_equal(n, forms[3].count);
		}
		im->data[at] = was;
	}
	free(im);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_stops),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_every_byte_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
