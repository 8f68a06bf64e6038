// SPDX-License-Identifier: GPL-2.0
/* Lists of names. */
#include <stdlib.h>
#include <string.h>

#include "differ.h"

bool kmend_names_has(const struct kmend_names *names, const char *name)
{
	for (size_t i = 0; i < names->nr; i++)
		if (!strcmp(names->names[i], name))
			return true;
	return false;
}

void kmend_names_free(struct kmend_names *names)
{
	for (size_t i = 0; i < names->nr; i++)
		free(names->names[i]);
	free(names->names);
	*names = (struct kmend_names){ 0 };
}
