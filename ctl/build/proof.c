// SPDX-License-Identifier: GPL-2.0
/* Finding a rebuilt object in the kernel, and comparing the two. */
#include "proof.h"

#include <elf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../differ/index.h"
#include "../differ/kernelsyms.h"
#include "../differ/object.h"
#include "symvers.h"

/* A name with more entries says little about where a section is. */
enum { CANDIDATES_MAX = 256 };

struct kmend_proof_place {
	uint64_t base;
	bool known;
	bool proved;	/* its functions are equal */
};

static bool is_loaded(const struct kmend_sec *sec)
{
	return sec && sec->name && (sec->flags & SHF_ALLOC) &&
	       strncmp(sec->name, ".discard", 8);
}

static bool is_code(const struct kmend_sec *sec)
{
	return is_loaded(sec) && (sec->flags & SHF_EXECINSTR) && sec->data;
}

/* ld merges equal entries of these, so that they do not lie together. */
static bool is_merged(const struct kmend_sec *sec)
{
	return sec->flags & SHF_MERGE;
}

static bool is_named(const struct kmend_sym *sym)
{
	return sym->sec && *sym->name &&
	       (sym->type == STT_FUNC || sym->type == STT_OBJECT || sym->type == STT_NOTYPE);
}

static bool is_function(const struct kmend_sym *sym)
{
	return sym->type == STT_FUNC && sym->size && is_code(sym->sec) &&
	       sym->value <= sym->sec->size && sym->size <= sym->sec->size - sym->value;
}

static struct kmend_proof_place *place(const struct kmend_proof *p, const struct kmend_sec *sec)
{
	return &p->places[sec->index];
}

static int differs(struct kmend_proof *p, const struct kmend_sym *func, uint64_t offset,
		   const uint8_t *ours, const uint8_t *theirs, size_t n,
		   struct kmend_err *err)
{
	char a[40] = "", b[40] = "";

	for (size_t i = 0; i < n && i < 8; i++) {
		snprintf(a + 3 * i, sizeof(a) - 3 * i, " %02x", ours[i]);
		snprintf(b + 3 * i, sizeof(b) - 3 * i, " %02x", theirs[i]);
	}
	return kmend_err_set(err, KMEND_EXIT_REFUSED,
			     "%s: %s+0x%" PRIx64 " is not the kernel's code: compiled%s, kernel%s: the source, the config or the compiler is not this kernel's",
			     p->source, func->name, offset, a, b);
}

static int leads_astray(struct kmend_proof *p, const struct kmend_sym *func,
			const struct kmend_rela *rela, uint64_t target, struct kmend_err *err)
{
	const struct kmend_ksym *there = kmend_symbols_at(p->symbols, target);

	return kmend_err_set(err, KMEND_EXIT_REFUSED,
			     "%s: %s+0x%" PRIx64 " refers to %s but in the kernel to %s+0x%" PRIx64 ": the source, the config or the compiler is not this kernel's",
			     p->source, func->name, rela->offset - func->value, rela->sym->name,
			     there ? there->name : "0", target - (there ? there->addr : 0));
}

static bool has_symbol(const struct kmend_proof *p, const char *name, uint64_t addr)
{
	return kmend_symbols_have(p->symbols, name, addr);
}

/* --- where a section is, by the names in it --- */

static size_t votes(const struct kmend_proof *p, const struct kmend_sec *sec, uint64_t base)
{
	size_t n = 0;

	for (size_t i = 0; i < p->obj->nr_syms; i++) {
		const struct kmend_sym *sym = &p->obj->syms[i];

		n += sym->sec == sec && is_named(sym) &&
		     has_symbol(p, sym->name, base + sym->value);
	}
	return n;
}

struct election {
	uint64_t base;
	size_t votes;
	bool tie;
};

static void consider(const struct kmend_proof *p, const struct kmend_sym *sym,
		     struct election *e)
{
	const struct kmend_ksym *const *found;
	size_t n = kmend_symbols_find(p->symbols, sym->name, &found);

