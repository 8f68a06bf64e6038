// SPDX-License-Identifier: GPL-2.0
/* Puts the selected pieces and table entries into the output. */
#include "emit.h"

#include <elf.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../uapi/kmend_patch.h"
#include "sections.h"

/* Where a piece went. */
struct place {
	size_t sec;
	uint64_t at;
};

struct emitter {
	struct kmend_selection *sel;
	struct kmend_kernelsyms *ks;
	struct kmend_out *out;
	const struct kmend_obj *obj;
	struct place *places;	/* by piece */
	size_t *sections;	/* by section index of the object: in the output */
	size_t percpu;		/* the section of all per-CPU variables */
	size_t *sym_out;
};

/*
 * Constants lose the flags that let the linker merge them: relocations here are
 * against the section and an offset, which merging would not follow. A module has
 * one section for all its per-CPU variables, which its loader finds by name.
 */
static size_t section_of(struct emitter *e, const struct kmend_sec *sec)
{
	bool percpu = kmend_section_class(sec) == KMEND_CLASS_PERCPU;
	size_t *out = percpu ? &e->percpu : &e->sections[sec->index];

	if (*out == KMEND_OUT_NONE)
		*out = kmend_out_section(e->out, percpu ? KMEND_SEC_PERCPU : sec->name,
					 sec->type == SHT_NOBITS ? SHT_NOBITS : SHT_PROGBITS,
					 sec->flags & (SHF_ALLOC | SHF_WRITE | SHF_EXECINSTR));
	return *out;
}

/* Does all of a symbol lie in a piece? Of functions that overlap, one may begin in another. */
static bool is_inside(const struct kmend_sym *sym, const struct kmend_range *range)
{
	return sym->value >= range->from && sym->value - range->from < range->size &&
	       sym->size <= range->size - (sym->value - range->from);
}

static void emit_symbols(struct emitter *e, const struct kmend_piece *piece, struct place place)
{
	const struct kmend_range *range = &piece->range;
	const struct kmend_changes *changes = e->sel->changes;
	size_t nr;
	struct kmend_sym **syms = kmend_index_in(e->obj, range->sec, &nr);

	for (size_t i = piece->sym ? 0 : nr; i < nr; i++) {
		const struct kmend_sym *sym = syms[i];
		/* A new global may be used by other units; the rest is nobody else's. */
		bool global = sym->bind != STB_LOCAL && changes->of[sym->index] == KMEND_CHANGE_NEW;
		struct kmend_out_sym out = {
			.name = sym->name, .bind = global ? STB_GLOBAL : STB_LOCAL, .type = sym->type,
			.sec = place.sec, .value = place.at + sym->value - range->from, .size = sym->size,
		};

		if (sym->value > range->from + range->size)
			break;
		if (sym == piece->sym || is_inside(sym, range))
			e->sym_out[sym->index] = kmend_out_symbol(e->out, &out);
	}
}

static void emit_pieces(struct emitter *e)
{
	for (size_t i = 0; i < e->sel->nr_pieces; i++) {
		const struct kmend_piece *piece = &e->sel->pieces[i];
		const struct kmend_sec *sec = piece->range.sec;
		bool nameless_code = piece->code && !piece->sym;
		struct place *place = &e->places[i];

		place->sec = section_of(e, sec);
		place->at = kmend_out_append(e->out, place->sec, sec->data ? sec->data + piece->range.from : NULL,
					     piece->range.size, nameless_code ? 1 : sec->align);
		emit_symbols(e, piece, *place);
	}
}

/* A relocation against @addend bytes after the start of a piece. */
static void rela_to_piece(struct emitter *e, size_t sec, uint64_t at, uint32_t type, size_t piece, int64_t addend)
{
	const struct place *place = &e->places[piece];

	kmend_out_rela(e->out, sec, at, type, kmend_out_section_symbol(e->out, place->sec),
		       (int64_t)place->at + addend);
}

/* The kernel's symbol of the object itself; one that it needs from elsewhere is global. */
static bool is_local(const struct kmend_sym *sym)
{
	return sym->sec && sym->bind == STB_LOCAL;
}

