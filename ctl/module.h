/* SPDX-License-Identifier: GPL-2.0 */
/* Loading and unloading patch modules. */
#ifndef KMEND_CTL_MODULE_H
#define KMEND_CTL_MODULE_H

#include <stdbool.h>

#include "err.h"

struct kmod_ctx;

/**
 * kmend_module_context() - libkmod, without its configuration and its messages
 *
 * Return: free it with kmod_unref(); NULL: no memory.
 */
struct kmod_ctx *kmend_module_context(void);

/**
 * kmend_module_load() - load a patch module
 * @from: the file
 * @path: its name for people
 * @name: its module name, for the message
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_module_load(const char *from, const char *path, const char *name, struct kmend_err *err);

/**
 * kmend_module_check_live() - refuse what needs a module that is not at work
 * @name: the module, as the kernel names it
 * @path: the patch module that needs it, for the message
 * @err: KMEND_EXIT_REFUSED: it is not loaded, or on its way in or out
 *
 * Return: 0, or -1 with @err.
 */
int kmend_module_check_live(const char *name, const char *path, struct kmend_err *err);

/**
 * kmend_module_unload() - unload a module
 * @name: as the kernel names it
 * @err: why it failed
 *
 * The manager lets go of a patch module right after it said how a patch
 * ended, so a module that is in use is asked for again during a few seconds.
 * Return: 0 also if it is not loaded, or -1 with @err.
 */
int kmend_module_unload(const char *name, struct kmend_err *err);

/**
 * kmend_module_is() - was the loaded module loaded from this file?
 * @name: as the kernel names it
 * @path: the file
 *
 * Return: whether both have the same build id. Of a module without one, false.
 */
bool kmend_module_is(const char *name, const char *path);

#endif
