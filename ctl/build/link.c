// SPDX-License-Identifier: GPL-2.0
/*
 * After the link: references of a module to kernel symbols that are not
 * exported become livepatch relocations.
 *
 * The module loader applies every relocation section that carries
 * SHF_RELA_LIVEPATCH itself, before alternatives and jump labels, and looks
 * each of its symbols up by name and position. It asks that all symbols of
 * such a section are SHN_LIVEPATCH, so each relocation section is split in
 * two. See klp_apply_section_relocs() in the kernel.
 */
#include "link.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "symbols.h"
#include "symvers.h"

#define SHF_RELA_LIVEPATCH	0x00100000
#define SHN_LIVEPATCH		0xff20
#define KLP_SYM			".klp.sym."
#define KLP_SYM_VMLINUX		".klp.sym.vmlinux."
#define KLP_RELA_VMLINUX	".klp.rela.vmlinux."

/* A string table that grows at its end; the offsets in it stay. */
struct kmend_strings {
	char *data;
	size_t size;
};

/* A section of the module: what the file has, and what replaces it. */
struct kmend_link_sec {
	GElf_Shdr shdr;
	const char *name;
	Elf_Data *data;
};

struct kmend_link {
	const char *path;
	Elf *elf;
	GElf_Ehdr ehdr;
	struct kmend_link_sec *secs;	/* nr_secs of the file, then nr_new */
	size_t nr_secs;
	size_t nr_new;
	size_t symtab;
	Elf64_Sym *syms;		/* copy of the table, nr_syms */
	size_t nr_syms;
	struct kmend_strings strtab;
	struct kmend_strings shstrtab;
	size_t nr_klp;			/* symbols that became SHN_LIVEPATCH now */
	struct kmend_err *err;
};

static int kmend_link_elf_error(struct kmend_link *link, const char *what)
{
	return kmend_err_set(link->err, KMEND_EXIT_REFUSED, "%s: %s: %s", link->path, what,
			     elf_errmsg(-1));
}

/* Append a string; returns its offset, or 0 when memory is out. */
static size_t kmend_strings_add(struct kmend_strings *table, const char *text)
{
	size_t length = strlen(text) + 1, at = table->size;
	char *data = realloc(table->data, at + length);

	if (!data)
		return 0;
	memcpy(data + at, text, length);
	table->data = data;
	table->size = at + length;
	return at;
}

static int kmend_link_load_table(struct kmend_link *link, size_t index, struct kmend_strings *table)
{
	const Elf_Data *data = link->secs[index].data;

	if (!data->d_size || !data->d_buf || ((char *)data->d_buf)[data->d_size - 1])
		return kmend_err_set(link->err, KMEND_EXIT_REFUSED, "%s: section %zu is no string table",
				     link->path, index);
	table->data = malloc(data->d_size);
	if (!table->data)
		return kmend_err_set(link->err, KMEND_EXIT_FAILED, "%s: out of memory", link->path);
	memcpy(table->data, data->d_buf, data->d_size);
	table->size = data->d_size;
	return 0;
}

