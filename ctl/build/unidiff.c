// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the file headers of a unified diff as `diff -u` and git write it, and
 * counts through the hunks, so that a removed line that begins with "-- " is
 * not taken for a header. Whether it applies is for patch(1) to say.
 *
 * The part of a file goes from its first header to that of the next file.
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
	const char *part;		/* where the part of the current file begins, or NULL */
	bool headed;			/* that is a line of git's */
	bool wanted;			/* it changes code */
	bool skipped;			/* git's line says that it does not */
	FILE *out;			/* the parts that are wanted */
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
	{ "deleted file mode ", "deletes a file; only existing .c files and headers can be changed" },
	{ "rename from ", "renames a file; only existing .c files and headers can be changed" },
	{ "copy from ", "copies a file; only existing .c files and headers can be changed" },
	{ "old mode ", "changes a file's mode; only the text of files can be changed" },
	{ "GIT binary patch", "is a binary patch; only text can be changed" },
	{ "Binary files ", "is a binary patch; only text can be changed" },
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

static bool ends_with(const char *name, const char *ending)
{
	size_t n = strlen(name), m = strlen(ending);

	return n > m && !strcmp(name + n - m, ending);
}

/* What no kernel for x86-64 is made of. */
static bool is_elsewhere(const char *name)
{
	static const char *const below[] = { "Documentation/", "tools/", "samples/", "scripts/", "usr/",
					     "LICENSES/", "debian/" };
	static const char *const endings[] = { ".rst", ".txt", ".yaml", ".dts", ".dtsi", ".md", ".gitignore" };

	for (size_t i = 0; i < sizeof(below) / sizeof(*below); i++)
		if (!strncmp(name, below[i], strlen(below[i])))
			return true;
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (ends_with(name, endings[i]))
			return true;
	return (!strncmp(name, "arch/", 5) && strncmp(name, "arch/x86/", 9)) ||
	       !strcmp(name, "MAINTAINERS") || !strcmp(name, "CREDITS") || !strcmp(name, ".mailmap");
}

/* Code for x86-64, but not of the kernel that runs. */
static const struct {
	const char *below;
	const char *why;
} not_patched[] = {
	{ "arch/x86/boot/", "is code that unpacks the kernel at boot" },
	{ "arch/x86/realmode/rm/", "is code of the real mode, which is copied away at boot" },
	{ "arch/x86/entry/vdso/", "is code of the vDSO, which processes have mapped" },
	{ "arch/x86/purgatory/", "is code that runs between two kernels" },
};

const char *kmend_source_copied_away(const char *name)
{
	for (size_t i = 0; i < sizeof(not_patched) / sizeof(*not_patched); i++)
		if (!strncmp(name, not_patched[i].below, strlen(not_patched[i].below)))
			return not_patched[i].why;
	return NULL;
}

bool kmend_source_of_tools(const char *name)
{
	static const char relo[] = "tools/lib/bpf/relo_core.";

	return !strncmp(name, relo, strlen(relo));
}

static bool is_left_out(const struct kmend_sources *sources, const char *name)
{
	for (size_t i = 0; i < sources->nr_without; i++)
		if (!strcmp(sources->without[i], name))
			return true;
	return false;
}

static int refuse_unpatchable(struct scan *s, const char *name, const char *what)
{
	return kmend_err_set(s->err, KMEND_EXIT_REFUSED,
			     "%s: line %u: %s %s and cannot be replaced; --without %s builds a patch that lacks this part",
			     s->path, s->number, name, what, name);
}

static int find_kind(struct scan *s, const char *name, enum kmend_source_kind *kind)
{
	const char *base = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;

	*kind = KMEND_SOURCE_WITHOUT;
	if (is_left_out(s->sources, name))
		return 0;
	*kind = KMEND_SOURCE_ELSEWHERE;
	if (is_elsewhere(name) && !kmend_source_of_tools(name))
		return 0;
	if (kmend_source_copied_away(name))
		return refuse_unpatchable(s, name, kmend_source_copied_away(name));
	if (ends_with(name, ".S"))
		return refuse_unpatchable(s, name, "is assembly");
	if (!strncmp(base, "Kconfig", 7) || !strncmp(base, "Makefile", 8) || !strncmp(base, "Kbuild", 6))
		return refuse_unpatchable(s, name, "says how a kernel is built");
	*kind = ends_with(name, ".c") ? KMEND_SOURCE_CODE : KMEND_SOURCE_TEXT;
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
	return 0;
}

