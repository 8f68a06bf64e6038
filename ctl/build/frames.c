// SPDX-License-Identifier: GPL-2.0
/*
 * What gcc has inlined is told twice: as it stands in the source, and where it was inlined, with a reference to
 * the former. Variables that the compiler does without may be left out there. So a function counts as one that has the
 * structure if the source of anything inlined in it does. A function that has several pieces (.cold) has several ranges.
 */
#include "frames.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64 };

struct search {
	const char *tag;
	Dwfl_Module *module;
	Dwarf_Addr bias;
	struct kmend_names *functions;
	struct kmend_err *err;
};

/* Is a variable the structure, or an array of it? */
static bool is_one(const struct search *s, Dwarf_Die *variable)
{
	Dwarf_Attribute attr;
	Dwarf_Die of = *variable;

	while (dwarf_attr_integrate(&of, DW_AT_type, &attr) && dwarf_formref_die(&attr, &of)) {
		const char *name = dwarf_diename(&of);

		if (dwarf_tag(&of) == DW_TAG_structure_type)
			return name && !strcmp(name, s->tag);
		if (dwarf_tag(&of) == DW_TAG_pointer_type || dwarf_tag(&of) == DW_TAG_subroutine_type)
			return false;
	}
	return false;
}

/* Does a function or block have one, or what is inlined in it, also as it stands in the source? */
static bool has(const struct search *s, Dwarf_Die *die, int depth)
{
	Dwarf_Attribute attr;
	Dwarf_Die child, origin;

	if (depth > DEPTH_MAX)
		return true;
	if (dwarf_attr(die, DW_AT_abstract_origin, &attr) && dwarf_formref_die(&attr, &origin) && has(s, &origin, depth + 1))
		return true;
	if (dwarf_child(die, &child))
		return false;
	do {
		int tag = dwarf_tag(&child);

		if ((tag == DW_TAG_variable || tag == DW_TAG_formal_parameter) && is_one(s, &child))
			return true;
		if ((tag == DW_TAG_lexical_block || tag == DW_TAG_inlined_subroutine) && has(s, &child, depth + 1))
			return true;
	} while (!dwarf_siblingof(&child, &child));
	return false;
}

static int no_memory(struct search *s)
{
	return kmend_err_set(s->err, KMEND_EXIT_FAILED, "out of memory");
}

static int note(struct search *s, Dwarf_Addr addr)
{
	struct kmend_names *f = s->functions;
	const char *name, *cold;
	char **more;
	GElf_Off offset;
	GElf_Sym sym;

	name = dwfl_module_addrinfo(s->module, addr + s->bias, &offset, &sym, NULL, NULL, NULL);
	if (!name || offset || GELF_ST_TYPE(sym.st_info) != STT_FUNC)
		return kmend_err_set(s->err, KMEND_EXIT_REFUSED, "the debug information has a function with struct %s where the object has none",
				     s->tag);
	more = realloc(f->names, (f->nr + 1) * sizeof(*more));
	if (!more)
		return no_memory(s);
	f->names = more;
	cold = strstr(name, ".cold");
	more[f->nr] = strndup(name, cold ? (size_t)(cold - name) : strlen(name));
	return more[f->nr] ? (f->nr++, 0) : no_memory(s);
}

static int read_function(struct search *s, Dwarf_Die *die)
{
	Dwarf_Addr base, from, to;
	ptrdiff_t at = 0;

	/* One that is only inlined has no code of its own. */
	if ((!dwarf_hasattr(die, DW_AT_low_pc) && !dwarf_hasattr(die, DW_AT_ranges)) || !has(s, die, 0))
		return 0;
	while ((at = dwarf_ranges(die, at, &base, &from, &to)) > 0)
		if (note(s, from))
			return -1;
	return at < 0 ? kmend_err_set(s->err, KMEND_EXIT_REFUSED, "debug information that cannot be read: %s", dwarf_errmsg(-1)) : 0;
}

static int read_unit(struct search *s, Dwarf_Die *unit)
{
	Dwarf_Die child;

	if (dwarf_child(unit, &child))
		return 0;
	do {
		if (dwarf_tag(&child) == DW_TAG_subprogram && read_function(s, &child))
			return -1;
	} while (!dwarf_siblingof(&child, &child));
	return 0;
}

int kmend_frames_read(const char *object, const char *tag, struct kmend_names *functions, struct kmend_err *err)
{
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_build_id_find_elf, .find_debuginfo = dwfl_standard_find_debuginfo,
		.section_address = dwfl_offline_section_address,
	};
	Dwfl *dwfl = dwfl_begin(&callbacks);
	struct search s = { .tag = tag, .functions = functions, .err = err };
	Dwarf_Die *unit = NULL;
	bool any = false;
	int ret = 0;

	*functions = (struct kmend_names){ 0 };
	s.module = dwfl ? dwfl_report_offline(dwfl, object, object, -1) : NULL;
	if (s.module)
		dwfl_report_end(dwfl, NULL, NULL);
	while (s.module && !ret && (unit = dwfl_module_nextcu(s.module, unit, &s.bias))) {
		any = true;
		ret = read_unit(&s, unit);
	}
	if (!any)
		ret = kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: no debug information: %s", object,
				    s.module ? "compile it with -g" : dwfl_errmsg(-1));
	if (dwfl)
		dwfl_end(dwfl);
	return ret;
}
