// SPDX-License-Identifier: GPL-2.0
/* Policies as text, in which they are kept across boots. */
#include "policy-file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	WORDS_MAX = 3,		/* one more than a line may have */
	DIGITS_MAX = 18,	/* no number of them overflows */
};

/**
 * struct line - a line that is being read
 * @path: of the file
 * @number: of the line, from 1
 * @word: its words, copied; one longer than its buffer cannot be right
 * @nr: how many
 * @err: where an error goes
 */
struct line {
	const char *path;
	unsigned int number;
	char word[WORDS_MAX][64];
	size_t nr;
	struct kmend_err *err;
};

void kmend_policies_destroy(struct kmend_policies *policies)
{
	size_t i;

	for (i = 0; i < policies->nr; i++)
		free(policies->list[i].values);
	free(policies->list);
	memset(policies, 0, sizeof(*policies));
}

struct kmend_policy *kmend_policies_add(struct kmend_policies *policies, const char *name)
{
	struct kmend_policy *more;

	more = reallocarray(policies->list, policies->nr + 1, sizeof(*more));
	if (!more)
		return NULL;
	policies->list = more;
	more += policies->nr++;
	memset(more, 0, sizeof(*more));
	snprintf(more->name, sizeof(more->name), "%s", name);
	return more;
}

struct kmend_policy *kmend_policies_find(const struct kmend_policies *policies, const char *name)
{
	size_t i;

	for (i = 0; i < policies->nr; i++) {
		if (!strcmp(policies->list[i].name, name))
			return &policies->list[i];
	}
	return NULL;
}

struct kmend_policy_value *kmend_policy_add(struct kmend_policy *policy, const char *key,
					    uint64_t value)
{
	struct kmend_policy_value *more;

	more = reallocarray(policy->values, policy->nr + 1, sizeof(*more));
	if (!more)
		return NULL;
	policy->values = more;
	more += policy->nr++;
	memset(more, 0, sizeof(*more));
	snprintf(more->key, sizeof(more->key), "%s", key);
	more->value = value;
	return more;
}

bool kmend_policy_takes_word(const char *key)
{
	return !strcmp(key, "redirect");
}

bool kmend_policy_is_word(const char *text)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz");

	return length && length <= KMEND_POLICY_WORD_MAX && !text[length];
}

struct kmend_policy_value *kmend_policy_add_word(struct kmend_policy *policy, const char *key,
						 const char *word)
{
	struct kmend_policy_value *value = kmend_policy_add(policy, key, 0);

	if (value)
		snprintf(value->word, sizeof(value->word), "%s", word);
	return value;
}

const char *kmend_policy_value_text(const struct kmend_policy_value *value, char *text)
{
	if (value->word[0])
		snprintf(text, KMEND_POLICY_VALUE_MAX, "%s", value->word);
	else
		snprintf(text, KMEND_POLICY_VALUE_MAX, "%" PRIu64, value->value);
	return text;
}

static int compare_values(const void *a, const void *b)
{
	return strcmp(((const struct kmend_policy_value *)a)->key,
		      ((const struct kmend_policy_value *)b)->key);
}

static int compare_policies(const void *a, const void *b)
{
	return strcmp(((const struct kmend_policy *)a)->name,
		      ((const struct kmend_policy *)b)->name);
}

void kmend_policies_sort(struct kmend_policies *policies)
{
	struct kmend_policy *policy = policies->list;
	size_t i;

	if (!policies->nr)
		return;
	qsort(policies->list, policies->nr, sizeof(*policies->list), compare_policies);
	for (i = 0; i < policies->nr; i++, policy++) {
		if (policy->nr)
			qsort(policy->values, policy->nr, sizeof(*policy->values), compare_values);
	}
}

static int wrong(const struct line *line, const char *what)
{
	return kmend_err_set(line->err, KMEND_EXIT_REFUSED, "%s:%u: %s", line->path,
			     line->number, what);
}

