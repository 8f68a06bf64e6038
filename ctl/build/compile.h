/* SPDX-License-Identifier: GPL-2.0 */
/* Compiling source files: as the kernel's own build does, and for the differ. */
#ifndef KMEND_BUILD_COMPILE_H
#define KMEND_BUILD_COMPILE_H

#include "command.h"
#include "mirror.h"

/**
 * struct kmend_subject - a source file and its objects
 * @source: path of the .c file in the tree
 * @named: what kbuild calls it, which may lead through another directory
 * @object: of the object that kbuild makes of it, in the tree, by such a name, too
 * @module: the module that it is part of; empty: the kernel proper
 * @reference: the object as kbuild makes it
 * @pre: the object of the unpatched file for the differ
 * @post: the object of the patched file for the differ
 * @types: those two have debug information, which takes a fifth longer
 * @recipe: how kbuild made the reference
 */
struct kmend_subject {
	char source[PATH_MAX];
	char named[PATH_MAX];
	char object[PATH_MAX];
	char module[64];
	char reference[PATH_MAX];
	char pre[PATH_MAX];
	char post[PATH_MAX];
	bool types;
	struct kmend_recipe recipe;
};

/**
 * kmend_subject_init() - name the objects of a source file
 * @s: filled in; kmend_subject_free() it
 * @tree: the prepared tree
 * @work: directory for the patched object
 * @source: path of the .c file in the tree
 * @types: see struct kmend_subject
 * @err: KMEND_EXIT_REFUSED for what is no plain file of the tree
 *
 * Return: 0, or -1 with @err.
 */
int kmend_subject_init(struct kmend_subject *s, const struct kmend_tree *tree, const char *work,
		       const char *source, bool types, struct kmend_err *err);
void kmend_subject_free(struct kmend_subject *s);

/**
 * kmend_compile_references() - the objects as kbuild makes them
 * @tree: the prepared tree
 * @k: its kernel
 * @subjects: @nr of them; @module and @recipe are set
 * @nr: how many
 * @jobs: how many compilers at a time
 * @err: KMEND_EXIT_REFUSED for a file that is not built into this kernel or one of its modules
 *
 * They stay in the tree and are used again.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_compile_references(const struct kmend_tree *tree, const struct kmend_kernel *k,
			     struct kmend_subject *subjects, size_t nr, unsigned int jobs,
			     struct kmend_err *err);

/**
 * struct kmend_compilation - compiling subjects for the differ
 * @tree: the prepared tree; is not changed
 * @mirror: the patched tree
 * @subjects: @nr of them, with references
 * @nr: how many
 * @jobs: how many compilers at a time
 * @progress: told of each file that is being compiled, the how-manieth of how many
 */
struct kmend_compilation {
	const struct kmend_tree *tree;
	const struct kmend_mirror *mirror;
	const struct kmend_subject *subjects;
	size_t nr;
	unsigned int jobs;
	void (*progress)(size_t number, size_t of, const char *source);
};

/**
 * kmend_compile_variants() - compile before and after, with a section for each function
 * @c: what and where
 * @unpin: called before a patched file that does not compile is compiled once more, for the
 *	compiler's messages: puts the files of the mirror in place as people know them
 * @ctx: passed to it
 * @err: KMEND_EXIT_REFUSED: a patched file does not compile; the compiler's first errors
 *
 * Unpatched objects stay in the tree and are used again.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_compile_variants(const struct kmend_compilation *c, int (*unpin)(void *ctx, struct kmend_err *err),
			   void *ctx, struct kmend_err *err);

/**
 * kmend_compile_recorded() - what kbuild recorded of a reference
 * @tree: the prepared tree
 * @s: the subject
 * @text: set to it, free() it
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_compile_recorded(const struct kmend_tree *tree, const struct kmend_subject *s, char **text,
			   struct kmend_err *err);

/** enum kmend_compile_to - what becomes of a source file */
enum kmend_compile_to {
	KMEND_COMPILE_OBJECT,	/* an object with a section for each function */
	KMEND_COMPILE_TEXT,	/* preprocessed text, without line numbers */
	KMEND_COMPILE_TYPES,	/* preprocessed text for genksyms */
	KMEND_COMPILE_MEMBERS,	/* an object with the debug information of all types, also unused ones */
	KMEND_COMPILE_USED,	/* the same as text, with the macros that were looked at; fails if
				 * one that is not defined was compared with something */
};

/**
 * kmend_compile_line() - the compiler's words for a source file, with another output
 * @s: the subject, with its recipe
 * @to: what to make of it
 * @out: the file to write
 * @line: filled in
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_compile_line(const struct kmend_subject *s, enum kmend_compile_to to, const char *out,
		       struct kmend_command_line *line, struct kmend_err *err);

/**
 * kmend_compile_instead() - let a compiler read something else
 * @s: the subject that the words are for
 * @text: a file, by any path
 * @line: the words
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_compile_instead(const struct kmend_subject *s, const char *text, struct kmend_command_line *line,
			  struct kmend_err *err);

/**
 * kmend_compile_text() - the preprocessed text of a source
 * @s: the subject, with its recipe
 * @to: KMEND_COMPILE_TEXT, KMEND_COMPILE_TYPES
 * @cwd: the tree or the mirror: where it is unpatched or patched
 * @out: the file to write
 * @text: set to the same; free() it
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_compile_text(const struct kmend_subject *s, enum kmend_compile_to to, const char *cwd, const char *out, char **text,
		       struct kmend_err *err);

/**
 * kmend_compile_from() - all commands that make an object for the differ of another text
 * @s: the subject, with its recipe
 * @text: a file with preprocessed source, to be compiled instead of the subject's
 * @object: the file to write
 * @recipe: filled in; kmend_recipe_free() it, also after a failure
 * @err: KMEND_EXIT_REFUSED: the subject is not compiled as what it is
 *
 * Return: 0, or -1 with @err.
 */
int kmend_compile_from(const struct kmend_subject *s, const char *text, const char *object,
		       struct kmend_recipe *recipe, struct kmend_err *err);

#endif
