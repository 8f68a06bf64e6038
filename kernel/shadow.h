/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_SHADOW_H
#define _KMEND_SHADOW_H

struct kmend_format;
struct kmend_patch_desc;
struct kmend_unit_desc;
struct module;

/**
 * kmend_shadows_check_format() - is what a unit declares of shadow data sound?
 * @format: what is looked at
 * @unit: the unit
 *
 * Context: process, the patch module's init.
 * Return: 0, or the errno of the refusal.
 */
int kmend_shadows_check_format(const struct kmend_format *format,
			       const struct kmend_unit_desc *unit);

/**
 * kmend_shadows_enroll() - a patch that declares shadow data is loaded
 * @owner: the patch module
 * @desc: its descriptor, checked
 *
 * Writes the ids into the patch module.
 *
 * Context: process, may sleep. kmend_shadows_withdraw() undoes it.
 * Return: 0; -ENOMEM; -EMSGSIZE: another loaded patch declares the same with another size;
 * nothing is enrolled then.
 */
int kmend_shadows_enroll(const struct module *owner, const struct kmend_patch_desc *desc);

/**
 * kmend_shadows_withdraw() - the patch goes
 * @desc: enrolled, and not held
 *
 * Context: process, may sleep.
 */
void kmend_shadows_withdraw(const struct kmend_patch_desc *desc);

/**
 * kmend_shadows_hold() - the patch's code may make and use its shadow data from now on
 * @desc: enrolled
 *
 * Context: the manager's worker.
 */
void kmend_shadows_hold(const struct kmend_patch_desc *desc);

/**
 * kmend_shadows_release() - it does not any more
 * @desc: held
 *
 * Frees what no other patch holds that declares the same.
 *
 * Context: the manager's worker. No thread runs the patch's code.
 */
void kmend_shadows_release(const struct kmend_patch_desc *desc);

#endif
