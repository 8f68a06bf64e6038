/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Is a rebuilt object the one that is in the kernel? And where in the kernel
 * are its sections, and with them its local symbols?
 */
#ifndef KMEND_BUILD_PROOF_H
#define KMEND_BUILD_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbols.h"

struct kmend_obj;
struct kmend_proof_place;

/**
 * struct kmend_proof - an object compared with the kernel
 * @obj: the object
 * @symbols: the kernel
 * @source: its source file, for messages
 * @places: where each section lies
 * @functions: how many functions it has
 * @equal: how many of them are, byte for byte, in the kernel
 * @missing: how many are not there: thrown away by the linker
 * @refs: how many references were followed to the right target
 * @bytes: how many bytes were compared
 * @compared: the kernel's code was there to compare with
 */
struct kmend_proof {
	struct kmend_obj *obj;
	const struct kmend_symbols *symbols;
	const char *source;
	struct kmend_proof_place *places;
	size_t functions;
	size_t equal;
	size_t missing;
	size_t refs;
	size_t bytes;
	bool compared;
};

/**
 * kmend_proof_make() - find an object in the kernel and compare it
 * @proof: filled in; kmend_proof_free() it, also after a failure
 * @object: built as kbuild builds it
 * @source: its source file, for messages
 * @symbols: the kernel; must outlive the proof
 * @err: KMEND_EXIT_REFUSED names the first difference and what it may come from
 *
 * The linker takes each section of an object as a whole, so one address tells
 * where all of a section is. Each relocated field is decoded from the kernel's
 * code: it must lead to the symbol, or the string, that the object says, and
 * all that lead into a section of the object must agree on where that is.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_proof_make(struct kmend_proof *proof, const char *object, const char *source,
		     const struct kmend_symbols *symbols, struct kmend_err *err);
void kmend_proof_free(struct kmend_proof *proof);

/**
 * kmend_proof_holds() - is that function of the object in the kernel, and equal?
 * @proof: see kmend_proof_make()
 * @name: of a function
 *
 * Return: whether it is; also true where there is no code to compare with.
 */
bool kmend_proof_holds(const struct kmend_proof *proof, const char *name);

/**
 * kmend_proof_position() - the position() of a struct kmend_resolver
 * @ctx: a struct kmend_proof
 * @name: a symbol as the object sees it
 * @local: the object's own local one, else the kernel's global one
 * @pos: see kmend_symbols_position()
 * @err: KMEND_EXIT_REFUSED: cannot be told
 *
 * Return: 0, or -1 with @err.
 */
int kmend_proof_position(void *ctx, const char *name, bool local, unsigned int *pos,
			 struct kmend_err *err);

#endif
