// SPDX-License-Identifier: GPL-2.0
/*
 * Data that changes in its place. The manager looks whether each word holds what it held when the kernel was built, and
 * writes the new value. So a word is as much as one store can write, and aligned; and what it held must be
 * something that the manager can find: a number, or the address of a symbol. It is never less than what is aligned there, so that two
 * patches that change parts of it are seen to change the same.
 *
 * Of a variable only pointers to functions are taken. That one still has its initial value says that
 * nobody has set it; of a counter or a flag it says nothing.
 *
 * A pointer that leads nowhere stays so, and one that leads somewhere goes on to. The kernel asks some operations once whether they
 * are there, and notes it (DCACHE_OP_DELETE of a dentry, FMODE_LSEEK of a file): it would call nothing when the patch goes out, or comes in. A
 * module that nobody has run has noted nothing, and when the patch goes out it is not there.
 *
 * What the kernel reads while it changes code, at boot or when a module is loaded, is not taken: the keys of jump labels and static
 * calls, and pv_ops.
 */
#include "data.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "sections.h"

enum { WORD = 8 };

struct taker {
	struct kmend_data *data;
	const struct kmend_pair *pair;
	struct kmend_range pre, post;
	const struct kmend_sym *sym_pre, *sym_post;
	bool constant;
	bool unused;
	bool differs;
};

static uint64_t value_at(struct kmend_range range, uint64_t offset, unsigned int size)
{
	uint64_t value = 0;

	if (range.sec->data)
		memcpy(&value, range.sec->data + range.from + offset, size);
	return value;
}

/* An object may have several names. */
static bool is_known(const struct taker *t, const struct kmend_datum *word)
{
	for (size_t i = 0; i < t->data->nr; i++) {
		const struct kmend_datum *known = &t->data->words[i];

		if (known->pre->sec == t->pre.sec &&
		    known->pre->value + known->offset == t->pre.from + word->offset && known->size == word->size)
			return true;
	}
	return false;
}

static int add(struct taker *t, struct kmend_datum word)
{
	struct kmend_datum *more;

	t->differs = true;
	if (is_known(t, &word))
		return 0;
	more = reallocarray(t->data->words, t->data->nr + 1, sizeof(*more));
	if (!more)
		return -1;
	word.pre = t->sym_pre;
	word.post = t->sym_post;
	t->data->words = more;
	more[t->data->nr++] = word;
	return 0;
}

/* The relocation of a word; *@odd: something is relocated there, but no address. */
static const struct kmend_rela *rela_at(struct kmend_range range, uint64_t offset, unsigned int size, bool *odd)
{
	uint64_t from = range.from + offset;
	size_t r = kmend_relas_from(range.sec, from < WORD ? 0 : from - (WORD - 1));
	const struct kmend_rela *found = NULL;

	for (; r < range.sec->nr_relas && range.sec->relas[r].offset < from + size; r++) {
		const struct kmend_rela *rela = &range.sec->relas[r];

		if (rela->type == R_X86_64_64 && rela->offset == from && size == WORD)
			found = rela;
		else if (rela->offset + kmend_rela_width(rela->type) > from || !kmend_rela_width(rela->type))
			*odd = true;
	}
	return found;
}

/* Of what is defined elsewhere, the object tells that it is code if it is called. */
static bool is_called(const struct kmend_obj *obj, const struct kmend_sym *sym)
{
	for (size_t s = 1; s < obj->nr_secs; s++) {
		const struct kmend_sec *sec = &obj->secs[s];

		for (size_t r = 0; sec->name && (sec->flags & SHF_EXECINSTR) && r < sec->nr_relas; r++)
			if (sec->relas[r].sym == sym && kmend_index_target(obj, sec, &sec->relas[r]).branch)
				return true;
	}
	return false;
}

static bool is_function(const struct kmend_obj *obj, struct kmend_range range, const struct kmend_rela *rela)
{
	struct kmend_target target = kmend_index_target(obj, range.sec, rela);

	if (!target.sym || target.addend)
		return false;
	return target.sec ? kmend_is_function(target.sym) : target.sym->index && is_called(obj, target.sym);
}

