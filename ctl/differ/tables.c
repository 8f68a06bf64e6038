// SPDX-License-Identifier: GPL-2.0
/*
 * The sections whose entries describe places in code: what the kernel's
 * assembler macros and objtool put there, entry by entry.
 */
#include "tables.h"

#include <string.h>

#include "../../uapi/kmend_patch.h"

const struct kmend_table kmend_tables[] = {
	{ KMEND_TABLE_ALTERNATIVES, { 12, 14 }, KMEND_SITE_ALTERNATIVE, true },
	{ ".parainstructions", { 16 }, KMEND_SITE_PARAVIRT, true },
	{ KMEND_TABLE_BUGS, { KMEND_BUG_SIZE_WITH_LINE, 8 }, 0, true },
	{ "__ex_table", { 12 }, 0, true },
	{ "__jump_table", { 16 }, KMEND_SITE_JUMP_LABEL, true },
	{ ".static_call_sites", { 8 }, KMEND_SITE_STATIC_CALL, true },
	{ ".smp_locks", { 4 }, KMEND_SITE_LOCK, true },
	{ ".retpoline_sites", { 4 }, KMEND_SITE_RETPOLINE, true },
	{ ".return_sites", { 4 }, KMEND_SITE_RETURN, true },
	{ "__mcount_loc", { 8 }, KMEND_SITE_FENTRY, true },
	{ KMEND_TABLE_ORC_IP, { 4 }, 0, false },
	{ NULL, { 0 }, 0, false },
};

const struct kmend_table *kmend_table_find(const char *name)
{
	for (const struct kmend_table *t = kmend_tables; t->name; t++)
		if (!strcmp(t->name, name))
			return t;
	return NULL;
}

/* call, jmp: 5; with a CS prefix, or jcc: 6. */
static uint32_t branch_length(uint8_t first)
{
	return first == 0x2e || first == 0x0f ? 6 : 5;
}

/* jmp rel8 and the nop of its length start with 0xeb and 0x66. */
static uint32_t jump_label_length(uint8_t first)
{
	return first == 0xeb || first == 0x66 ? 2 : 5;
}

uint32_t kmend_table_site_length(const struct kmend_table *table, const uint8_t *entry,
				 uint32_t size, const uint8_t *code, uint64_t left)
{
	uint8_t first = left ? code[0] : 0;

	switch (table->site) {
	case KMEND_SITE_ALTERNATIVE:
		return entry[size - 2];
	case KMEND_SITE_PARAVIRT:
		return entry[9];
	case KMEND_SITE_JUMP_LABEL:
		return jump_label_length(first);
	case KMEND_SITE_RETPOLINE:
	case KMEND_SITE_STATIC_CALL:
		return branch_length(first);
	case KMEND_SITE_LOCK:
		return 1;
	case KMEND_SITE_RETURN:
	case KMEND_SITE_FENTRY:
		return 5;
	}
	return 0;
}
