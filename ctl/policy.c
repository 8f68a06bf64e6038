// SPDX-License-Identifier: GPL-2.0
/* The manager's policies, which are directories and files in configfs. */
#include "policy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "build/files.h"

#ifndef CONFIGFS_MAGIC
#define CONFIGFS_MAGIC 0x62656570
#endif

#define MOUNT_POINT "/sys/kernel/config"

/* So many names for the policy to check with are tried. */
enum { CHECK_NAMES = 100 };

int kmend_policy_find_manager(struct kmend_err *err)
{
	struct statfs fs;

	if (kmend_dir_exists(KMEND_POLICY_DIR))
		return 0;
	if (!kmend_dir_exists("/sys/module/kmend"))
		return kmend_err_set(err, KMEND_EXIT_NO_MANAGER,
				     "kmend.ko is not loaded: modprobe kmend");
	if (statfs(MOUNT_POINT, &fs) || fs.f_type != CONFIGFS_MAGIC)
		return kmend_err_set(err, KMEND_EXIT_FAILED,
				     "configfs is not mounted: mount -t configfs configfs " MOUNT_POINT);
	return kmend_err_set(err, KMEND_EXIT_NO_MANAGER,
			     "kmend.ko is being loaded or unloaded: there is no " KMEND_POLICY_DIR);
}

/* @subject: what it was about, a line of a file or a file of configfs. */
static int fail(struct kmend_err *err, const char *subject, int error)
{
	if (error == EACCES || error == EPERM)
		return kmend_err_set(err, KMEND_EXIT_PRIVILEGE,
				     "%s: not permitted: run it as root", subject);
	return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", subject, strerror(error));
}

/*
 * Read the line that a file of configfs holds. Return: 0 or an errno; ENOENT also
 * if its directory was removed since it was opened, when it reads as empty.
 */
static int get(const char *path, char *text, size_t size)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length;

	if (fd < 0)
		return errno;
	length = read(fd, text, size - 1);
	if (length < 0)
		return errno;
	text[length] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return text[0] ? 0 : ENOENT;
}

/* In one write, as configfs wants it. Return: 0 or an errno. */
static int put(const char *path, const char *text)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	return write(fd, text, strlen(text)) < 0 ? errno : 0;
}

static int read_value(struct kmend_policy *policy, const char *path, const char *key,
		      struct kmend_err *err)
{
	char text[64], *end;
	uint64_t value;
	int error;

	error = get(path, text, sizeof(text));
	if (error == ENOENT)
		return 0;
	if (error)
		return fail(err, path, error);
	value = strtoull(text, &end, 10);
	if (kmend_policy_takes_word(key) && kmend_policy_is_word(text))
		return kmend_policy_add_word(policy, key, text) ? 0 : fail(err, path, ENOMEM);
	/* Of a later kmend.ko, perhaps. */
	if (*end || strlen(key) > KMEND_POLICY_KEY_MAX)
		return 0;
	if (!kmend_policy_add(policy, key, value))
		return fail(err, path, ENOMEM);
	return 0;
}

static int read_policy(struct kmend_policies *policies, const char *dir, const char *name,
		       struct kmend_err *err)
{
	struct kmend_policy *policy;
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *files;
	int rc = 0;

	if (kmend_path(path, err, "%s/policies/%s", dir, name))
		return -1;
	files = opendir(path);
	if (!files)
		return errno == ENOENT ? 0 : fail(err, path, errno);
	policy = kmend_policies_add(policies, name);
	if (!policy)
		rc = fail(err, path, ENOMEM);
	while (!rc && (entry = readdir(files))) {
		if (entry->d_type != DT_REG)
			continue;
		rc = kmend_path(path, err, "%s/policies/%s/%s", dir, name, entry->d_name);
		if (!rc)
			rc = read_value(policy, path, entry->d_name, err);
	}
	closedir(files);
	/* Removed while it was read. */
	if (!rc && !policy->nr)
		policies->nr--;
	return rc;
}

int kmend_policy_read(struct kmend_policies *policies, const char *dir, struct kmend_err *err)
{
	char path[PATH_MAX];
	struct dirent *entry;
	int error, rc = 0;
	DIR *all;

	if (kmend_path(path, err, "%s/default_policy", dir))
		return -1;
	error = get(path, policies->chosen, sizeof(policies->chosen));
	if (error)
		return fail(err, path, error);
	if (kmend_path(path, err, "%s/policies", dir))
		return -1;
	all = opendir(path);
	if (!all)
		return fail(err, path, errno);
	while (!rc && (entry = readdir(all))) {
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			rc = read_policy(policies, dir, entry->d_name, err);
	}
	closedir(all);
	kmend_policies_sort(policies);
	return rc;
}

