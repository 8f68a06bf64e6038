// SPDX-License-Identifier: GPL-2.0
/*
 * DOC: two trees
 *
 * The prepared tree is never patched: objects in it are the kernel's, and stay
 * valid. The patched files stand in a mirror of it, a tree of hard links, so that
 * an #include finds the patched header from wherever it is included.
 *
 * A file of the mirror is changed by being replaced, never written to, or the tree would
 * change with it. Before that its name goes into a journal, and the next build
 * that opens the mirror links every file of the journal anew. The lock of the tree
 * protects the mirror, too.
 */
#include "mirror.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "files.h"
#include "run.h"

static int relink(const struct kmend_mirror *m, const char *name, struct kmend_err *err)
{
	char from[PATH_MAX], to[PATH_MAX];

	if (kmend_path(from, err, "%s/%s", m->tree->path, name) ||
	    kmend_path(to, err, "%s/%s", m->path, name))
		return -1;
	if (unlink(to) && errno != ENOENT)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "cannot replace %s: %s", to, strerror(errno));
	if (access(from, F_OK))
		return 0;
	if (kmend_dir_make_for(to, err))
		return -1;
	if (link(from, to))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "cannot link %s: %s", to, strerror(errno));
	return 0;
}

static int restore(const struct kmend_mirror *m, struct kmend_err *err)
{
	_cleanup_free_ char *names = NULL;
	char *save = NULL;

	if (!kmend_file_exists(m->journal))
		return 0;
	if (kmend_file_read(m->journal, &names, NULL, err))
		return -1;
	for (char *name = strtok_r(names, "\n", &save); name; name = strtok_r(NULL, "\n", &save))
		if (relink(m, name, err))
			return -1;
	if (unlink(m->journal))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "cannot remove %s: %s", m->journal,
				     strerror(errno));
	return 0;
}

static int make(const struct kmend_mirror *m, void (*say)(const char *text), struct kmend_err *err)
{
	char part[PATH_MAX];
	char *argv[] = { "cp", "-a", "--link", "--no-preserve=ownership", (char *)m->tree->path, part, NULL };

	say("linking a copy of the source for the patched files (first time for this kernel)");
	if (kmend_path(part, err, "%s.part", m->path))
		return -1;
	if (kmend_dir_remove(part) || (unlink(m->journal) && errno != ENOENT))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "cannot remove %s: %s", part, strerror(errno));
	if (kmend_run_or_fail(NULL, argv, "cannot link a copy of the kernel source", err))
		return -1;
	if (rename(part, m->path))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "cannot create %s: %s", m->path, strerror(errno));
	return 0;
}

int kmend_mirror_open(struct kmend_mirror *mirror, const struct kmend_tree *tree,
		      void (*say)(const char *text), struct kmend_err *err)
{
	*mirror = (struct kmend_mirror){ .tree = tree };
	if (kmend_path(mirror->path, err, "%s.patched", tree->path) ||
	    kmend_path(mirror->journal, err, "%s.journal", mirror->path))
		return -1;
	/* One of a tree that is gone went before it: see kmend_tree_open(). */
	return kmend_dir_exists(mirror->path) ? restore(mirror, err) : make(mirror, say, err);
}

/* Before the change, and on its way to the disk by itself: only a killed build matters. */
static int note(const struct kmend_mirror *m, const char *name, struct kmend_err *err)
{
	_cleanup_close_ int fd = open(m->journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	if (fd < 0 || dprintf(fd, "%s\n", name) < 0)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", m->journal, strerror(errno));
	return 0;
}

int kmend_mirror_write(const struct kmend_mirror *mirror, const char *name, const char *text,
		       size_t size, struct kmend_err *err)
{
	char path[PATH_MAX];

	if (kmend_path(path, err, "%s/%s", mirror->path, name) || note(mirror, name, err))
		return -1;
	if (unlink(path) && errno != ENOENT)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "cannot replace %s: %s", path, strerror(errno));
	return kmend_dir_make_for(path, err) || kmend_file_write(path, text, size, err) ? -1 : 0;
}

/* A file of the tree that the mirror lacks was generated after it was made. */
static int provide(const struct kmend_mirror *m, const char *name, struct kmend_err *err)
{
	char path[PATH_MAX];

	if (*name == '/' || *name == '$')
		return 0;
	if (kmend_path(path, err, "%s/%s", m->path, name))
		return -1;
	return access(path, F_OK) ? relink(m, name, err) : 0;
}

int kmend_mirror_provide(const struct kmend_mirror *mirror, const char *command, struct kmend_err *err)
{
	const char *at = strstr(command, "\ndeps_");
	char name[PATH_MAX];

	for (at = at ? strstr(at, ":= \\\n") : NULL; at && (at = strchr(at, '\n')) && at[1] == ' ';) {
		at += 1 + strspn(at + 1, " ");
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(at, " \\\n"), at);
		if (*name && provide(mirror, name, err))
			return -1;
	}
	return 0;
}
