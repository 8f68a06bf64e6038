/* SPDX-License-Identifier: GPL-2.0 */
/* Signing a module as the kernel's own build does, for kernels that ask for it. */
#ifndef KMEND_BUILD_SIGN_H
#define KMEND_BUILD_SIGN_H

#include "../err.h"

struct kmend_kernel;

/**
 * struct kmend_signer - who signs
 * @key: file with the private key (PEM); NULL: nobody does
 * @cert: file with its X.509 certificate (PEM); may be the same
 */
struct kmend_signer {
	const char *key;
	const char *cert;
};

/**
 * kmend_sign_check() - try whether it would work
 * @signer: who signs; nothing is done if nobody does
 * @k: the kernel; its headers have the tool, its config says which hash it takes
 * @err: KMEND_EXIT_FAILED: a file is missing, or key and certificate are no good
 *	together; KMEND_EXIT_REFUSED: the kernel knows no signatures
 *
 * Return: 0, or -1 with @err.
 */
int kmend_sign_check(const struct kmend_signer *signer, const struct kmend_kernel *k,
		     struct kmend_err *err);

/**
 * kmend_sign_module() - append a signature
 * @signer: see kmend_sign_check()
 * @k: see kmend_sign_check()
 * @ko: the finished module, seal and all
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_sign_module(const struct kmend_signer *signer, const struct kmend_kernel *k,
		      const char *ko, struct kmend_err *err);

#endif
