// SPDX-License-Identifier: GPL-2.0
/* Files, paths and directories, with errors that name them. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* A vmlinux with all its debug information is far smaller. */
#define FILE_MAX ((off_t)4 << 30)

int kmend_path(char buf[PATH_MAX], struct kmend_err *err, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(buf, PATH_MAX, fmt, ap);
	va_end(ap);
	if (n < 0 || n >= PATH_MAX)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "path too long: %.60s…", buf);
	return 0;
}

int kmend_file_open(const char *path, struct kmend_err *err)
{
	/* Not blocking: the path may be a pipe that nobody writes to. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", path,
			      S_ISDIR(st.st_mode) ? "is a directory" : "is not a regular file");
	else if (st.st_size > FILE_MAX)
		kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: is too large", path);
	else
		return fd;
	close(fd);
	return -1;
}

int kmend_file_read(const char *path, char **data, size_t *size, struct kmend_err *err)
{
	_cleanup_close_ int fd = kmend_file_open(path, err);
	_cleanup_free_ char *buf = NULL;
	size_t room = 0, n = 0;
	struct stat st;
	ssize_t got;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", path, strerror(errno));
	/* Files of /proc say 0: read until the end. */
	do {
		if (room - n < 2) {
			char *more;

			room = room ? room * 2 : (size_t)st.st_size + 4096;
			more = realloc(buf, room);
			if (!more)
				return kmend_err_set(err, KMEND_EXIT_FAILED,
						     "%s: out of memory", path);
			buf = more;
		}
		got = read(fd, buf + n, room - n - 1);
		if (got < 0 && errno != EINTR)
			return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", path,
					     strerror(errno));
		if (got > 0)
			n += got;
	} while (got);
	buf[n] = 0;
	*data = buf;
	buf = NULL;
	if (size)
		*size = n;
	return 0;
}

/* Return: 0, or -1 with errno. */
static int write_all(int fd, const char *data, size_t size)
{
	ssize_t n;

	while (size) {
		n = write(fd, data, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		data += n;
		size -= n;
	}
	return 0;
}

int kmend_file_write(const char *path, const void *data, size_t size,
		     struct kmend_err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int rc;

	if (fd < 0)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", path, strerror(errno));
	rc = write_all(fd, data, size);
	if (rc || close(fd)) {
		kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", path, strerror(errno));
		if (rc)
			close(fd);
		unlink(path);
		return -1;
	}
	return 0;
}

/* The permissions that a file has, or that a new one gets. */
static mode_t mode_of(const struct stat *old)
{
	mode_t mask;

	if (old)
		return old->st_mode & 0777;
	mask = umask(0);
	umask(mask);
	return 0644 & ~mask;
}

int kmend_file_replace(const char *path, const void *data, size_t size,
		       struct kmend_err *err)
{
	char temporary[PATH_MAX];
	struct stat st;
	bool exists;
	int fd;

	exists = !stat(path, &st);
	if (exists && !S_ISREG(st.st_mode))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: is no regular file", path);
	if (kmend_path(temporary, err, "%s.XXXXXX", path))
		return -1;
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", path, strerror(errno));
	if (write_all(fd, data, size) || fchmod(fd, mode_of(exists ? &st : NULL)) || fsync(fd) ||
	    rename(temporary, path)) {
		kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", path, strerror(errno));
		close(fd);
		unlink(temporary);
		return -1;
	}
	close(fd);
	return 0;
}

int kmend_file_copy(const char *from, const char *to, struct kmend_err *err)
{
	_cleanup_free_ char *data = NULL;
	size_t size;

	if (kmend_file_read(from, &data, &size, err))
		return -1;
	return kmend_file_write(to, data, size, err);
}

bool kmend_file_exists(const char *path)
{
	return !access(path, R_OK);
}

bool kmend_dir_exists(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

int kmend_dir_make(const char *path, struct kmend_err *err)
{
	char buf[PATH_MAX];

	if (kmend_path(buf, err, "%s/", path))
		return -1;
	for (char *p = buf + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = 0;
		if (mkdir(buf, 0755) && errno != EEXIST)
			return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", buf,
					     strerror(errno));
		*p = '/';
	}
	if (!kmend_dir_exists(path))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: not a directory", path);
	return 0;
}

int kmend_dir_make_for(const char *path, struct kmend_err *err)
{
	char buf[PATH_MAX];
	char *slash;

	if (kmend_path(buf, err, "%s", path))
		return -1;
	slash = strrchr(buf, '/');
	if (!slash || slash == buf)
		return 0;
	*slash = 0;
	return kmend_dir_make(buf, err);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

/* Compilers of a build that was killed may still write there, for a moment. */
int kmend_dir_remove(const char *path)
{
	const struct timespec moment = { .tv_nsec = 50 * 1000 * 1000 };
	struct stat st;

	for (int left = 40; !lstat(path, &st); left--) {
		if (!nftw(path, remove_one, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT))
			return 0;
		if (!left || (errno != ENOENT && errno != ENOTEMPTY))
			return -1;
		nanosleep(&moment, NULL);
	}
	return errno == ENOENT ? 0 : -1;
}
