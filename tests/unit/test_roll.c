// SPDX-License-Identifier: GPL-2.0
/* The set of threads that ran: none is lost, none is there twice, and it says when it is full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../kernel/roll.c"

static struct kmend_roll roll;

/* How far apart the members lie: objects of a slab, odd ones, and those that share low bits. */
static const uintptr_t strides[] = { 1, 8, 64, 4096, 9792, 1ull << 20, 1ull << 40 };

static void *member(size_t stride, size_t i)
{
	return (void *)(0xffff888000000000ull + strides[stride] * i);
}

static int setup(void **state)
{
	kmend_roll_clear(&roll);
	return 0;
}

static void test_holds_what_was_added(void **state)
{
	for (size_t s = 0; s < ARRAY_SIZE(strides); s++) {
		kmend_roll_clear(&roll);
		for (size_t i = 0; i < KMEND_ROLL_MAX; i++) {
			assert_false(kmend_roll_has(&roll, member(s, i)));
			assert_true(kmend_roll_add(&roll, member(s, i)));
			assert_true(kmend_roll_has(&roll, member(s, i)));
		}
		assert_int_equal(roll.nr, KMEND_ROLL_MAX);
		assert_false(roll.full);
		for (size_t i = 0; i < KMEND_ROLL_MAX; i++) {
			assert_true(kmend_roll_has(&roll, member(s, i)));
			assert_ptr_equal(roll.who[i], member(s, i));
		}
	}
}

static void test_one_that_comes_again_takes_no_room(void **state)
{
	for (size_t i = 0; i < 100 * KMEND_ROLL_MAX; i++)
		assert_int_equal(kmend_roll_add(&roll, member(4, i % 7)), i < 7);
	assert_int_equal(roll.nr, 7);
	assert_false(roll.full);
}

static void test_says_that_it_is_full(void **state)
{
	for (size_t i = 0; i < KMEND_ROLL_MAX; i++)
		kmend_roll_add(&roll, member(4, i));
	assert_false(kmend_roll_add(&roll, member(4, 3)));
	assert_false(roll.full);
	assert_false(kmend_roll_add(&roll, member(4, KMEND_ROLL_MAX)));
	assert_true(roll.full);
	assert_int_equal(roll.nr, KMEND_ROLL_MAX);
	assert_false(kmend_roll_has(&roll, member(4, KMEND_ROLL_MAX)));
	assert_true(kmend_roll_has(&roll, member(4, KMEND_ROLL_MAX - 1)));
}

static void test_clear_forgets_all(void **state)
{
	for (size_t i = 0; i <= KMEND_ROLL_MAX; i++)
		kmend_roll_add(&roll, member(4, i));
	kmend_roll_clear(&roll);
	assert_int_equal(roll.nr, 0);
	assert_false(roll.full);
	for (size_t i = 0; i <= KMEND_ROLL_MAX; i++)
		assert_false(kmend_roll_has(&roll, member(4, i)));
	assert_true(kmend_roll_add(&roll, member(4, 5)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_holds_what_was_added, setup),
		cmocka_unit_test_setup(test_one_that_comes_again_takes_no_room, setup),
		cmocka_unit_test_setup(test_says_that_it_is_full, setup),
		cmocka_unit_test_setup(test_clear_forgets_all, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
