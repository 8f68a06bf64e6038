/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_PATCHMAKE_H
#define _KMEND_PATCHMAKE_H

struct kmend_patch;
struct kmend_patch_desc;
struct module;

/**
 * kmend_patch_alloc() - a patch that nobody knows of yet
 * @owner: the patch module
 * @desc: its descriptor, checked
 *
 * Context: process, may sleep.
 * Return: the patch, without its targets, which the caller sets, or NULL. End it with kmend_patch_free().
 */
struct kmend_patch *kmend_patch_alloc(struct module *owner, const struct kmend_patch_desc *desc);

/**
 * kmend_patch_fill_funcs() - its functions, as the descriptor says
 * @patch: with its targets
 */
void kmend_patch_fill_funcs(struct kmend_patch *patch);

/**
 * kmend_patch_fill_names() - what its functions are called, for people
 * @patch: with its functions
 *
 * Return: 0 or -ENOMEM.
 */
int kmend_patch_fill_names(struct kmend_patch *patch);

/**
 * kmend_patch_resolve() - where its functions of the kernel proper are
 * @patch: with its functions
 *
 * Return: 0, or what kmend_resolve_kernel() and kmend_format_check_places() say.
 */
int kmend_patch_resolve(struct kmend_patch *patch);

/**
 * kmend_patch_free_live() - free what refers to the patch module or is of no use without it
 * @patch: about to be in the history
 *
 * Context: kmend_patches_mutex held, unless nobody knows of it.
 */
void kmend_patch_free_live(struct kmend_patch *patch);

/**
 * kmend_patch_free() - free all of a patch
 * @patch: on no list
 */
void kmend_patch_free(struct kmend_patch *patch);

#endif