/* Can the manager find what it referred to? */
static bool find_name(const struct taker *t, struct kmend_datum *word)
{
	struct kmend_target target = kmend_index_target(t->pair->pre, t->pre.sec, word->from);

	word->from_sym = target.sym;
	word->old = (uint64_t)target.addend;
	return target.sym && target.sym->index && (target.sec || target.sym->shndx == SHN_UNDEF) &&
	       !(target.sec && kmend_is_private(target.sym));
}

/* May it be written while the kernel uses it? */
static bool may_change(const struct taker *t, const struct kmend_datum *word)
{
	if (t->unused)
		return (word->from || !word->old) && (word->to || !word->new);
	if (!word->from || !word->to)
		return false;
	return t->constant || (is_function(t->pair->pre, t->pre, word->from) && is_function(t->pair->post, t->post, word->to));
}

/* Return: 1: it cannot be written. */
static int take_address(struct taker *t, struct kmend_datum word)
{
	struct kmend_range a = t->pre, b = t->post;
	struct kmend_why ignored;

	a.from += word.offset;
	b.from += word.offset;
	a.size = b.size = WORD;
	if (word.from && word.to && kmend_same_bytes(t->pair, a, b, &ignored))
		return 0;
	if (!may_change(t, &word) || (word.from && !find_name(t, &word)))
		return 1;
	return add(t, word);
}

static int take_word(struct taker *t, uint64_t offset, unsigned int size)
{
	bool odd = false;
	struct kmend_datum word = {
		.offset = offset, .size = size,
		.from = rela_at(t->pre, offset, size, &odd), .to = rela_at(t->post, offset, size, &odd),
		.old = value_at(t->pre, offset, size), .new = value_at(t->post, offset, size),
	};

	if (odd)
		return 1;
	if (word.to)
		word.new = 0;
	if (word.from || word.to)
		return take_address(t, word);
	if (word.old == word.new)
		return 0;
	return t->constant ? add(t, word) : 1;
}

/* The widest word that is aligned at @offset in memory and within the object. */
static unsigned int width_at(const struct taker *t, uint64_t offset)
{
	unsigned int size = WORD;

	while (size > 1 && ((t->pre.from + offset) % size || (t->post.from + offset) % size ||
			    t->pre.sec->align % size || offset + size > t->pre.size))
		size /= 2;
	return size;
}

/* Does the kernel read it to change code? */
static bool is_for_code(const struct kmend_obj *obj, const struct kmend_sym *sym)
{
	if (!strcmp(sym->name, "pv_ops") || !strncmp(sym->name, "__SCK__", 7))
		return true;
	for (size_t s = 1; s < obj->nr_secs; s++) {
		const struct kmend_sec *sec = &obj->secs[s];

		for (size_t r = 0; sec->name && kmend_section_class(sec) == KMEND_CLASS_TABLE && r < sec->nr_relas; r++)
			if (kmend_index_target(obj, sec, &sec->relas[r]).sym == sym)
				return true;
	}
	return false;
}

int kmend_data_take(struct kmend_data *data, const struct kmend_pair *pair, const struct kmend_sym *post, bool unused)
{
	const struct kmend_sym *pre = pair->pre_of[post->index];
	struct taker t = {
		.data = data, .pair = pair, .pre = kmend_range_of(pre), .post = kmend_range_of(post),
		.sym_pre = pre, .sym_post = post,
		.constant = !((pre->sec->flags | post->sec->flags) & SHF_WRITE), .unused = unused,
	};
	size_t before = data->nr;
	unsigned int size;
	int ret = 0;

	if (pre->size != post->size || post->bind == STB_WEAK || kmend_section_class(pre->sec) != KMEND_CLASS_DATA ||
	    kmend_section_class(post->sec) != KMEND_CLASS_DATA || is_for_code(pair->pre, pre) || is_for_code(pair->post, post))
		return 1;
	for (uint64_t at = 0; at < pre->size && !ret; at += size) {
		size = width_at(&t, at);
		ret = take_word(&t, at, size);
	}
	/* Where nothing differs, the comparison gave up. */
	if (!ret && !t.differs)
		ret = 1;
	if (ret)
		data->nr = before;
	return ret;
}

void kmend_data_free(struct kmend_data *data)
{
	free(data->words);
	*data = (struct kmend_data){ 0 };
}
