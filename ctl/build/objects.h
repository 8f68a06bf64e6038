/* SPDX-License-Identifier: GPL-2.0 */
/* Which objects a kernel is made of, and how each is compiled. */
#ifndef KMEND_BUILD_OBJECTS_H
#define KMEND_BUILD_OBJECTS_H

#include "tree.h"

/**
 * struct kmend_objects - what kbuild would compile
 * @text: the list, which the rest points into
 * @sources: @nr paths of .c and .S files as the tree has them, sorted; the commands may know them by another name,
 *	such as "arch/x86/kvm/../../../virt/kvm/vfio.c"
 * @commands: of each: "cmd_OBJECT := COMMAND", as for kmend_recipe_parse()
 * @nr: how many
 */
struct kmend_objects {
	char *text;
	const char **sources;
	const char **commands;
	size_t nr;
};

/**
 * kmend_objects_open() - all objects that the config of a tree builds from C and assembly
 * @objects: filled in; kmend_objects_close() it
 * @tree: the prepared tree, which keeps the list
 * @k: its kernel
 * @say: told what takes long
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_objects_open(struct kmend_objects *objects, const struct kmend_tree *tree,
		       const struct kmend_kernel *k, void (*say)(const char *text), struct kmend_err *err);
void kmend_objects_close(struct kmend_objects *objects);

/** kmend_objects_find() - the command that compiles @source; NULL: the config does not build it */
const char *kmend_objects_find(const struct kmend_objects *objects, const char *source);

/**
 * kmend_objects_parse() - read what a dry run of make printed
 * @out: its output; written to
 * @compiler: the compiler's name
 * @list: set to lines "SOURCE<tab>cmd_OBJECT := COMMAND", free() it
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_objects_parse(char *out, const char *compiler, char **list, struct kmend_err *err);

#endif
