// SPDX-License-Identifier: GPL-2.0
/*
 * What is where in an object. Sorted arrays, so that every question is a binary
 * search.
 */
#include "index.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "insn.h"

/* How far a field is from the end of its instruction, and is that a branch? */
struct field {
	uint8_t to_end;
	bool branch;
};

struct index {
	struct kmend_sym **by_name;
	size_t nr_names;
	struct kmend_sym **by_place;
	size_t *first_in;	/* by section index: first in by_place; one more at the end */
	struct kmend_entry *entries;
	size_t nr_entries;
	uint64_t *fragments;	/* sorted places in fragments_sec where code jumps to */
	size_t nr_fragments;
	const struct kmend_sec *fragments_sec;
	struct field **fields;	/* by section index: one for each relocation of code */
	size_t nr_secs;
};

static void index_free(void *p)
{
	struct index *ix = p;

	if (!ix)
		return;
	for (size_t i = 0; ix->fields && i < ix->nr_secs; i++)
		free(ix->fields[i]);
	free(ix->fields);
	free(ix->by_name);
	free(ix->by_place);
	free(ix->first_in);
	free(ix->entries);
	free(ix->fragments);
	free(ix);
}

static const struct index *index_of(const struct kmend_obj *obj)
{
	return obj->index;
}

unsigned int kmend_rela_width(uint32_t type)
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

bool kmend_rela_is_relative(uint32_t type)
{
	return type == R_X86_64_PC32 || type == R_X86_64_PLT32 || type == R_X86_64_PC64;
}

bool kmend_sym_is_named(const struct kmend_sym *sym)
{
	return sym->type != STT_SECTION && sym->type != STT_FILE && sym->name[0] &&
	       strncmp(sym->name, ".L", 2);
}

