// SPDX-License-Identifier: GPL-2.0
/* kmend diff: what differs between two objects, and an object with just that. */
#include <argp.h>
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd.h"
#include "differ/differ.h"

enum {
	OPT_REFERENCE = 0x100,
	OPT_UNIT,
	OPT_OBJECT,
	OPT_SOURCE,
	OPT_JSON,
	OPT_EXPLAIN,
	OPT_WITHOUT_BOOT_CODE,
	OPT_CHANGE_DATA,
};

struct arguments {
	struct kmend_diff_options opts;
	bool json;
	bool explain;
};

static const struct argp_option options[] = {
	{ "output", 'o', "OUT", 0, "The object to write; required", 0 },
	{ "reference", OPT_REFERENCE, "REF", 0,
	  "The object before the change as the kernel has it, without function sections; pre-images are taken from it (default: PRE)", 0 },
	{ "unit", OPT_UNIT, "NAME", 0, "Symbol of the unit's descriptor (default: kmend_unit_0)", 0 },
	{ "object", OPT_OBJECT, "NAME", 0, "Where the code lives (default: vmlinux)", 0 },
	{ "source", OPT_SOURCE, "FILE", 0, "Source file, for people (default: POST)", 0 },
	{ "explain", OPT_EXPLAIN, NULL, 0, "Tell for each function and each piece of data why it is in", 0 },
	{ "change-data", OPT_CHANGE_DATA, NULL, 0, "Write constants and pointers to functions that change where they are", 0 },
	{ "without-boot-code", OPT_WITHOUT_BOOT_CODE, NULL, 0, "Leave out changes of what has run at boot, or registers something then", 0 },
	{ "json", OPT_JSON, NULL, 0, "Print the result as JSON", 0 },
	{ 0 }
};

static bool is_identifier(const char *s)
{
	if (!isalpha((unsigned char)*s) && *s != '_')
		return false;
	while (isalnum((unsigned char)*s) || *s == '_')
		s++;
	return *s == '\0';
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'o':
		args->opts.out = arg;
		return 0;
	case OPT_REFERENCE:
		args->opts.reference = arg;
		return 0;
	case OPT_UNIT:
		if (!is_identifier(arg))
			argp_error(state, "--unit %s: is not a C identifier", arg);
		args->opts.unit = arg;
		return 0;
	case OPT_OBJECT:
		args->opts.object = arg;
		return 0;
	case OPT_SOURCE:
		args->opts.source = arg;
		return 0;
	case OPT_WITHOUT_BOOT_CODE:
		args->opts.without_boot_code = true;
		return 0;
	case OPT_CHANGE_DATA:
		args->opts.change_data = true;
		return 0;
	case OPT_EXPLAIN:
		args->explain = true;
		return 0;
	case OPT_JSON:
		args->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num == 0)
			args->opts.pre = arg;
		else if (state->arg_num == 1)
			args->opts.post = arg;
		else
			argp_error(state, "more than two objects are given");
		return 0;
	case ARGP_KEY_END:
		if (!args->opts.post)
			argp_error(state, "two objects are needed: before and after the change");
		if (!args->opts.out)
			argp_error(state, "-o is missing: the object to write");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "PRE POST -o OUT",
	.doc = "Compare two objects of one source file, built with -ffunction-sections -fdata-sections before and after a change, "
	       "and write an object that holds what changed."
	       "\vPrints one line for each function that is replaced or new. Exits with 4 when no code changed and with 3 "
	       "when the objects or the change are refused.",
};

static int print_json(const struct kmend_diff_result *result, struct kmend_err *err)
{
	json_t *functions = json_array();
	json_t *root = json_pack("{s:o}", "functions", functions);
	int ret = root ? 0 : -1;

	for (unsigned int i = 0; !ret && i < result->nr_items; i++) {
		const struct kmend_diff_item *item = &result->items[i];

		ret = json_array_append_new(functions, json_pack("{s:s, s:s, s:s}", "what", kmend_diff_what_name(item->what),
								 "name", item->name, "why", item->why));
	}
	if (!ret)
		ret = json_dumpf(root, stdout, JSON_INDENT(2));
	json_decref(root);
	if (ret)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "the result cannot be printed");
	putchar('\n');
	return 0;
}

static void print_text(const struct kmend_diff_result *result)
{
	for (unsigned int i = 0; i < result->nr_items; i++)
		printf("%-8s %s%s%s\n", kmend_diff_what_name(result->items[i].what), result->items[i].name,
		       *result->items[i].why ? ": " : "", result->items[i].why);
}

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct arguments args = { .opts = { .unit = "kmend_unit_0", .object = "vmlinux" } };
	struct kmend_diff_result result;
	int ret = 0;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (!args.opts.source)
		args.opts.source = args.opts.post;
	/* Whoever reads JSON wants nothing else there. */
	if (args.explain)
		args.opts.explain = args.json ? stderr : stdout;
	if (kmend_diff(&args.opts, &result, err))
		return -1;
	if (args.json)
		ret = print_json(&result, err);
	else
		print_text(&result);
	if (!ret && !result.nr_items)
		ret = kmend_err_set(err, KMEND_EXIT_NO_CHANGE, "%s and %s: no code differs", args.opts.pre, args.opts.post);
	kmend_diff_result_free(&result);
	return ret;
}

const struct kmend_command kmend_cmd_diff = {
	.name = "diff",
	.summary = "compare two objects and write what changed",
	.run = run,
};
