/* SPDX-License-Identifier: GPL-2.0 */
/* From the differ's objects to a patch module. */
#ifndef KMEND_BUILD_PACKAGE_H
#define KMEND_BUILD_PACKAGE_H

#include "../differ/differ.h"
#include "kernel.h"
#include "relations.h"
#include "symbols.h"

/**
 * struct kmend_package_unit - what the differ made of one source file
 * @source: its name
 * @home: what the code was linked into: "vmlinux" or a module's name
 * @object: the differ's object
 * @symbol: the name of its struct kmend_unit_desc
 * @replaced: names of the functions that it replaces, @nr_replaced
 * @nr_replaced: see @replaced
 * @before_load: it is put on its module only before that is loaded
 * @diff: what the differ says of it
 */
struct kmend_package_unit {
	const char *source;
	const char *home;
	char object[PATH_MAX];
	char symbol[32];
	const char **replaced;
	size_t nr_replaced;
	bool before_load;
	const struct kmend_diff_result *diff;
};

/**
 * struct kmend_package - a patch module to be
 * @id: the patch's name
 * @module: the module's
 * @description: one line, may be empty
 * @dir: empty directory to build in
 * @recipe: file that keeps how kbuild links modules, see replay.h
 * @units: @nr_units
 * @nr_units: see @units
 * @relations: to other patches
 */
struct kmend_package {
	const char *id;
	const char *module;
	const char *description;
	const char *dir;
	const char *recipe;
	const struct kmend_package_unit *units;
	size_t nr_units;
	const struct kmend_relations *relations;
};

/**
 * kmend_package_names_unit() - is there anything in a unit that the manager has to know of?
 * @unit: the unit
 *
 * One that only adds functions is linked for them.
 */
bool kmend_package_names_unit(const struct kmend_package_unit *unit);

/**
 * kmend_package_check_id() - may a patch be named so?
 * @id: the name: letters, digits, '-', '_', '.'; first a letter or a digit
 * @err: KMEND_EXIT_USAGE says what is wrong
 *
 * Return: 0, or -1 with @err.
 */
int kmend_package_check_id(const char *id, struct kmend_err *err);

/**
 * kmend_package_build() - generate, compile and link the module
 * @pkg: what goes in
 * @k: the kernel
 * @symbols: its symbols
 * @jobs: how many compilers at a time
 * @ko: set to the finished module's path, in @pkg->dir
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_package_build(const struct kmend_package *pkg, const struct kmend_kernel *k,
			const struct kmend_symbols *symbols, unsigned int jobs,
			char ko[PATH_MAX], struct kmend_err *err);

#endif
