// SPDX-License-Identifier: GPL-2.0
/*
 * DOC: Why constants may get another member
 *
 * A new member lies wholly in what was padding, and all others stay (layouts.c). If all objects of the structure are
 * constants of files, the compiler has filled their padding with zeros, and nobody writes to them. So the new member reads 0 in an object that
 * exists, which is what it is in one whose initialiser does not name it. If the patch gives it another value in a constant, that is
 * a change of its initial value, which the differ refuses.
 *
 * All sources of the kernel are looked at as they are written, also those that the config does not build, with all sides of each #if. "struct T" may only
 * stand
 * - where it is defined, once, or declared;
 * - as "const struct T *", but for a cast;
 * - as "const struct T NAME" at file level, with nothing but that declared before the name.
 * So no source can have an object that is no such constant, nor write to one. (A copy of its bytes has the zeros, too.) A macro can have it in its text as a pointer only, must not
 * be given the tag, and there must be none that may make the tag with "##".
 *
 * Not seen are sources that are not the kernel's, and memory that comes from elsewhere and is looked at through a "void *". Nobody can
 * have filled that as such a structure; what its new member would be is no question of old objects, for it is the same when the patched kernel
 * is booted.
 */
#include "constants.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "mentions.h"
#include "scan.h"

/* The last sign before @at; 0: there is none. */
static char before(const char *from, const char *at)
{
	at = kmend_scan_back(from, at);
	return at ? *at : '\0';
}

/* Do two words stand beside each other? */
static bool adjoin(struct kmend_word first, struct kmend_word second)
{
	return first.size && kmend_scan_skip(first.at + first.size) == second.at;
}

/* Behind a "{" and all up to its "}". */
static const char *close_of(const char *at, const char *end)
{
	int depth = 0;

	do {
		if (*at == '"' || *at == '\'')
			at = kmend_literal_end(at, end) - 1;
		else
			depth += (*at == '{') - (*at == '}');
		at++;
	} while (at < end && depth);
	return at;
}

/* Has the declaration that a word stands in this word before it? */
static bool declared_as(const struct kmend_scan *s, const char *word)
{
	for (int i = 0; i < KMEND_SCAN_BEFORE && s->before[i].size; i++) {
		if (memchr(s->before[i].at, ';', (size_t)(s->word.at - s->before[i].at)))
			return false;
		if (kmend_word_is(s->before[i], word))
			return true;
	}
	return false;
}

static const char *see_pointer(const struct kmend_scan *s, const char *from, const char *next)
{
	while (*next == '*')
		next = kmend_scan_skip(next + 1);
	/* A parameter without a name that is the last is no cast if there is one before it. */
	if (*next == ')' && before(from, s->before[1].at) == '(')
		return "it is cast to";
	return NULL;
}

static const char *see_object(const struct kmend_scan *s, const char *next)
{
	while (kmend_is_word(*next))
		next++;
	if (s->depth || declared_as(s, "typedef") || *kmend_scan_skip(next) == '(')
		return "it is a variable of a function, a member, a parameter or a result";
	return NULL;
}

/* A mention; NULL: nothing is against it. */
static const char *see(const struct kmend_scan *s, const char *from, bool macro, int *definitions)
{
	const char *next = kmend_scan_skip(s->at);
	bool constant = kmend_word_is(s->before[1], "const") && adjoin(s->before[1], s->before[0]);

	if (*next == '{') {
		++*definitions;
		return macro || s->depth || *kmend_scan_skip(close_of(next, s->end)) != ';' ? "it is defined in an unusual way" : NULL;
	}
	if (*next == ';')
		return constant ? "it has no name" : NULL;
	if (*next != '*' && !kmend_is_word(*next))
		return "it is cast to, or measured";
	if (!constant)
		return "it is not constant";
	if (*next == '*')
		return see_pointer(s, from, next);
	return macro ? "it is in a macro" : see_object(s, next);
}

/* Is the word, which may be a member or a variable of that name, given to a macro? */
static bool is_argument(const struct kmend_scan *s, const char *from)
{
	char last = before(from, s->word.at), next = *kmend_scan_skip(s->at);

	return s->depth && s->sign[s->depth - 1] == '(' && s->open[s->depth - 1].size && (last == '(' || last == ',') &&
	       (next == ')' || next == ',');
}

static const char *look(const char *from, size_t size, const char *tag, bool macro, int *definitions)
{
	struct kmend_scan s = kmend_scan_begin(from, size);
	const char *why = NULL;
	bool any = false;

	while (kmend_scan_next(&s) && !why) {
		if (!kmend_word_is(s.word, tag))
			continue;
		any = true;
		if (kmend_word_is(s.before[0], "struct") && adjoin(s.before[0], s.word))
			why = see(&s, from, macro, definitions);
		else if (macro || is_argument(&s, from) || (s.tagged[s.depth] && before(from, s.word.at) == ')'))
			why = "it is an argument, or in an unusual place";
	}
	if (!why && any && !macro && (s.unclear || s.depth))
		why = "the text is not understood";
	return why;
}

int kmend_constants_look(const char *source, const char *tag, int *definitions, const char **why)
{
	_cleanup_free_ char *text = kmend_text_plain(source);

	*why = NULL;
	if (!text)
		return -1;
	for (char *line = text; *line && !*why;) {
		size_t size = strcspn(line, "\n");

		if (line[strspn(line, " \t")] == '#') {
			*why = kmend_mentions_may_be(line, size, tag) ? "a macro may make its name with ##" :
			       look(line, size, tag, true, definitions);
			memset(line, ' ', size);
		}
		line += size + (line[size] == '\n');
	}
	if (!*why)
		*why = look(text, strlen(text), tag, false, definitions);
	return !*why;
}

static int check_file(const char *tree, const char *file, const char *tag, int *definitions, char *why, struct kmend_err *err)
{
	_cleanup_free_ char *text = NULL;
	const char *against;
	char path[PATH_MAX];
	int ret;

	if (kmend_path(path, err, "%s/%s", tree, file) || kmend_file_read(path, &text, NULL, err))
		return -1;
	ret = kmend_constants_look(text, tag, definitions, &against);
	if (!ret)
		snprintf(why, KMEND_CONSTANTS_WHY, "in %.120s, %s", file, against);
	return ret < 0 ? kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory") : ret;
}

int kmend_constants_check(const char *tree, const char *tag, const char *work, char why[KMEND_CONSTANTS_WHY],
			  struct kmend_err *err)
{
	struct kmend_mentions m;
	int ret = kmend_mentions_find(tree, tag, work, &m, err) ? -1 : 1, definitions = 0, ignored = 0;

	for (size_t i = 0; i < m.nr && ret > 0; i++)
		ret = check_file(tree, m.files[i], tag, &definitions, why, err);
	for (size_t i = 0; i < m.nr_pasting && ret > 0; i++)
		ret = check_file(tree, m.pasting[i], tag, &ignored, why, err);
	if (ret > 0 && definitions != 1) {
		snprintf(why, KMEND_CONSTANTS_WHY, "it is defined %d times", definitions);
		ret = 0;
	}
	kmend_mentions_free(&m);
	return ret;
}
