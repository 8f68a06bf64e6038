// SPDX-License-Identifier: GPL-2.0
/* Loading and unloading patch modules. */
#include "module.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <gelf.h>
#include <libelf.h>
#include <libkmod.h>

#include "kmsg.h"

enum {
	UNLOAD_TRIES = 250,
	UNLOAD_PAUSE_MS = 20,
	BUILD_ID_MAX = 64, /* the note, 36 bytes with SHA-1 */
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

/* Of what is built in, only what has parameters or a version has a directory there. */
static bool is_built_in(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/module/%.60s", name);
	return !access(path, F_OK);
}

/* @log: what the kernel log says, or where to look */
static int load_fail(int error, const char *path, const char *name, const char *log,
		     struct kmend_err *err)
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
	case EINVAL:
		if (!is_built_in(name))
			break;
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: a part of the kernel itself is called %s: build the patch again with another --id",
				     path, name);
	case ENOEXEC:
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: the kernel refuses the module: damaged or for another kernel, %s",
				     path, log);
	case ENOENT:
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: the kernel lacks a symbol that the patch needs, or kmend.ko is not loaded: %s",
				     path, log);
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
			     "%s: kmend.ko or the module loader refuses the patch (%s): %s",
			     path, strerror(error), log);
}

int kmend_module_load(const char *from, const char *path, const char *name, struct kmend_err *err)
{
	char log[512] = "see the kernel log (dmesg)";
	struct kmod_module *mod = NULL;
	struct kmod_ctx *ctx;
	char reason[400];
	int rc, kmsg;

	ctx = kmend_module_context();
	if (!ctx)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	kmsg = kmend_kmsg_open();
	rc = kmod_module_new_from_path(ctx, from, &mod);
	if (!rc)
		rc = kmod_module_insert_module(mod, 0, "");
	kmod_module_unref(mod);
	kmod_unref(ctx);
	if (rc && kmend_kmsg_reason(kmsg, name, reason, sizeof(reason)))
		snprintf(log, sizeof(log), "the kernel log says: %s", reason);
	if (kmsg >= 0)
		close(kmsg);
	return rc ? load_fail(-rc, path, name, log, err) : 0;
}

int kmend_module_check_live(const char *name, const char *path, struct kmend_err *err)
{
	struct kmod_module *mod = NULL;
	struct kmod_ctx *ctx;
	int state;

	ctx = kmend_module_context();
	if (!ctx || kmod_module_new_from_name(ctx, name, &mod) < 0) {
		kmod_unref(ctx);
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	}
	state = kmod_module_get_initstate(mod);
	kmod_module_unref(mod);
	kmod_unref(ctx);
	if (state == KMOD_MODULE_LIVE)
		return 0;
	if (state == KMOD_MODULE_COMING || state == KMOD_MODULE_GOING)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: changes module %s, which is just being %s: try again",
				     path, name,
				     state == KMOD_MODULE_COMING ? "loaded" : "unloaded");
	return kmend_err_set(err, KMEND_EXIT_REFUSED,
			     "%s: changes module %s, which is not loaded: load it first (modprobe %s)",
			     path, name, name);
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

static const char build_id_section[] = ".note.gnu.build-id";

/* Return: bytes of the note; 0: there is none. */
static size_t build_id_of_loaded(const char *name, unsigned char note[BUILD_ID_MAX])
{
	char path[128];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/sys/module/%.60s/notes/%s", name, build_id_section);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, note, BUILD_ID_MAX);
	close(fd);
	return n > 0 ? n : 0;
}

static size_t find_note(Elf *elf, unsigned char note[BUILD_ID_MAX])
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	const char *name;
	Elf_Data *data;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return 0;
	while ((section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &header))
			return 0;
		name = elf_strptr(elf, names, header.sh_name);
		if (!name || strcmp(name, build_id_section))
			continue;
		data = elf_rawdata(section, NULL);
		if (!data || !data->d_buf || data->d_size > BUILD_ID_MAX)
			return 0;
		memcpy(note, data->d_buf, data->d_size);
		return data->d_size;
	}
	return 0;
}

static size_t build_id_of_file(const char *path, unsigned char note[BUILD_ID_MAX])
{
	size_t n = 0;
	Elf *elf;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf)
		n = find_note(elf, note);
	elf_end(elf);
	close(fd);
	return n;
}

bool kmend_module_is(const char *name, const char *path)
{
	unsigned char loaded[BUILD_ID_MAX], file[BUILD_ID_MAX];
	size_t n = build_id_of_loaded(name, loaded);

	return n && n == build_id_of_file(path, file) && !memcmp(loaded, file, n);
}
