/* SPDX-License-Identifier: GPL-2.0 */
/* Signals that must not end the command while something is half done. */
#ifndef KMEND_CTL_SIGNALS_H
#define KMEND_CTL_SIGNALS_H

#include <signal.h>

/**
 * kmend_signals_hold() - let signals that would end the command wait
 * @old: for kmend_signals_release()
 *
 * For the time in which modules are loaded that nobody has asked the manager for:
 * if the command ended there, they would stay.
 */
void kmend_signals_hold(sigset_t *old);

/**
 * kmend_signals_release() - let them in again
 * @old: from kmend_signals_hold()
 */
void kmend_signals_release(const sigset_t *old);

#endif
