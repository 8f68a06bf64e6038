// SPDX-License-Identifier: GPL-2.0
/* kmend list: all patches that the manager knows. */
#include "cmd.h"

#include <argp.h>
#include <stdbool.h>

#include "client.h"
#include "json.h"
#include "options.h"
#include "print.h"

struct args {
	struct kmend_plain_options plain;
	bool loaded;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;
	error_t rc;

	if (key == 'l') {
		args->loaded = true;
		return 0;
	}
	state->input = &args->plain;
	rc = kmend_plain_parse(key, arg, state);
	state->input = args;
	return rc;
}

static const struct argp_option options[] = {
	{ "loaded", 'l', NULL, 0, "Leave out those that were unloaded", 0 },
	{ "json", 'j', NULL, 0, "Print a JSON array", 0 },
	{ 0 }
};

static const struct argp argp = {
	options, parse, NULL,
	"List the patches that are loaded, and after them those that were unloaded. Needs no "
	"privilege.",
	NULL, NULL, NULL
};

static int print_json(struct libkmend_patch *const *list, size_t nr, struct kmend_err *err)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < nr; i++)
		json_array_append_new(array, kmend_json_patch(list[i]));
	return kmend_json_print(array, false, err);
}

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct libkmend_patch **list;
	struct args args = { 0 };
	struct libkmend *kmend;
	size_t nr, shown;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (kmend_client_open(&kmend, err))
		return -1;
	rc = libkmend_list(kmend, &list, &nr);
	if (rc)
		rc = kmend_client_fail(err, kmend, NULL, rc);
	shown = args.loaded ? kmend_client_count_loaded(list, nr) : nr;
	if (!rc && args.plain.json)
		rc = print_json(list, shown, err);
	else if (!rc)
		kmend_print_list(stdout, list, shown);
	libkmend_list_free(list, nr);
	libkmend_close(kmend);
	return rc;
}

const struct kmend_command kmend_cmd_list = {
	.name = "list",
	.summary = "list all patches, those that were unloaded included",
	.run = run,
};
