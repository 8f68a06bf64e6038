/* SPDX-License-Identifier: GPL-2.0 */
/* The inside of struct kmend_out, for the two files that share it. */
#ifndef KMEND_DIFFER_OUTFILE_H
#define KMEND_DIFFER_OUTFILE_H

#include <stdbool.h>

#include "out.h"

/** struct out_rela - a relocation; @sym is a number of kmend_out_symbol() */
struct out_rela {
	uint64_t offset;
	uint32_t type;
	size_t sym;
	int64_t addend;
};

/** struct out_section - a section; @sym its section symbol, if it has one yet */
struct out_section {
	char *name;
	uint32_t type;
	uint64_t flags;
	uint64_t align;
	uint8_t *data;
	uint64_t size;
	uint64_t cap;
	struct out_rela *relas;
	size_t nr_relas;
	size_t cap_relas;
	size_t sym;
};

struct kmend_out {
	struct out_section *secs;
	size_t nr_secs;
	size_t cap_secs;
	struct kmend_out_sym *syms;
	size_t nr_syms;
	size_t cap_syms;
	bool failed;
};

#endif
