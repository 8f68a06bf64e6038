// SPDX-License-Identifier: GPL-2.0
/*
 * submit ID [POLICY]: ask for a patch whose module is loaded already, which the command does
 * by files. Does not wait.
 */
#include <stdio.h>

#include "libkmend.h"

int main(int argc, char **argv)
{
	struct libkmend_options options = { .size = sizeof(options) };
	struct libkmend *kmend;
	int rc;

	if (argc < 2)
		return 2;
	options.policy = argv[2];
	rc = libkmend_open(&kmend);
	if (rc)
		return 1;
	rc = libkmend_submit(kmend, argv[1], &options);
	if (rc)
		fprintf(stderr, "submit: %s: %s\n", argv[1], libkmend_error(kmend));
	libkmend_close(kmend);
	return rc ? 1 : 0;
}
