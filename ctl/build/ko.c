// SPDX-License-Identifier: GPL-2.0
/*
 * A module's file, laid out and relocated as if it were loaded, so that code in
 * it can be compared like code of the kernel. Where it and what it needs would
 * lie is of our choice: all that counts is which symbol a field leads to.
 */
#include "ko.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "../differ/object.h"

/* Where modules lie on x86-64, so that every field has room for the addresses. */
#define KO_BASE		0xffffffffc0000000ULL
#define KO_ELSEWHERE	0xffffffffe0000000ULL
#define KO_SIZE_MAX	((uint64_t)256 << 20)

struct layout {
	const struct kmend_obj *obj;
	struct kmend_ko *ko;
	uint64_t *addrs;	/* by section index; 0: not loaded */
	struct kmend_err *err;
};

static bool is_loaded(const struct kmend_sec *sec)
{
	return sec->name && (sec->flags & SHF_ALLOC);
}

static int lay_out(struct layout *l)
{
	uint64_t at = KO_BASE;

	for (size_t i = 1; i < l->obj->nr_secs; i++) {
		const struct kmend_sec *sec = &l->obj->secs[i];

		if (!is_loaded(sec))
			continue;
		if (sec->align > 4096 || sec->size > KO_SIZE_MAX - (at - KO_BASE))
			return kmend_err_set(l->err, KMEND_EXIT_REFUSED, "%s: section %s is no section of a module",
					     l->obj->path, sec->name);
		at = (at + sec->align - 1) & ~(sec->align - 1);
		l->addrs[i] = at;
		/* Never two sections at one address, be they empty. */
		at += sec->size + 1;
	}
	l->ko->base = KO_BASE;
	l->ko->size = at - KO_BASE;
	l->ko->bytes = calloc(1, l->ko->size + 1);
	if (!l->ko->bytes)
		return kmend_err_set(l->err, KMEND_EXIT_FAILED, "%s: out of memory", l->obj->path);
	for (size_t i = 1; i < l->obj->nr_secs; i++) {
		const struct kmend_sec *sec = &l->obj->secs[i];

		if (l->addrs[i] && sec->data && sec->size)
			memcpy(l->ko->bytes + (l->addrs[i] - KO_BASE), sec->data, sec->size);
	}
	return 0;
}

static uint64_t address_of(const struct layout *l, const struct kmend_sym *sym)
{
	if (sym->sec)
		return l->addrs[sym->sec->index] ? l->addrs[sym->sec->index] + sym->value : 0;
	if (sym->shndx == SHN_UNDEF)
		return KO_ELSEWHERE + 16 * sym->index;
	return sym->value;
}

static int relocate(const struct layout *l, const struct kmend_sec *sec, const struct kmend_rela *rela)
{
	uint64_t where = l->addrs[sec->index] + rela->offset;
	uint64_t value = address_of(l, rela->sym) + (uint64_t)rela->addend;
	size_t width;

	switch (rela->type) {
	case R_X86_64_NONE:
		return 0;
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
		value -= where;
		width = 4;
		break;
	case R_X86_64_32:
	case R_X86_64_32S:
		width = 4;
		break;
	case R_X86_64_PC64:
		value -= where;
		width = 8;
		break;
	case R_X86_64_64:
		width = 8;
		break;
	default:
		return kmend_err_set(l->err, KMEND_EXIT_REFUSED, "%s: section %s has a relocation of type %u, which is not handled",
				     l->obj->path, sec->name, rela->type);
	}
	if (width > sec->size - rela->offset)
		return kmend_err_set(l->err, KMEND_EXIT_REFUSED, "%s: a relocation reaches past the end of section %s",
				     l->obj->path, sec->name);
	memcpy(l->ko->bytes + (where - KO_BASE), &value, width);
	return 0;
}

static int relocate_all(const struct layout *l)
{
	for (size_t i = 1; i < l->obj->nr_secs; i++) {
		const struct kmend_sec *sec = &l->obj->secs[i];

		for (size_t r = 0; l->addrs[i] && sec->data && r < sec->nr_relas; r++)
			if (relocate(l, sec, &sec->relas[r]))
				return -1;
	}
	return 0;
}

/* As is_core_symbol() of the kernel: sections of its init are gone when it runs. */
static bool is_listed(const struct kmend_sym *sym)
{
	return sym->sec && strncmp(sym->sec->name, ".init", 5);
}

static char letter(const struct kmend_sym *sym)
{
	char c = sym->sec->flags & SHF_EXECINSTR ? 't' : !sym->sec->data ? 'b' :
		 sym->sec->flags & SHF_WRITE ? 'd' : 'r';

	return sym->bind == STB_LOCAL ? c : (char)(c - 'a' + 'A');
}

static int tell_symbols(const struct layout *l, int (*add)(void *, const struct kmend_ko_symbol *), void *ctx)
{
	for (size_t i = 1; i < l->obj->nr_syms; i++) {
		const struct kmend_sym *sym = &l->obj->syms[i];
		struct kmend_ko_symbol told = { .name = sym->name, .addr = address_of(l, sym) };

		if (!*sym->name || sym->type == STT_SECTION || sym->type == STT_FILE ||
		    (sym->sec && !l->addrs[sym->sec->index]) || (!sym->sec && sym->shndx != SHN_UNDEF))
			continue;
		told.type = sym->sec ? letter(sym) : 'U';
		told.listed = is_listed(sym);
		if (add(ctx, &told))
			return kmend_err_set(l->err, KMEND_EXIT_FAILED, "%s: out of memory", l->obj->path);
	}
	return 0;
}

int kmend_ko_read(const char *path, struct kmend_ko *ko,
		  int (*add)(void *ctx, const struct kmend_ko_symbol *sym), void *ctx,
		  struct kmend_err *err)
{
	struct kmend_obj *obj = kmend_obj_open(path, err);
	struct layout l = { .obj = obj, .ko = ko, .err = err };
	int ret;

	*ko = (struct kmend_ko){ 0 };
	if (!obj)
		return -1;
	l.addrs = calloc(obj->nr_secs, sizeof(*l.addrs));
	if (!l.addrs)
		ret = kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", path);
	else
		ret = lay_out(&l) || relocate_all(&l) || tell_symbols(&l, add, ctx) ? -1 : 0;
	if (ret) {
		free(ko->bytes);
		*ko = (struct kmend_ko){ 0 };
	}
	free(l.addrs);
	kmend_obj_close(obj);
	return ret;
}
