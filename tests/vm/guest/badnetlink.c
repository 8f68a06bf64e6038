// SPDX-License-Identifier: GPL-2.0
/*
 * badnetlink: requests to the manager that no library would send, byte by byte. A line
 * for each: "ok TEXT" or "not ok TEXT: what came". The patch meminfo must be loaded
 * and idle.
 */
#define _GNU_SOURCE
#include "rawnetlink.h"

#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <linux/capability.h>

static int failures;

static void report(const char *text, bool good, const struct verdict *got)
{
	printf("%s %s", good ? "ok" : "not ok", text);
	if (!good) {
		printf(": %s, '%s', attribute at %u", got->error ? strerror(got->error) : "accepted",
		       got->text, got->attr);
		failures++;
	}
	putchar('\n');
}

/* A text for people must not break out of its line, whatever was asked. */
static bool is_line(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	}
	return true;
}

static void expect(const char *text, int error)
{
	struct verdict got = ask();

	report(text, got.error == error && is_line(got.text), &got);
}

/* The same, and the attribute that stands at this offset is to blame. */
static void expect_at(const char *text, int error, unsigned int attr)
{
	struct verdict got = ask();

	report(text, got.error == error && got.attr == attr && is_line(got.text), &got);
}

/* Where the attribute that is put next will stand. */
static unsigned int here(void)
{
	return request.nlh.nlmsg_len;
}

static void damaged_messages(void)
{
	struct genlmsghdr *genl = (void *)(request.bytes + NLMSG_HDRLEN);

	START(KMEND_CMD_SUBMIT);
	put_raw(KMEND_A_ID, "meminfo", 8, 200);
	expect("an attribute that claims more than there is", EINVAL);
	START(KMEND_CMD_SUBMIT);
	put_raw(KMEND_A_ID, "meminfo", 8, 2);
	expect("an attribute shorter than its own header", EINVAL);
	START(KMEND_CMD_SUBMIT);
	put_text(KMEND_A_ID, "meminfo");
	request.nlh.nlmsg_len += 2;
	expect("bytes behind the last attribute", EINVAL);
	START(KMEND_CMD_SUBMIT);
	request.nlh.nlmsg_len = NLMSG_HDRLEN + 2;
	expect("half a header", EINVAL);
	START(KMEND_CMD_SUBMIT);
	put_text(KMEND_A_ID, "meminfo");
	genl->reserved = 1;
	expect("a reserved field that is in use", EINVAL);
	START(0);
	expect("command 0", EOPNOTSUPP);
	START(KMEND_CMD_EVENT);
	expect("an event from a user", EOPNOTSUPP);
	START(KMEND_CMD_MAX + 1);
	expect("a command that does not exist", EOPNOTSUPP);
	START(255);
	expect("the last command there could be", EOPNOTSUPP);
}

static void unknown_attributes(void)
{
	unsigned int at;
	int type;

	for (type = 0; type <= KMEND_A_MAX + 1; type++) {
		if (type == KMEND_A_ID || type == KMEND_A_POLICY || type == KMEND_A_DEADLINE_MS)
			continue;
		START(KMEND_CMD_SUBMIT);
		put_text(KMEND_A_ID, "meminfo");
		at = here();
		put(type, "\1\0\0\0", 4);
		expect_at("submit with an attribute that it does not take", EINVAL, at);
	}
	START(KMEND_CMD_SUBMIT);
	put_text(KMEND_A_ID, "meminfo");
	put(0x3fff, "x", 1);
	expect("the last attribute there could be", EINVAL);
	START(KMEND_CMD_STATS_GET);
	put_text(1, "x");
	expect("counters with an attribute", EINVAL);
	START(KMEND_CMD_STATS_GET);
	put_text(7, "x");
	expect("counters with another attribute", EINVAL);
	START(KMEND_CMD_POLICY_GET);
	put_text(KMEND_A_POLICY_NAME, "default");
	put(KMEND_A_POLICY_DEADLINE_MS, "\1\0\0\0", 4);
	expect("a policy with a value", EINVAL);
	START(KMEND_CMD_CHECK);
	put_text(KMEND_A_ID, "meminfo");
	put(KMEND_A_CASCADE, "", 0);
	expect("a check with cascade", EINVAL);
}

static void nested(void)
{
	char deep[NLA_HDRLEN * 200];
	struct nlattr *nla = (void *)deep;
	int i;

	for (i = 0; i < 200; i++)
		nla[i] = (struct nlattr){ sizeof(deep) - i * NLA_HDRLEN, KMEND_A_FUNC | NLA_F_NESTED };
	START(KMEND_CMD_SUBMIT);
	put(KMEND_A_FUNC | NLA_F_NESTED, deep, sizeof(deep));
	expect("200 nests in each other", EINVAL);
	START(KMEND_CMD_SUBMIT);
	put(KMEND_A_ID | NLA_F_NESTED, deep, sizeof(deep));
	expect("an id that is 200 nests", EINVAL);
	START(KMEND_CMD_SUBMIT);
	put(KMEND_A_ID | NLA_F_NESTED, "meminfo", 8);
	expect("an id that says it is a nest", EINVAL);
}

