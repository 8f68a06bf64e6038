// SPDX-License-Identifier: GPL-2.0
/*
 * Assembly, because it takes the assembler a hundredth of the time in which a compiler reads
 * the kernel's headers, and nothing in it is code.
 */
#include "descriptor.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../../uapi/kmend_patch.h"

/* The members are written in their order, each with its size. */
#define AT(member, offset) \
	_Static_assert(offsetof(struct kmend_patch_desc, member) == (offset), "where " #member " is")
AT(magic, 0);
AT(version, 8);
AT(nr_units, 52);
AT(id, 56);
AT(replaces, 112);
AT(nr_depends, 120);
AT(flags, 132);
_Static_assert(sizeof(struct kmend_patch_desc) == 136, "what is written");

/* Octal, for "\x41" followed by "1" would be one character. */
static void put_text(FILE *f, const char *text)
{
	for (; *text; text++) {
		unsigned char c = *text;

		if (isalnum(c) || (c < 0x7f && strchr(" _-.,:;/()+*=<>[]#%&!'@", c)))
			fputc(c, f);
		else
			fprintf(f, "\\%03o", c);
	}
}

static void put_string(FILE *f, const char *label, const char *text)
{
	fprintf(f, "%s:\t.string \"", label);
	put_text(f, text);
	fputs("\"\n", f);
}

static void put_info(FILE *f, const char *key, const char *text)
{
	fprintf(f, "\t.string \"%s=", key);
	put_text(f, text);
	fputs("\"\n", f);
}

static void put_ids(FILE *f, const struct kmend_relations *relations)
{
	char label[48];

	for (enum kmend_relation i = 0; i < KMEND_NR_RELATIONS; i++)
		for (size_t j = 0; j < relations->lists[i].nr; j++) {
			snprintf(label, sizeof(label), ".L%s_%zu", kmend_relation_name(i), j);
			put_string(f, label, relations->lists[i].ids[j]);
		}
	fputs("\t.balign 8\n", f);
	for (enum kmend_relation i = 0; i < KMEND_NR_RELATIONS; i++) {
		fprintf(f, ".L%s:\n", kmend_relation_name(i));
		for (size_t j = 0; j < relations->lists[i].nr; j++)
			fprintf(f, "\t.quad .L%s_%zu\n", kmend_relation_name(i), j);
	}
}

bool kmend_package_names_unit(const struct kmend_package_unit *unit)
{
	bool any = false;

	for (unsigned int i = 0; i < unit->diff->nr_items; i++)
		any |= unit->diff->items[i].what == KMEND_DIFF_HOOK ||
		       unit->diff->items[i].what == KMEND_DIFF_SHADOW ||
		       unit->diff->items[i].what == KMEND_DIFF_WRITTEN;
	return any || unit->nr_replaced || unit->diff->nr_late;
}

static unsigned int put_units(FILE *f, const struct kmend_package *pkg)
{
	unsigned int nr = 0;

	fputs(".Lunits:\n", f);
	for (size_t i = 0; i < pkg->nr_units; i++) {
		if (!kmend_package_names_unit(&pkg->units[i]))
			continue;
		fprintf(f, "\t.quad %s\n", pkg->units[i].symbol);
		nr++;
	}
	return nr;
}

static void put_desc(FILE *f, const struct kmend_package *pkg, const char *release)
{
	const struct kmend_relations *r = pkg->relations;
	unsigned int nr_units;

	fputs("\t.section .rodata\n", f);
	put_string(f, ".Lid", pkg->id);
	put_string(f, ".Ldescription", pkg->description);
	put_string(f, ".Lrelease", release);
	put_string(f, ".Ltool", "kmend " KMEND_VERSION);
	put_ids(f, r);
	nr_units = put_units(f, pkg);
	fputs("\t.section " KMEND_SEC_PATCH ", \"a\", @progbits\n\t.balign 8\n\t.globl kmend_desc\n"
	      "\t.type kmend_desc, @object\nkmend_desc:\n", f);
	fprintf(f, "\t.quad %#llx\n\t.long %u, %zu, %zu, %zu, %zu, %zu, %zu, %zu, %zu, %zu, %zu, %u\n",
		(unsigned long long)KMEND_PATCH_MAGIC, KMEND_PATCH_VERSION, sizeof(struct kmend_patch_desc),
		sizeof(struct kmend_unit_desc), sizeof(struct kmend_func_desc), sizeof(struct kmend_site),
		sizeof(struct kmend_ref), sizeof(struct kmend_symbol),
		sizeof(struct kmend_hook), sizeof(struct kmend_shadow), sizeof(struct kmend_relocation),
		sizeof(struct kmend_data_desc), nr_units);
	fputs("\t.quad .Lid, .Ldescription, .Lrelease, .Ltool, .Lunits", f);
	for (enum kmend_relation i = 0; i < KMEND_NR_RELATIONS; i++)
		fprintf(f, ", %s%s", r->lists[i].nr ? ".L" : "0", r->lists[i].nr ? kmend_relation_name(i) : "");
	fputs("\n\t.long ", f);
	for (enum kmend_relation i = 0; i < KMEND_NR_RELATIONS; i++)
		fprintf(f, "%zu, ", r->lists[i].nr);
	fprintf(f, "%d\n\t.size kmend_desc, . - kmend_desc\n", r->replaces_all ? KMEND_PATCH_REPLACES_ALL : 0);
}

static void put_relation_infos(FILE *f, const struct kmend_relations *relations)
{
	char key[32];

	for (enum kmend_relation i = 0; i < KMEND_NR_RELATIONS; i++) {
		snprintf(key, sizeof(key), "kmend_%s", kmend_relation_name(i));
		for (size_t j = 0; j < relations->lists[i].nr; j++)
			put_info(f, key, relations->lists[i].ids[j]);
	}
	if (relations->replaces_all)
		put_info(f, "kmend_replaces_all", "1");
}

/*
 * OBJECT:SOURCE:FUNCTION, the same of data, and of a hook its kind before that; shadow data as OWNER:NAME; FUNCTION:REASON;
 * MODULE:REASON of one that must be loaded before; the name of one that must not.
 */
static void put_unit_infos(FILE *f, const struct kmend_package *pkg, const struct kmend_package_unit *unit)
{
	char text[1024];

	if (unit->diff->early && kmend_package_names_unit(unit)) {
		snprintf(text, sizeof(text), "%s:%s: %s", unit->home, unit->source, unit->diff->early);
		put_info(f, "kmend_holds", text);
	}
	if (unit->before_load && kmend_package_names_unit(unit))
		put_info(f, "kmend_before_load", unit->home);
	for (size_t i = 0; i < unit->nr_replaced; i++) {
		snprintf(text, sizeof(text), "%s:%s:%s", unit->home, unit->source, unit->replaced[i]);
		put_info(f, "kmend_func", text);
	}
	for (unsigned int i = 0; i < unit->diff->nr_items; i++) {
		const struct kmend_diff_item *item = &unit->diff->items[i];

		if (item->what == KMEND_DIFF_HOOK) {
			snprintf(text, sizeof(text), "%s:%s:%s:%s", item->why, unit->home, unit->source,
				 item->name);
			put_info(f, "kmend_hook", text);
		} else if (item->what == KMEND_DIFF_WRITTEN) {
			snprintf(text, sizeof(text), "%s:%s:%s", unit->home, unit->source, item->name);
			put_info(f, "kmend_data", text);
		} else if (item->what == KMEND_DIFF_SHADOW) {
			snprintf(text, sizeof(text), "%s:%s", *item->why ? item->why : pkg->id, item->name);
			put_info(f, "kmend_shadow", text);
		} else if (item->what == KMEND_DIFF_ACTIVE) {
			snprintf(text, sizeof(text), "%s:%s", item->name, item->why);
			put_info(f, "kmend_active", text);
		}
	}
}

static void put_infos(FILE *f, const struct kmend_package *pkg, const char *release,
		      const struct kmend_namespaces *namespaces)
{
	char format[16];

	fputs("\t.section .modinfo, \"a\", @progbits\n", f);
	snprintf(format, sizeof(format), "%d", KMEND_PATCH_VERSION);
	put_info(f, "kmend_format", format);
	put_info(f, "kmend_id", pkg->id);
	put_info(f, "kmend_description", pkg->description);
	put_info(f, "kmend_release", release);
	put_info(f, "kmend_tool", "kmend " KMEND_VERSION);
	put_relation_infos(f, pkg->relations);
	/* What MODULE_IMPORT_NS() is, whose argument is quoted in some kernels only. */
	for (size_t i = 0; i < namespaces->nr; i++)
		put_info(f, "import_ns", namespaces->names[i]);
	for (size_t i = 0; i < pkg->nr_units; i++)
		put_unit_infos(f, pkg, &pkg->units[i]);
}

int kmend_descriptor_write(const struct kmend_package *pkg, const char *release,
			   const struct kmend_namespaces *namespaces, char **text, size_t *size,
			   struct kmend_err *err)
{
	FILE *f = open_memstream(text, size);

	if (f) {
		put_desc(f, pkg, release);
		put_infos(f, pkg, release, namespaces);
		fputs("\t.section .note.GNU-stack, \"\", @progbits\n", f);
	}
	if (!f || fclose(f))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	return 0;
}
