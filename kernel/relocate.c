// SPDX-License-Identifier: GPL-2.0
/*
 * References of new code and data to a module, which are filled in each time that it comes.
 *
 * The fields lie in code and constants of the patch module, which are mapped read-only, and some CPU may
 * have run that code when another instance of the module was there. So they are
 * written as the kernel writes code: under text_mutex, and every CPU is synchronized before any of it runs again.
 */
#include "relocate.h"

#include <linux/elf.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/memory.h>
#include <linux/string.h>
#include <asm/text-patching.h>

#include "format.h"
#include "formatread.h"

#include "../uapi/kmend_patch.h"

static const struct kmend_symbol *kmend_reloc_symbol(const struct kmend_relocation *reloc)
{
	return kmend_format_ptr(reloc->symbol);
}

int kmend_relocs_check_format(const struct kmend_format *format,
			      const struct kmend_unit_desc *unit)
{
	const struct kmend_relocation *relocs = kmend_format_ptr(unit->relocs);
	u32 i, width;

	if (!unit->nr_relocs)
		return 0;
	if (!kmend_format_object(unit->object) || unit->anchor)
		return kmend_format_refuse(format, -EBADMSG,
					   "a unit has relocations, but its object is always there");
	if (unit->nr_relocs > KMEND_SITES_MAX)
		return kmend_format_refuse(format, -E2BIG, "%u relocations, at most %u are possible",
					   unit->nr_relocs, KMEND_SITES_MAX);
	if (!kmend_format_within(format, unit->relocs, (u64)unit->nr_relocs * sizeof(*relocs)))
		return kmend_format_refuse(format, -EFAULT, "relocations are not in the module");

	for (i = 0; i < unit->nr_relocs; i++) {
		width = kmend_format_field_width(relocs[i].type);
		if (!width || relocs[i].reserved)
			return kmend_format_refuse(format, -EBADMSG,
						   "relocation %u has unknown type %u", i,
						   relocs[i].type);
		if (!kmend_format_within(format, relocs[i].where, width))
			return kmend_format_refuse(format, -EFAULT,
						   "relocation %u is not of the module", i);
		if (!kmend_format_is_symbol(unit, relocs[i].symbol) ||
		    !kmend_format_object(kmend_reloc_symbol(&relocs[i])->object))
			return kmend_format_refuse(format, -EFAULT,
						   "relocation %u is to no symbol of a module", i);
	}
	return 0;
}

/* The bytes of a field. Return: how many, 0: the value does not fit. */
static u32 kmend_reloc_encode(const struct kmend_relocation *reloc, u8 bytes[8])
{
	u64 value = kmend_reloc_symbol(reloc)->address + reloc->addend;
	bool fits = true;

	switch (reloc->type) {
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
		value -= reloc->where;
		fits = (s64)value == (s32)value;
		break;
	case R_X86_64_32S:
		fits = (s64)value == (s32)value;
		break;
	case R_X86_64_32:
		fits = value == (u32)value;
		break;
	case R_X86_64_PC64:
		value -= reloc->where;
		break;
	}
	memcpy(bytes, &value, sizeof(value));
	return fits ? kmend_format_field_width(reloc->type) : 0;
}

int kmend_relocate(const struct kmend_format *format, const struct kmend_unit_desc *unit)
{
	const struct kmend_relocation *relocs = kmend_format_ptr(unit->relocs);
	u32 i, width = 1;
	u8 bytes[8];

	if (!unit->nr_relocs)
		return 0;
	mutex_lock(&text_mutex);
	for (i = 0; i < unit->nr_relocs; i++) {
		width = kmend_reloc_encode(&relocs[i], bytes);
		if (!width)
			break;
		text_poke((void *)(unsigned long)relocs[i].where, bytes, width);
	}
	text_poke_sync();
	mutex_unlock(&text_mutex);
	if (width)
		return 0;
	return kmend_format_refuse(format, -ERANGE, "symbol '%s' is too far away",
				   (const char *)kmend_format_ptr(kmend_reloc_symbol(&relocs[i])->name));
}