size_t kmend_relas_from(const struct kmend_sec *sec, uint64_t offset)
{
	size_t low = 0, high = sec->nr_relas;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (sec->relas[mid].offset < offset)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int by_name(const void *a, const void *b)
{
	const struct kmend_sym *x = *(struct kmend_sym **)a, *y = *(struct kmend_sym **)b;
	int ret = strcmp(x->name, y->name);

	return ret ? ret : (x->index > y->index) - (x->index < y->index);
}

/*
 * How good a name for a place a symbol is: functions and objects, then globals. A
 * weak name may be that of something else in the kernel.
 */
static int rank(const struct kmend_sym *sym)
{
	return (sym->type == STT_FUNC || sym->type == STT_OBJECT ? 0 : 4) +
	       (sym->bind == STB_WEAK ? 2 : sym->bind == STB_LOCAL ? 1 : 0);
}

static int by_place(const void *a, const void *b)
{
	const struct kmend_sym *x = *(struct kmend_sym **)a, *y = *(struct kmend_sym **)b;

	if (x->sec != y->sec)
		return x->sec < y->sec ? -1 : 1;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	/* The best one last, so that a search from above meets it first. */
	if (rank(x) != rank(y))
		return rank(y) - rank(x);
	return (x->index > y->index) - (x->index < y->index);
}

static int index_symbols(struct kmend_obj *obj, struct index *ix)
{
	size_t placed = 0;

	ix->by_name = calloc(obj->nr_syms + 1, sizeof(*ix->by_name));
	ix->by_place = calloc(obj->nr_syms + 1, sizeof(*ix->by_place));
	ix->first_in = calloc(obj->nr_secs + 1, sizeof(*ix->first_in));
	if (!ix->by_name || !ix->by_place || !ix->first_in)
		return -1;
	for (size_t i = 1; i < obj->nr_syms; i++) {
		struct kmend_sym *sym = &obj->syms[i];

		if (!kmend_sym_is_named(sym))
			continue;
		ix->by_name[ix->nr_names++] = sym;
		if (sym->sec)
			ix->by_place[placed++] = sym;
	}
	qsort(ix->by_name, ix->nr_names, sizeof(*ix->by_name), by_name);
	qsort(ix->by_place, placed, sizeof(*ix->by_place), by_place);
	for (size_t sec = 0, i = 0; sec <= obj->nr_secs; sec++) {
		while (i < placed && ix->by_place[i]->sec->index < sec)
			i++;
		ix->first_in[sec] = i;
	}
	return 0;
}

struct kmend_sym **kmend_index_named(const struct kmend_obj *obj, const char *name, size_t *nr)
{
	const struct index *ix = index_of(obj);
	size_t low = 0, high = ix->nr_names, end;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(ix->by_name[mid]->name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (end = low; end < ix->nr_names && !strcmp(ix->by_name[end]->name, name); end++)
		;
	*nr = end - low;
	return *nr ? &ix->by_name[low] : NULL;
}

struct kmend_sym **kmend_index_in(const struct kmend_obj *obj, const struct kmend_sec *sec, size_t *nr)
{
	const struct index *ix = index_of(obj);

	*nr = ix->first_in[sec->index + 1] - ix->first_in[sec->index];
	return &ix->by_place[ix->first_in[sec->index]];
}

/* How many of the symbols of a section start at @pos or before it. */
static size_t nr_up_to(struct kmend_sym **syms, size_t nr, uint64_t pos)
{
	size_t low = 0, high = nr;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (syms[mid]->value <= pos)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct kmend_sym *kmend_index_at(const struct kmend_obj *obj, const struct kmend_sec *sec, uint64_t pos)
{
	size_t nr;
	struct kmend_sym **syms = kmend_index_in(obj, sec, &nr);
	struct kmend_sym *label = NULL;

	/*
	 * Labels without a size may stand inside a function or an object. More than
	 * a few objects never start between an object's start and its end.
	 */
	for (size_t i = nr_up_to(syms, nr, pos), tries = 0; i > 0 && tries < 64; i--, tries++) {
		struct kmend_sym *sym = syms[i - 1];

		if (pos - sym->value < sym->size)
			return sym;
		if (sym->value == pos && !label)
			label = sym;
		if (sym->size && !label)
			return NULL;
	}
	return label;
}

struct kmend_sym *kmend_index_near(const struct kmend_obj *obj, const struct kmend_sec *sec, uint64_t pos)
{
	struct kmend_sym *sym = kmend_index_at(obj, sec, pos);
	size_t nr, n;
	struct kmend_sym **syms = kmend_index_in(obj, sec, &nr);

	if (sym || !nr)
		return sym;
	n = nr_up_to(syms, nr, pos);
	return n ? syms[n - 1] : syms[0];
}

/* Notes the instruction ends of [from, to). */
static void sweep(const struct kmend_sec *sec, struct field *fields, uint64_t from, uint64_t to)
{
	size_t r = kmend_relas_from(sec, from);

	while (from < to) {
		bool branch;
		size_t len = kmend_insn_length(sec->data + from, to - from, &branch);

		if (!len)
			return;
		for (; r < sec->nr_relas && sec->relas[r].offset < from + len; r++) {
			fields[r].to_end = (uint8_t)(from + len - sec->relas[r].offset);
			fields[r].branch = branch && fields[r].to_end == 4;
		}
		from += len;
	}
}

static int index_code(struct kmend_obj *obj, struct index *ix)
{
	ix->nr_secs = obj->nr_secs;
	ix->fields = calloc(obj->nr_secs, sizeof(*ix->fields));
	if (!ix->fields)
		return -1;
	for (size_t s = 1; s < obj->nr_secs; s++) {
		struct kmend_sec *sec = &obj->secs[s];
		uint64_t from = 0;

		if (!sec->name || !(sec->flags & SHF_EXECINSTR) || !sec->data || !sec->nr_relas)
			continue;
		ix->fields[s] = calloc(sec->nr_relas, sizeof(**ix->fields));
		if (!ix->fields[s])
			return -1;
		/* Each function is a fresh start, should what is before it not be code. */
		for (size_t i = ix->first_in[s]; i < ix->first_in[s + 1]; i++) {
			const struct kmend_sym *sym = ix->by_place[i];

			if (sym->type != STT_FUNC || sym->value <= from)
				continue;
			sweep(sec, ix->fields[s], from, sym->value);
			from = sym->value;
		}
		sweep(sec, ix->fields[s], from, sec->size);
	}
	return 0;
}

/*
 * Code also computes with places outside of an object, such as the end of an
 * array or the element before its first. The assembler knows no better name for
 * them than the section; if that has one object only, it is meant.
 */
static struct kmend_sym *only_object(const struct kmend_obj *obj, const struct kmend_sec *sec, int64_t pos)
{
	size_t nr;
	struct kmend_sym **syms = kmend_index_in(obj, sec, &nr);

	if ((sec->flags & SHF_EXECINSTR) || (pos >= 0 && (uint64_t)pos < sec->size))
		return NULL;
	return nr == 1 ? syms[0] : NULL;
}

struct kmend_target kmend_index_target(const struct kmend_obj *obj, const struct kmend_sec *sec,
				       const struct kmend_rela *rela)
{
	const struct field *fields = index_of(obj)->fields[sec->index];
	struct kmend_target t = { .sec = rela->sym->sec, .addend = rela->addend, .exact = true };
	int64_t to_end = 0;

	if (fields) {
		const struct field *f = &fields[rela - sec->relas];

		t.branch = f->branch;
		t.exact = f->to_end;
		to_end = f->to_end ? f->to_end : 4;
	}
	if (!t.sec) {
		t.sym = rela->sym;
		return t;
	}
	/* The field is S + A - P; the processor adds it to the instruction's end. */
	t.pos = (int64_t)rela->sym->value + rela->addend +
		(kmend_rela_is_relative(rela->type) ? to_end : 0);
	if (!(t.sec->flags & SHF_MERGE)) {
		/* A label of assembly in a function stands for the function. */
		bool label = rela->sym->type == STT_NOTYPE && (t.sec->flags & SHF_EXECINSTR);

		if (kmend_sym_is_named(rela->sym) && !label)
			t.sym = rela->sym;
		else if (t.pos >= 0)
			t.sym = kmend_index_at(obj, t.sec, (uint64_t)t.pos);
		if (!t.sym)
			t.sym = only_object(obj, t.sec, t.pos);
		if (label && !t.sym && kmend_sym_is_named(rela->sym))
			t.sym = rela->sym;
	}
	t.addend += (int64_t)rela->sym->value - (t.sym ? (int64_t)t.sym->value : 0);
	return t;
}

/* Does it point into a section? */
static bool rela_has_place(const struct kmend_rela *rela)
{
	int64_t pos;

	/* What is not in a section may have any value. */
	if (!rela->sym->sec)
		return false;
	pos = (int64_t)rela->sym->value + rela->addend;
	return pos >= 0 && (uint64_t)pos <= rela->sym->sec->size;
}

/* Is there a relocation at the start of each entry, if they have this size? */
static bool size_fits(const struct kmend_sec *sec, uint32_t size)
{
	size_t r = 0;

	if (sec->size % size)
		return false;
	for (uint64_t off = 0; off < sec->size; off += size) {
		while (r < sec->nr_relas && sec->relas[r].offset < off)
			r++;
		if (r == sec->nr_relas || sec->relas[r].offset != off || !rela_has_place(&sec->relas[r]))
			return false;
	}
	return true;
}

static int index_table(struct kmend_obj *obj, struct index *ix, struct kmend_sec *sec,
		       const struct kmend_table *table, struct kmend_err *err)
{
	uint32_t size = 0;

	for (size_t i = 0; i < sizeof(table->sizes) && table->sizes[i] && !size; i++)
		if (sec->data && size_fits(sec, table->sizes[i]))
			size = table->sizes[i];
	if (!size)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: section %s does not have the form that this version of kmend knows; is it from another kernel series?",
				     obj->path, sec->name);
	for (uint64_t off = 0; off < sec->size; off += size) {
		const struct kmend_rela *rela = &sec->relas[kmend_relas_from(sec, off)];

		ix->entries[ix->nr_entries++] = (struct kmend_entry){
			.table = table, .sec = sec, .offset = off, .size = size,
			.code = rela->sym->sec,
			.pos = rela->sym->value + (uint64_t)rela->addend,
		};
	}
	return 0;
}

static int by_code(const void *a, const void *b)
{
	const struct kmend_entry *x = a, *y = b;

	if (x->code != y->code)
		return x->code < y->code ? -1 : 1;
	if (x->pos != y->pos)
		return x->pos < y->pos ? -1 : 1;
	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	if (x->sec != y->sec)
		return x->sec < y->sec ? -1 : 1;
	return (x->offset > y->offset) - (x->offset < y->offset);
}

static int index_tables(struct kmend_obj *obj, struct index *ix, struct kmend_err *err)
{
	size_t most = 0;

	for (size_t i = 1; i < obj->nr_secs; i++)
		if (obj->secs[i].name && kmend_table_find(obj->secs[i].name))
			most += obj->secs[i].nr_relas;
	ix->entries = calloc(most + 1, sizeof(*ix->entries));
	if (!ix->entries)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", obj->path);
	for (size_t i = 1; i < obj->nr_secs; i++) {
		struct kmend_sec *sec = &obj->secs[i];
		const struct kmend_table *table = sec->name ? kmend_table_find(sec->name) : NULL;

		/* A linked module has its tables too, but nobody asks for them. */
		if (table && sec->size && index_table(obj, ix, sec, table, err))
			return -1;
	}
	qsort(ix->entries, ix->nr_entries, sizeof(*ix->entries), by_code);
	return 0;
}

const struct kmend_entry *kmend_index_entries(const struct kmend_obj *obj, const struct kmend_sec *code,
					      uint64_t from, uint64_t to, size_t *nr)
{
	const struct index *ix = index_of(obj);
	size_t low = 0, high = ix->nr_entries, end;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct kmend_entry *e = &ix->entries[mid];

		if (e->code < code || (e->code == code && e->pos < from))
			low = mid + 1;
		else
			high = mid;
	}
	for (end = low; end < ix->nr_entries && ix->entries[end].code == code && ix->entries[end].pos < to; end++)
		;
	*nr = end - low;
	return ix->entries + low;
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Pieces of code without symbols begin where other code jumps to. */
static int index_fragments(struct kmend_obj *obj, struct index *ix)
{
	size_t most = 0;

	for (size_t s = 1; s < obj->nr_secs; s++)
		if (obj->secs[s].name && !strcmp(obj->secs[s].name, KMEND_SEC_FRAGMENTS))
			ix->fragments_sec = &obj->secs[s];
	for (size_t s = 1; ix->fragments_sec && s < obj->nr_secs; s++)
		if (ix->fields[s] && &obj->secs[s] != ix->fragments_sec)
			most += obj->secs[s].nr_relas;
	ix->fragments = calloc(most + 1, sizeof(*ix->fragments));
	if (!ix->fragments)
		return -1;
	for (size_t s = 1; ix->fragments_sec && s < obj->nr_secs; s++) {
		const struct kmend_sec *sec = &obj->secs[s];

		for (size_t r = 0; ix->fields[s] && sec != ix->fragments_sec && r < sec->nr_relas; r++) {
			if (sec->relas[r].sym->sec != ix->fragments_sec)
				continue;
			ix->fragments[ix->nr_fragments++] = sec->relas[r].sym->value +
				(uint64_t)sec->relas[r].addend +
				(kmend_rela_is_relative(sec->relas[r].type) ? ix->fields[s][r].to_end : 0);
		}
	}
	qsort(ix->fragments, ix->nr_fragments, sizeof(*ix->fragments), by_number);
	return 0;
}

uint64_t kmend_index_fragment_end(const struct kmend_obj *obj, const struct kmend_sec *sec, uint64_t pos)
{
	const struct index *ix = index_of(obj);
	size_t low = 0, high = ix->nr_fragments;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (ix->fragments[mid] <= pos)
			low = mid + 1;
		else
			high = mid;
	}
	if (sec == ix->fragments_sec && low < ix->nr_fragments && ix->fragments[low] < sec->size)
		return ix->fragments[low];
	return pos < sec->size ? sec->size : pos;
}

int kmend_index_build(struct kmend_obj *obj, struct kmend_err *err)
{
	struct index *ix;

	if (obj->index)
		return 0;
	ix = calloc(1, sizeof(*ix));
	if (!ix || index_symbols(obj, ix) || index_code(obj, ix) || index_fragments(obj, ix)) {
		index_free(ix);
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", obj->path);
	}
	if (index_tables(obj, ix, err)) {
		index_free(ix);
		return -1;
	}
	obj->index = ix;
	obj->index_free = index_free;
	return 0;
}
