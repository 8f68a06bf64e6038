// SPDX-License-Identifier: GPL-2.0
/* kmend show: everything that the manager tells of one patch. */
#include "cmd.h"

#include <argp.h>

#include "client.h"
#include "json.h"
#include "options.h"
#include "print.h"

struct args {
	const char *id;
	bool json;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case 'j':
		args->json = true;
		return 0;
	case ARGP_KEY_ARG:
	case ARGP_KEY_NO_ARGS:
		kmend_options_one(state, &args->id, arg, "ID");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ 0 }
};

static const struct argp argp = {
	options, parse, "ID",
	"Show a patch: its state and cause, its functions, and who was in the way of the last "
	"attempt. Of a patch that is not loaded, the latest in the history. Needs no privilege.",
	NULL, NULL, NULL
};

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct libkmend_patch *patch;
	struct args args = { 0 };
	struct libkmend *kmend;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (kmend_client_open(&kmend, err))
		return -1;
	rc = kmend_client_find(kmend, args.id, &patch);
	if (rc)
		rc = kmend_client_fail(err, kmend, args.id, rc);
	else if (args.json)
		rc = kmend_json_print(kmend_json_patch(patch), false, err);
	else
		kmend_print_patch(stdout, patch);
	libkmend_patch_free(patch);
	libkmend_close(kmend);
	return rc;
}

const struct kmend_command kmend_cmd_show = {
	.name = "show",
	.summary = "show everything about a patch",
	.run = run,
};
