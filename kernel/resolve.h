/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_RESOLVE_H
#define _KMEND_RESOLVE_H

#include <linux/types.h>

struct kmend_symbol;

/**
 * kmend_resolve_symbols() - look up the symbols that a patch speaks of
 * @symbols: names and positions; the addresses are written here
 * @nr_symbols: how many
 * @missing: set to the first symbol that is missing or ambiguous
 *
 * One pass over the symbols of the kernel proper, whatever @nr_symbols.
 *
 * Context: process, may sleep.
 * Return: 0; -ENOENT: no symbol of @missing's name and position; -ENOTUNIQ: its
 * position is 0 and several have the name; -ENOMEM. Addresses are undefined
 * unless 0.
 */
int kmend_resolve_symbols(struct kmend_symbol *symbols, u32 nr_symbols,
			  const struct kmend_symbol **missing);

#endif
