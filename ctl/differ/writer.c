// SPDX-License-Identifier: GPL-2.0
/*
 * Writes a relocatable ELF object with libelf: contents, relocations, symbols
 * with the local ones first, names. Under another name first, so that a file
 * that is cut short is never seen.
 */
#include "out.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outfile.h"

/* A string table that only grows. */
struct strings {
	char *data;
	size_t size;
	size_t cap;
};

struct writer {
	const struct kmend_out *out;
	Elf *elf;
	struct strings names;
	struct strings section_names;
	Elf64_Sym *syms;
	uint32_t *number;	/* by number in out: in the file */
	size_t nr_local;
	size_t *section;	/* by number in out: in the file */
	Elf64_Rela **relas;
};

static bool add_string(struct strings *s, const char *text, uint32_t *at)
{
	size_t len = strlen(text) + 1;

	if (s->size + len > s->cap) {
		size_t cap = (s->size + len) * 2;
		char *more = realloc(s->data, cap);

		if (!more)
			return false;
		s->data = more;
		s->cap = cap;
	}
	memcpy(s->data + s->size, text, len);
	*at = (uint32_t)s->size;
	s->size += len;
	return true;
}

/* Adds a section and its contents, which must stay until the file is written. */
static Elf_Scn *add_section(struct writer *w, const char *name, const GElf_Shdr *like, void *data, size_t size,
			    Elf_Type type)
{
	Elf_Scn *scn = elf_newscn(w->elf);
	Elf_Data *d = scn ? elf_newdata(scn) : NULL;
	GElf_Shdr sh;
	uint32_t at;

	if (!d || !gelf_getshdr(scn, &sh) || !add_string(&w->section_names, name, &at))
		return NULL;
	d->d_buf = data;
	d->d_size = size;
	d->d_type = type;
	d->d_align = like->sh_addralign;
	d->d_version = EV_CURRENT;
	sh = *like;
	sh.sh_name = at;
	return gelf_update_shdr(scn, &sh) ? scn : NULL;
}

static bool write_sections(struct writer *w)
{
	for (size_t i = 0; i < w->out->nr_secs; i++) {
		const struct out_section *s = &w->out->secs[i];
		GElf_Shdr sh = { .sh_type = s->type, .sh_flags = s->flags, .sh_addralign = s->align };
		Elf_Scn *scn = add_section(w, s->name, &sh, s->data, s->size, ELF_T_BYTE);

		if (!scn)
			return false;
		w->section[i] = elf_ndxscn(scn);
	}
	return true;
}

static bool fill_symbol(struct writer *w, size_t i, size_t *nr)
{
	const struct kmend_out_sym *in = &w->out->syms[i];
	Elf64_Sym *sym = &w->syms[*nr];

	if (!add_string(&w->names, in->name, &sym->st_name))
		return false;
	if (!in->name[0])
		sym->st_name = 0;
	sym->st_info = ELF64_ST_INFO(in->bind, in->type);
	sym->st_shndx = in->type == STT_FILE ? SHN_ABS : in->sec == KMEND_OUT_NONE ? SHN_UNDEF :
			(uint16_t)w->section[in->sec];
	sym->st_value = in->value;
	sym->st_size = in->size;
	w->number[i] = (uint32_t)(*nr)++;
	return true;
}

/* Local symbols come first: file and sections, then the others in their order. */
static bool fill_symbols(struct writer *w)
{
	size_t n = w->out->nr_syms, nr = 1;
	uint32_t ignored;

	w->syms = calloc(n + 1, sizeof(*w->syms));
	w->number = calloc(n + 1, sizeof(*w->number));
	if (!w->syms || !w->number || !add_string(&w->names, "", &ignored))
		return false;
	for (int pass = 0; pass < 4; pass++) {
		for (size_t i = 0; i < n; i++) {
			const struct kmend_out_sym *in = &w->out->syms[i];
			int turn = in->type == STT_FILE ? 0 : in->type == STT_SECTION ? 1 :
				   in->bind == STB_LOCAL ? 2 : 3;

			if (turn == pass && !fill_symbol(w, i, &nr))
				return false;
		}
		if (pass == 2)
			w->nr_local = nr;
	}
	return true;
}

static bool write_symbols(struct writer *w, size_t *symtab)
{
	GElf_Shdr sh = {
		.sh_type = SHT_SYMTAB, .sh_addralign = 8, .sh_entsize = sizeof(Elf64_Sym),
		.sh_info = (uint32_t)w->nr_local,
	};
	GElf_Shdr strsh = { .sh_type = SHT_STRTAB, .sh_addralign = 1 };
	Elf_Scn *scn = add_section(w, ".symtab", &sh, w->syms, (w->out->nr_syms + 1) * sizeof(Elf64_Sym), ELF_T_SYM);
	Elf_Scn *strscn = add_section(w, ".strtab", &strsh, w->names.data, w->names.size, ELF_T_BYTE);

	if (!scn || !strscn || !gelf_getshdr(scn, &sh))
		return false;
	sh.sh_link = (uint32_t)elf_ndxscn(strscn);
	*symtab = elf_ndxscn(scn);
	return gelf_update_shdr(scn, &sh);
}

