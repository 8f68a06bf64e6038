// SPDX-License-Identifier: GPL-2.0
/*
 * Is what a patch module registers a sound descriptor of a patch for this
 * kernel? Reads everything, changes nothing.
 *
 * A patch module runs with all rights of the kernel anyway, so this is no
 * defence against a malicious one. It is what keeps a truncated build, a tool of
 * another version or a plain mistake from becoming a crash.
 */
#include "data.h"
#include "format.h"
#include "formatread.h"
#include "hooks.h"
#include "kmend.h"
#include "relations.h"
#include "relocate.h"
#include "shadow.h"
#include "target.h"

#include <linux/ctype.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/utsname.h>

/* A direct jump at the entry takes this many bytes. */
#define KMEND_ENTRY_BYTES 5

static int kmend_format_string(const struct kmend_format *format, u64 start, u32 max,
			       const char *what)
{
	if (kmend_format_strlen(format, start, max) < 0)
		return kmend_format_refuse(format, -EFAULT,
					   "%s is no string of at most %u bytes in the module",
					   what, max);
	return 0;
}

bool kmend_format_is_name(const char *name)
{
	if (!isascii(*name) || !isalnum(*name))
		return false;
	for (name++; *name; name++) {
		if (!isascii(*name) || (!isalnum(*name) && !strchr("._-", *name)))
			return false;
	}
	return true;
}

const struct kmend_unit_desc *kmend_format_unit(const struct kmend_patch_desc *desc,
						u32 index)
{
	const u64 *units = kmend_format_ptr(desc->units);

	return kmend_format_ptr(units[index]);
}

const struct kmend_func_desc *kmend_format_func(const struct kmend_unit_desc *unit,
						u32 index)
{
	const struct kmend_func_desc *funcs = kmend_format_ptr(unit->funcs);

	return &funcs[index];
}

const char *kmend_format_object(u64 object)
{
	const char *name = kmend_format_ptr(object);

	return !name || !strcmp(name, "vmlinux") ? NULL : name;
}

const char *kmend_format_id(u64 ids, u32 index)
{
	const u64 *list = kmend_format_ptr(ids);

	return kmend_format_ptr(list[index]);
}

static int kmend_format_check_sites(const struct kmend_format *format,
				    const struct kmend_func_desc *func)
{
	const struct kmend_site *sites = kmend_format_ptr(func->sites);
	u32 i;

	if (!func->nr_sites)
		return 0;
	if (func->nr_sites > KMEND_SITES_MAX)
		return kmend_format_refuse(format, -E2BIG, "%u sites, at most %u are possible",
					   func->nr_sites, KMEND_SITES_MAX);
	if (!kmend_format_within(format, func->sites, (u64)func->nr_sites * sizeof(*sites)))
		return kmend_format_refuse(format, -EFAULT, "sites are not in the module");

	for (i = 0; i < func->nr_sites; i++) {
		if (sites[i].kind < KMEND_SITE_FENTRY || sites[i].kind > KMEND_SITE_LOCK)
			return kmend_format_refuse(format, -EBADMSG, "site %u has unknown kind %u",
						   i, sites[i].kind);
		if (!sites[i].length || (u64)sites[i].offset + sites[i].length > func->size)
			return kmend_format_refuse(format, -ERANGE,
						   "site %u is not within the function", i);
		if (i && sites[i].offset < sites[i - 1].offset)
			return kmend_format_refuse(format, -ERANGE, "site %u is not in order", i);
	}
	return 0;
}

static int kmend_format_check_to(const struct kmend_format *format,
				 const struct kmend_unit_desc *unit,
				 const struct kmend_ref *ref, u32 i)
{
	switch (ref->kind) {
	case KMEND_REF_SYMBOL:
		if (!kmend_format_is_symbol(unit, ref->to))
			return kmend_format_refuse(format, -EFAULT,
						   "ref %u is to no symbol of the unit", i);
		break;
	case KMEND_REF_CONTENT:
		if (!kmend_format_within(format, ref->to, ref->length))
			return kmend_format_refuse(format, -EFAULT,
						   "content of ref %u is not in the module", i);
		return 0;
	case KMEND_REF_OPAQUE:
		break;
	default:
		return kmend_format_refuse(format, -EBADMSG, "ref %u has unknown kind %u", i,
					   ref->kind);
	}
	if (ref->length)
		return kmend_format_refuse(format, -EBADMSG, "ref %u has a length but no content",
					   i);
	return 0;
}

