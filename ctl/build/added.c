// SPDX-License-Identifier: GPL-2.0
#include "added.h"

#include <elf.h>
#include <string.h>

#include "../differ/object.h"

/* What cannot be read was told before, or will be. */
static bool defines(const char *object, const char *name)
{
	struct kmend_err ignored = { 0 };
	struct kmend_obj *obj = kmend_obj_open(object, &ignored);
	bool found = false;

	for (size_t i = 1; obj && i < obj->nr_syms && !found; i++)
		found = obj->syms[i].sec && obj->syms[i].bind != STB_LOCAL && !strcmp(obj->syms[i].name, name);
	kmend_obj_close(obj);
	return found;
}

bool kmend_added_has(const struct kmend_subject *subjects, size_t nr, const char *name)
{
	bool found = false;

	for (size_t i = 0; i < nr; i++) {
		if (defines(subjects[i].pre, name))
			return false;
		found |= defines(subjects[i].post, name);
	}
	return found;
}
