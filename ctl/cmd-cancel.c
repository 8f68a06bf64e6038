// SPDX-License-Identifier: GPL-2.0
/* kmend cancel: withdraw a patch that is not in force, or stop a revert. */
#include "cmd.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

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
	"Withdraw a patch that is being tried or waits for another, and unload it; with it go "
	"the others of its transaction. A patch that is loaded but idle is unloaded. Patches "
	"that are being reverted stay applied.",
	NULL, NULL, NULL
};

/* Those that are cancelled with @patch, and it. */
static int add_members(struct kmend_wait *wait, const struct libkmend_patch *patch,
		       struct libkmend_patch *const *list, size_t nr, struct kmend_err *err)
{
	if (kmend_wait_add(wait, patch->id, err))
		return -1;
	for (size_t i = 0; i < nr; i++)
		if (!list[i]->unloaded && list[i]->transaction == patch->transaction &&
		    list[i]->state != KMEND_STATE_APPLIED &&
		    !kmend_client_is_idle(list[i]->state) &&
		    kmend_wait_add(wait, list[i]->id, err))
			return -1;
	return 0;
}

/* In the reverse order of registration. */
static int unload(const struct kmend_wait *wait, struct libkmend_patch *const *list, size_t nr,
		  struct kmend_err *err)
{
	int rc = 0;

	for (size_t i = nr; i > 0; i--) {
		const struct libkmend_patch *patch = list[i - 1];
		uint32_t outcome = kmend_wait_outcome(wait, patch->id);

		if (!patch->module || patch->unloaded ||
		    (outcome != KMEND_EVENT_CANCELLED && outcome != KMEND_EVENT_FAILED))
			continue;
		if (kmend_module_unload(patch->module, err))
			rc = -1;
	}
	return rc;
}

static int cancel_and_wait(struct kmend_wait *wait, const char *id,
			   struct libkmend_patch *const *list, size_t nr, struct kmend_err *err)
{
	struct kmend_err outcome_err = { .code = KMEND_EXIT_OK };
	int rc;

	rc = libkmend_cancel(wait->kmend, id);
	if (rc)
		return kmend_client_fail(err, wait->kmend, id, rc);
	/* That it is cancelled or failed is a failure of the request, not of this. */
	if (kmend_wait(wait, &outcome_err)) {
		*err = outcome_err;
		return -1;
	}
	switch (kmend_wait_outcome(wait, id)) {
	case KMEND_EVENT_APPLIED:
		return kmend_err_set(err, KMEND_EXIT_FAILED,
				     "%s: too late, it was applied before it could be cancelled: kmend revert %s",
				     id, id);
	case KMEND_EVENT_REVERTED:
		return kmend_err_set(err, KMEND_EXIT_FAILED,
				     "%s: too late, it was reverted before that could be cancelled",
				     id);
	}
	return wait->what == KMEND_WAIT_REVERT ? 0 : unload(wait, list, nr, err);
}

static int cancel(struct libkmend *kmend, const struct libkmend_patch *patch, bool json,
		  struct kmend_err *err)
{
	struct kmend_wait wait = {
		.kmend = kmend, .json = json, .transaction = patch->transaction,
		.what = patch->state == KMEND_STATE_REVERTING ? KMEND_WAIT_REVERT :
								 KMEND_WAIT_APPLY,
	};
	struct libkmend_patch **list;
	size_t nr;
	int rc;

	rc = libkmend_subscribe(kmend);
	if (!rc)
		rc = libkmend_list(kmend, &list, &nr);
	if (rc)
		return kmend_client_fail(err, kmend, NULL, rc);
	rc = add_members(&wait, patch, list, nr, err);
	if (!rc)
		rc = cancel_and_wait(&wait, patch->id, list, nr, err);
	kmend_wait_destroy(&wait);
	libkmend_list_free(list, nr);
	return rc;
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
	if (patch->state == KMEND_STATE_APPLIED)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: it is applied: kmend revert %s takes it out", args->name,
				     args->name);
	if (!kmend_client_is_idle(patch->state))
		return cancel(kmend, patch, args->json, err);
	if (patch->active)
		return kmend_err_set(err, KMEND_EXIT_NOT_SAFE,
				     "%s: threads go on in its code (%u): its module can go after the event 'drained'",
				     args->name, patch->active);
	if (patch->stays)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: its module stays until the next boot, for data of the kernel has held addresses of it",
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
