// SPDX-License-Identifier: GPL-2.0
/*
 * A tree without its key (see cache.c) was interrupted and is thrown away. Builds
 * never change a file of the tree but by make, so there is nothing to restore.
 */
#include "tree.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cache.h"
#include "config.h"
#include "files.h"
#include "hash.h"
#include "run.h"

/* Another one for each change of what is kept in the tree, and of how it is compiled. */
enum { KEY_FORMAT = 3 };

static int hash_file(const char *path, uint64_t *h, struct kmend_err *err)
{
	_cleanup_free_ char *data = NULL;
	size_t size;

	if (!*path)
		return 0;
	if (kmend_file_read(path, &data, &size, err))
		return -1;
	*h = kmend_hash(*h, data, size);
	return 0;
}

static int make_key(const struct kmend_kernel *k, char *key, size_t size,
		    struct kmend_err *err)
{
	uint64_t h = KMEND_HASH_BASIS;
	char identity[PATH_MAX];
	struct stat st;

	/* A directory's own time says little; its Makefile's says as much as we can have. */
	if (kmend_path(identity, err, "%s%s", k->source,
		       kmend_dir_exists(k->source) ? "/Makefile" : ""))
		return -1;
	if (stat(identity, &st))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", identity, strerror(errno));
	if (hash_file(k->config, &h, err) || hash_file(k->symvers, &h, err) ||
	    hash_file(k->variables, &h, err))
		return -1;
	h = kmend_hash(h, k->compiler_text, strlen(k->compiler_text));
	snprintf(key, size, "%d %s %lld %lld.%09ld %016llx\n", KEY_FORMAT, identity,
		 (long long)st.st_size, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
		 (unsigned long long)h);
	return 0;
}

bool kmend_tree_made_of(const char *dir, char source[PATH_MAX])
{
	_cleanup_free_ char *key = NULL;
	char path[PATH_MAX];
	const char *from;
	char *end = NULL;

	*source = 0;
	if (kmend_path(path, &(struct kmend_err){ 0 }, "%s/key", dir) ||
	    kmend_file_read(path, &key, NULL, &(struct kmend_err){ 0 }))
		return false;
	from = strchr(key, ' ');
	/* Behind the name, which may have blanks, are three fields that have none. */
	for (int i = 0; i < 3; i++) {
		end = strrchr(key, ' ');
		if (!end)
			return false;
		*end = 0;
	}
	if (from >= end)
		return false;
	end = strrchr(from, '/');
	if (end && !strcmp(end, "/Makefile"))
		*end = 0;
	return !kmend_path(source, &(struct kmend_err){ 0 }, "%s", from + 1);
}

static int cache_dir(const struct kmend_kernel *k, char dir[PATH_MAX], struct kmend_err *err)
{
	if (kmend_cache_dir(dir, k->release, err))
		return -1;
	/* make takes these for something else than part of a name. */
	if (strpbrk(dir, " \t\n:#$%\\'\"=;&|"))
		return kmend_err_set(err, KMEND_EXIT_FAILED,
				     "kbuild cannot work in %s because of its name: set XDG_CACHE_HOME to a plain one",
				     dir);
	return 0;
}

static int unpack_archive(const char *archive, const char *to, struct kmend_err *err)
{
	/* Documents and other architectures are half of the files, and never compiled. */
	char *argv[] = { "tar", "-x", "--no-same-owner", "--no-same-permissions",
			 "--strip-components=1", "--wildcards",
			 "--exclude=*/Documentation/*/*", "--exclude=*/tools/testing/*",
			 "--exclude=*/arch/*/boot/dts/*",
			 "-C", (char *)to, "-f", (char *)archive, NULL };

	return kmend_run_or_fail(NULL, argv, "cannot unpack the kernel source", err);
}

static int copy_directory(const char *from, const char *to, struct kmend_err *err)
{
	char source[PATH_MAX];
	char *copy[] = { "cp", "-a", "--no-preserve=ownership", "--reflink=auto", source,
			 (char *)to, NULL };
	char *clean[] = { "make", "-s", "mrproper", NULL };

	if (kmend_path(source, err, "%s/.", from) ||
	    kmend_run_or_fail(NULL, copy, "cannot copy the kernel source", err))
		return -1;
	/* What was built there before was built by another config for all we know. */
	return kmend_run_or_fail(to, clean, "cannot clean the copy of the kernel source", err);
}

