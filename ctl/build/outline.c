// SPDX-License-Identifier: GPL-2.0
/*
 * Both texts are walked through at a time, line by line, without the bodies that cannot
 * matter. A brace at the beginning of a line may also begin a structure: only behind a line
 * that ends as the head of a function does, it begins a body.
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

/* Does a function's body follow? "struct __aligned(8)" ends with a bracket, too. */
static bool is_head(const char *line)
{
	size_t n = strcspn(line, "\n");

	return n && line[n - 1] == ')' && !has_word(line, n, "__attribute__") && !has_word(line, n, "__aligned");
}

/* If a body begins here that cannot matter, the line that ends it. */
static const char *skip_body(const char *line, const char *before)
{
	if (*line != '{' || !is_head(before))
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
	const char *before = "";

	while (*pre && *post) {
		const char *line = pre;
		size_t n = strcspn(line, "\n");

		if (n != strcspn(post, "\n") || memcmp(pre, post, n))
			return true;
		pre = next_line(skip_body(pre, before));
		post = next_line(skip_body(post, before));
		before = line;
	}
	return *pre != *post;
}
