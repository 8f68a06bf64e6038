// SPDX-License-Identifier: GPL-2.0
/*
 * A patch module is the differ's objects and one generated source file, linked
 * by the kernel's own kbuild like any other module.
 */
#include "package.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "../../uapi/kmend.h"
#include "../../uapi/kmend_patch.h"
#include "files.h"
#include "link.h"
#include "loadable.h"
#include "namespaces.h"
#include "replay.h"
#include "run.h"
#include "seal.h"
#include "symvers.h"

/* The kernel has 56 bytes for a module's name, the last is NUL. */
enum { MODULE_NAME_MAX = 55 };
_Static_assert((int)MODULE_NAME_MAX <= (int)KMEND_ID_MAX, "an id that fits a module name is valid");

extern const char kmend_asset_patch_h[], kmend_asset_patch_h_end[];

int kmend_package_check_id(const char *id, struct kmend_err *err)
{
	/* The module is named after it, and that is the tighter limit. */
	if (!*id || strlen(id) > MODULE_NAME_MAX)
		return kmend_err_set(err, KMEND_EXIT_USAGE,
				     "the id '%.80s' must have 1 to %d characters; choose one with --id",
				     id, MODULE_NAME_MAX);
	for (const char *p = id; *p; p++)
		if (!isalnum((unsigned char)*p) && (p == id || !strchr("-_.", *p)))
			return kmend_err_set(err, KMEND_EXIT_USAGE,
					     "the id '%s' may have letters, digits, '-', '_' and '.', and begins with a letter or a digit; choose one with --id",
					     id);
	/* The modules and objects that are linked by such names; '-' and '.' become '_'. */
	if (!strcmp(id, "kmend") || (!strncmp(id, "kmend", 5) && strchr("-_.", id[5]) &&
				     (!strcmp(id + 6, "main") || !strncmp(id + 6, "unit", 4))))
		return kmend_err_set(err, KMEND_EXIT_USAGE,
				     "the id '%s' is taken by kmend itself; choose another with --id", id);
	if (!strcmp(id, "all"))
		return kmend_err_set(err, KMEND_EXIT_USAGE,
				     "the id 'all' means every patch in --replaces; choose another with --id");
	return 0;
}

/* A C string literal; octal, for "\x41" followed by "1" would be one character. */
static void put_string(FILE *f, const char *text)
{
	fputc('"', f);
	for (; *text; text++) {
		unsigned char c = *text;

		if (isalnum(c) || (c < 0x7f && strchr(" _-.,:;/()+*=<>[]#%&!'@", c)))
			fputc(c, f);
		else
			fprintf(f, "\\%03o", c);
	}
	fputc('"', f);
}

static void put_info(FILE *f, const char *key, const char *text)
{
	fprintf(f, "MODULE_INFO(%s, ", key);
	put_string(f, text);
	fputs(");\n", f);
}

static void put_field(FILE *f, const char *field, const char *text)
{
	fprintf(f, "\t.%s = (unsigned long)", field);
	put_string(f, text);
	fputs(",\n", f);
}

/* A unit that only adds functions is linked for them; there is nothing to redirect. */
static void put_units(FILE *f, const struct kmend_package *pkg, const char *format)
{
	for (size_t i = 0; i < pkg->nr_units; i++)
		if (pkg->units[i].nr_replaced)
			fprintf(f, format, pkg->units[i].symbol);
}

static void put_relation_ids(FILE *f, const struct kmend_relations *relations)
{
	for (enum kmend_relation i = 0; i < KMEND_NR_RELATIONS; i++) {
		const struct kmend_ids *list = &relations->lists[i];

		if (!list->nr)
			continue;
		fprintf(f, "\nstatic const __u64 %s[] __used __aligned(8) = {\n",
			kmend_relation_name(i));
		for (size_t j = 0; j < list->nr; j++) {
			fputs("\t(unsigned long)", f);
			put_string(f, list->ids[j]);
			fputs(",\n", f);
		}
		fputs("};\n", f);
	}
}

static void put_relations(FILE *f, const struct kmend_relations *relations)
{
	for (enum kmend_relation i = 0; i < KMEND_NR_RELATIONS; i++) {
		const char *name = kmend_relation_name(i);

		if (relations->lists[i].nr)
			fprintf(f, "\t.%s = (unsigned long)%s,\n\t.nr_%s = %zu,\n", name, name,
				name, relations->lists[i].nr);
	}
	if (relations->replaces_all)
		fputs("\t.flags = KMEND_PATCH_REPLACES_ALL,\n", f);
}

