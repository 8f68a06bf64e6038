// SPDX-License-Identifier: GPL-2.0
/* What a patch module says of itself, read from the file without loading it. */
#include "patch-file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libkmod.h>

#include <kmend.h>
#include <kmend_patch.h>

#include "build/seal.h"
#include "module.h"
#include "text.h"

/* Say what is wrong with the file itself, before a library says "invalid". */
static int check_header(const char *path, const Elf64_Ehdr *header, ssize_t size,
			off_t file_size, struct kmend_err *err)
{
	if (size < SELFMAG || memcmp(header->e_ident, ELFMAG, SELFMAG))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: not an ELF file, so no patch module: kmend build makes one",
				     path);
	if (size < (ssize_t)sizeof(*header))
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: cut short: copy it again", path);
	if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
	    header->e_machine != EM_X86_64)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: for another machine: kmend handles x86-64", path);
	if (header->e_type != ET_REL)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: not a kernel module: kmend build makes one", path);
	/* libkmod ends the program over some of these. */
	if (header->e_shentsize != sizeof(Elf64_Shdr) || header->e_shstrndx == SHN_UNDEF ||
	    header->e_shstrndx >= header->e_shnum)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: damaged: its section table makes no sense: build it again",
				     path);
	if (header->e_shoff > (uint64_t)file_size ||
	    (uint64_t)header->e_shnum * sizeof(Elf64_Shdr) > file_size - header->e_shoff)
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: cut short: copy it again", path);
	return 0;
}

/* Opens it, too: what is read and loaded later is this file, not what has its name then. */
static int check_file(struct kmend_patch_file *file, const char *path, struct kmend_err *err)
{
	Elf64_Ehdr header;
	ssize_t size;

	/* Not blocking: the path may be a pipe that nobody writes to. */
	file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file->fd < 0)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", path, strerror(errno));
	snprintf(file->from, sizeof(file->from), "/proc/self/fd/%d", file->fd);
	if (fstat(file->fd, &file->stat) || !S_ISREG(file->stat.st_mode))
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: not a regular file", path);
	memset(&header, 0, sizeof(header));
	size = pread(file->fd, &header, sizeof(header), 0);
	return check_header(path, &header, size, file->stat.st_size, err);
}

/* OBJECT:SOURCE:FUNCTION, where only the source may hold a colon. */
static int take_func(struct kmend_patch_file_func *func, const char *value)
{
	const char *first = strchr(value, ':');
	const char *last = strrchr(value, ':');

	if (!first || first == last || first == value || !last[1])
		return -EBADMSG;
	func->object = strndup(value, first - value);
	func->source = strndup(first + 1, last - first - 1);
	func->name = strdup(last + 1);
	return func->object && func->source && func->name ? 0 : -ENOMEM;
}

