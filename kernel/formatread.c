// SPDX-License-Identifier: GPL-2.0
/*
 * What every check of a patch module's descriptor needs: to know whether bytes
 * lie in the module before they are looked at, and to say in one line what is wrong.
 */
#include "formatread.h"
#include "format.h"

#include <linux/elf.h>
#include <linux/kernel.h>
#include <linux/module.h>

#include "../uapi/kmend.h"
#include "../uapi/kmend_patch.h"

int kmend_format_refuse(const struct kmend_format *format, int err, const char *fmt, ...)
{
	struct va_format vaf;
	va_list args;

	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	if (format->detail)
		snprintf(format->detail, KMEND_DETAIL_MAX + 1, "%s%s%pV", format->func ?: "",
			 format->func ? ": " : "", &vaf);
	else if (format->func)
		pr_err("patch '%s' (%s) refused: function '%s': %pV\n", format->id,
		       format->owner->name, format->func, &vaf);
	else if (format->id)
		pr_err("patch '%s' (%s) refused: %pV\n", format->id,
		       format->owner->name, &vaf);
	else
		pr_err("module '%s' refused: %pV\n", format->owner->name, &vaf);
	va_end(args);
	return err;
}

bool kmend_format_within(const struct kmend_format *format, u64 start, u64 bytes)
{
	u64 last = start + bytes - 1;

	return bytes && last >= start && within_module_core(start, format->owner) &&
	       within_module_core(last, format->owner);
}

bool kmend_format_is_text(const struct kmend_format *format, u64 start, u64 bytes)
{
	u64 text = (unsigned long)format->owner->core_layout.base;

	return kmend_format_within(format, start, bytes) &&
	       start + bytes <= text + format->owner->core_layout.text_size;
}

bool kmend_format_is_symbol(const struct kmend_unit_desc *unit, u64 pointer)
{
	u64 offset = pointer - unit->symbols;

	return pointer >= unit->symbols && offset % sizeof(struct kmend_symbol) == 0 &&
	       offset / sizeof(struct kmend_symbol) < unit->nr_symbols;
}

u32 kmend_format_field_width(u32 type)
{
	switch (type) {
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
	case R_X86_64_32S:
	case R_X86_64_32:
		return 4;
	case R_X86_64_64:
	case R_X86_64_PC64:
		return 8;
	}
	return 0;
}

int kmend_format_strlen(const struct kmend_format *format, u64 start, u32 max)
{
	u32 i;

	for (i = 0; i <= max; i++) {
		if (!within_module_core(start + i, format->owner))
			return -1;
		if (!*(const char *)kmend_format_ptr(start + i))
			return i;
	}
	return -1;
}
