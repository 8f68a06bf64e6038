// SPDX-License-Identifier: GPL-2.0
/* kmend apply: load patch modules, have them put in force, wait for the outcome. */
#include "cmd.h"

#include <errno.h>
#include <stdio.h>

#include "batch.h"
#include "client.h"
#include "module.h"
#include "options.h"
#include "signals.h"
#include "wait.h"

struct args {
	struct kmend_arguments files;
	struct kmend_try_options try;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	if (key == ARGP_KEY_INIT) {
		state->child_inputs[0] = &args->try;
		return 0;
	}
	return kmend_options_many(state, key, &args->files, "FILE.ko") ? 0 : ARGP_ERR_UNKNOWN;
}

static const struct argp_child children[] = { { &kmend_try_argp, 0, NULL, 0 }, { 0 } };

static const struct argp argp = {
	NULL, parse, "FILE.ko...",
	"Load patch modules and put them in force, all of them in one stop of the machine or "
	"none. The manager in the kernel tries until it is safe or the deadline passes; "
	"attempts, and who was in the way, are shown as they happen. If it fails, the modules "
	"are unloaded again. A patch that depends on one that is not applied waits for it.\v"
	"SIGINT (Ctrl-C) ends the waiting (exit code 130); the manager goes on trying.",
	children, NULL, NULL
};

/* Without its module, the patch that replaced it could not be undone any more. */
static int check_superseded(struct libkmend *kmend, const struct libkmend_patch *patch,
			    struct kmend_err *err)
{
	struct libkmend_patch *by;
	int rc = 0;

	if (!patch->superseded_by || libkmend_get(kmend, patch->superseded_by, &by))
		return 0;
	if (!kmend_client_is_idle(by->state))
		rc = kmend_err_set(err, KMEND_EXIT_REFUSED,
				   "%s: it was replaced by '%s', which is %s: kmend revert %s brings it back",
				   patch->id, by->id, libkmend_state_name(by->state), by->id);
	libkmend_patch_free(by);
	return rc;
}

static int check_way(struct libkmend *kmend, const struct libkmend_patch *patch,
		     struct kmend_err *err)
{
	const char *id = patch->id;

	if (patch->state == KMEND_STATE_APPLIED)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: a patch of that id is applied: kmend revert %s first", id,
				     id);
	if (!kmend_client_is_idle(patch->state))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: a patch of that id is %s: wait, or kmend cancel %s", id,
				     libkmend_state_name(patch->state), id);
	if (patch->state == KMEND_STATE_SUPERSEDED)
		return check_superseded(kmend, patch, err);
	return 0;
}

/*
 * A patch of that id that is loaded but idle makes way; one that is not, refuses. If
 * it is from this very file it is taken as it is: others may wait for it to be applied.
 *
 * @unload: do it, after all were asked whether they could
 */
static int make_way_for(struct libkmend *kmend, struct kmend_batch_item *item, bool unload,
			struct kmend_err *err)
{
	struct libkmend_patch *patch;
	int rc;

	rc = libkmend_get(kmend, item->file.id, &patch);
	if (rc == -ENOENT)
		return 0;
	if (rc)
		return kmend_client_fail(err, kmend, item->file.id, rc);
	rc = check_way(kmend, patch, err);
	item->keep = !rc && patch->module && kmend_module_is(patch->module, item->path);
	if (!rc && unload && patch->module && !item->keep)
		rc = kmend_module_unload(patch->module, err);
	libkmend_patch_free(patch);
	return rc;
}

static int make_way(struct libkmend *kmend, const struct kmend_batch *batch,
		    struct kmend_err *err)
{
	for (int unload = 0; unload < 2; unload++)
		for (size_t i = 0; i < batch->nr; i++)
			if (make_way_for(kmend, &batch->items[i], unload, err))
				return -1;
	return 0;
}

/* @keep: whether the modules are to stay: in force, still being tried, or somebody else's. */
static int wait_for(struct libkmend *kmend, const struct kmend_batch *batch,
		    const struct args *args, uint64_t transaction, bool *keep,
		    struct kmend_err *err)
{
	struct kmend_wait wait = { .kmend = kmend, .what = KMEND_WAIT_APPLY,
				   .json = args->try.json, .transaction = transaction };
	int rc = 0;

	*keep = true;
	for (size_t i = 0; i < batch->nr && !rc; i++)
		rc = kmend_wait_add(&wait, batch->ids[i], err);
	if (!rc)
		rc = kmend_wait(&wait, err);
	for (size_t i = 0; i < batch->nr && !rc; i++) {
		uint32_t outcome = kmend_wait_outcome(&wait, batch->ids[i]);

		if (outcome == KMEND_EVENT_FAILED || outcome == KMEND_EVENT_CANCELLED)
			*keep = false;
	}
	kmend_wait_destroy(&wait);
	return rc || err->code != KMEND_EXIT_OK ? -1 : 0;
}

/* @signals: let in once the manager has the patches, which then may stay */
static int submit(struct libkmend *kmend, const struct kmend_batch *batch,
		  const struct args *args, const sigset_t *signals, bool *keep,
		  struct kmend_err *err)
{
	uint64_t transaction;
	int rc;

	*keep = false;
	rc = libkmend_submit_many(kmend, batch->ids, batch->nr, &args->try.request, &transaction);
	if (rc)
		return kmend_client_fail(err, kmend, batch->nr == 1 ? batch->ids[0] : NULL, rc);
	kmend_signals_release(signals);
	if (!args->try.no_wait)
		return wait_for(kmend, batch, args, transaction, keep, err);
	*keep = true;
	return kmend_accepted(kmend, batch->ids, batch->nr, "submitted, the manager tries it",
			      args->try.json, err);
}

static int load_and_submit(struct libkmend *kmend, struct kmend_batch *batch,
			   const struct args *args, struct kmend_err *err)
{
	struct kmend_err second = { .code = KMEND_EXIT_OK };
	sigset_t signals;
	bool keep;
	int rc;

	if (make_way(kmend, batch, err))
		return -1;
	rc = libkmend_subscribe(kmend);
	if (rc)
		return kmend_client_fail(err, kmend, NULL, rc);
	kmend_signals_hold(&signals);
	keep = true;
	rc = kmend_batch_load(batch, err);
	if (!rc)
		rc = submit(kmend, batch, args, &signals, &keep, err);
	if (!keep && kmend_batch_unload(batch, kmend, &second))
		kmend_err_also(err, &second);
	kmend_signals_release(&signals);
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
		rc = load_and_submit(kmend, &batch, &args, err);
		libkmend_close(kmend);
	}
	kmend_batch_destroy(&batch);
	return rc;
}

const struct kmend_command kmend_cmd_apply = {
	.name = "apply",
	.summary = "load patch modules and put them in force, all or none",
	.run = run,
};