static int no_memory(const struct line *line)
{
	return kmend_err_set(line->err, KMEND_EXIT_FAILED, "%s: out of memory", line->path);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* What can stand in a line: printable ASCII and blanks; in a comment anything. */
static int split(struct line *line, const char *text, size_t size)
{
	size_t length = 0, i;

	line->nr = 0;
	for (i = 0; i < size && text[i] != '#'; i++) {
		if (is_blank(text[i])) {
			length = 0;
			continue;
		}
		if (text[i] < '!' || text[i] > '~')
			return wrong(line, "a character that cannot stand here: is this a file of policies?");
		if (!length && line->nr == WORDS_MAX)
			return 0;
		if (!length)
			line->nr++;
		if (length + 1 >= sizeof(line->word[0]))
			return wrong(line, "a word that is too long");
		line->word[line->nr - 1][length++] = text[i];
		line->word[line->nr - 1][length] = '\0';
	}
	return 0;
}

/* As the manager has it: a letter or digit, then also '.', '_' and '-'. */
static bool is_name(const char *text)
{
	static const char alnum[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	size_t length = strlen(text);

	if (!length || length > KMEND_POLICY_MAX || !strchr(alnum, text[0]))
		return false;
	while (*text && (strchr(alnum, *text) || strchr("._-", *text)))
		text++;
	return !*text;
}

/* Nothing that leads to another directory. */
static bool is_key(const char *text)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return length && length <= KMEND_POLICY_KEY_MAX && !text[length];
}

static bool parse_number(const char *text, uint64_t *value)
{
	size_t digits = strspn(text, "0123456789");

	if (!digits || digits > DIGITS_MAX || text[digits])
		return false;
	*value = strtoull(text, NULL, 10);
	return true;
}

static int check_name(const struct line *line)
{
	if (line->nr != 2)
		return wrong(line, "one name must follow, and nothing else");
	if (!is_name(line->word[1]))
		return wrong(line,
			     "no name of a policy: it is at most 31 letters, digits, '.', '_' and '-', and begins with a letter or digit");
	return 0;
}

static int parse_default(struct kmend_policies *policies, const struct line *line)
{
	if (check_name(line))
		return -1;
	if (policies->chosen_line)
		return wrong(line, "a second default");
	memcpy(policies->chosen, line->word[1], strlen(line->word[1]) + 1);
	policies->chosen_line = line->number;
	return 0;
}

static int parse_policy(struct kmend_policies *policies, const struct line *line)
{
	struct kmend_policy *policy;

	if (check_name(line))
		return -1;
	if (kmend_policies_find(policies, line->word[1]))
		return wrong(line, "a second policy of that name");
	policy = kmend_policies_add(policies, line->word[1]);
	if (!policy)
		return no_memory(line);
	policy->line = line->number;
	return 0;
}

static int parse_value(struct kmend_policy *policy, const struct line *line)
{
	struct kmend_policy_value *value;
	bool takes_word = kmend_policy_takes_word(line->word[0]);
	uint64_t number = 0;
	size_t i;

	if (!is_key(line->word[0]) || line->nr != 2)
		return wrong(line, "neither 'policy NAME' nor 'default NAME' nor 'KEY NUMBER'");
	if (takes_word && !kmend_policy_is_word(line->word[1]))
		return wrong(line, "the value is no word");
	if (!takes_word && !parse_number(line->word[1], &number))
		return wrong(line, "the value is no number");
	if (!policy)
		return wrong(line, "a value before the first policy");
	for (i = 0; i < policy->nr; i++) {
		if (!strcmp(policy->values[i].key, line->word[0]))
			return wrong(line, "a second value of that name in one policy");
	}
	value = takes_word ? kmend_policy_add_word(policy, line->word[0], line->word[1]) :
			     kmend_policy_add(policy, line->word[0], number);
	if (!value)
		return no_memory(line);
	value->line = line->number;
	return 0;
}

static int parse_line(struct kmend_policies *policies, const struct line *line)
{
	if (!line->nr)
		return 0;
	if (!strcmp(line->word[0], "default"))
		return parse_default(policies, line);
	if (!strcmp(line->word[0], "policy"))
		return parse_policy(policies, line);
	return parse_value(policies->nr ? &policies->list[policies->nr - 1] : NULL, line);
}

int kmend_policy_file_parse(struct kmend_policies *policies, const char *path, const char *text,
			    size_t size, struct kmend_err *err)
{
	struct line line = { .path = path, .err = err };
	const char *end = text + size, *newline;

	while (text < end) {
		newline = memchr(text, '\n', end - text);
		if (!newline)
			newline = end;
		line.number++;
		if (split(&line, text, newline - text) || parse_line(policies, &line))
			return -1;
		text = newline + 1;
	}
	return 0;
}

void kmend_policy_file_print(FILE *out, const struct kmend_policies *policies)
{
	const struct kmend_policy *policy = policies->list;
	char text[KMEND_POLICY_VALUE_MAX];
	size_t i, j;

	fputs("# Policies of kmend. kmend policy load reads this, kmend policy save writes it.\n", out);
	if (policies->chosen[0])
		fprintf(out, "default %s\n", policies->chosen);
	for (i = 0; i < policies->nr; i++, policy++) {
		fprintf(out, "policy %s\n", policy->name);
		for (j = 0; j < policy->nr; j++)
			fprintf(out, "  %s %s\n", policy->values[j].key,
				kmend_policy_value_text(&policy->values[j], text));
	}
}