static int write_value(const char *dir, const char *name, const struct kmend_policy_value *value,
		       const char *file, struct kmend_err *err)
{
	char path[PATH_MAX], subject[PATH_MAX], shown[KMEND_POLICY_VALUE_MAX], text[32];
	int error;

	if (kmend_path(path, err, "%s/policies/%s/%s", dir, name, value->key) ||
	    kmend_path(subject, err, "%s:%u", file, value->line))
		return -1;
	kmend_policy_value_text(value, shown);
	snprintf(text, sizeof(text), "%s\n", shown);
	error = put(path, text);
	if (error == ENOENT)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: kmend.ko knows no value %s in a policy", subject,
				     value->key);
	if (error == EINVAL)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: kmend.ko refuses %s as %s: out of range, the kernel log (dmesg) tells it",
				     subject, shown, value->key);
	return error ? fail(err, subject, error) : 0;
}

static int write_values(const char *dir, const char *name, const struct kmend_policy *policy,
			const char *file, struct kmend_err *err)
{
	size_t i;

	for (i = 0; i < policy->nr; i++) {
		if (write_value(dir, name, &policy->values[i], file, err))
			return -1;
	}
	return 0;
}

/* That default_policy can be set to it, once the policies of the file are there. */
static int check_chosen(const struct kmend_policies *policies, const char *dir, const char *file,
			struct kmend_err *err)
{
	char path[PATH_MAX];

	if (!policies->chosen[0] || kmend_policies_find(policies, policies->chosen))
		return 0;
	if (kmend_path(path, err, "%s/policies/%s", dir, policies->chosen))
		return -1;
	if (!kmend_dir_exists(path))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s:%u: no policy %s, neither in the file nor in the kernel",
				     file, policies->chosen_line, policies->chosen);
	return 0;
}

/* A policy of a name that no other has. */
static int make_unused(const char *dir, char name[KMEND_POLICY_MAX + 1], char path[PATH_MAX],
		       struct kmend_err *err)
{
	int i, error = EEXIST;

	for (i = 0; i < CHECK_NAMES && error == EEXIST; i++) {
		snprintf(name, KMEND_POLICY_MAX + 1, "check-%d-%d", (int)getpid(), i);
		if (kmend_path(path, err, "%s/policies/%s", dir, name))
			return -1;
		if (!mkdir(path, 0755))
			return 0;
		error = errno;
	}
	/* Whoever may not make this one may not make those of the file. */
	if (kmend_path(path, err, "%s/policies", dir))
		return -1;
	return fail(err, path, error);
}

static int check_values(const struct kmend_policies *policies, const char *dir, const char *file,
			struct kmend_err *err)
{
	char name[KMEND_POLICY_MAX + 1], path[PATH_MAX];
	int rc = 0;
	size_t i;

	if (make_unused(dir, name, path, err))
		return -1;
	for (i = 0; i < policies->nr && !rc; i++)
		rc = write_values(dir, name, &policies->list[i], file, err);
	if (rmdir(path))
		rc = fail(err, path, errno);
	return rc;
}

int kmend_policy_check(const struct kmend_policies *policies, const char *dir, const char *file,
		       struct kmend_err *err)
{
	sigset_t all, before;
	int rc;

	if (check_chosen(policies, dir, file, err))
		return -1;
	/* A few milliseconds; nobody would take away what is made to check with. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	rc = check_values(policies, dir, file, err);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return rc;
}

static int make_policy(const struct kmend_policy *policy, const char *dir, const char *file,
		       struct kmend_err *err)
{
	char path[PATH_MAX], subject[PATH_MAX];

	if (kmend_path(path, err, "%s/policies/%s", dir, policy->name) ||
	    kmend_path(subject, err, "%s:%u", file, policy->line))
		return -1;
	if (mkdir(path, 0755) && errno != EEXIST)
		return fail(err, subject, errno);
	return write_values(dir, policy->name, policy, file, err);
}

int kmend_policy_write(const struct kmend_policies *policies, const char *dir, const char *file,
		       struct kmend_err *err)
{
	char path[PATH_MAX], subject[PATH_MAX];
	int error;
	size_t i;

	for (i = 0; i < policies->nr; i++) {
		if (make_policy(&policies->list[i], dir, file, err))
			return -1;
	}
	if (!policies->chosen[0])
		return 0;
	if (kmend_path(path, err, "%s/default_policy", dir) ||
	    kmend_path(subject, err, "%s:%u", file, policies->chosen_line))
		return -1;
	error = put(path, policies->chosen);
	return error ? fail(err, subject, error) : 0;
}
