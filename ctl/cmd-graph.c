// SPDX-License-Identifier: GPL-2.0
/* kmend graph: which patch depends on, conflicts with and replaces which. */
#include "cmd.h"

#include <argp.h>
#include <stdbool.h>

#include "client.h"
#include "graph.h"
#include "json.h"
#include "options.h"

struct args {
	bool dot;
	bool json;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case 'd':
		args->dot = true;
		return 0;
	case 'j':
		args->json = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "takes no argument: '%s'", arg);
		return 0;
	case ARGP_KEY_END:
		if (args->dot && args->json)
			argp_error(state, "--dot or --json, not both");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ "dot", 'd', NULL, 0, "Print the graph in the language of Graphviz", 0 },
	{ "json", 'j', NULL, 0, "Print JSON: patches, and edges between them", 0 },
	{ 0 }
};

static const struct argp argp = {
	options, parse, NULL,
	"Draw the graph of the patches that are loaded: a line for each, in the order of "
	"application, then of loading, and below it what it depends on, conflicts with and "
	"replaces. Needs no privilege.\v"
	"kmend graph --dot | dot -Tsvg >graph.svg",
	NULL, NULL, NULL
};

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct libkmend_patch **list;
	struct args args = { 0 };
	struct libkmend *kmend;
	size_t nr, loaded;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (kmend_client_open(&kmend, err))
		return -1;
	rc = libkmend_list(kmend, &list, &nr);
	if (rc)
		rc = kmend_client_fail(err, kmend, NULL, rc);
	loaded = kmend_client_count_loaded(list, nr);
	kmend_graph_sort(list, loaded);
	if (!rc && args.json)
		rc = kmend_json_print(kmend_graph_json(list, loaded), false, err);
	else if (!rc && args.dot)
		kmend_graph_dot(stdout, list, loaded);
	else if (!rc)
		kmend_graph_print(stdout, list, loaded);
	libkmend_list_free(list, nr);
	libkmend_close(kmend);
	return rc;
}

const struct kmend_command kmend_cmd_graph = {
	.name = "graph",
	.summary = "draw which patch depends on, conflicts with and replaces which",
	.run = run,
};
