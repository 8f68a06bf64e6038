// SPDX-License-Identifier: GPL-2.0
/*
 * DOC: the cache
 *
 * $XDG_CACHE_HOME/kmend/RELEASE/ holds
 *	lock	locked by who uses the directory; its time is that of the last build
 *	key	what the tree was made of; written last, removed first
 *	src/	the tree
 *	src.patched/	its mirror, see mirror.c
 *	work	the working directory of a build, see build.c
 *
 * Who removes the directory holds the lock, and removes the lock file after all
 * else. Who waited for it then has a lock on a file that is no longer there, while
 * the next one makes a new file and has that. So after each lock the file is
 * looked for again by its name: only if it is the one that was locked, the lock is
 * worth something.
 */
#include "cache.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "files.h"
#include "run.h"

int kmend_cache_dir(char dir[PATH_MAX], const char *release, struct kmend_err *err)
{
	const char *slash = release ? "/" : "", *name = release ? release : "";
	const char *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	struct passwd *pw;

	if (xdg && *xdg == '/')
		return kmend_path(dir, err, "%s/kmend%s%s", xdg, slash, name);
	if (!home || *home != '/') {
		pw = getpwuid(getuid());
		home = pw ? pw->pw_dir : NULL;
	}
	if (!home)
		return kmend_err_set(err, KMEND_EXIT_FAILED,
				     "no place for the cache: set XDG_CACHE_HOME or HOME");
	return kmend_path(dir, err, "%s/.cache/kmend%s%s", home, slash, name);
}

static bool is_there(int fd, const char *path)
{
	struct stat locked, named;

	return !fstat(fd, &locked) && !stat(path, &named) && locked.st_ino == named.st_ino &&
	       locked.st_dev == named.st_dev;
}

static int wait_for(int fd, const char *path, void (*say)(const char *text),
		    struct kmend_err *err)
{
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return 0;
	say("waiting for another kmend that uses the tree of this kernel");
	while (flock(fd, LOCK_EX)) {
		if (kmend_interrupted(err))
			return -1;
		if (errno != EINTR)
			return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", path,
					     strerror(errno));
	}
	return 0;
}

/* -2: the directory was removed before the file could be made in it. */
static int open_lock(const char *dir, const char *path, struct kmend_err *err)
{
	struct stat st;
	int fd, error;

	if (mkdir(dir, 0755) && errno != EEXIST)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", dir, strerror(errno));
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd >= 0)
		return fd;
	error = errno;
	/* Another may have made it again since; a link to nowhere stays one. */
	if (error == ENOENT && (lstat(dir, &st) ? errno == ENOENT : !S_ISLNK(st.st_mode)))
		return -2;
	return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", path, strerror(error));
}

int kmend_cache_lock(const char *dir, void (*say)(const char *text), struct kmend_err *err)
{
	char path[PATH_MAX];

	if (kmend_path(path, err, "%s/lock", dir) || kmend_dir_make_for(dir, err))
		return -1;
	for (;;) {
		int fd = open_lock(dir, path, err);

		if (fd == -1 || (fd >= 0 && wait_for(fd, path, say, err))) {
			kmend_close_fd(&fd);
			return -1;
		}
		if (fd >= 0 && is_there(fd, path)) {
			futimens(fd, NULL);
			return fd;
		}
		kmend_close_fd(&fd);
	}
}

int kmend_cache_try_lock(const char *dir, int how)
{
	char path[PATH_MAX];
	int fd, error;

	if (kmend_path(path, &(struct kmend_err){ 0 }, "%s/lock", dir)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -1;
	if (!flock(fd, how | LOCK_NB)) {
		if (is_there(fd, path))
			return fd;
		errno = ENOENT;
	}
	error = errno;
	close(fd);
	errno = error;
	return -1;
}
