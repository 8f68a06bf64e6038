// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reading the kernel's extended acknowledgement, which libnl 3.7 does not. */
#include "extack.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>

#include "libkmend.h"
#include "names.h"

/*
 * The attributes stand behind the errno (NLMSG_DONE), or behind the errno and
 * the request's header, or (not capped) the whole request.
 */
static size_t attrs_offset(const struct nlmsghdr *ack)
{
	struct nlmsgerr err;
	size_t offset;

	if (ack->nlmsg_type == NLMSG_DONE)
		return NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(int));
	offset = NLMSG_HDRLEN + sizeof(err);
	if (ack->nlmsg_flags & NLM_F_CAPPED)
		return offset;
	memcpy(&err, (const char *)ack + NLMSG_HDRLEN, sizeof(err));
	if (err.msg.nlmsg_len < NLMSG_HDRLEN)
		return SIZE_MAX;
	return offset + NLMSG_ALIGN((size_t)err.msg.nlmsg_len - NLMSG_HDRLEN);
}

/* Which attribute of the request starts at that byte? NULL: none. */
static const struct nlattr *attr_at(const struct nlmsghdr *request, uint32_t offset)
{
	const struct nlattr *nla;
	int rem;

	if (request->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
		return NULL;
	rem = request->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN;
	nla = (const void *)((const char *)request + NLMSG_HDRLEN + GENL_HDRLEN);
	for (; nla_ok(nla, rem); nla = nla_next(nla, &rem)) {
		if ((const char *)nla - (const char *)request == offset)
			return nla;
	}
	return NULL;
}

/* Text up to its NUL or its end, cut to @size. */
static void copy_text(char *to, size_t size, const struct nlattr *nla)
{
	size_t length = strnlen(nla_data(nla), nla_len(nla));

	if (length >= size)
		length = size - 1;
	memcpy(to, nla_data(nla), length);
	to[length] = '\0';
}

static uint8_t request_cmd(const struct nlmsghdr *request)
{
	const struct genlmsghdr *genl = (const void *)((const char *)request + NLMSG_HDRLEN);

	return request->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN ? 0 : genl->cmd;
}

static bool is_name(uint8_t cmd, unsigned int attr)
{
	if (cmd == KMEND_CMD_POLICY_GET)
		return attr == KMEND_A_POLICY_NAME;
	return attr == KMEND_A_ID || attr == KMEND_A_POLICY;
}

static void parse_offset(uint32_t offset, const struct nlmsghdr *request,
			 struct kmend_nl_extack *out)
{
	const struct nlattr *nla = attr_at(request, offset);

	if (!nla)
		return;
	out->attr = nla_type(nla);
	if (is_name(out->cmd, out->attr))
		copy_text(out->value, sizeof(out->value), nla);
}

static bool get_u32(const struct nlattr *nla, uint32_t *value)
{
	if (nla_len(nla) != sizeof(*value))
		return false;
	memcpy(value, nla_data(nla), sizeof(*value));
	return true;
}

static void parse_policy(const struct nlattr *policy, struct kmend_nl_extack *out)
{
	const struct nlattr *nla = nla_data(policy);
	int rem = nla_len(policy);
	unsigned int found = 0;

	for (; nla_ok(nla, rem); nla = nla_next(nla, &rem)) {
		if (nla_len(nla) != sizeof(uint64_t))
			continue;
		if (nla_type(nla) == NL_POLICY_TYPE_ATTR_MIN_VALUE_U) {
			memcpy(&out->min, nla_data(nla), sizeof(out->min));
			found |= 1;
		} else if (nla_type(nla) == NL_POLICY_TYPE_ATTR_MAX_VALUE_U) {
			memcpy(&out->max, nla_data(nla), sizeof(out->max));
			found |= 2;
		}
	}
	out->has_range = found == 3;
}

static void parse_attr(const struct nlattr *nla, const struct nlmsghdr *request,
		       struct kmend_nl_extack *out)
{
	uint32_t value;

	switch (nla_type(nla)) {
	case NLMSGERR_ATTR_MSG:
		copy_text(out->message, sizeof(out->message), nla);
		break;
	case NLMSGERR_ATTR_OFFS:
		if (get_u32(nla, &value) && !out->missing)
			parse_offset(value, request, out);
		break;
	case NLMSGERR_ATTR_MISS_TYPE:
		if (get_u32(nla, &value)) {
			out->attr = value;
			out->value[0] = '\0';
			out->missing = true;
		}
		break;
	case NLMSGERR_ATTR_POLICY:
		parse_policy(nla, out);
		break;
	}
}

bool kmend_nl_extack_parse(const struct nlmsghdr *ack, const struct nlmsghdr *request,
			   struct kmend_nl_extack *out)
{
	const struct nlattr *nla;
	size_t offset, need;
	int rem;

	memset(out, 0, sizeof(*out));
	if (ack->nlmsg_type == NLMSG_ERROR)
		need = NLMSG_HDRLEN + sizeof(struct nlmsgerr);
	else if (ack->nlmsg_type == NLMSG_DONE)
		need = NLMSG_HDRLEN + sizeof(int);
	else
		return false;
	if (ack->nlmsg_len < need)
		return false;
	memcpy(&out->error, (const char *)ack + NLMSG_HDRLEN, sizeof(out->error));
	out->cmd = request_cmd(request);

	/* A dump ends with the count of its last message there; that is no failure. */
	if (out->error > 0)
		out->error = 0;
	if (!(ack->nlmsg_flags & NLM_F_ACK_TLVS))
		return true;
	offset = attrs_offset(ack);
	if (offset >= ack->nlmsg_len)
		return true;
	rem = ack->nlmsg_len - offset;
	nla = (const void *)((const char *)ack + offset);
	for (; nla_ok(nla, rem); nla = nla_next(nla, &rem))
		parse_attr(nla, request, out);
	return true;
}

void kmend_nl_extack_format(const struct kmend_nl_extack *extack, char *line, size_t size)
{
	const char *message = extack->message;
	const char *name = kmend_nl_attr_name(extack->cmd, extack->attr);
	char errno_text[128], number[16], about[96] = "";

	if (!message[0])
		message = strerror_r(-extack->error, errno_text, sizeof(errno_text));
	if (!extack->attr) {
		snprintf(line, size, "%s", message);
		return;
	}
	if (!name) {
		snprintf(number, sizeof(number), "%u", extack->attr);
		name = number;
	}
	if (extack->missing)
		snprintf(about, sizeof(about), " is missing");
	else if (extack->has_range)
		snprintf(about, sizeof(about), ", allowed is %llu to %llu",
			 (unsigned long long)extack->min, (unsigned long long)extack->max);
	else if (extack->value[0])
		snprintf(about, sizeof(about), "=\"%s\"", extack->value);
	snprintf(line, size, "%s (attribute %s%s)", message, name, about);
}
