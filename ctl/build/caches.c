// SPDX-License-Identifier: GPL-2.0
/* The layout of a directory, and why removing one is safe, is told in cache.c. */
#include "caches.h"

#include <dirent.h>
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "cache.h"
#include "files.h"
#include "tree.h"

/* Files may come and go: what is gone when it is looked at takes no room. */
static uint64_t size_of(char *path)
{
	char *paths[] = { path, NULL };
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
	uint64_t size = 0;
	FTSENT *entry;

	while (fts && (entry = fts_read(fts)))
		if (entry->fts_info == FTS_D || entry->fts_info == FTS_F ||
		    entry->fts_info == FTS_SL || entry->fts_info == FTS_SLNONE)
			size += (uint64_t)entry->fts_statp->st_blocks * 512;
	if (fts)
		fts_close(fts);
	return size;
}

/* 1: it is one; 0: not one that a build has made; -1 with @err. */
static int look(struct kmend_cached *cached, const char *release, struct kmend_err *err)
{
	char lock[PATH_MAX];
	struct stat st;
	int fd;

	*cached = (struct kmend_cached){ 0 };
	if (kmend_cache_dir(cached->path, release, err) ||
	    kmend_path(lock, err, "%s/lock", cached->path))
		return -1;
	if (lstat(cached->path, &st) || !S_ISDIR(st.st_mode) || lstat(lock, &st) ||
	    !S_ISREG(st.st_mode))
		return 0;
	snprintf(cached->release, sizeof(cached->release), "%s", release);
	cached->used = st.st_mtim;
	fd = kmend_cache_try_lock(cached->path, LOCK_SH);
	cached->in_use = fd < 0 && errno == EWOULDBLOCK;
	if (fd >= 0)
		close(fd);
	cached->complete = kmend_tree_made_of(cached->path, cached->source);
	cached->size = size_of(cached->path);
	return 1;
}

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int kmend_caches_list(struct kmend_cached **list, size_t *nr, struct kmend_err *err)
{
	struct dirent **names = NULL;
	char root[PATH_MAX];
	int count, ret = 0;

	*list = NULL;
	*nr = 0;
	if (kmend_cache_dir(root, NULL, err))
		return -1;
	count = scandir(root, &names, not_hidden, versionsort);
	if (count < 0)
		return errno == ENOENT ? 0 : kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", root,
							   strerror(errno));
	*list = calloc(count + 1, sizeof(**list));
	if (!*list)
		ret = kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	for (int i = 0; i < count; i++) {
		if (ret >= 0)
			ret = look(*list + *nr, names[i]->d_name, err);
		*nr += ret > 0;
		free(names[i]);
	}
	free(names);
	if (ret >= 0)
		return 0;
	free(*list);
	*list = NULL;
	return -1;
}

static int remove_but_lock(const char *dir)
{
	struct dirent **names = NULL;
	int count = scandir(dir, &names, NULL, NULL), ret = count < 0 ? -1 : 0;
	char path[PATH_MAX];

	for (int i = 0; i < count; i++) {
		const char *name = names[i]->d_name;

		if (!ret && strcmp(name, ".") && strcmp(name, "..") && strcmp(name, "lock"))
			ret = kmend_path(path, &(struct kmend_err){ 0 }, "%s/%s", dir, name) ||
			      kmend_dir_remove(path) ? -1 : 0;
		free(names[i]);
	}
	free(names);
	return ret;
}

/* The key first, so that what is left after a failure is not taken for a tree. */
static int remove_all(const char *dir)
{
	char key[PATH_MAX], lock[PATH_MAX];

	if (kmend_path(key, &(struct kmend_err){ 0 }, "%s/key", dir) ||
	    kmend_path(lock, &(struct kmend_err){ 0 }, "%s/lock", dir) ||
	    kmend_dir_remove(key) || remove_but_lock(dir) || unlink(lock))
		return -1;
	/* A build that begins now has made a new lock: the directory is its own. */
	return rmdir(dir) && errno != ENOTEMPTY && errno != EEXIST && errno != ENOENT ? -1 : 0;
}

int kmend_caches_remove(const struct kmend_cached *cached, struct kmend_err *err)
{
	_cleanup_close_ int lock = kmend_cache_try_lock(cached->path, LOCK_EX);

	if (lock < 0 && errno == ENOENT)
		return 0;
	if (lock < 0 && errno == EWOULDBLOCK)
		return kmend_err_set(err, KMEND_EXIT_NOT_SAFE,
				     "%s: in use by a build, left alone; try again when it is over",
				     cached->release);
	if (lock < 0 || remove_all(cached->path))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "cannot remove %s: %s", cached->path,
				     strerror(errno));
	return 0;
}