	if (n > CANDIDATES_MAX)
		return;
	for (size_t i = 0; i < n; i++) {
		uint64_t base = found[i]->addr - sym->value;
		size_t v;

		if (e->votes && base == e->base)
			continue;
		v = votes(p, sym->sec, base);
		if (v == e->votes)
			e->tie = true;
		if (v <= e->votes)
			continue;
		*e = (struct election){ .base = base, .votes = v };
	}
}

/* True if the names in a section leave one place for it. */
static bool locate(struct kmend_proof *p, const struct kmend_sec *sec)
{
	struct election e = { 0 };
	size_t total = 0, tried = 0;

	for (size_t i = 0; i < p->obj->nr_syms; i++)
		total += p->obj->syms[i].sec == sec && is_named(&p->obj->syms[i]);
	/* Symbols that lie elsewhere after all (weak ones) get few votes: try some more. */
	for (size_t i = 0; i < p->obj->nr_syms && tried < 16; i++) {
		const struct kmend_sym *sym = &p->obj->syms[i];

		if (sym->sec != sec || !is_named(sym))
			continue;
		consider(p, sym, &e);
		tried++;
		if (e.votes * 2 > total && !e.tie)
			break;
	}
	if (!e.votes || e.tie)
		return false;
	*place(p, sec) = (struct kmend_proof_place){ .base = e.base, .known = true };
	return true;
}

/* --- what the relocated fields of the kernel's code say --- */

/* S of "S + A" or "S + A - P". */
static uint64_t decode(const struct kmend_rela *rela, const uint8_t *field, uint64_t where)
{
	uint64_t value = 0;

	memcpy(&value, field, kmend_rela_width(rela->type));
	if (kmend_rela_width(rela->type) == 4 && rela->type != R_X86_64_32)
		value = (int64_t)(int32_t)value;
	return value - rela->addend + (kmend_rela_is_relative(rela->type) ? where : 0);
}

/* A string or constant that ld may have put anywhere: is it the same one? */
static bool same_content(const struct kmend_proof *p, const struct kmend_rela *rela,
			 uint64_t target)
{
	const struct kmend_sec *sec = rela->sym->sec;
	/*
	 * ld moves the entry that a named symbol is at, and adds the addend to
	 * where that came, even one that leads behind it; of a section symbol
	 * it moves the entry that the addend leads to, 4 further if relative.
	 */
	bool whole = rela->sym->type == STT_SECTION;
	int64_t shift = whole ? rela->addend + (kmend_rela_is_relative(rela->type) ? 4 : 0) : 0;
	uint64_t at = rela->sym->value + shift;
	const uint8_t *theirs;
	size_t n;

	if (at >= sec->size || !sec->data)
		return false;
	if (sec->flags & SHF_STRINGS)
		n = strnlen((const char *)sec->data + at, sec->size - at) + 1;
	else
		n = sec->entsize ? sec->entsize - at % sec->entsize : 1;
	if (n > sec->size - at)
		return false;
	theirs = kmend_symbols_bytes(p->symbols, target + shift, n);
	return theirs && !memcmp(theirs, sec->data + at, n);
}

static bool learn(struct kmend_proof *p, const struct kmend_sym *sym, uint64_t target)
{
	struct kmend_proof_place *pl = place(p, sym->sec);

	if (!pl->known)
		*pl = (struct kmend_proof_place){ .base = target - sym->value, .known = true };
	return pl->base + sym->value == target;
}

/* Does a field that the kernel has lead where the object says? */
static bool leads_right(struct kmend_proof *p, const struct kmend_rela *rela, uint64_t target)
{
	const struct kmend_sym *sym = rela->sym;
	const struct kmend_ksym *const *found;

	if (sym->sec && is_merged(sym->sec))
		return same_content(p, rela, target);
	if (!sym->sec) {
		/* Not every name is in the kernel's table; what is, must agree. */
		if (!kmend_symbols_find(p->symbols, sym->name, &found))
			return true;
		return has_symbol(p, sym->name, target);
	}
	/* A weak definition may have lost to one in another object. */
	if (sym->bind == STB_WEAK)
		return has_symbol(p, sym->name, target);
	return learn(p, sym, target);
}

/* --- comparing --- */

