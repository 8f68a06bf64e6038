// SPDX-License-Identifier: GPL-2.0
/*
 * One symbol table whatever the file is: a kernel's or a module's. The order of the
 * kernel's own table is kept, for livepatch positions count by it.
 */
#include "symbols.h"

#include <ctype.h>
#include <elf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "files.h"
#include "kallsyms.h"
#include "ko.h"
#include "vmlinuz.h"

struct kmend_symbols {
	struct kmend_ksym *entries;		/* in the kernel's order */
	size_t count;
	size_t room;
	const struct kmend_ksym **by_name;	/* by name, then the kernel's order */
	const struct kmend_ksym **by_address;
	char *elf;				/* NULL: text only, or a module */
	size_t elf_size;
	const Elf64_Phdr *phdrs;
	size_t nr_phdrs;
	struct kmend_ko ko;			/* of a module */
	char banner[512];
};

static int add_symbol(void *ctx, const struct kmend_ko_symbol *sym)
{
	struct kmend_symbols *s = ctx;
	char *copy;

	if (s->count == s->room) {
		size_t room = s->room ? s->room * 2 : 65536;
		struct kmend_ksym *more = realloc(s->entries, room * sizeof(*more));

		if (!more)
			return -1;
		s->entries = more;
		s->room = room;
	}
	copy = strdup(sym->name);
	if (!copy)
		return -1;
	s->entries[s->count++] = (struct kmend_ksym){ copy, sym->addr, sym->type, sym->listed };
	return 0;
}

static int add(void *ctx, const char *name, uint64_t addr, char type)
{
	return add_symbol(ctx, &(struct kmend_ko_symbol){ name, addr, type, true });
}