static int kmend_format_check_refs(const struct kmend_format *format,
				   const struct kmend_unit_desc *unit,
				   const struct kmend_func_desc *func)
{
	const struct kmend_ref *refs = kmend_format_ptr(func->refs);
	u32 i, width;
	int err;

	if (!func->nr_refs)
		return 0;
	if (func->nr_refs > KMEND_SITES_MAX)
		return kmend_format_refuse(format, -E2BIG, "%u refs, at most %u are possible",
					   func->nr_refs, KMEND_SITES_MAX);
	if (!kmend_format_within(format, func->refs, (u64)func->nr_refs * sizeof(*refs)))
		return kmend_format_refuse(format, -EFAULT, "refs are not in the module");

	for (i = 0; i < func->nr_refs; i++) {
		width = kmend_format_field_width(refs[i].type);
		if (!width)
			return kmend_format_refuse(format, -EBADMSG,
						   "ref %u has unknown relocation type %u", i,
						   refs[i].type);
		if (refs[i].reserved)
			return kmend_format_refuse(format, -EBADMSG,
						   "reserved field of ref %u is not 0", i);
		if ((u64)refs[i].offset + width > func->size)
			return kmend_format_refuse(format, -ERANGE,
						   "ref %u is not within the function", i);
		if (i && refs[i].offset <= refs[i - 1].offset)
			return kmend_format_refuse(format, -ERANGE, "ref %u is not in order", i);
		err = kmend_format_check_to(format, unit, &refs[i], i);
		if (err)
			return err;
	}
	return 0;
}

static int kmend_format_check_code(const struct kmend_format *format,
				   const struct kmend_func_desc *func)
{
	bool part = func->flags & KMEND_FUNC_PART;

	if (func->size < (part ? 1 : KMEND_ENTRY_BYTES))
		return kmend_format_refuse(format, -EDOM,
					   "%u bytes are too few to be redirected", func->size);
	if (!kmend_format_within(format, func->image, func->size))
		return kmend_format_refuse(format, -EFAULT, "pre-image is not in the module");
	if (part && (func->new_addr || func->new_size))
		return kmend_format_refuse(format, -EBADMSG, "a part has a replacement");
	if (!part && !kmend_format_is_text(format, func->new_addr, func->new_size))
		return kmend_format_refuse(format, -EFAULT,
					   "the replacement is not in the module's text");
	return 0;
}

static int kmend_format_check_func(struct kmend_format *format,
				   const struct kmend_unit_desc *unit,
				   const struct kmend_func_desc *func)
{
	int err;

	if (kmend_format_strlen(format, func->name, KSYM_NAME_LEN - 1) <= 0)
		return kmend_format_refuse(format, -EFAULT,
					   "a function's name is no string in the module");
	format->func = kmend_format_ptr(func->name);

	if (func->flags & ~(KMEND_FUNC_PART | KMEND_FUNC_ACTIVE))
		return kmend_format_refuse(format, -EBADMSG, "unknown flags 0x%x", func->flags);
	if (func->reserved)
		return kmend_format_refuse(format, -EBADMSG, "reserved field is not 0");
	if (!kmend_format_is_symbol(unit, func->symbol))
		return kmend_format_refuse(format, -EFAULT, "is no symbol of the unit");
	err = kmend_format_check_code(format, func);
	if (!err)
		err = kmend_format_check_sites(format, func);
	if (!err)
		err = kmend_format_check_refs(format, unit, func);
	if (!err)
		format->func = NULL;
	return err;
}

/* Their addresses are written later, so the memory must be writable for good. */
static int kmend_format_check_symbols(const struct kmend_format *format,
				      const struct kmend_unit_desc *unit)
{
	const struct kmend_symbol *symbols = kmend_format_ptr(unit->symbols);
	u64 writable = (unsigned long)format->owner->core_layout.base +
		       format->owner->core_layout.ro_after_init_size;
	u32 i;

	if (!unit->nr_symbols || unit->nr_symbols > KMEND_SITES_MAX)
		return kmend_format_refuse(format, -E2BIG,
					   "a unit with %u symbols, 1 to %u are possible",
					   unit->nr_symbols, KMEND_SITES_MAX);
	if (unit->symbols < writable ||
	    !kmend_format_within(format, unit->symbols,
				 (u64)unit->nr_symbols * sizeof(*symbols)))
		return kmend_format_refuse(format, -EFAULT,
					   "symbols are not in the module's writable data");

	for (i = 0; i < unit->nr_symbols; i++) {
		if (kmend_format_strlen(format, symbols[i].name, KSYM_NAME_LEN - 1) <= 0)
			return kmend_format_refuse(format, -EFAULT,
						   "name of symbol %u is no string in the module",
						   i);
		if (symbols[i].object &&
		    kmend_format_strlen(format, symbols[i].object, MODULE_NAME_LEN - 1) <= 0)
			return kmend_format_refuse(format, -EFAULT,
						   "object of symbol %u is no string in the module",
						   i);
		if (symbols[i].reserved)
			return kmend_format_refuse(format, -EBADMSG,
						   "reserved field of symbol %u is not 0", i);
		/* The kernel proper was linked without any, and nobody would see to it that it is there. */
		if (!kmend_format_object(unit->object) && kmend_format_object(symbols[i].object))
			return kmend_format_refuse(format, -EBADMSG,
						   "a unit of vmlinux speaks of symbol %u of a module",
						   i);
	}
	return 0;
}

