// SPDX-License-Identifier: GPL-2.0
/* grep finds words, of which the caller makes sense. */
#include "mentions.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cdecl.h"
#include "files.h"
#include "included.h"
#include "run.h"

static const char *skip_blank(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

/* Is it one of those in the brackets at @open, or what "..." stands for? */
static bool is_parameter(const char *open, const char *end, struct kmend_word w)
{
	const char *close = *open == '(' ? memchr(open, ')', (size_t)(end - open)) : NULL;
	struct kmend_word p;

	while (close && kmend_word_next(&open, close, &p))
		if (kmend_word_same(p, w))
			return true;
	return kmend_word_is(w, "__VA_ARGS__");
}

/* What may be pasted at @at, as a pattern of fnmatch(3): parameters are "*". Is anything pasted there? */
static bool pattern_at(const char *at, const char *end, const char *open, char *pattern, size_t size)
{
	bool pasted = false;
	size_t n = 0;

	for (struct kmend_word w; (at = skip_blank(at, end)) < end; at += 2) {
		const char *word = at;

		if (*at != '#' && (!kmend_word_next(&at, end, &w) || w.at != word))
			break;
		if (at != word)
			n += is_parameter(open, end, w) ? (size_t)snprintf(pattern + n, size - n, "*")
							: (size_t)snprintf(pattern + n, size - n, "%.*s", (int)w.size, w.at);
		/* What is too long is taken to be anything. */
		if (n >= size - 1)
			n = (size_t)snprintf(pattern, size, "*");
		at = skip_blank(at, end);
		if (end - at < 2 || at[0] != '#' || at[1] != '#')
			break;
		pasted = true;
	}
	return pasted;
}

bool kmend_mentions_may_be(const char *macro, size_t size, const char *tag)
{
	const char *at = macro, *end = macro + size, *open;
	char pattern[256];
	struct kmend_word w;

	if (!kmend_word_next(&at, end, &w) || !kmend_word_is(w, "define") || !kmend_word_next(&at, end, &w))
		return false;
	open = at;
	while (kmend_word_next(&at, end, &w)) {
		*pattern = '\0';
		if (kmend_word_is(w, "struct") && pattern_at(at, end, open, pattern, sizeof(pattern)) && !fnmatch(pattern, tag, 0))
			return true;
	}
	return false;
}

/* All matches of a file are together. */
static void add(const char **list, size_t *nr, const char *file)
{
	if (!*nr || strcmp(list[*nr - 1], file))
		list[(*nr)++] = file;
}

/* "./FILE:MATCH" */
static int parse(struct kmend_mentions *m, struct kmend_err *err)
{
	size_t lines = 1;
	char *save = NULL;

	for (const char *p = m->text; (p = strchr(p, '\n')); p++)
		lines++;
	m->files = calloc(lines, sizeof(*m->files));
	m->pasting = calloc(lines, sizeof(*m->pasting));
	if (!m->files || !m->pasting)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	for (char *line = strtok_r(m->text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *colon = strchr(line, ':');

		if (!colon || strncmp(line, "./", 2))
			continue;
		*colon = '\0';
		if (!kmend_included_counts(line + 2))
			continue;
		if (strstr(colon + 1, "##"))
			add(m->pasting, &m->nr_pasting, line + 2);
		else
			add(m->files, &m->nr, line + 2);
	}
	return 0;
}

int kmend_mentions_find(const char *tree, const char *tag, const char *work, struct kmend_mentions *mentions,
			struct kmend_err *err)
{
	char word[160], out[PATH_MAX], command[PATH_MAX + 400];
	char *argv[] = { "sh", "-c", command, "sh", word, out, NULL };

	*mentions = (struct kmend_mentions){ 0 };
	snprintf(word, sizeof(word), "\\<%.128s\\>", tag);
	if (kmend_path(out, err, "%s/mentions", work))
		return -1;
	/* Status 1: there is none. */
	snprintf(command, sizeof(command),
		 "grep -roE --include='*.[ch]' --include='*.inc' --include='*.def' --exclude-dir=testing --exclude-dir=Documentation "
		 "-e \"$1\" -e 'struct[ \t]+[A-Za-z0-9_]*[ \t]*##[A-Za-z0-9_ \t#]*' . >\"$2\" || test $? = 1");
	if (kmend_run_or_fail(tree, argv, "cannot search the kernel source", err) ||
	    kmend_file_read(out, &mentions->text, NULL, err))
		return -1;
	return parse(mentions, err);
}

void kmend_mentions_free(struct kmend_mentions *mentions)
{
	free(mentions->files);
	free(mentions->pasting);
	free(mentions->text);
	*mentions = (struct kmend_mentions){ 0 };
}
