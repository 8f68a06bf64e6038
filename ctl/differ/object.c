// SPDX-License-Identifier: GPL-2.0
/*
 * Reads a relocatable ELF object. The input may be hostile: libelf parses the
 * headers, and everything that is reached through an offset of the file goes
 * through file_range() or is compared with the size of what it points into.
 */
#include "object.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define refuse(err, ...) kmend_err_set(err, KMEND_EXIT_REFUSED, __VA_ARGS__)

/* Even a linked kernel is smaller, and it is read into memory. */
#define SIZE_LIMIT ((off_t)1 << 30)

/* Nothing in an object of the kernel is aligned to more, and each piece of the output may take as much. */
#define ALIGN_LIMIT ((uint64_t)64 << 10)

/* More than any distance in memory, and sums with places in a section still fit. */
#define ADDEND_LIMIT ((int64_t)1 << 60)

/* What is only needed while reading. */
struct reader {
	struct kmend_obj *obj;
	struct kmend_err *err;
	const uint8_t *file;
	uint64_t size;
	Elf *elf;
	Elf64_Shdr *shdrs;
	size_t symtab;
	size_t xindex;
};

static int no_memory(struct reader *r)
{
	return kmend_err_set(r->err, KMEND_EXIT_FAILED, "%s: out of memory", r->obj->path);
}

