// SPDX-License-Identifier: GPL-2.0
/*
 * Data of the running kernel that a patch changes in its place: words of constants, and pointers to functions.
 *
 * DOC: A word
 *
 * A new version of a constant would be known to the new code only, and to nobody who has the address of the old one. So
 * the old one is written: all who look at it see the change. It is written in the stop, together with the jumps
 * (attempt.c, e)), so nobody sees one without the other; but an NMI may, as with the jumps. Each word is written with one store.
 *
 * What stands there must be what the patch was built against, and, when it goes out, what it wrote. Both are looked at before
 * the stop, so that a change that cannot be made is told as that, and again in it, right before the first store: data may be
 * written by anybody. Of two changes of one attempt that want one word, the second finds what the first wrote.
 *
 * Two patches in force cannot change the same word: the second finds another value. When one replaces the other, both are members of one
 * change: a word that goes out and comes in is written once, from what is there to what will be there.
 *
 * DOC: Who has a copy
 *
 * goes on with the old value. Nobody can tell who that is. That is for the author to know, who asked for it; but it must not
 * become a crash. A word that is an address in the patch module may have been copied as well, or be about
 * to be used by a thread that was preempted before the call. So such a module stays: once a word of it was in force, it is never let
 * go of again, although the patch goes out as any other.
 *
 * DOC: Concurrency and failure
 *
 * A change is worked on by one at a time, with the modules that it is about pinned, or coming (target.c). Out of memory can only happen
 * in kmend_data_prepare(), where nothing is changed. Constants are mapped read-only, so the stores go through a mapping of our own, made
 * before the stop and gone after it. A module that goes takes its data with it; when it comes again it is written again before it runs.
 */
#include "data.h"

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/sections.h>

#include "format.h"
#include "formatread.h"
#include "patch.h"
#include "plan.h"
#include "redirect.h"
#include "target.h"
#include "verify.h"

/* Words of one unit: no real patch comes near it. */
enum { KMEND_DATA_MAX = 4096 };

static const struct kmend_data_desc *kmend_data_of(const struct kmend_unit_desc *unit)
{
	return kmend_format_ptr(unit->data);
}

static bool kmend_data_fits(u64 value, u32 size)
{
	return size == sizeof(value) || !(value >> (8 * size));
}

static int kmend_data_check_word(const struct kmend_format *format, const struct kmend_unit_desc *unit,
				 const struct kmend_data_desc *desc, u32 i)
{
	const struct kmend_symbol *symbol = kmend_format_ptr(desc->symbol);
	const char *home = kmend_format_object(unit->object), *object;

	if (kmend_format_strlen(format, desc->name, KMEND_DETAIL_MAX) <= 0)
		return kmend_format_refuse(format, -EFAULT, "name of data %u is no string in the module", i);
	if (!kmend_format_is_symbol(unit, desc->symbol) ||
	    (desc->from_symbol && !kmend_format_is_symbol(unit, desc->from_symbol)))
		return kmend_format_refuse(format, -EFAULT, "data %u is to no symbol of the unit", i);
	object = kmend_format_object(symbol->object);
	if (!object != !home || (object && strcmp(object, home)))
		return kmend_format_refuse(format, -EBADMSG, "data %u is in another object than its unit", i);
	if (!is_power_of_2(desc->size) || desc->size > sizeof(u64))
		return kmend_format_refuse(format, -ERANGE, "data %u has %u bytes", i, desc->size);
	if (desc->from_symbol ? desc->size != sizeof(u64) :
	    !kmend_data_fits(desc->from, desc->size) || !kmend_data_fits(desc->to, desc->size))
		return kmend_format_refuse(format, -ERANGE, "data %u has a value of more than %u bytes", i,
					   desc->size);
	if (desc->reserved)
		return kmend_format_refuse(format, -EBADMSG, "reserved field of data %u is not 0", i);
	return 0;
}

int kmend_data_check_format(const struct kmend_format *format, const struct kmend_unit_desc *unit)
{
	const struct kmend_data_desc *data = kmend_data_of(unit);
	int err = 0;
	u32 i;

	if (!unit->nr_data)
		return 0;
	if (unit->nr_data > KMEND_DATA_MAX)
		return kmend_format_refuse(format, -E2BIG, "a unit with %u words of data, at most %u are possible",
					   unit->nr_data, KMEND_DATA_MAX);
	if (!kmend_format_within(format, unit->data, (u64)unit->nr_data * sizeof(*data)))
		return kmend_format_refuse(format, -EFAULT, "data is not in the module");
	for (i = 0; i < unit->nr_data && !err; i++)
		err = kmend_data_check_word(format, unit, &data[i], i);
	return err;
}

