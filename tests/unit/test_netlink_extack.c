// SPDX-License-Identifier: GPL-2.0
/* Every form of the kernel's acknowledgement, and the line that people see of it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/msg.h>

#include "../../netlink/extack.h"
#include "../../netlink/request.h"

/* A request for patch "fix", policy "night"; attributes at 20, 28 and 40. */
static struct nl_msg *request(void)
{
	static const struct libkmend_options options = {
		.size = sizeof(options), .policy = "night", .deadline_ms = 5000,
	};
	struct nl_msg *msg;
	const char *id = "fix";

	assert_int_equal(kmend_nl_request(0x77, KMEND_CMD_SUBMIT, &id, 1, &options, &msg), 0);
	return msg;
}

/**
 * struct form - an acknowledgement
 * @about: what is special
 * @type: NLMSG_ERROR or NLMSG_DONE
 * @flags: NLM_F_CAPPED, NLM_F_ACK_TLVS
 * @error: the errno it carries
 * @attrs: the attributes, as bytes
 * @length: of @attrs
 * @line: what people see
 */
static const struct form {
	const char *about;
	uint16_t type;
	uint16_t flags;
	int error;
	const char *attrs;
	size_t length;
	const char *line;
} forms[] = {
#define MSG "\x0f\x00\x01\x00" "not so fast\0"
#define MSG_EMPTY "\x05\x00\x01\x00\0\0\0\0"
#define OFFS(at) "\x08\x00\x02\x00" at "\0\0\0"
#define COOKIE "\x08\x00\x03\x00" "\1\2\3\4"
#define MISS(type) "\x08\x00\x05\x00" type "\0\0\0"
#define RANGE "\x20\x00\x04\x00"                                                                   \
	"\x0c\x00\x04\x00\x01\0\0\0\0\0\0\0" "\x0c\x00\x05\x00\0\x28\x0c\x24\0\0\0\0" "\x04\x00\x01\x00"
#define ATTRS(bytes) bytes, sizeof(bytes) - 1
	{ "no attributes", NLMSG_ERROR, 0, -EINVAL, ATTRS(""), "Invalid argument" },
	{ "no attributes, capped", NLMSG_ERROR, NLM_F_CAPPED, -EPERM, ATTRS(""),
	  "Operation not permitted" },
	{ "attributes without the flag", NLMSG_ERROR, 0, -EINVAL, ATTRS(MSG), "Invalid argument" },
	{ "message", NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL, ATTRS(MSG), "not so fast" },
	{ "message, capped", NLMSG_ERROR, NLM_F_ACK_TLVS | NLM_F_CAPPED, -EINVAL, ATTRS(MSG),
	  "not so fast" },
	{ "message and attribute", NLMSG_ERROR, NLM_F_ACK_TLVS, -ENOENT, ATTRS(MSG OFFS("\x1c")),
	  "not so fast (attribute policy=\"night\")" },
	{ "the id", NLMSG_ERROR, NLM_F_ACK_TLVS | NLM_F_CAPPED, -ENOENT, ATTRS(MSG OFFS("\x14")),
	  "not so fast (attribute id=\"fix\")" },
	{ "attribute alone", NLMSG_ERROR, NLM_F_ACK_TLVS, -ERANGE, ATTRS(OFFS("\x28")),
	  "Numerical result out of range (attribute deadline-ms)" },
	{ "with the range", NLMSG_ERROR, NLM_F_ACK_TLVS, -ERANGE, ATTRS(MSG OFFS("\x28") RANGE),
	  "not so fast (attribute deadline-ms, allowed is 1 to 604776448)" },
	{ "offset between attributes", NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL,
	  ATTRS(MSG OFFS("\x15")), "not so fast" },
	{ "offset in the header", NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL, ATTRS(MSG OFFS("\0")),
	  "not so fast" },
	{ "offset beyond the end", NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL, ATTRS(MSG OFFS("\xf0")),
	  "not so fast" },
	{ "missing attribute", NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL, ATTRS(MISS("\x01")),
	  "Invalid argument (attribute id is missing)" },
	{ "missing wins over offset", NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL,
	  ATTRS(OFFS("\x14") MSG MISS("\x07") OFFS("\x14")),
	  "not so fast (attribute policy is missing)" },
	{ "missing unknown attribute", NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL, ATTRS(MISS("\x63")),
	  "Invalid argument (attribute 99 is missing)" },
	{ "unknown attributes of the ack", NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL,
	  ATTRS(COOKIE "\x06\x00\x44\x00\1\2\0\0" MSG), "not so fast" },
	{ "empty message", NLMSG_ERROR, NLM_F_ACK_TLVS, -EBUSY, ATTRS(MSG_EMPTY),
	  "Device or resource busy" },
	{ "message without NUL", NLMSG_ERROR, NLM_F_ACK_TLVS, -EBUSY,
	  ATTRS("\x08\x00\x01\x00halt"), "halt" },
	{ "message of no length", NLMSG_ERROR, NLM_F_ACK_TLVS, -EBUSY, ATTRS("\x04\x00\x01\x00"),
	  "Device or resource busy" },
	{ "message longer than the buffer", NLMSG_ERROR, NLM_F_ACK_TLVS, -EBUSY,
	  ATTRS("\x40\x00\x01\x00halt"), "Device or resource busy" },
	{ "offset of two bytes", NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL,
	  ATTRS(MSG "\x06\x00\x02\x00\x14\0\0\0"), "not so fast" },
	{ "half a header", NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL, ATTRS(MSG "\x08\x00"),
	  "not so fast" },
	{ "end of a dump", NLMSG_DONE, 0, -ENOMEM, ATTRS(""), "Cannot allocate memory" },
	{ "end of a dump with words", NLMSG_DONE, NLM_F_ACK_TLVS, -EINVAL,
	  ATTRS(MSG OFFS("\x14")), "not so fast (attribute id=\"fix\")" },
};

