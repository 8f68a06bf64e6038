// SPDX-License-Identifier: GPL-2.0
/* kmend cancel: withdraw a patch that is not in force, or stop a revert. */
#include "cmd.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>

#include "client.h"
#include "json.h"
#include "module.h"
#include "options.h"
#include "wait.h"

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print one JSON object per event", 0 },
	{ 0 }
};

static const struct argp argp = {
	options, kmend_plain_parse, "ID",
	"Withdraw a patch that is being tried, and unload it. A patch that is loaded but idle "
	"is unloaded. A patch that is being reverted stays applied.",
	NULL, NULL, NULL
};

static int cancel_apply(struct libkmend *kmend, const struct kmend_plain_options *args, const char *module,
			struct kmend_err *err)
{
	struct kmend_err outcome_err = { .code = KMEND_EXIT_OK };
	uint32_t outcome;

	/* That it is cancelled or failed is a failure of the apply, not of this. */
	if (kmend_wait(kmend, args->name, false, args->json, &outcome, &outcome_err)) {
		*err = outcome_err;
		return -1;
	}
	if (outcome == KMEND_EVENT_APPLIED)
		return kmend_err_set(err, KMEND_EXIT_FAILED,
				     "%s: too late, it was applied before it could be cancelled: kmend revert %s",
				     args->name, args->name);
	return module ? kmend_module_unload(module, err) : 0;
}

static int cancel_revert(struct libkmend *kmend, const struct kmend_plain_options *args, struct kmend_err *err)
{
	struct kmend_err outcome_err = { .code = KMEND_EXIT_OK };
	uint32_t outcome;

	if (kmend_wait(kmend, args->name, true, args->json, &outcome, &outcome_err)) {
		*err = outcome_err;
		return -1;
	}
	if (outcome == KMEND_EVENT_REVERTED)
		return kmend_err_set(err, KMEND_EXIT_FAILED,
				     "%s: too late, it was reverted before that could be cancelled",
				     args->name);
	return 0;
}

static int cancel(struct libkmend *kmend, const struct kmend_plain_options *args,
		  const struct libkmend_patch *patch, struct kmend_err *err)
{
	int rc;

	rc = libkmend_subscribe(kmend);
	if (rc)
		return kmend_client_fail(err, kmend, NULL, rc);
	rc = libkmend_cancel(kmend, args->name);
	if (rc)
		return kmend_client_fail(err, kmend, args->name, rc);
	if (patch->state == KMEND_STATE_REVERTING)
		return cancel_revert(kmend, args, err);
	return cancel_apply(kmend, args, patch->module, err);
}

/* As the history has it now. */
static int print_unloaded(struct libkmend *kmend, const char *id, struct kmend_err *err)
{
	struct libkmend_patch *patch;
	int rc;

	rc = kmend_client_find(kmend, id, &patch);
	if (rc)
		return kmend_client_fail(err, kmend, id, rc);
	rc = kmend_json_print(kmend_json_patch(patch), true, err);
	libkmend_patch_free(patch);
	return rc;
}

static int cancel_or_unload(struct libkmend *kmend, const struct kmend_plain_options *args,
			    const struct libkmend_patch *patch, struct kmend_err *err)
{
	if (patch->state == KMEND_STATE_PENDING || patch->state == KMEND_STATE_REVERTING)
		return cancel(kmend, args, patch, err);
	if (patch->state == KMEND_STATE_APPLIED)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: it is applied: kmend revert %s takes it out", args->name,
				     args->name);
	if (patch->module && kmend_module_unload(patch->module, err))
		return -1;
	if (args->json)
		return print_unloaded(kmend, args->name, err);
	printf("%s: unloaded\n", args->name);
	return 0;
}

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct libkmend_patch *patch;
	struct kmend_plain_options args = { .what = "ID" };
	struct libkmend *kmend;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (kmend_client_open(&kmend, err))
		return -1;
	rc = libkmend_get(kmend, args.name, &patch);
	if (rc)
		rc = kmend_client_fail(err, kmend, args.name, rc);
	else
		rc = cancel_or_unload(kmend, &args, patch, err);
	libkmend_patch_free(patch);
	libkmend_close(kmend);
	return rc;
}

const struct kmend_command kmend_cmd_cancel = {
	.name = "cancel",
	.summary = "withdraw a patch that is not in force, or stop a revert",
	.run = run,
};
