// SPDX-License-Identifier: GPL-2.0
#include "heads.h"

#include <stdlib.h>
#include <string.h>

#include "files.h"

const char *kmend_head_end(const struct kmend_decl *d)
{
	const char *end = d->text + d->size, *body = memchr(d->text, '{', d->size);

	if (!strncmp(d->text, "typedef", 7) || kmend_decl_is_structure(d))
		return NULL;
	end = body ? body : end;
	return memchr(d->text, '(', (size_t)(end - d->text)) && !memchr(d->text, '=', (size_t)(end - d->text)) ? end : NULL;
}

bool kmend_head_has_body(const struct kmend_decl *d)
{
	const char *end = kmend_head_end(d);

	return end && end < d->text + d->size;
}

bool kmend_head_is_of(const struct kmend_decl *d, const char *name)
{
	const char *at = d->text, *end = kmend_head_end(d), *seen = at;
	struct kmend_word w;
	int depth = 0;

	while (end && kmend_word_next(&at, end, &w)) {
		for (; seen < w.at; seen++)
			depth += (*seen == '(') - (*seen == ')');
		if (!depth && kmend_word_is(w, name) && at + strspn(at, " \t\n") < end && at[strspn(at, " \t\n")] == '(')
			return true;
	}
	return false;
}

static bool is_in(const struct kmend_decls *decls, const char *name)
{
	for (size_t i = 0; i < decls->nr; i++)
		if (kmend_head_is_of(&decls->list[i], name))
			return true;
	return false;
}

bool kmend_heads_keep(const char *text, struct kmend_names *names)
{
	_cleanup_free_ char *copy = strdup(text);
	struct kmend_decls decls = { 0 };
	size_t kept = 0;
	bool ok;

	if (copy)
		kmend_lines_blank(copy);
	ok = copy && kmend_decls_cut(&decls, copy, strlen(copy), false);
	for (size_t i = 0; ok && i < names->nr; i++) {
		if (is_in(&decls, names->names[i]))
			names->names[kept++] = names->names[i];
		else
			free(names->names[i]);
	}
	if (ok)
		names->nr = kept;
	kmend_decls_free(&decls);
	return ok;
}
