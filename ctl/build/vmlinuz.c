// SPDX-License-Identifier: GPL-2.0
/*
 * A bzImage is a boot sector, setup code and a compressed ELF image. The setup
 * header says where that image lies; its first bytes say how it is compressed.
 */
#include "vmlinuz.h"

#include <lz4.h>
#include <lzma.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "bytes.h"

/* The setup header: Documentation/arch/x86/boot.rst of the kernel. */
enum {
	SETUP_SECTS = 0x1f1,
	SETUP_BOOT_FLAG = 0x1fe,
	SETUP_MAGIC = 0x202,
	SETUP_VERSION = 0x206,
	SETUP_PAYLOAD_OFFSET = 0x248,
	SETUP_PAYLOAD_LENGTH = 0x24c,
	SETUP_END = 0x250,
	SECTOR = 512,
};

/* A kernel that is larger is a decompression bomb. */
#define IMAGE_MAX	((size_t)512 << 20)

struct unpacker {
	const char *name;
	const char *magic;
	size_t magic_size;
	/* returns the size written to @out, or 0 */
	size_t (*unpack)(const uint8_t *in, size_t in_size, uint8_t *out, size_t out_size);
};

static size_t unpack_gzip(const uint8_t *in, size_t in_size, uint8_t *out, size_t out_size)
{
	z_stream z = { .next_in = (Bytef *)in, .avail_in = in_size,
		       .next_out = out, .avail_out = out_size };
	size_t n = 0;

	if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
		return 0;
	if (inflate(&z, Z_FINISH) == Z_STREAM_END)
		n = z.total_out;
	inflateEnd(&z);
	return n;
}

static size_t run_lzma(lzma_stream *s, const uint8_t *in, size_t in_size,
		       uint8_t *out, size_t out_size)
{
	lzma_ret ret;
	size_t n;

	s->next_in = in;
	s->avail_in = in_size;
	s->next_out = out;
	s->avail_out = out_size;
	ret = lzma_code(s, LZMA_FINISH);
	n = s->total_out;
	lzma_end(s);
	/* The .lzma format may come without an end mark: a full buffer is an end too. */
	return ret == LZMA_STREAM_END || (ret == LZMA_OK && n == out_size) ? n : 0;
}

static size_t unpack_xz(const uint8_t *in, size_t in_size, uint8_t *out, size_t out_size)
{
	lzma_stream s = LZMA_STREAM_INIT;

	if (lzma_stream_decoder(&s, IMAGE_MAX, 0) != LZMA_OK)
		return 0;
	return run_lzma(&s, in, in_size, out, out_size);
}

static size_t unpack_lzma(const uint8_t *in, size_t in_size, uint8_t *out, size_t out_size)
{
	lzma_stream s = LZMA_STREAM_INIT;

	if (lzma_alone_decoder(&s, IMAGE_MAX) != LZMA_OK)
		return 0;
	return run_lzma(&s, in, in_size, out, out_size);
}

static size_t unpack_zstd(const uint8_t *in, size_t in_size, uint8_t *out, size_t out_size)
{
	ZSTD_inBuffer src = { in, in_size, 0 };
	ZSTD_outBuffer dst = { out, out_size, 0 };
	ZSTD_DStream *z = ZSTD_createDStream();
	size_t ret = 1;

	/* A stream, for the frame ends before the size that kbuild appends. */
	while (z && dst.pos < dst.size) {
		size_t before = src.pos + dst.pos;

		ret = ZSTD_decompressStream(z, &dst, &src);
		if (!ret || ZSTD_isError(ret) || src.pos + dst.pos == before)
			break;
	}
	ZSTD_freeDStream(z);
	return ret && dst.pos < dst.size ? 0 : dst.pos;
}

static size_t unpack_lz4(const uint8_t *in, size_t in_size, uint8_t *out, size_t out_size)
{
	size_t at = 4, n = 0;

	/* The legacy frame: a magic, then blocks, each with its size before it. */
	while (in_size - at >= 4 && n < out_size) {
		uint32_t block = kmend_get32(in + at);
		int got;

		at += 4;
		if (block > in_size - at)
			break;
		got = LZ4_decompress_safe((const char *)in + at, (char *)out + n,
					  block, out_size - n);
		if (got < 0)
			return 0;
		at += block;
		n += got;
	}
	return n;
}

