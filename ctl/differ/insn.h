/* SPDX-License-Identifier: GPL-2.0 */
/* How long an x86-64 instruction is, and whether it branches by a rel32. */
#ifndef KMEND_DIFFER_INSN_H
#define KMEND_DIFFER_INSN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * kmend_insn_length() - the length of an instruction
 * @code: its first byte
 * @size: bytes that may be read
 * @branch: set when it is call, jmp or jcc rel32, whose last four bytes are
 *	the distance
 *
 * Return: bytes, or 0 when it is none that a compiler of kernels emits or it
 * does not end within @size.
 */
size_t kmend_insn_length(const uint8_t *code, size_t size, bool *branch);

#endif
