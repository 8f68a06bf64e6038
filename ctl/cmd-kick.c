// SPDX-License-Identifier: GPL-2.0
/* kmend kick: make the next attempt now. */
#include "cmd.h"

#include <argp.h>

#include "client.h"
#include "options.h"
#include "wait.h"

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print the patch as JSON", 0 },
	{ 0 }
};

static const struct argp argp = {
	options, kmend_plain_parse, "ID",
	"Have a patch that is pending or being reverted tried now, not only when its next "
	"attempt is due. Does not wait for the outcome.",
	NULL, NULL, NULL
};

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct kmend_plain_options args = { .what = "ID" };
	struct libkmend *kmend;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (kmend_client_open(&kmend, err))
		return -1;
	rc = libkmend_kick(kmend, args.name);
	if (rc)
		rc = kmend_client_fail(err, kmend, args.name, rc);
	else
		rc = kmend_accepted(kmend, args.name, "is tried now", args.json, err);
	libkmend_close(kmend);
	return rc;
}

const struct kmend_command kmend_cmd_kick = {
	.name = "kick",
	.summary = "try a patch now instead of waiting",
	.run = run,
};
