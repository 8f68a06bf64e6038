/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_RESOLVE_H
#define _KMEND_RESOLVE_H

struct kmend_format;
struct kmend_target;
struct kmend_unit_desc;

/**
 * kmend_resolve_kernel() - look up what a unit speaks of in the kernel proper
 * @format: of the patch module
 * @unit: checked; the addresses of such symbols are written
 *
 * One pass over the symbols of the kernel, however many are wanted.
 *
 * Context: process, may sleep.
 * Return: 0; -ENOENT: no symbol of a name and position; -ENOTUNIQ: the position is 0 and
 * several have the name; -ENOMEM. Addresses are undefined unless 0.
 */
int kmend_resolve_kernel(const struct kmend_format *format, const struct kmend_unit_desc *unit);

/**
 * kmend_resolve_modules() - look up what a unit speaks of in modules
 * @format: of the patch module
 * @unit: checked, of @target; the addresses of such symbols are written
 * @target: knows all modules that are named
 *
 * Context and return: as kmend_resolve_kernel().
 */
int kmend_resolve_modules(const struct kmend_format *format, const struct kmend_unit_desc *unit,
			  const struct kmend_target *target);

/**
 * kmend_resolve_anchor() - is the module the one that the patch module was linked to?
 * @format: of the patch module
 * @unit: with its symbols' addresses
 *
 * Return: 0, also without an anchor; -ESTALE.
 */
int kmend_resolve_anchor(const struct kmend_format *format, const struct kmend_unit_desc *unit);

#endif
