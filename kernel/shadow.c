// SPDX-License-Identifier: GPL-2.0
/*
 * Shadow data: what patches attach to objects of the kernel that have no room for it.
 *
 * DOC: Whose it is, and how long it lives
 *
 * The kernel keeps the data (klp_shadow_*), found by the object's address and a number. That number must be
 * another one for each kind of data of each patch, and the same one in a patch that takes the
 * data over. So it is given here: a kind of data is a name and the id of the patch whose it
 * is, and while a patch is loaded that declares it there is one struct kmend_shadow_kind for
 * it, whose address is the number. Numbers that other users choose are no such addresses.
 *
 * A patch holds its kinds from before its PRE_APPLY hook until after POST_REVERT, or after FAIL_APPLY if it
 * did not come in, or until the last thread has left its code (active.c). When the last one lets go of a kind, all of it is freed, with the
 * destructor of that patch, which is still there. A patch that takes another's place holds
 * before the other lets go, so what both declare stays; and so it does when that is undone.
 *
 * What is freed while the object lives on is found by nobody any more: the patch's code was
 * the only one to look, and no thread is in it. An object that the kernel frees
 * must have its data freed by the patch, which has to replace what frees it: else the next object at
 * that address has it.
 *
 * kmend_shadows_mutex guards the list and both counts. It is taken inside of
 * kmend_patches_mutex or alone, and no other of the manager is taken under it, but for the kernel's own for shadow data,
 * under which destructors run.
 */
#include "shadow.h"
#include "format.h"
#include "formatread.h"
#include "kmend.h"

#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

enum { KMEND_SHADOWS_MAX = 256, KMEND_SHADOW_SIZE_MAX = 65536 };

/**
 * struct kmend_shadow_kind - one kind of data
 * @node: on the list of all
 * @owner: id of the patch whose it is
 * @name: its name
 * @size: bytes for each object
 * @loaded: declarations in patches that are loaded
 * @held: of these, in patches that hold it
 */
struct kmend_shadow_kind {
	struct list_head node;
	char owner[KMEND_SHADOW_NAME];
	char name[KMEND_SHADOW_NAME];
	u32 size;
	u32 loaded;
	u32 held;
};

static DEFINE_MUTEX(kmend_shadows_mutex);
static LIST_HEAD(kmend_shadow_kinds);

static struct kmend_shadow *kmend_unit_shadow(const struct kmend_unit_desc *unit, u32 index)
{
	const u64 *shadows = kmend_format_ptr(unit->shadows);

	return (void *)kmend_format_ptr(shadows[index]);
}

/* --- is it sound? --- */

static bool kmend_shadow_is_name(const char *text, bool may_be_empty)
{
	return strnlen(text, KMEND_SHADOW_NAME) < KMEND_SHADOW_NAME &&
	       ((may_be_empty && !*text) || kmend_format_is_name(text));
}

/* Its id is written later, so it must be writable for good. */
static int kmend_shadow_check_format(const struct kmend_format *format,
				     const struct kmend_shadow *shadow, u32 index)
{
	u64 writable = (unsigned long)format->owner->core_layout.base +
		       format->owner->core_layout.ro_after_init_size;

	if ((unsigned long)shadow < writable ||
	    !kmend_format_within(format, (unsigned long)shadow, sizeof(*shadow)))
		return kmend_format_refuse(format, -EFAULT,
					   "shadow data %u is not in the module's writable data", index);
	if (!kmend_shadow_is_name(shadow->name, false) || !kmend_shadow_is_name(shadow->owner, true))
		return kmend_format_refuse(format, -EINVAL, "shadow data %u has no proper name", index);
	if (!shadow->size || shadow->size > KMEND_SHADOW_SIZE_MAX || shadow->reserved || shadow->id)
		return kmend_format_refuse(format, -EBADMSG,
					   "shadow data '%s' has %u bytes, 1 to %u are possible, or a field that must be 0",
					   shadow->name, shadow->size, KMEND_SHADOW_SIZE_MAX);
	if (shadow->destroy && !kmend_format_is_text(format, shadow->destroy, 1))
		return kmend_format_refuse(format, -EFAULT,
					   "the destructor of shadow data '%s' is not in the module's text",
					   shadow->name);
	return 0;
}

int kmend_shadows_check_format(const struct kmend_format *format,
			       const struct kmend_unit_desc *unit)
{
	u32 i;
	int err = 0;

	if (unit->nr_shadows > KMEND_SHADOWS_MAX)
		return kmend_format_refuse(format, -E2BIG,
					   "a unit with %u kinds of shadow data, at most %u are possible",
					   unit->nr_shadows, KMEND_SHADOWS_MAX);
	if (unit->nr_shadows &&
	    !kmend_format_within(format, unit->shadows, (u64)unit->nr_shadows * sizeof(u64)))
		return kmend_format_refuse(format, -EFAULT, "shadow data is not in the module");
	for (i = 0; i < unit->nr_shadows && !err; i++)
		err = kmend_shadow_check_format(format, kmend_unit_shadow(unit, i), i);
	return err;
}

