// SPDX-License-Identifier: GPL-2.0
/*
 * A constant that changes is refused, for who has its address goes on with the old one: it may have been
 * registered somewhere. Fixes often change what attributes a netlink message may have, or which devices have a quirk. Such a table is mostly
 * handed to a function that parses a message, or looks for a device, and reads the table in that call. (For the message that answers an
 * error, the caller is told the table, too, until that is sent, like the text of the error.) So all functions
 * that have the address in their code are all who have it, and they are replaced with it.
 *
 * The source tells: each use is an argument of one of those functions. Some give the entry that they found: that may only be
 * asked whether it is there. dmi_check_system() hands it to the entry's own function, so the table must have none.
 */
#include "readonce.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cdecl.h"
#include "files.h"
#include "scan.h"

/* Functions that read the table before they return, and keep nothing of it. */
static const char *const readers[] = {
	/* include/net/netlink.h, include/net/genetlink.h of 6.1 */
	"__nla_parse", "__nla_validate", "__nla_validate_nested", "__nlmsg_parse", "genlmsg_parse",
	"genlmsg_parse_deprecated", "nla_parse", "nla_parse_deprecated", "nla_parse_deprecated_strict",
	"nla_parse_nested", "nla_parse_nested_deprecated", "nla_validate", "nla_validate_deprecated",
	"nla_validate_nested", "nla_validate_nested_deprecated", "nlmsg_parse", "nlmsg_parse_deprecated",
	"nlmsg_parse_deprecated_strict", "nlmsg_validate_deprecated",
	/* drivers/pci/pci-driver.c, drivers/acpi/bus.c, drivers/firmware/dmi_scan.c */
	"pci_dev_present", "acpi_match_device_ids", "dmi_check_system", NULL
};

/* The same, but they give the entry that they found. */
static const char *const finders[] = {
	/* hid/hid-core.c, pci/pci-driver.c, usb/core/driver.c, i2c/i2c-core-base.c of drivers, which has those above, too */
	"hid_match_id", "pci_match_id", "usb_match_id", "i2c_match_id", "acpi_match_device", "dmi_first_match",
	/* arch/x86/kernel/cpu/match.c */
	"x86_match_cpu", NULL
};

/* The structures that such a table is made of. */
static const char *const entries[] = {
	"nla_policy", "hid_device_id", "pci_device_id", "usb_device_id", "i2c_device_id", "acpi_device_id", "x86_cpu_id",
	"dmi_system_id", NULL
};

static bool is_one_of(struct kmend_word w, const char *const *names)
{
	for (; *names; names++)
		if (kmend_word_is(w, *names))
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
	return !s->depth && is_one_of(s->before[0], entries) && kmend_word_is(s->before[1], "struct") &&
	       kmend_word_is(s->before[2], "const") && kmend_word_is(s->before[3], "static") && *s->at == '[';
}

/* Behind the ")" of the "(" that comes next, or NULL. */
static const char *behind_call(const char *at, const char *end)
{
	int depth = 0;

	for (at = kmend_scan_skip(at); at < end; at++) {
		if (*at == '"' || *at == '\'')
			at = kmend_literal_end(at, end) - 1;
		else if (*at == '(')
			depth++;
		else if (*at == ')' && !--depth)
			return at + 1;
		if (!depth)
			return NULL;
	}
	return NULL;
}

/* Is that the last character of a word that asks what comes in brackets? */
static bool is_question(const char *text, const char *last)
{
	const char *from = last;

	while (from > text && (from[-1] == '_' || isalnum((unsigned char)from[-1])))
		from--;
	return kmend_word_is((struct kmend_word){ from, (size_t)(last + 1 - from) }, "if") ||
	       kmend_word_is((struct kmend_word){ from, (size_t)(last + 1 - from) }, "while");
}

