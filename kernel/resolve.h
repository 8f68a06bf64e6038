/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_RESOLVE_H
#define _KMEND_RESOLVE_H

struct kmend_patch_desc;
struct kmend_targets;
struct module;

/**
 * kmend_resolve() - look up what a patch speaks of
 * @owner: the patch module
 * @desc: its descriptor, checked; the addresses of its symbols are written
 * @targets: the modules that it speaks of are added
 *
 * For each unit one pass over the symbols of each object, however many are wanted. A
 * refusal is one line in the kernel log.
 *
 * Context: process, may sleep.
 * Return: 0; -ENODEV, -EAGAIN, -E2BIG: a module cannot be had, see kmend_targets_add();
 * -ENOENT: no symbol of a name and position; -ENOTUNIQ: the position is 0 and several have
 * the name; -ESTALE: a module is not the one that the patch module was linked to;
 * -ENOMEM. Addresses are undefined unless 0.
 */
int kmend_resolve(const struct module *owner, const struct kmend_patch_desc *desc,
		  struct kmend_targets *targets);

#endif