/* As the kernel lays it out, in memory of exactly that size. */
static struct nlmsghdr *build(const struct form *form, const struct nlmsghdr *asked)
{
	size_t echoed = form->flags & NLM_F_CAPPED ? NLMSG_HDRLEN : NLMSG_ALIGN(asked->nlmsg_len);
	size_t head = NLMSG_HDRLEN + sizeof(int) + (form->type == NLMSG_DONE ? 0 : echoed);
	struct nlmsghdr *ack = calloc(1, head + form->length);

	ack->nlmsg_len = head + form->length;
	ack->nlmsg_type = form->type;
	ack->nlmsg_flags = form->flags;
	memcpy((char *)ack + NLMSG_HDRLEN, &form->error, sizeof(int));
	if (form->type == NLMSG_ERROR)
		memcpy((char *)ack + NLMSG_HDRLEN + sizeof(int), asked,
		       form->flags & NLM_F_CAPPED ? NLMSG_HDRLEN : asked->nlmsg_len);
	memcpy((char *)ack + head, form->attrs, form->length);
	return ack;
}

static void test_forms(void **state)
{
	struct nl_msg *asked = request();
	struct kmend_nl_extack extack;
	struct nlmsghdr *ack;
	char line[256];
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		ack = build(&forms[i], nlmsg_hdr(asked));
		assert_true(kmend_nl_extack_parse(ack, nlmsg_hdr(asked), &extack));
		assert_int_equal(extack.error, forms[i].error);
		kmend_nl_extack_format(&extack, line, sizeof(line));
		if (strcmp(line, forms[i].line))
			print_error("form: %s\n", forms[i].about);
		assert_string_equal(line, forms[i].line);
		free(ack);
	}
	nlmsg_free(asked);
}

/* The first attribute of a request about policies is no id. */
static void test_other_attributes(void **state)
{
	static const struct form form = { "", NLMSG_ERROR, NLM_F_ACK_TLVS, -ENOENT,
					  ATTRS(MSG OFFS("\x14")), "" };
	static const struct {
		uint8_t cmd;
		int attr;
		const char *line;
	} rows[] = {
		{ KMEND_CMD_POLICY_GET, 1, "not so fast (attribute name=\"night\")" },
		{ KMEND_CMD_POLICY_GET, 7, "not so fast (attribute 7)" },
		{ KMEND_CMD_STATS_GET, 1, "not so fast (attribute 1=\"night\")" },
	};
	struct kmend_nl_extack extack;
	struct nl_msg *asked;
	struct nlmsghdr *ack;
	char line[256];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(kmend_nl_request_plain(0x77, rows[i].cmd, 0, rows[i].attr, "night",
							&asked), 0);
		ack = build(&form, nlmsg_hdr(asked));
		assert_true(kmend_nl_extack_parse(ack, nlmsg_hdr(asked), &extack));
		kmend_nl_extack_format(&extack, line, sizeof(line));
		assert_string_equal(line, rows[i].line);
		free(ack);
		nlmsg_free(asked);
	}
}

