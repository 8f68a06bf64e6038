// SPDX-License-Identifier: GPL-2.0
/*
 * A relocatable ELF object that is being built up in memory. Running out of
 * memory is remembered and reported once, when it is written.
 */
#include "out.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "outfile.h"

struct kmend_out *kmend_out_create(void)
{
	return calloc(1, sizeof(struct kmend_out));
}

void kmend_out_destroy(struct kmend_out *out)
{
	if (!out)
		return;
	for (size_t i = 0; i < out->nr_secs; i++) {
		free(out->secs[i].name);
		free(out->secs[i].data);
		free(out->secs[i].relas);
	}
	for (size_t i = 0; i < out->nr_syms; i++)
		free((char *)out->syms[i].name);
	free(out->secs);
	free(out->syms);
	free(out);
}

/* Room for one more of @size bytes in @array, or false. */
static bool grow(struct kmend_out *out, void *array, size_t nr, size_t *cap, size_t size)
{
	void **p = array, *more;

	if (nr < *cap)
		return true;
	more = reallocarray(*p, *cap ? *cap * 2 : 16, size);
	if (!more) {
		out->failed = true;
		return false;
	}
	*p = more;
	*cap = *cap ? *cap * 2 : 16;
	return true;
}

size_t kmend_out_section(struct kmend_out *out, const char *name, uint32_t type, uint64_t flags)
{
	char *copy = strdup(name);

	if (!copy || !grow(out, &out->secs, out->nr_secs, &out->cap_secs, sizeof(*out->secs))) {
		free(copy);
		out->failed = true;
		return KMEND_OUT_NONE;
	}
	out->secs[out->nr_secs] = (struct out_section){
		.name = copy, .type = type, .flags = flags, .align = 1, .sym = KMEND_OUT_NONE,
	};
	return out->nr_secs++;
}

uint64_t kmend_out_append(struct kmend_out *out, size_t sec, const void *data, uint64_t size, uint64_t align)
{
	struct out_section *s;
	uint64_t at;

	if (sec == KMEND_OUT_NONE)
		return 0;
	s = &out->secs[sec];
	at = (s->size + align - 1) & ~(align - 1);
	if (align > s->align)
		s->align = align;
	if (s->type != SHT_NOBITS && at + size > s->cap) {
		uint64_t cap = (at + size) * 2;
		uint8_t *more = realloc(s->data, cap);

		if (!more) {
			out->failed = true;
			return 0;
		}
		memset(more + s->cap, 0, cap - s->cap);
		s->data = more;
		s->cap = cap;
	}
	if (s->type != SHT_NOBITS && data && size)
		memcpy(s->data + at, data, size);
	s->size = at + size;
	return at;
}

size_t kmend_out_symbol(struct kmend_out *out, const struct kmend_out_sym *sym)
{
	char *copy = strdup(sym->name);

	if (!copy || !grow(out, &out->syms, out->nr_syms, &out->cap_syms, sizeof(*out->syms))) {
		free(copy);
		out->failed = true;
		return KMEND_OUT_NONE;
	}
	out->syms[out->nr_syms] = *sym;
	out->syms[out->nr_syms].name = copy;
	return out->nr_syms++;
}

size_t kmend_out_section_symbol(struct kmend_out *out, size_t sec)
{
	struct kmend_out_sym sym = { .name = "", .bind = STB_LOCAL, .type = STT_SECTION, .sec = sec };

	if (sec == KMEND_OUT_NONE)
		return KMEND_OUT_NONE;
	if (out->secs[sec].sym == KMEND_OUT_NONE)
		out->secs[sec].sym = kmend_out_symbol(out, &sym);
	return out->secs[sec].sym;
}

void kmend_out_rela(struct kmend_out *out, size_t sec, uint64_t offset, uint32_t type, size_t sym, int64_t addend)
{
	struct out_section *s;

	if (sec == KMEND_OUT_NONE || sym == KMEND_OUT_NONE)
		return;
	s = &out->secs[sec];
	if (grow(out, &s->relas, s->nr_relas, &s->cap_relas, sizeof(*s->relas)))
		s->relas[s->nr_relas++] = (struct out_rela){ offset, type, sym, addend };
}
