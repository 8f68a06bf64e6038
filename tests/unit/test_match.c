// SPDX-License-Identifier: GPL-2.0
/* Comparing running code with a pre-image, over a small made-up memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../kernel/match.c"

enum { CODE_AT = 0x10000, DATA_AT = 0x20000, SIZE = 160 };

/* The running kernel of a test: code at CODE_AT, data at DATA_AT, no more. */
struct world {
	u8 code[SIZE];
	u8 data[SIZE];
	u8 image[SIZE];
	struct kmend_symbol symbol;
	struct kmend_func_desc desc;
	struct kmend_mismatch mismatch;
};

static int world_read(void *context, void *to, u64 from, size_t length)
{
	struct world *world = context;

	if (from >= CODE_AT && from - CODE_AT + length <= SIZE)
		memcpy(to, world->code + (from - CODE_AT), length);
	else if (from >= DATA_AT && from - DATA_AT + length <= SIZE)
		memcpy(to, world->data + (from - DATA_AT), length);
	else
		return -1;
	return 0;
}

static void world_init(struct world *world, const struct kmend_site *sites, u32 nr_sites,
		       const struct kmend_ref *refs, u32 nr_refs)
{
	u32 i;

	memset(world, 0, sizeof(*world));
	for (i = 0; i < SIZE; i++) {
		world->code[i] = world->image[i] = i * 7 + 1;
		world->data[i] = i;
	}
	world->symbol.name = (uintptr_t)"wanted";
	world->symbol.address = DATA_AT;
	world->desc.image = (uintptr_t)world->image;
	world->desc.size = SIZE;
	world->desc.sites = (uintptr_t)sites;
	world->desc.nr_sites = nr_sites;
	world->desc.refs = (uintptr_t)refs;
	world->desc.nr_refs = nr_refs;
}

static bool world_match(struct world *world)
{
	return kmend_match_is_same(&world->desc, CODE_AT, world_read, world, &world->mismatch);
}

static void field_put(struct world *world, u32 offset, u64 value, u32 width)
{
	memcpy(world->code + offset, &value, width);
}

/* Sites of the byte cases: one alone, two that overlap, one inside another, one at the end. */
static const struct kmend_site byte_sites[] = {
	{ 0, 5, KMEND_SITE_FENTRY },	  { 20, 4, KMEND_SITE_ALTERNATIVE },
	{ 22, 6, KMEND_SITE_RETPOLINE },  { 60, 10, KMEND_SITE_ALTERNATIVE },
	{ 62, 1, KMEND_SITE_LOCK },	  { SIZE - 1, 1, KMEND_SITE_RETURN },
};

static const struct {
	u32 offset;
	bool same;
} byte_cases[] = {
	{ 0, true },	{ 4, true },   { 5, false },  { 19, false }, { 20, true },
	{ 23, true },	{ 27, true },  { 28, false }, { 59, false }, { 60, true },
	{ 63, true },	{ 69, true },  { 70, false }, { 127, false }, { 128, false },
	{ SIZE - 2, false }, { SIZE - 1, true },
};

static void test_bytes(void **state)
{
	struct world world;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(byte_cases); i++) {
		u32 offset = byte_cases[i].offset;

		world_init(&world, byte_sites, ARRAY_SIZE(byte_sites), NULL, 0);
		assert_true(world_match(&world));
		world.code[offset] ^= 0xff;
		assert_int_equal(world_match(&world), byte_cases[i].same);
		if (byte_cases[i].same)
			continue;
		assert_int_equal(world.mismatch.kind, KMEND_MISMATCH_BYTE);
		assert_int_equal(world.mismatch.offset, offset);
		assert_int_equal(world.mismatch.expected, world.image[offset]);
		assert_int_equal(world.mismatch.found, world.code[offset]);
	}
}

enum { FIELD = 40 };

