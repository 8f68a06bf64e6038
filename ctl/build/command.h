/* SPDX-License-Identifier: GPL-2.0 */
/* The commands that kbuild recorded for an object, to run them again differently. */
#ifndef KMEND_BUILD_COMMAND_H
#define KMEND_BUILD_COMMAND_H

#include <stddef.h>

#include "../err.h"

/**
 * struct kmend_command_line - words of a command
 * @words: @count words, then NULL
 * @count: how many
 */
struct kmend_command_line {
	char **words;
	size_t count;
};

/**
 * struct kmend_recipe - how an object was made
 * @steps: @count commands, one after the other
 * @count: how many
 */
struct kmend_recipe {
	struct kmend_command_line *steps;
	size_t count;
};

/**
 * kmend_recipe_parse() - read what kbuild recorded
 * @path: the .cmd file's name, for messages
 * @text: its text
 * @recipe: filled in; kmend_recipe_free() it
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_recipe_parse(const char *path, const char *text, struct kmend_recipe *recipe,
		       struct kmend_err *err);
void kmend_recipe_free(struct kmend_recipe *recipe);

/**
 * kmend_command_add() - add a word to a command
 * @line: the command
 * @word: copied
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_command_add(struct kmend_command_line *line, const char *word,
		      struct kmend_err *err);

#endif
