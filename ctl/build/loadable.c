// SPDX-License-Identifier: GPL-2.0
/*
 * What the module loader refuses is told late, on another machine, and of the
 * symbols that it does not know only one at a time. All that it will ask can be
 * asked here: see check_version(), verify_namespace_is_imported() and
 * klp_resolve_symbols() in the kernel.
 */
#include "loadable.h"

#include <elf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "config.h"
#include "files.h"
#include "kernel.h"
#include "modinfo.h"
#include "symbols.h"
#include "symvers.h"

#define SHN_LIVEPATCH	0xff20
#define KLP_SYM_VMLINUX	".klp.sym.vmlinux."

/* The kernel's struct modversion_info: a long for the CRC, and the name. */
enum {
	VERSION_SIZE = 64,
	VERSION_NAME = 8,
	VERMAGIC_MAX = 160,
};

struct loadable {
	const struct kmend_kernel *k;
	const struct kmend_symvers *symvers;
	const struct kmend_symbols *symbols;
	const struct kmend_obj *obj;
	const struct kmend_sec *versions;	/* NULL: this kernel has none */
	struct kmend_err *err;
};

/* The kernel's own string, from its image; NULL: not there. */
static const char *kernel_vermagic(const struct loadable *l)
{
	const struct kmend_ksym *const *found;
	const char *text;

	if (kmend_symbols_find(l->symbols, "vermagic", &found) != 1)
		return NULL;
	text = (const char *)kmend_symbols_bytes(l->symbols, found[0]->addr, VERMAGIC_MAX);
	return text && memchr(text, 0, VERMAGIC_MAX) ? text : NULL;
}

static int check_vermagic(const struct loadable *l)
{
	const char *ours = kmend_modinfo_next(l->obj, "vermagic", NULL);
	const char *theirs = kernel_vermagic(l);
	size_t n = strlen(l->k->release);

	if (!ours)
		return kmend_err_set(l->err, KMEND_EXIT_REFUSED,
				     "the module that %s built has no vermagic", l->k->headers);
	if (theirs ? !strcmp(ours, theirs) : !strncmp(ours, l->k->release, n) && ours[n] == ' ')
		return 0;
	return kmend_err_set(l->err, KMEND_EXIT_REFUSED,
			     "%s builds modules of vermagic '%s', but the kernel takes '%s': give the headers of %s",
			     l->k->headers, ours, theirs ? theirs : l->k->release, l->k->release);
}

static int find_versions(struct loadable *l)
{
	_cleanup_free_ char *config = NULL;
	char value[8];

	if (kmend_file_read(l->k->config, &config, NULL, l->err))
		return -1;
	kmend_config_value(config, "CONFIG_MODVERSIONS", value, sizeof(value));
	if (strcmp(value, "y"))
		return 0;
	l->versions = kmend_obj_section(l->obj, "__versions");
	if (!l->versions || !l->versions->data || l->versions->size % VERSION_SIZE)
		return kmend_err_set(l->err, KMEND_EXIT_REFUSED,
				     "the module has no symbol versions, but kernel %s asks for them: give its Module.symvers",
				     l->k->release);
	return 0;
}

static const uint8_t *find_version(const struct loadable *l, const char *name)
{
	for (size_t at = 0; at < l->versions->size; at += VERSION_SIZE)
		if (!strncmp((const char *)l->versions->data + at + VERSION_NAME, name,
			     VERSION_SIZE - VERSION_NAME))
			return l->versions->data + at;
	return NULL;
}

static int check_version(const struct loadable *l, const struct kmend_export *export)
{
	const uint8_t *version = find_version(l, export->name);

	if (!version)
		return kmend_err_set(l->err, KMEND_EXIT_REFUSED,
				     "the module has no version of symbol '%s', but kernel %s asks for it",
				     export->name, l->k->release);
	if (kmend_get64(version) == export->crc)
		return 0;
	return kmend_err_set(l->err, KMEND_EXIT_REFUSED,
			     "the module has version 0x%08llx of symbol '%s', kernel %s has 0x%08x: headers or Module.symvers of another kernel",
			     (unsigned long long)kmend_get64(version), export->name,
			     l->k->release, export->crc);
}

