// SPDX-License-Identifier: GPL-2.0
/* kmend link: make a module's references to unexported symbols resolvable. */
#include <argp.h>
#include <stdbool.h>
#include <stdlib.h>

#include "build/files.h"
#include "build/link.h"
#include "build/seal.h"
#include "build/symbols.h"
#include "cmd.h"

struct kmend_link_args {
	const char *module;
	const char *symvers;
	const char *symbols;
};

static const struct argp_option kmend_link_options[] = {
	{ "symvers", 'V', "FILE", 0, "Module.symvers of the module's kernel (required)", 0 },
	{ "symbols", 'S', "FILE", 0,
	  "the kernel's symbols: vmlinuz, vmlinux or a kallsyms file; without it every name is "
	  "taken to be unique and the module loader refuses the module if one is not", 0 },
	{ 0 }
};

static error_t kmend_link_parse(int key, char *arg, struct argp_state *state)
{
	struct kmend_link_args *args = state->input;

	switch (key) {
	case 'V':
		args->symvers = arg;
		return 0;
	case 'S':
		args->symbols = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (args->module)
			argp_error(state, "one module at a time");
		args->module = arg;
		return 0;
	case ARGP_KEY_END:
		if (!args->module || !args->symvers)
			argp_error(state, "needs a module and --symvers");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* A patch module that was sealed is sealed again as it is now. */
static int kmend_link_sealed(const struct kmend_link_args *args,
			     const struct kmend_symbols *symbols, struct kmend_err *err)
{
	bool sealed;
	char *data;
	size_t size;

	if (kmend_file_read(args->module, &data, &size, err))
		return -1;
	sealed = kmend_seal_look(data, size) != KMEND_SEAL_NONE;
	free(data);
	if (kmend_link_module(args->module, args->symvers, symbols, err))
		return -1;
	return sealed ? kmend_seal_write(args->module, err) : 0;
}

static int kmend_link_run(int argc, char **argv, struct kmend_err *err)
{
	static const struct argp argp = {
		.options = kmend_link_options,
		.parser = kmend_link_parse,
		.args_doc = "FILE.ko",
		.doc = "Turn FILE.ko's references to kernel symbols that are not exported into "
		       "livepatch relocations, which the module loader resolves. FILE.ko is "
		       "replaced; doing it again changes nothing. A patch module's seal is renewed.",
	};
	struct kmend_link_args args = { 0 };
	struct kmend_symbols *symbols = NULL;
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (args.symbols) {
		symbols = kmend_symbols_open(args.symbols, err);
		if (!symbols)
			return -1;
	}
	ret = kmend_link_sealed(&args, symbols, err);
	kmend_symbols_close(symbols);
	return ret;
}

const struct kmend_command kmend_cmd_link = {
	.name = "link",
	.summary = "make a module's references to unexported symbols resolvable",
	.run = kmend_link_run,
};
