/* SPDX-License-Identifier: GPL-2.0 */
/* Options and arguments that several commands share. */
#ifndef KMEND_CTL_OPTIONS_H
#define KMEND_CTL_OPTIONS_H

#include <argp.h>
#include <stdbool.h>

#include <libkmend.h>

/**
 * struct kmend_try_options - how to try
 * @request: policy and deadline, as the library takes them
 * @no_wait: return when the manager took the request
 * @json: print JSON
 */
struct kmend_try_options {
	struct libkmend_options request;
	bool no_wait;
	bool json;
};

/**
 * kmend_try_argp - parses them; a child of a command's parser, whose input is a
 * struct kmend_try_options
 */
extern const struct argp kmend_try_argp;

/**
 * struct kmend_plain_options - of a command that takes one name, or none, and --json
 * @what: what the name is of, "ID"; NULL: the command takes none
 * @name: as given
 * @json: print JSON
 */
struct kmend_plain_options {
	const char *what;
	const char *name;
	bool json;
};

/** kmend_plain_parse() - an argp parser whose input is a struct kmend_plain_options */
error_t kmend_plain_parse(int key, char *arg, struct argp_state *state);

/**
 * kmend_options_one() - take the one argument of a command
 * @state: the parser
 * @to: where it goes
 * @arg: the argument; NULL: the arguments ended
 * @what: what it should be, "ID"
 *
 * Ends with a usage error when there is none or a second one.
 */
void kmend_options_one(struct argp_state *state, const char **to, const char *arg,
		       const char *what);

/**
 * struct kmend_arguments - the arguments of a command that takes several
 * @names: @nr of them
 * @nr: at least 1
 */
struct kmend_arguments {
	const char *const *names;
	size_t nr;
};

/**
 * kmend_options_many() - take the arguments of a command that takes one or more
 * @state: the parser
 * @key: what it was called with
 * @to: where they go
 * @what: what they should be, "ID"
 *
 * Ends with a usage error when there is none, or more than a transaction has room for.
 * Return: whether @key was that of the arguments.
 */
bool kmend_options_many(struct argp_state *state, int key, struct kmend_arguments *to,
			const char *what);

#endif
