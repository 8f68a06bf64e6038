/* SPDX-License-Identifier: GPL-2.0 */
/* Exported functions that stay as they are in the kernel, while the patch brings new ones of their names. */
#ifndef KMEND_BUILD_LEAVE_H
#define KMEND_BUILD_LEAVE_H

#include "../differ/differ.h"
#include "compile.h"

/**
 * struct kmend_leave - the functions
 * @allowed: there may be some
 * @names: @nr names
 * @subjects: by name: the number of the source that has it
 * @nr: see @names
 */
struct kmend_leave {
	bool allowed;
	char **names;
	size_t *subjects;
	size_t nr;
};

/** kmend_leave_add() - one more, of that source; 0, or -1 with @err */
int kmend_leave_add(struct kmend_leave *leave, const char *name, size_t subject, struct kmend_err *err);
void kmend_leave_free(struct kmend_leave *leave);

/** kmend_leave_is_new() - is that what the differ calls the new function of one that is left? */
bool kmend_leave_is_new(const struct kmend_leave *leave, const char *name);

/**
 * kmend_leave_text() - the patched source, but with the old functions in the place of the new ones
 * @pre: the source before the change, preprocessed, without lines of the preprocessor
 * @post: after it
 * @names: @nr functions
 * @nr: see @names
 * @text: set to it; free() it
 * @err: KMEND_EXIT_REFUSED: one of the two does not define one of them, where that can be seen
 *
 * Who calls one of the functions calls the new one, which is declared under another name and defined nowhere.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_leave_text(const char *pre, const char *post, char *const *names, size_t nr, char **text,
		     struct kmend_err *err);

/**
 * kmend_leave_compile() - the objects with the old functions in the patched sources
 * @c: the compilation, with what was compiled before and after
 * @leave: the functions
 * @err: KMEND_EXIT_REFUSED: the patched source does not fit them
 *
 * Return: 0, or -1 with @err.
 */
int kmend_leave_compile(const struct kmend_compilation *c, const struct kmend_leave *leave, struct kmend_err *err);

/**
 * kmend_leave_own() - the functions of a source that are left
 * @leave: the functions of all sources
 * @s: the source
 * @subject: its number
 * @own: set to those of @leave that it has
 * @object: set to the object that kmend_leave_compile() makes, if there are some
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_leave_own(const struct kmend_leave *leave, const struct kmend_subject *s, size_t subject,
		    struct kmend_names *own, char object[PATH_MAX], struct kmend_err *err);

#endif
