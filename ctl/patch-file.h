/* SPDX-License-Identifier: GPL-2.0 */
/* What a patch module says of itself, read from the file without loading it. */
#ifndef KMEND_CTL_PATCH_FILE_H
#define KMEND_CTL_PATCH_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "build/relations.h"
#include "err.h"

/**
 * struct kmend_patch_file_func - a function that the patch replaces
 * @object: where it lives: "vmlinux" or a module's name
 * @source: the source file
 * @name: its name
 */
struct kmend_patch_file_func {
	char *object;
	char *source;
	char *name;
};

/**
 * struct kmend_patch_file_hook - a function that is called when the patch comes or goes
 * @when: "pre-apply" and so on, see KMEND_HOOK_LIST
 * @func: the function
 */
struct kmend_patch_file_hook {
	char *when;
	struct kmend_patch_file_func func;
};

/**
 * struct kmend_patch_file - identity of a patch module
 * @id: its id
 * @description: one line; may be NULL
 * @release: the kernel release that it was built for
 * @tool: what built it; may be NULL
 * @module: the name that the kernel gives the module
 * @vermagic: what the module loader compares; starts with the release
 * @funcs: @nr_funcs functions
 * @nr_funcs: see @funcs
 * @hooks: @nr_hooks hooks
 * @nr_hooks: see @hooks
 * @data: @nr_data variables and constants that it writes to
 * @nr_data: see @data
 * @shadows: @nr_shadows kinds of shadow data, "PATCH:NAME"
 * @nr_shadows: see @shadows
 * @active: @nr_active functions in whose old code threads may finish, "FUNCTION:REASON"
 * @nr_active: see @active
 * @holds: @nr_holds modules that must be loaded before, "MODULE:REASON"
 * @nr_holds: see @holds
 * @before_load: @nr_before_load modules that are changed only before they are loaded
 * @nr_before_load: see @before_load
 * @relations: to other patches
 * @from: a name of the very file that was read, whatever @path is a name of by now
 * @fd: keeps it; valid if @from is not empty
 * @stat: as it was when it was read
 */
struct kmend_patch_file {
	char *id;
	char *description;
	char *release;
	char *tool;
	char *module;
	char *vermagic;
	struct kmend_patch_file_func *funcs;
	size_t nr_funcs;
	struct kmend_patch_file_hook *hooks;
	size_t nr_hooks;
	struct kmend_patch_file_func *data;
	size_t nr_data;
	char **shadows;
	size_t nr_shadows;
	char **active;
	size_t nr_active;
	char **holds;
	size_t nr_holds;
	char **before_load;
	size_t nr_before_load;
	struct kmend_relations relations;
	char from[32];
	int fd;
	struct stat stat;
};

/**
 * kmend_patch_file_read() - read a patch module's identity
 * @file: filled in; give it to kmend_patch_file_destroy(), also after a failure
 * @path: the file
 * @err: why it is refused: no ELF, cut short, no patch, another format
 *
 * Return: 0, or -1 with @err.
 */
int kmend_patch_file_read(struct kmend_patch_file *file, const char *path, struct kmend_err *err);

/**
 * kmend_patch_file_is_same() - is the file still what was read?
 * @file: the identity
 *
 * Return: false if it was written to since.
 */
bool kmend_patch_file_is_same(const struct kmend_patch_file *file);

/**
 * kmend_patch_file_destroy() - free what it holds
 * @file: as filled in
 */
void kmend_patch_file_destroy(struct kmend_patch_file *file);

/**
 * kmend_patch_file_check() - was it built for this kernel?
 * @file: the identity
 * @path: the file, for the message
 * @release: of the kernel, as uname -r prints it
 * @err: KMEND_EXIT_REFUSED: for which kernel it was built
 *
 * Return: 0, or -1 with @err.
 */
int kmend_patch_file_check(const struct kmend_patch_file *file, const char *path,
			   const char *release, struct kmend_err *err);

#endif
