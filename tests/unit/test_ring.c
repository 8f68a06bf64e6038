// SPDX-License-Identifier: GPL-2.0
/* The ring of the event log: what it keeps, what is gone, and another size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../kernel/ring.c"

enum { SLOTS = 32 };

static void *from_slots[SLOTS], *to_slots[SLOTS];
static char records[256]; /* record n is &records[n] */

static struct kmend_ring ring_of(void **slots, u32 size, unsigned int added)
{
	struct kmend_ring ring = { .slots = slots, .size = size };
	unsigned int i;

	for (i = 0; i < SLOTS; i++)
		slots[i] = NULL;
	for (i = 1; i <= added; i++)
		kmend_ring_add(&ring, &records[i]);
	return ring;
}

/* It tells exactly the numbers from @first to @last, each with its record. */
static void assert_tells(const struct kmend_ring *ring, u64 first, u64 last)
{
	u64 seq = 0, expected = first;
	void *record;

	while ((record = kmend_ring_next(ring, &seq))) {
		assert_int_equal(seq, expected);
		assert_ptr_equal(record, &records[seq]);
		expected++;
		seq++;
	}
	assert_int_equal(expected, last + 1);
}

static void test_empty(void **state)
{
	struct kmend_ring ring = ring_of(from_slots, 4, 0);
	u64 seq = 0;

	assert_int_equal(kmend_ring_oldest(&ring), 1);
	assert_null(kmend_ring_next(&ring, &seq));
	assert_int_equal(seq, 1);
}

static void test_keeps_the_newest(void **state)
{
	struct kmend_ring ring;
	unsigned int added;

	for (added = 1; added < 14; added++) {
		ring = ring_of(from_slots, 4, added);
		assert_tells(&ring, added < 4 ? 1 : added - 3, added);
	}
}

static void test_hands_the_oldest_back(void **state)
{
	struct kmend_ring ring = ring_of(from_slots, 4, 3);

	assert_null(kmend_ring_add(&ring, &records[4]));
	assert_ptr_equal(kmend_ring_add(&ring, &records[5]), &records[1]);
	assert_int_equal(kmend_ring_oldest(&ring), 2);
}

static void test_starts_where_asked(void **state)
{
	static const struct {
		u64 asked, told; /* 0: nothing */
	} rows[] = { { 0, 7 }, { 1, 7 }, { 6, 7 }, { 7, 7 }, { 9, 9 }, { 10, 10 }, { 11, 0 },
		     { UINT64_MAX, 0 } };
	struct kmend_ring ring = ring_of(from_slots, 4, 10);
	void *record;
	size_t i;
	u64 seq;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		seq = rows[i].asked;
		record = kmend_ring_next(&ring, &seq);
		assert_ptr_equal(record, rows[i].told ? &records[rows[i].told] : NULL);
		if (record)
			assert_int_equal(seq, rows[i].told);
	}
}

static void test_steps_over_holes(void **state)
{
	struct kmend_ring ring = ring_of(from_slots, 8, 2);
	u64 seq = 3;

	kmend_ring_add(&ring, NULL);
	kmend_ring_add(&ring, NULL);
	assert_null(kmend_ring_next(&ring, &seq));
	kmend_ring_add(&ring, &records[5]);
	seq = 3;
	assert_ptr_equal(kmend_ring_next(&ring, &seq), &records[5]);
	assert_int_equal(seq, 5);
}

static void test_another_size(void **state)
{
	struct kmend_ring from, to;
	unsigned int added, size, i, left, kept;

	for (size = 1; size <= 16; size++) {
		for (added = 0; added < 30; added++) {
			from = ring_of(from_slots, 8, added);
			to = ring_of(to_slots, size, 0);
			kmend_ring_move(&to, &from);

			kept = size < 8 ? size : 8;
			kept = added < kept ? added : kept;
			assert_tells(&to, added - kept + 1, added);
			for (i = left = 0; i < 8; i++)
				left += from_slots[i] != NULL;
			assert_int_equal(left, (added < 8 ? added : 8) - kept);

			/* It goes on with the numbers. */
			kmend_ring_add(&to, &records[added + 1]);
			assert_int_equal(to.last, added + 1);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_keeps_the_newest),
		cmocka_unit_test(test_hands_the_oldest_back),
		cmocka_unit_test(test_starts_where_asked),
		cmocka_unit_test(test_steps_over_holes),
		cmocka_unit_test(test_another_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