/* Is a member about that unit, and where does the unit live? What belongs to a module that is not there is left out. */
static bool kmend_data_takes(const struct kmend_member *member, const struct kmend_unit_desc *unit,
			     const struct module **home)
{
	const struct kmend_target *target =
		kmend_targets_find(member->patch->targets, kmend_format_object(unit->object));

	*home = target ? target->module : NULL;
	if (member->admitted)
		return target == member->admitted;
	return !target || target->pinned;
}

/* Not a guess at what may be written to, but against a descriptor that makes no sense. */
static bool kmend_data_has_place(const struct module *home, unsigned long addr, u32 size)
{
	unsigned long last = addr + size - 1;

	if (addr % size)
		return false;
	if (home)
		return within_module_core(addr, home) && !kmend_target_has_text(home, addr, size);
	return addr >= (unsigned long)_text && last < (unsigned long)_end && !core_kernel_text(addr) &&
	       !init_section_intersects((void *)addr, size);
}

static struct kmend_word *kmend_data_find(const struct kmend_change *change, const struct kmend_word *word)
{
	u32 i;

	for (i = 0; i < change->nr_words; i++)
		if (change->words[i].addr < word->addr + word->size &&
		    word->addr < change->words[i].addr + change->words[i].size)
			return &change->words[i];
	return NULL;
}

static int kmend_data_differs(struct kmend_change *change, const struct kmend_word *word)
{
	change->err = kmend_report_fail(change->report, -EINVAL,
					word->in ? KMEND_CAUSE_MISMATCH : KMEND_CAUSE_ALTERED,
					word->in ? "%s+0x%x: does not hold the value that the patch was built against" :
						   "%s+0x%x: somebody wrote over the patch's value",
					word->name, word->offset);
	kmend_plan_blame(change, word->id);
	return change->err;
}

static int kmend_data_add(struct kmend_change *change, const struct kmend_word *word)
{
	struct kmend_word *known = kmend_data_find(change, word);

	if (!known) {
		change->words[change->nr_words++] = *word;
		return 0;
	}
	/* It goes out of one patch and comes into the next. */
	if (known->addr != word->addr || known->size != word->size || known->to != word->from)
		return kmend_data_differs(change, word);
	known->to = word->to;
	return 0;
}

static int kmend_data_add_unit(struct kmend_change *change, const struct kmend_member *member,
			       const struct kmend_unit_desc *unit, const struct module *home)
{
	const struct kmend_data_desc *desc = kmend_data_of(unit);
	const struct kmend_symbol *symbol, *from;
	struct kmend_word word;
	int err = 0;
	u64 old;
	u32 i;

	for (i = 0; i < unit->nr_data && !err; i++, desc++) {
		symbol = kmend_format_ptr(desc->symbol);
		from = kmend_format_ptr(desc->from_symbol);
		old = desc->from + (from ? from->address : 0);
		word = (struct kmend_word){
			.addr = symbol->address + desc->offset, .size = desc->size,
			.from = member->in ? old : desc->to, .to = member->in ? desc->to : old,
			.name = kmend_format_ptr(desc->name), .offset = desc->offset,
			.id = member->id, .in = member->in,
		};
		if (!kmend_data_has_place(home, word.addr, word.size))
			return kmend_report_fail(change->report, -EINVAL, KMEND_CAUSE_MISMATCH,
						 "%s+0x%x: is not data of the running kernel",
						 word.name, word.offset);
		err = kmend_data_add(change, &word);
	}
	return err;
}

static u32 kmend_data_count(const struct kmend_change *change)
{
	const struct kmend_patch_desc *desc;
	u32 i, j, nr = 0;

	for (i = 0; i < change->nr_members; i++) {
		desc = change->members[i].patch->desc;
		for (j = 0; j < desc->nr_units; j++)
			nr += kmend_format_unit(desc, j)->nr_data;
	}
	return nr;
}

