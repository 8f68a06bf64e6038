/* SPDX-License-Identifier: GPL-2.0 */
/* What a build needs to know of the kernel that it is for, and where it lies. */
#ifndef KMEND_BUILD_KERNEL_H
#define KMEND_BUILD_KERNEL_H

#include <limits.h>
#include <stddef.h>

#include "../err.h"

/**
 * struct kmend_kernel - the inputs of a build; an empty string: look for it
 * @release: as uname -r prints it; empty: of the running kernel
 * @source: the kernel's source: a tar archive or a directory
 * @config: its .config
 * @symvers: its Module.symvers
 * @symbols: a file for kmend_symbols_open()
 * @headers: the directory to build modules in
 * @modules: the directory that has its modules below kernel/
 * @variables: Debian's .kernelvariables; stays empty if there is none
 * @compiler: set to the compiler's name, from the config
 * @compiler_text: set to the first line that this compiler must print
 * @version: set to the version that the config was made for, "6.1.192"
 */
struct kmend_kernel {
	char release[128];
	char source[PATH_MAX];
	char config[PATH_MAX];
	char symvers[PATH_MAX];
	char symbols[PATH_MAX];
	char headers[PATH_MAX];
	char modules[PATH_MAX];
	char variables[PATH_MAX];
	char compiler[128];
	char compiler_text[256];
	char version[64];
};

/**
 * kmend_kernel_find() - fill in what was not given and check that it fits together
 * @k: the inputs
 * @err: KMEND_EXIT_FAILED names a file that is missing and the package that has it;
 *	KMEND_EXIT_REFUSED says what does not fit
 *
 * Return: 0, or -1 with @err.
 */
int kmend_kernel_find(struct kmend_kernel *k, struct kmend_err *err);

/**
 * kmend_kernel_check_banner() - is this the image of that kernel?
 * @k: the inputs
 * @banner: the image's, see kmend_symbols_banner(); NULL: cannot be told
 * @err: KMEND_EXIT_REFUSED says what differs
 *
 * Also compares the version of the package that the source comes from with the
 * one in the banner, where both are known.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_kernel_check_banner(const struct kmend_kernel *k, const char *banner,
			      struct kmend_err *err);

#endif
