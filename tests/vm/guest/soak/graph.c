// SPDX-License-Identifier: GPL-2.0
/* The patches of the soak and what they say of each other. */
#include <string.h>

#include "soak.h"

/*
 * Two chains of dependencies (a-b-c, f-g), one stack on a function in which threads
 * sleep (f, g, h), replacements of both, of each other's parts and of all (e, h, l),
 * conflicts across them, and a cycle (m, n) that can never be applied.
 */
const struct spec specs[PATCHES] = {
	/* a */ { .functions = "12" },
	/* b */ { .depends = "a", .functions = "2" },
	/* c */ { .depends = "ab", .functions = "3" },
	/* d */ { .conflicts = "b", .functions = "2" },
	/* e */ { .replaces = "ad", .functions = "1" },
	/* f */ { .functions = "0", .calls = true },
	/* g */ { .depends = "f", .functions = "0", .calls = true },
	/* h */ { .replaces = "fg", .functions = "05", .calls = true },
	/* i */ { .conflicts = "h", .functions = "5" },
	/* j */ { .functions = "53" },
	/* k */ { .depends = "e", .conflicts = "j", .functions = "4" },
	/* l */ { .replaces = "*", .functions = "4" },
	/* m */ { .depends = "n", .functions = "4" },
	/* n */ { .depends = "m", .functions = "3" },
};

bool spec_names(const char *list, size_t patch)
{
	return list && (strchr(list, 'a' + (int)patch) || !strcmp(list, "*"));
}

bool specs_conflict(size_t a, size_t b)
{
	return spec_names(specs[a].conflicts, b) || spec_names(specs[b].conflicts, a);
}

bool specs_share_function(size_t a, size_t b)
{
	return strpbrk(specs[a].functions, specs[b].functions);
}

size_t spec_find(const char *id)
{
	size_t patch;

	for (patch = 0; patch < PATCHES; patch++)
		if (!strcmp(id, spec_id(patch)))
			return patch;
	return PATCHES;
}

const char *spec_id(size_t patch)
{
	static const char ids[] = "a\0b\0c\0d\0e\0f\0g\0h\0i\0j\0k\0l\0m\0n";

	return ids + 2 * patch;
}
