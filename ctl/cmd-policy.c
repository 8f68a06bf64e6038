// SPDX-License-Identifier: GPL-2.0
/* kmend policy: show policies, keep them in a file, bring them back from it. */
#include "cmd.h"

#include <argp.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "build/files.h"
#include "json.h"
#include "policy.h"

/**
 * struct args - the command line
 * @verb: what to do
 * @what: to what; NULL: the verb takes nothing
 * @json: print JSON
 */
struct args {
	const struct verb *verb;
	const char *what;
	bool json;
};

/**
 * struct verb - what can be done
 * @name: as typed
 * @what: what must follow, "NAME"; NULL: nothing
 * @json: it prints, and takes --json
 * @run: do it
 */
struct verb {
	const char *name;
	const char *what;
	bool json;
	int (*run)(const struct args *args, struct kmend_err *err);
};

static json_t *policy_json(const struct kmend_policies *policies,
			   const struct kmend_policy *policy)
{
	json_t *object = json_object();
	size_t i;

	json_object_set_new(object, "name", kmend_json_text(policy->name));
	json_object_set_new(object, "default",
			    json_boolean(!strcmp(policies->chosen, policy->name)));
	for (i = 0; i < policy->nr; i++)
		json_object_set_new(object, policy->values[i].key,
				    policy->values[i].word[0] ?
					    kmend_json_text(policy->values[i].word) :
					    json_integer(policy->values[i].value));
	return object;
}

static int print_json_list(const struct kmend_policies *policies, struct kmend_err *err)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < policies->nr; i++)
		json_array_append_new(array, policy_json(policies, &policies->list[i]));
	return kmend_json_print(array, false, err);
}

static void print_list(const struct kmend_policies *policies)
{
	const struct kmend_policy *policy = policies->list;
	char text[KMEND_POLICY_VALUE_MAX];
	size_t i, j;

	for (i = 0; i < policies->nr; i++, policy++) {
		printf("%s%s:", policy->name,
		       strcmp(policies->chosen, policy->name) ? "" : " (default)");
		for (j = 0; j < policy->nr; j++)
			printf(" %s=%s", policy->values[j].key,
			       kmend_policy_value_text(&policy->values[j], text));
		putchar('\n');
	}
}

static int run_list(const struct args *args, struct kmend_err *err)
{
	struct kmend_policies policies = { 0 };
	int rc;

	rc = kmend_policy_find_manager(err);
	if (!rc)
		rc = kmend_policy_read(&policies, KMEND_POLICY_DIR, err);
	if (!rc && args->json)
		rc = print_json_list(&policies, err);
	else if (!rc)
		print_list(&policies);
	kmend_policies_destroy(&policies);
	return rc;
}

static void print_policy(const struct kmend_policies *policies, const struct kmend_policy *policy)
{
	char text[KMEND_POLICY_VALUE_MAX];
	size_t i;

	printf("%-20s %s\n", "name:", policy->name);
	printf("%-20s %s\n", "default:", strcmp(policies->chosen, policy->name) ? "no" : "yes");
	for (i = 0; i < policy->nr; i++)
		printf("%s:%*s %s\n", policy->values[i].key,
		       19 - (int)strlen(policy->values[i].key), "",
		       kmend_policy_value_text(&policy->values[i], text));
}

static int run_show(const struct args *args, struct kmend_err *err)
{
	struct kmend_policies policies = { 0 };
	const struct kmend_policy *policy;
	int rc;

	rc = kmend_policy_find_manager(err);
	if (!rc)
		rc = kmend_policy_read(&policies, KMEND_POLICY_DIR, err);
	if (!rc) {
		policy = kmend_policies_find(&policies, args->what);
		if (!policy)
			rc = kmend_err_set(err, KMEND_EXIT_REFUSED,
					   "%s: no such policy: kmend policy list", args->what);
		else if (args->json)
			rc = kmend_json_print(policy_json(&policies, policy), false, err);
		else
			print_policy(&policies, policy);
	}
	kmend_policies_destroy(&policies);
	return rc;
}

static int save(const struct kmend_policies *policies, const char *path, struct kmend_err *err)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", path);
	kmend_policy_file_print(out, policies);
	if (fclose(out))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", path);
	return kmend_file_replace(path, text, size, err);
}

static int run_save(const struct args *args, struct kmend_err *err)
{
	struct kmend_policies policies = { 0 };
	int rc;

	rc = kmend_policy_find_manager(err);
	if (!rc)
		rc = kmend_policy_read(&policies, KMEND_POLICY_DIR, err);
	if (!rc)
		rc = save(&policies, args->what, err);
	kmend_policies_destroy(&policies);
	return rc;
}

static int run_load(const struct args *args, struct kmend_err *err)
{
	struct kmend_policies policies = { 0 };
	_cleanup_free_ char *text = NULL;
	size_t size;
	int rc;

	if (kmend_file_read(args->what, &text, &size, err))
		return -1;
	rc = kmend_policy_file_parse(&policies, args->what, text, size, err);
	if (!rc)
		rc = kmend_policy_find_manager(err);
	if (!rc)
		rc = kmend_policy_check(&policies, KMEND_POLICY_DIR, args->what, err);
	if (!rc)
		rc = kmend_policy_write(&policies, KMEND_POLICY_DIR, args->what, err);
	kmend_policies_destroy(&policies);
	return rc;
}

static const struct verb verbs[] = {
	{ .name = "list", .json = true, .run = run_list },
	{ .name = "show", .what = "NAME", .json = true, .run = run_show },
	{ .name = "save", .what = "FILE", .run = run_save },
	{ .name = "load", .what = "FILE", .run = run_load },
};

static void parse_word(struct argp_state *state, struct args *args, const char *word)
{
	size_t i;

	if (args->verb) {
		if (!args->verb->what || args->what)
			argp_error(state, "%s: '%s' is too much", args->verb->name, word);
		args->what = word;
		return;
	}
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (!strcmp(verbs[i].name, word))
			args->verb = &verbs[i];
	}
	if (!args->verb)
		argp_error(state, "'%s' is none of list, show, save, load", word);
}

static void check(struct argp_state *state, const struct args *args)
{
	if (!args->verb)
		argp_error(state, "one of list, show, save, load is missing");
	if (args->verb->what && !args->what)
		argp_error(state, "%s: %s is missing", args->verb->name, args->verb->what);
	if (args->json && !args->verb->json)
		argp_error(state, "%s prints nothing and takes no --json", args->verb->name);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case 'j':
		args->json = true;
		return 0;
	case ARGP_KEY_ARG:
		parse_word(state, args, arg);
		return 0;
	case ARGP_KEY_END:
		check(state, args);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ 0 }
};

static const struct argp argp = {
	options, parse, "list\nshow NAME\nsave FILE\nload FILE",
	"Show the manager's policies, or one; write all of them and which is the default to a "
	"file; bring them back from such a file, after a boot for one.\v"
	"load looks at the whole file first and changes nothing if there is an error in it. It "
	"makes the policies that do not exist. Values, and policies, that the file does not name stay as "
	"they are. list, show and save need no privilege.",
	NULL, NULL, NULL
};

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct args args = { 0 };

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	return args.verb->run(&args, err);
}

const struct kmend_command kmend_cmd_policy = {
	.name = "policy",
	.summary = "show the policies, save them to a file, load them from it",
	.run = run,
};
