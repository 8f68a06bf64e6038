// SPDX-License-Identifier: GPL-2.0
/* A kernel's .config as text. */
#include "config.h"

#include <stdio.h>
#include <string.h>

static const char *next_line(const char *line)
{
	line = strchr(line, '\n');
	return line && line[1] ? line + 1 : NULL;
}

void kmend_config_value(const char *config, const char *option, char *value, size_t size)
{
	size_t n = strlen(option);

	*value = 0;
	for (const char *p = config; p; p = next_line(p)) {
		const char *from;
		size_t len;

		if (strncmp(p, option, n) || p[n] != '=')
			continue;
		from = p + n + 1;
		len = strcspn(from, "\n");
		if (len >= 2 && *from == '"' && from[len - 1] == '"') {
			from++;
			len -= 2;
		}
		snprintf(value, size, "%.*s", (int)len, from);
		return;
	}
}

bool kmend_config_is_key(const char *line)
{
	static const char *const keys[] = {
		"CONFIG_MODULE_SIG_KEY=", "CONFIG_SYSTEM_TRUSTED_KEYS=",
		"CONFIG_SYSTEM_REVOCATION_KEYS=", "CONFIG_SYSTEM_BLACKLIST_HASH_LIST=",
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!strncmp(line, keys[i], strlen(keys[i])))
			return true;
	return false;
}

/* Is every option that @of sets set in the same way in @in? */
static bool is_part(const char *of, const char *in, struct kmend_config_difference *difference)
{
	for (const char *line = of; line; line = next_line(line)) {
		size_t n = strcspn(line, "=\n");

		if (strncmp(line, "CONFIG_", 7) || line[n] != '=' || kmend_config_is_key(line))
			continue;
		snprintf(difference->option, sizeof(difference->option), "%.*s", (int)n, line);
		kmend_config_value(line, difference->option, difference->first,
				   sizeof(difference->first));
		kmend_config_value(in, difference->option, difference->second,
				   sizeof(difference->second));
		if (strcmp(difference->first, difference->second))
			return false;
	}
	return true;
}

bool kmend_config_differs(const char *first, const char *second,
			  struct kmend_config_difference *difference)
{
	char text[sizeof(difference->first)];

	if (!strcmp(first, second))
		return false;
	if (!is_part(first, second, difference))
		return true;
	if (is_part(second, first, difference))
		return false;
	memcpy(text, difference->first, sizeof(text));
	memcpy(difference->first, difference->second, sizeof(text));
	memcpy(difference->second, text, sizeof(text));
	return true;
}