static int kmend_link_load_sections(struct kmend_link *link)
{
	size_t shstrndx;

	if (elf_kind(link->elf) != ELF_K_ELF || !gelf_getehdr(link->elf, &link->ehdr) ||
	    link->ehdr.e_type != ET_REL || link->ehdr.e_machine != EM_X86_64)
		return kmend_err_set(link->err, KMEND_EXIT_REFUSED,
				     "%s: not an x86-64 kernel module", link->path);
	if (elf_getshdrnum(link->elf, &link->nr_secs) || elf_getshdrstrndx(link->elf, &shstrndx))
		return kmend_link_elf_error(link, "section table");
	/* Each section can be split into two. */
	link->secs = calloc(2 * link->nr_secs + 1, sizeof(*link->secs));
	if (!link->secs)
		return kmend_err_set(link->err, KMEND_EXIT_FAILED, "%s: out of memory", link->path);
	for (size_t i = 1; i < link->nr_secs; i++) {
		struct kmend_link_sec *sec = &link->secs[i];
		Elf_Scn *scn = elf_getscn(link->elf, i);

		if (!scn || !gelf_getshdr(scn, &sec->shdr))
			return kmend_link_elf_error(link, "section header");
		sec->name = elf_strptr(link->elf, shstrndx, sec->shdr.sh_name);
		sec->data = elf_getdata(scn, NULL);
		if (!sec->name || !sec->data)
			return kmend_link_elf_error(link, "section data");
		if (sec->shdr.sh_type == SHT_SYMTAB)
			link->symtab = i;
	}
	if (!link->symtab || !link->secs[link->symtab].shdr.sh_link ||
	    link->secs[link->symtab].shdr.sh_link >= link->nr_secs ||
	    !shstrndx || shstrndx >= link->nr_secs)
		return kmend_err_set(link->err, KMEND_EXIT_REFUSED, "%s: no symbol table", link->path);
	if (kmend_link_load_table(link, link->secs[link->symtab].shdr.sh_link, &link->strtab))
		return -1;
	return kmend_link_load_table(link, shstrndx, &link->shstrtab);
}

static int kmend_link_load_symbols(struct kmend_link *link)
{
	const Elf_Data *data = link->secs[link->symtab].data;

	link->nr_syms = data->d_size / sizeof(Elf64_Sym);
	link->syms = malloc(data->d_size + 1);
	if (!link->syms)
		return kmend_err_set(link->err, KMEND_EXIT_FAILED, "%s: out of memory", link->path);
	memcpy(link->syms, data->d_buf, link->nr_syms * sizeof(Elf64_Sym));
	for (size_t i = 0; i < link->nr_syms; i++) {
		if (link->syms[i].st_name >= link->strtab.size)
			return kmend_err_set(link->err, KMEND_EXIT_REFUSED,
					     "%s: the name of symbol %zu is outside the string table",
					     link->path, i);
	}
	return 0;
}

/*
 * The loader would leave a weak reference 0 without a word. That is right only where
 * the kernel's own link did so, too, and nothing tells: kallsyms, for one, does not
 * list its own tables.
 */
static int kmend_link_check_weak(struct kmend_link *link, const Elf64_Sym *sym,
				 const struct kmend_symbols *symbols)
{
	const char *name = link->strtab.data + sym->st_name;
	const struct kmend_ksym *const *found;

	if (ELF64_ST_BIND(sym->st_info) != STB_WEAK || kmend_symbols_find(symbols, name, &found))
		return 0;
	return kmend_err_set(link->err, KMEND_EXIT_REFUSED,
			     "the code refers weakly to '%s', which the kernel does not list: whether it is there cannot be told",
			     name);
}

/* Give the symbol the name and index that the module loader looks for. */
static int kmend_link_rename(struct kmend_link *link, Elf64_Sym *sym, const struct kmend_symbols *symbols)
{
	const char *name = link->strtab.data + sym->st_name;
	unsigned int position = 0;
	char *full;
	size_t at;

	if (symbols && (kmend_link_check_weak(link, sym, symbols) ||
			kmend_symbols_global_position(symbols, name, &position, link->err)))
		return -1;
	if (asprintf(&full, KLP_SYM_VMLINUX "%s,%u", name, position) < 0)
		return kmend_err_set(link->err, KMEND_EXIT_FAILED, "%s: out of memory", link->path);
	at = kmend_strings_add(&link->strtab, full);
	free(full);
	if (!at)
		return kmend_err_set(link->err, KMEND_EXIT_FAILED, "%s: out of memory", link->path);
	sym->st_name = at;
	sym->st_shndx = SHN_LIVEPATCH;
	link->nr_klp++;
	return 0;
}

static int kmend_link_mark_symbols(struct kmend_link *link, const struct kmend_symvers *symvers,
				   const struct kmend_symbols *symbols)
{
	for (size_t i = 1; i < link->nr_syms; i++) {
		Elf64_Sym *sym = &link->syms[i];
		const char *name = link->strtab.data + sym->st_name;

		if (sym->st_shndx != SHN_UNDEF || !*name)
			continue;
		if (ELF64_ST_BIND(sym->st_info) == STB_WEAK && !symbols)
			continue;
		if (!strncmp(name, KLP_SYM, strlen(KLP_SYM))) {
			sym->st_shndx = SHN_LIVEPATCH;
			link->nr_klp++;
		} else if (!kmend_symvers_find(symvers, name)) {
			if (kmend_link_rename(link, sym, symbols))
				return -1;
		}
	}
	return 0;
}

