// SPDX-License-Identifier: GPL-2.0
/* kmend revert: take an applied patch out and unload its module. */
#include "cmd.h"

#include <stdio.h>
#include <stdlib.h>

#include "client.h"
#include "module.h"
#include "options.h"
#include "wait.h"

struct args {
	const char *id;
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
	case ARGP_KEY_ARG:
	case ARGP_KEY_NO_ARGS:
		kmend_options_one(state, &args->id, arg, "ID");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ "keep", 'k', NULL, 0, "Leave the patch module loaded", 0 },
	{ 0 }
};

static const struct argp_child children[] = { { &kmend_try_argp, 0, NULL, 0 }, { 0 } };

static const struct argp argp = {
	options, parse, "ID",
	"Take an applied patch out, so that the old code is in force again, and unload its "
	"module.\v"
	"With --no-wait the module stays; kmend cancel ID unloads it once the patch is "
	"reverted. SIGINT (Ctrl-C) ends the waiting (exit code 130); the manager goes on trying.",
	children, NULL, NULL
};

static int revert(struct libkmend *kmend, const struct args *args, const char *module,
		  struct kmend_err *err)
{
	uint32_t outcome;
	int rc;

	rc = libkmend_subscribe(kmend);
	if (rc)
		return kmend_client_fail(err, kmend, NULL, rc);
	rc = libkmend_revert(kmend, args->id, &args->try.request);
	if (rc)
		return kmend_client_fail(err, kmend, args->id, rc);
	if (args->try.no_wait)
		return kmend_accepted(kmend, args->id, "revert submitted",
				      args->try.json, err);
	if (kmend_wait(kmend, args->id, true, args->try.json, &outcome, err))
		return -1;
	if (outcome == KMEND_EVENT_REVERTED && module && !args->keep)
		return kmend_module_unload(module, err);
	return err->code == KMEND_EXIT_OK ? 0 : -1;
}

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct libkmend_patch *patch;
	struct args args = { 0 };
	struct libkmend *kmend;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (kmend_client_open(&kmend, err))
		return -1;
	rc = libkmend_get(kmend, args.id, &patch);
	if (rc)
		rc = kmend_client_fail(err, kmend, args.id, rc);
	else
		rc = revert(kmend, &args, patch->module, err);
	libkmend_patch_free(patch);
	libkmend_close(kmend);
	return rc;
}

const struct kmend_command kmend_cmd_revert = {
	.name = "revert",
	.summary = "take an applied patch out and unload it",
	.run = run,
};
