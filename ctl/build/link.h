/* SPDX-License-Identifier: GPL-2.0 */
/*
 * After the link: references of a module to kernel symbols that are not
 * exported become livepatch relocations, which the module loader resolves.
 */
#ifndef KMEND_BUILD_LINK_H
#define KMEND_BUILD_LINK_H

#include "../err.h"

struct kmend_symbols;

/**
 * kmend_link_module() - make the unexported references of a module resolvable
 * @ko: the module as kbuild linked it; replaced in one rename
 * @symvers: Module.symvers of its kernel: what is exported
 * @symbols: the kernel's symbols, to check each name and find its position; NULL:
 *	every name is taken to be unique, the module loader refuses the module
 *	if one is missing or ambiguous, and weak references stay as they are
 * @err: why it failed; KMEND_EXIT_REFUSED names the symbol that is neither
 *	exported nor to be found
 *
 * Every undefined symbol that @symvers does not list becomes
 * ".klp.sym.vmlinux.NAME,POSITION" with section index SHN_LIVEPATCH, and the
 * relocations against those move from .rela.SECTION to
 * .klp.rela.vmlinux.SECTION with SHF_RELA_LIVEPATCH.
 *
 * Return: 0, or -1 with @err; @ko is as it was then.
 */
int kmend_link_module(const char *ko, const char *symvers,
		      const struct kmend_symbols *symbols, struct kmend_err *err);

#endif