static bool kmend_link_is_klp(const struct kmend_link *link, const Elf64_Rela *rela)
{
	size_t index = ELF64_R_SYM(rela->r_info);

	return index < link->nr_syms && link->syms[index].st_shndx == SHN_LIVEPATCH;
}

/* Move the livepatch relocations of section @index to a new section. */
static int kmend_link_split(struct kmend_link *link, size_t index)
{
	struct kmend_link_sec *sec = &link->secs[index], *klp;
	size_t nr = sec->data->d_size / sizeof(Elf64_Rela), nr_klp = 0, nr_rest = 0, at;
	Elf64_Rela *relas = sec->data->d_buf, *moved;
	char *name;

	for (size_t i = 0; i < nr; i++)
		nr_klp += kmend_link_is_klp(link, &relas[i]);
	if (!nr_klp)
		return 0;
	klp = &link->secs[link->nr_secs + link->nr_new];
	klp->shdr = sec->shdr;
	klp->shdr.sh_flags |= SHF_ALLOC | SHF_RELA_LIVEPATCH;
	klp->data = calloc(1, sizeof(*klp->data));
	moved = malloc(nr_klp * sizeof(*moved));
	if (!klp->data || !moved)
		goto err_memory;
	*klp->data = *sec->data;
	klp->data->d_buf = moved;
	klp->data->d_size = nr_klp * sizeof(*moved);
	if (asprintf(&name, KLP_RELA_VMLINUX "%s", link->secs[sec->shdr.sh_info].name) < 0)
		goto err_memory;
	at = kmend_strings_add(&link->shstrtab, name);
	free(name);
	if (!at)
		goto err_memory;
	klp->shdr.sh_name = at;
	nr_klp = 0;
	for (size_t i = 0; i < nr; i++) {
		if (kmend_link_is_klp(link, &relas[i]))
			moved[nr_klp++] = relas[i];
		else
			relas[nr_rest++] = relas[i];
	}
	sec->data->d_size = nr_rest * sizeof(*relas);
	link->nr_new++;
	return 0;

err_memory:
	free(moved);
	free(klp->data);
	klp->data = NULL;
	return kmend_err_set(link->err, KMEND_EXIT_FAILED, "%s: out of memory", link->path);
}

static int kmend_link_split_all(struct kmend_link *link)
{
	for (size_t i = 1; i < link->nr_secs; i++) {
		const GElf_Shdr *shdr = &link->secs[i].shdr;

		if (shdr->sh_type != SHT_RELA || (shdr->sh_flags & SHF_RELA_LIVEPATCH))
			continue;
		if (!shdr->sh_info || shdr->sh_info >= link->nr_secs)
			return kmend_err_set(link->err, KMEND_EXIT_REFUSED,
					     "%s: %s relocates no section", link->path,
					     link->secs[i].name);
		/* The loader leaves sections alone that take no memory. */
		if (!(link->secs[shdr->sh_info].shdr.sh_flags & SHF_ALLOC))
			continue;
		if (kmend_link_split(link, i))
			return -1;
	}
	return 0;
}

static int kmend_link_put_section(struct kmend_link *link, Elf *out, const struct kmend_link_sec *sec)
{
	Elf_Scn *scn = elf_newscn(out);
	GElf_Shdr shdr = sec->shdr;
	Elf_Data *data;

	if (!scn || !gelf_update_shdr(scn, &shdr))
		return kmend_link_elf_error(link, "writing a section header");
	data = elf_newdata(scn);
	if (!data)
		return kmend_link_elf_error(link, "writing a section");
	*data = *sec->data;
	data->d_off = 0;
	data->d_align = shdr.sh_addralign ? shdr.sh_addralign : 1;
	return 0;
}

