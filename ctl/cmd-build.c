// SPDX-License-Identifier: GPL-2.0
/* kmend build: source patches to a patch module. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "build/build.h"
#include "cmd.h"
#include "json.h"

enum {
	KEY_ID = 256,
	KEY_DESCRIPTION,
	KEY_JSON,
	KEY_LAYOUTS,
	KEY_SIGN,
	KEY_MODULES,
	KEY_WITHOUT,
	KEY_WITHOUT_BOOT_CODE,
	KEY_ALLOW_LAYOUT,
	KEY_LEAVE_EXPORTS,
	KEY_CHANGE_DATA,
	KEY_BEFORE_LOAD,
	KEY_RELATION, /* plus enum kmend_relation */
	KEY_RELATION_LAST = KEY_RELATION + KMEND_NR_RELATIONS - 1,
	JOBS_MAX = 256,
};

struct kmend_build_args {
	struct kmend_build_options opts;
	bool json;
};

static const struct argp_option kmend_build_argp_options[] = {
	{ "kernel", 'k', "RELEASE", 0, "build for this kernel (default: the running one)", 0 },
	{ "source", 's', "TREE", 0, "the kernel's source: a tar archive or a directory "
	  "(default: /usr/src/linux-source-X.Y*)", 0 },
	{ "config", 'c', "FILE", 0, "its .config (default: in the headers)", 0 },
	{ "symvers", 'V', "FILE", 0, "its Module.symvers (default: in the headers)", 0 },
	{ "symbols", 'S', "FILE", 0, "its vmlinuz or vmlinux, or a copy of /proc/kallsyms, with "
	  "which nothing can be compared (default: /boot/vmlinuz-RELEASE)", 0 },
	{ "headers", 'H', "DIR", 0, "where modules are built for it "
	  "(default: /lib/modules/RELEASE/build)", 0 },
	{ "modules", KEY_MODULES, "DIR", 0, "its modules, in kernel/ below it "
	  "(default: /lib/modules/RELEASE, or beside --symbols DIR/boot/vmlinuz-RELEASE)", 0 },
	{ "without", KEY_WITHOUT, "SOURCE", 0, "leave this file of the patch out; may be repeated", 0 },
	{ "allow-layout", KEY_ALLOW_LAYOUT, "TYPE", 0, "let the layout of this structure change (\"struct "
	  "NAME\"): no object of the old one can meet the new code; may be repeated", 0 },
	{ "without-boot-code", KEY_WITHOUT_BOOT_CODE, NULL, 0, "leave out changes of code and data "
	  "that have been used at boot, or when the module was loaded, and are gone, and of what registers something then", 0 },
	{ "leave-exports", KEY_LEAVE_EXPORTS, NULL, 0, "leave exported functions whose type changes as "
	  "they are, for the modules that are not in the patch, and call the patch's own from the patch", 0 },
	{ "change-data", KEY_CHANGE_DATA, NULL, 0, "write constants, and pointers to functions, that get "
	  "another initial value where they are: nobody goes on with a copy of the old one", 0 },
	{ "before-load", KEY_BEFORE_LOAD, NULL, 0, "put the patch on modules only before they are loaded, "
	  "and let it lay out their structures anew: no module that is loaded is changed", 0 },
	{ "id", KEY_ID, "ID", 0, "the patch's name (default: from the patch, or "
	  "FILE without .ko)", 0 },
	{ "description", KEY_DESCRIPTION, "TEXT", 0,
	  "one line for people (default: the first patch's subject, or its first line)", 0 },
	{ "depends", KEY_RELATION + KMEND_DEPENDS, "ID[,ID...]", 0,
	  "patches that must be in force before it", 0 },
	{ "conflicts", KEY_RELATION + KMEND_CONFLICTS, "ID[,ID...]", 0,
	  "patches that must not be in force together with it", 0 },
	{ "replaces", KEY_RELATION + KMEND_REPLACES, "ID[,ID...]|all", 0,
	  "patches that go out when it comes in", 0 },
	{ "layouts", KEY_LAYOUTS, NULL, 0, "look for structures whose layout changes, also where the "
	  "patch does not look like it", 0 },
	{ "sign", KEY_SIGN, "KEY CERT", 0, "sign the module with this private key and its X.509 "
	  "certificate (two PEM files, or the same one twice)", 0 },
	{ "jobs", 'j', "N", 0, "compilers at a time (default: one for each CPU)", 0 },
	{ "output", 'o', "FILE", 0, "the module to write (default: PATCH.ko here)", 0 },
	{ "quiet", 'q', NULL, 0, "print no progress", 0 },
	{ "json", KEY_JSON, NULL, 0, "report as JSON", 0 },
	{ 0 }
};