static const struct {
	const char *what;
	u16 type;
	u16 width;
	s64 addend;
	u64 address;	/* of the symbol */
	u64 field;
	bool same;
} symbol_cases[] = {
	{ "pc32", 2, 4, -4, DATA_AT, DATA_AT - 4 - (CODE_AT + FIELD), true },
	{ "pc32, backwards", 2, 4, -4, 0x1000, 0x1000 - 4 - (CODE_AT + FIELD), true },
	{ "pc32, one off", 2, 4, -4, DATA_AT, DATA_AT - 3 - (CODE_AT + FIELD), false },
	{ "plt32", 4, 4, -4, DATA_AT, DATA_AT - 4 - (CODE_AT + FIELD), true },
	{ "32s, high half", 11, 4, 8, 0xffffffff81000000, 0x81000008, true },
	{ "32s is not 32", 11, 4, 8, 0x81000000, 0x81000008, false },
	{ "32", 10, 4, 8, 0x81000000, 0x81000008, true },
	{ "32 is not 32s", 10, 4, 8, 0xffffffff81000000, 0x81000008, false },
	{ "64", 1, 8, 16, 0xffffffff81000000, 0xffffffff81000010, true },
	{ "64, high bit off", 1, 8, 16, 0xffffffff81000000, 0x7fffffff81000010, false },
	{ "pc64", 24, 8, -8, 0xffffffff81000000,
	  0xffffffff81000000 - 8 - (CODE_AT + FIELD), true },
};

static void test_symbols(void **state)
{
	struct world world;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(symbol_cases); i++) {
		struct kmend_ref ref = {
			.offset = FIELD,
			.type = symbol_cases[i].type,
			.kind = KMEND_REF_SYMBOL,
			.addend = symbol_cases[i].addend,
			.to = (uintptr_t)&world.symbol,
		};

		print_message("%s\n", symbol_cases[i].what);
		world_init(&world, NULL, 0, &ref, 1);
		world.symbol.address = symbol_cases[i].address;
		field_put(&world, FIELD, symbol_cases[i].field, symbol_cases[i].width);
		assert_int_equal(world_match(&world), symbol_cases[i].same);
		if (symbol_cases[i].same)
			continue;
		assert_int_equal(world.mismatch.kind, KMEND_MISMATCH_SYMBOL);
		assert_int_equal(world.mismatch.offset, FIELD);
		assert_ptr_equal(world.mismatch.symbol, &world.symbol);
	}
}

/* A field hides exactly its own bytes from the byte comparison. */
static void test_field_width(void **state)
{
	struct kmend_ref ref = { .offset = FIELD, .type = 2, .kind = KMEND_REF_OPAQUE };
	struct world world;
	u32 offset;

	for (offset = FIELD - 1; offset <= FIELD + 4; offset++) {
		world_init(&world, NULL, 0, &ref, 1);
		world.code[offset] ^= 1;
		assert_int_equal(world_match(&world), offset >= FIELD && offset < FIELD + 4);
	}
}

static const struct {
	const char *what;
	u64 target;
	u32 length;
	u32 changed;	/* offset of a byte that differs, or SIZE */
	bool same;
} content_cases[] = {
	{ "equal", DATA_AT, 100, SIZE, true },
	{ "first byte", DATA_AT, 100, 0, false },
	{ "last byte, past a chunk", DATA_AT, 100, 99, false },
	{ "behind the content", DATA_AT, 100, 100, true },
	{ "elsewhere", DATA_AT + 1, 100, SIZE, false },
	{ "nowhere", 0x900000, 1, SIZE, false },
};

static void test_contents(void **state)
{
	struct world world;
	u8 content[SIZE];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(content_cases); i++) {
		struct kmend_ref ref = {
			.offset = FIELD,
			.type = 2,
			.kind = KMEND_REF_CONTENT,
			.addend = -4,
			.to = (uintptr_t)content,
			.length = content_cases[i].length,
		};

		print_message("%s\n", content_cases[i].what);
		world_init(&world, NULL, 0, &ref, 1);
		memcpy(content, world.data, sizeof(content));
		field_put(&world, FIELD, content_cases[i].target - 4 - (CODE_AT + FIELD), 4);
		if (content_cases[i].changed < SIZE)
			world.data[content_cases[i].changed] ^= 1;
		assert_int_equal(world_match(&world), content_cases[i].same);
		if (!content_cases[i].same)
			assert_int_equal(world.mismatch.kind, KMEND_MISMATCH_CONTENT);
	}
}

