// SPDX-License-Identifier: GPL-2.0
/* Strings of .modinfo are padded with NULs; the last one ends inside of the section. */
#include "modinfo.h"

#include <string.h>

const struct kmend_sec *kmend_obj_section(const struct kmend_obj *obj, const char *name)
{
	for (size_t i = 0; i < obj->nr_secs; i++)
		if (obj->secs[i].name && !strcmp(obj->secs[i].name, name))
			return &obj->secs[i];
	return NULL;
}

const char *kmend_modinfo_next(const struct kmend_obj *obj, const char *key, const char *value)
{
	const struct kmend_sec *sec = kmend_obj_section(obj, ".modinfo");
	size_t n = strlen(key);
	const char *at, *end;

	if (!sec || !sec->data || !sec->size || sec->data[sec->size - 1])
		return NULL;
	at = value ? value + strlen(value) : (const char *)sec->data;
	end = (const char *)sec->data + sec->size;
	for (; at < end; at += strlen(at) + 1)
		if (!strncmp(at, key, n) && at[n] == '=')
			return at + n + 1;
	return NULL;
}
