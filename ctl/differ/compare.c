// SPDX-License-Identifier: GPL-2.0
/*
 * Are two functions, or two objects, the same but for where things are? Bytes
 * outside of relocations must be equal, and relocations must be of one type, at
 * one place, against the same thing.
 */
#include "compare.h"

#include <elf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sections.h"

/* Fragments of code refer to code, which may refer to fragments. */
#define DEPTH_MAX 4

/* How many nameless ranges one comparison looks into; tables of tables would take forever. */
#define NESTED_MAX 1024

/* Where a comparison is that follows references. */
struct nesting {
	unsigned int depth;
	unsigned int seen;
};

static bool same_range(const struct kmend_pair *pair, struct kmend_range pre, struct kmend_range post,
		       struct nesting *nesting, struct kmend_why *why);

__attribute__((format(printf, 2, 3)))
static bool differ(struct kmend_why *why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, ap);
	va_end(ap);
	return false;
}

struct kmend_range kmend_range_of(const struct kmend_sym *sym)
{
	return (struct kmend_range){ sym->sec, sym->value, sym->size };
}

struct kmend_range kmend_fragment(const struct kmend_obj *obj, struct kmend_sec *sec, uint64_t pos)
{
	return (struct kmend_range){ sec, pos, kmend_index_fragment_end(obj, sec, pos) - pos };
}

int kmend_replacement(const struct kmend_obj *obj, const struct kmend_entry *entry,
		      struct kmend_range *range, struct kmend_err *err)
{
	const struct kmend_sec *sec = entry->sec;
	uint64_t field = entry->offset + KMEND_ALT_REPLACEMENT;
	size_t r = kmend_relas_from(sec, field);
	uint64_t size = sec->data[entry->offset + entry->size - 1];

	if (r < sec->nr_relas && sec->relas[r].offset == field) {
		const struct kmend_sym *sym = sec->relas[r].sym;
		uint64_t pos = sym->value + (uint64_t)sec->relas[r].addend;

		if (sym->sec && sym->sec->data && pos <= sym->sec->size && size <= sym->sec->size - pos) {
			*range = (struct kmend_range){ sym->sec, pos, size };
			return 0;
		}
	}
	return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: entry %#llx of section %s has no replacement code",
			     obj->path, (unsigned long long)entry->offset, sec->name);
}

/* What a compared range refers to. Where following ends, all is taken to differ. */
static bool same_nested(const struct kmend_pair *pair, struct kmend_range pre, struct kmend_range post,
			struct nesting *nesting)
{
	struct kmend_why ignored;
	bool same;

	if (nesting->depth == DEPTH_MAX || nesting->seen == NESTED_MAX)
		return false;
	nesting->depth++;
	nesting->seen++;
	same = same_range(pair, pre, post, nesting, &ignored);
	nesting->depth--;
	return same;
}

static const char *target_name(const struct kmend_target *t)
{
	return t->sym ? t->sym->name : t->sec ? t->sec->name : "nothing";
}

/* Nameless constants: the bytes count, not where the compiler put them. */
static bool same_constant(const struct kmend_sec *a, int64_t pos_a, const struct kmend_sec *b, int64_t pos_b)
{
	uint64_t x = (uint64_t)pos_a, y = (uint64_t)pos_b, len = a->entsize ? a->entsize : 1;

	if (a->flags != b->flags || a->entsize != b->entsize || pos_a < 0 || pos_b < 0 ||
	    x >= a->size || y >= b->size)
		return false;
	if (!(a->flags & SHF_STRINGS)) {
		len -= x % len;
		return len <= a->size - x && len <= b->size - y && !memcmp(a->data + x, b->data + y, len);
	}
	for (; len <= a->size - x && len <= b->size - y; x += len, y += len) {
		uint64_t i = 0;

		if (memcmp(a->data + x, b->data + y, len))
			return false;
		while (i < len && !a->data[x + i])
			i++;
		if (i == len)
			return true;
	}
	return false;
}

