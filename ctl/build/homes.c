// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel and its modules, each read when it is needed and kept. The kernel's own
 * symbols take as long as a compilation, so a thread of ours reads them meanwhile; until
 * it was waited for, all of @homes but @k, @thread and @reading is the thread's. It takes no
 * signals: who waits for commands must get them.
 */
#include "homes.h"

#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "symvers.h"

struct entry {
	struct kmend_home home;
	char name[64];
	struct entry *next;
};

struct kmend_homes {
	const struct kmend_kernel *k;
	pthread_t thread;
	bool reading;			/* @thread was not waited for */
	struct kmend_err err;		/* why there are no @symbols */
	struct kmend_home kernel;
	struct kmend_symvers *symvers;
	struct kmend_symbols *symbols;
	struct entry *modules;
};

static void *read_kernel(void *ctx)
{
	struct kmend_homes *homes = ctx;

	homes->symvers = kmend_symvers_open(homes->k->symvers, &homes->err);
	if (homes->symvers)
		homes->symbols = kmend_symbols_open(homes->k->symbols, &homes->err);
	return NULL;
}

static int start(struct kmend_homes *homes)
{
	sigset_t all, before;
	int ret;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	ret = pthread_create(&homes->thread, NULL, read_kernel, homes);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ret;
}

struct kmend_homes *kmend_homes_open(const struct kmend_kernel *k, struct kmend_err *err)
{
	struct kmend_homes *homes = calloc(1, sizeof(*homes));

	if (!homes) {
		kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
		return NULL;
	}
	homes->k = k;
	homes->reading = !start(homes);
	/* No thread to be had: then one after the other. */
	if (!homes->reading)
		read_kernel(homes);
	return homes;
}

static void finish(struct kmend_homes *homes)
{
	if (homes->reading)
		pthread_join(homes->thread, NULL);
	homes->reading = false;
}

int kmend_homes_wait(struct kmend_homes *homes, struct kmend_err *err)
{
	finish(homes);
	if (!homes->symbols) {
		*err = homes->err;
		return -1;
	}
	homes->kernel = (struct kmend_home){ "vmlinux", homes->symbols, homes->symbols, homes->symvers };
	return 0;
}

void kmend_homes_close(struct kmend_homes *homes)
{
	struct entry *next;

	if (!homes)
		return;
	finish(homes);
	for (struct entry *e = homes->modules; e; e = next) {
		next = e->next;
		kmend_symbols_close((struct kmend_symbols *)e->home.symbols);
		free(e);
	}
	kmend_symbols_close(homes->symbols);
	kmend_symvers_close(homes->symvers);
	free(homes);
}

const struct kmend_home *kmend_homes_kernel(const struct kmend_homes *homes)
{
	return &homes->kernel;
}

/* nftw() takes no context. */
static struct {
	const char *module;
	char path[PATH_MAX];
} wanted;

/* "xt_foo.ko", "xt-foo.ko.xz": in a module's name, '-' is written '_'. */
static bool is_file_of(const char *file, const char *module)
{
	for (; *module; module++, file++)
		if (*file != *module && !(*module == '_' && *file == '-'))
			return false;
	return !strcmp(file, ".ko") || !strcmp(file, ".ko.xz") || !strcmp(file, ".ko.zst") ||
	       !strcmp(file, ".ko.gz");
}

static int look(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	if (type != FTW_F || !is_file_of(path + ftw->base, wanted.module))
		return 0;
	snprintf(wanted.path, sizeof(wanted.path), "%s", path);
	return 1;
}

static int find_file(const struct kmend_homes *homes, const char *module, struct kmend_err *err)
{
	char dir[PATH_MAX];

	/* What the distribution did not build (updates/, extra/) is not what its source says. */
	if (kmend_path(dir, err, "%s/kernel", homes->k->modules))
		return -1;
	wanted.module = module;
	if (nftw(dir, look, 16, FTW_PHYS) != 1)
		return kmend_err_set(err, KMEND_EXIT_FAILED,
				     "the code is part of module %s, but %s has no file of it: apt-get install linux-image-%s, or give --modules",
				     module, dir, homes->k->release);
	return 0;
}

const struct kmend_home *kmend_homes_find(struct kmend_homes *homes, const char *module,
					  struct kmend_err *err)
{
	struct entry *e;

	if (!*module)
		return &homes->kernel;
	for (e = homes->modules; e; e = e->next)
		if (!strcmp(e->name, module))
			return &e->home;
	if (find_file(homes, module, err))
		return NULL;
	e = calloc(1, sizeof(*e));
	if (!e) {
		kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
		return NULL;
	}
	snprintf(e->name, sizeof(e->name), "%s", module);
	e->home = (struct kmend_home){ e->name, kmend_symbols_open_module(wanted.path, err),
				       homes->symbols, homes->symvers };
	if (!e->home.symbols) {
		free(e);
		return NULL;
	}
	e->next = homes->modules;
	homes->modules = e;
	return &e->home;
}
