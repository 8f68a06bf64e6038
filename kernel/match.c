// SPDX-License-Identifier: GPL-2.0
/*
 * Compares running code with the code that a patch was built against: bytes
 * outside the sites that the kernel rewrites, and what relocated fields refer
 * to. Pure.
 */
#include "match.h"

/* R_X86_64_*, by the numbers of the psABI. */
enum kmend_reloc {
	KMEND_RELOC_64 = 1,
	KMEND_RELOC_PC32 = 2,
	KMEND_RELOC_PLT32 = 4,
	KMEND_RELOC_32 = 10,
	KMEND_RELOC_32S = 11,
	KMEND_RELOC_PC64 = 24,
};

/* Read at a time; on the stack. */
enum { KMEND_MATCH_CHUNK = 64 };

struct kmend_match {
	const struct kmend_func_desc *desc;
	const u8 *image;
	const struct kmend_site *sites;
	const struct kmend_ref *refs;
	u64 addr;
	kmend_read_fn read;
	void *context;
	struct kmend_mismatch *mismatch;
};

static bool kmend_match_fail(struct kmend_match *match, enum kmend_mismatch_kind kind,
			     u32 offset)
{
	match->mismatch->kind = kind;
	match->mismatch->offset = offset;
	return false;
}

/* Bytes of a field; 0 for a type that no pre-image may have. */
static u32 kmend_reloc_width(u16 type)
{
	switch (type) {
	case KMEND_RELOC_PC32:
	case KMEND_RELOC_PLT32:
	case KMEND_RELOC_32:
	case KMEND_RELOC_32S:
		return 4;
	case KMEND_RELOC_64:
	case KMEND_RELOC_PC64:
		return 8;
	default:
		return 0;
	}
}

/* What the field at @place that holds @field refers to: S of the relocation. */
static u64 kmend_reloc_decode(const struct kmend_ref *ref, const u8 *field, u64 place)
{
	u64 value = 0;
	u32 i;

	for (i = kmend_reloc_width(ref->type); i-- > 0;)
		value = value << 8 | field[i];

	switch (ref->type) {
	case KMEND_RELOC_PC32:
	case KMEND_RELOC_PLT32:
		return (u64)(s64)(s32)value + place - (u64)ref->addend;
	case KMEND_RELOC_PC64:
		return value + place - (u64)ref->addend;
	case KMEND_RELOC_32S:
		return (u64)(s64)(s32)value - (u64)ref->addend;
	default:
		return value - (u64)ref->addend;
	}
}

static bool kmend_match_sites_are_sound(struct kmend_match *match)
{
	const struct kmend_func_desc *desc = match->desc;
	u32 previous = 0;
	u32 i;

	for (i = 0; i < desc->nr_sites; i++) {
		const struct kmend_site *site = &match->sites[i];

		if (!site->length || site->offset < previous ||
		    (u64)site->offset + site->length > desc->size)
			return kmend_match_fail(match, KMEND_MISMATCH_DESC, site->offset);
		previous = site->offset;
	}
	return true;
}

static bool kmend_match_refs_are_sound(struct kmend_match *match)
{
	const struct kmend_func_desc *desc = match->desc;
	u64 previous = 0;
	u32 i;

	for (i = 0; i < desc->nr_refs; i++) {
		const struct kmend_ref *ref = &match->refs[i];
		u64 end = (u64)ref->offset + kmend_reloc_width(ref->type);
		bool sound = ref->offset >= previous && end > ref->offset && end <= desc->size;

		switch (ref->kind) {
		case KMEND_REF_SYMBOL:
			sound = sound && ref->to;
			break;
		case KMEND_REF_CONTENT:
			sound = sound && ref->to && ref->length;
			break;
		case KMEND_REF_OPAQUE:
			break;
		default:
			sound = false;
		}
		if (!sound)
			return kmend_match_fail(match, KMEND_MISMATCH_DESC, ref->offset);
		previous = end;
	}
	return true;
}

/*
 * One pass over the bytes. Both tables are sorted by offset, so all that has
 * begun so far is known by the furthest end among it.
 */
