// SPDX-License-Identifier: GPL-2.0
/*
 * From a descriptor's names to addresses: what position means in the kernel proper and in a
 * module, and with which words a patch is refused.
 */
#include "objects.h"

/* A unit of "drill" whose first function is the first of @symbols. */
static int resolve(struct kmend_symbol *symbols, u32 nr, const char *object, u64 anchor)
{
	struct kmend_func_desc func = { .symbol = (uintptr_t)symbols };
	struct kmend_unit_desc unit = {
		.object = (uintptr_t)object,
		.anchor = anchor,
		.funcs = (uintptr_t)&func,
		.symbols = (uintptr_t)symbols,
		.nr_funcs = 1,
		.nr_symbols = nr,
	};
	struct kmend_target target = { .name = "drill" };
	struct kmend_format format = { .id = "fix" };
	long live = fake_memory.live;
	int err;

	fake.log[0] = '\0';
	err = kmend_resolve_kernel(&format, &unit);
	if (!err)
		err = kmend_resolve_modules(&format, &unit, &target);
	if (!err)
		err = kmend_resolve_anchor(&format, &unit);
	assert_int_equal(fake_memory.live, live);
	return err;
}

#define SYMBOL(text, where, which) \
	{ .name = (uintptr_t)(text), .object = (uintptr_t)(where), .position = (which) }

static void test_each_object_has_its_own_symbols(void **state)
{
	struct kmend_symbol symbols[] = {
		SYMBOL("alpha", "drill", 0), SYMBOL("blade", "saw", 0), SYMBOL("alpha", NULL, 0),
		SYMBOL("beta", NULL, 0),     SYMBOL("alpha", "drill", 1),
	};
	const u64 expected[] = { 0x9100, 0x8000, 0x100, 0x300, 0x9100 };
	u32 i;

	assert_int_equal(resolve(symbols, 5, "drill", 0x9100), 0);
	for (i = 0; i < 5; i++)
		assert_int_equal(symbols[i].address, expected[i]);
	assert_int_equal(fake.nr_passes, 1);
}

/* As livepatch counts: in vmlinux by address, in a module by its table. */
static void test_position_counts_within_the_object(void **state)
{
	struct kmend_symbol symbols[] = {
		SYMBOL("twin", "drill", 1), SYMBOL("twin", "drill", 2),
		SYMBOL("twin", NULL, 1),    SYMBOL("twin", NULL, 2),
	};

	assert_int_equal(resolve(symbols, 4, "drill", 0x9400), 0);
	assert_int_equal(symbols[0].address, 0x9400);
	assert_int_equal(symbols[1].address, 0x9200);
	assert_int_equal(symbols[2].address, 0x200);
	assert_int_equal(symbols[3].address, 0x400);
}

static void test_missing_and_ambiguous_are_refused_by_name(void **state)
{
	static const struct {
		struct kmend_symbol symbol;
		int err;
		const char *log;
	} rows[] = {
		{ SYMBOL("gone", NULL, 0), -ENOENT, "symbol 'gone' is not in this kernel" },
		{ SYMBOL("twin", NULL, 0), -ENOTUNIQ, "symbol 'twin' is not unique in this kernel" },
		{ SYMBOL("twin", NULL, 3), -ENOENT, "symbol 'twin' is not in this kernel" },
		{ SYMBOL("twin", "drill", 0), -ENOTUNIQ,
		  "symbol 'twin' is not unique in module 'drill'" },
		{ SYMBOL("twin", "drill", 3), -ENOENT, "symbol 'twin' is not in module 'drill'" },
		/* The module refers to it, but it is not the module's. */
		{ SYMBOL("beta", "drill", 0), -ENOENT, "symbol 'beta' is not in module 'drill'" },
		/* Of another module only. */
		{ SYMBOL("blade", "drill", 0), -ENOENT, "symbol 'blade' is not in module 'drill'" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct kmend_symbol symbols[] = { SYMBOL("alpha", "drill", 0), rows[i].symbol };

		assert_int_equal(resolve(symbols, 2, "drill", 0x9100), rows[i].err);
		assert_string_equal(fake.log, rows[i].log);
	}
}

static void test_a_module_that_moved_is_refused(void **state)
{
	struct kmend_symbol symbols[] = { SYMBOL("alpha", "drill", 0) };

	assert_int_equal(resolve(symbols, 1, "drill", 0x9108), -ESTALE);
	assert_non_null(strstr(fake.log, "module 'drill' was loaded anew"));
}

/* The loader has resolved nothing that could be of another instance. */
static void test_a_module_without_an_anchor_may_lie_anywhere(void **state)
{
	struct kmend_symbol symbols[] = { SYMBOL("alpha", "drill", 0) };

	assert_int_equal(resolve(symbols, 1, "drill", 0), 0);
	assert_int_equal(symbols[0].address, 0x9100);
}

/* A module may come when the kernel's symbols are long known, and the other way round. */
static void test_each_step_leaves_the_others_alone(void **state)
{
	struct kmend_symbol symbols[] = { SYMBOL("alpha", "drill", 0), SYMBOL("alpha", NULL, 0) };
	struct kmend_unit_desc unit = { .symbols = (uintptr_t)symbols, .nr_symbols = 2 };
	struct kmend_target target = { .name = "drill" };
	struct kmend_format format = { .id = "fix" };

	symbols[0].address = 1;
	assert_int_equal(kmend_resolve_kernel(&format, &unit), 0);
	assert_int_equal(symbols[0].address, 1);
	symbols[1].address = 2;
	assert_int_equal(kmend_resolve_modules(&format, &unit, &target), 0);
	assert_int_equal(symbols[0].address, 0x9100);
	assert_int_equal(symbols[1].address, 2);
}

static void test_the_kernel_proper_needs_no_anchor(void **state)
{
	struct kmend_symbol symbols[] = { SYMBOL("alpha", NULL, 0) };

	assert_int_equal(resolve(symbols, 1, "vmlinux", 0), 0);
	assert_int_equal(symbols[0].address, 0x100);
}

static void test_short_memory_fails(void **state)
{
	struct kmend_symbol symbols[] = { SYMBOL("alpha", "drill", 0) };

	fake_memory.fail_in = 0;
	assert_int_equal(resolve(symbols, 1, "drill", 0x9100), -ENOMEM);
	fake_memory.fail_in = -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_each_object_has_its_own_symbols, fake_objects),
		cmocka_unit_test_setup(test_position_counts_within_the_object, fake_objects),
		cmocka_unit_test_setup(test_missing_and_ambiguous_are_refused_by_name, fake_objects),
		cmocka_unit_test_setup(test_a_module_that_moved_is_refused, fake_objects),
		cmocka_unit_test_setup(test_the_kernel_proper_needs_no_anchor, fake_objects),
		cmocka_unit_test_setup(test_a_module_without_an_anchor_may_lie_anywhere, fake_objects),
		cmocka_unit_test_setup(test_each_step_leaves_the_others_alone, fake_objects),
		cmocka_unit_test_setup(test_short_memory_fails, fake_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