static bool same_symbol(const struct kmend_pair *pair, const struct kmend_sym *a, const struct kmend_sym *b,
			struct nesting *nesting)
{
	if (!a->sec || !b->sec)
		return !a->sec && !b->sec && a->shndx == b->shndx && !strcmp(a->name, b->name);
	if (pair->pre_of[b->index] && pair->pre_of[b->index] != a)
		return false;
	if (pair->pre_of[b->index] && !kmend_is_private(b))
		return true;
	/* Places in assembly that is no function. */
	if (!pair->pre_base[a->index] && !pair->post_base[b->index])
		return !strcmp(a->name, b->name) && !strcmp(a->sec->name, b->sec->name);
	/* Each replaced function gets its own copy of these, so contents count. */
	if (!kmend_is_private(a) || !kmend_is_private(b) ||
	    strcmp(pair->pre_base[a->index], pair->post_base[b->index]))
		return false;
	if (kmend_section_class(b->sec) == KMEND_CLASS_FRESH || (b->sec->flags & SHF_WRITE))
		return true;
	return same_nested(pair, kmend_range_of(a), kmend_range_of(b), nesting);
}

static bool same_nameless(const struct kmend_pair *pair, const struct kmend_target *a,
			  const struct kmend_target *b, struct nesting *nesting)
{
	if (!a->sec || !b->sec || strcmp(a->sec->name, b->sec->name)) {
		/* String sections are named after the function that has the string. */
		if (!a->sec || !b->sec || !(a->sec->flags & b->sec->flags & SHF_MERGE))
			return false;
	}
	if ((a->sec->flags & SHF_MERGE) && a->sec->data && b->sec->data)
		return same_constant(a->sec, a->pos, b->sec, b->pos);
	if (kmend_section_class(a->sec) == KMEND_CLASS_FRAGMENTS && a->pos >= 0 && b->pos >= 0)
		return same_nested(pair, kmend_fragment(pair->pre, a->sec, (uint64_t)a->pos),
				   kmend_fragment(pair->post, b->sec, (uint64_t)b->pos), nesting);
	return a->addend == b->addend &&
	       same_nested(pair, (struct kmend_range){ a->sec, 0, a->sec->size },
			   (struct kmend_range){ b->sec, 0, b->sec->size }, nesting);
}

static bool same_rela(const struct kmend_pair *pair, struct kmend_sec *pre, const struct kmend_rela *x,
		      struct kmend_sec *post, const struct kmend_rela *y, struct nesting *nesting,
		      struct kmend_why *why)
{
	struct kmend_target a = kmend_index_target(pair->pre, pre, x);
	struct kmend_target b = kmend_index_target(pair->post, post, y);

	if (x->type != y->type)
		return differ(why, "refers to %s in another way", target_name(&b));
	if (!a.sym != !b.sym)
		return differ(why, "refers to %s instead of %s", target_name(&b), target_name(&a));
	if (!a.sym) {
		if (!same_nameless(pair, &a, &b, nesting))
			return differ(why, "uses another constant of section %s", b.sec->name);
		return true;
	}
	if (!same_symbol(pair, a.sym, b.sym, nesting)) {
		if (!strcmp(a.sym->name, b.sym->name))
			return differ(why, "refers to another %s", b.sym->name);
		return differ(why, "refers to %s instead of %s", b.sym->name, a.sym->name);
	}
	if (a.addend != b.addend)
		return differ(why, "refers to another place of %s", b.sym->name);
	return true;
}

static bool equal_bytes(struct kmend_range a, struct kmend_range b, uint64_t from, uint64_t to)
{
	if (!a.sec->data && !b.sec->data)
		return true;
	for (uint64_t i = from; i < to; i++) {
		/* A section without bytes in the file is zero. */
		uint8_t x = a.sec->data ? a.sec->data[a.from + i] : 0;
		uint8_t y = b.sec->data ? b.sec->data[b.from + i] : 0;

		if (x != y)
			return false;
	}
	return true;
}

/* Relocation number @r of the range's section, if it is in the range. */
static const struct kmend_rela *rela_in(struct kmend_range range, size_t r)
{
	const struct kmend_rela *rela = r < range.sec->nr_relas ? &range.sec->relas[r] : NULL;

	return rela && rela->offset - range.from < range.size ? rela : NULL;
}

static bool same_range(const struct kmend_pair *pair, struct kmend_range pre, struct kmend_range post,
		       struct nesting *nesting, struct kmend_why *why)
{
	size_t r = kmend_relas_from(pre.sec, pre.from), q = kmend_relas_from(post.sec, post.from);
	uint64_t at = 0;

