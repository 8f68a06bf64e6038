// SPDX-License-Identifier: GPL-2.0
/* The line with which a patch file says what it does. */
#include "subject.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool begins(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

bool kmend_patch_is_diff(const char *line)
{
	return begins(line, "--- ") || begins(line, "diff ") || begins(line, "Index: ");
}

bool kmend_patch_is_key(const char *line)
{
	size_t n;

	if (strncasecmp(line, "Kmend-", 6))
		return false;
	for (n = 6; isalnum((unsigned char)line[n]) || line[n] == '-';)
		n++;
	return line[n] == ':';
}

static bool is_mail_header(const char *line)
{
	return begins(line, "From ") || begins(line, "From:") || begins(line, "Date:");
}

/* "[PATCH v2 1/3] mm: …" to "mm: …" */
static const char *skip_tags(const char *text)
{
	while (*text == ' ' || *text == '[') {
		const char *end = *text == '[' ? strchr(text, ']') : text;

		if (!end)
			break;
		text = end + 1;
	}
	return text;
}

static void put(const char *line, char *subject, size_t size)
{
	size_t n = strcspn(line, "\n");

	if (n >= size)
		n = size - 1;
	for (size_t i = 0; i < n; i++)
		subject[i] = iscntrl((unsigned char)line[i]) ? ' ' : line[i];
	while (n && subject[n - 1] == ' ')
		n--;
	subject[n] = '\0';
}

void kmend_patch_subject(const char *text, char *subject, size_t size)
{
	*subject = '\0';
	for (const char *line = text; line && !kmend_patch_is_diff(line); line = strchr(line, '\n'),
	     line = line ? line + 1 : NULL) {
		if (begins(line, "Subject:")) {
			put(skip_tags(line + strlen("Subject:")), subject, size);
			return;
		}
		if (!*subject && !is_mail_header(line) && !kmend_patch_is_key(line))
			put(line, subject, size);
	}
}
