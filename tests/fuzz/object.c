// SPDX-License-Identifier: GPL-2.0
/* Objects, as the builder reads them for its proof. */
#include "harness.h"

#include "../../ctl/differ/image.h"
#include "../../ctl/differ/object.h"
#include "../../ctl/differ/sections.h"

static void read_images(struct kmend_obj *obj)
{
	for (size_t i = 1; i < obj->nr_syms; i++) {
		struct kmend_image image;
		struct kmend_err err = { 0 };

		if (!kmend_is_function(&obj->syms[i]))
			continue;
		if (kmend_image_read(obj, &obj->syms[i], &image, &err))
			fuzz_refused(&err);
		else
			kmend_image_free(&image);
		/* No index, no image: each would only say the same. */
		if (!obj->index)
			return;
	}
}

void fuzz_object(const uint8_t *data, size_t size)
{
	static int file = -1;
	struct kmend_err err = { 0 };
	struct kmend_obj *obj;
	char path[32];

	fuzz_file(&file, data, size, path);
	obj = kmend_obj_open(path, &err);
	if (!obj) {
		fuzz_refused(&err);
		return;
	}
	read_images(obj);
	kmend_obj_close(obj);
}
