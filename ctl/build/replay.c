// SPDX-License-Identifier: GPL-2.0
/*
 * To find out how to build a module, kbuild starts some hundred processes, which takes
 * longer than to compile most files of the kernel. What it finds out is the same each time, so it
 * is kept: the commands, of which it records each beside what it made, with the
 * directory and the module's name taken out. So is the main object, which is the same for every
 * module. Both stay with the prepared tree and are found out again with it, or with another
 * version of kmend. Whatever is not as expected goes back to kbuild.
 */
#include "replay.h"

#include <stdio.h>
#include <string.h>

#include "command.h"
#include "files.h"
#include "run.h"

/* In the order in which they run; "%s" is the module's name. */
static const char *const records[] = {
	".%s.o.cmd", ".Module.symvers.cmd", ".%s.mod.o.cmd", ".%s.ko.cmd",
};

enum { NR_RECORDS = sizeof(records) / sizeof(*records), FORMAT = 2 };

/* @text with each @from replaced by @to; free() both. */
static char *replace_all(char *text, const char *from, const char *to)
{
	size_t n = strlen(from), size;
	char *out = NULL;
	FILE *f = text ? open_memstream(&out, &size) : NULL;

	for (const char *at = text; f; at += n) {
		const char *next = strstr(at, from);

		if (!next) {
			fputs(at, f);
			break;
		}
		fprintf(f, "%.*s%s", (int)(next - at), at, to);
		at = next;
	}
	free(text);
	return f && !fclose(f) ? out : NULL;
}

char *kmend_replay_generalize(const char *text, const char *dir, const char *module)
{
	static const char *const forms[] = { "@D@/%s.", "@D@/.%s.", "_MODNAME='\"%s\"'", "_MODNAME=kmod_%s ",
					     "_BASENAME='\"%s.mod\"'" };
	char from[300], to[300];
	char *line;

	if (strncmp(text, "cmd_", 4) && strncmp(text, "savedcmd_", 9))
		return NULL;
	line = replace_all(strndup(text, strcspn(text, "\n")), dir, "@D@");
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(from, sizeof(from), forms[i], module);
		snprintf(to, sizeof(to), forms[i], "@M@");
#pragma GCC diagnostic pop
		line = replace_all(line, from, to);
	}
	return line;
}

static int record_path(const struct kmend_replay *r, size_t i, char path[PATH_MAX], struct kmend_err *err)
{
	char name[300];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(name, sizeof(name), records[i], r->module);
#pragma GCC diagnostic pop
	return kmend_path(path, err, "%s/%s", r->dir, name);
}

static int put_records(FILE *f, const struct kmend_replay *r, struct kmend_err *err)
{
	/* The first line says for what the rest holds. */
	fprintf(f, "%d " KMEND_VERSION " %s\n", FORMAT, r->k->headers);
	for (size_t i = 0; i < NR_RECORDS; i++) {
		_cleanup_free_ char *text = NULL;
		_cleanup_free_ char *line = NULL;
		char path[PATH_MAX];

		if (record_path(r, i, path, err))
			return -1;
		if (!kmend_file_exists(path))
			return 1;
		if (kmend_file_read(path, &text, NULL, err))
			return -1;
		line = kmend_replay_generalize(text, r->dir, r->module);
		if (!line)
			return 1;
		fprintf(f, "%s\n", line);
	}
	return 0;
}

static int main_paths(const struct kmend_replay *r, char built[PATH_MAX], char kept[PATH_MAX], struct kmend_err *err)
{
	return kmend_path(built, err, "%s/kmend_main.o", r->dir) || kmend_path(kept, err, "%s-main.o", r->recipe);
}

int kmend_replay_record(const struct kmend_replay *r, struct kmend_err *err)
{
	char built[PATH_MAX], kept[PATH_MAX], *text = NULL;
	_cleanup_free_ char *object = NULL;
	size_t size, object_size;
	FILE *f = open_memstream(&text, &size);
	int ret;

	if (!f)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	ret = put_records(f, r, err);
	if (fclose(f))
		ret = kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	/* The recipe comes last: with it, the object is there. */
	if (!ret && (main_paths(r, built, kept, err) || kmend_file_read(built, &object, &object_size, err) ||
		     kmend_file_replace(kept, object, object_size, err) ||
		     kmend_file_replace(r->recipe, text, size, err)))
		ret = -1;
	free(text);
	return ret < 0 ? -1 : 0;
}

