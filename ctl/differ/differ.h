/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ELF differ: two relocatable objects in, one object out that holds the
 * changed and new functions, what they need, and the descriptor of
 * uapi/kmend_patch.h. What it cannot handle it refuses by name.
 */
#ifndef KMEND_DIFFER_H
#define KMEND_DIFFER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "../err.h"

/**
 * struct kmend_location - which symbol of the running kernel is meant
 * @object: the module that it belongs to; NULL: the kernel proper
 * @position: the livepatch position (sympos): 0 if the name is unique in its object, else the rank
 *	from 1 among all symbols of that name
 * @exported: any module may link against it by its name
 */
struct kmend_location {
	const char *object;
	unsigned int position;
	bool exported;
};

/**
 * struct kmend_resolver - where a symbol of the kernel is
 * @locate: symbol @name, as the object being diffed sees it: its own if @local, else the
 *	global one. Returns 0, or -1 with @err when it cannot be told.
 * @ctx: passed to it
 */
struct kmend_resolver {
	int (*locate)(void *ctx, const char *name, bool local, struct kmend_location *location,
		      struct kmend_err *err);
	void *ctx;
};

/* Behind the name of a function that is left, the name of the new one. */
#define KMEND_LEFT_NEW ".new"

/**
 * struct kmend_names - some names
 * @names: @nr of them
 * @nr: see @names
 */
struct kmend_names {
	char **names;
	size_t nr;
};

/** kmend_names_has() - is @name one of them? */
bool kmend_names_has(const struct kmend_names *names, const char *name);

/** kmend_names_free() - free a list that was allocated, and its names; it is empty then */
void kmend_names_free(struct kmend_names *names);

/**
 * struct kmend_diff_options - what to compare and how
 * @pre: the object before the patch, built with -ffunction-sections
 *	-fdata-sections
 * @post: the same after it
 * @reference: the object before the patch, built as the kernel builds it, from
 *	which the pre-images are taken; NULL: @pre
 * @out: the object to write
 * @object: where the code lives: "vmlinux", or a module's name
 * @source: source file, for people and for messages
 * @unit: symbol name for the struct kmend_unit_desc, a C identifier
 * @resolver: where symbols are; NULL: local ones in @object, others in the kernel
 *	proper, and every name is taken to be unique (position 0); the module is refused at
 *	load if it is not
 * @explain: where to tell for each thing that is written why it is; NULL: nowhere
 * @change_data: write data that gets another initial value in its place, where that is possible, instead of refusing it
 * @before_load: of a module: the patch is put on it only before anybody has run it, so all of its data still has its first values
 * @without_boot_code: leave out what has run already, and lists that are read no more, instead of refusing a change of it
 * @renewed: constants that a change makes new ones: who keeps the address of one is found in the code, and nowhere else
 * @left: exported functions, of all objects of the patch, that are not replaced although their type changes: the change's are new functions,
 *	which its code calls
 * @own: those of them that @pre has: they must fit the change
 * @old: @post with the functions of @own as they were; NULL if there are none
 */
struct kmend_diff_options {
	const char *pre;
	const char *post;
	const char *reference;
	const char *out;
	const char *object;
	const char *source;
	const char *unit;
	const struct kmend_resolver *resolver;
	FILE *explain;
	bool without_boot_code;
	bool change_data;
	bool before_load;
	struct kmend_names left;
	struct kmend_names own;
	const char *old;
	struct kmend_names renewed;
};

/** enum kmend_diff_what - what the differ says of a function */
enum kmend_diff_what {
	KMEND_DIFF_REPLACED,
	KMEND_DIFF_NEW,
	KMEND_DIFF_LEFT,	/* removed; the kernel keeps it for whoever still calls it */
	KMEND_DIFF_HOOK,	/* declared a hook; it is new, too */
	KMEND_DIFF_SHADOW,	/* shadow data; not a function */
	KMEND_DIFF_ACTIVE,	/* replaced, and threads may finish in the old one */
	KMEND_DIFF_WRITTEN,	/* data that is written in its place */
};

/** kmend_diff_what_name() - "replaced", "new", "left", "hook", "shadow", "active" or "written" */
const char *kmend_diff_what_name(enum kmend_diff_what what);

/**
 * struct kmend_diff_item - one line of the result
 * @what: enum kmend_diff_what
 * @name: the function, or the data
 * @why: one line: how it differs; of a hook its kind, "pre-apply";
 *	of shadow data the patch whose it is, or empty; why threads may stay active
 */
struct kmend_diff_item {
	enum kmend_diff_what what;
	char *name;
	char *why;
};

/**
 * struct kmend_diff_result - what was found
 * @items: @nr_items lines, in the order of the post object, then those that are left, then
 *	what is declared
 * @nr_items: 0: no code changed, and no object was written. If none of them is
 *	KMEND_DIFF_REPLACED, KMEND_DIFF_WRITTEN, KMEND_DIFF_HOOK or KMEND_DIFF_SHADOW, and @nr_late is 0, the object is linked for what
 *	it defines, but its unit is empty and must not be named in the patch.
 * @early: NULL; or why the module that the code lives in must be loaded before the patch, and
 *	stays as long as that
 * @nr_late: fields that the manager fills in when a module comes
 */
struct kmend_diff_result {
	struct kmend_diff_item *items;
	unsigned int nr_items;
	char *early;
	size_t nr_late;
};

/**
 * kmend_diff() - compare two objects and write what changed
 * @opts: see there
 * @result: filled in; kmend_diff_result_free() it
 * @err: why it failed
 *
 * Names in the object that it writes:
 * - a replaced function is a local symbol of its own name; a new global one is
 *   a global, so that other units of the patch can call it
 * - a global symbol of the kernel is an undefined symbol of its name. Whether
 *   it is exported is found out by kmend_link_module() after the link.
 * - a local symbol of the kernel is an undefined symbol named as the module loader wants it,
 *   ".klp.sym.vmlinux.NAME,POSITION"
 * - to a symbol of a module there is no relocation but a struct kmend_relocation. Unless @early: then one
 *   that is not exported is ".klp.sym.MODULE.NAME,POSITION"
 * Only the new code refers to those. The descriptor's sections name kernel
 * symbols in .kmend.symbols instead (see uapi/kmend_patch.h).
 *
 * Return: 0, also when nothing changed; -1 with @err: KMEND_EXIT_REFUSED for
 * objects or changes that are not handled. Nothing is left at @out then.
 */
int kmend_diff(const struct kmend_diff_options *opts,
	       struct kmend_diff_result *result, struct kmend_err *err);
void kmend_diff_result_free(struct kmend_diff_result *result);

#endif
