// SPDX-License-Identifier: GPL-2.0
/* kmend show: everything that the manager tells of one patch. */
#include "cmd.h"

#include <argp.h>

#include "client.h"
#include "json.h"
#include "options.h"
#include "print.h"

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ 0 }
};

static const struct argp argp = {
	options, kmend_plain_parse, "ID",
	"Show a patch: its state and cause, its functions, and who was in the way of the last "
	"attempt. Of a patch that is not loaded, the latest in the history. Needs no privilege.",
	NULL, NULL, NULL
};

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct libkmend_patch *patch;
	struct kmend_plain_options args = { .what = "ID" };
	struct libkmend *kmend;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (kmend_client_open(&kmend, err))
		return -1;
	rc = kmend_client_find(kmend, args.name, &patch);
	if (rc)
		rc = kmend_client_fail(err, kmend, args.name, rc);
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
