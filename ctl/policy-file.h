/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Policies as text, in which they are kept across boots:
 *
 *	# a comment, to the end of the line
 *	default NAME
 *	policy NAME
 *	  KEY NUMBER
 *	  redirect WORD
 *
 * A value belongs to the policy above it. Blanks at the ends of a line and empty
 * lines mean nothing. Which keys there are and which numbers and words they take is the
 * manager's business, not this file's.
 */
#ifndef KMEND_CTL_POLICY_FILE_H
#define KMEND_CTL_POLICY_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <kmend.h>

#include "err.h"

enum {
	KMEND_POLICY_KEY_MAX = 47,	/* bytes of a key, without the NUL */
	KMEND_POLICY_WORD_MAX = 15,	/* the same of a word */
};

/**
 * struct kmend_policy_value - one value of a policy
 * @key: name of its file in configfs
 * @value: the number in it
 * @word: the word in it; "": it has a number
 * @line: where it was read, from 1; 0: not from a file
 */
struct kmend_policy_value {
	char key[KMEND_POLICY_KEY_MAX + 1];
	uint64_t value;
	char word[KMEND_POLICY_WORD_MAX + 1];
	unsigned int line;
};

/**
 * struct kmend_policy - one policy
 * @name: its name
 * @line: as above
 * @values: its values, those that were told
 * @nr: how many
 */
struct kmend_policy {
	char name[KMEND_POLICY_MAX + 1];
	unsigned int line;
	struct kmend_policy_value *values;
	size_t nr;
};

/**
 * struct kmend_policies - all policies; zeroed: none
 * @chosen: the one that requests without a name get; "": not told
 * @chosen_line: as above
 * @list: the policies
 * @nr: how many
 */
struct kmend_policies {
	char chosen[KMEND_POLICY_MAX + 1];
	unsigned int chosen_line;
	struct kmend_policy *list;
	size_t nr;
};

/**
 * kmend_policies_destroy() - free what is in it
 * @policies: zeroed afterwards
 */
void kmend_policies_destroy(struct kmend_policies *policies);

/**
 * kmend_policies_add() - append a policy without values
 * @policies: to which
 * @name: its name, at most KMEND_POLICY_MAX bytes
 *
 * Return: it, valid until the next is added; NULL: out of memory.
 */
struct kmend_policy *kmend_policies_add(struct kmend_policies *policies, const char *name);

/** kmend_policies_find() - the policy of that name, or NULL */
struct kmend_policy *kmend_policies_find(const struct kmend_policies *policies, const char *name);

/**
 * kmend_policy_add() - append a value
 * @policy: to which
 * @key: at most KMEND_POLICY_KEY_MAX bytes
 * @value: the number
 *
 * Return: it, valid until the next is added; NULL: out of memory.
 */
struct kmend_policy_value *kmend_policy_add(struct kmend_policy *policy, const char *key,
					    uint64_t value);

/** kmend_policy_takes_word() - does the value of that name hold a word? */
bool kmend_policy_takes_word(const char *key);

/** kmend_policy_is_word() - lower-case letters, neither none nor too many */
bool kmend_policy_is_word(const char *text);

/**
 * kmend_policy_add_word() - append a value that is a word
 * @policy: to which
 * @key: at most KMEND_POLICY_KEY_MAX bytes
 * @word: at most KMEND_POLICY_WORD_MAX bytes
 *
 * Return: it, valid until the next is added; NULL: out of memory.
 */
struct kmend_policy_value *kmend_policy_add_word(struct kmend_policy *policy, const char *key,
						 const char *word);

/**
 * KMEND_POLICY_VALUE_MAX - bytes of a value as text, with the NUL
 * kmend_policy_value_text() - a value as text
 * @value: the value
 * @text: KMEND_POLICY_VALUE_MAX bytes
 *
 * Return: @text.
 */
enum { KMEND_POLICY_VALUE_MAX = 24 };
const char *kmend_policy_value_text(const struct kmend_policy_value *value, char *text);

/**
 * kmend_policies_sort() - put policies and values in order of their names
 * @policies: which
 */
void kmend_policies_sort(struct kmend_policies *policies);

/**
 * kmend_policy_file_parse() - read the text
 * @policies: zeroed; to be destroyed also after an error
 * @path: the file's name, for errors
 * @text: the text
 * @size: its bytes
 * @err: the first line that is wrong, as PATH:LINE, and why
 *
 * Return: 0, or -1 with @err.
 */
int kmend_policy_file_parse(struct kmend_policies *policies, const char *path, const char *text,
			    size_t size, struct kmend_err *err);

/**
 * kmend_policy_file_print() - write the text
 * @out: where
 * @policies: which
 */
void kmend_policy_file_print(FILE *out, const struct kmend_policies *policies);

#endif
