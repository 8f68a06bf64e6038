// SPDX-License-Identifier: GPL-2.0
/* kmend check: would patches go in now? */
#include "cmd.h"

#include <argp.h>
#include <errno.h>
#include <stdbool.h>

#include "batch.h"
#include "client.h"
#include "module.h"
#include "options.h"
#include "signals.h"
#include "wait.h"

struct args {
	struct kmend_arguments files;
	bool json;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	if (key == 'j') {
		args->json = true;
		return 0;
	}
	return kmend_options_many(state, key, &args->files, "FILE.ko") ? 0 : ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print one JSON object per patch", 0 },
	{ 0 }
};

static const struct argp argp = {
	options, parse, "FILE.ko...",
	"Ask the manager whether patches would go in now, together, and change nothing: what "
	"they lack, which threads are inside the functions, and how long the machine would "
	"stand still. Modules that are not loaded are, for the time of the question.\v"
	"Exit code 0: all would. Otherwise the one that apply would end with.",
	NULL, NULL, NULL
};

static int find_loaded(struct libkmend *kmend, struct kmend_batch_item *item,
		       struct kmend_err *err)
{
	const char *id = item->file.id;
	struct libkmend_patch *patch;
	int rc;

	rc = libkmend_get(kmend, id, &patch);
	if (rc == -ENOENT)
		return 0;
	if (rc)
		return kmend_client_fail(err, kmend, id, rc);
	item->keep = true;
	if (!kmend_client_is_idle(patch->state))
		rc = kmend_err_set(err, KMEND_EXIT_REFUSED,
				   "%s: a patch of that id is %s already: kmend show %s", id,
				   libkmend_state_name(patch->state), id);
	else if (!patch->module || !kmend_module_is(patch->module, item->path))
		rc = kmend_err_set(err, KMEND_EXIT_REFUSED,
				   "%s: %s is loaded, but not from this file: kmend cancel %s unloads it",
				   item->path, id, id);
	libkmend_patch_free(patch);
	return rc;
}

static int ask(struct libkmend *kmend, const struct kmend_batch *batch, bool json,
	       struct kmend_err *err)
{
	struct kmend_wait wait = { .kmend = kmend, .what = KMEND_WAIT_CHECK, .json = json };
	int rc;

	rc = libkmend_check(kmend, batch->ids, batch->nr, &wait.transaction);
	if (rc)
		return kmend_client_fail(err, kmend, batch->nr == 1 ? batch->ids[0] : NULL, rc);
	for (size_t i = 0; i < batch->nr && !rc; i++)
		rc = kmend_wait_add(&wait, batch->ids[i], err);
	if (!rc)
		rc = kmend_wait(&wait, err);
	kmend_wait_destroy(&wait);
	return rc || err->code != KMEND_EXIT_OK ? -1 : 0;
}

static int load_and_ask(struct libkmend *kmend, struct kmend_batch *batch, bool json,
			struct kmend_err *err)
{
	struct kmend_err second = { .code = KMEND_EXIT_OK };
	int rc;

	for (size_t i = 0; i < batch->nr; i++)
		if (find_loaded(kmend, &batch->items[i], err))
			return -1;
	rc = libkmend_subscribe(kmend);
	if (rc)
		return kmend_client_fail(err, kmend, NULL, rc);
	if (kmend_batch_load(batch, err))
		return -1;
	rc = ask(kmend, batch, json, err);
	if (kmend_batch_unload(batch, kmend, &second)) {
		if (rc)
			kmend_err_also(err, &second);
		else
			rc = kmend_err_set(err, second.code, "%s", second.text);
	}
	return rc;
}

/* Whoever ends this command must not leave modules behind: signals wait. */
static int check(struct libkmend *kmend, struct kmend_batch *batch, bool json,
		 struct kmend_err *err)
{
	sigset_t old;
	int rc;

	kmend_signals_hold(&old);
	rc = load_and_ask(kmend, batch, json, err);
	kmend_signals_release(&old);
	return rc;
}

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct kmend_batch batch;
	struct args args = { 0 };
	struct libkmend *kmend;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	rc = kmend_batch_read(&batch, args.files.names, args.files.nr, err);
	if (!rc)
		rc = kmend_client_open(&kmend, err);
	if (!rc) {
		rc = check(kmend, &batch, args.json, err);
		libkmend_close(kmend);
	}
	kmend_batch_destroy(&batch);
	return rc;
}

const struct kmend_command kmend_cmd_check = {
	.name = "check",
	.summary = "ask whether patches would go in now, change nothing",
	.run = run,
};
