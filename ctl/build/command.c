// SPDX-License-Identifier: GPL-2.0
/*
 * kbuild records one line of shell in make's quoting. It only ever has plain
 * and quoted words, and commands one after the other; anything else is refused
 * rather than given to a shell.
 */
#include "command.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	const char *path;
	const char *at;
	char *word;
	size_t length;
	struct kmend_recipe *recipe;
	struct kmend_err *err;
};

int kmend_command_add(struct kmend_command_line *line, const char *word,
		      struct kmend_err *err)
{
	char **more = realloc(line->words, (line->count + 2) * sizeof(*more));

	if (!more)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	line->words = more;
	more[line->count] = strdup(word);
	if (!more[line->count])
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	more[++line->count] = NULL;
	return 0;
}

static int add_step(struct reader *r)
{
	struct kmend_recipe *recipe = r->recipe;
	struct kmend_command_line *more;

	more = realloc(recipe->steps, (recipe->count + 1) * sizeof(*more));
	if (!more)
		return kmend_err_set(r->err, KMEND_EXIT_FAILED, "out of memory");
	recipe->steps = more;
	more[recipe->count++] = (struct kmend_command_line){ 0 };
	return 0;
}

static int unclear(struct reader *r)
{
	return kmend_err_set(r->err, KMEND_EXIT_REFUSED,
			     "%s: the recorded command is not one that can be run again: '%.20s'",
			     r->path, r->at);
}

static bool at_end(const struct reader *r)
{
	return !*r->at || *r->at == '\n';
}

/* make writes $ as $$ and # as \#. */
static char next_char(struct reader *r)
{
	if ((r->at[0] == '$' && r->at[1] == '$') || (r->at[0] == '\\' && r->at[1] == '#'))
		r->at++;
	return *r->at++;
}

static int read_quoted(struct reader *r, char quote)
{
	r->at++;
	while (*r->at != quote) {
		if (at_end(r))
			return unclear(r);
		if (quote == '"' && strchr("$`", *r->at))
			return unclear(r);
		if (quote == '"' && *r->at == '\\' && (r->at[1] == '"' || r->at[1] == '\\'))
			r->at++;
		r->word[r->length++] = next_char(r);
	}
	r->at++;
	return 0;
}

static int read_word(struct reader *r)
{
	r->length = 0;
	while (!at_end(r) && !strchr(" \t;&", *r->at)) {
		if (*r->at == '\'' || *r->at == '"') {
			if (read_quoted(r, *r->at))
				return -1;
			continue;
		}
		if (strchr("$`|<>(){}*?[]~", *r->at))
			return unclear(r);
		if (r->at[0] == '\\' && r->at[1] != '#') {
			r->at++;
			if (at_end(r))
				return unclear(r);
		}
		r->word[r->length++] = next_char(r);
	}
	r->word[r->length] = 0;
	return 0;
}

static int read_steps(struct reader *r)
{
	struct kmend_command_line *step;

	if (add_step(r))
		return -1;
	while (!at_end(r)) {
		step = &r->recipe->steps[r->recipe->count - 1];
		if (isspace((unsigned char)*r->at)) {
			r->at++;
		} else if (*r->at == ';' || (r->at[0] == '&' && r->at[1] == '&')) {
			r->at += *r->at == ';' ? 1 : 2;
			if (step->count && add_step(r))
				return -1;
		} else if (*r->at == '&') {
			return unclear(r);
		} else if (read_word(r) || kmend_command_add(step, r->word, r->err)) {
			return -1;
		}
	}
	if (!r->recipe->steps[r->recipe->count - 1].count)
		r->recipe->count--;
	return 0;
}

int kmend_recipe_parse(const char *path, const char *text, struct kmend_recipe *recipe,
		       struct kmend_err *err)
{
	struct reader r = { .path = path, .recipe = recipe, .err = err };
	int ret;

	*recipe = (struct kmend_recipe){ 0 };
	r.at = strstr(text, " := ");
	if ((strncmp(text, "cmd_", 4) && strncmp(text, "savedcmd_", 9)) || !r.at)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: not a file of kbuild", path);
	r.at += 4;
	r.word = malloc(strcspn(r.at, "\n") + 1);
	if (!r.word)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	ret = read_steps(&r);
	free(r.word);
	if (!ret && !recipe->count)
		ret = kmend_err_set(err, KMEND_EXIT_FAILED, "%s: has no command", path);
	if (ret)
		kmend_recipe_free(recipe);
	return ret;
}

void kmend_recipe_free(struct kmend_recipe *recipe)
{
	for (size_t i = 0; i < recipe->count; i++) {
		for (size_t j = 0; j < recipe->steps[i].count; j++)
			free(recipe->steps[i].words[j]);
		free(recipe->steps[i].words);
	}
	free(recipe->steps);
	*recipe = (struct kmend_recipe){ 0 };
}
