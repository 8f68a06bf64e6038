/* SPDX-License-Identifier: GPL-2.0 */
/* Changes that a running kernel cannot take. */
#ifndef KMEND_DIFFER_ALLOWED_H
#define KMEND_DIFFER_ALLOWED_H

#include "changes.h"

/** kmend_input_allowed() - is @obj built so that its functions can be told apart? 0 or -1 */
int kmend_input_allowed(const struct kmend_obj *obj, struct kmend_err *err);

/** kmend_changes_allowed() - refuse, by name, what cannot be done, or leave it out; 0 or -1 */
int kmend_changes_allowed(struct kmend_changes *changes, struct kmend_err *err);

#endif
