// SPDX-License-Identifier: GPL-2.0
/*
 * What exists when a patch goes in has the old layout. So a structure that gets another is refused, unless the user allows it, or it
 * is certain that there is none that new code could misread: onstack.c and constants.c say when that is so.
 */
#include "relaid.h"

#include <string.h>

#include "cdecl.h"
#include "constants.h"

/* Looks through the kernel's source once. */
static int check_constants(struct kmend_relaid *r, const struct kmend_onstack *in, const char *type, char *why, struct kmend_err *err)
{
	const char *tag = type + strlen("struct ");
	int ret;

	if (strncmp(type, "struct ", strlen("struct ")))
		return 0;
	if (kmend_names_has(&r->constants, tag))
		return 1;
	ret = kmend_constants_check(in->pre, tag, in->work, why, err);
	if (ret > 0 && !kmend_name_add(&r->constants.names, &r->constants.nr, (struct kmend_word){ tag, strlen(tag) }))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	return ret;
}

static int check(struct kmend_relaid *r, const struct kmend_onstack *in, bool module, struct kmend_layout *l,
		 struct kmend_err *err)
{
	char stack[KMEND_ONSTACK_WHY] = "", constant[KMEND_CONSTANTS_WHY] = "";
	int ret = kmend_onstack_check(in, l->type, stack, err);

	if (ret > 0)
		l->because = "only on the stack of functions that are replaced";
	if (!ret && l->fills) {
		ret = check_constants(r, in, l->type, constant, err);
		if (ret > 0)
			l->because = "all are constants, with zeros there";
	}
	if (ret)
		return ret > 0 ? 0 : -1;
	return kmend_err_set(err, KMEND_EXIT_REFUSED,
			     "%s: the layout of %s changes (%s), but objects that exist have the old one; keep what is new in shadow data (KMEND_SHADOW), or, where no old object can meet the new code, give --allow-layout '%s'%s (it is not only on the stack of functions that are replaced: %s%s%s)",
			     in->subject->source, l->type, l->why, l->type,
			     module ? ", or, to have it put on the module only before that is loaded, give --before-load" : "", stack,
			     *constant ? "; nor are all constants: " : "", constant);
}

int kmend_relaid_check(struct kmend_relaid *relaid, const struct kmend_onstack *in, bool module,
		       struct kmend_layouts *layouts, struct kmend_err *err)
{
	if (kmend_layouts_compare(in->subject->pre, in->subject->post, layouts, err))
		return -1;
	for (size_t i = 0; i < layouts->nr; i++)
		if (!kmend_names_has(&relaid->allowed, layouts->items[i].type) &&
		    check(relaid, in, module, &layouts->items[i], err))
			return -1;
	return 0;
}