static int compare_address(const void *a, const void *b)
{
	const struct kmend_ksym *x = a, *y = b;

	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

static int compare_name(const void *a, const void *b)
{
	const struct kmend_ksym *x = *(const struct kmend_ksym **)a;
	const struct kmend_ksym *y = *(const struct kmend_ksym **)b;
	int c = strcmp(x->name, y->name);

	return c ? c : x < y ? -1 : x > y;
}

static int compare_place(const void *a, const void *b)
{
	const struct kmend_ksym *x = *(const struct kmend_ksym **)a;
	const struct kmend_ksym *y = *(const struct kmend_ksym **)b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return x < y ? -1 : x > y;
}

static bool in_file(const struct kmend_symbols *s, uint64_t offset, uint64_t size)
{
	return offset <= s->elf_size && size <= s->elf_size - offset;
}

/* nm's letter, as far as anybody asks: is it local, is it code. */
static char letter(const Elf64_Sym *sym, const Elf64_Shdr *shdrs, size_t nr_shdrs)
{
	char c = 'd';

	if (sym->st_shndx == SHN_ABS)
		c = 'a';
	else if (ELF64_ST_BIND(sym->st_info) == STB_WEAK)
		return 'W';
	else if (sym->st_shndx < nr_shdrs) {
		const Elf64_Shdr *sh = &shdrs[sym->st_shndx];

		if (sh->sh_flags & SHF_EXECINSTR)
			c = 't';
		else if (sh->sh_type == SHT_NOBITS)
			c = 'b';
		else if (!(sh->sh_flags & SHF_WRITE))
			c = 'r';
	}
	return ELF64_ST_BIND(sym->st_info) == STB_LOCAL ? c : toupper(c);
}

static int read_symtab(struct kmend_symbols *s, const Elf64_Shdr *shdrs, size_t nr_shdrs,
		       const Elf64_Shdr *tab)
{
	const Elf64_Shdr *str = tab->sh_link < nr_shdrs ? &shdrs[tab->sh_link] : NULL;
	const Elf64_Sym *syms = (const void *)(s->elf + tab->sh_offset);

	if (!str || !in_file(s, str->sh_offset, str->sh_size) || !str->sh_size ||
	    s->elf[str->sh_offset + str->sh_size - 1] ||
	    !in_file(s, tab->sh_offset, tab->sh_size) || tab->sh_offset % 8)
		return 0;
	for (size_t i = 1; i < tab->sh_size / sizeof(*syms); i++) {
		unsigned int type = ELF64_ST_TYPE(syms[i].st_info);
		const char *name;

		if (type == STT_SECTION || type == STT_FILE ||
		    syms[i].st_shndx == SHN_UNDEF || syms[i].st_name >= str->sh_size)
			continue;
		name = s->elf + str->sh_offset + syms[i].st_name;
		/* What the kernel leaves out of its own table. */
		if (!*name || *name == '$' || !strncmp(name, ".L", 2) ||
		    !strncmp(name, "__crc_", 6))
			continue;
		if (add(s, name, syms[i].st_value, letter(&syms[i], shdrs, nr_shdrs)))
			return -1;
	}
	qsort(s->entries, s->count, sizeof(*s->entries), compare_address);
	return 0;
}

static void read_banner(struct kmend_symbols *s)
{
	static const char mark[] = "Linux version ";
	const char *at = s->elf;
	size_t left = s->elf_size;

	/* Also a format string begins so; the banner goes on with a digit. */
	while ((at = memmem(at, left, mark, sizeof(mark) - 1))) {
		size_t n;

		left = s->elf_size - (at - s->elf);
		n = strnlen(at, left < sizeof(s->banner) ? left : sizeof(s->banner));
		if (n > sizeof(mark) && n < sizeof(s->banner) && isdigit((unsigned char)at[sizeof(mark) - 1])) {
			memcpy(s->banner, at, n);
			s->banner[strcspn(s->banner, "\n")] = 0;
			return;
		}
		at++;
		left--;
	}
}

static int read_elf(struct kmend_symbols *s, const char *path, struct kmend_err *err)
{
	const Elf64_Ehdr *eh = (const void *)s->elf;
	const Elf64_Shdr *shdrs = NULL;
	size_t nr_shdrs = 0;
	long n;

	if (s->elf_size < sizeof(*eh) || eh->e_ident[EI_CLASS] != ELFCLASS64 ||
	    eh->e_machine != EM_X86_64)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: not an x86-64 kernel", path);
	if (eh->e_type != ET_EXEC && eh->e_type != ET_DYN)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: not a linked kernel image", path);
	if (eh->e_phentsize != sizeof(Elf64_Phdr) || eh->e_phoff % 8 ||
	    !in_file(s, eh->e_phoff, (uint64_t)eh->e_phnum * sizeof(Elf64_Phdr)))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: the kernel image is damaged or cut short", path);
	s->phdrs = (const void *)(s->elf + eh->e_phoff);
	s->nr_phdrs = eh->e_phnum;
	for (size_t i = 0; i < s->nr_phdrs; i++)
		if (s->phdrs[i].p_type == PT_LOAD &&
		    !in_file(s, s->phdrs[i].p_offset, s->phdrs[i].p_filesz))
			return kmend_err_set(err, KMEND_EXIT_REFUSED,
					     "%s: the kernel image is cut short", path);
	read_banner(s);
	n = kmend_kallsyms_read((const uint8_t *)s->elf, s->elf_size, add, s, err);
	if (n)
		return n < 0 ? -1 : 0;
	if (eh->e_shentsize == sizeof(Elf64_Shdr) && !(eh->e_shoff % 8) &&
	    in_file(s, eh->e_shoff, (uint64_t)eh->e_shnum * sizeof(Elf64_Shdr))) {
		shdrs = (const void *)(s->elf + eh->e_shoff);
		nr_shdrs = eh->e_shnum;
	}
	for (size_t i = 0; i < nr_shdrs; i++)
		if (shdrs[i].sh_type == SHT_SYMTAB)
			return read_symtab(s, shdrs, nr_shdrs, &shdrs[i]);
	return 0;
}

/* "address type name", and what belongs to modules has "[module]" after it. */
static int read_text(struct kmend_symbols *s, const char *path, char *text,
		     struct kmend_err *err)
{
	bool nonzero = false;
	unsigned int number = 0;
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *end;
		uint64_t addr = strtoull(line, &end, 16);
		char type;

		number++;
		if (end == line || end[0] != ' ' || !end[1] || end[2] != ' ' || !end[3])
			return kmend_err_set(err, KMEND_EXIT_REFUSED,
					     "%s: line %u is not \"address type name\"; give a vmlinuz, a vmlinux or a copy of /proc/kallsyms",
					     path, number);
		type = end[1];
		end += 3;
		if (end[strcspn(end, "\t ")])
			continue;
		nonzero |= addr != 0;
		if (add(s, end, addr, type))
			return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", path);
	}
	if (s->count && !nonzero)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: all addresses are 0: the kernel hides them from this user; read it as root or give the vmlinuz",
				     path);
	/* The kernel's file is in its order already; others are put in order. */
	for (size_t i = 1; i < s->count; i++)
		if (s->entries[i - 1].addr > s->entries[i].addr) {
			qsort(s->entries, s->count, sizeof(*s->entries), compare_address);
			break;
		}
	return 0;
}