static void contradictions(void)
{
	static const int once[] = { KMEND_CMD_CANCEL, KMEND_CMD_KICK, KMEND_CMD_PATCH_GET };
	static const int many[] = { KMEND_CMD_SUBMIT, KMEND_CMD_REVERT, KMEND_CMD_CHECK };
	unsigned int at;
	int i;

	for (i = 0; i < 3; i++) {
		START(once[i]);
		put_text(KMEND_A_ID, "meminfo");
		at = here();
		put_text(KMEND_A_ID, "meminfo");
		expect_at("two ids where one is taken", EINVAL, at);
	}
	for (i = 0; i < 3; i++) {
		START(many[i]);
		put_text(KMEND_A_ID, "meminfo");
		at = here();
		put_text(KMEND_A_ID, "meminfo");
		if (many[i] == KMEND_CMD_REVERT)
			expect("an id named twice", EINVAL);
		else
			expect_at("an id named twice", EINVAL, at);
	}
	START(KMEND_CMD_SUBMIT);
	for (i = 0; i <= KMEND_TRANSACTION_MAX; i++)
		put_text(KMEND_A_ID, "meminfo");
	expect("more ids than a transaction takes, all the same", EINVAL);
	START(KMEND_CMD_SUBMIT);
	put_text(KMEND_A_ID, "meminfo");
	put_text(KMEND_A_POLICY, "default");
	at = here();
	put_text(KMEND_A_POLICY, "default");
	expect_at("two policies", EINVAL, at);
	START(KMEND_CMD_SUBMIT);
	put_text(KMEND_A_ID, "meminfo");
	put(KMEND_A_DEADLINE_MS, "\1\1\0\0", 4);
	at = here();
	put(KMEND_A_DEADLINE_MS, "\1\1\0\0", 4);
	expect_at("two deadlines", EINVAL, at);
	START(KMEND_CMD_REVERT);
	put_text(KMEND_A_ID, "meminfo");
	put(KMEND_A_CASCADE, "", 0);
	put(KMEND_A_CASCADE, "", 0);
	expect("cascade, twice", EINVAL);
	START(KMEND_CMD_REVERT);
	put_text(KMEND_A_ID, "meminfo");
	put(KMEND_A_CASCADE, "\1\0\0\0", 4);
	expect("cascade with a value", ERANGE);
	START(KMEND_CMD_POLICY_GET);
	put_text(KMEND_A_POLICY_NAME, "default");
	put_text(KMEND_A_POLICY_NAME, "default");
	expect("two names of a policy", EINVAL);
}

/**
 * struct name - a name that is none
 * @about: what is wrong with it
 * @bytes: the payload
 * @length: of it; -1: the string with its NUL
 * @error: the answer
 */
static const struct name {
	const char *about;
	const char *bytes;
	int length;
	int error;
} names[] = {
	{ "of 0 bytes", "", 0, EINVAL },
	{ "that is empty", "", -1, ENOENT },
	{ "with a slash", "../meminfo", -1, ENOENT },
	{ "with a newline", "meminfo\nall is well", -1, ENOENT },
	{ "with an escape sequence", "\033[2Jmeminfo", -1, ENOENT },
	{ "with a format", "%s%s%s%n%px", -1, ENOENT },
	{ "that is no UTF-8", "\xff\xfe\x80", -1, ENOENT },
	{ "without its NUL", "meminfo", 7, EINVAL },
	{ "of 64 bytes", "0123456789012345678901234567890123456789012345678901234567890123", -1,
	  EINVAL },
};

static void bad_names(void)
{
	static const struct {
		const char *what;
		int cmd;
		int attr;
	} places[] = {
		{ "submit", KMEND_CMD_SUBMIT, KMEND_A_ID }, { "revert", KMEND_CMD_REVERT, KMEND_A_ID },
		{ "cancel", KMEND_CMD_CANCEL, KMEND_A_ID }, { "kick", KMEND_CMD_KICK, KMEND_A_ID },
		{ "check", KMEND_CMD_CHECK, KMEND_A_ID }, { "get", KMEND_CMD_PATCH_GET, KMEND_A_ID },
		{ "policy", KMEND_CMD_POLICY_GET, KMEND_A_POLICY_NAME },
		{ "submit's policy", KMEND_CMD_SUBMIT, KMEND_A_POLICY },
	};
	static char huge[10000];
	const struct name *name;
	unsigned int at;
	char text[128];
	size_t i, j;

	memset(huge, 'x', sizeof(huge) - 1);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		for (j = 0; j <= sizeof(names) / sizeof(names[0]); j++) {
			START(places[i].cmd);
			if (places[i].attr == KMEND_A_POLICY)
				put_text(KMEND_A_ID, "meminfo");
			at = here();
			if (j == sizeof(names) / sizeof(names[0])) {
				put(places[i].attr, huge, sizeof(huge));
				snprintf(text, sizeof(text), "%s: a name of 10,000 bytes", places[i].what);
				expect_at(text, EINVAL, at);
				continue;
			}
			name = &names[j];
			put(places[i].attr, name->bytes,
			    name->length < 0 ? (int)strlen(name->bytes) + 1 : name->length);
			snprintf(text, sizeof(text), "%s: a name %s", places[i].what, name->about);
			expect_at(text, name->error, at);
		}
		START(places[i].cmd);
		if (places[i].attr != KMEND_A_POLICY)
			expect("no name at all", EINVAL);
	}
}