static int kmend_format_check_unit(struct kmend_format *format,
				   const struct kmend_unit_desc *unit, u32 *nr_funcs)
{
	u32 i;
	int err;

	err = kmend_format_string(format, unit->object, MODULE_NAME_LEN - 1,
				  "the name of an object");
	if (!err)
		err = kmend_format_string(format, unit->source, KMEND_DETAIL_MAX,
					  "the name of a source file");
	if (err)
		return err;
	if (kmend_format_object(unit->object) &&
	    !strcmp(kmend_format_object(unit->object), format->owner->name))
		return kmend_format_refuse(format, -EBADMSG,
					   "its module is called like module '%s', which it changes",
					   format->owner->name);
	if (!kmend_format_object(unit->object) && unit->anchor)
		return kmend_format_refuse(format, -EBADMSG,
					   "a unit of vmlinux has an anchor");
	/* What they refer to in the module would be filled in later. */
	if (kmend_format_object(unit->object) && !unit->anchor &&
	    unit->nr_hooks + unit->nr_shadows)
		return kmend_format_refuse(format, -EBADMSG,
					   "a unit of a module that need not be there has hooks or shadow data");
	if (unit->reserved || unit->flags & ~KMEND_UNIT_BEFORE_LOAD)
		return kmend_format_refuse(format, -EBADMSG, "unknown flags 0x%x of a unit, or a reserved field is not 0",
					   unit->flags);
	if (unit->flags && (!kmend_format_object(unit->object) || unit->anchor))
		return kmend_format_refuse(format, -EBADMSG,
					   "a unit is for a module that is not loaded yet, but its object is always there");
	err = kmend_hooks_check_format(format, unit);
	if (!err)
		err = kmend_shadows_check_format(format, unit);
	if (err)
		return err;
	/* Without functions there is no anchor, and nothing that a symbol is needed for. */
	if (!unit->nr_funcs && !unit->nr_symbols && unit->nr_hooks + unit->nr_shadows &&
	    !kmend_format_object(unit->object))
		return 0;
	err = kmend_format_check_symbols(format, unit);
	if (!err)
		err = kmend_relocs_check_format(format, unit);
	if (!err)
		err = kmend_data_check_format(format, unit);
	if (err)
		return err;
	/* Only data, or new functions for other units to call. */
	if (!unit->nr_funcs && unit->nr_relocs + unit->nr_data && !unit->anchor)
		return 0;
	if (!unit->nr_funcs || unit->nr_funcs > KMEND_FUNCS_MAX - *nr_funcs)
		return kmend_format_refuse(format, -E2BIG,
					   "a unit with %u functions, 1 to %u are possible in all",
					   unit->nr_funcs, KMEND_FUNCS_MAX);
	if (!kmend_format_within(format, unit->funcs,
				 (u64)unit->nr_funcs * sizeof(struct kmend_func_desc)))
		return kmend_format_refuse(format, -EFAULT, "functions are not in the module");

	*nr_funcs += unit->nr_funcs;
	for (i = 0; i < unit->nr_funcs; i++) {
		err = kmend_format_check_func(format, unit, kmend_format_func(unit, i));
		if (err)
			return err;
	}
	return 0;
}

static int kmend_format_check_units(struct kmend_format *format,
				    const struct kmend_patch_desc *desc)
{
	const struct kmend_unit_desc *unit;
	u32 i, nr_funcs = 0;
	int err;

	if (!desc->nr_units || desc->nr_units > KMEND_UNITS_MAX)
		return kmend_format_refuse(format, -E2BIG, "%u units, 1 to %u are possible",
					   desc->nr_units, KMEND_UNITS_MAX);
	if (!kmend_format_within(format, desc->units, (u64)desc->nr_units * sizeof(u64)))
		return kmend_format_refuse(format, -EFAULT, "units are not in the module");

	for (i = 0; i < desc->nr_units; i++) {
		unit = kmend_format_unit(desc, i);
		if (!kmend_format_within(format, (unsigned long)unit, sizeof(*unit)))
			return kmend_format_refuse(format, -EFAULT, "unit %u is not in the module",
						   i);
		err = kmend_format_check_unit(format, unit, &nr_funcs);
		if (err)
			return err;
	}
	return 0;
}

