// SPDX-License-Identifier: GPL-2.0
/*
 * Is what a patch module says of other patches sound: what it depends on,
 * conflicts with and replaces? Whether those patches are there is not asked here.
 */
#include "relations.h"
#include "format.h"
#include "formatread.h"
#include "kmend.h"

#include <linux/kernel.h>
#include <linux/string.h>

/**
 * struct kmend_relation_list - one of a descriptor's three lists
 * @name: as people know it
 * @ids: pointer to @nr pointers
 * @nr: see @ids
 */
struct kmend_relation_list {
	const char *name;
	u64 ids;
	u32 nr;
};

static int kmend_relations_check_id(const struct kmend_format *format,
				    const struct kmend_relation_list *list, u32 index)
{
	const u64 *ids = kmend_format_ptr(list->ids);

	if (kmend_format_strlen(format, ids[index], KMEND_ID_MAX) < 0)
		return kmend_format_refuse(format, -ENAMETOOLONG,
					   "id %u of %s is no string of at most %u bytes in the module",
					   index, list->name, KMEND_ID_MAX);
	if (!kmend_format_is_name(kmend_format_ptr(ids[index])))
		return kmend_format_refuse(format, -EINVAL,
					   "id %u of %s must be letters, digits, '.', '_', '-' and start with a letter or digit",
					   index, list->name);
	if (!strcmp(kmend_format_ptr(ids[index]), format->id))
		return kmend_format_refuse(format, -ELOOP, "%s names the patch itself", list->name);
	return 0;
}

static int kmend_relations_check_list(const struct kmend_format *format,
				      const struct kmend_relation_list *list)
{
	u32 i;
	int err;

	if (!list->nr)
		return 0;
	if (list->nr > KMEND_RELATIONS_MAX)
		return kmend_format_refuse(format, -E2BIG,
					   "%s names %u patches, at most %u are possible",
					   list->name, list->nr, KMEND_RELATIONS_MAX);
	if (!kmend_format_within(format, list->ids, (u64)list->nr * sizeof(u64)))
		return kmend_format_refuse(format, -EFAULT, "the ids of %s are not in the module",
					   list->name);
	for (i = 0; i < list->nr; i++) {
		err = kmend_relations_check_id(format, list, i);
		if (err)
			return err;
	}
	return 0;
}

/* Does @id, the element @index of @list, stand there or in @other before? */
static bool kmend_relations_has(const struct kmend_relation_list *other,
				const struct kmend_relation_list *list, u32 index)
{
	u32 nr = other == list ? index : other->nr;
	const char *id = kmend_format_id(list->ids, index);
	u32 i;

	for (i = 0; i < nr; i++) {
		if (!strcmp(kmend_format_id(other->ids, i), id))
			return true;
	}
	return false;
}

/* Up to 192 ids are compared with each other, once for each patch module. */
static int kmend_relations_check_twice(const struct kmend_format *format,
				       const struct kmend_relation_list *lists, u32 last)
{
	const struct kmend_relation_list *list = &lists[last];
	u32 i, other;

	for (i = 0; i < list->nr; i++) {
		for (other = 0; other <= last; other++) {
			if (kmend_relations_has(&lists[other], list, i))
				return kmend_format_refuse(format, -EALREADY,
							   "%s and %s: patch '%s' is named twice",
							   lists[other].name, list->name,
							   kmend_format_id(list->ids, i));
		}
	}
	return 0;
}

int kmend_relations_check(const struct kmend_format *format,
			  const struct kmend_patch_desc *desc)
{
	const struct kmend_relation_list lists[] = {
		{ "depends", desc->depends, desc->nr_depends },
		{ "conflicts", desc->conflicts, desc->nr_conflicts },
		{ "replaces", desc->replaces, desc->nr_replaces },
	};
	u32 i;
	int err;

	if (desc->flags & ~KMEND_PATCH_REPLACES_ALL)
		return kmend_format_refuse(format, -EBADMSG, "unknown flags 0x%x", desc->flags);
	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		err = kmend_relations_check_list(format, &lists[i]);
		if (!err)
			err = kmend_relations_check_twice(format, lists, i);
		if (err)
			return err;
	}
	if ((desc->flags & KMEND_PATCH_REPLACES_ALL) && (desc->nr_depends || desc->nr_replaces))
		return kmend_format_refuse(format, -ENOTEMPTY,
					   "replaces every patch, yet depends on or replaces some by name");
	return 0;
}