static const struct unpacker unpackers[] = {
	{ "gzip", "\x1f\x8b", 2, unpack_gzip },
	{ "xz", "\xfd" "7zXZ\0", 6, unpack_xz },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, unpack_zstd },
	{ "lz4", "\x02\x21\x4c\x18", 4, unpack_lz4 },
	{ "lzma", "\x5d\0\0", 3, unpack_lzma },
	{ "bzip2", "BZh", 3, NULL },
	{ "lzo", "\x89LZO", 4, NULL },
};

static const struct unpacker *find_unpacker(const uint8_t *payload, size_t size)
{
	for (size_t i = 0; i < sizeof(unpackers) / sizeof(*unpackers); i++)
		if (size >= unpackers[i].magic_size &&
		    !memcmp(payload, unpackers[i].magic, unpackers[i].magic_size))
			return &unpackers[i];
	return NULL;
}

/* Nothing says how large it becomes: try ever larger buffers. */
int kmend_unpack(const char *path, const uint8_t *data, size_t size,
		 uint8_t **out, size_t *out_size, struct kmend_err *err)
{
	const struct unpacker *unpacker = find_unpacker(data, size);

	if (!unpacker)
		return 1;
	if (!unpacker->unpack || size < 8)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: is compressed with %s in a way that is not supported; unpack it", path,
				     unpacker->name);
	for (size_t room = size * 4; room <= IMAGE_MAX * 2; room *= 2) {
		uint8_t *to = malloc(room);
		size_t got = to ? unpacker->unpack(data, size, to, room) : 0;

		if (!to)
			return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", path);
		if (got && got < room) {
			*out = to;
			*out_size = got;
			return 0;
		}
		free(to);
	}
	return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: cannot be unpacked with %s: it is damaged", path,
			     unpacker->name);
}

static bool is_bzimage(const uint8_t *data, size_t size)
{
	return size >= SETUP_END && kmend_get16(data + SETUP_BOOT_FLAG) == 0xaa55 &&
	       !memcmp(data + SETUP_MAGIC, "HdrS", 4);
}

int kmend_vmlinuz_unpack(const char *path, const uint8_t *data, size_t size,
			 uint8_t **elf, size_t *elf_size, struct kmend_err *err)
{
	const struct unpacker *unpacker;
	size_t start, length, out_size, got;
	unsigned int sects;
	uint8_t *out;

	if (!is_bzimage(data, size))
		return 1;
	if (kmend_get16(data + SETUP_VERSION) < 0x208)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: boot protocol too old to say where the kernel lies", path);
	sects = data[SETUP_SECTS] ? data[SETUP_SECTS] : 4;
	start = (size_t)(sects + 1) * SECTOR + kmend_get32(data + SETUP_PAYLOAD_OFFSET);
	length = kmend_get32(data + SETUP_PAYLOAD_LENGTH);
	if (start > size || length > size - start || length < 8)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: the kernel image is cut short", path);
	unpacker = find_unpacker(data + start, length);
	if (!unpacker)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: the kernel is compressed in an unknown way", path);
	if (!unpacker->unpack)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: the kernel is compressed with %s, which is not supported; give --symbols an unpacked vmlinux",
				     path, unpacker->name);
	/* kbuild (for gzip, the format) puts the unpacked size last. */
	out_size = kmend_get32(data + start + length - 4);
	if (out_size < 64 || out_size > IMAGE_MAX)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: the kernel image is damaged (size %zu)", path, out_size);
	out = malloc(out_size);
	if (!out)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", path);
	got = unpacker->unpack(data + start, length, out, out_size);
	if (got != out_size) {
		free(out);
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: the kernel image is damaged: %s unpacks %zu of %zu bytes",
				     path, unpacker->name, got, out_size);
	}
	*elf = out;
	*elf_size = got;
	return 0;
}
