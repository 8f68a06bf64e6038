// SPDX-License-Identifier: GPL-2.0
/*
 * DOC: Why a structure that is only on the stack may change
 *
 * 1. The source that defines it is a .c file, which nobody includes, and no other source of the kernel has its
 *    tag. So only code of this source can make an object of it, or look into one. (Others may be handed a pointer.)
 * 2. In this source all objects are variables of functions (locals.c), before and after the change.
 * 3. Each function that has such a variable, with what is inlined in it, is replaced by the patch (frames.c), and its author did not let
 *    threads go on in old code. So when the patch goes in, no thread is in one of them, and no object exists at that moment.
 *    A pointer that is still kept somewhere leads to nothing, and did so before.
 * 4. After that, what runs of this source is the code of the patch, and functions that are not replaced. These are the same, byte
 *    by byte, when they are compiled with the new layout: so they are right for new objects, whatever they do with
 *    them. That is why a function that only gets a pointer need not be replaced.
 * 5. Functions that the patch leaves in the kernel although the source has them no more do not meet a new object. Who calls one is
 *    code that is not replaced, or another of them; but if the former did, it would be so in the patched source. The latter have no
 *    object (3), and are handed none: a function that takes or returns a pointer to one is only ever called by its name (locals.c).
 *
 * When the patch is reverted, no thread may be anywhere in its module, and none of the objects that its code made is there either.
 * The same holds then the other way round.
 *
 * It does not hold against another patch that replaces functions of the source, for that calls its own functions, with the
 * layout that it was built with (README.md, Limits).
 */
#include "onstack.h"

#include <stdio.h>
#include <string.h>

#include "files.h"
#include "frames.h"
#include "included.h"
#include "locals.h"
#include "mentions.h"
#include "run.h"
#include "scan.h"

static int no_memory(struct kmend_err *err)
{
	return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
}

/* Does a source as it is written have "struct TAG", or define it? -1: no memory. */
static int has(const char *source, const char *tag, bool definition)
{
	_cleanup_free_ char *text = kmend_text_plain(source);
	struct kmend_scan s;

	if (!text)
		return -1;
	s = kmend_scan_begin(text, strlen(text));
	while (kmend_scan_next(&s))
		if (kmend_word_is(s.word, tag) && kmend_word_is(s.before[0], "struct") &&
		    (!definition || s.at[strspn(s.at, " \t\n")] == '{'))
			return 1;
	return 0;
}

static int file_has(const char *tree, const char *file, const char *tag, bool definition, struct kmend_err *err)
{
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX];
	int ret;

	if (kmend_path(path, err, "%s/%s", tree, file) || kmend_file_read(path, &text, NULL, err))
		return -1;
	ret = has(text, tag, definition);
	return ret < 0 ? no_memory(err) : ret;
}

/* Point 1. */
static int check_alone(const struct kmend_onstack *in, const char *tag, char *why, struct kmend_err *err)
{
	const char *source = in->subject->source;
	struct kmend_mentions m = { 0 };
	struct kmend_included *included;
	int ret = file_has(in->pre, source, tag, true, err);

	if (ret > 0)
		ret = file_has(in->post, source, tag, true, err);
	if (ret <= 0) {
		snprintf(why, KMEND_ONSTACK_WHY, "it is not defined in a source alone");
		return ret;
	}
	included = kmend_included_open(in->pre, err);
	if (!included)
		return -1;
	if (kmend_included_is(included, source)) {
		snprintf(why, KMEND_ONSTACK_WHY, "other sources include %.100s", source);
		ret = 0;
	}
	kmend_included_close(included);
	if (ret > 0 && kmend_mentions_find(in->pre, tag, in->work, &m, err))
		ret = -1;
	for (size_t i = 0; i < m.nr && ret > 0; i++) {
		int found = strcmp(m.files[i], source) ? file_has(in->pre, m.files[i], tag, false, err) : 0;

		ret = found < 0 ? -1 : !found;
		if (found)
			snprintf(why, KMEND_ONSTACK_WHY, "%.100s has a struct of that name, too", m.files[i]);
	}
	kmend_mentions_free(&m);
	return ret;
}

