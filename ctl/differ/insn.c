// SPDX-License-Identifier: GPL-2.0
/*
 * Lengths of x86-64 instructions. A PC-relative field counts from the end of
 * its instruction, so what it points at is only known with the length.
 */
#include "insn.h"

enum operand {
	OP_NONE = 0,
	OP_BAD = 1 << 0,
	OP_MODRM = 1 << 1,
	OP_IMM8 = 1 << 2,
	OP_IMM16 = 1 << 3,
	OP_IMM32 = 1 << 4,	/* 2 bytes with the operand size prefix */
	OP_REL32 = 1 << 5,	/* always 4 bytes */
	OP_MOFFS = 1 << 6,	/* an address of 8 bytes */
	OP_IMM64 = 1 << 7,	/* 8 bytes with REX.W, else like OP_IMM32 */
	OP_GROUP3 = 1 << 8,	/* an immediate only for the first two of the group */
};

struct cursor {
	const uint8_t *code;
	size_t size;
	size_t at;
	bool operand16;
	bool address32;
	bool rex_w;
};

static int next_byte(struct cursor *c)
{
	return c->at < c->size ? c->code[c->at++] : -1;
}

/* Opcodes of one byte from 0x80 on; those before follow a simple pattern. */
static const uint16_t one_byte_high[128] = {
	/* 80 */ OP_MODRM | OP_IMM8, OP_MODRM | OP_IMM32, OP_BAD, OP_MODRM | OP_IMM8,
	/* 84 */ OP_MODRM, OP_MODRM, OP_MODRM, OP_MODRM, OP_MODRM, OP_MODRM, OP_MODRM, OP_MODRM,
	/* 8c */ OP_MODRM, OP_MODRM, OP_MODRM, OP_MODRM,
	/* 90 */ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, OP_BAD, 0, 0, 0, 0, 0,
	/* a0 */ OP_MOFFS, OP_MOFFS, OP_MOFFS, OP_MOFFS, 0, 0, 0, 0,
	/* a8 */ OP_IMM8, OP_IMM32, 0, 0, 0, 0, 0, 0,
	/* b0 */ OP_IMM8, OP_IMM8, OP_IMM8, OP_IMM8, OP_IMM8, OP_IMM8, OP_IMM8, OP_IMM8,
	/* b8 */ OP_IMM64, OP_IMM64, OP_IMM64, OP_IMM64, OP_IMM64, OP_IMM64, OP_IMM64, OP_IMM64,
	/* c0 */ OP_MODRM | OP_IMM8, OP_MODRM | OP_IMM8, OP_IMM16, 0,
	/* c4 */ OP_BAD, OP_BAD, OP_MODRM | OP_IMM8, OP_MODRM | OP_IMM32,
	/* c8 */ OP_IMM16 | OP_IMM8, 0, OP_IMM16, 0, 0, OP_IMM8, OP_BAD, 0,
	/* d0 */ OP_MODRM, OP_MODRM, OP_MODRM, OP_MODRM, OP_BAD, OP_BAD, OP_BAD, 0,
	/* d8 */ OP_MODRM, OP_MODRM, OP_MODRM, OP_MODRM, OP_MODRM, OP_MODRM, OP_MODRM, OP_MODRM,
	/* e0 */ OP_IMM8, OP_IMM8, OP_IMM8, OP_IMM8, OP_IMM8, OP_IMM8, OP_IMM8, OP_IMM8,
	/* e8 */ OP_REL32, OP_REL32, OP_BAD, OP_IMM8, 0, 0, 0, 0,
	/* f0 */ OP_BAD, 0, OP_BAD, OP_BAD, 0, 0, OP_GROUP3 | OP_IMM8, OP_GROUP3 | OP_IMM32,
	/* f8 */ 0, 0, 0, 0, 0, 0, OP_MODRM, OP_MODRM,
};

static unsigned int one_byte(uint8_t op)
{
	if (op >= 0x80)
		return one_byte_high[op - 0x80];
	if (op < 0x40) {
		switch (op & 7) {
		case 4: return OP_IMM8;
		case 5: return OP_IMM32;
		case 6:
		case 7: return OP_BAD;
		default: return OP_MODRM;
		}
	}
	if (op >= 0x70)
		return OP_IMM8;
	switch (op) {
	case 0x63: return OP_MODRM;
	case 0x68: return OP_IMM32;
	case 0x69: return OP_MODRM | OP_IMM32;
	case 0x6a: return OP_IMM8;
	case 0x6b: return OP_MODRM | OP_IMM8;
	case 0x60 ... 0x62: return OP_BAD;
	default: return OP_NONE;
	}
}

