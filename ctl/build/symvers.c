// SPDX-License-Identifier: GPL-2.0
/* Module.symvers: a line per exported symbol, "CRC\tNAME\tMODULE\tTYPE[\tNS]". */
#include "symvers.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

struct kmend_symvers {
	struct kmend_export *exports;	/* sorted by name; each owns its line */
	size_t nr;
};

static int kmend_symvers_compare(const void *a, const void *b)
{
	const struct kmend_export *one = a, *other = b;

	return strcmp(one->name, other->name);
}

/* The fields point into @line, which is the entry's own from then on. */
static bool kmend_symvers_parse(char *line, struct kmend_export *export)
{
	char *rest = NULL, *end;
	char *crc = strtok_r(line, "\t\n", &rest);
	char *name = strtok_r(NULL, "\t\n", &rest);
	char *module = strtok_r(NULL, "\t\n", &rest);
	char *type = strtok_r(NULL, "\t\n", &rest);
	char *ns = strtok_r(NULL, "\t\n", &rest);

	if (!crc || strncmp(crc, "0x", 2) || !module || !type || strncmp(type, "EXPORT_", 7))
		return false;
	*export = (struct kmend_export){
		.line = line, .name = name, .module = module, .ns = ns ? ns : "",
		.crc = strtoul(crc, &end, 16),
	};
	return !*end;
}

static int kmend_symvers_read(struct kmend_symvers *symvers, FILE *file, const char *path,
			      struct kmend_err *err)
{
	size_t length = 0, room = 0;
	char *line = NULL;
	int ret = 0;

	while (!ret && getline(&line, &length, file) > 0) {
		if (symvers->nr == room) {
			struct kmend_export *more;

			room = room ? 2 * room : 4096;
			more = realloc(symvers->exports, room * sizeof(*more));
			if (!more) {
				ret = kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", path);
				break;
			}
			symvers->exports = more;
		}
		if (!kmend_symvers_parse(line, &symvers->exports[symvers->nr])) {
			ret = kmend_err_set(err, KMEND_EXIT_REFUSED,
					    "%s: line %zu is not of the form of a Module.symvers",
					    path, symvers->nr + 1);
			break;
		}
		symvers->nr++;
		line = NULL;
		length = 0;
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
	qsort(symvers->exports, symvers->nr, sizeof(*symvers->exports), kmend_symvers_compare);
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
		free(symvers->exports[i].line);
	free(symvers->exports);
	free(symvers);
}

const struct kmend_export *kmend_symvers_find(const struct kmend_symvers *symvers, const char *name)
{
	struct kmend_export key = { .name = name };

	return bsearch(&key, symvers->exports, symvers->nr, sizeof(key), kmend_symvers_compare);
}
