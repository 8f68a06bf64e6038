// SPDX-License-Identifier: GPL-2.0
/*
 * The assembler resolves a call or jump to a local function of the same section
 * by itself: what it leaves is a distance that holds only as long as both lie
 * where they lay. Where each function has a section that does not occur, but some
 * share one on purpose (.sched.text). Their branches get the relocations that
 * the assembler saved, before anything is compared or moved.
 *
 * Other references to a place in the same section would have to be relative to
 * the instruction pointer; the kernel's compilers take addresses absolutely.
 */
#include "branches.h"

#include <elf.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "index.h"
#include "insn.h"
#include "sections.h"

/* The functions of one section by place, and the relocations that it lacks. */
struct shared {
	struct kmend_obj *obj;
	struct kmend_sec *sec;
	struct kmend_sym **functions;
	size_t nr_functions;
	struct kmend_rela *relas;
	size_t nr_relas;
	size_t cap_relas;
	struct kmend_err *err;
};

static int no_memory(const struct shared *s)
{
	return kmend_err_set(s->err, KMEND_EXIT_FAILED, "%s: out of memory", s->obj->path);
}

/* The functions of all sections, by place; of several names of one the first. */
static struct kmend_sym **list_functions(struct kmend_obj *obj, size_t *nr)
{
	struct kmend_sym **list = calloc(obj->nr_syms, sizeof(*list));
	size_t kept = 0;

	*nr = 0;
	for (size_t i = 1; list && i < obj->nr_syms; i++)
		if (kmend_is_function(&obj->syms[i]) && kmend_section_class(obj->syms[i].sec) == KMEND_CLASS_CODE)
			list[(*nr)++] = &obj->syms[i];
	if (list)
		qsort(list, *nr, sizeof(*list), kmend_sym_by_place);
	for (size_t i = 0; i < *nr; i++)
		if (!kept || list[kept - 1]->sec != list[i]->sec || list[kept - 1]->value != list[i]->value)
			list[kept++] = list[i];
	*nr = kept;
	return list;
}

/* The function that holds byte @pos, or NULL. */
static struct kmend_sym *function_at(const struct shared *s, uint64_t pos)
{
	size_t low = 0, high = s->nr_functions;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (s->functions[mid]->value <= pos)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low || pos - s->functions[low - 1]->value >= s->functions[low - 1]->size)
		return NULL;
	return s->functions[low - 1];
}

/* jcc, jmp, loop and jrcxz with a distance of one byte, behind prefixes that say nothing. */
static bool is_short_branch(const uint8_t *code, size_t len)
{
	size_t at = 0;

	while (at < len && (code[at] == 0x2e || code[at] == 0x3e || code[at] == 0xf2))
		at++;
	return len - at == 2 && ((code[at] & 0xf0) == 0x70 || code[at] == 0xeb || (code[at] & 0xfc) == 0xe0);
}

/* Where the field of @width bytes before @end leads. */
static int64_t target_of(const struct kmend_sec *sec, uint64_t end, unsigned int width)
{
	uint32_t field = 0;

	memcpy(&field, sec->data + end - width, width);
	field = le32toh(field);
	return (int64_t)end + (width == 1 ? (int8_t)field : (int32_t)field);
}

static int add_rela(struct shared *s, const struct kmend_sym *from, uint64_t end, unsigned int width)
{
	int64_t pos = target_of(s->sec, end, width);
	struct kmend_sym *to;

	if (pos >= (int64_t)from->value && pos - (int64_t)from->value < (int64_t)from->size)
		return 0;
	to = pos < 0 ? NULL : function_at(s, (uint64_t)pos);
	if (!to)
		return kmend_err_set(s->err, KMEND_EXIT_REFUSED, "%s: %s (section %s) has a jump at +%#llx that leads to no function",
				     s->obj->path, from->name, s->sec->name,
				     (unsigned long long)(end - width - from->value));
	if (s->nr_relas == s->cap_relas) {
		size_t cap = s->cap_relas ? s->cap_relas * 2 : 16;
		struct kmend_rela *more = reallocarray(s->relas, cap, sizeof(*more));

		if (!more)
			return no_memory(s);
		s->relas = more;
		s->cap_relas = cap;
	}
	s->relas[s->nr_relas++] = (struct kmend_rela){
		.offset = end - width, .type = width == 1 ? R_X86_64_PC8 : R_X86_64_PLT32,
		.addend = pos - (int64_t)to->value - width, .sym = to,
	};
	return 0;
}

/* Is the field of @width bytes before @end left to the linker? */
static bool has_rela(const struct kmend_sec *sec, uint64_t end, unsigned int width)
{
	return kmend_has_relas(sec, end - width, end);
}

/* @end: of the function, or where the next begins */
static int restore_function(struct shared *s, const struct kmend_sym *func, uint64_t end)
{
	const uint8_t *code = s->sec->data;
	uint64_t at = func->value;

	while (at < end) {
		bool branch;
		size_t len = kmend_insn_length(code + at, end - at, &branch);
		unsigned int width = branch ? 4 : is_short_branch(code + at, len) ? 1 : 0;

		if (!len)
			return kmend_err_set(s->err, KMEND_EXIT_REFUSED,
					     "%s: %s shares section %s with other functions and has an instruction at +%#llx that is not known, which may jump there",
					     s->obj->path, func->name, s->sec->name,
					     (unsigned long long)(at - func->value));
		at += len;
		if (width && !has_rela(s->sec, at, width) && add_rela(s, func, at, width))
			return -1;
	}
	return 0;
}

static int restore_section(struct shared *s)
{
	for (size_t i = 0; i < s->nr_functions; i++) {
		const struct kmend_sym *func = s->functions[i];
		uint64_t end = func->value + func->size;

		if (i + 1 < s->nr_functions && s->functions[i + 1]->value < end)
			end = s->functions[i + 1]->value;
		if (restore_function(s, func, end))
			return -1;
	}
	/* As the assembler leaves it; the module loader refuses a field that is not zero. */
	for (size_t i = 0; i < s->nr_relas; i++)
		memset((uint8_t *)s->sec->data + s->relas[i].offset, 0, kmend_rela_width(s->relas[i].type));
	if (s->nr_relas && kmend_obj_add_relas(s->sec, s->relas, s->nr_relas))
		return no_memory(s);
	return 0;
}

int kmend_branches_restore(struct kmend_obj *obj, struct kmend_err *err)
{
	size_t nr, to;
	struct kmend_sym **list = list_functions(obj, &nr);
	int ret = 0;

	if (!list)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", obj->path);
	for (size_t from = 0; from < nr && !ret; from = to) {
		struct shared s = { .obj = obj, .sec = list[from]->sec, .functions = list + from, .err = err };

		for (to = from; to < nr && list[to]->sec == s.sec; to++)
			;
		s.nr_functions = to - from;
		if (s.nr_functions > 1)
			ret = restore_section(&s);
		free(s.relas);
	}
	free(list);
	return ret;
}