/* "VERSION = 6" and its like from the top Makefile: "6.1.192". */
static int check_version(const char *dir, const struct kmend_kernel *k, struct kmend_err *err)
{
	static const char *const names[] = { "\nVERSION = ", "\nPATCHLEVEL = ", "\nSUBLEVEL = " };
	char path[PATH_MAX], version[64];
	_cleanup_free_ char *text = NULL;
	unsigned int numbers[3] = { 0 };

	if (kmend_path(path, err, "%s/Makefile", dir))
		return -1;
	if (!kmend_file_exists(path))
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: not a kernel's source", k->source);
	if (kmend_file_read(path, &text, NULL, err))
		return -1;
	for (int i = 0; i < 3; i++) {
		const char *at = strstr(text, names[i]);

		if (!at)
			return kmend_err_set(err, KMEND_EXIT_REFUSED,
					     "%s: not a kernel's source", k->source);
		numbers[i] = strtoul(at + strlen(names[i]), NULL, 10);
	}
	snprintf(version, sizeof(version), "%u.%u.%u", numbers[0], numbers[1], numbers[2]);
	if (strcmp(version, k->version))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s is the source of Linux %s, but %s is the config of %s: source and config must be of the same kernel",
				     k->source, version, k->config, k->version);
	return 0;
}

static int write_config(const struct kmend_tree *tree, const struct kmend_kernel *k,
			struct kmend_err *err)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *out = NULL;
	char path[PATH_MAX], *save = NULL;
	size_t n = 0, size;

	if (kmend_path(path, err, "%s/.config", tree->path) ||
	    kmend_file_read(k->config, &text, &size, err))
		return -1;
	/* Room for the quotes of an option that had neither quotes nor value. */
	out = malloc(size + 64);
	if (!out)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (kmend_config_is_key(line))
			strchr(line, '=')[1] = 0;
		n += sprintf(out + n, "%s%s\n", line, kmend_config_is_key(line) ? "\"\"" : "");
	}
	return kmend_file_write(path, out, n, err);
}

/*
 * The config has options that depend on the version of pahole, which is needed
 * only to link a kernel; without it kconfig would turn some of them off, and
 * structures would change. Answer for the one that the distribution had.
 */
static int write_pahole(const struct kmend_tree *tree, const struct kmend_kernel *k,
			struct kmend_err *err)
{
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX], script[128], value[32];
	unsigned long version;
	int n;

	if (kmend_file_read(k->config, &text, NULL, err))
		return -1;
	kmend_config_value(text, "CONFIG_PAHOLE_VERSION", value, sizeof(value));
	version = strtoul(value, NULL, 10);
	n = snprintf(script, sizeof(script), "#!/bin/sh\necho v%lu.%02lu\n", version / 100,
		     version % 100);
	if (kmend_path(path, err, "%s/.kmend-pahole", tree->path) ||
	    kmend_file_write(path, script, n, err))
		return -1;
	if (chmod(path, version ? 0755 : 0644))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", path, strerror(errno));
	return 0;
}

/* Has kconfig kept the config? If not, the source is not the one it was made for. */
static int check_config(const struct kmend_tree *tree, const struct kmend_kernel *k,
			struct kmend_err *err)
{
	_cleanup_free_ char *given = NULL;
	_cleanup_free_ char *kept = NULL;
	struct kmend_config_difference d;
	char path[PATH_MAX];

	if (kmend_path(path, err, "%s/.config", tree->path) ||
	    kmend_file_read(path, &kept, NULL, err) ||
	    kmend_file_read(k->config, &given, NULL, err))
		return -1;
	if (!kmend_config_differs(given, kept, &d))
		return 0;
	return kmend_err_set(err, KMEND_EXIT_REFUSED,
			     "%s does not fit %s: there %s is \"%s\", here it becomes \"%s\": config or tools of another kernel",
			     k->config, k->source, d.option, d.first, d.second);
}

/* The words that every make in the tree begins with. */
struct make_words {
	char cc[160], release[160], pahole[64], j[24];
	char *fixed[7];
};

static void fill_words(struct make_words *w, const struct kmend_kernel *k, unsigned int jobs)
{
	char *fixed[] = { "make", "-s", w->j, "ARCH=x86", w->cc, w->release, w->pahole };

	snprintf(w->j, sizeof(w->j), "-j%u", jobs);
	snprintf(w->cc, sizeof(w->cc), "CC=%s", k->compiler);
	snprintf(w->release, sizeof(w->release), "KERNELRELEASE=%s", k->release);
	snprintf(w->pahole, sizeof(w->pahole), "PAHOLE=./.kmend-pahole");
	memcpy(w->fixed, fixed, sizeof(fixed));
}

int kmend_tree_make(const struct kmend_tree *tree, const struct kmend_kernel *k,
		    unsigned int jobs, const char *const *targets, const char *what,
		    struct kmend_err *err)
{
	struct make_words w;
	_cleanup_free_ char **argv = NULL;
	size_t n = sizeof(w.fixed) / sizeof(*w.fixed), nr = 0;