static int add_func(struct kmend_patch_file_func **list, size_t *nr, const char *value)
{
	struct kmend_patch_file_func *more;

	more = reallocarray(*list, *nr + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	*list = more;
	more[*nr] = (struct kmend_patch_file_func){ NULL };
	return take_func(&more[(*nr)++], value);
}

/* KIND:OBJECT:SOURCE:FUNCTION */
static int add_hook(struct kmend_patch_file *file, const char *value)
{
	struct kmend_patch_file_hook *more, *hook;
	size_t length = strcspn(value, ":");

	if (!length || !value[length])
		return -EBADMSG;
	more = reallocarray(file->hooks, file->nr_hooks + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	file->hooks = more;
	hook = &more[file->nr_hooks++];
	*hook = (struct kmend_patch_file_hook){ .when = strndup(value, length) };
	return hook->when ? take_func(&hook->func, value + length + 1) : -ENOMEM;
}

/* Return: 1 if the key is not that of a relation. */
static int take_relation(struct kmend_relations *relations, const char *key, const char *value)
{
	struct kmend_err err = { .code = KMEND_EXIT_OK };
	char name[32];

	if (!strcmp(key, "kmend_replaces_all")) {
		relations->replaces_all = true;
		return 0;
	}
	for (enum kmend_relation i = 0; i < KMEND_NR_RELATIONS; i++) {
		snprintf(name, sizeof(name), "kmend_%s", kmend_relation_name(i));
		if (strcmp(key, name))
			continue;
		if (!kmend_relations_is_id(value))
			return -EBADMSG;
		return kmend_relations_add(relations, i, value, strlen(value), name,
					   KMEND_EXIT_REFUSED, &err) ? -EBADMSG : 0;
	}
	return 1;
}

/* Once, if it is given several times. */
static int add_name(char ***list, size_t *nr, const char *value)
{
	char **more;

	if (!*value)
		return -EBADMSG;
	for (size_t i = 0; i < *nr; i++)
		if (!strcmp((*list)[i], value))
			return 0;
	more = reallocarray(*list, *nr + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	*list = more;
	more[*nr] = strdup(value);
	return more[(*nr)++] ? 0 : -ENOMEM;
}

/* PATCH:NAME, FUNCTION:REASON or MODULE:REASON */
static int add_text(char ***list, size_t *nr, const char *value)
{
	return *value == ':' || !strchr(value, ':') ? -EBADMSG : add_name(list, nr, value);
}

static void free_texts(char **list, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		free(list[i]);
	free(list);
}

/* One key of the module's information. What the patch has several of may be given again. */
static int take_key(struct kmend_patch_file *file, char **format, const char *key,
		    const char *value)
{
	struct {
		const char *key;
		char **to;
	} keys[] = {
		{ "kmend_format", format },
		{ "kmend_id", &file->id },
		{ "kmend_description", &file->description },
		{ "kmend_release", &file->release },
		{ "kmend_tool", &file->tool },
		{ "name", &file->module },
		{ "vermagic", &file->vermagic },
	};
	size_t i;
	int rc;

	if (!strcmp(key, "kmend_func"))
		return add_func(&file->funcs, &file->nr_funcs, value);
	if (!strcmp(key, "kmend_data"))
		return add_func(&file->data, &file->nr_data, value);
	if (!strcmp(key, "kmend_hook"))
		return add_hook(file, value);
	if (!strcmp(key, "kmend_shadow"))
		return add_text(&file->shadows, &file->nr_shadows, value);
	if (!strcmp(key, "kmend_active"))
		return add_text(&file->active, &file->nr_active, value);
	if (!strcmp(key, "kmend_holds"))
		return add_text(&file->holds, &file->nr_holds, value);
	if (!strcmp(key, "kmend_before_load"))
		return add_name(&file->before_load, &file->nr_before_load, value);
	rc = take_relation(&file->relations, key, value);
	if (rc <= 0)
		return rc;
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(key, keys[i].key))
			continue;
		if (*keys[i].to)
			return -EBADMSG;
		*keys[i].to = strdup(value);
		return *keys[i].to ? 0 : -ENOMEM;
	}
	return 0;
}

static int take_keys(struct kmend_patch_file *file, char **format, struct kmod_module *mod)
{
	struct kmod_list *list = NULL, *entry;
	int rc;

	rc = kmod_module_get_info(mod, &list);
	if (rc < 0)
		return rc;
	rc = 0;
	kmod_list_foreach(entry, list) {
		rc = take_key(file, format, kmod_module_info_get_key(entry),
			      kmod_module_info_get_value(entry));
		if (rc)
			break;
	}
	kmod_module_info_free_list(list);
	return rc;
}

static int check_keys(const struct kmend_patch_file *file, const char *format, const char *path,
		      struct kmend_err *err)
{
	struct kmend_err why = { .code = KMEND_EXIT_OK };
	uint32_t number;

	if (!format)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: a kernel module, but not a patch: kmend build makes one",
				     path);
	if (!kmend_text_parse_number(format, UINT32_MAX, &number))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: damaged: its format is no number: build it again", path);
	if (number != KMEND_PATCH_VERSION)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: patch format %u, this kmend takes %d: build it again with this kmend",
				     path, number, KMEND_PATCH_VERSION);
	if (!file->id || !kmend_relations_is_id(file->id))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: damaged: it has no proper id: build it again", path);
	if (!file->release || !file->release[0] || !file->vermagic || !file->module ||
	    !(file->nr_funcs + file->nr_data + file->nr_hooks + file->nr_shadows))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: damaged: its %s is missing: build it again", path,
				     !file->release || !file->release[0] ? "kernel release" :
				     !file->vermagic			 ? "vermagic" :
				     !file->module			 ? "module name" :
									   "list of functions");
	if (kmend_relations_check(&file->relations, file->id, &why))
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: damaged: %s: build it again",
				     path, why.text);
	return 0;
}

