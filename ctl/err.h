/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a failure travels from the place that knows the cause to main(): one
 * line for the person, one exit code for the script. Nothing below main()
 * prints an error or exits.
 */
#ifndef KMEND_CTL_ERR_H
#define KMEND_CTL_ERR_H

/**
 * enum kmend_exit - exit codes of the kmend command; stable, only appended to
 * @KMEND_EXIT_OK: done
 * @KMEND_EXIT_FAILED: could not be done: a file, a tool or the kernel failed
 * @KMEND_EXIT_USAGE: the command line makes no sense
 * @KMEND_EXIT_REFUSED: the input is refused: not what it should be, for
 *	another kernel, or a change that cannot be made to a running kernel
 * @KMEND_EXIT_NO_CHANGE: the patch changes no code of this kernel
 * @KMEND_EXIT_NOT_SAFE: the deadline passed, or all attempts that the policy
 *	allows were made, before it was safe
 * @KMEND_EXIT_PRIVILEGE: the user may not do that
 * @KMEND_EXIT_NO_MANAGER: kmend.ko is not loaded
 * @KMEND_EXIT_CANCELLED: somebody cancelled it
 * @KMEND_EXIT_INTERRUPTED: SIGINT while waiting; the manager goes on
 */
enum kmend_exit {
	KMEND_EXIT_OK = 0,
	KMEND_EXIT_FAILED = 1,
	KMEND_EXIT_USAGE = 2,
	KMEND_EXIT_REFUSED = 3,
	KMEND_EXIT_NO_CHANGE = 4,
	KMEND_EXIT_NOT_SAFE = 5,
	KMEND_EXIT_PRIVILEGE = 6,
	KMEND_EXIT_NO_MANAGER = 7,
	KMEND_EXIT_CANCELLED = 8,
	KMEND_EXIT_INTERRUPTED = 130,
};

/**
 * struct kmend_err - why something failed
 * @code: enum kmend_exit; KMEND_EXIT_OK: nothing failed
 * @text: one line without newline: what happened, to which thing, what to do
 */
struct kmend_err {
	int code;
	char text[1024];
};

/**
 * kmend_err_set() - note why something failed
 * @err: where; a failure that is already there is kept, the first is the cause
 * @code: enum kmend_exit, not OK
 * @fmt: printf format of the line; cut at the buffer's end, newlines in
 *	what it prints become spaces
 *
 * Return: always -1, so that a function can end with "return kmend_err_set(…)".
 */
int kmend_err_set(struct kmend_err *err, enum kmend_exit code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * kmend_err_also() - two things went wrong
 * @err: the first, which decides the exit code; the second is told behind it
 * @second: what failed after it
 */
void kmend_err_also(struct kmend_err *err, const struct kmend_err *second);

#endif