	if (pre.size != post.size)
		return differ(why, "size %llu instead of %llu", (unsigned long long)post.size,
			      (unsigned long long)pre.size);
	for (;; r++, q++) {
		const struct kmend_rela *x = rela_in(pre, r), *y = rela_in(post, q);
		uint64_t here;

		if (!x && !y)
			break;
		if (!x || !y || x->offset - pre.from != y->offset - post.from)
			return differ(why, "other code or other references");
		here = x->offset - pre.from;
		if (here > at && !equal_bytes(pre, post, at, here))
			return differ(why, "other bytes before +%#llx", (unsigned long long)here);
		if (!same_rela(pair, pre.sec, x, post.sec, y, nesting, why))
			return false;
		at = here + kmend_rela_width(x->type);
	}
	if (at < pre.size && !equal_bytes(pre, post, at, pre.size))
		return differ(why, "other bytes after +%#llx", (unsigned long long)at);
	return true;
}

bool kmend_same_bytes(const struct kmend_pair *pair, struct kmend_range pre, struct kmend_range post,
		      struct kmend_why *why)
{
	struct nesting nesting = { 0 };

	return same_range(pair, pre, post, &nesting, why);
}

/* A line number only says where a warning stands: code that moved is not other code. */
static bool same_bug(const struct kmend_pair *pair, const struct kmend_entry *a, const struct kmend_entry *b)
{
	struct kmend_range x = { a->sec, a->offset, a->size }, y = { b->sec, b->offset, b->size };
	struct kmend_range flags_x, flags_y;
	struct kmend_why ignored;

	if (a->size != KMEND_BUG_SIZE_WITH_LINE)
		return kmend_same_bytes(pair, x, y, &ignored);
	flags_x = (struct kmend_range){ a->sec, a->offset + KMEND_BUG_LINE + 2, 2 };
	flags_y = (struct kmend_range){ b->sec, b->offset + KMEND_BUG_LINE + 2, 2 };
	x.size = y.size = KMEND_BUG_LINE;
	return kmend_same_bytes(pair, x, y, &ignored) && kmend_same_bytes(pair, flags_x, flags_y, &ignored);
}

static bool same_entry(const struct kmend_pair *pair, const struct kmend_entry *a,
		       const struct kmend_entry *b, struct kmend_why *why)
{
	struct kmend_range x = { a->sec, a->offset, a->size }, y = { b->sec, b->offset, b->size };
	struct kmend_why ignored;
	struct kmend_err err = { 0 };

	if (!strcmp(a->table->name, KMEND_TABLE_BUGS))
		return same_bug(pair, a, b) || differ(why, "another entry of %s", a->table->name);
	if (strcmp(a->table->name, KMEND_TABLE_ALTERNATIVES))
		return kmend_same_bytes(pair, x, y, &ignored) || differ(why, "another entry of %s", a->table->name);

	/* Where the replacement lies does not matter, what it is does. */
	if (!equal_bytes(x, y, 8, a->size) || kmend_replacement(pair->pre, a, &x, &err) ||
	    kmend_replacement(pair->post, b, &y, &err) || !kmend_same_bytes(pair, x, y, &ignored))
		return differ(why, "another entry of %s", a->table->name);
	return true;
}

static size_t skip_uncompared(const struct kmend_entry *entries, size_t nr, size_t i)
{
	while (i < nr && !entries[i].table->compared)
		i++;
	return i;
}

bool kmend_same_function(const struct kmend_pair *pair, const struct kmend_sym *pre,
			 const struct kmend_sym *post, struct kmend_why *why)
{
	const struct kmend_entry *a, *b;
	size_t nr_a, nr_b, i, j;

	if (!kmend_same_bytes(pair, kmend_range_of(pre), kmend_range_of(post), why))
		return false;
	a = kmend_index_entries(pair->pre, pre->sec, pre->value, pre->value + pre->size, &nr_a);
	b = kmend_index_entries(pair->post, post->sec, post->value, post->value + post->size, &nr_b);
	for (i = j = 0;; i++, j++) {
		i = skip_uncompared(a, nr_a, i);
		j = skip_uncompared(b, nr_b, j);
		if (i == nr_a && j == nr_b)
			return true;
		if (i == nr_a || j == nr_b || a[i].table != b[j].table || a[i].size != b[j].size ||
		    a[i].pos - pre->value != b[j].pos - post->value)
			return differ(why, "an entry of %s more or less",
				      j < nr_b ? b[j].table->name : a[i].table->name);
		if (!same_entry(pair, &a[i], &b[j], why))
			return false;
	}
}