static int index_entries(struct kmend_symbols *s)
{
	s->by_name = malloc(s->count * sizeof(*s->by_name));
	s->by_address = malloc(s->count * sizeof(*s->by_address));
	if (!s->by_name || !s->by_address)
		return -1;
	for (size_t i = 0; i < s->count; i++)
		s->by_name[i] = s->by_address[i] = &s->entries[i];
	qsort(s->by_name, s->count, sizeof(*s->by_name), compare_name);
	qsort(s->by_address, s->count, sizeof(*s->by_address), compare_place);
	return 0;
}

static int read_any(struct kmend_symbols *s, const char *path, struct kmend_err *err)
{
	_cleanup_free_ char *data = NULL;
	uint8_t *elf;
	size_t size;
	int ret;

	if (kmend_file_read(path, &data, &size, err))
		return -1;
	ret = kmend_vmlinuz_unpack(path, (const uint8_t *)data, size, &elf, &s->elf_size, err);
	if (ret < 0)
		return -1;
	if (!ret) {
		s->elf = (char *)elf;
		if (s->elf_size < SELFMAG || memcmp(s->elf, ELFMAG, SELFMAG))
			return kmend_err_set(err, KMEND_EXIT_REFUSED,
					     "%s: what it unpacks to is no ELF image", path);
		return read_elf(s, path, err);
	}
	if (size >= SELFMAG && !memcmp(data, ELFMAG, SELFMAG)) {
		s->elf = data;
		s->elf_size = size;
		data = NULL;
		return read_elf(s, path, err);
	}
	if (memchr(data, 0, size))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: neither a vmlinuz nor a vmlinux nor a list of symbols", path);
	return read_text(s, path, data, err);
}

static int read_module(struct kmend_symbols *s, const char *path, struct kmend_err *err)
{
	_cleanup_free_ char *data = NULL;
	_cleanup_free_ uint8_t *out = NULL;
	_cleanup_close_ int fd = -1;
	char unpacked[64];
	size_t size;
	int ret;

	if (kmend_file_read(path, &data, &size, err))
		return -1;
	ret = kmend_unpack(path, (const uint8_t *)data, size, &out, &size, err);
	if (ret < 0)
		return -1;
	if (ret)
		return kmend_ko_read(path, &s->ko, add_symbol, s, err);
	fd = memfd_create("module", MFD_CLOEXEC);
	snprintf(unpacked, sizeof(unpacked), "/proc/self/fd/%d", fd);
	if (fd < 0 || kmend_file_write(unpacked, out, size, err))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: cannot be unpacked: %m", path);
	return kmend_ko_read(unpacked, &s->ko, add_symbol, s, err);
}

static struct kmend_symbols *open_with(const char *path, struct kmend_err *err,
				       int (*read)(struct kmend_symbols *, const char *, struct kmend_err *))
{
	struct kmend_symbols *s = calloc(1, sizeof(*s));

	if (!s || read(s, path, err)) {
		kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", path);
	} else if (!s->count) {
		kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: has no kernel symbols", path);
	} else if (index_entries(s)) {
		kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", path);
	} else {
		return s;
	}
	kmend_symbols_close(s);
	return NULL;
}

struct kmend_symbols *kmend_symbols_open(const char *path, struct kmend_err *err)
{
	return open_with(path, err, read_any);
}

struct kmend_symbols *kmend_symbols_open_module(const char *path, struct kmend_err *err)
{
	return open_with(path, err, read_module);
}

