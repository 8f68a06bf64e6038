// SPDX-License-Identifier: LGPL-2.1-or-later
/* The one function that follows attributes, whatever message they are in. */
#include "attrs.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netlink.h>
#include <netlink/attr.h>

int kmend_nl_grow(void ***list, size_t nr)
{
	void **more = reallocarray(*list, nr, sizeof(**list));

	if (!more)
		return -ENOMEM;
	*list = more;
	return 0;
}

void kmend_nl_strings_free(char **strings)
{
	size_t i;

	for (i = 0; strings && strings[i]; i++)
		free(strings[i]);
	free(strings);
}

static int store_string(char **to, const struct nlattr *nla)
{
	size_t length = nla_len(nla);

	if (!length || strnlen(nla_data(nla), length) != length - 1)
		return -EBADMSG;
	*to = malloc(length);
	if (!*to)
		return -ENOMEM;
	memcpy(*to, nla_data(nla), length);
	return 0;
}

/* There are few of them: counting anew each time is no matter. */
static int add_string(char ***to, const struct nlattr *nla)
{
	char *string;
	size_t nr = 0;
	int rc;

	rc = store_string(&string, nla);
	if (rc)
		return rc;
	while (*to && (*to)[nr])
		nr++;
	rc = kmend_nl_grow((void ***)to, nr + 2);
	if (rc) {
		free(string);
		return rc;
	}
	(*to)[nr] = string;
	(*to)[nr + 1] = NULL;
	return 0;
}

static int store_letter(char *to, const struct nlattr *nla)
{
	uint32_t value;

	if (nla_len(nla) != sizeof(value))
		return -EBADMSG;
	memcpy(&value, nla_data(nla), sizeof(value));
	*to = value > ' ' && value < 0x7f ? value : '?';
	return 0;
}

static int store_bytes(void *to, size_t size, const struct nlattr *nla)
{
	if ((size_t)nla_len(nla) != size)
		return -EBADMSG;
	memcpy(to, nla_data(nla), size);
	return 0;
}

static int store(void *object, const struct kmend_nl_field *field, const struct nlattr *nla)
{
	void *to = (char *)object + field->offset;

	switch (field->kind) {
	case KMEND_NL_STRING:
		return store_string(to, nla);
	case KMEND_NL_STRINGS:
		return add_string(to, nla);
	case KMEND_NL_U32:
		return store_bytes(to, sizeof(uint32_t), nla);
	case KMEND_NL_U64:
		return store_bytes(to, sizeof(uint64_t), nla);
	case KMEND_NL_LETTER:
		return store_letter(to, nla);
	case KMEND_NL_FLAG:
		*(bool *)to = true;
		return nla_len(nla) ? -EBADMSG : 0;
	case KMEND_NL_NEST:
		return field->nest(object, nla);
	}
	return -EBADMSG;
}

static const struct kmend_nl_field *find(const struct kmend_nl_field *fields, size_t nr, int attr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (fields[i].attr == attr)
			return &fields[i];
	}
	return NULL;
}

static bool may_repeat(const struct kmend_nl_field *field)
{
	return field->kind == KMEND_NL_NEST || field->kind == KMEND_NL_STRINGS;
}

/* Bytes left over when no further attribute fits mean that a length is wrong: refuse. */
int kmend_nl_attrs(const struct nlattr *nla, int rem, const struct kmend_nl_field *fields,
		   size_t nr, void *object, uint64_t *present)
{
	const struct kmend_nl_field *field;
	int rc;

	*present = 0;
	for (; nla_ok(nla, rem); nla = nla_next(nla, &rem)) {
		field = find(fields, nr, nla_type(nla));
		if (!field)
			continue;
		if (!may_repeat(field) && (*present >> field->attr) & 1)
			return -EBADMSG;
		rc = store(object, field, nla);
		if (rc)
			return rc;
		*present |= 1ULL << field->attr;
	}
	return rem > 0 ? -EBADMSG : 0;
}