static void kmend_build_take_path(struct argp_state *state, char to[PATH_MAX], const char *arg)
{
	if (!*arg || strlen(arg) >= PATH_MAX)
		argp_error(state, "'%.40s' is not a file name", arg);
	snprintf(to, PATH_MAX, "%s", arg);
}

static void kmend_build_take_jobs(struct argp_state *state, unsigned int *jobs, const char *arg)
{
	char *end;
	unsigned long n = strtoul(arg, &end, 10);

	if (*end || !n || n > JOBS_MAX || *arg == '-')
		argp_error(state, "-j takes a number from 1 to %d", JOBS_MAX);
	*jobs = n;
}

static void kmend_build_take_ids(struct argp_state *state, struct kmend_relations *relations,
				 enum kmend_relation relation, const char *arg)
{
	struct kmend_err err = { .code = KMEND_EXIT_OK };
	char option[32];

	snprintf(option, sizeof(option), "--%s", kmend_relation_name(relation));
	if (kmend_relations_add(relations, relation, arg, strlen(arg), option, KMEND_EXIT_USAGE,
				&err))
		argp_error(state, "%s", err.text);
}

static void kmend_build_take_name(struct argp_state *state, char ***list, size_t *nr, char *arg)
{
	char **more = realloc(*list, (*nr + 1) * sizeof(*more));

	if (!more)
		argp_error(state, "out of memory");
	*list = more;
	more[(*nr)++] = arg;
}

/* An option with two words: what follows is taken from under getopt's nose. */
static void kmend_build_take_signer(struct argp_state *state, struct kmend_signer *signer, char *key)
{
	if (state->next == state->argc || *state->argv[state->next] == '-')
		argp_error(state, "--sign takes a key and its certificate: --sign KEY CERT");
	signer->key = key;
	signer->cert = state->argv[state->next++];
}

