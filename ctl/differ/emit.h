/* SPDX-License-Identifier: GPL-2.0 */
/* Puts the selected pieces and table entries into the output. */
#ifndef KMEND_DIFFER_EMIT_H
#define KMEND_DIFFER_EMIT_H

#include "kernelsyms.h"
#include "select.h"

/**
 * kmend_emit() - all pieces, their symbols, relocations and table entries
 * @sel: what to take
 * @ks: the output and the kernel's symbols
 * @sym_out: by index in the object after the change: number of the symbol in
 *	the output, KMEND_OUT_NONE: it is not there
 * @err: why it failed
 *
 * Return: 0 or -1.
 */
int kmend_emit(struct kmend_selection *sel, struct kmend_kernelsyms *ks, size_t *sym_out, struct kmend_err *err);

#endif
