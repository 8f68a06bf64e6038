// SPDX-License-Identifier: GPL-2.0
/*
 * The lanes: each takes patches of its own in and out, one cycle after another. Patches of
 * tests/patches are held against what user space sees; those of the test module
 * (tests/vm/modules/patches.c) change nothing, so they may be of what everybody uses.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "torture.h"

#define IDS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define POLICY "torture"

static void must_load(const char *path, const char *options)
{
	int rc = module_load(path, options);

	if (rc)
		torture_fail("%s: %s", path, strerror(-rc));
}

/* A patch of its own name of the test module, soak_LETTER, for these addresses. */
static void load_test_at(char letter, const char *addresses, const char *options)
{
	char path[64], text[512];

	snprintf(path, sizeof(path), "/modules/soak_%c.ko", letter);
	snprintf(text, sizeof(text), "prefix=%c functions=%s %s", letter, addresses, options);
	must_load(path, text);
}

static void load_test(char letter, const char *function, const char *options)
{
	load_test_at(letter, functions_of(function), options);
}

/* What user space sees of a patch. */
static void see(const char *path, const char *word, bool there)
{
	char text[8192];
	ssize_t length;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (length < 0)
		torture_fail("%s: %s", path, strerror(errno));
	close(fd);
	text[length] = '\0';
	if (!strstr(text, word) == there)
		torture_fail("%s: '%s' is %sthere", path, word, there ? "not " : "");
}

/* --- one patch, of one function; several lanes, and one module for all --- */

enum { ONES = 15, ONES_FIRST = 20 };

static void load_ones(void)
{
	char text[512];
	size_t i, length;

	length = snprintf(text, sizeof(text), "prefix=one count=%d functions=", ONES);
	for (i = 0; i < ONES; i++)
		length += snprintf(text + length, sizeof(text) - length, "%s%s", i ? "," : "",
				   functions_address(ONES_FIRST + i));
	must_load("/modules/tiny.ko", text);
}

static void cycle_one(const struct lane *lane)
{
	char id[16];

	snprintf(id, sizeof(id), "one-%04u", lane->number);
	apply(IDS(id), POLICY);
	revert(IDS(id), POLICY, false);
}

/* --- one of eight functions --- */

static void load_eight(void)
{
	static const char *const names[] = {
		"do_unlinkat", "vfs_fstat",  "do_faccessat", "do_pipe2",
		"dup_fd",      "mm_release", "sched_fork",   "inode_permission",
	};
	char addresses[256] = "";
	size_t i;

	for (i = 0; i < 8; i++) {
		strcat(addresses, i ? "," : "");
		strcat(addresses, functions_of(names[i]));
	}
	load_test_at('b', addresses, "per_patch=8");
}

static void cycle_eight(const struct lane *lane)
{
	apply(IDS("b"), POLICY);
	revert(IDS("b"), POLICY, false);
}

/* --- four that need each other, in one request --- */

static void load_four(void)
{
	load_test('c', "copy_process", "");
	load_test('d', "wake_up_new_task", "depends=c");
	load_test('e', "exit_files", "depends=c+d");
	load_test('f', "begin_new_exec", "depends=e");
}

static void cycle_four(const struct lane *lane)
{
	apply(IDS("f", "e", "d", "c"), POLICY);
	revert(IDS("c", "d", "e", "f"), POLICY, false);
}

/* --- two of one function --- */

static void load_stacked(void)
{
	load_test('g', "do_dentry_open", "");
	load_test('h', "do_dentry_open", "");
}

static void cycle_stacked(const struct lane *lane)
{
	apply(IDS("g"), POLICY);
	apply(IDS("h"), POLICY);
	if (tally()->times % 2) {
		revert(IDS("h"), POLICY, false);
		revert(IDS("g"), POLICY, false);
	} else {
		revert(IDS("g", "h"), POLICY, true);
	}
}

/* --- one replaces the other, and gives back --- */

static void load_replacing(void)
{
	load_test('i', "vfs_statx", "");
	load_test('j', "vfs_statx", "replaces=i");
}

static void cycle_replacing(const struct lane *lane)
{
	apply(IDS("i"), POLICY);
	apply(IDS("j"), POLICY);
	revert(IDS("j"), POLICY, false);
	revert(IDS("i"), POLICY, false);
}

/* --- one that stays on the stacks of its callers --- */

static void load_on_stack(void)
{
	load_test('k', "mmput", "calls=1");
}

static void cycle_on_stack(const struct lane *lane)
{
	apply(IDS("k"), POLICY);
	revert(IDS("k"), POLICY, false);
}

/* --- one that is withdrawn at once --- */

static void load_cancelled(void)
{
	load_test('l', "getname_flags", "");
}

static void cycle_cancelled(const struct lane *lane)
{
	bool in = false;
	int i;

	for (i = 0; i < 10 && !in; i++)
		in = apply_cancelled("l", random() % 40000);
	if (!in)
		apply(IDS("l"), POLICY);
	revert(IDS("l"), POLICY, false);
}

/* --- one whose module comes and goes with it --- */