/* --- loaded --- */

static struct kmend_shadow_kind *kmend_shadow_kind_find(const char *owner, const char *name)
{
	struct kmend_shadow_kind *kind;

	lockdep_assert_held(&kmend_shadows_mutex);

	list_for_each_entry(kind, &kmend_shadow_kinds, node)
		if (!strcmp(kind->owner, owner) && !strcmp(kind->name, name))
			return kind;
	return NULL;
}

static struct kmend_shadow_kind *kmend_shadow_kind_create(const char *owner, const char *name,
							  u32 size)
{
	struct kmend_shadow_kind *kind = kzalloc(sizeof(*kind), GFP_KERNEL);

	if (!kind)
		return NULL;
	strscpy(kind->owner, owner, sizeof(kind->owner));
	strscpy(kind->name, name, sizeof(kind->name));
	kind->size = size;
	list_add_tail(&kind->node, &kmend_shadow_kinds);
	return kind;
}

static int kmend_shadow_enroll(const struct kmend_format *format, struct kmend_shadow *shadow)
{
	const char *owner = *shadow->owner ? shadow->owner : format->id;
	struct kmend_shadow_kind *kind = kmend_shadow_kind_find(owner, shadow->name);

	if (kind && kind->size != shadow->size)
		return kmend_format_refuse(format, -EMSGSIZE,
					   "shadow data '%s' of '%s' has %u bytes, another patch's have %u",
					   shadow->name, owner, shadow->size, kind->size);
	if (!kind)
		kind = kmend_shadow_kind_create(owner, shadow->name, shadow->size);
	if (!kind)
		return -ENOMEM;
	kind->loaded++;
	shadow->id = (unsigned long)kind;
	return 0;
}

/* A declaration whose kind is known: its id is 0 in the file. */
static struct kmend_shadow_kind *kmend_shadow_kind_of(const struct kmend_shadow *shadow)
{
	return (struct kmend_shadow_kind *)(unsigned long)shadow->id;
}

static void kmend_shadow_withdraw(struct kmend_shadow *shadow)
{
	struct kmend_shadow_kind *kind = kmend_shadow_kind_of(shadow);

	if (!kind)
		return;
	shadow->id = 0;
	if (--kind->loaded)
		return;
	WARN_ON_ONCE(kind->held);
	list_del(&kind->node);
	kfree(kind);
}

static void kmend_shadows_each(const struct kmend_patch_desc *desc,
			       void (*call)(struct kmend_shadow *shadow))
{
	const struct kmend_unit_desc *unit;
	u32 i, j;

	mutex_lock(&kmend_shadows_mutex);
	for (i = 0; i < desc->nr_units; i++) {
		unit = kmend_format_unit(desc, i);
		for (j = 0; j < unit->nr_shadows; j++)
			call(kmend_unit_shadow(unit, j));
	}
	mutex_unlock(&kmend_shadows_mutex);
}

int kmend_shadows_enroll(const struct module *owner, const struct kmend_patch_desc *desc)
{
	const struct kmend_format format = { .owner = owner, .id = kmend_format_ptr(desc->id) };
	const struct kmend_unit_desc *unit;
	u32 i, j;
	int err = 0;

	mutex_lock(&kmend_shadows_mutex);
	for (i = 0; i < desc->nr_units && !err; i++) {
		unit = kmend_format_unit(desc, i);
		for (j = 0; j < unit->nr_shadows && !err; j++)
			err = kmend_shadow_enroll(&format, kmend_unit_shadow(unit, j));
	}
	mutex_unlock(&kmend_shadows_mutex);
	if (err)
		kmend_shadows_withdraw(desc);
	return err;
}

void kmend_shadows_withdraw(const struct kmend_patch_desc *desc)
{
	kmend_shadows_each(desc, kmend_shadow_withdraw);
}

/* --- held --- */

static void kmend_shadow_hold(struct kmend_shadow *shadow)
{
	kmend_shadow_kind_of(shadow)->held++;
}

void kmend_shadows_hold(const struct kmend_patch_desc *desc)
{
	kmend_shadows_each(desc, kmend_shadow_hold);
}

static void kmend_shadow_release(struct kmend_shadow *shadow)
{
	struct kmend_shadow_kind *kind = kmend_shadow_kind_of(shadow);

	if (WARN_ON_ONCE(!kind->held) || --kind->held)
		return;
	klp_shadow_free_all(shadow->id, (klp_shadow_dtor_t)kmend_format_ptr(shadow->destroy));
}

void kmend_shadows_release(const struct kmend_patch_desc *desc)
{
	kmend_shadows_each(desc, kmend_shadow_release);
}
