// SPDX-License-Identifier: GPL-2.0
/* Failures of libkmend as lines and exit codes of the command. */
#include "client.h"

#include <errno.h>
#include <string.h>

int kmend_client_open(struct libkmend **out, struct kmend_err *err)
{
	int rc = libkmend_open(out);

	if (rc == -ENOENT)
		return kmend_err_set(err, KMEND_EXIT_NO_MANAGER,
				     "kmend.ko is not loaded: modprobe kmend");
	if (rc)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "cannot reach the kernel: %s",
				     strerror(-rc));
	return 0;
}

static enum kmend_exit exit_of(int rc)
{
	switch (-rc) {
	case EPERM:
	case EACCES:
		return KMEND_EXIT_PRIVILEGE;
	case ENOENT:
	case EEXIST:
	case EINVAL:
	case EBUSY:
	case ERANGE:
	case ELOOP:
		return KMEND_EXIT_REFUSED;
	}
	return KMEND_EXIT_FAILED;
}

int kmend_client_fail(struct kmend_err *err, const struct libkmend *kmend, const char *id, int rc)
{
	enum kmend_exit code = exit_of(rc);
	const char *text = libkmend_error(kmend);

	if (code == KMEND_EXIT_PRIVILEGE)
		return kmend_err_set(err, code,
				     "not permitted: run it as root (needs CAP_NET_ADMIN and CAP_SYS_MODULE)");
	if (id)
		return kmend_err_set(err, code, "%s: %s", id, text);
	return kmend_err_set(err, code, "%s", text);
}

int kmend_client_find(struct libkmend *kmend, const char *id, struct libkmend_patch **out)
{
	struct libkmend_patch **list;
	size_t nr, i;
	int rc;

	rc = libkmend_get(kmend, id, out);
	if (rc != -ENOENT)
		return rc;
	rc = libkmend_list(kmend, &list, &nr);
	if (rc)
		return rc;
	/* The history is in order of time, and an id may be in it more than once. */
	for (i = nr; i > 0 && !*out; i--) {
		if (strcmp(list[i - 1]->id, id))
			continue;
		*out = list[i - 1];
		list[i - 1] = NULL;
	}
	libkmend_list_free(list, nr);
	/* Once more, for the error text. */
	return *out ? 0 : libkmend_get(kmend, id, out);
}

size_t kmend_client_count_loaded(struct libkmend_patch *const *list, size_t nr)
{
	while (nr && list[nr - 1]->unloaded)
		nr--;
	return nr;
}

bool kmend_client_is_idle(uint32_t state)
{
	return state != KMEND_STATE_APPLIED && state != KMEND_STATE_REVERTING &&
	       !kmend_client_is_waiting(state);
}

bool kmend_client_is_waiting(uint32_t state)
{
	return state == KMEND_STATE_PENDING || state == KMEND_STATE_QUEUED;
}

enum kmend_exit kmend_client_exit(uint32_t cause)
{
	switch (cause) {
	case KMEND_CAUSE_BUSY:
	case KMEND_CAUSE_DEADLINE:
	case KMEND_CAUSE_ATTEMPTS:
	case KMEND_CAUSE_PAUSE_BUDGET:
	case KMEND_CAUSE_MODULE:
		return KMEND_EXIT_NOT_SAFE;
	case KMEND_CAUSE_HOOK:
	case KMEND_CAUSE_MISMATCH:
	case KMEND_CAUSE_SITE_IN_USE:
	case KMEND_CAUSE_UNDER:
	case KMEND_CAUSE_DEPENDENCY:
	case KMEND_CAUSE_CONFLICT:
		return KMEND_EXIT_REFUSED;
	case KMEND_CAUSE_CANCEL:
		return KMEND_EXIT_CANCELLED;
	}
	return KMEND_EXIT_FAILED;
}
