// SPDX-License-Identifier: GPL-2.0
/*
 * fentry FUNCTION FILE: attach a BPF program to the entry of a function of the running kernel, and
 * write to FILE how often it ran whenever a line comes on the standard input, until that
 * ends. Exits with 3 if the kernel refuses to attach it, and with 4 if it cannot have such programs.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int bpf(int cmd, union bpf_attr *attr)
{
	return syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

/* Bytes behind a type's head. */
static size_t more(const struct btf_type *type)
{
	unsigned int nr = BTF_INFO_VLEN(type->info);

	switch (BTF_INFO_KIND(type->info)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return sizeof(uint32_t);
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return nr * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return nr * sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return nr * 3 * sizeof(uint32_t);
	case BTF_KIND_FUNC_PROTO:
		return nr * sizeof(struct btf_param);
	case BTF_KIND_DATASEC:
		return nr * sizeof(struct btf_var_secinfo);
	}
	return 0;
}

/* The number of a function's type in the kernel's own description, or 0. */
static uint32_t find(const char *name)
{
	int fd = open("/sys/kernel/btf/vmlinux", O_RDONLY);
	const struct btf_header *header;
	const char *at, *end, *strings;
	struct stat stat;
	uint32_t id = 1;
	size_t done = 0;
	ssize_t part;
	char *all;

	if (fd < 0 || fstat(fd, &stat))
		return 0;
	all = malloc(stat.st_size);
	while ((part = read(fd, all + done, stat.st_size - done)) > 0)
		done += part;
	header = (const void *)all;
	at = all + header->hdr_len + header->type_off;
	end = at + header->type_len;
	strings = all + header->hdr_len + header->str_off;
	for (; at < end; id++) {
		const struct btf_type *type = (const void *)at;

		if (BTF_INFO_KIND(type->info) == BTF_KIND_FUNC &&
		    !strcmp(strings + type->name_off, name))
			return id;
		at += sizeof(*type) + more(type);
	}
	return 0;
}

static int load(uint32_t function)
{
	static const struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_TRACING,
		.expected_attach_type = BPF_TRACE_FENTRY,
		.insns = (uintptr_t)code,
		.insn_cnt = sizeof(code) / sizeof(code[0]),
		.license = (uintptr_t)"GPL",
		.attach_btf_id = function,
	};

	return bpf(BPF_PROG_LOAD, &attr);
}

static void tell(int program, const char *file)
{
	struct bpf_prog_info info = { 0 };
	union bpf_attr attr = {
		.info = { .bpf_fd = program, .info_len = sizeof(info), .info = (uintptr_t)&info },
	};
	FILE *out = fopen(file, "w");

	if (!out)
		return;
	if (!bpf(BPF_OBJ_GET_INFO_BY_FD, &attr))
		fprintf(out, "%llu\n", (unsigned long long)info.run_cnt);
	fclose(out);
}

int main(int argc, char **argv)
{
	union bpf_attr attr = { .enable_stats.type = BPF_STATS_RUN_TIME };
	char line[16];
	int program;

	if (argc != 3)
		return 2;
	if (bpf(BPF_ENABLE_STATS, &attr) < 0)
		return 4;
	program = load(find(argv[1]));
	if (program < 0) {
		perror("load");
		return 4;
	}
	memset(&attr, 0, sizeof(attr));
	attr.raw_tracepoint.prog_fd = program;
	if (bpf(BPF_RAW_TRACEPOINT_OPEN, &attr) < 0) {
		perror("attach");
		return errno == EBUSY ? 3 : 4;
	}
	tell(program, argv[2]);
	while (fgets(line, sizeof(line), stdin))
		tell(program, argv[2]);
	return 0;
}
