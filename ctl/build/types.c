// SPDX-License-Identifier: GPL-2.0
/* Types of C as gcc tells them in DWARF; what is declared inside of functions is left out. */
#include "types.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 16 };

/* A pointer may lead back to where it stands, so a type's name ends there at last. */
static void put_type(FILE *f, Dwarf_Die *die, int depth);

static void put_of(FILE *f, Dwarf_Die *die, const char *nothing, int depth)
{
	Dwarf_Attribute attr;
	Dwarf_Die to;

	if (dwarf_attr_integrate(die, DW_AT_type, &attr) && dwarf_formref_die(&attr, &to))
		put_type(f, &to, depth + 1);
	else
		fputs(nothing, f);
}

static void put_array(FILE *f, Dwarf_Die *die, int depth)
{
	Dwarf_Attribute attr;
	Dwarf_Word n;
	Dwarf_Die range;

	put_of(f, die, "void", depth);
	if (dwarf_child(die, &range))
		return;
	do {
		if (dwarf_tag(&range) != DW_TAG_subrange_type)
			continue;
		if (dwarf_attr(&range, DW_AT_count, &attr) && !dwarf_formudata(&attr, &n))
			fprintf(f, "[%llu]", (unsigned long long)n);
		else if (dwarf_attr(&range, DW_AT_upper_bound, &attr) && !dwarf_formudata(&attr, &n))
			fprintf(f, "[%llu]", (unsigned long long)n + 1);
		else
			fputs("[]", f);
	} while (!dwarf_siblingof(&range, &range));
}

static void put_named(FILE *f, Dwarf_Die *die, const char *kind)
{
	const char *name = dwarf_diename(die);

	fprintf(f, "%s%s", kind, name ? name : "{...}");
}

static void put_type(FILE *f, Dwarf_Die *die, int depth)
{
	if (depth > DEPTH_MAX) {
		fputs("...", f);
		return;
	}
	switch (dwarf_tag(die)) {
	case DW_TAG_pointer_type:
		put_of(f, die, "void", depth);
		fputs(" *", f);
		return;
	case DW_TAG_const_type:
	case DW_TAG_volatile_type:
	case DW_TAG_atomic_type:
	case DW_TAG_restrict_type:
		put_of(f, die, "void", depth);
		return;
	case DW_TAG_array_type:
		put_array(f, die, depth);
		return;
	case DW_TAG_subroutine_type:
		fputs("function", f);
		return;
	case DW_TAG_structure_type:
		put_named(f, die, "struct ");
		return;
	case DW_TAG_union_type:
		put_named(f, die, "union ");
		return;
	case DW_TAG_enumeration_type:
		put_named(f, die, "enum ");
		return;
	default:
		put_named(f, die, "");
	}
}

static bool is_aggregate(Dwarf_Die *die)
{
	return dwarf_tag(die) == DW_TAG_structure_type || dwarf_tag(die) == DW_TAG_union_type;
}

static uint64_t number(Dwarf_Die *die, unsigned int name, uint64_t otherwise)
{
	Dwarf_Attribute attr;
	Dwarf_Word n;

	return dwarf_attr(die, name, &attr) && !dwarf_formudata(&attr, &n) ? n : otherwise;
}

/* Of a nameless enumeration, whose constants stand with the member, but not of one that has a name elsewhere. */
static enum kmend_integer integer_of(Dwarf_Die *die)
{
	Dwarf_Die of = *die;
	Dwarf_Attribute attr;
	uint64_t encoding;
	int depth = 0;

	while (depth++ < DEPTH_MAX && (dwarf_tag(&of) == DW_TAG_typedef || dwarf_tag(&of) == DW_TAG_const_type ||
				       dwarf_tag(&of) == DW_TAG_volatile_type))
		if (!dwarf_attr(&of, DW_AT_type, &attr) || !dwarf_formref_die(&attr, &of))
			return KMEND_INTEGER_NONE;
	if (dwarf_tag(&of) == DW_TAG_enumeration_type ? dwarf_tag(die) != DW_TAG_enumeration_type || dwarf_diename(&of)
						      : dwarf_tag(&of) != DW_TAG_base_type)
		return KMEND_INTEGER_NONE;
	encoding = number(&of, DW_AT_encoding, 0);
	if (encoding == DW_ATE_unsigned || encoding == DW_ATE_unsigned_char)
		return KMEND_INTEGER_UNSIGNED;
	return encoding == DW_ATE_signed || encoding == DW_ATE_signed_char ? KMEND_INTEGER_SIGNED : KMEND_INTEGER_NONE;
}