static int read_fd(struct reader *r, int fd)
{
	struct stat st;
	uint64_t have = 0;
	uint8_t *file;

	if (fstat(fd, &st))
		return kmend_err_set(r->err, KMEND_EXIT_FAILED, "%s: cannot be read: %s",
				     r->obj->path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return refuse(r->err, "%s: is not a regular file", r->obj->path);
	if (st.st_size > SIZE_LIMIT)
		return refuse(r->err, "%s: is too large for an object file", r->obj->path);

	/* Never 0 bytes, and libelf gets memory that it may write to. */
	file = malloc(st.st_size ? (size_t)st.st_size : 1);
	if (!file)
		return no_memory(r);
	r->obj->priv = file;
	r->file = file;
	while (have < (uint64_t)st.st_size) {
		ssize_t n = read(fd, file + have, (size_t)st.st_size - have);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return kmend_err_set(r->err, KMEND_EXIT_FAILED, "%s: cannot be read: %s",
					     r->obj->path, strerror(errno));
		if (n == 0)
			break;
		have += (uint64_t)n;
	}
	r->size = have;
	return 0;
}

static int read_file(struct reader *r)
{
	/* Not blocking: the path may be a pipe that nobody writes to. */
	int fd = open(r->obj->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int ret;

	if (fd < 0)
		return kmend_err_set(r->err, KMEND_EXIT_FAILED, "%s: cannot be opened: %s",
				     r->obj->path, strerror(errno));
	ret = read_fd(r, fd);
	close(fd);
	return ret;
}

/* @len bytes at @off of the file, or NULL when the file does not have them. */
static const void *file_range(const struct reader *r, uint64_t off, uint64_t len)
{
	if (off > r->size || len > r->size - off)
		return NULL;
	return r->file + off;
}

static int check_header(struct reader *r)
{
	const char *path = r->obj->path;
	const uint8_t *id = r->file;
	Elf64_Ehdr eh;

	if (r->size < SELFMAG || memcmp(id, ELFMAG, SELFMAG))
		return refuse(r->err, "%s: is not an ELF file; give an object file that the kernel's build made", path);
	if (r->size < EI_NIDENT)
		return refuse(r->err, "%s: is cut short in the ELF header", path);
	if (id[EI_CLASS] != ELFCLASS64 || id[EI_DATA] != ELFDATA2LSB)
		return refuse(r->err, "%s: is not a 64-bit little-endian object; only x86-64 is handled", path);
	if (r->size < sizeof(eh))
		return refuse(r->err, "%s: is cut short in the ELF header", path);
	memcpy(&eh, r->file, sizeof(eh));
	if (eh.e_machine != EM_X86_64)
		return refuse(r->err, "%s: is an object for another machine (ELF machine %u); only x86-64 is handled",
			      path, eh.e_machine);
	if (eh.e_type != ET_REL)
		return refuse(r->err, "%s: is not a relocatable object (ELF type %u); give a .o or .ko file",
			      path, eh.e_type);
	if (eh.e_ident[EI_VERSION] != EV_CURRENT || eh.e_version != EV_CURRENT)
		return refuse(r->err, "%s: has ELF version %u, which does not exist", path, eh.e_version);
	if (eh.e_phnum)
		return refuse(r->err, "%s: has program headers, which a relocatable object has not", path);
	if (!eh.e_shoff || eh.e_shentsize != sizeof(Elf64_Shdr))
		return refuse(r->err, "%s: has no section table that can be read", path);
	if (!file_range(r, eh.e_shoff, sizeof(Elf64_Shdr)))
		return refuse(r->err, "%s: is cut short before its section table", path);
	return 0;
}

static int read_section_headers(struct reader *r, size_t *shstrndx)
{
	struct kmend_obj *obj = r->obj;
	Elf64_Ehdr eh;
	size_t n;

	if (elf_version(EV_CURRENT) == EV_NONE)
		return kmend_err_set(r->err, KMEND_EXIT_FAILED, "libelf: %s", elf_errmsg(-1));
	r->elf = elf_memory((char *)obj->priv, r->size);
	if (!r->elf || elf_getshdrnum(r->elf, &n) || elf_getshdrstrndx(r->elf, shstrndx))
		return refuse(r->err, "%s: has a broken section table: %s", obj->path, elf_errmsg(-1));
	memcpy(&eh, r->file, sizeof(eh));
	if (n < 2 || n > r->size / sizeof(Elf64_Shdr) ||
	    !file_range(r, eh.e_shoff, n * sizeof(Elf64_Shdr)))
		return refuse(r->err, "%s: is cut short in its section table", obj->path);

	obj->secs = calloc(n, sizeof(*obj->secs));
	r->shdrs = calloc(n, sizeof(*r->shdrs));
	if (!obj->secs || !r->shdrs)
		return no_memory(r);
	obj->nr_secs = n;
	for (size_t i = 1; i < n; i++) {
		GElf_Shdr sh;

		if (!gelf_getshdr(elf_getscn(r->elf, i), &sh))
			return refuse(r->err, "%s: section %zu cannot be read: %s",
				      obj->path, i, elf_errmsg(-1));
		if (sh.sh_type != SHT_NOBITS && !file_range(r, sh.sh_offset, sh.sh_size))
			return refuse(r->err, "%s: is cut short: section %zu ends past the end of the file",
				      obj->path, i);
		r->shdrs[i] = sh;
	}
	return 0;
}

/* The string at @off of string table section @strtab, or NULL. */
static const char *string_at(const struct reader *r, size_t strtab, uint64_t off)
{
	const Elf64_Shdr *sh;

	if (strtab == 0 || strtab >= r->obj->nr_secs)
		return NULL;
	sh = &r->shdrs[strtab];
	if (sh->sh_type != SHT_STRTAB || off >= sh->sh_size ||
	    !memchr(r->file + sh->sh_offset + off, 0, sh->sh_size - off))
		return NULL;
	return (const char *)r->file + sh->sh_offset + off;
}

static int find_symtab(struct reader *r)
{
	for (size_t i = 1; i < r->obj->nr_secs; i++) {
		if (r->shdrs[i].sh_type == SHT_SYMTAB) {
			if (r->symtab)
				return refuse(r->err, "%s: has two symbol tables", r->obj->path);
			r->symtab = i;
		} else if (r->shdrs[i].sh_type == SHT_SYMTAB_SHNDX) {
			r->xindex = i;
		} else if (r->shdrs[i].sh_type == SHT_REL) {
			return refuse(r->err, "%s: section %zu has relocations without addends, which x86-64 does not use",
				      r->obj->path, i);
		}
	}
	if (!r->symtab)
		return refuse(r->err, "%s: has no symbol table", r->obj->path);
	return 0;
}

static bool is_content(uint32_t type)
{
	return type != SHT_NULL && type != SHT_SYMTAB && type != SHT_STRTAB &&
	       type != SHT_RELA && type != SHT_SYMTAB_SHNDX;
}

static int read_sections(struct reader *r)
{
	struct kmend_obj *obj = r->obj;
	size_t shstrndx;

	if (read_section_headers(r, &shstrndx))
		return -1;
	for (size_t i = 1; i < obj->nr_secs; i++) {
		const Elf64_Shdr *sh = &r->shdrs[i];
		struct kmend_sec *sec = &obj->secs[i];

		if (!is_content(sh->sh_type))
			continue;
		sec->name = string_at(r, shstrndx, sh->sh_name);
		if (!sec->name)
			return refuse(r->err, "%s: section %zu has a broken name", obj->path, i);
		if (sh->sh_addralign & (sh->sh_addralign - 1))
			return refuse(r->err, "%s: section %s is aligned to %llu, which is no power of two",
				      obj->path, sec->name, (unsigned long long)sh->sh_addralign);
		if (sh->sh_addralign > ALIGN_LIMIT)
			return refuse(r->err, "%s: section %s is aligned to %llu, which is more than any section of the kernel needs",
				      obj->path, sec->name, (unsigned long long)sh->sh_addralign);
		/* One without bytes in the file is confined by nothing else. */
		if (sh->sh_size > (uint64_t)SIZE_LIMIT)
			return refuse(r->err, "%s: section %s is too large", obj->path, sec->name);
		sec->index = i;
		sec->type = sh->sh_type;
		sec->flags = sh->sh_flags;
		sec->align = sh->sh_addralign ? sh->sh_addralign : 1;
		sec->entsize = sh->sh_entsize;
		sec->size = sh->sh_size;
		if (sh->sh_type != SHT_NOBITS)
			sec->data = r->file + sh->sh_offset;
	}
	return find_symtab(r);
}

static int locate_symbol(struct reader *r, struct kmend_sym *sym)
{
	struct kmend_obj *obj = r->obj;

	if (sym->shndx == SHN_XINDEX) {
		const Elf64_Shdr *sh = &r->shdrs[r->xindex];
		uint32_t index;

		if (!r->xindex || sym->index >= sh->sh_size / sizeof(index))
			return refuse(r->err, "%s: symbol %zu has no section index", obj->path, sym->index);
		memcpy(&index, r->file + sh->sh_offset + sym->index * sizeof(index), sizeof(index));
		sym->shndx = index;
	} else if (sym->shndx == SHN_UNDEF || sym->shndx >= SHN_LORESERVE) {
		return 0;
	}
	if (sym->shndx >= obj->nr_secs)
		return refuse(r->err, "%s: symbol %zu is in section %u, which does not exist",
			      obj->path, sym->index, sym->shndx);
	/* NULL in a symbol or string table: such a symbol is of no use. */
	if (obj->secs[sym->shndx].name)
		sym->sec = &obj->secs[sym->shndx];
	return 0;
}

static int read_symbol(struct reader *r, size_t i, const Elf64_Sym *in)
{
	struct kmend_obj *obj = r->obj;
	struct kmend_sym *sym = &obj->syms[i];

	sym->index = i;
	sym->value = in->st_value;
	sym->size = in->st_size;
	sym->type = ELF64_ST_TYPE(in->st_info);
	sym->bind = ELF64_ST_BIND(in->st_info);
	sym->shndx = in->st_shndx;
	if (locate_symbol(r, sym))
		return -1;
	sym->name = string_at(r, r->shdrs[r->symtab].sh_link, in->st_name);
	if (!sym->name)
		return refuse(r->err, "%s: symbol %zu has a broken name", obj->path, i);
	if (sym->type == STT_SECTION && sym->sec)
		sym->name = sym->sec->name;
	if (sym->sec && (sym->value > sym->sec->size || sym->size > sym->sec->size - sym->value))
		return refuse(r->err, "%s: symbol %s reaches past the end of section %s",
			      obj->path, sym->name, sym->sec->name);
	return 0;
}

static int read_symbols(struct reader *r)
{
	const Elf64_Shdr *sh = &r->shdrs[r->symtab];
	struct kmend_obj *obj = r->obj;
	size_t n = sh->sh_size / sizeof(Elf64_Sym);

	if (sh->sh_entsize != sizeof(Elf64_Sym) || sh->sh_size % sizeof(Elf64_Sym) || n == 0)
		return refuse(r->err, "%s: has a broken symbol table", obj->path);
	obj->syms = calloc(n, sizeof(*obj->syms));
	if (!obj->syms)
		return no_memory(r);
	obj->nr_syms = n;
	for (size_t i = 0; i < n; i++) {
		Elf64_Sym in;

		memcpy(&in, r->file + sh->sh_offset + i * sizeof(in), sizeof(in));
		if (read_symbol(r, i, &in))
			return -1;
	}
	return 0;
}

static int check_rela_header(struct reader *r, size_t i)
{
	const Elf64_Shdr *sh = &r->shdrs[i];
	struct kmend_obj *obj = r->obj;

	if (sh->sh_entsize != sizeof(Elf64_Rela) || sh->sh_size % sizeof(Elf64_Rela) ||
	    sh->sh_link != r->symtab)
		return refuse(r->err, "%s: relocation section %zu is broken", obj->path, i);
	if (sh->sh_info == 0 || sh->sh_info >= obj->nr_secs || !obj->secs[sh->sh_info].name)
		return refuse(r->err, "%s: relocation section %zu is for section %u, which cannot be relocated",
			      obj->path, i, sh->sh_info);
	return 0;
}

static int read_rela(struct reader *r, struct kmend_sec *sec, const Elf64_Rela *in)
{
	struct kmend_obj *obj = r->obj;
	struct kmend_rela *rela = &sec->relas[sec->nr_relas];
	uint64_t symidx = ELF64_R_SYM(in->r_info);

	if (symidx >= obj->nr_syms)
		return refuse(r->err, "%s: a relocation of section %s is against symbol %llu, which does not exist",
			      obj->path, sec->name, (unsigned long long)symidx);
	if (in->r_offset >= sec->size)
		return refuse(r->err, "%s: a relocation of section %s is at %#llx, past its end",
			      obj->path, sec->name, (unsigned long long)in->r_offset);
	if (in->r_addend <= -ADDEND_LIMIT || in->r_addend >= ADDEND_LIMIT)
		return refuse(r->err, "%s: the relocation at %#llx of section %s has an addend that leads nowhere",
			      obj->path, (unsigned long long)in->r_offset, sec->name);
	rela->offset = in->r_offset;
	rela->type = ELF64_R_TYPE(in->r_info);
	rela->addend = in->r_addend;
	rela->sym = &obj->syms[symidx];
	sec->nr_relas++;
	return 0;
}

static int compare_relas(const void *a, const void *b)
{
	const struct kmend_rela *x = a, *y = b;

	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	if (x->sym != y->sym)
		return x->sym < y->sym ? -1 : 1;
	return (x->type > y->type) - (x->type < y->type);
}

/* A module may have more than one relocation section for a section. */
static int read_relocations(struct reader *r)
{
	struct kmend_obj *obj = r->obj;
	size_t *counts = calloc(obj->nr_secs, sizeof(*counts));

	if (!counts)
		return no_memory(r);
	for (size_t i = 1; i < obj->nr_secs; i++) {
		if (r->shdrs[i].sh_type != SHT_RELA)
			continue;
		if (check_rela_header(r, i)) {
			free(counts);
			return -1;
		}
		counts[r->shdrs[i].sh_info] += r->shdrs[i].sh_size / sizeof(Elf64_Rela);
	}
	for (size_t i = 1; i < obj->nr_secs; i++) {
		if (counts[i] && !(obj->secs[i].relas = calloc(counts[i], sizeof(struct kmend_rela)))) {
			free(counts);
			return no_memory(r);
		}
	}
	free(counts);
	for (size_t i = 1; i < obj->nr_secs; i++) {
		const Elf64_Shdr *sh = &r->shdrs[i];

		for (uint64_t off = 0; sh->sh_type == SHT_RELA && off < sh->sh_size; off += sizeof(Elf64_Rela)) {
			Elf64_Rela in;

			memcpy(&in, r->file + sh->sh_offset + off, sizeof(in));
			if (read_rela(r, &obj->secs[sh->sh_info], &in))
				return -1;
		}
	}
	for (size_t i = 1; i < obj->nr_secs; i++)
		if (obj->secs[i].nr_relas)
			qsort(obj->secs[i].relas, obj->secs[i].nr_relas,
			      sizeof(struct kmend_rela), compare_relas);
	return 0;
}

int kmend_obj_add_relas(struct kmend_sec *sec, const struct kmend_rela *relas, size_t nr)
{
	struct kmend_rela *more = reallocarray(sec->relas, sec->nr_relas + nr, sizeof(*more));

	if (!more)
		return -1;
	memcpy(more + sec->nr_relas, relas, nr * sizeof(*more));
	sec->relas = more;
	sec->nr_relas += nr;
	qsort(sec->relas, sec->nr_relas, sizeof(*sec->relas), compare_relas);
	return 0;
}

struct kmend_obj *kmend_obj_open(const char *path, struct kmend_err *err)
{
	struct reader r = { .err = err };
	int ret;

	r.obj = calloc(1, sizeof(*r.obj));
	if (!r.obj || !(r.obj->path = strdup(path))) {
		free(r.obj);
		kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", path);
		return NULL;
	}
	ret = read_file(&r) || check_header(&r) || read_sections(&r) ||
	      read_symbols(&r) || read_relocations(&r);
	elf_end(r.elf);
	free(r.shdrs);
	if (ret) {
		kmend_obj_close(r.obj);
		return NULL;
	}
	return r.obj;
}

int kmend_obj_rename(struct kmend_obj *obj, struct kmend_sym *sym, char *name)
{
	char **more = name ? reallocarray(obj->names, obj->nr_names + 1, sizeof(*more)) : NULL;

	if (!more) {
		free(name);
		return -1;
	}
	obj->names = more;
	more[obj->nr_names++] = name;
	sym->name = name;
	return 0;
}

void kmend_obj_close(struct kmend_obj *obj)
{
	if (!obj)
		return;
	if (obj->index_free)
		obj->index_free(obj->index);
	for (size_t i = 0; i < obj->nr_secs; i++)
		free(obj->secs[i].relas);
	for (size_t i = 0; i < obj->nr_names; i++)
		free(obj->names[i]);
	free(obj->names);
	free(obj->secs);
	free(obj->syms);
	free(obj->priv);
	free(obj->path);
	free(obj);
}

int kmend_sym_by_place(const void *a, const void *b)
{
	const struct kmend_sym *x = *(struct kmend_sym **)a, *y = *(struct kmend_sym **)b;

	if (x->sec != y->sec)
		return x->sec < y->sec ? -1 : 1;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}
