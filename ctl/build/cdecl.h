/* SPDX-License-Identifier: GPL-2.0 */
/* C source, cut into its declarations at file level. */
#ifndef KMEND_BUILD_CDECL_H
#define KMEND_BUILD_CDECL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** struct kmend_word - an identifier in a text */
struct kmend_word {
	const char *at;
	size_t size;
};

/**
 * struct kmend_decl - a declaration
 * @text: @size bytes of the source, from the first character to its end
 * @size: see @text
 * @first_name: of the @nr_names in struct kmend_decls that it declares
 * @nr_names: see @first_name; 0 unless @droppable
 * @droppable: has no effect on the code unless one of its names is used: a prototype,
 *	a static inline function, a type, a variable that is elsewhere
 */
struct kmend_decl {
	const char *text;
	size_t size;
	size_t first_name;
	size_t nr_names;
	bool droppable;
};

/**
 * struct kmend_decls - a source
 * @list: its @nr declarations, in their order
 * @nr: see @list
 * @names: what they declare
 * @nr_names: how many
 * @whole: the source ended where a declaration did
 */
struct kmend_decls {
	struct kmend_decl *list;
	size_t nr;
	size_t room;
	struct kmend_word *names;
	size_t nr_names;
	size_t names_room;
	bool whole;
};

/**
 * kmend_decls_cut() - cut a source into declarations
 * @decls: empty; what is found is added; kmend_decls_free() it
 * @text: without comments and preprocessor lines; @size bytes
 * @size: see @text
 * @macros: not preprocessed: an identifier may be a macro, and what begins with one
 *	that has arguments may be anything
 *
 * Return: whether there was memory.
 */
bool kmend_decls_cut(struct kmend_decls *decls, const char *text, size_t size, bool macros);
void kmend_decls_free(struct kmend_decls *decls);

/**
 * kmend_word_next() - the next identifier of a text
 * @at: where to begin; set to behind it
 * @end: of the text
 * @word: set to it
 *
 * What is quoted has none.
 *
 * Return: whether there is one.
 */
bool kmend_word_next(const char **at, const char *end, struct kmend_word *word);

/** kmend_literal_end() - what comes after the string or character that begins at @at, or @end */
const char *kmend_literal_end(const char *at, const char *end);

/** kmend_lines_blank() - put blanks in the place of the lines of the preprocessor, which are no part of a declaration */
void kmend_lines_blank(char *text);

/** kmend_text_plain() - a copy of a source without comments and with joined lines; free() it; NULL: no memory */
char *kmend_text_plain(const char *text);

/** kmend_word_is() - is it that text? */
static inline bool kmend_word_is(struct kmend_word w, const char *text)
{
	return strlen(text) == w.size && !memcmp(w.at, text, w.size);
}

/** kmend_word_same() - are two the same identifier? */
bool kmend_word_same(struct kmend_word a, struct kmend_word b);

/**
 * kmend_name_add() - add a copy of a name to a list
 * @list: of @nr names, each allocated as the list is
 * @nr: see @list
 * @word: the name
 *
 * Return: whether there was memory; if not, the list is as before.
 */
bool kmend_name_add(char ***list, size_t *nr, struct kmend_word word);
void kmend_name_list_free(char **list, size_t nr);

/** kmend_skip_blanks() - the first sign that is no white space, or @end */
const char *kmend_skip_blanks(const char *at, const char *end);

extern const bool kmend_word_signs[256];

/** kmend_is_word() - may that sign be part of a word? */
static inline bool kmend_is_word(char c)
{
	return kmend_word_signs[(unsigned char)c];
}

/** kmend_decl_hash() - of the text; white space counts as one blank, but for what is quoted */
uint64_t kmend_decl_hash(const struct kmend_decl *decl);

/** kmend_decl_is_structure() - the definition of one structure or union, whose name is the first? */
bool kmend_decl_is_structure(const struct kmend_decl *decl);

#endif