static bool is_imported(const struct loadable *l, const char *ns)
{
	const char *value = NULL;

	while ((value = kmend_modinfo_next(l->obj, "import_ns", value)))
		if (!strcmp(value, ns))
			return true;
	return false;
}

/* Then modules are loaded before it, and with them what they use of others. */
static bool holds_modules(const struct loadable *l)
{
	return kmend_modinfo_next(l->obj, "kmend_holds", NULL);
}

static int check_undefined(const struct loadable *l, const char *name)
{
	const struct kmend_export *export = kmend_symvers_find(l->symvers, name);

	if (!export)
		return kmend_err_set(l->err, KMEND_EXIT_REFUSED,
				     "the module needs symbol '%s', which kernel %s neither exports nor has",
				     name, l->k->release);
	if (strcmp(export->module, "vmlinux") && !holds_modules(l))
		return kmend_err_set(l->err, KMEND_EXIT_REFUSED,
				     "the patch needs symbol '%s' of module %s, which need not be loaded",
				     name, export->module);
	if (*export->ns && !is_imported(l, export->ns))
		return kmend_err_set(l->err, KMEND_EXIT_REFUSED,
				     "the module needs symbol '%s' but does not import its namespace %s",
				     name, export->ns);
	return l->versions ? check_version(l, export) : 0;
}

/* ".klp.sym.vmlinux.NAME,POSITION"; those of other objects the loader leaves for later. */
static int check_livepatch(const struct loadable *l, const char *full)
{
	const struct kmend_ksym *const *found;
	_cleanup_free_ char *name = NULL;
	unsigned long position;
	const char *comma;
	char *end;
	size_t n;

	if (strncmp(full, KLP_SYM_VMLINUX, strlen(KLP_SYM_VMLINUX)))
		return 0;
	comma = strrchr(full, ',');
	name = comma ? strndup(full + strlen(KLP_SYM_VMLINUX),
			       comma - full - strlen(KLP_SYM_VMLINUX)) : NULL;
	if (!name)
		return kmend_err_set(l->err, KMEND_EXIT_REFUSED,
				     "'%s' is not the name of a livepatch symbol", full);
	position = strtoul(comma + 1, &end, 10);
	n = kmend_symbols_find(l->symbols, name, &found);
	if (!*end && (position ? position <= n : n == 1))
		return 0;
	return kmend_err_set(l->err, KMEND_EXIT_REFUSED,
			     "the module needs number %lu of the symbols '%s', kernel %s has %zu",
			     position, name, l->k->release, n);
}

static int check_symbols(const struct loadable *l)
{
	for (size_t i = 1; i < l->obj->nr_syms; i++) {
		const struct kmend_sym *sym = &l->obj->syms[i];

		if (sym->shndx == SHN_UNDEF && *sym->name && check_undefined(l, sym->name))
			return -1;
		if (sym->shndx == SHN_LIVEPATCH && check_livepatch(l, sym->name))
			return -1;
	}
	return 0;
}

/* It is not among the symbols, but the loader compares it first of all: struct module. */
static int check_layout(const struct loadable *l)
{
	const struct kmend_export *export = kmend_symvers_find(l->symvers, "module_layout");

	if (!l->versions)
		return 0;
	if (!export)
		return kmend_err_set(l->err, KMEND_EXIT_REFUSED,
				     "%s lists no module_layout, so it is not the kernel's Module.symvers",
				     l->k->symvers);
	return check_version(l, export);
}

int kmend_loadable_check(const char *ko, const struct kmend_kernel *k,
			 const struct kmend_symvers *symvers,
			 const struct kmend_symbols *symbols, struct kmend_err *err)
{
	struct kmend_obj *obj = kmend_obj_open(ko, err);
	struct loadable l = {
		.k = k, .symvers = symvers, .symbols = symbols, .obj = obj, .err = err,
	};
	int ret;

	if (!obj)
		return -1;
	ret = check_vermagic(&l) || find_versions(&l) || check_layout(&l) ||
	      check_symbols(&l) ? -1 : 0;
	kmend_obj_close(obj);
	return ret;
}
