// SPDX-License-Identifier: GPL-2.0
/* kmend apply: load a patch module, have it put in force, wait for the outcome. */
#include "cmd.h"

#include <errno.h>
#include <stdio.h>
#include <sys/utsname.h>

#include "client.h"
#include "module.h"
#include "options.h"
#include "patch-file.h"
#include "wait.h"

struct args {
	const char *path;
	struct kmend_try_options try;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &args->try;
		return 0;
	case ARGP_KEY_ARG:
	case ARGP_KEY_NO_ARGS:
		kmend_options_one(state, &args->path, arg, "FILE.ko");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_child children[] = { { &kmend_try_argp, 0, NULL, 0 }, { 0 } };

static const struct argp argp = {
	NULL, parse, "FILE.ko",
	"Load a patch module and put it in force. The manager in the kernel tries until it is "
	"safe or the deadline passes; attempts, and who was in the way, are shown as they "
	"happen. If it fails, the module is unloaded again.\v"
	"SIGINT (Ctrl-C) ends the waiting (exit code 130); the manager goes on trying.",
	children, NULL, NULL
};

/* A patch of that id that is loaded but idle makes way; one that is not, refuses. */
static int make_way(struct libkmend *kmend, const char *id, struct kmend_err *err)
{
	struct libkmend_patch *patch;
	int rc;

	rc = libkmend_get(kmend, id, &patch);
	if (rc == -ENOENT)
		return 0;
	if (rc)
		return kmend_client_fail(err, kmend, id, rc);
	rc = 0;
	if (patch->state == KMEND_STATE_APPLIED)
		rc = kmend_err_set(err, KMEND_EXIT_REFUSED,
				   "%s: a patch of that id is applied: kmend revert %s first", id, id);
	else if (patch->state == KMEND_STATE_PENDING || patch->state == KMEND_STATE_REVERTING)
		rc = kmend_err_set(err, KMEND_EXIT_REFUSED,
				   "%s: a patch of that id is %s: wait, or kmend cancel %s", id,
				   libkmend_state_name(patch->state), id);
	else if (patch->module)
		rc = kmend_module_unload(patch->module, err);
	libkmend_patch_free(patch);
	return rc;
}

/* @keep: whether the module is to stay: it is in force, or still being tried. */
static int submit(struct libkmend *kmend, const char *id, const struct args *args, bool *keep,
		  struct kmend_err *err)
{
	uint32_t outcome;
	int rc;

	rc = libkmend_submit(kmend, id, &args->try.request);
	/* Somebody else was faster, and may have put a module of their own there. */
	*keep = rc == -EEXIST;
	if (rc)
		return kmend_client_fail(err, kmend, id, rc);
	*keep = true;
	if (args->try.no_wait)
		return kmend_accepted(kmend, id, "submitted, the manager tries it",
				      args->try.json, err);
	if (kmend_wait(kmend, id, false, args->try.json, &outcome, err))
		return -1;
	/* Applied and reverted by somebody else meanwhile: theirs to unload. */
	*keep = outcome != KMEND_EVENT_FAILED && outcome != KMEND_EVENT_CANCELLED;
	return err->code == KMEND_EXIT_OK ? 0 : -1;
}

/* Two things went wrong: the first decides the exit code, both are told. */
static int fail_twice(struct kmend_err *err, const struct kmend_err *second)
{
	const struct kmend_err first = *err;

	err->code = KMEND_EXIT_OK;
	return kmend_err_set(err, first.code, "%s; then: %s", first.text, second->text);
}

static int load_and_submit(struct libkmend *kmend, const struct kmend_patch_file *file,
			   const struct args *args, struct kmend_err *err)
{
	struct kmend_err unload_err = { .code = KMEND_EXIT_OK };
	bool keep;
	int rc;

	if (make_way(kmend, file->id, err))
		return -1;
	rc = libkmend_subscribe(kmend);
	if (rc)
		return kmend_client_fail(err, kmend, NULL, rc);
	if (kmend_module_load(args->path, file->module, err))
		return -1;
	rc = submit(kmend, file->id, args, &keep, err);
	if (!keep && kmend_module_unload(file->module, &unload_err))
		return fail_twice(err, &unload_err);
	return rc;
}

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct kmend_patch_file file;
	struct args args = { 0 };
	struct libkmend *kmend;
	struct utsname name;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	uname(&name);
	rc = kmend_patch_file_read(&file, args.path, err);
	if (!rc)
		rc = kmend_patch_file_check(&file, args.path, name.release, err);
	if (!rc)
		rc = kmend_client_open(&kmend, err);
	if (!rc) {
		rc = load_and_submit(kmend, &file, &args, err);
		libkmend_close(kmend);
	}
	kmend_patch_file_destroy(&file);
	return rc;
}

const struct kmend_command kmend_cmd_apply = {
	.name = "apply",
	.summary = "load a patch module and put it in force",
	.run = run,
};
