// SPDX-License-Identifier: GPL-2.0
/*
 * What the kinds of sections of a kernel object mean for a change. The names
 * are those of the kernel's linker scripts; a name that is not here is unknown
 * and makes the differ careful.
 */
#include "sections.h"

#include <ctype.h>
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "index.h"
#include "tables.h"

struct pattern {
	const char *name;
	bool prefix;
	enum kmend_class class;
};

/* The first that matches counts. */
static const struct pattern patterns[] = {
	{ ".discard.", true, KMEND_CLASS_DROPPED },
	{ ".note.", true, KMEND_CLASS_DROPPED },
	{ ".printk_index", false, KMEND_CLASS_DROPPED },
	{ ".kmend.author.", true, KMEND_CLASS_AUTHOR },
	{ ".altinstr_replacement", false, KMEND_CLASS_TABLE },
	{ KMEND_SEC_FRAGMENTS, false, KMEND_CLASS_FRAGMENTS },
	{ ".orc_unwind", false, KMEND_CLASS_TABLE },
	{ ".init.", true, KMEND_CLASS_BOOT },
	{ ".exit.", true, KMEND_CLASS_BOOT },
	{ ".meminit.", true, KMEND_CLASS_BOOT },
	{ ".initcall", true, KMEND_CLASS_LIST },
	{ ".con_initcall.", true, KMEND_CLASS_LIST },
	{ ".data..percpu", true, KMEND_CLASS_PERCPU },
	{ ".data..once", false, KMEND_CLASS_FRESH },
	{ "__dyndbg", false, KMEND_CLASS_FRESH },
	{ ".data", true, KMEND_CLASS_DATA },
	{ ".rodata", true, KMEND_CLASS_DATA },
	{ ".bss", true, KMEND_CLASS_DATA },
	{ ".ref.data", false, KMEND_CLASS_DATA },
	{ "__tracepoints", true, KMEND_CLASS_LIST },
	{ "___ksymtab", true, KMEND_CLASS_EXPORT },
	{ "__ksymtab", true, KMEND_CLASS_EXPORT },
	{ "___kcrctab", true, KMEND_CLASS_EXPORT },
	{ "__kcrctab", true, KMEND_CLASS_EXPORT },
	{ "__param", false, KMEND_CLASS_LIST },
	{ "__modver", false, KMEND_CLASS_LIST },
	{ ".modinfo", false, KMEND_CLASS_LIST },
	{ "_ftrace_events", false, KMEND_CLASS_LIST },
	{ "_ftrace_eval_map", false, KMEND_CLASS_LIST },
	{ "__syscalls_metadata", false, KMEND_CLASS_LIST },
	{ "__bpf_raw_tp_map", false, KMEND_CLASS_LIST },
	{ "__trace_printk_fmt", false, KMEND_CLASS_LIST },
	{ "__tracepoint_str", false, KMEND_CLASS_LIST },
	{ ".static_call_tramp_key", false, KMEND_CLASS_LIST },
	{ "_kprobe_blacklist", false, KMEND_CLASS_LIST },
	{ "_error_injection_whitelist", false, KMEND_CLASS_LIST },
	{ ".BTF_ids", false, KMEND_CLASS_LIST },
	{ ".pci_fixup", true, KMEND_CLASS_LIST },
	{ ".builtin_fw", false, KMEND_CLASS_LIST },
};

/* Names of code sections whose functions may be redirected. */
static bool is_plain_code(const char *name)
{
	return !strcmp(name, ".text") || !strncmp(name, ".text.", 6) ||
	       !strcmp(name, ".sched.text") || !strcmp(name, ".ref.text") ||
	       !strcmp(name, ".spinlock.text");
}

enum kmend_class kmend_section_class(const struct kmend_sec *sec)
{
	if (!(sec->flags & SHF_ALLOC))
		return KMEND_CLASS_DROPPED;
	if (kmend_table_find(sec->name))
		return KMEND_CLASS_TABLE;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
		const struct pattern *p = &patterns[i];

		if (p->prefix ? !strncmp(sec->name, p->name, strlen(p->name)) : !strcmp(sec->name, p->name))
			return p->class;
	}
	if (sec->flags & SHF_EXECINSTR)
		return is_plain_code(sec->name) ? KMEND_CLASS_CODE : KMEND_CLASS_PINNED_CODE;
	return KMEND_CLASS_UNKNOWN;
}

const char *kmend_exported_name(const struct kmend_sec *sec)
{
	const char *plus = !strncmp(sec->name, "___ksymtab", 10) ? strchr(sec->name, '+') : NULL;

	return plus ? plus + 1 : NULL;
}

bool kmend_is_function(const struct kmend_sym *sym)
{
	return sym->type == STT_FUNC && sym->sec && sym->size && (sym->sec->flags & SHF_EXECINSTR) &&
	       sym->sec->data;
}

bool kmend_is_object(const struct kmend_sym *sym)
{
	return sym->sec && kmend_sym_is_named(sym) && sym->type != STT_FUNC &&
	       !(sym->sec->flags & (SHF_EXECINSTR | SHF_MERGE)) &&
	       kmend_section_class(sym->sec) != KMEND_CLASS_DROPPED;
}

bool kmend_has_relas(const struct kmend_sec *sec, uint64_t from, uint64_t to)
{
	size_t r = kmend_relas_from(sec, from);

	return r < sec->nr_relas && sec->relas[r].offset < to;
}

/* "name.7": the compiler numbers what is local to a function. */
static bool is_numbered(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot != name && isdigit((unsigned char)dot[1]) &&
	       dot[1 + strspn(dot + 1, "0123456789")] == '\0';
}

bool kmend_is_private(const struct kmend_sym *sym)
{
	enum kmend_class class;

	if (!kmend_is_object(sym) || sym->bind != STB_LOCAL)
		return false;
	class = kmend_section_class(sym->sec);
	if (class == KMEND_CLASS_FRESH)
		return true;
	if (class != KMEND_CLASS_DATA)
		return false;
	if (!sym->size && !sym->sec->size)
		return true;
	/* A variable that is called "once" has the same section by itself. */
	if (!strcmp(sym->sec->name, ".data.once") && strcmp(sym->name, "once"))
		return true;
	return is_numbered(sym->name) && !(sym->sec->flags & SHF_WRITE) &&
	       !kmend_has_relas(sym->sec, sym->value, sym->value + sym->size);
}

bool kmend_is_rate_limit(const struct kmend_sym *sym)
{
	return kmend_is_object(sym) && sym->bind == STB_LOCAL && !strncmp(sym->name, "_rs.", 4) &&
	       is_numbered(sym->name);
}

/* What macros of the kernel name with a number that counts on in the file. */
static bool is_counted(const char *name)
{
	return !strncmp(name, "__UNIQUE_ID_", 12) || !strncmp(name, "__BTF_ID__", 10);
}

char *kmend_base_name(const char *name)
{
	char *base = malloc(strlen(name) + 1), *out = base;
	bool counted = is_counted(name);

	if (!base)
		return NULL;
	while (*name) {
		size_t digits = *name == '.' ? strspn(name + 1, "0123456789") : 0;

		if (digits && (name[1 + digits] == '\0' || name[1 + digits] == '.') && out != base)
			name += 1 + digits;
		else
			*out++ = *name++;
	}
	*out = '\0';
	if (counted)
		while (out > base && isdigit((unsigned char)out[-1]))
			*--out = '\0';
	return base;
}
