/* SPDX-License-Identifier: GPL-2.0 */
/* Why each thing is in the output. */
#ifndef KMEND_DIFFER_EXPLAIN_H
#define KMEND_DIFFER_EXPLAIN_H

#include <stdio.h>

#include "select.h"

/**
 * kmend_explain() - tell for each piece of a selection why it was taken
 * @sel: the selection
 * @f: where to write; a paragraph for each function, then a line for each piece of data
 * @err: why it failed
 *
 * Return: 0 or -1.
 */
int kmend_explain(struct kmend_selection *sel, FILE *f, struct kmend_err *err);

#endif
