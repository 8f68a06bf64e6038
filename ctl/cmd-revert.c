// SPDX-License-Identifier: GPL-2.0
/* kmend revert: take applied patches out and unload their modules. */
#include "cmd.h"

#include <stdlib.h>

#include "client.h"
#include "module.h"
#include "options.h"
#include "signals.h"
#include "wait.h"

struct args {
	struct kmend_arguments ids;
	bool keep;
	struct kmend_try_options try;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &args->try;
		return 0;
	case 'k':
		args->keep = true;
		return 0;
	case 'c':
		args->try.request.cascade = true;
		return 0;
	}
	return kmend_options_many(state, key, &args->ids, "ID") ? 0 : ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ "keep", 'k', NULL, 0, "Leave the patch modules loaded", 0 },
	{ "cascade", 'c', NULL, 0,
	  "Take out, too, what lies on top of them or depends on them", 0 },
	{ 0 }
};

static const struct argp_child children[] = { { &kmend_try_argp, 0, NULL, 0 }, { 0 } };

static const struct argp argp = {
	options, parse, "ID...",
	"Take applied patches out, all in one stop of the machine or none, so that the old code "
	"is in force again, and unload their modules. What a patch had replaced comes back.\v"
	"With --no-wait the modules stay; kmend cancel ID unloads one once the patch is "
	"reverted. SIGINT (Ctrl-C) ends the waiting (exit code 130); the manager goes on trying.",
	children, NULL, NULL
};

static int newest_first(const void *a, const void *b)
{
	const struct libkmend_patch *const *one = a, *const *two = b;

	return (*one)->order < (*two)->order ? 1 : (*one)->order > (*two)->order ? -1 : 0;
}

/* Threads go on in its code, or data has held addresses of it: its module stays, and that is no failure. */
static bool is_kept(const struct kmend_wait *wait, const char *id)
{
	struct libkmend_patch *patch;
	bool kept;

	if (libkmend_get(wait->kmend, id, &patch))
		return false;
	kept = patch->active || patch->stays;
	if (patch->stays && !wait->json)
		printf("%s: its module stays until the next boot, for data of the kernel has held addresses of it\n", id);
	else if (kept && !wait->json)
		printf("%s: its module stays until no thread is in it; kmend cancel %s unloads it then\n", id, id);
	libkmend_patch_free(patch);
	return kept;
}

/* @before: the patches as they were when the revert was asked for */
static int unload(const struct kmend_wait *wait, struct libkmend_patch **before, size_t nr,
		  struct kmend_err *err)
{
	sigset_t signals;
	int rc = 0;

	/* Broken off here, reverted patches would stay loaded without a word. */
	kmend_signals_hold(&signals);
	qsort(before, nr, sizeof(*before), newest_first);
	for (size_t i = 0; i < nr; i++)
		if (before[i]->module && !before[i]->unloaded &&
		    kmend_wait_outcome(wait, before[i]->id) == KMEND_EVENT_REVERTED &&
		    !is_kept(wait, before[i]->id) &&
		    kmend_module_unload(before[i]->module, err))
			rc = -1;
	kmend_signals_release(&signals);
	return rc;
}

static int wait_and_unload(struct libkmend *kmend, const struct args *args, uint64_t transaction,
			   struct libkmend_patch **before, size_t nr, struct kmend_err *err)
{
	struct kmend_wait wait = { .kmend = kmend, .what = KMEND_WAIT_REVERT,
				   .json = args->try.json, .transaction = transaction };
	struct kmend_err second = { .code = KMEND_EXIT_OK };
	int rc = 0;

	for (size_t i = 0; i < args->ids.nr && !rc; i++)
		rc = kmend_wait_add(&wait, args->ids.names[i], err);
	if (!rc)
		rc = kmend_wait(&wait, err);
	if (!rc && !args->keep && unload(&wait, before, nr, &second))
		kmend_err_set(err, second.code, "%s", second.text);
	kmend_wait_destroy(&wait);
	return rc || err->code != KMEND_EXIT_OK ? -1 : 0;
}

static int revert(struct libkmend *kmend, const struct args *args,
		  struct libkmend_patch **before, size_t nr, struct kmend_err *err)
{
	const struct kmend_arguments *ids = &args->ids;
	uint64_t transaction;
	int rc;

	rc = libkmend_subscribe(kmend);
	if (rc)
		return kmend_client_fail(err, kmend, NULL, rc);
	rc = libkmend_revert_many(kmend, ids->names, ids->nr, &args->try.request, &transaction);
	if (rc)
		return kmend_client_fail(err, kmend, ids->nr == 1 ? ids->names[0] : NULL, rc);
	if (args->try.no_wait)
		return kmend_accepted(kmend, ids->names, ids->nr, "revert submitted",
				      args->try.json, err);
	return wait_and_unload(kmend, args, transaction, before, nr, err);
}

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct libkmend_patch **before;
	struct args args = { 0 };
	struct libkmend *kmend;
	size_t nr;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (kmend_client_open(&kmend, err))
		return -1;
	rc = libkmend_list(kmend, &before, &nr);
	if (rc)
		rc = kmend_client_fail(err, kmend, NULL, rc);
	else
		rc = revert(kmend, &args, before, nr, err);
	libkmend_list_free(before, nr);
	libkmend_close(kmend);
	return rc;
}

const struct kmend_command kmend_cmd_revert = {
	.name = "revert",
	.summary = "take applied patches out and unload them, all or none",
	.run = run,
};
