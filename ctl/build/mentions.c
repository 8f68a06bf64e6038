// SPDX-License-Identifier: GPL-2.0
/* grep finds words, of which the caller makes sense. */
#include "mentions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cdecl.h"
#include "files.h"
#include "included.h"
#include "run.h"

bool kmend_mentions_may_be(const char *paste, const char *tag)
{
	const char *end = paste + strlen(paste), *at = paste + strlen("struct");
	struct kmend_word first = { 0 }, last = { 0 };
	size_t size = strlen(tag);

	while (kmend_word_next(&at, end, &last)) {
		if (!first.size)
			first = last;
		at += strspn(at, " \t");
		if (strncmp(at, "##", 2))
			break;
	}
	if (!first.size || !last.size || (!memchr(first.at, '_', first.size) && *last.at != '_'))
		return true;
	return (first.size <= size && !memcmp(tag, first.at, first.size)) ||
	       (last.size <= size && !memcmp(tag + size - last.size, last.at, last.size));
}

/* "./FILE:MATCH" */
static int parse(struct kmend_mentions *m, const char *tag, struct kmend_err *err)
{
	size_t lines = 1;
	char *save = NULL;

	for (const char *p = m->text; (p = strchr(p, '\n')); p++)
		lines++;
	m->files = calloc(lines, sizeof(*m->files));
	if (!m->files)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	for (char *line = strtok_r(m->text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *colon = strchr(line, ':');

		if (!colon || strncmp(line, "./", 2))
			continue;
		*colon = '\0';
		if (!kmend_included_counts(line + 2))
			continue;
		if (strstr(colon + 1, "##"))
			m->pasted = kmend_mentions_may_be(colon + 1, tag) ? line + 2 : m->pasted;
		else if (!m->nr || strcmp(m->files[m->nr - 1], line + 2))
			m->files[m->nr++] = line + 2;
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
	return parse(mentions, tag, err);
}

void kmend_mentions_free(struct kmend_mentions *mentions)
{
	free(mentions->files);
	free(mentions->text);
	*mentions = (struct kmend_mentions){ 0 };
}
