// SPDX-License-Identifier: LGPL-2.1-or-later
/* The manager's log of events, as one answer. */
#include "log.h"

#include <errno.h>
#include <stdlib.h>

#include <netlink/msg.h>

#include "decode.h"
#include "handle.h"
#include "request.h"
#include "talk.h"

static int take(const struct nlmsghdr *nlh, void *arg)
{
	struct kmend_nl_log *log = arg;
	struct kmend_nl_kept *more, *kept;
	int rc;

	if (log->closed)
		return -EBADMSG;
	more = reallocarray(log->kept, log->nr + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	log->kept = more;
	kept = &more[log->nr];
	rc = kmend_nl_decode_kept(nlh, &kept->event, &kept->patch, &log->last);
	if (rc)
		return rc;
	if (!kept->patch) {
		log->closed = true;
		return log->nr && log->last < kept[-1].event.seq ? -EBADMSG : 0;
	}
	log->nr++;
	return log->nr > 1 && kept->event.seq <= kept[-1].event.seq ? -EBADMSG : 0;
}

int kmend_nl_log_fetch(struct libkmend *kmend, uint64_t seq, struct kmend_nl_log *log)
{
	struct nl_msg *request;
	int rc;

	*log = (struct kmend_nl_log){ 0 };
	rc = kmend_nl_request_events(kmend->family, seq, &request);
	if (rc)
		return kmend_nl_fail(kmend, rc, NULL);
	rc = kmend_nl_talk(kmend, request, take, log);
	nlmsg_free(request);
	if (rc == -ERANGE)
		return kmend_nl_fail(kmend, rc,
				     "there was no event of that number yet: kmend.ko was loaded anew since");
	if (!rc && !log->closed)
		return kmend_nl_fail(kmend, -EBADMSG, "the answer of kmend.ko is not complete");
	return rc;
}

void kmend_nl_log_free(struct kmend_nl_log *log)
{
	size_t i;

	for (i = 0; i < log->nr; i++)
		libkmend_patch_free(log->kept[i].patch);
	free(log->kept);
}
