// SPDX-License-Identifier: GPL-2.0
/*
 * The pre-image of a function. What is not certain is masked: an unknown target
 * becomes opaque, never a guess.
 */
#include "image.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "index.h"

/* Nameless constants without an entry size: compare this much at most. */
#define CONTENT_MAX 64

static int compare_sites(const void *a, const void *b)
{
	const struct kmend_site *x = a, *y = b;

	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	if (x->length != y->length)
		return x->length < y->length ? -1 : 1;
	return (x->kind > y->kind) - (x->kind < y->kind);
}

static int read_sites(const struct kmend_obj *obj, const struct kmend_sym *sym,
		      struct kmend_image *image, struct kmend_err *err)
{
	size_t nr;
	const struct kmend_entry *entries =
		kmend_index_entries(obj, sym->sec, sym->value, sym->value + sym->size, &nr);

	image->sites = calloc(nr + 1, sizeof(*image->sites));
	if (!image->sites)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", obj->path);
	for (size_t i = 0; i < nr; i++) {
		const struct kmend_entry *e = &entries[i];
		uint64_t offset = e->pos - sym->value;
		uint32_t len = kmend_table_site_length(e->table, e->sec->data + e->offset, e->size,
						       image->bytes + offset, sym->size - offset);

		if (len > sym->size - offset)
			return kmend_err_set(err, KMEND_EXIT_REFUSED,
					     "%s: an entry of section %s reaches past the end of %s",
					     obj->path, e->sec->name, sym->name);
		if (!e->table->site || !len)
			continue;
		image->sites[image->nr_sites++] = (struct kmend_site){
			.offset = (uint32_t)offset, .length = (uint16_t)len, .kind = e->table->site,
		};
	}
	qsort(image->sites, image->nr_sites, sizeof(*image->sites), compare_sites);
	return 0;
}

/* Bytes from @pos to the end of the string, its NUL included; 0: it has no end. */
static uint32_t string_length(const struct kmend_sec *sec, uint64_t pos)
{
	uint64_t width = sec->entsize ? sec->entsize : 1;

	for (uint64_t at = pos; width <= sec->size - at; at += width) {
		uint64_t i = 0;

		while (i < width && !sec->data[at + i])
			i++;
		if (i == width)
			return (uint32_t)(at + width - pos);
	}
	return 0;
}

/* How many bytes at @pos of @sec are known to be the target; 0: cannot be told. */
static uint32_t content_length(const struct kmend_sec *sec, uint64_t pos)
{
	uint64_t end = sec->size;
	size_t r;

	if ((sec->flags & SHF_MERGE) && (sec->flags & SHF_STRINGS))
		return string_length(sec, pos);
	if ((sec->flags & SHF_MERGE) && sec->entsize)
		end = pos - pos % sec->entsize + sec->entsize;
	else if (end - pos > CONTENT_MAX)
		end = pos + CONTENT_MAX;
	r = kmend_relas_from(sec, pos > 7 ? pos - 7 : 0);
	if (r < sec->nr_relas && sec->relas[r].offset < end)
		return 0;
	return end <= sec->size ? (uint32_t)(end - pos) : 0;
}

/*
 * Of a merged section the linker moves one constant at a time: for a named
 * symbol the one that is there, and the addend, which may lead past its end, is
 * added to where it came; for a section symbol the one that the addend leads to.
 */
static void fill_content(const struct kmend_target *t, const struct kmend_rela *rela,
			 struct kmend_image_ref *ref)
{
	bool named = rela->sym->type != STT_SECTION && (t->sec->flags & SHF_MERGE);
	int64_t pos = named ? (int64_t)rela->sym->value : t->pos;
	const struct kmend_sec *sec = t->sec;

	ref->kind = KMEND_REF_OPAQUE;
	if ((!named && !t->exact) || pos < 0 || (uint64_t)pos >= sec->size || !sec->data ||
	    (sec->flags & SHF_WRITE))
		return;
	ref->length = content_length(sec, (uint64_t)pos);
	if (!ref->length)
		return;
	ref->kind = KMEND_REF_CONTENT;
	ref->content = sec->data + pos;
	ref->addend = named ? rela->addend : t->addend - pos;
}

static int fill_ref(const struct kmend_obj *obj, const struct kmend_sym *func,
		    const struct kmend_rela *rela, struct kmend_image_ref *ref, struct kmend_err *err)
{
	struct kmend_target t = kmend_index_target(obj, func->sec, rela);
	unsigned int width = kmend_rela_width(rela->type);
	struct kmend_sym *sym = t.sym;

	ref->offset = (uint32_t)(rela->offset - func->value);
	if (!width)
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: %s has a relocation of type %u at +%#x, which is not handled",
				     obj->path, func->name, rela->type, ref->offset);
	if (width > func->size - ref->offset)
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: a relocation reaches past the end of %s",
				     obj->path, func->name);
	ref->type = (uint16_t)rela->type;
	/* The symbols of a section move together: any of them says where it is. */
	if (!sym && t.sec && !(t.sec->flags & SHF_MERGE))
		sym = kmend_index_near(obj, t.sec, t.pos < 0 ? 0 : (uint64_t)t.pos);
	if (!sym) {
		fill_content(&t, rela, ref);
		return 0;
	}
	ref->kind = KMEND_REF_SYMBOL;
	ref->symbol = sym->name;
	ref->local = sym->bind == STB_LOCAL;
	ref->addend = t.sym ? t.addend : t.addend - (int64_t)sym->value;
	return 0;
}

static int read_refs(const struct kmend_obj *obj, const struct kmend_sym *sym,
		     struct kmend_image *image, struct kmend_err *err)
{
	const struct kmend_sec *sec = sym->sec;
	size_t first = kmend_relas_from(sec, sym->value);
	size_t last = kmend_relas_from(sec, sym->value + sym->size);

	image->refs = calloc(last - first + 1, sizeof(*image->refs));
	if (!image->refs)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", obj->path);
	for (size_t r = first; r < last; r++) {
		if (sec->relas[r].type == R_X86_64_NONE)
			continue;
		if (fill_ref(obj, sym, &sec->relas[r], &image->refs[image->nr_refs], err))
			return -1;
		image->nr_refs++;
	}
	return 0;
}

int kmend_image_read(struct kmend_obj *obj, const struct kmend_sym *sym,
		     struct kmend_image *image, struct kmend_err *err)
{
	memset(image, 0, sizeof(*image));
	if (kmend_index_build(obj, err))
		return -1;
	if (!sym->sec || !(sym->sec->flags & SHF_EXECINSTR) || !sym->sec->data || !sym->size ||
	    sym->size > UINT32_MAX)
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: %s is not a function with code",
				     obj->path, sym->name);
	image->name = sym->name;
	image->local = sym->bind == STB_LOCAL;
	image->bytes = sym->sec->data + sym->value;
	image->size = (uint32_t)sym->size;
	if (read_sites(obj, sym, image, err) || read_refs(obj, sym, image, err)) {
		kmend_image_free(image);
		return -1;
	}
	return 0;
}

void kmend_image_free(struct kmend_image *image)
{
	free(image->sites);
	free(image->refs);
	memset(image, 0, sizeof(*image));
}
