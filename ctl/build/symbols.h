/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is known of a kernel without running it: its symbols with their
 * addresses and, where the file has it, its code.
 */
#ifndef KMEND_BUILD_SYMBOLS_H
#define KMEND_BUILD_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../err.h"

struct kmend_symbols;

/**
 * struct kmend_ksym - an entry of the kernel's symbol table
 * @name: NUL-terminated
 * @addr: as linked, without address randomisation; what is per CPU counts from 0
 * @type: the letter of nm(1) and /proc/kallsyms; lower case: local
 * @listed: the running kernel has it in its table, and positions count it. Not
 *	so what a module needs from elsewhere, and what is gone after its init.
 */
struct kmend_ksym {
	const char *name;
	uint64_t addr;
	char type;
	bool listed;
};

/**
 * kmend_symbols_open() - read the symbols of a kernel
 * @path: a vmlinuz, a vmlinux (the kallsyms tables inside are preferred to the
 *	ELF symbol table: the running kernel counts by them) or text as in
 *	/proc/kallsyms or System.map
 * @err: why it failed
 *
 * Return: the symbols, kmend_symbols_close() them; NULL with @err.
 */
struct kmend_symbols *kmend_symbols_open(const char *path, struct kmend_err *err);
void kmend_symbols_close(struct kmend_symbols *symbols);

/**
 * kmend_symbols_open_module() - read the symbols and the code of a module
 * @path: its .ko, compressed or not
 * @err: why it failed
 *
 * Its sections are laid out and relocated at addresses of our own choice, and so are
 * the symbols that it needs from elsewhere, so that it reads like a kernel.
 *
 * Return: as kmend_symbols_open().
 */
struct kmend_symbols *kmend_symbols_open_module(const char *path, struct kmend_err *err);

/**
 * kmend_symbols_count() - how many there are
 * @symbols: see kmend_symbols_open()
 */
size_t kmend_symbols_count(const struct kmend_symbols *symbols);

/**
 * kmend_symbols_find() - all symbols of a name
 * @symbols: see kmend_symbols_open()
 * @name: the name
 * @found: set to the first of them, in the order of the kernel's table (by
 *	address); valid as long as @symbols
 *
 * Return: how many, 0 for none.
 */
size_t kmend_symbols_find(const struct kmend_symbols *symbols, const char *name,
			  const struct kmend_ksym *const **found);

/**
 * kmend_symbols_at() - the last symbol at or before an address
 * @symbols: see kmend_symbols_open()
 * @addr: the address
 *
 * Return: the symbol, or NULL.
 */
const struct kmend_ksym *kmend_symbols_at(const struct kmend_symbols *symbols,
					    uint64_t addr);

/**
 * kmend_symbols_position() - the livepatch position of a symbol
 * @symbols: see kmend_symbols_open()
 * @name: its name
 * @addr: its address
 * @pos: set to 0 if the name is unique in the kernel, else to its rank from 1
 *	among all symbols of that name, whatever their binding
 *
 * Return: 0, or -1 if there is no such symbol.
 */
int kmend_symbols_position(const struct kmend_symbols *symbols, const char *name,
			   uint64_t addr, unsigned int *pos);

/**
 * kmend_symbols_have() - is there a symbol of that name at that address, listed or not?
 * @symbols: see kmend_symbols_open()
 * @name: its name
 * @addr: its address
 */
bool kmend_symbols_have(const struct kmend_symbols *symbols, const char *name, uint64_t addr);

/**
 * kmend_symbols_global_position() - the livepatch position of a global symbol
 * @symbols: see kmend_symbols_open()
 * @name: its name
 * @pos: see kmend_symbols_position()
 * @err: KMEND_EXIT_REFUSED: the kernel has no such symbol, or only local ones
 *
 * Return: 0, or -1 with @err.
 */
int kmend_symbols_global_position(const struct kmend_symbols *symbols, const char *name,
				  unsigned int *pos, struct kmend_err *err);

/**
 * kmend_symbols_bytes() - what the kernel has at an address
 * @symbols: see kmend_symbols_open()
 * @addr: first byte
 * @length: how many
 *
 * Return: the bytes as they are before the kernel boots; NULL if the file does
 * not have them all.
 */
const uint8_t *kmend_symbols_bytes(const struct kmend_symbols *symbols,
				   uint64_t addr, size_t length);

/**
 * kmend_symbols_have_code() - can this be compared with?
 * @symbols: see kmend_symbols_open()
 */
int kmend_symbols_have_code(const struct kmend_symbols *symbols);

/**
 * kmend_symbols_banner() - the line that the kernel prints first when it boots
 * @symbols: see kmend_symbols_open()
 *
 * Return: "Linux version …" without newline; NULL if the file has none.
 */
const char *kmend_symbols_banner(const struct kmend_symbols *symbols);

#endif
