// SPDX-License-Identifier: GPL-2.0
/* What a compiler makes of two definitions of a structure; why it is asked is told in fields.c. */
#include "members.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cdecl.h"
#include "fields.h"
#include "types.h"

static int compare_types(const void *tag, const void *type)
{
	return strcmp(tag, ((const struct kmend_type *)type)->name);
}

static const struct kmend_type *find_type(const struct kmend_types *types, const char *tag)
{
	return types->nr ? bsearch(tag, types->list, types->nr, sizeof(*types->list), compare_types) : NULL;
}

static bool is_declared_anew(const struct kmend_declared_type *type, const char *member)
{
	for (size_t i = 0; i < type->nr; i++)
		if (!strcmp(type->words[i], member))
			return true;
	return false;
}

/* Nothing that both have, and declare as it was, is elsewhere. */
static bool same_places(const struct kmend_declared_type *type, const struct kmend_type *pre,
			const struct kmend_type *post)
{
	if (pre->size != post->size || pre->align != post->align)
		return false;
	for (size_t i = 0; i < pre->nr; i++) {
		const struct kmend_member *a = &pre->members[i], *b = kmend_member_find(post, a->name);

		if (b && !is_declared_anew(type, a->name) &&
		    (a->bit != b->bit || a->bits != b->bits || strcmp(a->type, b->type)))
			return false;
	}
	return true;
}

bool kmend_members_stay(const struct kmend_declared_type *type, const struct kmend_types *pre,
			const struct kmend_types *post)
{
	const struct kmend_type *a = find_type(pre, type->tag), *b = find_type(post, type->tag);

	if (!a || !b || !same_places(type, a, b))
		return false;
	for (size_t i = 0; i < a->nr; i++) {
		const char *name = a->members[i].name;

		if (!kmend_member_find(b, name) ||
		    (is_declared_anew(type, name) && !kmend_member_same_integer(a, name, b)))
			return false;
	}
	return true;
}

/* Is a new member only another name of one that was there? */
static bool is_alias(const struct kmend_type *pre, const struct kmend_member *m)
{
	for (size_t i = 0; i < pre->nr; i++)
		if (kmend_member_alike(&pre->members[i], m))
			return true;
	return false;
}

/*
 * Who makes an object without naming its members puts something else into a new one, or into those behind it; who names
 * others leaves it to chance what is in it, where the new code wants zeros. Neither has a name that could be looked for.
 */
static bool has_new(const struct kmend_type *pre, const struct kmend_type *post)
{
	for (size_t i = 0; i < post->nr; i++)
		if (!kmend_member_find(pre, post->members[i].name) && !is_alias(pre, &post->members[i]))
			return true;
	return false;
}

static int add_name(char ***list, size_t *nr, const char *name)
{
	return kmend_name_add(list, nr, (struct kmend_word){ name, strlen(name) }) ? 0 : -1;
}

/*
 * Who does not name a member that is the same integer, or a pointer as before, sees no difference; that of another may be
 * seen, as where a structure is initialised in the order of its members: another value may come of that.
 */
static int add_member(struct kmend_declared_type *type, const struct kmend_type *pre, const char *name,
		      const struct kmend_type *post)
{
	if (!kmend_member_find(pre, name) && !kmend_member_find(post, name))
		return 0;
	if (kmend_member_same_integer(pre, name, post) || kmend_member_same_pointer(pre, name, post))
		return add_name(&type->named, &type->nr_named, name);
	return add_name(&type->list, &type->nr_list, name);
}

static int resolve(struct kmend_declared *declared, struct kmend_declared_type *type,
		   const struct kmend_type *pre, const struct kmend_type *post)
{
	for (size_t i = 0; i < type->nr_constants; i++)
		if (add_name(&declared->named, &declared->nr_named, type->constants[i]))
			return -1;
	if (!pre || !post || !same_places(type, pre, post) || has_new(pre, post))
		return add_name(&declared->list, &declared->nr, kmend_declared_type_name(type));
	for (size_t i = 0; i < type->nr; i++)
		if (add_member(type, pre, type->words[i], post))
			return -1;
	return 0;
}

int kmend_members_resolve(struct kmend_declared *declared, const char *pre, const char *post)
{
	struct kmend_types old = { 0 }, new = { 0 };
	struct kmend_err ignored = { 0 };
	int ret = 0;

	if (kmend_types_read(pre, &old, &ignored) || kmend_types_read(post, &new, &ignored))
		kmend_types_free(&old);
	for (size_t i = 0; i < declared->nr_types; i++) {
		struct kmend_declared_type *type = &declared->types[i];

		ret = ret ? ret : resolve(declared, type, find_type(&old, type->tag), find_type(&new, type->tag));
	}
	kmend_types_free(&old);
	kmend_types_free(&new);
	return ret;
}
