// SPDX-License-Identifier: GPL-2.0
/* What a patch says of other patches: what it needs, excludes and replaces. */
#include "relations.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../../uapi/kmend.h"
#include "../../uapi/kmend_patch.h"

static const char separators[] = ", \t\r\n";

const char *kmend_relation_name(enum kmend_relation relation)
{
	static const char *const names[KMEND_NR_RELATIONS] = { "depends", "conflicts",
							       "replaces" };

	return names[relation];
}

bool kmend_relations_is_id(const char *text)
{
	size_t length = strlen(text);

	if (!length || length > KMEND_ID_MAX || !isalnum((unsigned char)text[0]))
		return false;
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr("._-", *text))
			return false;
	return true;
}

static bool has(const struct kmend_ids *list, const char *id)
{
	for (size_t i = 0; i < list->nr; i++)
		if (!strcmp(list->ids[i], id))
			return true;
	return false;
}

/*
 * Takes @id over. Sorted, since neither options and heads nor what the compiler makes
 * of a module's information has an order that means anything.
 */
static int insert(struct kmend_ids *list, char *id, struct kmend_err *err)
{
	char **more = reallocarray(list->ids, list->nr + 2, sizeof(*more));
	size_t at;

	if (!more) {
		free(id);
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	}
	list->ids = more;
	for (at = list->nr; at && strcmp(more[at - 1], id) > 0; at--)
		more[at] = more[at - 1];
	more[at] = id;
	more[++list->nr] = NULL;
	return 0;
}

static int add_one(struct kmend_relations *relations, enum kmend_relation relation, char *id,
		   const char *where, enum kmend_exit code, struct kmend_err *err)
{
	struct kmend_ids *list = &relations->lists[relation];

	if (!id)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	if (!strcmp(id, "all")) {
		free(id);
		if (relation != KMEND_REPLACES)
			return kmend_err_set(err, code,
					     "%s: 'all' is no id: only replaces can be 'all'", where);
		relations->replaces_all = true;
		return 0;
	}
	if (!kmend_relations_is_id(id)) {
		kmend_err_set(err, code,
			      "%s: '%.80s' is no id: 1 to %d letters, digits, '-', '_' and '.', first a letter or a digit",
			      where, id, KMEND_ID_MAX);
		free(id);
		return -1;
	}
	if (has(list, id)) {
		free(id);
		return 0;
	}
	return insert(list, id, err);
}

int kmend_relations_add(struct kmend_relations *relations, enum kmend_relation relation,
			const char *text, size_t length, const char *where,
			enum kmend_exit code, struct kmend_err *err)
{
	const char *end = text + length;
	bool any = false;

	while (text < end) {
		const char *start = text;

		while (text < end && !strchr(separators, *text))
			text++;
		if (text == start) {
			text++;
			continue;
		}
		any = true;
		if (add_one(relations, relation, strndup(start, text - start), where, code, err))
			return -1;
	}
	if (!any)
		return kmend_err_set(err, code, "%s: names no patch", where);
	return 0;
}

static int check_list(const struct kmend_relations *relations, enum kmend_relation relation,
		      const char *id, struct kmend_err *err)
{
	const struct kmend_ids *list = &relations->lists[relation];
	const char *name = kmend_relation_name(relation);

	if (list->nr > KMEND_RELATIONS_MAX)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s names %zu patches, at most %d are possible", name, list->nr,
				     KMEND_RELATIONS_MAX);
	if (has(list, id))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s names '%s', which is the patch itself", name, id);
	for (enum kmend_relation other = 0; other < relation; other++)
		for (size_t i = 0; i < list->nr; i++)
			if (has(&relations->lists[other], list->ids[i]))
				return kmend_err_set(err, KMEND_EXIT_REFUSED,
						     "both %s and %s name '%s': it can be in one of them only",
						     kmend_relation_name(other), name,
						     list->ids[i]);
	return 0;
}

int kmend_relations_check(const struct kmend_relations *relations, const char *id,
			  struct kmend_err *err)
{
	for (enum kmend_relation i = 0; i < KMEND_NR_RELATIONS; i++)
		if (check_list(relations, i, id, err))
			return -1;
	if (!relations->replaces_all)
		return 0;
	if (relations->lists[KMEND_REPLACES].nr)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "replaces is 'all' and names '%s', too: one or the other",
				     relations->lists[KMEND_REPLACES].ids[0]);
	if (relations->lists[KMEND_DEPENDS].nr)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "replaces is 'all', so '%s', which it depends on, would go out, too",
				     relations->lists[KMEND_DEPENDS].ids[0]);
	return 0;
}

void kmend_relations_destroy(struct kmend_relations *relations)
{
	for (size_t i = 0; i < KMEND_NR_RELATIONS; i++) {
		for (size_t j = 0; j < relations->lists[i].nr; j++)
			free(relations->lists[i].ids[j]);
		free(relations->lists[i].ids);
	}
	memset(relations, 0, sizeof(*relations));
}