void kmend_symbols_close(struct kmend_symbols *symbols)
{
	if (!symbols)
		return;
	for (size_t i = 0; i < symbols->count; i++)
		free((char *)symbols->entries[i].name);
	free(symbols->entries);
	free(symbols->by_name);
	free(symbols->by_address);
	free(symbols->ko.bytes);
	free(symbols->elf);
	free(symbols);
}

size_t kmend_symbols_count(const struct kmend_symbols *symbols)
{
	return symbols->count;
}

size_t kmend_symbols_find(const struct kmend_symbols *symbols, const char *name,
			  const struct kmend_ksym *const **found)
{
	size_t low = 0, high = symbols->count, n = 0;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(symbols->by_name[mid]->name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*found = symbols->by_name + low;
	while (low + n < symbols->count && !strcmp(symbols->by_name[low + n]->name, name))
		n++;
	return n;
}

const struct kmend_ksym *kmend_symbols_at(const struct kmend_symbols *symbols,
					    uint64_t addr)
{
	size_t low = 0, high = symbols->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (symbols->by_address[mid]->addr <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? symbols->by_address[low - 1] : NULL;
}

/* Which of the listed ones the one at @index of @found is. */
static unsigned int position_of(const struct kmend_ksym *const *found, size_t n, size_t index)
{
	unsigned int before = 0, listed = 0;

	for (size_t i = 0; i < n; i++) {
		before += found[i]->listed && i <= index;
		listed += found[i]->listed;
	}
	return listed == 1 ? 0 : before;
}

int kmend_symbols_position(const struct kmend_symbols *symbols, const char *name,
			   uint64_t addr, unsigned int *pos)
{
	const struct kmend_ksym *const *found;
	size_t n = kmend_symbols_find(symbols, name, &found);

	for (size_t i = 0; i < n; i++) {
		if (!found[i]->listed || found[i]->addr != addr)
			continue;
		*pos = position_of(found, n, i);
		return 0;
	}
	return -1;
}

bool kmend_symbols_have(const struct kmend_symbols *symbols, const char *name, uint64_t addr)
{
	const struct kmend_ksym *const *found;
	size_t n = kmend_symbols_find(symbols, name, &found);

	for (size_t i = 0; i < n; i++)
		if (found[i]->addr == addr)
			return true;
	return false;
}

int kmend_symbols_global_position(const struct kmend_symbols *symbols, const char *name,
				  unsigned int *pos, struct kmend_err *err)
{
	const struct kmend_ksym *const *found;
	size_t n = kmend_symbols_find(symbols, name, &found);

	for (size_t i = 0; i < n; i++) {
		if (!found[i]->listed || !isupper((unsigned char)found[i]->type))
			continue;
		*pos = position_of(found, n, i);
		return 0;
	}
	return kmend_err_set(err, KMEND_EXIT_REFUSED,
			     n ? "the kernel has only local symbols named '%s'"
			       : "the kernel has no symbol '%s'", name);
}

const uint8_t *kmend_symbols_bytes(const struct kmend_symbols *symbols,
				   uint64_t addr, size_t length)
{
	for (size_t i = 0; i < symbols->nr_phdrs; i++) {
		const Elf64_Phdr *ph = &symbols->phdrs[i];

		if (ph->p_type == PT_LOAD && addr >= ph->p_vaddr &&
		    addr - ph->p_vaddr <= ph->p_filesz &&
		    length <= ph->p_filesz - (addr - ph->p_vaddr))
			return (const uint8_t *)symbols->elf + ph->p_offset +
			       (addr - ph->p_vaddr);
	}
	if (addr >= symbols->ko.base && addr - symbols->ko.base <= symbols->ko.size &&
	    length <= symbols->ko.size - (addr - symbols->ko.base))
		return symbols->ko.bytes + (addr - symbols->ko.base);
	return NULL;
}

int kmend_symbols_have_code(const struct kmend_symbols *symbols)
{
	return symbols->elf != NULL || symbols->ko.bytes != NULL;
}

const char *kmend_symbols_banner(const struct kmend_symbols *symbols)
{
	return symbols->banner[0] ? symbols->banner : NULL;
}
