// SPDX-License-Identifier: GPL-2.0
/* Options and arguments that several commands share. */
#include "options.h"

#include "text.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct kmend_try_options *try = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		try->request.size = sizeof(try->request);
		return 0;
	case 'n':
		try->no_wait = true;
		return 0;
	case 'p':
		try->request.policy = arg;
		return 0;
	case 'd':
		if (!kmend_text_parse_duration(arg, &try->request.deadline_ms))
			argp_error(state, "--deadline %s: not a time from 1ms to 7d, such as 500ms, 5s or 2m",
				   arg);
		return 0;
	case 'j':
		try->json = true;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ "no-wait", 'n', NULL, 0, "Return as soon as the manager took the request", 0 },
	{ "policy", 'p', "NAME", 0, "Try by the rules of this policy", 0 },
	{ "deadline", 'd', "TIME", 0,
	  "Give up after TIME: a number of ms, or 5s, 2m, 1h; overrides the policy's", 0 },
	{ "json", 'j', NULL, 0, "Print one JSON object per event", 0 },
	{ 0 }
};

const struct argp kmend_try_argp = { options, parse, NULL, NULL, NULL, NULL, NULL };

void kmend_options_one(struct argp_state *state, const char **to, const char *arg,
		       const char *what)
{
	if (!arg && !*to)
		argp_error(state, "%s is missing", what);
	if (arg && *to)
		argp_error(state, "one %s only, '%s' is too much", what, arg);
	if (arg)
		*to = arg;
}

bool kmend_options_many(struct argp_state *state, int key, struct kmend_arguments *to,
			const char *what)
{
	if (key == ARGP_KEY_NO_ARGS)
		argp_error(state, "%s is missing", what);
	if (key != ARGP_KEY_ARGS)
		return false;
	to->names = (const char *const *)state->argv + state->next;
	to->nr = state->argc - state->next;
	if (to->nr > KMEND_TRANSACTION_MAX)
		argp_error(state, "%zu times %s, at most %d are possible", to->nr, what,
			   KMEND_TRANSACTION_MAX);
	return true;
}

error_t kmend_plain_parse(int key, char *arg, struct argp_state *state)
{
	struct kmend_plain_options *plain = state->input;

	switch (key) {
	case 'j':
		plain->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (!plain->what)
			argp_error(state, "takes no argument: '%s'", arg);
		kmend_options_one(state, &plain->name, arg, plain->what);
		return 0;
	case ARGP_KEY_NO_ARGS:
		if (plain->what)
			kmend_options_one(state, &plain->name, NULL, plain->what);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}