/* One mapping for words that follow each other in a page. */
static int kmend_data_map(struct kmend_change *change)
{
	struct kmend_word *word;
	unsigned long page = 0;
	void *mapping = NULL;

	for (word = change->words; word < change->words + change->nr_words; word++) {
		if (!mapping || page != word->addr >> PAGE_SHIFT) {
			mapping = kmend_page_map(word->addr);
			if (mapping == ERR_PTR(-ENOMEM))
				return kmend_plan_no_memory(change);
			if (IS_ERR(mapping))
				return kmend_report_fail(change->report, -EOPNOTSUPP, KMEND_CAUSE_INTERNAL,
							 "%s: it cannot be mapped", word->name);
			word->mapping = mapping;
			page = word->addr >> PAGE_SHIFT;
		}
		word->place = mapping + offset_in_page(word->addr);
	}
	return 0;
}

int kmend_data_prepare(struct kmend_change *change)
{
	const struct kmend_patch_desc *desc;
	const struct kmend_unit_desc *unit;
	const struct module *home;
	u32 i, j, max = kmend_data_count(change);
	int err = 0;

	if (!max)
		return 0;
	change->words = kvcalloc(max, sizeof(*change->words), GFP_KERNEL);
	if (!change->words)
		return kmend_plan_no_memory(change);
	for (i = 0; i < change->nr_members && !err; i++) {
		desc = change->members[i].patch->desc;
		for (j = 0; j < desc->nr_units && !err; j++) {
			unit = kmend_format_unit(desc, j);
			if (unit->nr_data && kmend_data_takes(&change->members[i], unit, &home))
				err = kmend_data_add_unit(change, &change->members[i], unit, home);
		}
		if (err)
			kmend_plan_blame(change, change->members[i].id);
	}
	return err ?: kmend_data_map(change);
}

static u64 kmend_data_read(const struct kmend_word *word)
{
	switch (word->size) {
	case 1:
		return READ_ONCE(*(u8 *)word->place);
	case 2:
		return READ_ONCE(*(u16 *)word->place);
	case 4:
		return READ_ONCE(*(u32 *)word->place);
	default:
		return READ_ONCE(*(u64 *)word->place);
	}
}

int kmend_data_verify(struct kmend_change *change)
{
	const struct kmend_word *word;

	for (word = change->words; word < change->words + change->nr_words; word++)
		if (kmend_data_read(word) != word->from)
			return kmend_data_differs(change, word);
	return 0;
}

void kmend_data_write(const struct kmend_change *change)
{
	const struct kmend_word *word;

	for (word = change->words; word < change->words + change->nr_words; word++) {
		switch (word->size) {
		case 1:
			WRITE_ONCE(*(u8 *)word->place, word->to);
			break;
		case 2:
			WRITE_ONCE(*(u16 *)word->place, word->to);
			break;
		case 4:
			WRITE_ONCE(*(u32 *)word->place, word->to);
			break;
		default:
			WRITE_ONCE(*(u64 *)word->place, word->to);
		}
	}
}

/* See "Who has a copy". */
static void kmend_data_stay(const struct kmend_change *change, struct kmend_patch *patch)
{
	const struct kmend_word *word;

	for (word = change->words; word < change->words + change->nr_words && !patch->stays; word++) {
		if (word->size != sizeof(u64) || !within_module_core(word->to, patch->owner))
			continue;
		__module_get(patch->owner);
		mutex_lock(&kmend_patches_mutex);
		patch->stays = true;
		mutex_unlock(&kmend_patches_mutex);
		pr_info("patch '%s' put an address of module '%s' into %s: the module stays until the next boot\n",
			patch->vertex.id, patch->owner->name, word->name);
	}
}

void kmend_data_adopt(const struct kmend_change *change)
{
	u32 i;

	lockdep_assert_held(&kmend_targets_mutex);

	for (i = 0; i < change->nr_members && change->nr_words; i++)
		if (change->members[i].in)
			kmend_data_stay(change, change->members[i].patch);
}

void kmend_data_end(struct kmend_change *change)
{
	u32 i;

	for (i = 0; i < change->nr_words; i++)
		if (change->words[i].mapping)
			vunmap(change->words[i].mapping);
	kvfree(change->words);
	change->words = NULL;
	change->nr_words = 0;
}