/* First what says how to read the rest, and for whom it is. */
static int kmend_format_check_head(struct kmend_format *format,
				   const struct kmend_patch_desc *desc)
{
	const char *release;
	int length;

	if (!kmend_format_within(format, (unsigned long)desc, sizeof(*desc)))
		return kmend_format_refuse(format, -EFAULT, "descriptor is not in the module");
	if (desc->magic != KMEND_PATCH_MAGIC)
		return kmend_format_refuse(format, -ENOEXEC, "descriptor has no kmend magic");
	if (desc->version != KMEND_PATCH_VERSION)
		return kmend_format_refuse(format, -EPROTONOSUPPORT,
					   "patch format %u, this manager reads %u",
					   desc->version, KMEND_PATCH_VERSION);
	if (desc->patch_size != sizeof(struct kmend_patch_desc) ||
	    desc->unit_size != sizeof(struct kmend_unit_desc) ||
	    desc->func_size != sizeof(struct kmend_func_desc) ||
	    desc->site_size != sizeof(struct kmend_site) ||
	    desc->ref_size != sizeof(struct kmend_ref) ||
	    desc->symbol_size != sizeof(struct kmend_symbol) ||
	    desc->hook_size != sizeof(struct kmend_hook) ||
	    desc->shadow_size != sizeof(struct kmend_shadow) ||
	    desc->reloc_size != sizeof(struct kmend_relocation) ||
	    desc->data_size != sizeof(struct kmend_data_desc))
		return kmend_format_refuse(format, -EPROTO,
					   "structures have other sizes than this manager's");

	length = kmend_format_strlen(format, desc->id, KMEND_ID_MAX);
	if (length < 0)
		return kmend_format_refuse(format, -ENAMETOOLONG,
					   "id is no string of at most %u bytes in the module",
					   KMEND_ID_MAX);
	if (!kmend_format_is_name(kmend_format_ptr(desc->id)))
		return kmend_format_refuse(format, -EINVAL,
					   "id must be letters, digits, '.', '_', '-' and start with a letter or digit");
	format->id = kmend_format_ptr(desc->id);

	release = kmend_format_ptr(desc->release);
	if (kmend_format_string(format, desc->release, __NEW_UTS_LEN, "release"))
		return -EFAULT;
	if (strcmp(release, init_utsname()->release))
		return kmend_format_refuse(format, -EMEDIUMTYPE,
					   "built for kernel %s, this is %s", release,
					   init_utsname()->release);
	return 0;
}

int kmend_format_check(const struct module *owner, const struct kmend_patch_desc *desc)
{
	struct kmend_format format = { .owner = owner };
	int err;

	err = kmend_format_check_head(&format, desc);
	if (err)
		return err;
	err = kmend_format_string(&format, desc->description, KMEND_DESCRIPTION_MAX,
				  "description");
	if (!err)
		err = kmend_format_string(&format, desc->tool, KMEND_DETAIL_MAX, "tool");
	if (!err)
		err = kmend_relations_check(&format, desc);
	if (err)
		return err;
	return kmend_format_check_units(&format, desc);
}

/* No byte of the kernel may belong to two functions of one patch. */
static int kmend_format_check_overlap(struct kmend_format *format,
				      const struct kmend_func *funcs, u32 index)
{
	const struct kmend_func *func = &funcs[index];
	u32 i;

	for (i = 0; i < index; i++) {
		if (funcs[i].old_addr < func->old_addr + func->size &&
		    func->old_addr < funcs[i].old_addr + funcs[i].size)
			return kmend_format_refuse(format, -EADDRINUSE,
						   "shares bytes of the kernel with '%s'",
						   funcs[i].name);
	}
	return 0;
}

int kmend_format_check_places(struct kmend_format *format, const struct kmend_func *funcs,
			      u32 nr_funcs)
{
	const struct module *home;
	u32 i;
	int err;

	for (i = 0; i < nr_funcs; i++) {
		if (!funcs[i].old_addr)
			continue;
		format->func = funcs[i].name;
		home = kmend_func_home(&funcs[i]);
		if (!kmend_target_has_text(home, funcs[i].old_addr, funcs[i].size))
			return kmend_format_refuse(format, -EADDRNOTAVAIL,
						   "the old code is not in the text of %s",
						   home ? home->name : "the kernel");
		err = kmend_format_check_overlap(format, funcs, i);
		if (err)
			return err;
	}
	format->func = NULL;
	return 0;
}