static void put_desc(FILE *f, const struct kmend_package *pkg, const struct kmend_kernel *k)
{
	put_units(f, pkg, "extern const struct kmend_unit_desc %s;\n");
	fputs("\nstatic const __u64 units[] __used __aligned(8) = {\n", f);
	put_units(f, pkg, "\t(unsigned long)&%s,\n");
	fputs("};\n", f);
	put_relation_ids(f, pkg->relations);
	fputs("\nstatic const struct kmend_patch_desc desc __used __section(KMEND_SEC_PATCH) = {\n"
	      "\t.magic = KMEND_PATCH_MAGIC,\n"
	      "\t.version = KMEND_PATCH_VERSION,\n"
	      "\t.patch_size = sizeof(struct kmend_patch_desc),\n"
	      "\t.unit_size = sizeof(struct kmend_unit_desc),\n"
	      "\t.func_size = sizeof(struct kmend_func_desc),\n"
	      "\t.site_size = sizeof(struct kmend_site),\n"
	      "\t.ref_size = sizeof(struct kmend_ref),\n"
	      "\t.symbol_size = sizeof(struct kmend_symbol),\n", f);
	put_field(f, "id", pkg->id);
	put_field(f, "description", pkg->description);
	put_field(f, "release", k->release);
	put_field(f, "tool", "kmend " KMEND_VERSION);
	put_relations(f, pkg->relations);
	fputs("\t.units = (unsigned long)units,\n"
	      "\t.nr_units = sizeof(units) / sizeof(units[0]),\n};\n", f);
}

static const char code[] =
	"\n"
	"static typeof(&kmend_patch_unregister) unregister;\n"
	"\n"
	"static int __init kmend_unit_init(void)\n"
	"{\n"
	"	typeof(&kmend_patch_register) enroll = symbol_get(kmend_patch_register);\n"
	"	int ret;\n"
	"\n"
	"	if (!enroll) {\n"
	"		pr_err(\"%s: load kmend first\\n\", KBUILD_MODNAME);\n"
	"		return -ENOENT;\n"
	"	}\n"
	"	unregister = symbol_get(kmend_patch_unregister);\n"
	"	ret = unregister ? enroll(THIS_MODULE, &desc) : -ENOENT;\n"
	"	if (ret && unregister)\n"
	"		symbol_put(kmend_patch_unregister);\n"
	"	if (ret)\n"
	"		symbol_put(kmend_patch_register);\n"
	"	return ret;\n"
	"}\n"
	"\n"
	"static void __exit kmend_unit_exit(void)\n"
	"{\n"
	"	unregister(&desc);\n"
	"	symbol_put(kmend_patch_unregister);\n"
	"	symbol_put(kmend_patch_register);\n"
	"}\n"
	"\n"
	"module_init(kmend_unit_init);\n"
	"module_exit(kmend_unit_exit);\n"
	"MODULE_LICENSE(\"GPL\");\n";

static void put_relation_infos(FILE *f, const struct kmend_relations *relations)
{
	char key[32];

	for (enum kmend_relation i = 0; i < KMEND_NR_RELATIONS; i++) {
		snprintf(key, sizeof(key), "kmend_%s", kmend_relation_name(i));
		for (size_t j = 0; j < relations->lists[i].nr; j++)
			put_info(f, key, relations->lists[i].ids[j]);
	}
	if (relations->replaces_all)
		put_info(f, "kmend_replaces_all", "1");
}

static void put_infos(FILE *f, const struct kmend_package *pkg, const struct kmend_kernel *k,
		      const struct kmend_namespaces *namespaces)
{
	char format[16];

	snprintf(format, sizeof(format), "%d", KMEND_PATCH_VERSION);
	put_info(f, "kmend_format", format);
	put_info(f, "kmend_id", pkg->id);
	put_info(f, "kmend_description", pkg->description);
	put_info(f, "kmend_release", k->release);
	put_info(f, "kmend_tool", "kmend " KMEND_VERSION);
	put_relation_infos(f, pkg->relations);
	/* What MODULE_IMPORT_NS() is, whose argument is quoted in some kernels only. */
	for (size_t i = 0; i < namespaces->nr; i++)
		put_info(f, "import_ns", namespaces->names[i]);
	for (size_t i = 0; i < pkg->nr_units; i++)
		for (size_t j = 0; j < pkg->units[i].nr_replaced; j++) {
			char text[1024];

			snprintf(text, sizeof(text), "%s:%s:%s", pkg->units[i].home,
				 pkg->units[i].source, pkg->units[i].replaced[j]);
			put_info(f, "kmend_func", text);
		}
}

static int write_source(const struct kmend_package *pkg, const struct kmend_kernel *k,
			const struct kmend_namespaces *namespaces, struct kmend_err *err)
{
	char path[PATH_MAX], *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	int ret;

	if (!f)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	fputs("// SPDX-License-Identifier: GPL-2.0\n"
	      "/* Generated by kmend build. */\n"
	      "#include <linux/module.h>\n\n#include \"kmend_patch.h\"\n\n", f);
	put_desc(f, pkg, k);
	fputs(code, f);
	put_infos(f, pkg, k, namespaces);
	if (fclose(f) || kmend_path(path, err, "%s/kmend_main.c", pkg->dir)) {
		free(text);
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	}
	ret = kmend_file_write(path, text, size, err);
	free(text);
	return ret;
}

