/* SPDX-License-Identifier: GPL-2.0 */
/* C source, read word by word, with the brackets that are open. */
#ifndef KMEND_BUILD_SCAN_H
#define KMEND_BUILD_SCAN_H

#include "cdecl.h"

enum { KMEND_SCAN_DEPTH = 64, KMEND_SCAN_BEFORE = 5 };

/**
 * struct kmend_scan - where in a text
 * @text: where it begins
 * @at: behind @word
 * @end: of the text
 * @word: the one that was read last
 * @before: those before it, the newest first
 * @depth: how many "(" and "{" are open
 * @sign: "(" or "{", the outermost first
 * @open: what stands before each "("; nothing for a "{", nor before an expression
 * @type: by "{": "struct" or "union" stands before it in the same declaration
 * @tagged: by depth: so far in the declaration that is read there
 * @unclear: the brackets are no pairs, or too many
 */
struct kmend_scan {
	const char *text, *at, *end;
	struct kmend_word word;
	struct kmend_word before[KMEND_SCAN_BEFORE];
	int depth;
	char sign[KMEND_SCAN_DEPTH];
	struct kmend_word open[KMEND_SCAN_DEPTH];
	bool type[KMEND_SCAN_DEPTH];
	bool tagged[KMEND_SCAN_DEPTH + 1];
	bool unclear;
};

/** kmend_scan_begin() - at the begin of @size bytes of text, without comments */
struct kmend_scan kmend_scan_begin(const char *text, size_t size);

/** kmend_scan_next() - read the next word; false: there is none, and @depth is that of the end */
bool kmend_scan_next(struct kmend_scan *scan);

/** kmend_scan_skip() - behind blanks and ends of lines; the text ends with a NUL */
const char *kmend_scan_skip(const char *at);

/** kmend_scan_back() - the last sign before @at that is no blank; NULL: there is none behind @from */
const char *kmend_scan_back(const char *from, const char *at);

/** kmend_scan_is_member() - does "." or "->" stand before a word of the text that begins at @from? */
bool kmend_scan_is_member(const char *from, struct kmend_word w);

#endif
