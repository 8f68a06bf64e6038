// SPDX-License-Identifier: GPL-2.0
/*
 * functions NUMBER PREFIX...: the addresses of so many functions of the running
 * kernel that a patch can replace, for the parameter of the test module: those
 * with a name that begins so, that nothing else is called, that are neither large
 * nor tiny, and that have an ftrace site which can be written in one store.
 * A PREFIX that ends with "=" is a whole name. Fails if there are not enough.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_MIN 24
#define SIZE_MAX_PREFIX 400

struct symbol {
	uint64_t address;
	char *name;
	bool traced;
};

struct symbols {
	struct symbol *all;
	size_t nr;
};

static int by_name(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

static void add(struct symbols *symbols, uint64_t address, const char *name)
{
	if (symbols->nr % 4096 == 0)
		symbols->all = reallocarray(symbols->all, symbols->nr + 4096,
					    sizeof(*symbols->all));
	symbols->all[symbols->nr++] = (struct symbol){ address, strdup(name), false };
}

/* The kernel proper's come first, in the order of their addresses. */
static struct symbols read_symbols(void)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	struct symbols symbols = { NULL, 0 };
	char line[1024], name[512], kind;
	unsigned long long address;

	while (file && fgets(line, sizeof(line), file) && !strchr(line, '['))
		if (sscanf(line, "%llx %c %511s", &address, &kind, name) == 3)
			add(&symbols, address, name);
	if (file)
		fclose(file);
	return symbols;
}

static struct symbols read_traced(void)
{
	FILE *file = fopen("/sys/kernel/tracing/available_filter_functions", "r");
	struct symbols symbols = { NULL, 0 };
	char line[1024];

	while (file && fgets(line, sizeof(line), file)) {
		if (strchr(line, '['))
			continue;
		line[strcspn(line, " \n")] = '\0';
		add(&symbols, 0, line);
	}
	if (file)
		fclose(file);
	qsort(symbols.all, symbols.nr, sizeof(*symbols.all), by_name);
	return symbols;
}

/* Marks those that have a name of their own and a site. */
static void mark_traced(struct symbols *symbols, const struct symbols *traced)
{
	size_t i;

	qsort(symbols->all, symbols->nr, sizeof(*symbols->all), by_name);
	for (i = 0; i < symbols->nr; i++) {
		struct symbol *symbol = &symbols->all[i];

		if (i && !by_name(symbol - 1, symbol))
			continue;
		if (i + 1 < symbols->nr && !by_name(symbol, symbol + 1))
			continue;
		symbol->traced = bsearch(symbol, traced->all, traced->nr, sizeof(*symbol), by_name);
	}
	qsort(symbols->all, symbols->nr, sizeof(*symbols->all), by_address);
}

/* Return: 0 if the name is not wanted, 2 if it was given whole. */
static int wanted(const char *name, char **prefixes)
{
	size_t length;

	for (; *prefixes; prefixes++) {
		length = strlen(*prefixes);
		if (length && (*prefixes)[length - 1] == '=') {
			if (strlen(name) == length - 1 && !strncmp(name, *prefixes, length - 1))
				return 2;
		} else if (!strncmp(name, *prefixes, length)) {
			return 1;
		}
	}
	return 0;
}

static bool fits(const struct symbol *symbol, char **prefixes)
{
	uint64_t size = symbol[1].address - symbol->address;
	int how = symbol->traced ? wanted(symbol->name, prefixes) : 0;

	return how && symbol->address % 8 <= 3 && size >= SIZE_MIN &&
	       (how == 2 || size <= SIZE_MAX_PREFIX) && symbol[-1].address != symbol->address;
}

int main(int argc, char **argv)
{
	struct symbols symbols, traced;
	unsigned long nr, found = 0;
	size_t i;

	if (argc < 3)
		return 2;
	nr = strtoul(argv[1], NULL, 10);
	symbols = read_symbols();
	traced = read_traced();
	if (!symbols.nr || !traced.nr)
		return 1;
	mark_traced(&symbols, &traced);
	for (i = 1; i + 1 < symbols.nr && found < nr; i++)
		if (fits(&symbols.all[i], argv + 2))
			printf("%s0x%llx", found++ ? "," : "",
			       (unsigned long long)symbols.all[i].address);
	puts("");
	return found < nr;
}
