/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_DATA_H
#define _KMEND_DATA_H

#include <linux/types.h>

struct kmend_change;
struct kmend_format;
struct kmend_unit_desc;

/**
 * struct kmend_word - data of the running kernel that a change writes
 * @addr: where, aligned to @size
 * @size: 1, 2, 4 or 8 bytes
 * @from: what must stand there
 * @to: what is written
 * @name: the object that it is in
 * @offset: in that object
 * @id: the patch that it is about
 * @in: of a patch that comes in
 * @mapping: the page, writable, if this is the first word in it
 * @place: the word in the mapping
 */
struct kmend_word {
	unsigned long addr;
	u32 size;
	u64 from;
	u64 to;
	const char *name;
	u32 offset;
	const char *id;
	bool in;
	void *mapping;
	void *place;
};

/**
 * kmend_data_check_format() - are a unit's words of data sound?
 * @format: what is looked at
 * @unit: the unit; its symbols are checked
 *
 * Context: process, the patch module's init.
 * Return: 0, or the errno of the refusal.
 */
int kmend_data_check_format(const struct kmend_format *format, const struct kmend_unit_desc *unit);

/**
 * kmend_data_prepare() - work out which words a change writes, and make them writable
 * @change: its members are pinned or admitted
 *
 * kmend_data_end() undoes it, also after a failure.
 *
 * Context: the manager's worker, or a module's notifier; may sleep.
 * Return: 0, or -errno with the report: -EAGAIN: no memory.
 */
int kmend_data_prepare(struct kmend_change *change);

/**
 * kmend_data_verify() - does all data hold what the change was built for?
 * @change: prepared
 *
 * Context: any; in the stop it counts.
 * Return: 0, or -errno, also in @change->err, with the report.
 */
int kmend_data_verify(struct kmend_change *change);

/**
 * kmend_data_write() - write all words
 * @change: verified
 *
 * Context: in the stop, or nobody has run the module that the data belongs to. Cannot fail.
 */
void kmend_data_write(const struct kmend_change *change);

/**
 * kmend_data_adopt() - note that the words are written
 * @change: written
 *
 * Context: kmend_targets_mutex held; takes kmend_patches_mutex.
 */
void kmend_data_adopt(const struct kmend_change *change);

/**
 * kmend_data_end() - give back what kmend_data_prepare() took
 * @change: any
 */
void kmend_data_end(struct kmend_change *change);

#endif
