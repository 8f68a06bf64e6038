/* SPDX-License-Identifier: GPL-2.0 */
/* Failures of libkmend as lines and exit codes of the command. */
#ifndef KMEND_CTL_CLIENT_H
#define KMEND_CTL_CLIENT_H

#include <libkmend.h>

#include "err.h"

/**
 * kmend_client_open() - connect to the manager
 * @out: close it with libkmend_close(); NULL on failure
 * @err: why it failed; KMEND_EXIT_NO_MANAGER: kmend.ko is not loaded
 *
 * Return: 0, or -1 with @err.
 */
int kmend_client_open(struct libkmend **out, struct kmend_err *err);

/**
 * kmend_client_fail() - note that a call of libkmend failed
 * @err: where
 * @kmend: the handle, whose error text is taken
 * @id: the patch it was about; NULL: none
 * @rc: what the call returned
 *
 * Return: -1.
 */
int kmend_client_fail(struct kmend_err *err, const struct libkmend *kmend, const char *id, int rc);

/**
 * kmend_client_find() - a patch that is loaded, or else the latest in the history
 * @kmend: the handle
 * @id: its id
 * @out: free it with libkmend_patch_free(); NULL on failure
 *
 * Return: as libkmend_get().
 */
int kmend_client_find(struct libkmend *kmend, const char *id, struct libkmend_patch **out);

/**
 * kmend_client_count_loaded() - where does the history begin?
 * @list: all patches, as libkmend_list() returned them
 * @nr: how many
 *
 * Return: how many of them, from the first, are loaded.
 */
size_t kmend_client_count_loaded(struct libkmend_patch *const *list, size_t nr);

/**
 * kmend_client_is_waiting() - was it asked for and is not in force yet?
 * @state: enum kmend_state
 */
bool kmend_client_is_waiting(uint32_t state);

/**
 * kmend_client_is_idle() - can its module be unloaded?
 * @state: enum kmend_state
 *
 * Return: whether it is neither in force nor asked for.
 */
bool kmend_client_is_idle(uint32_t state);

/**
 * kmend_client_exit() - the exit code for the cause of a patch's failure
 * @cause: enum kmend_cause
 */
enum kmend_exit kmend_client_exit(uint32_t cause);

#endif
