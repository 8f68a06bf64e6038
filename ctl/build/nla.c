// SPDX-License-Identifier: GPL-2.0
/*
 * A constant that changes is refused, for who has its address goes on with the old one: it may have been
 * registered somewhere. Fixes often change what attributes a netlink message may have, and such a table is mostly
 * handed to a function that parses a message, and reads the table in that call. (For the message that answers an
 * error, the caller is told the table, too, until that is sent, like the text of the error.) So all functions
 * that have the address in their code are all who have it, and they are replaced with it.
 *
 * The source tells: each use is an argument of one of those functions.
 */
#include "nla.h"

#include <stdlib.h>
#include <string.h>

#include "cdecl.h"
#include "files.h"
#include "scan.h"

/* They read the table before they return. include/net/netlink.h, include/net/genetlink.h of 6.1 */
static bool reads_at_once(struct kmend_word w)
{
	static const char *const functions[] = {
		"__nla_parse", "__nla_validate", "__nla_validate_nested", "__nlmsg_parse", "genlmsg_parse",
		"genlmsg_parse_deprecated", "nla_parse", "nla_parse_deprecated", "nla_parse_deprecated_strict",
		"nla_parse_nested", "nla_parse_nested_deprecated", "nla_validate", "nla_validate_deprecated",
		"nla_validate_nested", "nla_validate_nested_deprecated", "nlmsg_parse", "nlmsg_parse_deprecated",
		"nlmsg_parse_deprecated_strict", "nlmsg_validate_deprecated",
	};

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (kmend_word_is(w, functions[i]))
			return true;
	return false;
}

static bool is_not_evaluated(struct kmend_word w)
{
	return kmend_word_is(w, "sizeof") || kmend_word_is(w, "typeof") || kmend_word_is(w, "__typeof__");
}

/* Is what comes next the name of such a table, which is defined or declared there? */
static bool is_declared(const struct kmend_scan *s)
{
	return !s->depth && kmend_word_is(s->before[0], "nla_policy") && kmend_word_is(s->before[1], "struct") &&
	       kmend_word_is(s->before[2], "const") && kmend_word_is(s->before[3], "static") && *s->at == '[';
}

/* Is a word that stands here only read, or not even that? */
static bool is_read_at_once(const struct kmend_scan *s)
{
	for (int i = s->depth - 1; i >= 0 && s->sign[i] == '('; i--) {
		if (reads_at_once(s->open[i]) || is_not_evaluated(s->open[i]))
			return true;
		if (s->open[i].size)
			return false;
	}
	return false;
}

static char **find(const struct kmend_names *list, struct kmend_word w)
{
	for (size_t i = 0; i < list->nr; i++)
		if (kmend_word_is(w, list->names[i]))
			return &list->names[i];
	return NULL;
}

static void drop(struct kmend_names *list, char **name)
{
	free(*name);
	*name = list->names[--list->nr];
}

/* The tables of a source; false without memory. */
static bool list_tables(const char *text, struct kmend_names *list)
{
	struct kmend_scan s = kmend_scan_begin(text, strlen(text));

	while (kmend_scan_next(&s))
		if (is_declared(&s) && !find(list, s.word) && !kmend_name_add(&list->names, &list->nr, s.word))
			return false;
	return true;
}

/* Drops those that have another use. */
static void drop_kept(const char *text, struct kmend_names *list)
{
	struct kmend_scan s = kmend_scan_begin(text, strlen(text));

	while (kmend_scan_next(&s)) {
		char **name = find(list, s.word);

		if (name && !is_declared(&s) && !is_read_at_once(&s))
			drop(list, name);
	}
	while (s.unclear && list->nr)
		drop(list, list->names);
}

bool kmend_nla_scan(const char *pre, const char *post, struct kmend_names *policies)
{
	struct kmend_names old = { 0 };
	bool ok = list_tables(pre, &old) && list_tables(post, policies);

	for (size_t i = policies->nr; i-- > 0 && ok;)
		if (!find(&old, (struct kmend_word){ policies->names[i], strlen(policies->names[i]) }))
			drop(policies, &policies->names[i]);
	if (ok && policies->nr) {
		drop_kept(pre, policies);
		drop_kept(post, policies);
	}
	kmend_names_free(&old);
	return ok;
}

int kmend_nla_find(const struct kmend_subject *s, const char *pre, const char *post,
			struct kmend_names *policies, struct kmend_err *err)
{
	_cleanup_free_ char *before = NULL;
	_cleanup_free_ char *after = NULL;
	char path[PATH_MAX];

	if (kmend_path(path, err, "%s.nla.i", s->post) || kmend_compile_text(s, pre, path, &before, err) ||
	    kmend_compile_text(s, post, path, &after, err))
		return -1;
	if (!kmend_nla_scan(before, after, policies))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	return 0;
}