static int emit_rela(struct emitter *e, struct kmend_sec *sec, const struct kmend_rela *rela,
		     size_t out_sec, uint64_t at, struct kmend_err *err)
{
	struct kmend_link link;
	bool of_module;
	size_t sym;

	if (kmend_select_link(e->sel, sec, rela, &link, err))
		return -1;
	if (link.piece != KMEND_NO_PIECE) {
		const struct kmend_range *range = &e->sel->pieces[link.piece].range;

		if (!link.sym)
			rela_to_piece(e, out_sec, at, rela->type, link.piece, link.addend);
		else if (e->sym_out[link.sym->index] != KMEND_OUT_NONE)
			kmend_out_rela(e->out, out_sec, at, rela->type, e->sym_out[link.sym->index], link.addend);
		else
			rela_to_piece(e, out_sec, at, rela->type, link.piece,
				      link.addend + (int64_t)(link.sym->value - range->from));
		return 0;
	}
	if (!*e->ks->early) {
		if (kmend_kernelsym_of_module(e->ks, link.sym->name, is_local(link.sym), &of_module, err))
			return -1;
		if (of_module)
			return kmend_kernelsym_late(e->ks, (struct kmend_late){
				out_sec, at, rela->type, link.sym->name, is_local(link.sym), link.addend }, err);
	}
	if (kmend_kernelsym(e->ks, link.sym->name, is_local(link.sym),
			    !link.sym->sec && link.sym->bind == STB_WEAK, &sym, err))
		return -1;
	kmend_out_rela(e->out, out_sec, at, rela->type, sym, link.addend);
	return 0;
}

/* The relocations of [from, to) of @sec, which is at @at of @out_sec. */
static int emit_relas(struct emitter *e, struct kmend_sec *sec, uint64_t from, uint64_t to,
		      size_t out_sec, uint64_t at, struct kmend_err *err)
{
	for (size_t r = kmend_relas_from(sec, from); r < sec->nr_relas && sec->relas[r].offset < to; r++)
		if (sec->relas[r].type != R_X86_64_NONE &&
		    emit_rela(e, sec, &sec->relas[r], out_sec, at + sec->relas[r].offset - from, err))
			return -1;
	return 0;
}

static int emit_code_and_data(struct emitter *e, struct kmend_err *err)
{
	emit_pieces(e);
	for (size_t i = 0; i < e->sel->nr_pieces; i++) {
		const struct kmend_range *range = &e->sel->pieces[i].range;

		if (emit_relas(e, range->sec, range->from, range->from + range->size,
			       e->places[i].sec, e->places[i].at, err))
			return -1;
	}
	return 0;
}

/* The unwind tables are two: places in one, what holds there in the other. */
static int emit_unwind(struct emitter *e, const struct kmend_entry *entry, struct kmend_sec *orc,
		       struct kmend_err *err)
{
	uint64_t n = entry->sec->size / entry->size, size = orc ? orc->size / n : 0;

	if (!orc || !orc->data || !size || size * n != orc->size || orc->nr_relas)
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: sections .orc_unwind and %s do not fit together",
				     e->obj->path, entry->sec->name);
	kmend_out_append(e->out, section_of(e, orc), orc->data + entry->offset / entry->size * size, size, 2);
	return 0;
}

static int emit_entry(struct emitter *e, const struct kmend_kept *kept, struct kmend_sec *orc, struct kmend_err *err)
{
	const struct kmend_entry *entry = kept->entry;
	const struct kmend_rela *first = &entry->sec->relas[kmend_relas_from(entry->sec, entry->offset)];
	size_t sec = section_of(e, entry->sec);
	uint64_t at = kmend_out_append(e->out, sec, entry->sec->data + entry->offset, entry->size, entry->sec->align);
	const struct kmend_range *code = &e->sel->pieces[kept->piece].range;
	struct kmend_range range;

	rela_to_piece(e, sec, at, first->type, kept->piece, (int64_t)(entry->pos - code->from));
	if (!strcmp(entry->table->name, KMEND_TABLE_ORC_IP))
		return emit_unwind(e, entry, orc, err);
	if (strcmp(entry->table->name, KMEND_TABLE_ALTERNATIVES))
		return emit_relas(e, entry->sec, entry->offset + 4, entry->offset + entry->size, sec, at + 4, err);
	if (kmend_replacement(e->obj, entry, &range, err))
		return -1;
	/* Nothing is put in: any place will do. */
	if (!range.size)
		rela_to_piece(e, sec, at + KMEND_ALT_REPLACEMENT, R_X86_64_PC32, kept->piece, 0);
	else
		rela_to_piece(e, sec, at + KMEND_ALT_REPLACEMENT, R_X86_64_PC32,
			      kmend_select_range(e->sel, range), 0);
	return 0;
}

static int emit_tables(struct emitter *e, struct kmend_err *err)
{
	struct kmend_sec *orc = NULL;

	for (size_t i = 1; i < e->obj->nr_secs; i++)
		if (e->obj->secs[i].name && !strcmp(e->obj->secs[i].name, ".orc_unwind"))
			orc = &e->obj->secs[i];
	for (size_t i = 0; i < e->sel->nr_entries; i++)
		if (emit_entry(e, &e->sel->entries[i], orc, err))
			return -1;
	return 0;
}