static int add_source(struct scan *s, const char *name, enum kmend_source_kind kind, bool added)
{
	struct kmend_sources *src = s->sources;
	struct kmend_source *more;

	for (size_t i = 0; i < src->count; i++)
		if (!strcmp(src->list[i].name, name))
			return 0;
	more = realloc(src->list, (src->count + 1) * sizeof(*more));
	if (more)
		src->list = more;
	if (!more || !(more[src->count].name = strdup(name)))
		return kmend_err_set(s->err, KMEND_EXIT_FAILED, "out of memory");
	more[src->count].kind = kind;
	more[src->count++].added = added;
	return 0;
}

/* Ends the part of a file at @to; the next one begins there. */
static void end_part(struct scan *s, const char *to)
{
	if (s->part && s->wanted) {
		fwrite(s->part, 1, (size_t)(to - s->part), s->out);
		/* patch(1) would take the end of the patch for one of the file. */
		if (to[-1] != '\n')
			fputc('\n', s->out);
	}
	s->part = NULL;
	s->wanted = s->headed = s->skipped = false;
}

/* "diff --git a/NAME b/NAME": what follows up to "---" is about that file. */
static int begin_git_part(struct scan *s)
{
	enum kmend_source_kind kind;
	char name[512];
	const char *from = s->line + strlen("diff --git a/"), *to;

	end_part(s, s->line);
	s->part = s->line;
	s->headed = true;
	to = begins(s, "diff --git a/") ? memmem(from, (size_t)(s->line + s->length - from), " b/", 3) : NULL;
	if (!to || (size_t)(to - from) >= sizeof(name))
		return 0;
	snprintf(name, sizeof(name), "%.*s", (int)(to - from), from);
	if (check_name(s, name) || find_kind(s, name, &kind))
		return -1;
	s->skipped = kind == KMEND_SOURCE_ELSEWHERE || kind == KMEND_SOURCE_WITHOUT;
	return s->skipped ? add_source(s, name, kind, false) : 0;
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
	enum kmend_source_kind kind;
	char old[512], new[512];

	if (!s->headed)
		end_part(s, s->line);
	if (!s->part)
		s->part = s->line;
	/* The next file may come without a line of git's. */
	s->headed = false;
	if (parse_name(s, old, sizeof(old)))
		return -1;
	if (!next_line(s) || !begins(s, "+++ "))
		return refuse(s, NULL, "a line that begins with \"+++\" is missing");
	if (parse_name(s, new, sizeof(new)) || (*old && check_name(s, old)) || (*new && check_name(s, new)) ||
	    find_kind(s, *new ? new : old, &kind))
		return -1;
	if (kind == KMEND_SOURCE_ELSEWHERE || kind == KMEND_SOURCE_WITHOUT)
		return add_source(s, *new ? new : old, kind, false);
	if (!*old && kind != KMEND_SOURCE_TEXT)
		return refuse(s, new, "adds a file; only existing .c files and headers can be changed");
	if (!*new)
		return refuse(s, old, "deletes a file; only existing .c files and headers can be changed");
	/* patch(1) chooses one of the two: let there be no choice. */
	if (*old && strcmp(old, new))
		return refuse(s, new, "renames a file; only existing .c files and headers can be changed");
	s->wanted = true;
	return add_source(s, new, kind, !*old);
}

static int scan_line(struct scan *s, bool *in_file)
{
	if (begins(s, "diff --git ")) {
		*in_file = false;
		return begin_git_part(s);
	}
	for (size_t i = 0; !s->skipped && i < sizeof(refused_lines) / sizeof(*refused_lines); i++)
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

static int scan(struct scan *s, const char *text, size_t size)
{
	size_t before = s->sources->count;
	bool in_file = false, any = false;

	if (memchr(text, 0, size))
		return kmend_err_set(s->err, KMEND_EXIT_REFUSED,
				     "%s: not a patch (a unified diff is text)", s->path);
	while (next_line(s)) {
		if (scan_line(s, &in_file))
			return -1;
		any |= in_file || s->skipped;
	}
	end_part(s, s->end);
	if (!any || (s->sources->count == before && !before))
		return kmend_err_set(s->err, KMEND_EXIT_REFUSED,
				     "%s: changes no file; give a unified diff (git diff, diff -u)", s->path);
	return 0;
}

int kmend_patch_scan(const char *path, const char *text, size_t size,
		     struct kmend_sources *sources, char **wanted, struct kmend_err *err)
{
	size_t ignored;
	struct scan s = { .path = path, .at = text, .end = text + size, .sources = sources, .err = err,
			  .out = open_memstream(wanted, &ignored) };
	int ret;

	if (!s.out)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	ret = scan(&s, text, size);
	if (fclose(s.out))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	return ret;
}

void kmend_sources_free(struct kmend_sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		free(sources->list[i].name);
	free(sources->list);
	sources->list = NULL;
	sources->count = 0;
}
