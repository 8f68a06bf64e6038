// SPDX-License-Identifier: GPL-2.0
/*
 * Both texts are walked through at a time, line by line, without the bodies that cannot
 * matter. What looks like such a body and is none would have to have its end at the
 * beginning of a line, too; between the two there is then no type that matters.
 */
#include "outline.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line ? line + 1 : line;
}

static bool has_word(const char *line, size_t n, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = line; (at = memmem(at, n - (at - line), word, length)); at++)
		if ((at == line || (!isalnum((unsigned char)at[-1]) && at[-1] != '_')) &&
		    !isalnum((unsigned char)at[length]) && at[length] != '_')
			return true;
	return false;
}

/* A line of a body that can define a type or what one is made of. */
static bool matters(const char *line)
{
	size_t n = strcspn(line, "\n");
	const char *first = line + strspn(line, " \t");

	if (*first == '#')
		return true;
	if (n && line[n - 1] == '\\')
		return true;
	return has_word(line, n, "typedef") || has_word(line, n, "enum") ||
	       ((has_word(line, n, "struct") || has_word(line, n, "union")) &&
		(memchr(line, '{', n) || !memchr(line, ';', n)));
}

/* If a body begins here that cannot matter, the line that ends it. */
static const char *skip_body(const char *line)
{
	if (*line != '{')
		return line;
	for (const char *at = next_line(line); *at; at = next_line(at)) {
		if (*at == '}')
			return at;
		if (matters(at))
			return line;
	}
	return line;
}

bool kmend_outline_differs(const char *pre, const char *post)
{
	while (*pre && *post) {
		size_t n = strcspn(pre, "\n");

		if (n != strcspn(post, "\n") || memcmp(pre, post, n))
			return true;
		pre = next_line(skip_body(pre));
		post = next_line(skip_body(post));
	}
	return *pre != *post;
}
