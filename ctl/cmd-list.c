// SPDX-License-Identifier: GPL-2.0
/* kmend list: all patches that the manager knows. */
#include "cmd.h"

#include <argp.h>
#include <stdbool.h>

#include "client.h"
#include "json.h"
#include "options.h"
#include "print.h"

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print a JSON array", 0 },
	{ 0 }
};

static const struct argp argp = {
	options, kmend_plain_parse, NULL,
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
	struct kmend_plain_options args = { 0 };
	struct libkmend *kmend;
	size_t nr;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (kmend_client_open(&kmend, err))
		return -1;
	rc = libkmend_list(kmend, &list, &nr);
	if (rc)
		rc = kmend_client_fail(err, kmend, NULL, rc);
	else if (args.json)
		rc = print_json(list, nr, err);
	else
		kmend_print_list(stdout, list, nr);
	libkmend_list_free(list, nr);
	libkmend_close(kmend);
	return rc;
}

const struct kmend_command kmend_cmd_list = {
	.name = "list",
	.summary = "list all patches, those that were unloaded included",
	.run = run,
};