static uint64_t align_of(Dwarf_Die *die, int depth)
{
	uint64_t align = number(die, DW_AT_alignment, 0), most = 1;
	Dwarf_Attribute attr;
	Dwarf_Die of;

	if (align || depth > DEPTH_MAX)
		return align;
	switch (dwarf_tag(die)) {
	case DW_TAG_pointer_type:
		return sizeof(uint64_t);
	case DW_TAG_base_type:
	case DW_TAG_enumeration_type:
		return number(die, DW_AT_byte_size, 1);
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
		if (dwarf_child(die, &of))
			return most;
		do {
			align = dwarf_tag(&of) == DW_TAG_member ? align_of(&of, depth + 1) : 0;
			most = align > most ? align : most;
		} while (!dwarf_siblingof(&of, &of));
		return most;
	default:
		return dwarf_attr(die, DW_AT_type, &attr) && dwarf_formref_die(&attr, &of) ? align_of(&of, depth + 1) : most;
	}
}

static int no_memory(struct kmend_err *err)
{
	return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
}

static int add_member(struct kmend_type *type, Dwarf_Die *die, Dwarf_Die *of, uint64_t bit,
		      struct kmend_err *err)
{
	struct kmend_member *more, *member;
	Dwarf_Word bytes;
	size_t size;
	FILE *f;

	more = realloc(type->members, (type->nr + 1) * sizeof(*more));
	if (!more)
		return no_memory(err);
	type->members = more;
	member = &more[type->nr++];
	*member = (struct kmend_member){ .name = strdup(dwarf_diename(die)), .bit = bit };
	member->bits = number(die, DW_AT_bit_size, 0);
	member->field = member->bits;
	member->integer = integer_of(of);
	if (!member->bits && !dwarf_aggregate_size(of, &bytes))
		member->bits = bytes * 8;
	f = open_memstream(&member->type, &size);
	if (!f)
		return no_memory(err);
	put_type(f, of, 0);
	return fclose(f) || !member->name ? no_memory(err) : 0;
}

/* A nameless structure inside shares the names and the places of the one around it. */
static int add_members(struct kmend_type *type, Dwarf_Die *die, uint64_t base, int depth,
		       struct kmend_err *err)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(die, &child))
		return 0;
	do {
		Dwarf_Attribute attr;
		Dwarf_Die of;
		uint64_t bit;
		int ret;

		/* A nameless bit field is padding. */
		if (dwarf_tag(&child) != DW_TAG_member || !dwarf_attr(&child, DW_AT_type, &attr) ||
		    !dwarf_formref_die(&attr, &of))
			continue;
		bit = base + number(&child, DW_AT_data_bit_offset,
				    8 * number(&child, DW_AT_data_member_location, 0));
		if (dwarf_diename(&child))
			ret = add_member(type, &child, &of, bit, err);
		else
			ret = is_aggregate(&of) ? add_members(type, &of, bit, depth + 1, err) : 0;
		if (ret)
			return ret;
	} while (!dwarf_siblingof(&child, &child));
	return 0;
}

static int add_type(struct kmend_types *types, Dwarf_Die *die, const char *kind,
		    const char *name, struct kmend_err *err)
{
	struct kmend_type *more, *type;

	/* Room for a power of two of them. */
	if (!(types->nr & (types->nr - 1))) {
		more = realloc(types->list, (types->nr ? 2 * types->nr : 1) * sizeof(*more));
		if (!more)
			return no_memory(err);
		types->list = more;
	}
	type = &types->list[types->nr];
	*type = (struct kmend_type){ .size = dwarf_bytesize(die), .align = align_of(die, 0) };
	if (asprintf(&type->name, "%s%s", kind, name) < 0)
		return no_memory(err);
	types->nr++;
	return add_members(type, die, 0, 0, err);
}

static int read_type(struct kmend_types *types, Dwarf_Die *die, struct kmend_err *err)
{
	const char *name = dwarf_diename(die);
	Dwarf_Attribute attr;
	Dwarf_Die of;

	if (!name || dwarf_attr(die, DW_AT_declaration, &attr))
		return 0;
	switch (dwarf_tag(die)) {
	case DW_TAG_structure_type:
		return add_type(types, die, "struct ", name, err);
	case DW_TAG_union_type:
		return add_type(types, die, "union ", name, err);
	case DW_TAG_typedef:
		if (dwarf_attr(die, DW_AT_type, &attr) && dwarf_formref_die(&attr, &of) &&
		    is_aggregate(&of) && !dwarf_diename(&of))
			return add_type(types, &of, "", name, err);
		return 0;
	default:
		return 0;
	}
}

