// SPDX-License-Identifier: GPL-2.0
/*
 * A line that is added moves all below it, and with them the line numbers that
 * WARN(), assertions and many other macros compile into code: every function below would
 * differ, and nothing in the object tells a line number from another number. So the
 * compiler is told, by #line, that what is unchanged stands where it stood.
 *
 * Inside of what changes the numbers go on from the last line before, so they are
 * near the truth, and may be the same as those of lines below.
 */
#include "lines.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "run.h"

/* What the end of a line leaves open for the next. */
struct lexer {
	bool comment;		/* of the kind that can go on */
	bool continued;		/* by a backslash */
	bool line_comment;	/* that a backslash continues */
};

/* Past a string or a character, which begins at @at. */
static const char *skip_quoted(const char *at, const char *end)
{
	char quote = *at++;

	while (at < end && *at != quote)
		at += *at == '\\' && at + 1 < end ? 2 : 1;
	return at < end ? at + 1 : end;
}

static void lex_line(struct lexer *lx, const char *at, const char *end)
{
	bool line_comment = lx->continued && lx->line_comment;

	while (at < end && !line_comment) {
		if (lx->comment) {
			if (end - at >= 2 && at[0] == '*' && at[1] == '/') {
				lx->comment = false;
				at++;
			}
			at++;
		} else if (end - at >= 2 && at[0] == '/' && at[1] == '*') {
			lx->comment = true;
			at += 2;
		} else if (end - at >= 2 && at[0] == '/' && at[1] == '/') {
			line_comment = true;
		} else if (*at == '"' || *at == '\'') {
			at = skip_quoted(at, end);
		} else {
			at++;
		}
	}
	if (end > at && line_comment)
		at = end;
	lx->line_comment = line_comment;
	lx->continued = false;
}

/* #else and its like: what was skipped before may have held a #line. */
static bool is_conditional(const char *at, const char *end)
{
	static const char *const words[] = { "else", "elif", "endif" };

	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	if (at == end || *at++ != '#')
		return false;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if ((size_t)(end - at) >= strlen(words[i]) && !strncmp(at, words[i], strlen(words[i])))
			return true;
	return false;
}

char *kmend_lines_pin(const char *text, size_t size, const struct kmend_line_pair *pairs,
		      size_t nr_pairs, size_t *out_size)
{
	const char *end = text + size;
	struct lexer lx = { 0 };
	unsigned long number = 1;
	long shift = 0;		/* from a number to what it was */
	bool due = false, pinned = false;
	size_t next = 0;
	char *out;
	FILE *f = open_memstream(&out, out_size);

	if (!f)
		return NULL;
	for (const char *line = text; line < end; number++) {
		const char *nl = memchr(line, '\n', (size_t)(end - line)), *stop = nl ? nl : end;

		if (next < nr_pairs && pairs[next].post == number) {
			due |= shift != (long)pairs[next].pre - (long)number;
			shift = (long)pairs[next++].pre - (long)number;
		}
		if (due && !lx.comment && !lx.continued) {
			fprintf(f, "#line %ld\n", (long)number + shift);
			due = false;
			pinned = true;
		}
		fwrite(line, 1, (size_t)(stop - line) + (nl != NULL), f);
		due |= pinned && !lx.comment && !lx.continued && is_conditional(line, stop);
		lex_line(&lx, line, stop);
		lx.continued = stop > line && stop[-1] == '\\';
		line = nl ? nl + 1 : end;
	}
	return fclose(f) ? NULL : out;
}

static int parse_pairs(const char *output, struct kmend_line_pair **pairs, size_t *nr)
{
	size_t lines = 1;

	for (const char *p = output; *p; p++)
		lines += *p == '\n';
	*pairs = calloc(lines, sizeof(**pairs));
	*nr = 0;
	if (!*pairs)
		return -1;
	for (const char *p = output; sscanf(p, "%lu %lu", &(*pairs)[*nr].pre, &(*pairs)[*nr].post) == 2; (*nr)++) {
		p = strchr(p, '\n');
		if (!p)
			break;
		p++;
	}
	return 0;
}

int kmend_lines_pin_file(const char *pre, const char *post, char **text, size_t *size,
			 struct kmend_err *err)
{
	/* For each group of lines that both have: where it begins before and after. */
	char *argv[] = { "diff", "--old-group-format=", "--new-group-format=", "--changed-group-format=",
			 "--unchanged-group-format=%df %dF%c'\\012'", (char *)pre, (char *)post, NULL };
	_cleanup_free_ struct kmend_line_pair *pairs = NULL;
	_cleanup_free_ char *output = NULL;
	_cleanup_free_ char *plain = NULL;
	size_t nr, plain_size;
	int status = kmend_run(NULL, argv, &output, err);

	if (status < 0)
		return -1;
	if (status > 1)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "cannot compare %s with %s: %.200s", pre, post,
				     output ? output : "no message");
	if (kmend_file_read(post, &plain, &plain_size, err))
		return -1;
	if (!output || parse_pairs(output, &pairs, &nr))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	*text = kmend_lines_pin(plain, plain_size, pairs, nr, size);
	return *text ? 0 : kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
}
