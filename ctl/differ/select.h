/* SPDX-License-Identifier: GPL-2.0 */
/* What goes into the output: the changed functions and everything new that they need. */
#ifndef KMEND_DIFFER_SELECT_H
#define KMEND_DIFFER_SELECT_H

#include "author.h"

/**
 * struct kmend_piece - a range of a section of the object after the change
 * @range: which
 * @sym: its symbol, or NULL
 * @code: it is code
 */
struct kmend_piece {
	struct kmend_range range;
	struct kmend_sym *sym;
	bool code;
};

/** struct kmend_kept - an entry of a table that describes code of a piece */
struct kmend_kept {
	const struct kmend_entry *entry;
	size_t piece;
};

/**
 * struct kmend_selection - all that is taken
 * @changes: what changed
 * @pieces: @nr_pieces, in the order in which they were found
 * @entries: @nr_entries entries of tables that describe code of the pieces, by section
 *	and offset
 */
struct kmend_selection {
	const struct kmend_changes *changes;
	struct kmend_piece *pieces;
	size_t nr_pieces;
	struct kmend_kept *entries;
	size_t nr_entries;
	/* private: */
	size_t cap_pieces;
	size_t *of_sym;
	size_t **of_place;
};

/**
 * struct kmend_link - what a relocation of the output is against
 * @piece: index of the piece, or KMEND_NO_PIECE: it stays in the kernel
 * @sym: the piece: its named symbol in the object after the change, or NULL.
 *	The kernel: the symbol of the object before the change, if it is
 *	defined there, else the undefined one of the object after it.
 * @addend: relative to @sym, or to the start of the piece
 */
struct kmend_link {
	size_t piece;
	struct kmend_sym *sym;
	int64_t addend;
};

#define KMEND_NO_PIECE ((size_t)-1)

/**
 * kmend_select() - find all pieces
 * @sel: filled in; kmend_selection_free() it
 * @changes: what changed
 * @author: what was declared with it
 * @err: KMEND_EXIT_REFUSED names what would be needed and cannot be taken
 *
 * Return: 0 or -1.
 */
int kmend_select(struct kmend_selection *sel, const struct kmend_changes *changes, const struct kmend_author *author,
		 struct kmend_err *err);
void kmend_selection_free(struct kmend_selection *sel);

/** kmend_select_link() - what relocation @rela of @sec, selected, becomes; 0 or -1 */
int kmend_select_link(struct kmend_selection *sel, struct kmend_sec *sec, const struct kmend_rela *rela,
		      struct kmend_link *link, struct kmend_err *err);

/** kmend_select_range() - the piece that is exactly this code, or KMEND_NO_PIECE */
size_t kmend_select_range(const struct kmend_selection *sel, struct kmend_range range);

/** kmend_symbol_uses() - does code or data of @user refer to @sym? */
bool kmend_symbol_uses(const struct kmend_obj *obj, const struct kmend_sym *user, const struct kmend_sym *sym);

/** kmend_select_symbol() - the one that stands for a place with several names */
struct kmend_sym *kmend_select_symbol(const struct kmend_obj *obj, struct kmend_sym *sym);

#endif