/*
 * modpost is told its objects through a pipe, which is nothing that a recipe
 * has: the words behind the pipe, with the name of a file for what comes out of it.
 */
static char *without_pipe(char *line)
{
	char *pipe = strstr(line, " | "), *assign = strstr(line, " := ");
	char *out;

	if (!pipe || !assign)
		return line;
	if (asprintf(&out, "%.*s%s", (int)(assign + 4 - line), line, pipe + 3) < 0)
		out = NULL;
	free(line);
	return replace_all(out, " -T -", " -T @D@/modules.objects");
}

/* True if the command succeeded; whatever else happens, kbuild is asked. */
static bool run_line(const struct kmend_replay *r, const char *recorded, struct kmend_err *err)
{
	char *line = without_pipe(strdup(recorded));
	struct kmend_err ignored = { 0 };
	struct kmend_recipe recipe;
	bool ok = false;

	line = replace_all(line, "@D@", r->dir);
	line = replace_all(line, "@M@", r->module);
	if (!line || kmend_recipe_parse(r->recipe, line, &recipe, &ignored)) {
		free(line);
		return false;
	}
	for (size_t i = 0; i < recipe.count; i++) {
		char *output = NULL;

		ok = !kmend_run(r->k->headers, recipe.steps[i].words, &output, err);
		free(output);
		if (!ok)
			break;
	}
	kmend_recipe_free(&recipe);
	free(line);
	return ok;
}

/* What kbuild writes by itself: the lists of objects, and the objects that are given. */
static int write_lists(const struct kmend_replay *r, struct kmend_err *err)
{
	char path[PATH_MAX], from[PATH_MAX], *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	int ret;

	if (!f)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	fprintf(f, "%s/kmend_main.o\n", r->dir);
	for (size_t i = 0; i < r->nr; i++)
		fprintf(f, "%s/%s.o\n", r->dir, r->objects[i]);
	if (fclose(f))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	ret = kmend_path(path, err, "%s/%s.mod", r->dir, r->module) || kmend_file_write(path, text, size, err);
	free(text);
	for (size_t i = 0; i < r->nr && !ret; i++)
		ret = kmend_path(from, err, "%s/%s.o_shipped", r->dir, r->objects[i]) ||
		      kmend_path(path, err, "%s/%s.o", r->dir, r->objects[i]) ||
		      kmend_file_copy(from, path, err);
	if (!ret)
		ret = main_paths(r, path, from, err) || kmend_file_copy(from, path, err);
	/* modpost looks there for versions of what the object exports. */
	if (!ret)
		ret = kmend_path(path, err, "%s/.kmend_main.o.cmd", r->dir) || kmend_file_write(path, "", 0, err);
	if (!ret)
		ret = kmend_path(path, err, "%s/modules.objects", r->dir) ||
		      kmend_path(from, err, "%s/%s.o\n", r->dir, r->module) ||
		      kmend_file_write(path, from, strlen(from), err);
	return ret ? -1 : 0;
}

int kmend_replay_run(const struct kmend_replay *r, bool *done, struct kmend_err *err)
{
	_cleanup_free_ char *text = NULL;
	char head[PATH_MAX + 16], *save = NULL, *line;
	struct kmend_err ignored = { 0 };
	size_t n = 0;

	*done = false;
	if (!r->recipe || kmend_file_read(r->recipe, &text, NULL, &ignored))
		return 0;
	snprintf(head, sizeof(head), "%d " KMEND_VERSION " %s", FORMAT, r->k->headers);
	line = strtok_r(text, "\n", &save);
	if (!line || strcmp(line, head))
		return 0;
	if (write_lists(r, err))
		return -1;
	while ((line = strtok_r(NULL, "\n", &save))) {
		struct kmend_err why = { 0 };

		if (!run_line(r, line, &why))
			return kmend_interrupted(err);
		n++;
	}
	*done = n == NR_RECORDS;
	return 0;
}