	while (targets[nr])
		nr++;
	argv = calloc(n + nr + 1, sizeof(*argv));
	if (!argv)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	fill_words(&w, k, jobs);
	memcpy(argv, w.fixed, sizeof(w.fixed));
	memcpy(argv + n, targets, nr * sizeof(*argv));
	return kmend_run_or_fail(tree->path, argv, what, err);
}

int kmend_tree_make_dry(const struct kmend_tree *tree, const struct kmend_kernel *k, const char *to,
			 struct kmend_err *err)
{
	/* The shell only sends the output to a file: there is much of it. */
	char *argv[19] = { "sh", "-c", "to=$1; shift; exec \"$@\" >\"$to\"", "sh", (char *)to };
	/* An object that is there is told of, too, for its command is another. */
	char *dry[] = { "-n", "-k", "KCFLAGS=" KMEND_TREE_DRY_WORD, "KAFLAGS=" KMEND_TREE_DRY_WORD,
			"vmlinux", "modules" };
	struct make_words w;

	/* Several at a time would write into each other's lines. */
	fill_words(&w, k, 1);
	memcpy(argv + 5, w.fixed, sizeof(w.fixed));
	memcpy(argv + 12, dry, sizeof(dry));
	/* It ends with an error, for want of what it did not make. */
	return kmend_run(tree->path, argv, NULL, err) < 0 ? -1 : 0;
}

static int prepare(struct kmend_tree *tree, const struct kmend_kernel *k, unsigned int jobs,
		   void (*say)(const char *text), struct kmend_err *err)
{
	static const char *const targets[] = { "prepare", "scripts", NULL };
	char path[PATH_MAX];

	if (kmend_dir_make(tree->path, err))
		return -1;
	say("unpacking the source (first time for this kernel; about a minute)");
	if (kmend_dir_exists(k->source) ? copy_directory(k->source, tree->path, err)
					: unpack_archive(k->source, tree->path, err))
		return -1;
	if (check_version(tree->path, k, err) || write_config(tree, k, err) ||
	    write_pahole(tree, k, err))
		return -1;
	if (kmend_path(path, err, "%s/Module.symvers", tree->path) ||
	    kmend_file_copy(k->symvers, path, err))
		return -1;
	if (*k->variables && (kmend_path(path, err, "%s/.kernelvariables", tree->path) ||
			      kmend_file_copy(k->variables, path, err)))
		return -1;
	say("preparing the source for building (first time for this kernel)");
	if (kmend_tree_make(tree, k, jobs, targets, "cannot prepare the kernel source", err))
		return -1;
	return check_config(tree, k, err);
}

int kmend_tree_open(struct kmend_tree *tree, const struct kmend_kernel *k,
		    unsigned int jobs, void (*say)(const char *text),
		    struct kmend_err *err)
{
	char dir[PATH_MAX], key_path[PATH_MAX], mirror[PATH_MAX], key[PATH_MAX + 256];
	_cleanup_free_ char *old_key = NULL;

	*tree = (struct kmend_tree){ .lock = -1 };
	if (cache_dir(k, dir, err))
		return -1;
	tree->lock = kmend_cache_lock(dir, say, err);
	if (tree->lock < 0)
		return -1;
	if (kmend_path(key_path, err, "%s/key", dir) ||
	    kmend_path(tree->path, err, "%s/src", dir) || make_key(k, key, sizeof(key), err))
		goto err_close;
	if (kmend_file_exists(key_path) && !kmend_file_read(key_path, &old_key, NULL, err) &&
	    !strcmp(key, old_key))
		return 0;
	/* What can be told now is, before a tree that is good goes. */
	if (kmend_dir_exists(k->source) && check_version(k->source, k, err))
		goto err_close;
	if (kmend_dir_exists(tree->path))
		say("removing a prepared tree of other inputs");
	if ((unlink(key_path) && errno != ENOENT) || kmend_path(mirror, err, "%s.patched", tree->path) ||
	    kmend_dir_remove(mirror) || kmend_dir_remove(tree->path)) {
		kmend_err_set(err, KMEND_EXIT_FAILED, "cannot remove the old %s: %s",
			      tree->path, strerror(errno));
		goto err_close;
	}
	if (prepare(tree, k, jobs, say, err) ||
	    kmend_file_write(key_path, key, strlen(key), err))
		goto err_remove;
	return 0;

err_remove:
	kmend_dir_remove(tree->path);
err_close:
	kmend_tree_close(tree);
	return -1;
}

void kmend_tree_close(struct kmend_tree *tree)
{
	if (tree->lock >= 0)
		close(tree->lock);
	tree->lock = -1;
}