static void cycle_reloaded(const struct lane *lane)
{
	int rc;

	snprintf(tally()->doing, sizeof(tally()->doing), "load m");
	load_test('m', "eventfd_write", "");
	apply(IDS("m"), POLICY);
	revert(IDS("m"), POLICY, false);
	rc = module_unload("soak_m");
	if (rc)
		torture_fail("unload soak_m: %s", strerror(-rc));
}

/* --- built from the source, with what it changes --- */

static void load_built(void)
{
	must_load("/patches/meminfo.ko", "");
	must_load("/patches/meminfo-shared.ko", "");
	must_load("/patches/meminfo-new.ko", "");
}

static void cycle_built(const struct lane *lane)
{
	apply(IDS("meminfo"), POLICY);
	see("/proc/meminfo", "MemUsed", true);
	apply(IDS("meminfo-shared"), POLICY);
	see("/proc/meminfo", "MemShared", true);
	apply(IDS("meminfo-new"), POLICY);
	see("/proc/meminfo", "MemTaken", true);
	see("/proc/meminfo", "MemUsed", false);
	revert(IDS("meminfo-new"), POLICY, false);
	see("/proc/meminfo", "MemShared", true);
	revert(IDS("meminfo", "meminfo-shared"), POLICY, true);
	see("/proc/meminfo", "MemUsed", false);
}

/* --- with hooks --- */

static void load_hooked(void)
{
	must_load("/patches/hooks.ko", "");
	must_load("/patches/hooks-next.ko", "");
}

static void cycle_hooked(const struct lane *lane)
{
	apply(IDS("hooks"), POLICY);
	see("/proc/uptime", "hooked", true);
	apply(IDS("hooks-next"), POLICY);
	revert(IDS("hooks-next"), POLICY, false);
	see("/proc/uptime", "hooked", true);
	revert(IDS("hooks"), POLICY, false);
	see("/proc/uptime", "hooked", false);
}

/* --- of modules that are there or not; a storm loads and unloads them --- */

static void load_late(void)
{
	must_load("/patches/late.ko", "");
	must_load("/patches/late-next.ko", "");
}

static void cycle_late(const struct lane *lane)
{
	apply(IDS("late"), POLICY);
	see("/proc/version", "mended", true);
	apply(IDS("late-next"), POLICY);
	revert(IDS("late-next"), POLICY, false);
	revert(IDS("late"), POLICY, false);
	see("/proc/version", "mended", false);
}

/* --- with threads that go on in the old code --- */

static void load_active(void)
{
	must_load("/patches/active.ko", "");
}

static void cycle_active(const struct lane *lane)
{
	int ends[2];
	char byte;

	apply(IDS("active"), "atonce");
	if (pipe2(ends, O_NONBLOCK | O_CLOEXEC))
		torture_fail("no pipe: %s", strerror(errno));
	if (read(ends[0], &byte, 0) != -1 || errno != EAGAIN)
		torture_fail("an empty read of a pipe is answered by the old code");
	revert(IDS("active"), "atonce", false);
	if (read(ends[0], &byte, 0))
		torture_fail("an empty read of a pipe is answered by the new code");
	close(ends[0]);
	close(ends[1]);
}

const struct lane lanes[] = {
	{ "one function", load_ones, cycle_one, 0 },
	{ "one function", NULL, cycle_one, 1 },
	{ "one function", NULL, cycle_one, 2 },
	{ "one function", NULL, cycle_one, 3 },
	{ "one function", NULL, cycle_one, 4 },
	{ "one function", NULL, cycle_one, 5 },
	{ "one function", NULL, cycle_one, 6 },
	{ "one function", NULL, cycle_one, 7 },
	{ "one function", NULL, cycle_one, 8 },
	{ "one function", NULL, cycle_one, 9 },
	{ "one function", NULL, cycle_one, 10 },
	{ "one function", NULL, cycle_one, 11 },
	{ "one function", NULL, cycle_one, 12 },
	{ "one function", NULL, cycle_one, 13 },
	{ "one function", NULL, cycle_one, 14 },
	{ "eight functions", load_eight, cycle_eight, 0 },
	{ "four in a transaction", load_four, cycle_four, 0 },
	{ "stacked", load_stacked, cycle_stacked, 0 },
	{ "replacing", load_replacing, cycle_replacing, 0 },
	{ "on stacks", load_on_stack, cycle_on_stack, 0 },
	{ "cancelled", load_cancelled, cycle_cancelled, 0 },
	{ "loaded each time", NULL, cycle_reloaded, 0 },
	{ "built from source", load_built, cycle_built, 0 },
	{ "with hooks", load_hooked, cycle_hooked, 0 },
	{ "of modules", load_late, cycle_late, 0 },
	{ "active threads", load_active, cycle_active, 0 },
};
const size_t nr_lanes = sizeof(lanes) / sizeof(*lanes);

void lanes_prepare(void)
{
	size_t i;

	for (i = 0; i < nr_lanes; i++)
		if (lanes[i].load)
			lanes[i].load();
}

void lane_run(const struct lane *lane)
{
	requests_open(lane - lanes);
	while (!torture_is_over()) {
		lane->cycle(lane);
		tally()->times++;
	}
	exit(0);
}
