// SPDX-License-Identifier: GPL-2.0
/* Signals that must not end the command while something is half done. */
#include "signals.h"

#include <stddef.h>

void kmend_signals_hold(sigset_t *old)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(&held, signals[i]);
	sigprocmask(SIG_BLOCK, &held, old);
}

void kmend_signals_release(const sigset_t *old)
{
	sigprocmask(SIG_SETMASK, old, NULL);
}