/*
 * What refers to a symbol of a module in [from, to) of a section that the kernel itself works with
 * when it loads the patch module: the table's name is the reason why that module must be there.
 */
static int look_for_early(struct emitter *e, struct kmend_sec *sec, uint64_t from, uint64_t to,
			  const char *table, struct kmend_err *err)
{
	struct kmend_link link;
	bool of_module;

	for (size_t r = kmend_relas_from(sec, from);
	     r < sec->nr_relas && sec->relas[r].offset < to && !*e->ks->early; r++) {
		if (sec->relas[r].type == R_X86_64_NONE)
			continue;
		if (kmend_select_link(e->sel, sec, &sec->relas[r], &link, err))
			return -1;
		if (link.piece != KMEND_NO_PIECE)
			continue;
		if (kmend_kernelsym_of_module(e->ks, link.sym->name, is_local(link.sym), &of_module, err))
			return -1;
		if (of_module)
			snprintf(e->ks->early, sizeof(e->ks->early), "%.140s is needed in %.40s, which the kernel reads when it loads the patch",
				 link.sym->name, table);
	}
	return 0;
}

/* A table's entry, and the code at the place that it speaks of, which the kernel rewrites. */
static int look_at_entry(struct emitter *e, const struct kmend_entry *entry, struct kmend_range *code,
			 struct kmend_err *err)
{
	const char *table = entry->table->name;
	uint64_t left = code->from + code->size - entry->pos;
	uint32_t length;

	if (!strcmp(table, KMEND_TABLE_ORC_IP))
		return 0;
	if (strcmp(table, KMEND_TABLE_ALTERNATIVES) &&
	    look_for_early(e, entry->sec, entry->offset + 4, entry->offset + entry->size, table, err))
		return -1;
	if (!code->sec->data)
		return 0;
	length = kmend_table_site_length(entry->table, entry->sec->data + entry->offset, (uint32_t)entry->size,
					 code->sec->data + entry->pos, left);
	return look_for_early(e, code->sec, entry->pos, entry->pos + length, table, err);
}

/* May the manager fill in what refers to modules? Code and data wait until they are used. */
static int find_early(struct emitter *e, struct kmend_err *err)
{
	for (size_t i = 0; i < e->sel->nr_entries; i++)
		if (look_at_entry(e, e->sel->entries[i].entry, &e->sel->pieces[e->sel->entries[i].piece].range, err))
			return -1;
	for (size_t i = 0; i < e->sel->nr_pieces; i++) {
		struct kmend_range *range = &e->sel->pieces[i].range;
		enum kmend_class class = kmend_section_class(range->sec);

		if (class != KMEND_CLASS_CODE && class != KMEND_CLASS_DATA && class != KMEND_CLASS_FRESH &&
		    look_for_early(e, range->sec, range->from, range->from + range->size, range->sec->name, err))
			return -1;
	}
	return 0;
}

/* All of the descriptors but what names them, see describe.c. */
static int emit_data(struct emitter *e, struct kmend_err *err)
{
	const struct kmend_data *data = &e->sel->changes->data;

	if (data->nr)
		e->ks->data = kmend_out_section(e->out, KMEND_SEC_DATA, SHT_PROGBITS, SHF_ALLOC);
	for (size_t i = 0; i < data->nr; i++) {
		const struct kmend_datum *word = &data->words[i];
		struct kmend_data_desc desc = {
			.from = word->old, .to = word->new, .offset = (uint32_t)word->offset, .size = word->size,
		};
		uint64_t at = kmend_out_append(e->out, e->ks->data, &desc, sizeof(desc), 8);

		if (word->to && emit_rela(e, word->post->sec, word->to, e->ks->data,
					  at + offsetof(struct kmend_data_desc, to), err))
			return -1;
	}
	return 0;
}

int kmend_emit(struct kmend_selection *sel, struct kmend_kernelsyms *ks, size_t *sym_out, struct kmend_err *err)
{
	struct emitter e = {
		.sel = sel, .ks = ks, .out = ks->out, .obj = sel->changes->pair->post, .sym_out = sym_out,
		.percpu = KMEND_OUT_NONE,
	};
	int ret = -1;

	e.places = calloc(sel->nr_pieces + 1, sizeof(*e.places));
	e.sections = malloc(e.obj->nr_secs * sizeof(*e.sections));
	if (e.places && e.sections) {
		for (size_t i = 0; i < e.obj->nr_secs; i++)
			e.sections[i] = KMEND_OUT_NONE;
		ret = find_early(&e, err) || emit_code_and_data(&e, err) || emit_tables(&e, err) || emit_data(&e, err) ? -1 : 0;
	} else {
		kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", ks->opts->out);
	}
	free(e.places);
	free(e.sections);
	return ret;
}
