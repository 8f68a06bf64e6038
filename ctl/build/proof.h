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

#include "../differ/differ.h"
#include "symbols.h"

struct kmend_obj;
struct kmend_proof_place;
struct kmend_symvers;

/**
 * struct kmend_home - what an object was linked into
 * @name: "vmlinux" or a module's name
 * @symbols: its symbols and code
 * @kernel: those of the kernel proper
 * @symvers: who exports what
 */
struct kmend_home {
	const char *name;
	const struct kmend_symbols *symbols;
	const struct kmend_symbols *kernel;
	const struct kmend_symvers *symvers;
};

/**
 * struct kmend_proof - an object compared with the kernel
 * @obj: the object
 * @home: what it was linked into
 * @symbols: of that
 * @source: its source file, for messages
 * @places: where each section lies
 * @functions: how many functions it has
 * @equal: how many of them are, byte for byte, in the kernel
 * @missing: how many are not there: thrown away by the linker
 * @refs: how many references were followed to the right target
 * @bytes: how many bytes were compared
 * @compared: the kernel's code was there to compare with
 * @other: the module that a location of another module names
 */
struct kmend_proof {
	struct kmend_obj *obj;
	const struct kmend_home *home;
	const struct kmend_symbols *symbols;
	const char *source;
	struct kmend_proof_place *places;
	size_t functions;
	size_t equal;
	size_t missing;
	size_t refs;
	size_t bytes;
	bool compared;
	char other[64];
};

/**
 * kmend_proof_make() - find an object in the kernel and compare it
 * @proof: filled in; kmend_proof_free() it, also after a failure
 * @object: built as kbuild builds it
 * @source: its source file, for messages
 * @home: the kernel or the module that it is in; must outlive the proof
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
		     const struct kmend_home *home, struct kmend_err *err);
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
 * kmend_proof_locate() - the locate() of a struct kmend_resolver
 * @ctx: a struct kmend_proof
 * @name: a symbol as the object sees it
 * @local: the object's own local one, else the global one
 * @location: set to where it is
 * @err: KMEND_EXIT_REFUSED: cannot be told
 *
 * Return: 0, or -1 with @err.
 */
int kmend_proof_locate(void *ctx, const char *name, bool local, struct kmend_location *location,
		       struct kmend_err *err);

#endif