/* gcc's words, for each "void *" that becomes a pointer to one. */
static bool has_conversion(const char *output, const char *tag)
{
	char to[160];

	snprintf(to, sizeof(to), "struct %.128s *' not permitted in C++", tag);
	return strstr(output, to);
}

/* Point 2, for one version of the source. */
static int check_text(const struct kmend_onstack *in, const char *tree, const char *tag, char *why, struct kmend_err *err)
{
	const struct kmend_subject *s = in->subject;
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *marked = NULL;
	_cleanup_free_ char *output = NULL;
	char path[PATH_MAX], object[PATH_MAX];
	struct kmend_recipe recipe = { 0 };
	int ret = 0;

	if (kmend_path(path, err, "%s/onstack.i", in->work) || kmend_path(object, err, "%s/onstack.o", in->work) ||
	    kmend_compile_text(s, KMEND_COMPILE_TEXT, tree, path, &text, err))
		return -1;
	if (!kmend_locals_check(text, tag, why))
		return *why ? 0 : no_memory(err);
	marked = kmend_locals_mark(text, tag);
	if (!marked)
		return no_memory(err);
	if (kmend_file_write(path, marked, strlen(marked), err) || kmend_compile_from(s, path, object, &recipe, err) ||
	    kmend_command_add(&recipe.steps[0], "-fsyntax-only", err) ||
	    kmend_command_add(&recipe.steps[0], "-Werror=strict-prototypes", err) ||
	    kmend_command_add(&recipe.steps[0], "-fno-diagnostics-show-caret", err))
		ret = -1;
	if (!ret)
		ret = kmend_run(tree, recipe.steps[0].words, &output, err);
	kmend_recipe_free(&recipe);
	if (ret < 0)
		return -1;
	/* Of output that is too long, the begin is lost. */
	if (ret || !output || strlen(output) >= KMEND_RUN_OUTPUT)
		snprintf(why, KMEND_ONSTACK_WHY, "gcc has too much to say of the source by itself");
	else if (has_conversion(output, tag))
		snprintf(why, KMEND_ONSTACK_WHY, "a \"void *\" becomes a pointer to it");
	else
		return 1;
	return 0;
}

static bool has_item(const struct kmend_diff_result *diff, enum kmend_diff_what what, const char *function)
{
	for (unsigned int i = 0; i < diff->nr_items; i++)
		if (diff->items[i].what == what && (!function || !strcmp(diff->items[i].name, function)))
			return true;
	return false;
}

/* Point 3. */
static int check_frames(const struct kmend_onstack *in, const char *tag, char *why, struct kmend_err *err)
{
	struct kmend_names owners = { 0 };
	int ret = kmend_frames_read(in->subject->pre, tag, &owners, err) ? -1 : 1;

	for (size_t i = 0; i < owners.nr && ret > 0; i++) {
		if (has_item(in->diff, KMEND_DIFF_REPLACED, owners.names[i]))
			continue;
		snprintf(why, KMEND_ONSTACK_WHY, "%.100s has one, and is not replaced", owners.names[i]);
		ret = 0;
	}
	if (ret > 0 && has_item(in->diff, KMEND_DIFF_ACTIVE, NULL)) {
		snprintf(why, KMEND_ONSTACK_WHY, "threads may go on in the old code (KMEND_ALLOW_ACTIVE)");
		ret = 0;
	}
	kmend_names_free(&owners);
	return ret;
}

int kmend_onstack_check(const struct kmend_onstack *in, const char *type, char why[KMEND_ONSTACK_WHY], struct kmend_err *err)
{
	const char *tag = type + strlen("struct ");
	int ret;

	if (strncmp(type, "struct ", strlen("struct "))) {
		snprintf(why, KMEND_ONSTACK_WHY, "it is no structure with a tag");
		return 0;
	}
	ret = check_text(in, in->pre, tag, why, err);
	if (ret > 0)
		ret = check_text(in, in->post, tag, why, err);
	if (ret > 0)
		ret = check_frames(in, tag, why, err);
	return ret > 0 ? check_alone(in, tag, why, err) : ret;
}