static int kmend_link_put(struct kmend_link *link, Elf *out)
{
	GElf_Ehdr ehdr = link->ehdr;

	if (!gelf_newehdr(out, ELFCLASS64))
		return kmend_link_elf_error(link, "writing the header");
	for (size_t i = 1; i < link->nr_secs + link->nr_new; i++) {
		if (kmend_link_put_section(link, out, &link->secs[i]))
			return -1;
	}
	ehdr.e_shoff = 0;
	if (!gelf_update_ehdr(out, &ehdr) || elf_update(out, ELF_C_WRITE) < 0)
		return kmend_link_elf_error(link, "writing");
	return 0;
}

/* Write beside the module, then rename: there is always a whole module. */
static int kmend_link_write(struct kmend_link *link)
{
	struct kmend_link_sec *symtab = &link->secs[link->symtab];
	struct kmend_link_sec *strtab = &link->secs[symtab->shdr.sh_link];
	struct kmend_link_sec *shstrtab = &link->secs[link->ehdr.e_shstrndx];
	struct stat st;
	char *temporary;
	int fd, ret = -1;
	Elf *out;

	symtab->data->d_buf = link->syms;
	strtab->data->d_buf = link->strtab.data;
	strtab->data->d_size = link->strtab.size;
	shstrtab->data->d_buf = link->shstrtab.data;
	shstrtab->data->d_size = link->shstrtab.size;

	if (asprintf(&temporary, "%s.XXXXXX", link->path) < 0)
		return kmend_err_set(link->err, KMEND_EXIT_FAILED, "%s: out of memory", link->path);
	fd = mkstemp(temporary);
	if (fd < 0) {
		kmend_err_set(link->err, KMEND_EXIT_FAILED, "%s: %s", temporary, strerror(errno));
		free(temporary);
		return -1;
	}
	out = elf_begin(fd, ELF_C_WRITE, NULL);
	if (!out)
		kmend_link_elf_error(link, "writing");
	else
		ret = kmend_link_put(link, out);
	elf_end(out);
	if (!ret && (stat(link->path, &st) || fchmod(fd, st.st_mode & 0777) || fsync(fd) ||
		     rename(temporary, link->path)))
		ret = kmend_err_set(link->err, KMEND_EXIT_FAILED, "%s: %s", link->path,
				    strerror(errno));
	close(fd);
	if (ret)
		unlink(temporary);
	free(temporary);
	return ret;
}

static void kmend_link_free(struct kmend_link *link)
{
	for (size_t i = 0; i < link->nr_new; i++) {
		free(link->secs[link->nr_secs + i].data->d_buf);
		free(link->secs[link->nr_secs + i].data);
	}
	free(link->secs);
	free(link->syms);
	free(link->strtab.data);
	free(link->shstrtab.data);
}

static int kmend_link_elf(struct kmend_link *link, const struct kmend_symvers *symvers,
			  const struct kmend_symbols *symbols)
{
	if (kmend_link_load_sections(link) || kmend_link_load_symbols(link) ||
	    kmend_link_mark_symbols(link, symvers, symbols))
		return -1;
	if (!link->nr_klp)
		return 0;
	if (kmend_link_split_all(link))
		return -1;
	return kmend_link_write(link);
}

int kmend_link_module(const char *ko, const char *symvers_path,
		      const struct kmend_symbols *symbols, struct kmend_err *err)
{
	struct kmend_link link = { .path = ko, .err = err };
	struct kmend_symvers *symvers;
	int fd, ret = -1;

	symvers = kmend_symvers_open(symvers_path, err);
	if (!symvers)
		return -1;
	fd = kmend_file_open(ko, err);
	if (fd < 0)
		goto out_symvers;
	elf_version(EV_CURRENT);
	link.elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!link.elf)
		kmend_link_elf_error(&link, "reading");
	else
		ret = kmend_link_elf(&link, symvers, symbols);
	kmend_link_free(&link);
	elf_end(link.elf);
	close(fd);
out_symvers:
	kmend_symvers_close(symvers);
	return ret;
}