static void test_success(void **state)
{
	static const struct form acks[] = {
		{ "ack", NLMSG_ERROR, NLM_F_CAPPED, 0, ATTRS(""), "" },
		{ "done", NLMSG_DONE, 0, 0, ATTRS(""), "" },
		{ "done after some", NLMSG_DONE, 0, 5, ATTRS(""), "" },
	};
	struct nl_msg *asked = request();
	struct kmend_nl_extack extack;
	struct nlmsghdr *ack;
	size_t i;

	for (i = 0; i < sizeof(acks) / sizeof(acks[0]); i++) {
		ack = build(&acks[i], nlmsg_hdr(asked));
		assert_true(kmend_nl_extack_parse(ack, nlmsg_hdr(asked), &extack));
		assert_int_equal(extack.error, 0);
		free(ack);
	}
	nlmsg_free(asked);
}

/* Cut at every byte: parsed as far as it goes or refused, never read beyond. */
static void test_truncated_anywhere(void **state)
{
	static const struct form whole = { "", NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL,
					   ATTRS(MSG OFFS("\x28") RANGE), "" };
	struct nl_msg *asked = request();
	struct nlmsghdr *ack = build(&whole, nlmsg_hdr(asked));
	struct nlmsghdr *cut;
	struct kmend_nl_extack extack;
	uint32_t length;
	bool is_ack;

	for (length = NLMSG_HDRLEN; length < ack->nlmsg_len; length++) {
		cut = malloc(length);
		memcpy(cut, ack, length);
		cut->nlmsg_len = length;
		is_ack = kmend_nl_extack_parse(cut, nlmsg_hdr(asked), &extack);
		assert_int_equal(is_ack, length >= NLMSG_HDRLEN + sizeof(struct nlmsgerr));
		assert_int_equal(extack.error, is_ack ? -EINVAL : 0);
		free(cut);
	}
	free(ack);
	nlmsg_free(asked);
}

/* The echoed request says a length that is none. */
static void test_wrong_length_of_the_request(void **state)
{
	static const uint32_t lengths[] = { 0, 1, 15, 0x7fffffff, 0xffffffff, 0xfffffff0 };
	static const struct form whole = { "", NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL, ATTRS(MSG), "" };
	struct nl_msg *asked = request();
	struct kmend_nl_extack extack;
	struct nlmsghdr *ack;
	size_t i;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		ack = build(&whole, nlmsg_hdr(asked));
		((struct nlmsgerr *)nlmsg_data(ack))->msg.nlmsg_len = lengths[i];
		assert_true(kmend_nl_extack_parse(ack, nlmsg_hdr(asked), &extack));
		assert_int_equal(extack.error, -EINVAL);
		assert_string_equal(extack.message, "");
		free(ack);
	}
	nlmsg_free(asked);
}

static void test_no_acknowledgement(void **state)
{
	struct nl_msg *asked = request();
	struct kmend_nl_extack extack;

	assert_false(kmend_nl_extack_parse(nlmsg_hdr(asked), nlmsg_hdr(asked), &extack));
	nlmsg_free(asked);
}

static void test_long_words_are_cut(void **state)
{
	struct nl_msg *asked = request();
	struct kmend_nl_extack extack;
	struct nlmsghdr *ack;
	struct form form = { "", NLMSG_ERROR, NLM_F_ACK_TLVS, -EINVAL, NULL, 1004, "" };
	char attrs[1004], line[20];

	memset(attrs, 'x', sizeof(attrs));
	memcpy(attrs, "\xec\x03\x01\x00", 4);
	form.attrs = attrs;
	ack = build(&form, nlmsg_hdr(asked));
	assert_true(kmend_nl_extack_parse(ack, nlmsg_hdr(asked), &extack));
	assert_int_equal(strlen(extack.message), sizeof(extack.message) - 1);
	kmend_nl_extack_format(&extack, line, sizeof(line));
	assert_string_equal(line, "xxxxxxxxxxxxxxxxxxx");
	free(ack);
	nlmsg_free(asked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_other_attributes),
		cmocka_unit_test(test_success),
		cmocka_unit_test(test_truncated_anywhere),
		cmocka_unit_test(test_wrong_length_of_the_request),
		cmocka_unit_test(test_no_acknowledgement),
		cmocka_unit_test(test_long_words_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
