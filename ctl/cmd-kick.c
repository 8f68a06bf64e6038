// SPDX-License-Identifier: GPL-2.0
/* kmend kick: make the next attempt now. */
#include "cmd.h"

#include <argp.h>
#include <stdbool.h>
#include <string.h>

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
	"attempt is due, and with it the others of its transaction. Does not wait for the "
	"outcome.",
	NULL, NULL, NULL
};

/* Those of its transaction are tried together with it. */
static int tell(struct libkmend *kmend, const char *id, bool json, struct kmend_err *err)
{
	struct libkmend_patch **list;
	uint64_t transaction = 0;
	bool queued = false;
	size_t nr, i;
	int rc;

	rc = libkmend_list(kmend, &list, &nr);
	if (rc)
		return kmend_client_fail(err, kmend, NULL, rc);
	for (i = 0; i < nr; i++) {
		if (list[i]->unloaded || strcmp(list[i]->id, id))
			continue;
		transaction = list[i]->transaction;
		queued = list[i]->state == KMEND_STATE_QUEUED;
	}
	rc = kmend_accepted(kmend, &id, 1,
			    queued ? "waits for a patch that it depends on" : "is tried now", json, err);
	for (i = 0; i < nr && transaction && !rc; i++)
		if (!list[i]->unloaded && list[i]->transaction == transaction &&
		    strcmp(list[i]->id, id))
			rc = kmend_accepted(kmend, (const char *const *)&list[i]->id, 1,
					    "is of the same transaction", json, err);
	libkmend_list_free(list, nr);
	return rc;
}

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
		rc = tell(kmend, args.name, args.json, err);
	libkmend_close(kmend);
	return rc;
}

const struct kmend_command kmend_cmd_kick = {
	.name = "kick",
	.summary = "try a patch now instead of waiting",
	.run = run,
};