static bool kmend_match_bytes(struct kmend_match *match)
{
	const struct kmend_func_desc *desc = match->desc;
	u8 running[KMEND_MATCH_CHUNK];
	u32 site = 0, ref = 0;
	u32 masked_to = 0;
	u32 offset, length, i;

	for (offset = 0; offset < desc->size; offset += length) {
		length = desc->size - offset;
		if (length > sizeof(running))
			length = sizeof(running);
		if (match->read(match->context, running, match->addr + offset, length))
			return kmend_match_fail(match, KMEND_MISMATCH_UNREADABLE, offset);

		for (i = offset; i < offset + length; i++) {
			for (; site < desc->nr_sites && match->sites[site].offset <= i; site++) {
				u32 end = match->sites[site].offset + match->sites[site].length;

				if (end > masked_to)
					masked_to = end;
			}
			for (; ref < desc->nr_refs && match->refs[ref].offset <= i; ref++) {
				u32 end = match->refs[ref].offset +
					  kmend_reloc_width(match->refs[ref].type);

				if (end > masked_to)
					masked_to = end;
			}
			if (i < masked_to || running[i - offset] == match->image[i])
				continue;
			match->mismatch->expected = match->image[i];
			match->mismatch->found = running[i - offset];
			return kmend_match_fail(match, KMEND_MISMATCH_BYTE, i);
		}
	}
	return true;
}

static bool kmend_match_content(struct kmend_match *match, const struct kmend_ref *ref,
				u64 target)
{
	const u8 *content = (const u8 *)(uintptr_t)ref->to;
	u8 running[KMEND_MATCH_CHUNK];
	u32 offset, length, i;

	for (offset = 0; offset < ref->length; offset += length) {
		length = ref->length - offset;
		if (length > sizeof(running))
			length = sizeof(running);
		/* A field that refers to nowhere is a difference, not a fault. */
		if (match->read(match->context, running, target + offset, length))
			return kmend_match_fail(match, KMEND_MISMATCH_CONTENT, ref->offset);
		for (i = 0; i < length; i++)
			if (running[i] != content[offset + i])
				return kmend_match_fail(match, KMEND_MISMATCH_CONTENT,
							ref->offset);
	}
	return true;
}

static bool kmend_match_ref(struct kmend_match *match, const struct kmend_ref *ref)
{
	const struct kmend_symbol *symbol;
	u64 place = match->addr + ref->offset;
	u8 field[8];
	u64 target;

	if (ref->kind == KMEND_REF_OPAQUE)
		return true;
	if (match->read(match->context, field, place, kmend_reloc_width(ref->type)))
		return kmend_match_fail(match, KMEND_MISMATCH_UNREADABLE, ref->offset);

	target = kmend_reloc_decode(ref, field, place);
	if (ref->kind == KMEND_REF_CONTENT)
		return kmend_match_content(match, ref, target);

	symbol = (const struct kmend_symbol *)(uintptr_t)ref->to;
	if (target == symbol->address)
		return true;
	match->mismatch->symbol = symbol;
	return kmend_match_fail(match, KMEND_MISMATCH_SYMBOL, ref->offset);
}

/*
 * A ref inside a site says nothing. One that sticks out of a site would leave
 * bytes that neither rule compares: that is refused.
 */
static bool kmend_match_refs(struct kmend_match *match)
{
	const struct kmend_func_desc *desc = match->desc;
	u32 site = 0, covered_to = 0;
	u32 i;

	for (i = 0; i < desc->nr_refs; i++) {
		const struct kmend_ref *ref = &match->refs[i];
		u32 end = ref->offset + kmend_reloc_width(ref->type);

		for (; site < desc->nr_sites && match->sites[site].offset <= ref->offset; site++) {
			u32 site_end = match->sites[site].offset + match->sites[site].length;

			if (site_end > covered_to)
				covered_to = site_end;
		}
		if (covered_to >= end)
			continue;
		if (covered_to > ref->offset ||
		    (site < desc->nr_sites && match->sites[site].offset < end))
			return kmend_match_fail(match, KMEND_MISMATCH_DESC, ref->offset);
		if (!kmend_match_ref(match, ref))
			return false;
	}
	return true;
}

bool kmend_match_is_same(const struct kmend_func_desc *desc, u64 addr,
			 kmend_read_fn read, void *context,
			 struct kmend_mismatch *mismatch)
{
	struct kmend_match match = {
		.desc = desc,
		.image = (const u8 *)(uintptr_t)desc->image,
		.sites = (const struct kmend_site *)(uintptr_t)desc->sites,
		.refs = (const struct kmend_ref *)(uintptr_t)desc->refs,
		.addr = addr,
		.read = read,
		.context = context,
		.mismatch = mismatch,
	};

	*mismatch = (struct kmend_mismatch){ .kind = KMEND_MISMATCH_NONE };
	if (!desc->size || !match.image)
		return kmend_match_fail(&match, KMEND_MISMATCH_DESC, 0);

	/* Bytes first: a probe shows as a byte, and its offset says where. */
	return kmend_match_sites_are_sound(&match) &&
	       kmend_match_refs_are_sound(&match) &&
	       kmend_match_bytes(&match) &&
	       kmend_match_refs(&match);
}
