/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A run of attributes into a structure, as a table says. Attributes that the table
 * does not know are skipped; those that it knows must be exactly what it says.
 */
#ifndef KMEND_NL_ATTRS_H
#define KMEND_NL_ATTRS_H

#include <stddef.h>
#include <stdint.h>

struct nlattr;

/**
 * enum kmend_nl_kind - how an attribute is stored
 * @KMEND_NL_STRING: char *; ends with its only NUL
 * @KMEND_NL_STRINGS: char **, NULL at the end; may be repeated
 * @KMEND_NL_U32: uint32_t
 * @KMEND_NL_U64: uint64_t
 * @KMEND_NL_FLAG: bool; no payload
 * @KMEND_NL_LETTER: char, sent as u32
 * @KMEND_NL_NEST: by a function; may be repeated
 */
enum kmend_nl_kind {
	KMEND_NL_STRING,
	KMEND_NL_STRINGS,
	KMEND_NL_U32,
	KMEND_NL_U64,
	KMEND_NL_FLAG,
	KMEND_NL_LETTER,
	KMEND_NL_NEST,
};

/**
 * struct kmend_nl_field - one attribute and where it goes
 * @attr: its number, below 64
 * @kind: what it is
 * @offset: of the member in the object
 * @nest: for KMEND_NL_NEST: adds what it holds to the object
 */
struct kmend_nl_field {
	uint16_t attr;
	enum kmend_nl_kind kind;
	size_t offset;
	int (*nest)(void *object, const struct nlattr *nla);
};

/** KMEND_NL_FIELD() - a row: the attribute goes into a member of the object */
#define KMEND_NL_FIELD(attr, kind, type, member)                                                   \
	{ attr, KMEND_NL_##kind, offsetof(type, member), NULL }

/**
 * kmend_nl_attrs() - store a run of attributes
 * @nla: the first
 * @rem: bytes there are
 * @fields: @nr rows
 * @nr: see @fields
 * @object: all zeros; also after a failure, what it holds is to be freed
 * @present: bit n is set if attribute n was there
 *
 * Return: 0, -ENOMEM or -EBADMSG.
 */
int kmend_nl_attrs(const struct nlattr *nla, int rem, const struct kmend_nl_field *fields,
		   size_t nr, void *object, uint64_t *present);

/** KMEND_NL_ATTRS() - the same with a table that is an array */
#define KMEND_NL_ATTRS(nla, rem, fields, object, present)                                          \
	kmend_nl_attrs(nla, rem, fields, sizeof(fields) / sizeof((fields)[0]), object, present)

/**
 * kmend_nl_grow() - make room for more pointers at the end of a list
 * @list: the list
 * @nr: pointers that it is to hold
 *
 * Return: 0 or -ENOMEM; the list is as it was then.
 */
int kmend_nl_grow(void ***list, size_t nr);

/**
 * kmend_nl_strings_free() - free what KMEND_NL_STRINGS stored
 * @strings: may be NULL
 */
void kmend_nl_strings_free(char **strings);

#endif