static bool write_relocations(struct writer *w, size_t symtab)
{
	for (size_t i = 0; i < w->out->nr_secs; i++) {
		const struct out_section *s = &w->out->secs[i];
		GElf_Shdr sh = {
			.sh_type = SHT_RELA, .sh_addralign = 8, .sh_entsize = sizeof(Elf64_Rela),
			.sh_flags = SHF_INFO_LINK, .sh_link = (uint32_t)symtab, .sh_info = (uint32_t)w->section[i],
		};
		char *name;
		Elf_Scn *scn;

		if (!s->nr_relas)
			continue;
		w->relas[i] = calloc(s->nr_relas, sizeof(Elf64_Rela));
		if (!w->relas[i] || asprintf(&name, ".rela%s", s->name) < 0)
			return false;
		for (size_t r = 0; r < s->nr_relas; r++)
			w->relas[i][r] = (Elf64_Rela){
				.r_offset = s->relas[r].offset,
				.r_info = ELF64_R_INFO((uint64_t)w->number[s->relas[r].sym], s->relas[r].type),
				.r_addend = s->relas[r].addend,
			};
		scn = add_section(w, name, &sh, w->relas[i], s->nr_relas * sizeof(Elf64_Rela), ELF_T_RELA);
		free(name);
		if (!scn)
			return false;
	}
	return true;
}

static bool write_elf(struct writer *w, int fd)
{
	GElf_Shdr note = { .sh_type = SHT_PROGBITS, .sh_addralign = 1 };
	GElf_Shdr strsh = { .sh_type = SHT_STRTAB, .sh_addralign = 1 };
	size_t symtab;
	GElf_Ehdr eh;
	uint32_t ignored;
	Elf_Data *d;
	Elf_Scn *scn;

	if (elf_version(EV_CURRENT) == EV_NONE)
		return false;
	w->elf = elf_begin(fd, ELF_C_WRITE, NULL);
	if (!w->elf || !gelf_newehdr(w->elf, ELFCLASS64) || !gelf_getehdr(w->elf, &eh))
		return false;
	eh.e_ident[EI_DATA] = ELFDATA2LSB;
	eh.e_type = ET_REL;
	eh.e_machine = EM_X86_64;
	eh.e_version = EV_CURRENT;
	if (!gelf_update_ehdr(w->elf, &eh) || !add_string(&w->section_names, "", &ignored) ||
	    !write_sections(w) || !add_section(w, ".note.GNU-stack", &note, NULL, 0, ELF_T_BYTE) ||
	    !fill_symbols(w) || !write_symbols(w, &symtab) || !write_relocations(w, symtab))
		return false;
	/* Its own name is the last that it gets. */
	scn = add_section(w, ".shstrtab", &strsh, NULL, 0, ELF_T_BYTE);
	d = scn ? elf_getdata(scn, NULL) : NULL;
	if (!d || !gelf_getehdr(w->elf, &eh))
		return false;
	d->d_buf = w->section_names.data;
	d->d_size = w->section_names.size;
	eh.e_shstrndx = (uint16_t)elf_ndxscn(scn);
	return gelf_update_ehdr(w->elf, &eh) && elf_update(w->elf, ELF_C_WRITE) >= 0;
}

static int write_fd(const struct kmend_out *out, int fd, const char *path, struct kmend_err *err)
{
	struct writer w = { .out = out };
	bool ok = false;

	w.section = calloc(out->nr_secs + 1, sizeof(*w.section));
	w.relas = calloc(out->nr_secs + 1, sizeof(*w.relas));
	if (w.section && w.relas)
		ok = write_elf(&w, fd);
	if (!ok)
		kmend_err_set(err, KMEND_EXIT_FAILED, "%s: cannot be written: %s", path,
			      elf_errno() ? elf_errmsg(-1) : "out of memory");
	elf_end(w.elf);
	for (size_t i = 0; w.relas && i < out->nr_secs; i++)
		free(w.relas[i]);
	free(w.relas);
	free(w.section);
	free(w.syms);
	free(w.number);
	free(w.names.data);
	free(w.section_names.data);
	return ok ? 0 : -1;
}

static mode_t umask_now(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return mask;
}

int kmend_out_write(struct kmend_out *out, const char *path, struct kmend_err *err)
{
	char *temp;
	int fd, ret;

	/* The ELF header counts sections in 16 bits; two for each of ours, and a few. */
	if (out->nr_secs * 2 + 8 >= SHN_LORESERVE)
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: has too many sections", path);
	if (out->failed || asprintf(&temp, "%s.XXXXXX", path) < 0)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: cannot be written: out of memory", path);
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0) {
		ret = kmend_err_set(err, KMEND_EXIT_FAILED, "%s: cannot be created: %s", path, strerror(errno));
		free(temp);
		return ret;
	}
	ret = write_fd(out, fd, path, err);
	if (!ret && fchmod(fd, 0666 & ~umask_now()))
		ret = kmend_err_set(err, KMEND_EXIT_FAILED, "%s: cannot be written: %s", path, strerror(errno));
	if (close(fd) && !ret)
		ret = kmend_err_set(err, KMEND_EXIT_FAILED, "%s: cannot be written: %s", path, strerror(errno));
	if (!ret && rename(temp, path))
		ret = kmend_err_set(err, KMEND_EXIT_FAILED, "%s: cannot be created: %s", path, strerror(errno));
	if (ret)
		unlink(temp);
	free(temp);
	return ret;
}
