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

int kmend_head_is_in(const char *text, const char *name, size_t size)
{
	_cleanup_free_ char *copy = strdup(text);
	_cleanup_free_ char *word = strndup(name, size);
	struct kmend_decls decls = { 0 };
	int ret = -1;

	if (copy)
		kmend_lines_blank(copy);
	if (copy && word && kmend_decls_cut(&decls, copy, strlen(copy), false)) {
		ret = 0;
		for (size_t i = 0; i < decls.nr && !ret; i++)
			ret = kmend_head_is_of(&decls.list[i], word);
	}
	kmend_decls_free(&decls);
	return ret;
}