int kmend_patch_file_read(struct kmend_patch_file *file, const char *path, struct kmend_err *err)
{
	struct kmod_module *mod = NULL;
	struct kmod_ctx *ctx;
	char *format = NULL;
	int rc;

	memset(file, 0, sizeof(*file));
	if (check_file(file, path, err))
		return -1;
	ctx = kmend_module_context();
	if (!ctx)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	rc = kmod_module_new_from_path(ctx, file->from, &mod);
	if (!rc)
		rc = take_keys(file, &format, mod);
	if (rc == -ENOMEM)
		kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	else if (rc == -EBADMSG)
		kmend_err_set(err, KMEND_EXIT_REFUSED,
			      "%s: damaged: its information makes no sense: build it again", path);
	else if (rc == -ENODATA || rc == -ENOENT)
		kmend_err_set(err, KMEND_EXIT_REFUSED,
			      "%s: not a kernel module: kmend build makes one", path);
	else if (rc)
		kmend_err_set(err, KMEND_EXIT_REFUSED,
			      "%s: cannot be read as a kernel module (%s): cut short or damaged, copy or build it again",
			      path, strerror(-rc));
	else
		rc = check_keys(file, format, path, err) || kmend_seal_check(file->from, path, err);
	free(format);
	kmod_module_unref(mod);
	kmod_unref(ctx);
	return rc ? -1 : 0;
}

bool kmend_patch_file_is_same(const struct kmend_patch_file *file)
{
	struct stat now;

	return !fstat(file->fd, &now) && now.st_size == file->stat.st_size &&
	       now.st_mtim.tv_sec == file->stat.st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == file->stat.st_mtim.tv_nsec;
}

static void free_func(struct kmend_patch_file_func *func)
{
	free(func->object);
	free(func->source);
	free(func->name);
}

void kmend_patch_file_destroy(struct kmend_patch_file *file)
{
	size_t i;

	for (i = 0; i < file->nr_funcs; i++)
		free_func(&file->funcs[i]);
	free(file->funcs);
	for (i = 0; i < file->nr_data; i++)
		free_func(&file->data[i]);
	free(file->data);
	for (i = 0; i < file->nr_hooks; i++) {
		free(file->hooks[i].when);
		free_func(&file->hooks[i].func);
	}
	free(file->hooks);
	free_texts(file->shadows, file->nr_shadows);
	free_texts(file->active, file->nr_active);
	free_texts(file->holds, file->nr_holds);
	free_texts(file->before_load, file->nr_before_load);
	kmend_relations_destroy(&file->relations);
	free(file->id);
	free(file->description);
	free(file->release);
	free(file->tool);
	free(file->module);
	free(file->vermagic);
	if (file->from[0])
		close(file->fd);
	memset(file, 0, sizeof(*file));
}

int kmend_patch_file_check(const struct kmend_patch_file *file, const char *path,
			   const char *release, struct kmend_err *err)
{
	size_t length = strlen(release);

	if (strcmp(file->release, release))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: built for kernel %s, this is %s: build it with --kernel %s",
				     path, file->release, release, release);
	if (strncmp(file->vermagic, release, length) || file->vermagic[length] != ' ')
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: its module was linked for another kernel (vermagic %s), this is %s: build it again",
				     path, file->vermagic, release);
	return 0;
}