static error_t kmend_build_parse(int key, char *arg, struct argp_state *state)
{
	struct kmend_build_args *args = state->input;
	struct kmend_build_options *opts = &args->opts;
	struct kmend_kernel *k = &opts->kernel;

	switch (key) {
	case 'k':
		if (!*arg || strlen(arg) >= sizeof(k->release))
			argp_error(state, "'%.40s' is not a kernel release", arg);
		snprintf(k->release, sizeof(k->release), "%s", arg);
		return 0;
	case 's':
		kmend_build_take_path(state, k->source, arg);
		return 0;
	case 'c':
		kmend_build_take_path(state, k->config, arg);
		return 0;
	case 'V':
		kmend_build_take_path(state, k->symvers, arg);
		return 0;
	case 'S':
		kmend_build_take_path(state, k->symbols, arg);
		return 0;
	case 'H':
		kmend_build_take_path(state, k->headers, arg);
		return 0;
	case KEY_MODULES:
		kmend_build_take_path(state, k->modules, arg);
		return 0;
	case KEY_WITHOUT:
		kmend_build_take_name(state, &opts->without, &opts->nr_without, arg);
		return 0;
	case KEY_ALLOW_LAYOUT:
		kmend_build_take_name(state, &opts->allowed, &opts->nr_allowed, arg);
		return 0;
	case KEY_WITHOUT_BOOT_CODE:
		opts->without_boot_code = true;
		return 0;
	case KEY_LEAVE_EXPORTS:
		opts->leave_exports = true;
		return 0;
	case KEY_CHANGE_DATA:
		opts->change_data = true;
		return 0;
	case KEY_BEFORE_LOAD:
		opts->before_load = true;
		return 0;
	case KEY_ID:
		opts->id = arg;
		return 0;
	case KEY_DESCRIPTION:
		opts->description = arg;
		return 0;
	case KEY_RELATION ... KEY_RELATION_LAST:
		kmend_build_take_ids(state, &opts->relations, key - KEY_RELATION, arg);
		return 0;
	case KEY_JSON:
		args->json = true;
		return 0;
	case KEY_LAYOUTS:
		opts->layouts = true;
		return 0;
	case KEY_SIGN:
		kmend_build_take_signer(state, &opts->signer, arg);
		return 0;
	case 'j':
		kmend_build_take_jobs(state, &opts->jobs, arg);
		return 0;
	case 'q':
		opts->quiet = true;
		return 0;
	case 'o':
		opts->out = arg;
		return 0;
	case ARGP_KEY_ARGS:
		opts->patches = state->argv + state->next;
		opts->nr_patches = state->argc - state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "needs a patch");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void kmend_build_print(const struct kmend_build_result *r)
{
	for (size_t i = 0; i < r->nr_units; i++) {
		const struct kmend_build_unit *unit = &r->units[i];

		printf("%s (%s)\n", unit->source, unit->object);
		if (unit->compared)
			printf("  proved: %zu functions, %zu references are the kernel's own\n",
			       unit->proved, unit->refs);
		else
			printf("  not proved: no code to compare with\n");
		for (unsigned int n = 0; n < unit->diff.nr_items; n++)
			printf("  %-8s  %s%s%s\n", kmend_diff_what_name(unit->diff.items[n].what),
			       unit->diff.items[n].name, *unit->diff.items[n].why ? ": " : "",
			       unit->diff.items[n].why);
		for (size_t n = 0; n < unit->sleeps.nr; n++)
			printf("  sleeps    %s: calls %s\n", unit->sleeps.items[n].function,
			       unit->sleeps.items[n].calls);
		for (size_t n = 0; n < unit->layouts.nr; n++)
			printf("  layout    %s: %s%s%s\n", unit->layouts.items[n].type, unit->layouts.items[n].why,
			       unit->layouts.items[n].because ? ": " : "",
			       unit->layouts.items[n].because ? unit->layouts.items[n].because : "");
		if (unit->before_load && unit->diff.nr_items)
			printf("  before    %s: is changed only before it is loaded\n", unit->object);
		if (unit->diff.early)
			printf("  holds     %s: must be loaded before the patch, and stays: %s\n",
			       unit->object, unit->diff.early);
		if (!unit->diff.nr_items)
			printf("  no code changed\n");
	}
	for (size_t i = 0; i < r->nr_notes; i++)
		printf("%s: not patched: %s\n", r->notes[i].file, r->notes[i].why);
	printf("%s: patch %s, %zu bytes, %.1f s\n", r->out, r->id, r->size, r->seconds);
}

static json_t *kmend_build_json_sleeps(const struct kmend_sleeps *sleeps)
{
	json_t *array = json_array();

	for (size_t i = 0; i < sleeps->nr; i++)
		json_array_append_new(array,
			json_pack("{s:o, s:s}",
				  "function", kmend_json_text(sleeps->items[i].function),
				  "calls", sleeps->items[i].calls));
	return array;
}

static json_t *kmend_build_json_layouts(const struct kmend_layouts *layouts)
{
	json_t *array = json_array();

	for (size_t i = 0; i < layouts->nr; i++) {
		const struct kmend_layout *l = &layouts->items[i];
		json_t *item = json_pack("{s:o, s:o}", "type", kmend_json_text(l->type),
					 "why", kmend_json_text(l->why));

		if (l->because)
			json_object_set_new(item, "because", json_string(l->because));
		json_array_append_new(array, item);
	}
	return array;
}

static json_t *kmend_build_json_unit(const struct kmend_build_unit *unit)
{
	json_t *functions = json_array();

	for (unsigned int n = 0; n < unit->diff.nr_items; n++)
		json_array_append_new(functions,
			json_pack("{s:s, s:o, s:o}",
				  "what", kmend_diff_what_name(unit->diff.items[n].what),
				  "name", kmend_json_text(unit->diff.items[n].name),
				  "why", kmend_json_text(unit->diff.items[n].why)));
	return json_pack("{s:o, s:s, s:b, s:I, s:I, s:o, s:o, s:o, s:b, s:b}",
			 "source", kmend_json_text(unit->source), "object", unit->object,
			 "compared", unit->compared,
			 "equal_functions", (json_int_t)unit->proved,
			 "equal_references", (json_int_t)unit->refs, "functions", functions,
			 "sleeps", kmend_build_json_sleeps(&unit->sleeps),
			 "layouts", kmend_build_json_layouts(&unit->layouts),
			 "holds", unit->diff.early != NULL, "before_load", unit->before_load);
}

static json_t *kmend_build_json(const struct kmend_build_options *opts,
				const struct kmend_build_result *r)
{
	json_t *units = json_array(), *notes = json_array();

	for (size_t i = 0; i < r->nr_units; i++)
		json_array_append_new(units, kmend_build_json_unit(&r->units[i]));
	for (size_t i = 0; i < r->nr_notes; i++)
		json_array_append_new(notes, json_pack("{s:o, s:s}", "file", kmend_json_text(r->notes[i].file),
						       "why", r->notes[i].why));
	return json_pack("{s:o, s:o, s:o, s:I, s:I, s:o, s:o, s:I}",
			 "id", kmend_json_text(r->id), "file", kmend_json_text(r->out),
			 "kernel", kmend_json_text(opts->kernel.release),
			 "size", (json_int_t)r->size,
			 "time_ms", (json_int_t)(r->seconds * 1000), "sources", units,
			 "not_patched", notes, "looked_at", (json_int_t)r->looked_at);
}

static int kmend_build_run(int argc, char **argv, struct kmend_err *err)
{
	static const struct argp argp = {
		.options = kmend_build_argp_options,
		.parser = kmend_build_parse,
		.args_doc = "PATCH...",
		.doc = "Build a patch module from source patches (unified diffs for patch -p1), which "
		       "are applied in the order given. In the head of a patch, lines \"Kmend-Id: ID\", "
		       "\"Kmend-Depends: ID[,ID...]\", \"Kmend-Conflicts: ...\" and "
		       "\"Kmend-Replaces: ...\" say what the options of these names do.\v"
		       "The first build for a kernel prepares its source, which takes a minute or two "
		       "and is kept in ~/.cache/kmend.",
	};
	struct kmend_build_args *args = calloc(1, sizeof(*args));
	struct kmend_build_result *result = calloc(1, sizeof(*result));
	int ret = -1;

	if (!args || !result) {
		kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
		goto out;
	}
	args->opts.jobs = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? sysconf(_SC_NPROCESSORS_ONLN) : 1;
	argp_parse(&argp, argc, argv, 0, NULL, args);
	ret = kmend_build(&args->opts, result, err);
	if (!ret && args->json)
		ret = kmend_json_print(kmend_build_json(&args->opts, result), 0, err);
	else if (!ret)
		kmend_build_print(result);
	kmend_build_result_free(result);
out:
	if (args) {
		kmend_relations_destroy(&args->opts.relations);
		free(args->opts.without);
		free(args->opts.allowed);
	}
	free(args);
	free(result);
	return ret;
}

const struct kmend_command kmend_cmd_build = {
	.name = "build",
	.summary = "build a patch module from source patches",
	.run = kmend_build_run,
};