/* kbuild takes an object as it is from a file named .o_shipped. */
static int write_kbuild(const struct kmend_package *pkg, struct kmend_err *err)
{
	char path[PATH_MAX], *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	int ret = -1;

	if (!f)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	fprintf(f, "obj-m := %s.o\n%s-y := kmend_main.o", pkg->module, pkg->module);
	for (size_t i = 0; i < pkg->nr_units; i++)
		fprintf(f, " %s.o", pkg->units[i].symbol);
	fputc('\n', f);
	if (fclose(f))
		kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	else if (!kmend_path(path, err, "%s/Kbuild", pkg->dir))
		ret = kmend_file_write(path, text, size, err);
	free(text);
	return ret;
}

static int write_files(const struct kmend_package *pkg, const struct kmend_kernel *k,
		       const struct kmend_namespaces *namespaces, struct kmend_err *err)
{
	char path[PATH_MAX];

	if (write_source(pkg, k, namespaces, err) || write_kbuild(pkg, err) ||
	    kmend_path(path, err, "%s/kmend_patch.h", pkg->dir) ||
	    kmend_file_write(path, kmend_asset_patch_h,
			     kmend_asset_patch_h_end - kmend_asset_patch_h, err))
		return -1;
	for (size_t i = 0; i < pkg->nr_units; i++) {
		const struct kmend_package_unit *unit = &pkg->units[i];

		if (kmend_path(path, err, "%s/%s.o_shipped", pkg->dir, unit->symbol) ||
		    kmend_file_copy(unit->object, path, err))
			return -1;
		/* modpost warns of an object that no command has made. */
		if (kmend_path(path, err, "%s/.%s.o.cmd", pkg->dir, unit->symbol) ||
		    kmend_file_write(path, "", 0, err))
			return -1;
	}
	return 0;
}

static int run_kbuild(const struct kmend_package *pkg, const struct kmend_kernel *k, unsigned int jobs,
		      struct kmend_err *err)
{
	char m[PATH_MAX], j[24];
	/*
	 * Debug information would tell where it was built, in a module of which the code
	 * that matters has none, and type information would be made of it.
	 */
	char *argv[] = { "make", "-s", j, "-C", (char *)k->headers, m, "KCFLAGS=-g0",
			 "CONFIG_DEBUG_INFO_BTF_MODULES=", "KBUILD_MODPOST_WARN=1", "modules",
			 NULL };

	snprintf(j, sizeof(j), "-j%u", jobs);
	if (kmend_path(m, err, "M=%.4000s", pkg->dir))
		return -1;
	return kmend_run_or_fail(NULL, argv, "cannot build the patch module", err);
}

/* As kbuild did it the last time, or else by kbuild. */
static int make_module(const struct kmend_package *pkg, const struct kmend_kernel *k, unsigned int jobs,
		       struct kmend_err *err)
{
	struct kmend_replay r = { pkg->recipe, k, pkg->dir, pkg->module,
				  calloc(pkg->nr_units + 1, sizeof(*r.objects)), pkg->nr_units };
	bool done = false;
	int ret;

	if (!r.objects)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	for (size_t i = 0; i < pkg->nr_units; i++)
		r.objects[i] = pkg->units[i].symbol;
	ret = kmend_replay_run(&r, &done, err);
	if (!ret && !done)
		ret = run_kbuild(pkg, k, jobs, err) || kmend_replay_record(&r, err) ? -1 : 0;
	free(r.objects);
	return ret;
}

static int build(const struct kmend_package *pkg, const struct kmend_kernel *k,
		 const struct kmend_symvers *symvers, unsigned int jobs, char ko[PATH_MAX],
		 struct kmend_err *err)
{
	struct kmend_namespaces namespaces = { 0 };
	int ret = 0;

	for (size_t i = 0; i < pkg->nr_units && !ret; i++)
		ret = kmend_namespaces_add(&namespaces, pkg->units[i].object, symvers, err);
	ret = ret || write_files(pkg, k, &namespaces, err) || make_module(pkg, k, jobs, err) ||
	      kmend_path(ko, err, "%s/%s.ko", pkg->dir, pkg->module) ? -1 : 0;
	free(namespaces.names);
	return ret;
}

int kmend_package_build(const struct kmend_package *pkg, const struct kmend_kernel *k,
			const struct kmend_symbols *symbols, unsigned int jobs,
			char ko[PATH_MAX], struct kmend_err *err)
{
	struct kmend_symvers *symvers = kmend_symvers_open(k->symvers, err);
	int ret;

	if (!symvers)
		return -1;
	ret = build(pkg, k, symvers, jobs, ko, err) ||
	      kmend_link_module(ko, k->symvers, symbols, err) ||
	      kmend_loadable_check(ko, k, symvers, symbols, err) ||
	      kmend_seal_write(ko, err) ? -1 : 0;
	kmend_symvers_close(symvers);
	return ret;
}
