// SPDX-License-Identifier: GPL-2.0
/* Failures as one line and one exit code. */
#include "err.h"

#include <stdarg.h>
#include <stdio.h>

int kmend_err_set(struct kmend_err *err, enum kmend_exit code, const char *fmt, ...)
{
	va_list ap;
	char *p;

	if (err->code != KMEND_EXIT_OK)
		return -1;
	err->code = code;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	for (p = err->text; *p; p++) {
		if (*p == '\n' || *p == '\r')
			*p = ' ';
	}
	while (p > err->text && p[-1] == ' ')
		*--p = '\0';
	return -1;
}

void kmend_err_also(struct kmend_err *err, const struct kmend_err *second)
{
	const struct kmend_err first = *err;

	err->code = KMEND_EXIT_OK;
	kmend_err_set(err, first.code, "%s; then: %s", first.text, second->text);
}