static void bad_numbers(void)
{
	static const struct {
		const char *about;
		const char *bytes;
		int length;
		int error;
	} rows[] = {
		{ "a deadline of 0", "\0\0\0\0", 4, ERANGE },
		{ "a deadline of 7 days and 1 ms", "\x01\x84\x0c\x24", 4, ERANGE },
		{ "a deadline of -1", "\xff\xff\xff\xff", 4, ERANGE },
		{ "a deadline of two bytes", "\1\1", 2, EINVAL },
		{ "a deadline of eight bytes", "\1\1\0\0\0\0\0\0", 8, EINVAL },
		{ "a deadline of none", "", 0, EINVAL },
	};
	unsigned int at;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		START(KMEND_CMD_SUBMIT);
		put_text(KMEND_A_ID, "meminfo");
		at = here();
		put(KMEND_A_DEADLINE_MS, rows[i].bytes, rows[i].length);
		expect_at(rows[i].about, rows[i].error, at);
	}
}

static void bad_dumps(void)
{
	static const int do_only[] = { KMEND_CMD_SUBMIT, KMEND_CMD_REVERT, KMEND_CMD_CANCEL,
				       KMEND_CMD_KICK, KMEND_CMD_CHECK, KMEND_CMD_STATS_GET };
	size_t i;

	for (i = 0; i < sizeof(do_only) / sizeof(do_only[0]); i++) {
		START_DUMP(do_only[i]);
		expect("a dump of a command that has none", EOPNOTSUPP);
	}
	START(KMEND_CMD_EVENT_GET);
	expect("events without a dump", EOPNOTSUPP);
	START_DUMP(KMEND_CMD_PATCH_GET);
	put_text(KMEND_A_ID, "meminfo");
	expect("a dump of one patch", EINVAL);
	START_DUMP(KMEND_CMD_POLICY_GET);
	put_text(KMEND_A_POLICY_NAME, "default");
	expect("a dump of one policy", EINVAL);
	START_DUMP(KMEND_CMD_EVENT_GET);
	put(KMEND_A_SEQ, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
	expect("events from the end of numbers on", ERANGE);
	START_DUMP(KMEND_CMD_EVENT_GET);
	put(KMEND_A_SEQ, "\1\0\0\0", 4);
	expect("events from half a number on", EINVAL);
	START_DUMP(KMEND_CMD_PATCH_GET);
	put_raw(KMEND_A_ID, "x", 2, 99);
	expect("a dump with a damaged attribute", EINVAL);
}

static const int privileged[] = { KMEND_CMD_SUBMIT, KMEND_CMD_REVERT, KMEND_CMD_CANCEL,
				  KMEND_CMD_KICK, KMEND_CMD_CHECK };

static void try_privileged(const char *who)
{
	char text[128];
	size_t i;

	close(sock);
	sock = open_socket();
	for (i = 0; i < sizeof(privileged) / sizeof(privileged[0]); i++) {
		START(privileged[i]);
		put_text(KMEND_A_ID, "meminfo");
		snprintf(text, sizeof(text), "command %d of %s", privileged[i], who);
		expect(text, EPERM);
	}
	START(KMEND_CMD_STATS_GET);
	snprintf(text, sizeof(text), "the counters for %s", who);
	expect(text, 0);
}

static void drop(unsigned int cap)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &head, data))
		perror("capget");
	data[0].effective &= ~(1U << cap);
	if (syscall(SYS_capset, &head, data))
		perror("capset");
}

static void as_nobody(void)
{
	if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
		perror("setresuid");
	try_privileged("nobody");
}

static void without_modules(void)
{
	drop(CAP_SYS_MODULE);
	try_privileged("one without CAP_SYS_MODULE");
}

static void without_net(void)
{
	drop(CAP_NET_ADMIN);
	try_privileged("one without CAP_NET_ADMIN");
}

static void in_namespace(void)
{
	if (unshare(CLONE_NEWUSER))
		perror("unshare");
	try_privileged("the root of a user namespace");
}

static void in_network(void)
{
	struct verdict none = { 0 };

	if (unshare(CLONE_NEWNET))
		perror("unshare");
	close(sock);
	sock = open_socket();
	report("in another network namespace there is no family", !resolve(), &none);
}

/* In a process of its own, which may give away what it has. */
static void apart(void (*fn)(void))
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		failures = 0;
		fn();
		exit(!!failures);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		failures++;
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	sock = open_socket();
	if (!resolve()) {
		puts("not ok there is no family");
		return 1;
	}
	damaged_messages();
	unknown_attributes();
	nested();
	contradictions();
	bad_names();
	bad_numbers();
	bad_dumps();
	apart(as_nobody);
	apart(without_modules);
	apart(without_net);
	apart(in_namespace);
	apart(in_network);
	return !!failures;
}
