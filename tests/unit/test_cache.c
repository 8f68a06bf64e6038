// SPDX-License-Identifier: GPL-2.0
/*
 * One user at a time for a directory of the cache, although it may be removed by one and
 * made anew by another at any moment.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../ctl/build/cache.h"
#include "../../ctl/build/caches.h"
#include "../../ctl/build/files.h"

enum { BUILDERS = 3, ROUNDS = 200 };

static char home[] = "/tmp/kmend-cache-XXXXXX";

static int setup(void **state)
{
	strcpy(home, "/tmp/kmend-cache-XXXXXX");
	assert_non_null(mkdtemp(home));
	return setenv("XDG_CACHE_HOME", home, 1);
}

static int teardown(void **state)
{
	return kmend_dir_remove(home);
}

static void put(const char *release, const char *name, const char *text)
{
	struct kmend_err err = { 0 };
	char dir[PATH_MAX], path[PATH_MAX];

	assert_int_equal(kmend_cache_dir(dir, release, &err), 0);
	assert_int_equal(kmend_path(path, &err, "%s/%s", dir, name), 0);
	assert_int_equal(kmend_dir_make_for(path, &err), 0);
	assert_int_equal(kmend_file_write(path, text, strlen(text), &err), 0);
}

/* Whoever has to wait writes a byte into the pipe, if there is one. */
static int told[2] = { -1, -1 };

static void say(const char *text)
{
	if (told[1] >= 0 && write(told[1], "w", 1) != 1)
		abort();
}

static int lock(const char *release)
{
	struct kmend_err err = { 0 };
	char dir[PATH_MAX];
	int fd;

	assert_int_equal(kmend_cache_dir(dir, release, &err), 0);
	fd = kmend_cache_lock(dir, say, &err);
	if (fd < 0)
		fail_msg("%s", err.text);
	return fd;
}

static void test_list(void **state)
{
	struct kmend_err err = { 0 };
	struct kmend_cached *list;
	size_t nr;
	int fd;

	assert_int_equal(kmend_caches_list(&list, &nr, &err), 0);
	assert_int_equal(nr, 0);
	free(list);
	fd = lock("6.1.0-10");
	put("6.1.0-10", "src/Makefile", "x");
	put("6.1.0-9", "lock", "");
	put("6.1.0-9", "key", "2 /usr/src/my linux.tar.xz 5 7.000000001 0123456789abcdef\n");
	put("6.1.0-11", "lock", "");
	put("6.1.0-11", "key", "2 /usr/src/linux/Makefile 5 7.000000001 0123456789abcdef\n");
	put("6.1.0-12", "lock", "");
	put("6.1.0-12", "key", "odd\n");
	put("no-cache", "key", "2 a 1 2 3\n");
	assert_int_equal(kmend_caches_list(&list, &nr, &err), 0);
	assert_int_equal(nr, 4);
	assert_string_equal(list[0].release, "6.1.0-9");
	assert_string_equal(list[0].source, "/usr/src/my linux.tar.xz");
	assert_true(list[0].complete && !list[0].in_use && list[0].size > 0);
	assert_string_equal(list[1].release, "6.1.0-10");
	assert_true(!list[1].complete && list[1].in_use);
	assert_string_equal(list[2].source, "/usr/src/linux");
	assert_false(list[3].complete);
	assert_int_equal(kmend_caches_remove(&list[1], &err), -1);
	assert_int_equal(err.code, KMEND_EXIT_NOT_SAFE);
	assert_non_null(strstr(err.text, "6.1.0-10: in use"));
	err = (struct kmend_err){ 0 };
	close(fd);
	for (size_t i = 0; i < nr; i++) {
		assert_int_equal(kmend_caches_remove(&list[i], &err), 0);
		assert_int_equal(access(list[i].path, F_OK), -1);
	}
	assert_int_equal(kmend_caches_remove(&list[0], &err), 0);
	free(list);
}

/* What somebody waited for is gone when the wait is over: the lock must be on what is there. */
static void test_removed_while_waiting(void **state)
{
	struct kmend_err err = { 0 };
	char dir[PATH_MAX], path[PATH_MAX];
	int fd = lock("6.1.0-1"), status;
	char waited;
	pid_t child;

	assert_int_equal(pipe(told), 0);
	child = fork();
	if (!child) {
		struct stat held, there;

		/* A copy keeps the lock as long as the original. */
		close(fd);
		fd = lock("6.1.0-1");
		_exit(kmend_cache_dir(dir, "6.1.0-1", &err) ||
		      kmend_path(path, &err, "%s/lock", dir) || fstat(fd, &held) ||
		      stat(path, &there) || held.st_ino != there.st_ino);
	}
	assert_int_equal(kmend_cache_dir(dir, "6.1.0-1", &err), 0);
	/* It says so once it has opened the file that goes now. */
	assert_int_equal(read(told[0], &waited, 1), 1);
	assert_int_equal(kmend_dir_remove(dir), 0);
	close(fd);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(told[0]);
	close(told[1]);
	told[1] = -1;
}

/* A builder alone in the directory: nobody takes away what it made, nobody else makes it. */
static int build(void)
{
	struct kmend_err err = { 0 };
	char dir[PATH_MAX], path[PATH_MAX];

	if (kmend_cache_dir(dir, "6.1.0-1", &err) || kmend_path(path, &err, "%s/mine", dir))
		return 1;
	for (int i = 0; i < ROUNDS; i++) {
		int fd = kmend_cache_lock(dir, say, &err), mine;

		if (fd < 0)
			return 2;
		mine = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);
		if (mine < 0)
			return 3;
		close(mine);
		usleep(rand() % 200);
		if (unlink(path))
			return 4;
		close(fd);
	}
	return 0;
}

static void test_races(void **state)
{
	struct kmend_err err = { 0 };
	struct kmend_cached cached = { .release = "6.1.0-1" };
	int running = BUILDERS, removed = 0, status;

	assert_int_equal(kmend_cache_dir(cached.path, cached.release, &err), 0);
	for (int i = 0; i < BUILDERS; i++)
		if (!fork()) {
			srand(i);
			_exit(build());
		}
	while (running) {
		if (!kmend_caches_remove(&cached, &err))
			removed++;
		else if (err.code != KMEND_EXIT_NOT_SAFE)
			fail_msg("%s", err.text);
		err = (struct kmend_err){ 0 };
		if (waitpid(-1, &status, WNOHANG) > 0) {
			if (status)
				fail_msg("a builder ended with %d", WEXITSTATUS(status));
			running--;
		}
	}
	assert_true(removed > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_list, setup, teardown),
		cmocka_unit_test_setup_teardown(test_removed_while_waiting, setup, teardown),
		cmocka_unit_test_setup_teardown(test_races, setup, teardown),
	};

	return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
