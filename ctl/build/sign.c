// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's scripts/sign-file does the work, with the hash that the config names. A
 * key with a passphrase is opened with what $KBUILD_SIGN_PIN says; it never asks.
 */
#include "sign.h"

#include <stdio.h>
#include <string.h>

#include "config.h"
#include "files.h"
#include "kernel.h"
#include "run.h"

static int check_tool(const struct kmend_kernel *k, char tool[PATH_MAX], char *algorithm, size_t size,
		      struct kmend_err *err)
{
	_cleanup_free_ char *config = NULL;

	if (kmend_path(tool, err, "%s/scripts/sign-file", k->headers) ||
	    kmend_file_read(k->config, &config, NULL, err))
		return -1;
	kmend_config_value(config, "CONFIG_MODULE_SIG_HASH", algorithm, size);
	if (!*algorithm)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "kernel %s knows no signatures of modules (CONFIG_MODULE_SIG_HASH is not set); leave out --sign",
				     k->release);
	if (access(tool, X_OK))
		return kmend_err_set(err, KMEND_EXIT_FAILED,
				     "%s: %m; it belongs to the kernel's headers, and signs modules",
				     tool);
	return 0;
}

int kmend_sign_module(const struct kmend_signer *signer, const struct kmend_kernel *k,
		      const char *ko, struct kmend_err *err)
{
	char tool[PATH_MAX], algorithm[32], what[PATH_MAX + 64];
	char *argv[] = { tool, algorithm, (char *)signer->key, (char *)signer->cert,
			 (char *)ko, NULL };

	if (!signer->key)
		return 0;
	if (check_tool(k, tool, algorithm, sizeof(algorithm), err))
		return -1;
	snprintf(what, sizeof(what), "cannot sign with key %.200s and certificate %.200s",
		 signer->key, signer->cert);
	return kmend_run_or_fail(NULL, argv, what, err);
}

int kmend_sign_check(const struct kmend_signer *signer, const struct kmend_kernel *k,
		     struct kmend_err *err)
{
	char probe[] = "/tmp/kmend-sign-XXXXXX";
	int fd, ret;

	if (!signer->key)
		return 0;
	for (int i = 0; i < 2; i++) {
		fd = kmend_file_open(i ? signer->cert : signer->key, err);
		if (fd < 0)
			return -1;
		close(fd);
	}
	/* Whether they belong together, only signing tells: sign an empty file. */
	fd = mkstemp(probe);
	if (fd < 0)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %m", probe);
	ret = kmend_sign_module(signer, k, probe, err);
	close(fd);
	unlink(probe);
	return ret;
}
