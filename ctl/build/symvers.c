// SPDX-License-Identifier: GPL-2.0
/* Module.symvers: a line per exported symbol, "CRC\tNAME\tMODULE\tTYPE[\tNS]". */
#include "symvers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

struct kmend_symvers {
	char **names;	/* sorted */
	size_t nr;
};

static int kmend_symvers_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Returns a copy of the line's second field; NULL: not such a line, or no memory. */
static char *kmend_symvers_name(char *line)
{
	char *rest = NULL;
	char *crc = strtok_r(line, "\t\n", &rest);
	char *name = strtok_r(NULL, "\t\n", &rest);
	char *module = strtok_r(NULL, "\t\n", &rest);
	char *type = strtok_r(NULL, "\t\n", &rest);

	if (!crc || strncmp(crc, "0x", 2) || !module || !type || strncmp(type, "EXPORT_", 7))
		return NULL;
	return strdup(name);
}

static int kmend_symvers_read(struct kmend_symvers *symvers, FILE *file, const char *path,
			      struct kmend_err *err)
{
	size_t length = 0, room = 0;
	char *line = NULL;
	int ret = 0;

	while (!ret && getline(&line, &length, file) > 0) {
		if (symvers->nr == room) {
			char **names;

			room = room ? 2 * room : 4096;
			names = realloc(symvers->names, room * sizeof(*names));
			if (!names) {
				ret = kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", path);
				break;
			}
			symvers->names = names;
		}
		symvers->names[symvers->nr] = kmend_symvers_name(line);
		if (symvers->names[symvers->nr])
			symvers->nr++;
		else
			ret = kmend_err_set(err, KMEND_EXIT_REFUSED,
					    "%s: line %zu is not of the form of a Module.symvers",
					    path, symvers->nr + 1);
	}
	free(line);
	if (!ret && (ferror(file) || !symvers->nr))
		ret = kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: %s", path,
				    ferror(file) ? strerror(errno) : "empty; give the kernel's Module.symvers");
	return ret;
}

struct kmend_symvers *kmend_symvers_open(const char *path, struct kmend_err *err)
{
	struct kmend_symvers *symvers;
	FILE *file;
	int fd = kmend_file_open(path, err);

	if (fd < 0)
		return NULL;
	symvers = calloc(1, sizeof(*symvers));
	file = fdopen(fd, "r");
	if (!file)
		close(fd);
	if (!symvers || !file) {
		kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", path, strerror(errno));
		goto err_free;
	}
	if (kmend_symvers_read(symvers, file, path, err))
		goto err_free;
	fclose(file);
	qsort(symvers->names, symvers->nr, sizeof(*symvers->names), kmend_symvers_compare);
	return symvers;

err_free:
	if (file)
		fclose(file);
	kmend_symvers_close(symvers);
	return NULL;
}

void kmend_symvers_close(struct kmend_symvers *symvers)
{
	if (!symvers)
		return;
	for (size_t i = 0; i < symvers->nr; i++)
		free(symvers->names[i]);
	free(symvers->names);
	free(symvers);
}

bool kmend_symvers_find(const struct kmend_symvers *symvers, const char *name)
{
	return bsearch(&name, symvers->names, symvers->nr, sizeof(*symvers->names),
		       kmend_symvers_compare);
}
