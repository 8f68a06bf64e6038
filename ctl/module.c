// SPDX-License-Identifier: GPL-2.0
/* Loading and unloading patch modules. */
#include "module.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include <libkmod.h>

enum {
	UNLOAD_TRIES = 250,
	UNLOAD_PAUSE_MS = 20,
};

/* What goes wrong is told in one line of ours. */
static void no_log(void *data, int priority, const char *file, int line, const char *fn,
		   const char *format, va_list args)
{
}

struct kmod_ctx *kmend_module_context(void)
{
	const char *no_config = NULL;
	struct kmod_ctx *ctx = kmod_new(NULL, &no_config);

	if (ctx)
		kmod_set_log_fn(ctx, no_log, NULL);
	return ctx;
}

static int load_fail(int error, const char *path, const char *name, struct kmend_err *err)
{
	switch (error) {
	case EPERM:
	case EACCES:
		return kmend_err_set(err, KMEND_EXIT_PRIVILEGE,
				     "%s: the kernel does not let this user load modules: run it as root (needs CAP_SYS_MODULE; a locked-down kernel takes signed modules only)",
				     path);
	case EKEYREJECTED:
	case ENOKEY:
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: this kernel takes signed modules only: sign it with a key that the kernel trusts",
				     path);
	case EEXIST:
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: a module %s or a patch of that id is loaded: see lsmod and kmend list",
				     path, name);
	case ENOEXEC:
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: the kernel refuses the module: damaged or for another kernel, see the kernel log (dmesg)",
				     path);
	case ENOENT:
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: the kernel lacks a symbol that the patch needs, or kmend.ko is not loaded: see the kernel log (dmesg)",
				     path);
	case EMEDIUMTYPE:
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: kmend.ko refuses the patch: built for another kernel release",
				     path);
	case EPROTONOSUPPORT:
	case EPROTO:
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: kmend.ko refuses the patch: of another format: build it with the kmend of this kmend.ko",
				     path);
	case ENOMEM:
	case EINTR:
	case EIO:
	case EMFILE:
	case ENFILE:
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: cannot load the module: %s", path,
				     strerror(error));
	}
	/* Every other errno is a refusal; the function and the reason are in the log. */
	return kmend_err_set(err, KMEND_EXIT_REFUSED,
			     "%s: kmend.ko or the module loader refuses the patch (%s): see the kernel log (dmesg)",
			     path, strerror(error));
}

int kmend_module_load(const char *path, const char *name, struct kmend_err *err)
{
	struct kmod_module *mod = NULL;
	struct kmod_ctx *ctx;
	int rc;

	ctx = kmend_module_context();
	if (!ctx)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	rc = kmod_module_new_from_path(ctx, path, &mod);
	if (!rc)
		rc = kmod_module_insert_module(mod, 0, "");
	kmod_module_unref(mod);
	kmod_unref(ctx);
	return rc ? load_fail(-rc, path, name, err) : 0;
}

static int remove_patiently(struct kmod_module *mod)
{
	static const struct timespec pause = { .tv_nsec = UNLOAD_PAUSE_MS * 1000000 };
	int tries, rc = -EAGAIN;

	for (tries = 0; tries < UNLOAD_TRIES; tries++) {
		rc = kmod_module_remove_module(mod, KMOD_REMOVE_NOLOG);
		if (rc != -EAGAIN && rc != -EBUSY)
			break;
		nanosleep(&pause, NULL);
	}
	return rc;
}

int kmend_module_unload(const char *name, struct kmend_err *err)
{
	struct kmod_module *mod = NULL;
	struct kmod_ctx *ctx;
	int rc;

	ctx = kmend_module_context();
	if (!ctx)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	rc = kmod_module_new_from_name(ctx, name, &mod);
	if (!rc)
		rc = remove_patiently(mod);
	kmod_module_unref(mod);
	kmod_unref(ctx);
	if (rc == -ENOENT)
		rc = 0;
	if (rc == -EPERM || rc == -EACCES)
		return kmend_err_set(err, KMEND_EXIT_PRIVILEGE,
				     "%s: the kernel does not let this user unload modules: run it as root (needs CAP_SYS_MODULE)",
				     name);
	if (rc)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: cannot unload the module: %s",
				     name, strerror(-rc));
	return 0;
}
