// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the file headers of a unified diff as `diff -u` and git write it, and
 * counts through the hunks, so that a removed line that begins with "-- " is
 * not taken for a header. Whether it applies is for patch(1) to say.
 */
#include "unidiff.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scan {
	const char *path;
	const char *at;
	const char *end;
	unsigned int number;		/* of the line */
	const char *line;
	size_t length;
	struct kmend_sources *sources;
	struct kmend_err *err;
};

static bool next_line(struct scan *s)
{
	const char *nl;

	if (s->at >= s->end)
		return false;
	nl = memchr(s->at, '\n', s->end - s->at);
	s->line = s->at;
	s->length = (nl ? nl : s->end) - s->at;
	s->at = nl ? nl + 1 : s->end;
	s->number++;
	if (s->length && s->line[s->length - 1] == '\r')
		s->length--;
	return true;
}

static bool begins(const struct scan *s, const char *with)
{
	size_t n = strlen(with);

	return s->length >= n && !memcmp(s->line, with, n);
}

static int refuse(struct scan *s, const char *name, const char *why)
{
	if (name)
		return kmend_err_set(s->err, KMEND_EXIT_REFUSED, "%s: line %u: %s: %s",
				     s->path, s->number, name, why);
	return kmend_err_set(s->err, KMEND_EXIT_REFUSED, "%s: line %u: %s", s->path,
			     s->number, why);
}

/* Lines that git writes between "diff --git" and the file header. */
static const struct {
	const char *begins;
	const char *why;
} refused_lines[] = {
	{ "new file mode ", "adds a file; only existing .c files can be changed" },
	{ "deleted file mode ", "deletes a file; only existing .c files can be changed" },
	{ "rename from ", "renames a file; only existing .c files can be changed" },
	{ "copy from ", "copies a file; only existing .c files can be changed" },
	{ "old mode ", "changes a file's mode; only the text of .c files can be changed" },
	{ "GIT binary patch", "is a binary patch; only .c files can be changed" },
	{ "Binary files ", "is a binary patch; only .c files can be changed" },
};

/* "--- a/fs/pipe.c<tab>date" to "fs/pipe.c", in @name. */
static int parse_name(struct scan *s, char *name, size_t size)
{
	const char *p = s->line + 4;
	const char *end = memchr(p, '\t', s->length - 4);
	const char *slash;

	if (!end)
		end = s->line + s->length;
	while (end > p && end[-1] == ' ')
		end--;
	if (end - p == 9 && !memcmp(p, "/dev/null", 9)) {
		*name = 0;
		return 0;
	}
	if (p < end && (*p == '/' || *p == '"'))
		return refuse(s, NULL, *p == '/' ? "the file's name is absolute" :
			      "the file's name is quoted: it has characters that no kernel source has");
	slash = memchr(p, '/', end - p);
	if (!slash)
		return refuse(s, NULL, "the file's name has no leading directory (make the patch with git diff, or so that it applies with patch -p1)");
	p = slash + 1;
	if ((size_t)(end - p) >= size)
		return refuse(s, NULL, "the file's name is too long");
	memcpy(name, p, end - p);
	name[end - p] = 0;
	return 0;
}

static int check_name(struct scan *s, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("_-+./,", *p))
			return refuse(s, NULL, "the file's name has characters that no kernel source has");
	if (*name == '/' || *name == '-' || strstr(name, "//") || !strncmp(name, "./", 2) ||
	    strstr(name, "/./"))
		return refuse(s, name, "not a plain path from the top of the kernel tree");
	if (!strncmp(name, "../", 3) || strstr(name, "/../") || !strcmp(name, "..") ||
	    (n > 3 && !strcmp(name + n - 3, "/..")))
		return refuse(s, name, "leads out of the kernel tree");
	if (n > 2 && !strcmp(name + n - 2, ".h"))
		return refuse(s, name, "is a header; changes of headers are not supported yet, because every file that includes it would change");
	if (n > 2 && !strcmp(name + n - 2, ".S"))
		return refuse(s, name, "is assembly; only .c files can be changed");
	if (n < 3 || strcmp(name + n - 2, ".c"))
		return refuse(s, name, "is not a .c file; only code of the kernel can be changed");
	return 0;
}