/* A ref inside a site, and one between two sites, which is compared. */
static void test_refs_and_sites(void **state)
{
	const struct kmend_site sites[] = {
		{ 30, 5, KMEND_SITE_STATIC_CALL }, { 50, 5, KMEND_SITE_RETURN },
	};
	struct kmend_ref ref = { .type = 2, .kind = KMEND_REF_SYMBOL, .addend = -4 };
	struct world world;

	ref.to = (uintptr_t)&world.symbol;
	ref.offset = 31;
	world_init(&world, sites, ARRAY_SIZE(sites), &ref, 1);
	assert_true(world_match(&world));

	ref.offset = FIELD;
	world_init(&world, sites, ARRAY_SIZE(sites), &ref, 1);
	assert_false(world_match(&world));
	assert_int_equal(world.mismatch.kind, KMEND_MISMATCH_SYMBOL);
}

#define REF(at, of_type, of_kind) \
	{ .offset = at, .type = of_type, .kind = of_kind, .length = 1 }

static const struct {
	const char *what;
	struct kmend_site sites[2];
	u32 nr_sites;
	struct kmend_ref refs[2];
	u32 nr_refs;
} unsound_cases[] = {
	{ "site of no bytes", { { 8, 0, 1 } }, 1, {}, 0 },
	{ "site past the end", { { SIZE - 1, 2, 1 } }, 1, {}, 0 },
	{ "site far past the end", { { 0xffffffff, 2, 1 } }, 1, {}, 0 },
	{ "sites not sorted", { { 9, 1, 1 }, { 8, 1, 1 } }, 2, {}, 0 },
	{ "ref past the end", {}, 0, { REF(SIZE - 3, 2, KMEND_REF_OPAQUE) }, 1 },
	{ "ref far past the end", {}, 0, { REF(0xfffffffe, 2, KMEND_REF_OPAQUE) }, 1 },
	{ "ref of unknown type", {}, 0, { REF(8, 99, KMEND_REF_OPAQUE) }, 1 },
	{ "ref of unknown kind", {}, 0, { REF(8, 2, 99) }, 1 },
	{ "ref to no symbol", {}, 0, { REF(8, 2, KMEND_REF_SYMBOL) }, 1 },
	{ "ref to no content", {}, 0, { REF(8, 2, KMEND_REF_CONTENT) }, 1 },
	{ "refs that overlap", {}, 0,
	  { REF(8, 2, KMEND_REF_OPAQUE), REF(11, 2, KMEND_REF_OPAQUE) }, 2 },
	{ "ref that begins in a site", { { 8, 4, 2 } }, 1, { REF(10, 2, KMEND_REF_OPAQUE) }, 1 },
	{ "ref that ends in a site", { { 12, 4, 2 } }, 1, { REF(10, 2, KMEND_REF_OPAQUE) }, 1 },
};

static void test_unsound(void **state)
{
	struct world world;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(unsound_cases); i++) {
		print_message("%s\n", unsound_cases[i].what);
		world_init(&world, unsound_cases[i].sites, unsound_cases[i].nr_sites,
			   unsound_cases[i].refs, unsound_cases[i].nr_refs);
		assert_false(world_match(&world));
		assert_int_equal(world.mismatch.kind, KMEND_MISMATCH_DESC);
	}
}

static void test_no_size(void **state)
{
	struct world world;

	world_init(&world, NULL, 0, NULL, 0);
	world.desc.size = 0;
	assert_false(world_match(&world));
	assert_int_equal(world.mismatch.kind, KMEND_MISMATCH_DESC);
}

static void test_unreadable(void **state)
{
	struct world world;

	world_init(&world, NULL, 0, NULL, 0);
	assert_false(kmend_match_is_same(&world.desc, CODE_AT + 1, world_read, &world,
					 &world.mismatch));
	assert_int_equal(world.mismatch.kind, KMEND_MISMATCH_BYTE);
	assert_false(kmend_match_is_same(&world.desc, 0x900000, world_read, &world,
					 &world.mismatch));
	assert_int_equal(world.mismatch.kind, KMEND_MISMATCH_UNREADABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_symbols),
		cmocka_unit_test(test_field_width),
		cmocka_unit_test(test_contents),
		cmocka_unit_test(test_refs_and_sites),
		cmocka_unit_test(test_unsound),
		cmocka_unit_test(test_no_size),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
