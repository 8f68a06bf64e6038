// SPDX-License-Identifier: GPL-2.0
/*
 * Code of the kernel proper reaches its own symbols without importing anything; the
 * same code in a patch module does not get past the module loader without.
 */
#include "namespaces.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "../differ/object.h"
#include "symvers.h"

static int add(struct kmend_namespaces *namespaces, const char *name, struct kmend_err *err)
{
	const char **more;

	for (size_t i = 0; i < namespaces->nr; i++)
		if (!strcmp(namespaces->names[i], name))
			return 0;
	more = realloc(namespaces->names, (namespaces->nr + 1) * sizeof(*more));
	if (!more)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	namespaces->names = more;
	more[namespaces->nr++] = name;
	return 0;
}

int kmend_namespaces_add(struct kmend_namespaces *namespaces, const char *object,
			 const struct kmend_symvers *symvers, struct kmend_err *err)
{
	struct kmend_obj *obj = kmend_obj_open(object, err);
	int ret = 0;

	if (!obj)
		return -1;
	for (size_t i = 1; i < obj->nr_syms && !ret; i++) {
		const struct kmend_export *export = NULL;

		if (obj->syms[i].shndx == SHN_UNDEF)
			export = kmend_symvers_find(symvers, obj->syms[i].name);
		if (export && *export->ns)
			ret = add(namespaces, export->ns, err);
	}
	kmend_obj_close(obj);
	return ret;
}
