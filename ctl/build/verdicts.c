// SPDX-License-Identifier: GPL-2.0
/*
 * Whoever builds once more mostly has the same headers: with another option, which a refusal named, or after
 * mending a source that did not compile. What was found by preprocessing thousands of sources twice is kept, in a file
 * for each set of headers, with a hash of what the patch makes of them in its first line. A source of the patch itself is not
 * asked for: what it is without the patch does not change.
 */
#include "verdicts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "hash.h"

/* Another way to compare is another name, for trees that have it. */
#define KEPT ".kmend-verdicts-1"

/* Sums, for which no order counts. */
static int hash_files(const char *mirror, const char *const *files, size_t nr, uint64_t *names, uint64_t *texts,
		      struct kmend_err *err)
{
	for (size_t i = 0; i < nr; i++) {
		_cleanup_free_ char *text = NULL;
		uint64_t name = kmend_hash(KMEND_HASH_BASIS, files[i], strlen(files[i]) + 1);
		char path[PATH_MAX];
		size_t size;

		*names += name;
		if (kmend_path(path, err, "%s/%s", mirror, files[i]))
			return -1;
		/* One that the patch removes adds nothing, an empty one does. */
		if (!kmend_file_exists(path))
			continue;
		if (kmend_file_read(path, &text, &size, err))
			return -1;
		*texts += kmend_hash(name, text, size);
	}
	return 0;
}

int kmend_verdicts_add(struct kmend_verdicts *v, const char *source, bool same)
{
	size_t room = v->room ? 2 * v->room : 256;
	struct kmend_verdict *more;

	if (v->nr == v->room) {
		more = realloc(v->list, room * sizeof(*more));
		if (!more)
			return -1;
		v->list = more;
		v->room = room;
	}
	v->list[v->nr++] = (struct kmend_verdict){ source, same };
	return 0;
}

/* "=fs/pipe.c" or "!fs/pipe.c", a line each, sorted by the path. */
static int read_list(struct kmend_verdicts *v, struct kmend_err *err)
{
	char first[32], *save = NULL;

	snprintf(first, sizeof(first), "%016" PRIx64 "\n", v->key);
	if (!kmend_file_exists(v->path))
		return 0;
	if (kmend_file_read(v->path, &v->text, NULL, err))
		return -1;
	if (strncmp(v->text, first, strlen(first)))
		return 0;
	for (char *line = strtok_r(v->text + strlen(first), "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (kmend_verdicts_add(v, line + 1, *line == '='))
			return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	v->nr_old = v->nr;
	return 0;
}

int kmend_verdicts_open(struct kmend_verdicts *v, const char *tree, const char *mirror, const char *const *files,
			size_t nr, struct kmend_err *err)
{
	uint64_t names = 0;

	*v = (struct kmend_verdicts){ 0 };
	return hash_files(mirror, files, nr, &names, &v->key, err) ||
	       kmend_path(v->path, err, "%s/" KEPT "/%016" PRIx64, tree, names) || read_list(v, err) ? -1 : 0;
}

void kmend_verdicts_close(struct kmend_verdicts *v)
{
	free(v->list);
	free(v->text);
	*v = (struct kmend_verdicts){ 0 };
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct kmend_verdict *)a)->source, ((const struct kmend_verdict *)b)->source);
}

const struct kmend_verdict *kmend_verdicts_find(const struct kmend_verdicts *v, const char *source)
{
	const struct kmend_verdict key = { .source = source };

	return v->nr_old ? bsearch(&key, v->list, v->nr_old, sizeof(key), compare) : NULL;
}

int kmend_verdicts_save(struct kmend_verdicts *v, struct kmend_err *err)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *f;

	if (v->nr == v->nr_old)
		return 0;
	f = open_memstream(&text, &size);
	if (!f)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	qsort(v->list, v->nr, sizeof(*v->list), compare);
	v->nr_old = v->nr;
	fprintf(f, "%016" PRIx64 "\n", v->key);
	for (size_t i = 0; i < v->nr; i++)
		fprintf(f, "%c%s\n", v->list[i].same ? '=' : '!', v->list[i].source);
	if (fclose(f))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	return kmend_dir_make_for(v->path, err) || kmend_file_replace(v->path, text, size, err) ? -1 : 0;
}
