// SPDX-License-Identifier: GPL-2.0
/* Policies that come, change and go. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "soak.h"

#define CONFIG "/sys/kernel/config/kmend/"

static const char *const names[] = { "p0", "p1", "p2" };
enum { NAMES = sizeof(names) / sizeof(*names) };

/* Values that keep the soak moving; a policy's own would try for a minute. */
static const struct {
	const char *name;
	uint32_t least;
	uint32_t most;
} values[] = {
	{ "initial_delay_ms", 1, 40 },
	{ "max_delay_ms", 1, 100 },
	{ "multiplier_percent", 100, 300 },
	{ "jitter_percent", 0, 50 },
	{ "deadline_ms", 50, 3000 },
	{ "max_attempts", 0, 8 },
	{ "coalesce_ms", 0, 30 },
	{ "pause_budget_us", 0, 0 },
};
enum { VALUES = sizeof(values) / sizeof(*values) };

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int rc = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

static int write_value(const char *name, uint32_t which, uint32_t (*random)(uint32_t below))
{
	uint32_t value = values[which].least +
			 random(values[which].most - values[which].least + 1);
	char path[128], text[16];

	snprintf(path, sizeof(path), CONFIG "policies/%s/%s", name, values[which].name);
	snprintf(text, sizeof(text), "%u", value);
	return write_file(path, text);
}

/* Functions are redirected as the case, or its boot, said of the default policy: run-case. */
static int write_redirect(const char *name)
{
	char path[128], word[16] = "";
	int fd = open(CONFIG "policies/default/redirect", O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return -errno;
	got = read(fd, word, sizeof(word) - 1);
	close(fd);
	if (got <= 0)
		return -EIO;
	snprintf(path, sizeof(path), CONFIG "policies/%s/redirect", name);
	return write_file(path, word);
}

static int create(const char *name, uint32_t (*random)(uint32_t below))
{
	char path[128];
	uint32_t i;
	int rc;

	snprintf(path, sizeof(path), CONFIG "policies/%s", name);
	rc = mkdir(path, 0755) ? -errno : 0;
	/* Longer delays before the shorter: it may refuse what contradicts itself. */
	for (i = 0; i < VALUES && !rc; i++)
		rc = write_value(name, i, random);
	return rc ? rc : write_redirect(name);
}

static int destroy(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), CONFIG "policies/%s", name);
	return rmdir(path) ? -errno : 0;
}

const char *policy_name(uint32_t number)
{
	return names[number % NAMES];
}

int policy_change(uint32_t (*random)(uint32_t below))
{
	const char *name = names[random(NAMES)];

	switch (random(8)) {
	case 0:
	case 1:
		return create(name, random);
	case 2:
		return destroy(name);
	case 3:
		return write_file(CONFIG "default_policy", random(2) ? name : "default");
	default:
		return write_value(name, random(VALUES), random);
	}
}

int policies_reset(void)
{
	int rc = write_file(CONFIG "default_policy", "default");
	size_t i;

	for (i = 0; i < NAMES && !rc; i++) {
		rc = destroy(names[i]);
		if (rc == -ENOENT)
			rc = 0;
	}
	return rc;
}
