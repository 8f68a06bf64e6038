// SPDX-License-Identifier: GPL-2.0
/* Both lists of types are sorted by name: one walk through them finds what both have. */
#include "layouts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "types.h"

/* 8, or 8.3: the fourth bit of byte 8 */
static void put_place(FILE *f, uint64_t bit)
{
	fprintf(f, "%llu", (unsigned long long)bit / 8);
	if (bit % 8)
		fprintf(f, ".%llu", (unsigned long long)bit % 8);
}

static bool differs(const struct kmend_member *pre, const struct kmend_member *post)
{
	return !post || pre->bit != post->bit || pre->bits != post->bits ||
	       strcmp(pre->type, post->type);
}

static bool stays(const struct kmend_type *pre, const struct kmend_member *member, const struct kmend_type *post)
{
	return !differs(member, kmend_member_find(post, member->name)) || kmend_member_same_integer(pre, member->name, post);
}

static void put_member(FILE *f, const struct kmend_member *pre, const struct kmend_member *post)
{
	if (!post) {
		fprintf(f, "%s is gone", pre->name);
	} else if (pre->bit != post->bit) {
		fprintf(f, "%s at ", pre->name);
		put_place(f, post->bit);
		fputs(" instead of ", f);
		put_place(f, pre->bit);
	} else if (strcmp(pre->type, post->type)) {
		fprintf(f, "%s is %s instead of %s", pre->name, post->type, pre->type);
	} else {
		fprintf(f, "%s has %llu bits instead of %llu", pre->name,
			(unsigned long long)post->bits, (unsigned long long)pre->bits);
	}
}

/* Another name for what is there and stays: old objects have the same in it. */
static bool overlays(const struct kmend_type *pre, const struct kmend_type *post, const struct kmend_member *added)
{
	for (size_t i = 0; i < pre->nr; i++) {
		const struct kmend_member *m = &pre->members[i];

		if (m->bit == added->bit && m->bits && m->bits == added->bits && !strcmp(m->type, added->type) &&
		    !differs(m, kmend_member_find(post, m->name)))
			return true;
	}
	return false;
}

/* What differs, the size and the first member; nothing: they are the same. */
static void put_difference(FILE *f, const struct kmend_type *pre, const struct kmend_type *post)
{
	const char *separator = "";
	size_t i = 0;

	if (pre->size != post->size) {
		fprintf(f, "size %llu instead of %llu", (unsigned long long)post->size,
			(unsigned long long)pre->size);
		separator = ", ";
	}
	while (i < post->nr && (kmend_member_find(pre, post->members[i].name) || overlays(pre, post, &post->members[i])))
		i++;
	if (i < post->nr) {
		fprintf(f, "%s%s is new at ", separator, post->members[i].name);
		put_place(f, post->members[i].bit);
		return;
	}
	for (i = 0; i < pre->nr && stays(pre, &pre->members[i], post); i++)
		;
	if (i < pre->nr) {
		fputs(separator, f);
		put_member(f, &pre->members[i], kmend_member_find(post, pre->members[i].name));
	}
}

/* Of what has no name, the type does not say all. */
static bool is_apart(const struct kmend_member *old, const struct kmend_member *added)
{
	return old->bits && added->bits && !strstr(old->type, "{...}") &&
	       (added->bit + added->bits <= old->bit || old->bit + old->bits <= added->bit);
}

static bool fills(const struct kmend_type *pre, const struct kmend_type *post)
{
	bool apart = pre->size == post->size;

	for (size_t i = 0; i < pre->nr && apart; i++) {
		apart = stays(pre, &pre->members[i], post);
		for (size_t j = 0; j < post->nr && apart; j++)
			apart = kmend_member_find(pre, post->members[j].name) || is_apart(&pre->members[i], &post->members[j]);
	}
	return apart && pre->nr;
}

static int note(struct kmend_layouts *layouts, const struct kmend_type *pre,
		const struct kmend_type *post, struct kmend_err *err)
{
	struct kmend_layout *more;
	char *why = NULL;
	size_t size;
	FILE *f = open_memstream(&why, &size);

	if (f)
		put_difference(f, pre, post);
	if (!f || fclose(f))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	if (!size) {
		free(why);
		return 0;
	}
	more = realloc(layouts->items, (layouts->nr + 1) * sizeof(*more));
	if (!more) {
		free(why);
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	}
	layouts->items = more;
	more[layouts->nr] = (struct kmend_layout){ .type = strdup(pre->name), .why = why, .fills = fills(pre, post) };
	if (!more[layouts->nr++].type)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	return 0;
}

int kmend_layouts_compare(const char *pre, const char *post, struct kmend_layouts *layouts,
			  struct kmend_err *err)
{
	struct kmend_types old = { 0 }, new = { 0 };
	size_t i = 0, j = 0;
	int ret;

	ret = kmend_types_read(pre, &old, err) || kmend_types_read(post, &new, err) ? -1 : 0;
	while (!ret && i < old.nr && j < new.nr) {
		int order = strcmp(old.list[i].name, new.list[j].name);

		if (!order)
			ret = note(layouts, &old.list[i], &new.list[j], err);
		i += order <= 0;
		j += order >= 0;
	}
	kmend_types_free(&old);
	kmend_types_free(&new);
	return ret;
}

void kmend_layouts_free(struct kmend_layouts *layouts)
{
	for (size_t i = 0; i < layouts->nr; i++) {
		free(layouts->items[i].type);
		free(layouts->items[i].why);
	}
	free(layouts->items);
	*layouts = (struct kmend_layouts){ 0 };
}
