/* SPDX-License-Identifier: GPL-2.0 */
/* Words of data that the running kernel has and a change gives another initial value. */
#ifndef KMEND_DIFFER_DATA_H
#define KMEND_DIFFER_DATA_H

#include "compare.h"

/**
 * struct kmend_datum - a word that is written in its place
 * @pre: the object that it is in, before the change
 * @post: the same after it
 * @offset: from the object's start
 * @size: 1, 2, 4 or 8 bytes, aligned to that in memory
 * @from: NULL: it is a number; else the relocation of @pre's section that makes it an address
 * @to: the same of @post's section, of what it becomes
 * @old: the number, or what is added to the address of @from_sym
 * @new: the number that it becomes, or 0
 * @from_sym: the symbol that @from leads to
 */
struct kmend_datum {
	const struct kmend_sym *pre, *post;
	uint64_t offset;
	unsigned int size;
	const struct kmend_rela *from, *to;
	const struct kmend_sym *from_sym;
	uint64_t old, new;
};

/** struct kmend_data - @nr of them, by object and offset */
struct kmend_data {
	struct kmend_datum *words;
	size_t nr;
};

/**
 * kmend_data_take() - note what an object becomes
 * @data: added to; unchanged if it cannot be taken
 * @pair: correlated
 * @post: an object after the change, which was there before it
 * @unused: nobody has used the object yet
 *
 * Taken are numbers of a constant; pointers of a constant, and those of a variable that lead to functions, if they lead somewhere before and after; of
 * an object that is not used yet all pointers. What a word held must be known: a number, or the address of what has a name.
 *
 * Return: 0; 1: it cannot be changed in its place; -1: no memory.
 */
int kmend_data_take(struct kmend_data *data, const struct kmend_pair *pair, const struct kmend_sym *post, bool unused);
void kmend_data_free(struct kmend_data *data);

#endif