static int add_source(struct scan *s, const char *name)
{
	struct kmend_sources *src = s->sources;
	char **more;

	for (size_t i = 0; i < src->count; i++)
		if (!strcmp(src->names[i], name))
			return 0;
	more = realloc(src->names, (src->count + 1) * sizeof(*more));
	if (more)
		src->names = more;
	if (!more || !(more[src->count] = strdup(name)))
		return kmend_err_set(s->err, KMEND_EXIT_FAILED, "out of memory");
	src->count++;
	return 0;
}

/* "@@ -1,5 +1,6 @@": both counts, 1 where they are left out. */
static bool parse_hunk(const struct scan *s, unsigned long *old, unsigned long *new)
{
	char head[64];
	int n = 0;

	snprintf(head, sizeof(head), "%.*s", (int)s->length, s->line);
	*old = *new = 1;
	if (sscanf(head, "@@ -%*u,%lu%n", old, &n) < 1 || !n)
		if (n = 0, sscanf(head, "@@ -%*u%n", &n) < 0 || !n)
			return false;
	if (sscanf(head + n, " +%*u,%lu", new) == 1)
		return true;
	return !strncmp(head + n, " +", 2) && isdigit((unsigned char)head[n + 2]);
}

static int skip_hunk(struct scan *s)
{
	unsigned long old, new;

	if (!parse_hunk(s, &old, &new))
		return refuse(s, NULL, "not a hunk header of a unified diff");
	while (old || new) {
		char c;

		if (!next_line(s))
			return refuse(s, NULL, "the patch ends in the middle of a hunk");
		c = s->length ? *s->line : ' ';
		if (c == '\\')
			continue;
		if ((c != ' ' && c != '-' && c != '+') || (c != '+' && !old) || (c != '-' && !new))
			return refuse(s, NULL, "the hunk does not have the lines that its header says");
		old -= c != '+';
		new -= c != '-';
	}
	return 0;
}

static int scan_file(struct scan *s)
{
	char old[512], new[512];

	if (parse_name(s, old, sizeof(old)))
		return -1;
	if (!next_line(s) || !begins(s, "+++ "))
		return refuse(s, NULL, "a line that begins with \"+++\" is missing");
	if (parse_name(s, new, sizeof(new)))
		return -1;
	if (!*old)
		return refuse(s, new, "adds a file; only existing .c files can be changed");
	if (!*new)
		return refuse(s, old, "deletes a file; only existing .c files can be changed");
	/* patch(1) chooses one of the two: let there be no choice. */
	if (strcmp(old, new))
		return refuse(s, new, "renames a file; only existing .c files can be changed");
	if (check_name(s, new))
		return -1;
	return add_source(s, new);
}

static int scan_line(struct scan *s, bool *in_file)
{
	if (begins(s, "diff --git "))
		*in_file = false;
	for (size_t i = 0; i < sizeof(refused_lines) / sizeof(*refused_lines); i++)
		if (begins(s, refused_lines[i].begins))
			return refuse(s, NULL, refused_lines[i].why);
	if (begins(s, "--- ") && s->at < s->end && *s->at == '+') {
		*in_file = true;
		return scan_file(s);
	}
	if (begins(s, "*** ") && s->end - s->at >= 4 && !memcmp(s->at, "--- ", 4))
		return refuse(s, NULL, "is a context diff; make a unified one (diff -u, git diff)");
	if (begins(s, "@@ -")) {
		if (!*in_file)
			return refuse(s, NULL, "a hunk without a file");
		return skip_hunk(s);
	}
	return 0;
}

int kmend_patch_scan(const char *path, const char *text, size_t size,
		     struct kmend_sources *sources, struct kmend_err *err)
{
	struct scan s = { .path = path, .at = text, .end = text + size,
			  .sources = sources, .err = err };
	size_t before = sources->count;
	bool in_file = false, any = false;

	if (memchr(text, 0, size))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: not a patch (a unified diff is text)", path);
	while (next_line(&s)) {
		if (scan_line(&s, &in_file))
			return -1;
		any |= in_file;
	}
	if (!any || (sources->count == before && !before))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: changes no file; give a unified diff (git diff, diff -u)", path);
	return 0;
}

void kmend_sources_free(struct kmend_sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		free(sources->names[i]);
	free(sources->names);
	*sources = (struct kmend_sources){ 0 };
}