static int compare_field(struct kmend_proof *p, const struct kmend_sym *func,
			 const struct kmend_rela *rela, const uint8_t *theirs,
			 struct kmend_err *err)
{
	uint64_t offset = rela->offset - func->value;
	uint64_t where = place(p, func->sec)->base + rela->offset;
	uint64_t target = decode(rela, theirs + offset, where);

	if (!leads_right(p, rela, target))
		return leads_astray(p, func, rela, target, err);
	p->refs++;
	return 0;
}

static int compare_bytes(struct kmend_proof *p, const struct kmend_sym *func,
			 const uint8_t *theirs, uint64_t from, uint64_t to,
			 struct kmend_err *err)
{
	const uint8_t *ours = func->sec->data + func->value;

	for (uint64_t i = from; i < to; i++)
		if (ours[i] != theirs[i])
			return differs(p, func, i, ours + i, theirs + i, to - i, err);
	p->bytes += to - from;
	return 0;
}

static int compare_function(struct kmend_proof *p, const struct kmend_sym *func,
			    struct kmend_err *err)
{
	const struct kmend_sec *sec = func->sec;
	const uint8_t *theirs = kmend_symbols_bytes(p->symbols, place(p, sec)->base + func->value,
						    func->size);
	uint64_t at = 0;

	if (!theirs)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: %s is not within the kernel's code", p->source,
				     func->name);
	for (size_t i = 0; i < sec->nr_relas; i++) {
		const struct kmend_rela *rela = &sec->relas[i];
		size_t n = kmend_rela_width(rela->type);
		uint64_t offset = rela->offset - func->value;

		if (rela->offset < func->value || offset >= func->size)
			continue;
		if (!rela->type)
			continue;
		if (!n || n > func->size - offset || offset < at)
			return kmend_err_set(err, KMEND_EXIT_REFUSED,
					     "%s: %s+0x%" PRIx64 ": relocation type %u is not supported",
					     p->source, func->name, offset, rela->type);
		if (compare_bytes(p, func, theirs, at, offset, err) ||
		    compare_field(p, func, rela, theirs, err))
			return -1;
		at = offset + n;
	}
	return compare_bytes(p, func, theirs, at, func->size, err);
}

static int compare_section(struct kmend_proof *p, const struct kmend_sec *sec,
			   struct kmend_err *err)
{
	for (size_t i = 0; i < p->obj->nr_syms; i++) {
		const struct kmend_sym *sym = &p->obj->syms[i];

		if (sym->sec != sec || !is_function(sym))
			continue;
		if (compare_function(p, sym, err))
			return -1;
		p->equal++;
	}
	place(p, sec)->proved = true;
	return 0;
}

static size_t count_functions(const struct kmend_proof *p, const struct kmend_sec *sec)
{
	size_t n = 0;

	for (size_t i = 0; i < p->obj->nr_syms; i++)
		n += p->obj->syms[i].sec == sec && is_function(&p->obj->syms[i]);
	return n;
}

static int prove(struct kmend_proof *p, struct kmend_err *err)
{
	struct kmend_obj *obj = p->obj;

	/* First by names, then by the references in what was found, then what is left. */
	for (size_t i = 0; i < obj->nr_secs; i++)
		if (is_code(&obj->secs[i]))
			locate(p, &obj->secs[i]);
	/* Twice: what one section refers to may be the place of one before it. */
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < obj->nr_secs && p->compared; i++)
			if (is_code(&obj->secs[i]) && place(p, &obj->secs[i])->known &&
			    !place(p, &obj->secs[i])->proved &&
			    compare_section(p, &obj->secs[i], err))
				return -1;
	for (size_t i = 0; i < obj->nr_secs; i++) {
		const struct kmend_sec *sec = &obj->secs[i];

		if (is_loaded(sec) && !is_merged(sec) && !place(p, sec)->known)
			locate(p, sec);
		if (!is_code(sec))
			continue;
		p->functions += count_functions(p, sec);
		if (!place(p, sec)->known)
			p->missing += count_functions(p, sec);
	}
	if (!p->functions)
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: has no functions", p->source);
	if (p->missing == p->functions)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: none of its functions is in this kernel: its config does not build that file in",
				     p->source);
	return 0;
}