/* Opcodes after 0x0f, and those of VEX map 1. */
static unsigned int two_byte(uint8_t op)
{
	switch (op) {
	case 0x04: case 0x0a: case 0x0c: case 0x0f: case 0x24 ... 0x27:
	case 0x39: case 0x3b ... 0x3f:
		return OP_BAD;
	case 0x05 ... 0x09: case 0x0b: case 0x0e: case 0x30 ... 0x37: case 0x77:
	case 0xa0 ... 0xa2: case 0xa8 ... 0xaa: case 0xc8 ... 0xcf:
		return OP_NONE;
	case 0x80 ... 0x8f:
		return OP_REL32;
	case 0x70 ... 0x73: case 0xa4: case 0xac: case 0xba: case 0xc2: case 0xc4 ... 0xc6:
		return OP_MODRM | OP_IMM8;
	default:
		return OP_MODRM;
	}
}

static unsigned int in_map(unsigned int map, uint8_t op)
{
	if (map == 1)
		return two_byte(op);
	if (map == 2)
		return OP_MODRM;
	return map == 3 ? OP_MODRM | OP_IMM8 : OP_BAD;
}

/* Skips ModRM, SIB and displacement. Returns ModRM, or -1. */
static int skip_modrm(struct cursor *c)
{
	int modrm = next_byte(c);
	int mod = modrm >> 6, rm = modrm & 7;

	if (modrm < 0)
		return -1;
	if (mod == 3)
		return modrm;
	if (rm == 4) {
		int sib = next_byte(c);

		if (sib < 0)
			return -1;
		if (mod == 0 && (sib & 7) == 5)
			c->at += 4;
	} else if (mod == 0 && rm == 5) {
		c->at += 4;
	}
	c->at += mod == 1 ? 1 : mod == 2 ? 4 : 0;
	return modrm;
}

static bool skip_operands(struct cursor *c, unsigned int ops)
{
	if (ops & OP_BAD)
		return false;
	if (ops & (OP_MODRM | OP_GROUP3)) {
		int modrm = skip_modrm(c);

		if (modrm < 0)
			return false;
		if ((ops & OP_GROUP3) && ((modrm >> 3) & 7) > 1)
			return true;
	}
	if (ops & OP_IMM8)
		c->at += 1;
	if (ops & OP_IMM16)
		c->at += 2;
	if (ops & OP_REL32)
		c->at += 4;
	if (ops & OP_MOFFS)
		c->at += c->address32 ? 4 : 8;
	if ((ops & OP_IMM64) && c->rex_w)
		c->at += 8;
	else if (ops & (OP_IMM32 | OP_IMM64))
		c->at += c->operand16 && !c->rex_w ? 2 : 4;
	return true;
}

/* Skips the legacy prefixes and REX. Returns the first byte after, or -1. */
static int skip_prefixes(struct cursor *c)
{
	int byte;

	for (byte = next_byte(c); byte >= 0; byte = next_byte(c)) {
		switch (byte) {
		case 0x66:
			c->operand16 = true;
			continue;
		case 0x67:
			c->address32 = true;
			continue;
		case 0x26: case 0x2e: case 0x36: case 0x3e: case 0x64: case 0x65:
		case 0xf0: case 0xf2: case 0xf3:
			continue;
		}
		break;
	}
	if (byte >= 0x40 && byte <= 0x4f) {
		c->rex_w = byte & 8;
		byte = next_byte(c);
	}
	return byte;
}

/* What follows 0x62, 0xc4, 0xc5 in 64-bit mode. */
static unsigned int skip_vex(struct cursor *c, int first)
{
	unsigned int map = 1;
	int op;

	if (first == 0xc5) {
		c->at++;
	} else {
		int byte = next_byte(c);

		if (byte < 0)
			return OP_BAD;
		map = first == 0x62 ? byte & 7 : byte & 31;
		c->at += first == 0x62 ? 2 : 1;
	}
	op = next_byte(c);
	return op < 0 ? OP_BAD : in_map(map, (uint8_t)op);
}

size_t kmend_insn_length(const uint8_t *code, size_t size, bool *branch)
{
	struct cursor c = { .code = code, .size = size };
	int op = skip_prefixes(&c);
	unsigned int ops;

	*branch = false;
	if (op < 0)
		return 0;
	if (op == 0xc4 || op == 0xc5 || op == 0x62) {
		ops = skip_vex(&c, op);
	} else if (op == 0x0f) {
		op = next_byte(&c);
		if (op == 0x38 || op == 0x3a) {
			unsigned int map = op == 0x38 ? 2 : 3;

			op = next_byte(&c);
			ops = op < 0 ? OP_BAD : in_map(map, (uint8_t)op);
		} else {
			ops = op < 0 ? OP_BAD : two_byte((uint8_t)op);
		}
	} else {
		ops = one_byte((uint8_t)op);
	}
	*branch = ops == OP_REL32;
	if (!skip_operands(&c, ops) || c.at > size)
		return 0;
	return c.at;
}
