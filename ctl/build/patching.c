// SPDX-License-Identifier: GPL-2.0
/* Applying the patches to copies of the files that they change, with patch(1). */
#include "patching.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "assets.h"
#include "files.h"
#include "lines.h"
#include "outline.h"
#include "run.h"

static bool is_code(const struct kmend_source *s)
{
	return s->kind == KMEND_SOURCE_CODE || s->kind == KMEND_SOURCE_TEXT;
}

static int copy_source(const struct kmend_patching *p, const struct kmend_source *s, const char *release,
		       struct kmend_err *err)
{
	char from[PATH_MAX], to[PATH_MAX];

	if (kmend_path(from, err, "%s/%s", p->tree->path, s->name) ||
	    kmend_path(to, err, "%s/post/%s", p->work, s->name) || kmend_dir_make_for(to, err))
		return -1;
	if (s->added && !kmend_file_exists(from))
		return 0;
	if (!kmend_file_exists(from))
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: no such file in the source of kernel %s",
				     s->name, release);
	return kmend_file_copy(from, to, err);
}

/*
 * patch(1) says "patching file X", then "Hunk #N FAILED at L." of that file:
 * the first failure as "X: Hunk #N FAILED at L."
 */
static void patch_gist(char *output, char *gist, size_t size)
{
	const char *file = "", *save = NULL;
	char *next = NULL;

	kmend_output_gist(output, gist, size);
	for (char *line = output ? strtok_r(output, "\n", &next) : NULL; line;
	     line = strtok_r(NULL, "\n", &next)) {
		if (!strncmp(line, "patching file ", 14))
			file = line + 14;
		if (strstr(line, "previously applied"))
			save = "it is already in this source";
		else if (!strncmp(line, "Hunk #", 6) && strstr(line, " FAILED"))
			save = line;
		else if (strstr(line, "malformed patch"))
			save = line;
		if (!save)
			continue;
		snprintf(gist, size, "%s%s%s", file, *file ? ": " : "", save);
		return;
	}
}

static int apply_patch(const struct kmend_patching *p, size_t i, const char *release, struct kmend_err *err)
{
	_cleanup_free_ char *output = NULL;
	char dir[PATH_MAX], file[PATH_MAX], gist[700];
	char *argv[] = { "patch", "-p1", "-u", "--forward", "--fuzz=0", "--batch",
			 "--no-backup-if-mismatch", "--reject-file=-", "-d", dir, "-i", file, NULL };
	int status;

	if (!p->wanted[i] || !*p->wanted[i])
		return 0;
	if (kmend_path(dir, err, "%s/post", p->work) || kmend_path(file, err, "%s/%zu.patch", p->work, i) ||
	    kmend_file_write(file, p->wanted[i], strlen(p->wanted[i]), err))
		return -1;
	status = kmend_run(NULL, argv, &output, err);
	if (status <= 0)
		return status;
	patch_gist(output, gist, sizeof(gist));
	return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s does not apply to the source of kernel %s: %s",
			     p->patches[i], release, gist);
}

/* What the patched files are like. */
struct outcome {
	bool changed;	/* other than before */
	bool types;	/* in a way that may change types */
};

/* A patched file goes into the mirror, if it is another than before. */
static int place(const struct kmend_patching *p, const struct kmend_source *s, bool pinned,
		 struct outcome *outcome, struct kmend_err *err)
{
	_cleanup_free_ char *before = NULL;
	_cleanup_free_ char *after = NULL;
	_cleanup_free_ char *text = NULL;
	char pre[PATH_MAX], post[PATH_MAX];
	size_t size;
	struct stat st;

	if (kmend_path(pre, err, "%s/%s", p->tree->path, s->name) ||
	    kmend_path(post, err, "%s/post/%s", p->work, s->name))
		return -1;
	if (lstat(post, &st) || !S_ISREG(st.st_mode))
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: the patch leaves no file", s->name);
	if (kmend_file_read(post, &after, &size, err))
		return -1;
	if (s->added && !kmend_file_exists(pre)) {
		outcome->changed = outcome->types = true;
		return kmend_mirror_write(p->mirror, s->name, after, size, err);
	}
	if (kmend_file_read(pre, &before, NULL, err))
		return -1;
	if (!strcmp(before, after))
		return 0;
	outcome->changed = true;
	outcome->types |= kmend_outline_differs(before, after);
	if (!pinned)
		return kmend_mirror_write(p->mirror, s->name, after, size, err);
	if (kmend_lines_pin_file(pre, post, &text, &size, err))
		return -1;
	return kmend_mirror_write(p->mirror, s->name, text, size, err);
}

static int place_all(const struct kmend_patching *p, bool pinned, struct outcome *outcome,
		     struct kmend_err *err)
{
	for (size_t i = 0; i < p->sources.count; i++)
		if (is_code(&p->sources.list[i]) && place(p, &p->sources.list[i], pinned, outcome, err))
			return -1;
	return 0;
}

/* What a patched file may include beside the kernel's headers; unpatched ones never see it. */
static int place_author_headers(const struct kmend_patching *p, struct kmend_err *err)
{
	return kmend_mirror_write(p->mirror, "include/kmend_patch.h", kmend_asset_patch_h,
				  kmend_asset_patch_h_end - kmend_asset_patch_h, err) ||
	       kmend_mirror_write(p->mirror, "include/kmend_author.h", kmend_asset_author_h,
				  kmend_asset_author_h_end - kmend_asset_author_h, err) ||
	       kmend_mirror_write(p->mirror, "include/kmend_shadow.h", kmend_asset_shadow_h,
				  kmend_asset_shadow_h_end - kmend_asset_shadow_h, err) ? -1 : 0;
}

int kmend_patching_apply(const struct kmend_patching *p, const char *release, bool *types,
			 struct kmend_err *err)
{
	struct outcome outcome = { 0 };

	for (size_t i = 0; i < p->sources.count; i++)
		if (is_code(&p->sources.list[i]) && copy_source(p, &p->sources.list[i], release, err))
			return -1;
	for (size_t i = 0; i < p->nr; i++)
		if (apply_patch(p, i, release, err))
			return -1;
	if (place_author_headers(p, err) || place_all(p, true, &outcome, err))
		return -1;
	*types |= outcome.types;
	if (!outcome.changed)
		return kmend_err_set(err, KMEND_EXIT_NO_CHANGE, "%s changes no code of this kernel", p->patches[0]);
	return 0;
}

int kmend_patching_unpin(void *ctx, struct kmend_err *err)
{
	struct outcome ignored;

	return place_all(ctx, false, &ignored, err);
}
