// SPDX-License-Identifier: GPL-2.0
/*
 * A note is a file of sorted 32-bit hashes. Two names of one hash cost a comparison that
 * was not needed. A word that only gives a member or an enumerator of a structure its name has another hash than
 * one that is used. The notes are a part of the prepared tree and go with it.
 */
#include "used.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ctext.h"
#include "files.h"
#include "unidiff.h"

/* Another way to find what is used is another name, for trees that have it. */
#define NOTES ".kmend-used-3"

struct hashes {
	uint32_t *list;
	size_t nr;
	size_t room;
};

static uint32_t hash_of(const char *text, size_t size, bool named)
{
	uint32_t h = named ? 0x1234567 : 0x811c9dc5;

	for (size_t i = 0; i < size; i++)
		h = (h ^ (unsigned char)text[i]) * 0x01000193;
	return h;
}

static int add_hash(void *ctx, struct kmend_word word, bool named)
{
	struct hashes *h = ctx;

	if (h->nr == h->room) {
		size_t room = h->room ? 2 * h->room : 16384;
		uint32_t *more = realloc(h->list, room * sizeof(*more));

		if (!more)
			return -1;
		h->list = more;
		h->room = room;
	}
	h->list[h->nr++] = hash_of(word.at, word.size, named);
	return 0;
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void sort(struct hashes *h)
{
	size_t kept = 0;

	if (h->nr)
		qsort(h->list, h->nr, sizeof(*h->list), compare);
	for (size_t i = 0; i < h->nr; i++)
		if (!kept || h->list[kept - 1] != h->list[i])
			h->list[kept++] = h->list[i];
	h->nr = kept;
}

/* Assembly is used as it is. */
static int all_words(const char *text, size_t size, struct hashes *h)
{
	const char *end = text + size;
	struct kmend_word word;

	while (kmend_word_next(&text, end, &word))
		if (add_hash(h, word, false))
			return -1;
	return 0;
}

static int note_path(char path[PATH_MAX], const char *tree, const char *source, struct kmend_err *err)
{
	char *slash;

	if (kmend_path(path, err, "%s/" NOTES "/%s", tree, source))
		return -1;
	for (slash = path + strlen(tree) + sizeof(NOTES) + 1; (slash = strchr(slash, '/'));)
		*slash = '%';
	return 0;
}

int kmend_used_note(const char *tree, const char *source, char *text, size_t size, struct kmend_err *err)
{
	struct hashes h = { 0 };
	char path[PATH_MAX];
	int ret;

	if (note_path(path, tree, source, err) || kmend_dir_make_for(path, err))
		return -1;
	if (kmend_source_is_assembly(source))
		ret = all_words(text, size, &h);
	else
		ret = kmend_ctext_used(text, size, add_hash, &h);
	if (ret)
		ret = kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	sort(&h);
	ret = ret || kmend_file_replace(path, h.list, h.nr * sizeof(*h.list), err) ? -1 : 0;
	free(h.list);
	return ret;
}

struct note {
	uint32_t *list;
	size_t nr;
};

static bool has(const struct note *note, const char *name, bool named)
{
	uint32_t h = hash_of(name, strlen(name), named);

	return bsearch(&h, note->list, note->nr, sizeof(h), compare);
}

static bool has_any(const struct note *note, char **list, size_t nr_list, char **named, size_t nr_named)
{
	for (size_t i = 0; i < nr_list; i++)
		if (has(note, list[i], false) || has(note, list[i], true))
			return true;
	for (size_t i = 0; i < nr_named; i++)
		if (has(note, named[i], false))
			return true;
	return false;
}

/* Whoever has a member of a structure comes to the structure's name, from that of what he has it by. */
static bool has_member(const struct note *note, const struct kmend_declared_type *type)
{
	return has(note, kmend_declared_type_name(type), false) &&
	       has_any(note, type->list, type->nr_list, type->named, type->nr_named);
}

enum kmend_used kmend_used_any(const char *tree, const char *source, const struct kmend_declared *names)
{
	struct kmend_err ignored = { 0 };
	_cleanup_free_ char *text = NULL;
	struct note note;
	char path[PATH_MAX];
	size_t size;

	if (note_path(path, tree, source, &ignored) || !kmend_file_exists(path) ||
	    kmend_file_read(path, &text, &size, &ignored))
		return KMEND_USED_UNKNOWN;
	note = (struct note){ (uint32_t *)(void *)text, size / sizeof(uint32_t) };
	if (has_any(&note, names->list, names->nr, names->named, names->nr_named))
		return KMEND_USED_MAYBE;
	for (size_t i = 0; i < names->nr_types; i++)
		if (has_member(&note, &names->types[i]))
			return KMEND_USED_MAYBE;
	return KMEND_USED_NO;
}
