// SPDX-License-Identifier: GPL-2.0
/* kmend info: what a patch module is, and whether it is for this kernel. */
#include "cmd.h"

#include <argp.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/utsname.h>

#include "json.h"
#include "options.h"
#include "patch-file.h"
#include "text.h"

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ 0 }
};

static const struct argp argp = {
	options, kmend_plain_parse, "FILE.ko",
	"Show what a patch module is, which functions it replaces, and whether it is for the "
	"kernel that runs. Loads nothing and needs no privilege.",
	NULL, NULL, NULL
};

static void set_text(json_t *object, const char *key, const char *text)
{
	if (text)
		json_object_set_new(object, key, kmend_json_text(text));
}

static void set_relations(json_t *object, const struct kmend_relations *relations)
{
	json_t *ids;

	for (enum kmend_relation i = 0; i < KMEND_NR_RELATIONS; i++) {
		const struct kmend_ids *list = &relations->lists[i];

		if (!list->nr)
			continue;
		ids = json_array();
		for (size_t j = 0; j < list->nr; j++)
			json_array_append_new(ids, kmend_json_text(list->ids[j]));
		json_object_set_new(object, kmend_relation_name(i), ids);
	}
	if (relations->replaces_all)
		json_object_set_new(object, "replaces_all", json_true());
}

static json_t *json_func(const struct kmend_patch_file_func *from)
{
	json_t *func = json_object();

	set_text(func, "name", from->name);
	set_text(func, "object", from->object);
	set_text(func, "source", from->source);
	return func;
}

static void set_hooks(json_t *object, const struct kmend_patch_file *file)
{
	json_t *hooks = json_array(), *hook;

	for (size_t i = 0; i < file->nr_hooks; i++) {
		hook = json_func(&file->hooks[i].func);
		set_text(hook, "when", file->hooks[i].when);
		json_array_append_new(hooks, hook);
	}
	json_object_set_new(object, "hooks", hooks);
}

static void set_texts(json_t *object, const char *key, char *const *list, size_t nr)
{
	json_t *texts = json_array();

	for (size_t i = 0; i < nr; i++)
		json_array_append_new(texts, kmend_json_text(list[i]));
	json_object_set_new(object, key, texts);
}

static int print_json(const struct kmend_patch_file *file, const char *running, bool fits,
		      struct kmend_err *err)
{
	json_t *object = json_object(), *funcs = json_array(), *data = json_array();
	size_t i;

	set_text(object, "id", file->id);
	set_text(object, "description", file->description);
	set_text(object, "module", file->module);
	set_text(object, "release", file->release);
	set_text(object, "running", running);
	json_object_set_new(object, "fits", json_boolean(fits));
	set_text(object, "tool", file->tool);
	set_relations(object, &file->relations);
	for (i = 0; i < file->nr_funcs; i++)
		json_array_append_new(funcs, json_func(&file->funcs[i]));
	json_object_set_new(object, "functions", funcs);
	for (i = 0; i < file->nr_data; i++)
		json_array_append_new(data, json_func(&file->data[i]));
	json_object_set_new(object, "data", data);
	set_hooks(object, file);
	set_texts(object, "shadow_data", file->shadows, file->nr_shadows);
	set_texts(object, "allow_active", file->active, file->nr_active);
	set_texts(object, "holds", file->holds, file->nr_holds);
	set_texts(object, "before_load", file->before_load, file->nr_before_load);
	return kmend_json_print(object, false, err);
}

static void print_line(const char *label, const char *text)
{
	if (!text || !text[0])
		return;
	printf("%-14s", label);
	kmend_text_put(stdout, text);
	putchar('\n');
}

static void print_relations(const struct kmend_relations *relations)
{
	char label[16];

	for (enum kmend_relation i = 0; i < KMEND_NR_RELATIONS; i++) {
		const struct kmend_ids *list = &relations->lists[i];

		if (!list->nr)
			continue;
		snprintf(label, sizeof(label), "%s:", kmend_relation_name(i));
		printf("%-14s", label);
		for (size_t j = 0; j < list->nr; j++)
			printf("%s%s", j ? ", " : "", list->ids[j]);
		putchar('\n');
	}
	if (relations->replaces_all)
		print_line("replaces:", "all");
}

/* "  NAME (OBJECT, SOURCE)" */
static void print_func(const struct kmend_patch_file_func *func)
{
	fputs("  ", stdout);
	kmend_text_put(stdout, func->name);
	fputs(" (", stdout);
	kmend_text_put(stdout, func->object);
	fputs(", ", stdout);
	kmend_text_put(stdout, func->source);
	putchar(')');
}

static void print_hooks(const struct kmend_patch_file *file)
{
	if (file->nr_hooks)
		printf("%-14s%zu\n", "hooks:", file->nr_hooks);
	for (size_t i = 0; i < file->nr_hooks; i++) {
		print_func(&file->hooks[i].func);
		fputs(": ", stdout);
		kmend_text_put(stdout, file->hooks[i].when);
		putchar('\n');
	}
}

static void print_text(const struct kmend_patch_file *file, const char *running, bool fits)
{
	size_t i;

	print_line("id:", file->id);
	print_line("description:", file->description);
	print_line("module:", file->module);
	print_line("release:", file->release);
	print_line("built by:", file->tool);
	print_relations(&file->relations);
	printf("%-14s%s, this is %s\n", "fits:", fits ? "yes" : "no", running);
	printf("%-14s%zu\n", "functions:", file->nr_funcs);
	for (i = 0; i < file->nr_funcs; i++) {
		print_func(&file->funcs[i]);
		putchar('\n');
	}
	if (file->nr_data)
		printf("%-14s%zu\n", "data:", file->nr_data);
	for (i = 0; i < file->nr_data; i++) {
		print_func(&file->data[i]);
		putchar('\n');
	}
	print_hooks(file);
	for (i = 0; i < file->nr_shadows; i++)
		print_line("shadow data:", file->shadows[i]);
	for (i = 0; i < file->nr_active; i++)
		print_line("allow active:", file->active[i]);
	for (i = 0; i < file->nr_holds; i++)
		print_line("holds:", file->holds[i]);
	for (i = 0; i < file->nr_before_load; i++)
		print_line("before load:", file->before_load[i]);
}

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct kmend_err misfit = { .code = KMEND_EXIT_OK };
	struct kmend_patch_file file;
	struct kmend_plain_options args = { .what = "FILE.ko" };
	struct utsname name;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	uname(&name);
	rc = kmend_patch_file_read(&file, args.name, err);
	if (!rc) {
		kmend_patch_file_check(&file, args.name, name.release, &misfit);
		if (args.json)
			rc = print_json(&file, name.release, misfit.code == KMEND_EXIT_OK, err);
		else
			print_text(&file, name.release, misfit.code == KMEND_EXIT_OK);
	}
	kmend_patch_file_destroy(&file);
	return rc;
}

const struct kmend_command kmend_cmd_info = {
	.name = "info",
	.summary = "show what a patch module is",
	.run = run,
};
