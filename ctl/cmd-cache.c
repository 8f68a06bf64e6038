// SPDX-License-Identifier: GPL-2.0
/* kmend cache: what builds keep, and taking it away. */
#include "cmd.h"

#include <argp.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "build/caches.h"
#include "json.h"
#include "text.h"

enum { DAYS_MAX = 36500 };

/**
 * struct args - the command line
 * @verb: "list" or "clean"
 * @releases: @nr kernels; none: all
 * @nr: see @releases
 * @days: only what was not used for so many; 0: all
 * @json: print JSON
 */
struct args {
	const char *verb;
	char **releases;
	size_t nr;
	uint32_t days;
	bool json;
};

static uint64_t ns_of(const struct timespec *time)
{
	return time->tv_sec * UINT64_C(1000000000) + time->tv_nsec;
}

static const char *state_of(const struct kmend_cached *cached)
{
	if (cached->in_use)
		return "in use";
	return cached->complete ? "ready" : "incomplete";
}

static void print_text(const struct kmend_cached *list, size_t nr)
{
	if (nr)
		printf("%-28s %8s  %-19s  %-10s  %s\n", "RELEASE", "SIZE", "LAST USED", "STATE", "SOURCE");
	for (; nr--; list++) {
		kmend_text_put(stdout, list->release);
		printf("%*s %6" PRIu64 "MB  ", 28 - (int)strnlen(list->release, 28), "",
		       (list->size + 999999) / 1000000);
		kmend_text_put_time(stdout, ns_of(&list->used));
		printf("  %-10s  ", state_of(list));
		kmend_text_put(stdout, list->source);
		putchar('\n');
	}
}

static json_t *json_of(const struct kmend_cached *cached)
{
	json_t *object = json_pack("{s:o, s:o, s:I, s:I, s:b, s:b}",
				   "release", kmend_json_text(cached->release),
				   "path", kmend_json_text(cached->path),
				   "size", (json_int_t)cached->size,
				   "used_ns", (json_int_t)ns_of(&cached->used),
				   "in_use", cached->in_use, "complete", cached->complete);

	if (object && cached->complete)
		json_object_set_new(object, "source", kmend_json_text(cached->source));
	return object;
}

static int print_json(const struct kmend_cached *list, size_t nr, struct kmend_err *err)
{
	json_t *array = json_array();

	for (; nr--; list++)
		json_array_append_new(array, json_of(list));
	return kmend_json_print(array, false, err);
}

static bool is_wanted(const struct args *args, const struct kmend_cached *cached)
{
	if (args->days && time(NULL) - cached->used.tv_sec < (time_t)args->days * 24 * 3600)
		return false;
	for (size_t i = 0; i < args->nr; i++)
		if (!strcmp(args->releases[i], cached->release))
			return true;
	return !args->nr;
}

static int check_known(const struct args *args, const struct kmend_cached *list, size_t nr,
		       struct kmend_err *err)
{
	for (size_t i = 0; i < args->nr; i++) {
		size_t j = 0;

		while (j < nr && strcmp(args->releases[i], list[j].release))
			j++;
		if (j == nr)
			return kmend_err_set(err, KMEND_EXIT_REFUSED,
					     "%s: nothing is kept for this kernel: kmend cache list",
					     args->releases[i]);
	}
	return 0;
}

/* One that cannot be removed does not keep the others. */
static int clean(const struct args *args, const struct kmend_cached *list, size_t nr,
		 struct kmend_err *err)
{
	if (check_known(args, list, nr, err))
		return -1;
	for (; nr--; list++) {
		struct kmend_err failed = { .code = KMEND_EXIT_OK };

		if (!is_wanted(args, list))
			continue;
		if (!kmend_caches_remove(list, &failed)) {
			kmend_text_put(stdout, list->release);
			printf(": removed, %" PRIu64 " MB\n", (list->size + 999999) / 1000000);
		} else if (err->code == KMEND_EXIT_OK) {
			*err = failed;
		} else {
			kmend_err_also(err, &failed);
		}
	}
	return err->code == KMEND_EXIT_OK ? 0 : -1;
}

static void take_argument(struct argp_state *state, struct args *args)
{
	args->verb = state->argv[state->next];
	if (strcmp(args->verb, "list") && strcmp(args->verb, "clean"))
		argp_error(state, "'%s' is none of list, clean", args->verb);
	args->releases = state->argv + state->next + 1;
	args->nr = state->argc - state->next - 1;
	if (args->nr && !strcmp(args->verb, "list"))
		argp_error(state, "list: '%s' is too much", *args->releases);
}

static void check(struct argp_state *state, const struct args *args)
{
	if (!args->verb)
		argp_error(state, "one of list, clean is missing");
	if (args->json && strcmp(args->verb, "list"))
		argp_error(state, "only list takes --json");
	if (args->days && strcmp(args->verb, "clean"))
		argp_error(state, "only clean takes --older");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case 'j':
		args->json = true;
		return 0;
	case 'o':
		if (!kmend_text_parse_number(arg, DAYS_MAX, &args->days))
			argp_error(state, "--older takes a number of days from 1 to %d", DAYS_MAX);
		return 0;
	case ARGP_KEY_ARGS:
		take_argument(state, args);
		return 0;
	case ARGP_KEY_END:
		check(state, args);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "list: print a JSON array", 0 },
	{ "older", 'o', "DAYS", 0, "clean: only what no build has used for so long", 0 },
	{ 0 }
};

static const struct argp argp = {
	options, parse, "list\nclean [RELEASE...]",
	"Show what builds keep in $XDG_CACHE_HOME/kmend (default: ~/.cache/kmend), about 1.4 GB for "
	"each kernel that was built for; or remove that of some kernels or of all. The next build "
	"makes it again.\v"
	"What a build uses is left alone, with exit code 5; a build that begins at the same time "
	"waits.",
	NULL, NULL, NULL
};

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct kmend_cached *list;
	struct args args = { 0 };
	size_t nr;
	int rc = 0;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (kmend_caches_list(&list, &nr, err))
		return -1;
	if (!strcmp(args.verb, "clean"))
		rc = clean(&args, list, nr, err);
	else if (args.json)
		rc = print_json(list, nr, err);
	else
		print_text(list, nr);
	free(list);
	return rc;
}

const struct kmend_command kmend_cmd_cache = {
	.name = "cache",
	.summary = "show what builds keep, or remove it",
	.run = run,
};
