// SPDX-License-Identifier: GPL-2.0
/* Several patch modules that are loaded together or not at all. */
#include "batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include <libkmend.h>

#include "client.h"
#include "module.h"

static int read_item(struct kmend_batch *batch, const char *path, const char *release,
		     struct kmend_err *err)
{
	struct kmend_batch_item *item = &batch->items[batch->nr];

	/* Counted at once, so that it is freed whatever comes of it. */
	batch->nr++;
	item->path = path;
	if (kmend_patch_file_read(&item->file, path, err) ||
	    kmend_patch_file_check(&item->file, path, release, err))
		return -1;
	batch->ids[batch->nr - 1] = item->file.id;
	for (size_t i = 0; i < batch->nr - 1; i++)
		if (!strcmp(batch->ids[i], item->file.id))
			return kmend_err_set(err, KMEND_EXIT_REFUSED,
					     "%s: is patch '%s', and so is %s: one of them only",
					     path, item->file.id, batch->items[i].path);
	return 0;
}

int kmend_batch_read(struct kmend_batch *batch, const char *const *paths, size_t nr,
		     struct kmend_err *err)
{
	struct utsname name;

	uname(&name);
	*batch = (struct kmend_batch){
		.items = calloc(nr, sizeof(*batch->items)),
		.ids = calloc(nr, sizeof(*batch->ids)),
	};
	if (!batch->items || !batch->ids)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	for (size_t i = 0; i < nr; i++)
		if (read_item(batch, paths[i], name.release, err))
			return -1;
	return 0;
}

/* Or else the module loader would complain of some symbol. */
static int check_targets(const struct kmend_batch_item *item, struct kmend_err *err)
{
	for (size_t i = 0; i < item->file.nr_holds; i++) {
		const char *held = item->file.holds[i];
		char name[64];

		snprintf(name, sizeof(name), "%.*s", (int)strcspn(held, ":"), held);
		if (kmend_module_check_live(name, item->path, err))
			return -1;
	}
	return 0;
}

int kmend_batch_load(struct kmend_batch *batch, struct kmend_err *err)
{
	struct kmend_err second = { .code = KMEND_EXIT_OK };

	for (size_t i = 0; i < batch->nr; i++)
		if (!batch->items[i].keep && check_targets(&batch->items[i], err))
			return -1;
	for (size_t i = 0; i < batch->nr; i++) {
		struct kmend_batch_item *item = &batch->items[i];

		if (item->keep)
			continue;
		if (!kmend_patch_file_is_same(&item->file))
			kmend_err_set(err, KMEND_EXIT_REFUSED,
				      "%s: was written to while it was looked at: try again when it is finished",
				      item->path);
		else if (!kmend_module_load(item->file.from, item->path, item->file.module, err))
			item->loaded = true;
		if (item->loaded)
			continue;
		if (kmend_batch_unload(batch, NULL, &second))
			kmend_err_also(err, &second);
		return -1;
	}
	return 0;
}

/* Somebody else may have been faster, and then it is theirs. */
static bool is_ours(struct libkmend *kmend, const char *id)
{
	struct libkmend_patch *patch;
	bool ours;

	if (!kmend)
		return true;
	if (libkmend_get(kmend, id, &patch))
		return true;
	ours = kmend_client_is_idle(patch->state);
	libkmend_patch_free(patch);
	return ours;
}

int kmend_batch_unload(struct kmend_batch *batch, struct libkmend *kmend, struct kmend_err *err)
{
	for (size_t i = batch->nr; i > 0; i--) {
		struct kmend_batch_item *item = &batch->items[i - 1];

		if (!item->loaded || !is_ours(kmend, item->file.id))
			continue;
		if (!kmend_module_unload(item->file.module, err))
			item->loaded = false;
	}
	return err->code == KMEND_EXIT_OK ? 0 : -1;
}

void kmend_batch_destroy(struct kmend_batch *batch)
{
	for (size_t i = 0; i < batch->nr; i++)
		kmend_patch_file_destroy(&batch->items[i].file);
	free(batch->items);
	free(batch->ids);
	*batch = (struct kmend_batch){ 0 };
}