/* Is what a call gives only asked whether it is there? */
static bool is_tested(const struct kmend_scan *s, struct kmend_word function)
{
	const char *from = function.at, *to = behind_call(function.at + function.size, s->end);

	while (to) {
		const char *before = kmend_scan_back(s->text, from), *after = kmend_scan_skip(to);

		/* Something of the entry, or "?:", which gives the entry again. */
		if (!before || after + 1 >= s->end || strchr("-[.(", *after))
			return false;
		if (!strncmp(after, "&&", 2) || !strncmp(after, "||", 2) || !strncmp(after, "==", 2) || !strncmp(after, "!=", 2))
			return true;
		if (*after == '?')
			return *kmend_scan_skip(after + 1) != ':';
		if (*before == '!' || (before > s->text && (!strncmp(before - 1, "&&", 2) || !strncmp(before - 1, "||", 2))))
			return true;
		if (*before != '(' || *after != ')')
			return false;
		/* Brackets around it: those of a question, of a call, or none of these. */
		from = before;
		to = after + 1;
		before = kmend_scan_back(s->text, from);
		if (before && (*before == '_' || isalnum((unsigned char)*before)))
			return is_question(s->text, before);
	}
	return false;
}

/* Is a word that stands here only read, or not even that? */
static bool is_read_at_once(const struct kmend_scan *s)
{
	for (int i = s->depth - 1; i >= 0 && s->sign[i] == '('; i--) {
		if (is_one_of(s->open[i], readers) || is_not_evaluated(s->open[i]))
			return true;
		if (is_one_of(s->open[i], finders))
			return is_tested(s, s->open[i]);
		if (s->open[i].size)
			return false;
	}
	return false;
}

/*
 * May an entry of what is declared here have a function? That is the first member, "callback": it has none if each entry begins
 * with the name of a member, or is empty, and there is no other word outside of the entries.
 */
static bool may_call_back(const char *at, const char *end)
{
	int depth = 0;

	for (; at < end && (depth || *at != ';'); at++) {
		bool word = *at == '_' || isalpha((unsigned char)*at);

		if (*at == '"' || *at == '\'')
			at = kmend_literal_end(at, end) - 1;
		if (*at == '{' && depth == 1 && !strchr(".}", *kmend_scan_skip(at + 1)))
			return true;
		if (word && (depth == 1 || (depth > 1 && !strncmp(at, "callback", 8))))
			return true;
		depth += (*at == '{') - (*at == '}');
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

		if (name && is_declared(&s)) {
			if (kmend_word_is(s.before[0], "dmi_system_id") && may_call_back(s.at, s.end))
				drop(list, name);
		} else if (name && !is_read_at_once(&s)) {
			drop(list, name);
		}
	}
	while (s.unclear && list->nr)
		drop(list, list->names);
}

bool kmend_readonce_scan(const char *pre, const char *post, struct kmend_names *tables)
{
	struct kmend_names old = { 0 };
	bool ok = list_tables(pre, &old) && list_tables(post, tables);

	for (size_t i = tables->nr; i-- > 0 && ok;)
		if (!find(&old, (struct kmend_word){ tables->names[i], strlen(tables->names[i]) }))
			drop(tables, &tables->names[i]);
	if (ok && tables->nr) {
		drop_kept(pre, tables);
		drop_kept(post, tables);
	}
	kmend_names_free(&old);
	return ok;
}

int kmend_readonce_find(const struct kmend_subject *s, const char *pre, const char *post,
			struct kmend_names *tables, struct kmend_err *err)
{
	_cleanup_free_ char *before = NULL;
	_cleanup_free_ char *after = NULL;
	char path[PATH_MAX];

	if (kmend_path(path, err, "%s.readonce.i", s->post) ||
	    kmend_compile_text(s, KMEND_COMPILE_TEXT, pre, path, &before, err) ||
	    kmend_compile_text(s, KMEND_COMPILE_TEXT, post, path, &after, err))
		return -1;
	if (!kmend_readonce_scan(before, after, tables))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	return 0;
}