static int read_unit(struct kmend_types *types, Dwarf_Die *unit, struct kmend_err *err)
{
	Dwarf_Die child;

	if (dwarf_child(unit, &child))
		return 0;
	do {
		if (read_type(types, &child, err))
			return -1;
	} while (!dwarf_siblingof(&child, &child));
	return 0;
}

static void free_type(struct kmend_type *type)
{
	for (size_t i = 0; i < type->nr; i++) {
		free(type->members[i].name);
		free(type->members[i].type);
	}
	free(type->members);
	free(type->name);
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct kmend_type *)a)->name, ((const struct kmend_type *)b)->name);
}

static void sort(struct kmend_types *types)
{
	size_t n = 0;

	if (types->nr)
		qsort(types->list, types->nr, sizeof(*types->list), compare);
	for (size_t i = 0; i < types->nr; i++) {
		if (n && !compare(&types->list[n - 1], &types->list[i]))
			free_type(&types->list[i]);
		else
			types->list[n++] = types->list[i];
	}
	types->nr = n;
}

/* Through libdwfl, which applies the relocations that an object has in its debug sections. */
int kmend_types_read(const char *path, struct kmend_types *types, struct kmend_err *err)
{
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_build_id_find_elf, .find_debuginfo = dwfl_standard_find_debuginfo,
		.section_address = dwfl_offline_section_address,
	};
	Dwfl *dwfl = dwfl_begin(&callbacks);
	Dwfl_Module *module = dwfl ? dwfl_report_offline(dwfl, path, path, -1) : NULL;
	Dwarf_Die *unit = NULL;
	Dwarf_Addr bias;
	bool any = false;
	int ret = 0;

	*types = (struct kmend_types){ 0 };
	if (module)
		dwfl_report_end(dwfl, NULL, NULL);
	while (module && !ret && (unit = dwfl_module_nextcu(module, unit, &bias))) {
		any = true;
		ret = read_unit(types, unit, err);
	}
	if (!any)
		ret = kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: no debug information: %s", path,
				    module ? "compile it with -g" : dwfl_errmsg(-1));
	if (dwfl)
		dwfl_end(dwfl);
	sort(types);
	return ret;
}

void kmend_types_free(struct kmend_types *types)
{
	for (size_t i = 0; i < types->nr; i++)
		free_type(&types->list[i]);
	free(types->list);
	*types = (struct kmend_types){ 0 };
}

const struct kmend_member *kmend_member_find(const struct kmend_type *type, const char *name)
{
	for (size_t i = 0; i < type->nr; i++)
		if (!strcmp(type->members[i].name, name))
			return &type->members[i];
	return NULL;
}

/* Is the bit one of a member that is no bit field, or outside of the structure? */
static bool is_apart(const struct kmend_type *type, const struct kmend_member *member, uint64_t bit)
{
	bool apart = bit >= type->size * 8;

	for (size_t i = 0; i < type->nr; i++) {
		const struct kmend_member *m = &type->members[i];

		if (m == member || bit < m->bit || bit - m->bit >= m->bits)
			continue;
		if (m->field)
			return false;
		apart = true;
	}
	return apart;
}

static bool stands_alone(const struct kmend_type *type, const struct kmend_member *m)
{
	return (!m->bit || is_apart(type, m, m->bit - 1)) && is_apart(type, m, m->bit + m->bits);
}

static bool same_integer(const struct kmend_member *a, const struct kmend_member *b)
{
	return a->bits && a->bit == b->bit && a->bits == b->bits && a->integer != KMEND_INTEGER_NONE &&
	       a->integer == b->integer;
}

static bool is_pointer(const struct kmend_member *m)
{
	size_t n = strlen(m->type);

	return n && m->type[n - 1] == '*';
}

static bool same_pointer(const struct kmend_member *a, const struct kmend_member *b)
{
	return a->bit == b->bit && is_pointer(a) && is_pointer(b);
}

bool kmend_member_same_integer(const struct kmend_type *pre, const char *name, const struct kmend_type *post)
{
	const struct kmend_member *a = kmend_member_find(pre, name), *b = kmend_member_find(post, name);

	return a && b && same_integer(a, b) && (a->field == b->field || (stands_alone(pre, a) && stands_alone(post, b)));
}

bool kmend_member_same_pointer(const struct kmend_type *pre, const char *name, const struct kmend_type *post)
{
	const struct kmend_member *a = kmend_member_find(pre, name), *b = kmend_member_find(post, name);

	return a && b && same_pointer(a, b);
}

bool kmend_member_alike(const struct kmend_member *a, const struct kmend_member *b)
{
	return same_pointer(a, b) || (!a->field && !b->field && same_integer(a, b));
}