int kmend_proof_make(struct kmend_proof *proof, const char *object, const char *source,
		     const struct kmend_home *home, struct kmend_err *err)
{
	*proof = (struct kmend_proof){ .home = home, .symbols = home->symbols, .source = source,
				       .compared = kmend_symbols_have_code(home->symbols) };
	proof->obj = kmend_obj_open(object, err);
	if (!proof->obj)
		return -1;
	proof->places = calloc(proof->obj->nr_secs + 1, sizeof(*proof->places));
	if (!proof->places)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	return prove(proof, err);
}

void kmend_proof_free(struct kmend_proof *proof)
{
	if (proof->obj)
		kmend_obj_close(proof->obj);
	free(proof->places);
	*proof = (struct kmend_proof){ 0 };
}

bool kmend_proof_holds(const struct kmend_proof *proof, const char *name)
{
	for (size_t i = 0; i < proof->obj->nr_syms; i++) {
		const struct kmend_sym *sym = &proof->obj->syms[i];

		if (is_function(sym) && !strcmp(sym->name, name) &&
		    place(proof, sym->sec)->known &&
		    has_symbol(proof, name, place(proof, sym->sec)->base + sym->value))
			return place(proof, sym->sec)->proved || !proof->compared;
	}
	return false;
}

/* The object's own symbol of that name, if it is one only; how many there are. */
static size_t own_position(const struct kmend_proof *p, const char *name, bool local, unsigned int *pos)
{
	size_t hits = 0;

	for (size_t i = 0; i < p->obj->nr_syms; i++) {
		const struct kmend_sym *sym = &p->obj->syms[i];

		if ((sym->bind == STB_LOCAL) == local && is_named(sym) && is_loaded(sym->sec) &&
		    place(p, sym->sec)->known && !strcmp(sym->name, name) &&
		    !kmend_symbols_position(p->symbols, name,
					    place(p, sym->sec)->base + sym->value, pos))
			hits++;
	}
	return hits;
}

/* Of another module, by the name that it has when it is loaded. */
static const char *module_name(const char *path, char name[64])
{
	const char *slash = strrchr(path, '/');

	snprintf(name, 64, "%s", slash ? slash + 1 : path);
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return name;
}

/* A global symbol: of this object, else of its module, else of who exports it. */
static int locate_global(struct kmend_proof *p, const char *name, struct kmend_location *location,
			 struct kmend_err *err)
{
	const struct kmend_export *export = kmend_symvers_find(p->home->symvers, name);
	const char *home = kmend_in_kernel(p->home->name) ? NULL : p->home->name;
	struct kmend_err ignored = { 0 };

	location->exported = export;
	location->object = home;
	if (own_position(p, name, false, &location->position) == 1)
		return 0;
	if (!home)
		return kmend_symbols_global_position(p->symbols, name, &location->position, err);
	if (!kmend_symbols_global_position(p->symbols, name, &location->position, &ignored))
		return 0;
	if (!export)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: '%s' is neither in module %s nor exported to it", p->source, name, home);
	location->position = 0;
	location->object = NULL;
	if (kmend_in_kernel(export->module))
		return kmend_symbols_global_position(p->home->kernel, name, &location->position, err);
	location->object = module_name(export->module, p->other);
	return 0;
}

int kmend_proof_locate(void *ctx, const char *name, bool local, struct kmend_location *location,
		       struct kmend_err *err)
{
	struct kmend_proof *p = ctx;
	const struct kmend_ksym *const *found;
	size_t hits;

	*location = (struct kmend_location){ 0 };
	if (!local)
		return locate_global(p, name, location, err);
	if (!kmend_in_kernel(p->home->name))
		location->object = p->home->name;
	hits = own_position(p, name, true, &location->position);
	if (hits == 1 || (!hits && kmend_symbols_find(p->symbols, name, &found) == 1))
		return 0;
	return kmend_err_set(err, KMEND_EXIT_REFUSED,
			     "%s: cannot tell which '%s' of %s is meant (%zu in this file, %zu there)",
			     p->source, name, p->home->name, hits,
			     kmend_symbols_find(p->symbols, name, &found));
}
