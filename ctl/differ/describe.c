// SPDX-License-Identifier: GPL-2.0
/*
 * Writes the descriptor of uapi/kmend_patch.h into the output. Pointers are
 * relocations, so the bytes of a pointer field are zero.
 */
#include "describe.h"

#include <elf.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "sections.h"
#include "select.h"

struct describer {
	const struct kmend_changes *changes;
	const struct kmend_author *author;
	struct kmend_kernelsyms *ks;
	struct kmend_out *out;
	struct kmend_obj *ref;
	const size_t *sym_out;
	size_t unit, funcs, sites, refs, image, hooks, shadows, relocs;
	const struct kmend_sym *first;	/* the first that is described */
	uint32_t nr_funcs;
};

static void point(struct describer *d, size_t sec, uint64_t at, size_t to_sec, uint64_t to)
{
	kmend_out_rela(d->out, sec, at, R_X86_64_64, kmend_out_section_symbol(d->out, to_sec), (int64_t)to);
}

static void point_to_text(struct describer *d, size_t sec, uint64_t at, const char *text)
{
	point(d, sec, at, d->ks->strings, kmend_out_append(d->out, d->ks->strings, text, strlen(text) + 1, 1));
}

/* What a function owns (see kmend_is_private()), if that is what a ref names. */
static const struct kmend_sym *private_object(const struct describer *d, const struct kmend_image_ref *ref)
{
	size_t nr;
	struct kmend_sym **syms;

	if (ref->kind != KMEND_REF_SYMBOL || !ref->local)
		return NULL;
	syms = kmend_index_named(d->ref, ref->symbol, &nr);
	for (size_t i = 0; i < nr; i++)
		if (kmend_is_private(syms[i]))
			return syms[i];
	return NULL;
}

/*
 * The kernel has very many symbols of such a name (__func__.3, __key.0), which
 * nobody may be able to tell apart: compare by content, or else by the symbol if
 * it can be found, or else not at all.
 */
static void describe_private(struct describer *d, const struct kmend_sym *sym, struct kmend_image_ref *ref)
{
	struct kmend_err ignored = { 0 };
	uint64_t at;

	if (sym->size && !(sym->sec->flags & SHF_WRITE) && sym->sec->data) {
		ref->kind = KMEND_REF_CONTENT;
		ref->content = sym->sec->data + sym->value;
		ref->length = (uint32_t)sym->size;
	} else if (!sym->size || !d->ks->opts->resolver ||
		   kmend_kernelsym_describe(d->ks, ref->symbol, true, &at, &ignored)) {
		ref->kind = KMEND_REF_OPAQUE;
	}
}

static int describe_ref(struct describer *d, const struct kmend_image_ref *in, struct kmend_err *err)
{
	const struct kmend_sym *private = private_object(d, in);
	struct kmend_image_ref ref = *in;
	struct kmend_ref desc = { 0 };
	uint64_t at, symbol;

	if (private)
		describe_private(d, private, &ref);
	desc.offset = ref.offset;
	desc.type = ref.type;
	desc.kind = ref.kind;
	if (ref.kind != KMEND_REF_OPAQUE)
		desc.addend = ref.addend;
	if (ref.kind == KMEND_REF_CONTENT)
		desc.length = ref.length;
	at = kmend_out_append(d->out, d->refs, &desc, sizeof(desc), 8) + offsetof(struct kmend_ref, to);
	if (ref.kind == KMEND_REF_CONTENT) {
		point(d, d->refs, at, d->image, kmend_out_append(d->out, d->image, ref.content, ref.length, 1));
	} else if (ref.kind == KMEND_REF_SYMBOL) {
		if (kmend_kernelsym_describe(d->ks, ref.symbol, ref.local, &symbol, err))
			return -1;
		point(d, d->refs, at, d->ks->table, symbol);
	}
	return 0;
}

/* Fills everything of a function but what is new; returns its offset by @at. */
static int describe_image(struct describer *d, const struct kmend_image *image, struct kmend_func_desc *desc,
			  uint64_t *at, struct kmend_err *err)
{
	uint64_t sites, refs, symbol;

	desc->size = image->size;
	desc->nr_sites = (uint32_t)image->nr_sites;
	desc->nr_refs = (uint32_t)image->nr_refs;
	*at = kmend_out_append(d->out, d->funcs, desc, sizeof(*desc), 8);
	point_to_text(d, d->funcs, *at + offsetof(struct kmend_func_desc, name), image->name);
	if (kmend_kernelsym_describe(d->ks, image->name, image->local, &symbol, err))
		return -1;
	point(d, d->funcs, *at + offsetof(struct kmend_func_desc, symbol), d->ks->table, symbol);
	point(d, d->funcs, *at + offsetof(struct kmend_func_desc, image), d->image,
	      kmend_out_append(d->out, d->image, image->bytes, image->size, 16));
	sites = kmend_out_append(d->out, d->sites, image->sites, image->nr_sites * sizeof(*image->sites), 8);
	point(d, d->funcs, *at + offsetof(struct kmend_func_desc, sites), d->sites, sites);
	refs = kmend_out_append(d->out, d->refs, NULL, 0, 8);
	point(d, d->funcs, *at + offsetof(struct kmend_func_desc, refs), d->refs, refs);
	for (size_t i = 0; i < image->nr_refs; i++)
		if (describe_ref(d, &image->refs[i], err))
			return -1;
	d->nr_funcs++;
	return 0;
}

/* The function of the kernel's object that @pre is. */
static const struct kmend_sym *in_reference(const struct describer *d, const struct kmend_sym *pre)
{
	size_t nr;
	struct kmend_sym **syms = kmend_index_named(d->ref, pre->name, &nr);

	for (size_t i = 0; i < nr; i++)
		if (kmend_is_function(syms[i]) && (syms[i]->bind == STB_LOCAL) == (pre->bind == STB_LOCAL))
			return syms[i];
	return NULL;
}

static int describe_function(struct describer *d, const struct kmend_sym *pre, const struct kmend_sym *post,
			     struct kmend_err *err)
{
	const struct kmend_sym *sym = in_reference(d, pre);
	struct kmend_func_desc desc = { 0 };
	struct kmend_image image;
	uint64_t at;
	int ret;

	if (!sym)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: has no function %s of its own, which the change replaces; was it built from the same source?",
				     d->ref->path, pre->name);
	if (post)
		desc.new_size = (uint32_t)post->size;
	else
		desc.flags = KMEND_FUNC_PART;
	if (kmend_author_allows_active(d->author, pre->name))
		desc.flags |= KMEND_FUNC_ACTIVE;
	if (!d->first)
		d->first = sym;
	if (kmend_image_read(d->ref, sym, &image, err))
		return -1;
	ret = describe_image(d, &image, &desc, &at, err);
	kmend_image_free(&image);
	if (!ret && post)
		kmend_out_rela(d->out, d->funcs, at + offsetof(struct kmend_func_desc, new_addr), R_X86_64_64,
			       d->sym_out[post->index], 0);
	return ret;
}

static int describe_functions(struct describer *d, struct kmend_err *err)
{
	const struct kmend_pair *pair = d->changes->pair;

	for (size_t i = 1; i < pair->post->nr_syms; i++) {
		struct kmend_sym *post = &pair->post->syms[i];

		if (kmend_is_function(post) && d->changes->of[i] == KMEND_CHANGE_CHANGED && !kmend_is_cold(post) &&
		    kmend_select_symbol(pair->post, post) == post &&
		    describe_function(d, pair->pre_of[i], post, err))
			return -1;
	}
	return 0;
}

/* The old .cold halves of replaced functions, whether or not the new ones have one. */
static int describe_parts(struct describer *d, struct kmend_err *err)
{
	const struct kmend_pair *pair = d->changes->pair;

	for (size_t i = 1; i < pair->pre->nr_syms; i++) {
		const struct kmend_sym *pre = &pair->pre->syms[i], *parent, *post;

		if (!kmend_is_cold(pre))
			continue;
		parent = kmend_cold_parent(pair->pre, pre);
		post = parent ? pair->post_of[parent->index] : NULL;
		if (post && d->changes->of[post->index] == KMEND_CHANGE_CHANGED &&
		    describe_function(d, pre, NULL, err))
			return -1;
	}
	return 0;
}

/* What names the words that are written in their place; the rest is emitted. */
static int describe_data(struct describer *d, struct kmend_err *err)
{
	const struct kmend_data *data = &d->changes->data;

	for (size_t i = 0; i < data->nr; i++) {
		const struct kmend_datum *word = &data->words[i];
		uint64_t at = i * sizeof(struct kmend_data_desc), symbol;

		point_to_text(d, d->ks->data, at + offsetof(struct kmend_data_desc, name), word->pre->name);
		if (kmend_kernelsym_describe(d->ks, word->pre->name, word->pre->bind == STB_LOCAL, &symbol, err))
			return -1;
		point(d, d->ks->data, at + offsetof(struct kmend_data_desc, symbol), d->ks->table, symbol);
		if (!word->from)
			continue;
		if (kmend_kernelsym_describe(d->ks, word->from_sym->name,
					     word->from_sym->sec && word->from_sym->bind == STB_LOCAL, &symbol, err))
			return -1;
		point(d, d->ks->data, at + offsetof(struct kmend_data_desc, from_symbol), d->ks->table, symbol);
	}
	return 0;
}

static bool refers_to_written(const struct describer *d, const struct kmend_sym *function)
{
	const struct kmend_data *data = &d->changes->data;

	for (size_t i = 0; i < data->nr; i++)
		if (kmend_symbol_uses(d->changes->pair->pre, function, data->words[i].pre))
			return true;
	return false;
}

/* A function that stays, and that tells whether the object is the one that the patch was built for. */
static bool is_witness(const struct describer *d, const struct kmend_sym *pre)
{
	const struct kmend_sym *post = d->changes->pair->post_of[pre->index];

	return kmend_is_function(pre) && post && d->changes->of[post->index] == KMEND_CHANGE_SAME && !kmend_is_cold(pre) &&
	       kmend_section_class(pre->sec) == KMEND_CLASS_CODE && kmend_select_symbol(d->changes->pair->pre, (void *)pre) == pre &&
	       in_reference(d, pre);
}

/*
 * Where only data is written, nothing else would tell whether it is that of another build. All functions that refer to it are
 * compared, as a piece of a replaced function is, or else the first one of the object.
 */
static int describe_witnesses(struct describer *d, struct kmend_err *err)
{
	const struct kmend_obj *pre = d->changes->pair->pre;
	const struct kmend_sym *any = NULL;

	if (d->nr_funcs || !d->changes->data.nr)
		return 0;
	for (size_t i = 1; i < pre->nr_syms; i++) {
		if (!is_witness(d, &pre->syms[i]))
			continue;
		if (!any)
			any = &pre->syms[i];
		if (refers_to_written(d, &pre->syms[i]) && describe_function(d, &pre->syms[i], NULL, err))
			return -1;
	}
	if (!d->nr_funcs && any)
		return describe_function(d, any, NULL, err);
	return d->nr_funcs ? 0 :
	       kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: only data changes, and there is no function by which the object could be known",
			     d->changes->pair->post->path);
}

static void describe_hooks(struct describer *d)
{
	for (size_t i = 0; i < d->author->nr_hooks; i++) {
		const struct kmend_author_call *call = &d->author->hooks[i];
		struct kmend_hook hook = { .kind = call->kind };
		uint64_t at = kmend_out_append(d->out, d->hooks, &hook, sizeof(hook), 8);

		kmend_out_rela(d->out, d->hooks, at + offsetof(struct kmend_hook, function), R_X86_64_64,
			       d->sym_out[call->function->index], 0);
		point_to_text(d, d->hooks, at + offsetof(struct kmend_hook, name), call->function->name);
	}
}

static void describe_shadows(struct describer *d)
{
	for (size_t i = 0; i < d->author->nr_shadows; i++) {
		uint64_t at = kmend_out_append(d->out, d->shadows, NULL, sizeof(uint64_t), 8);

		kmend_out_rela(d->out, d->shadows, at, R_X86_64_64,
			       d->sym_out[d->author->shadows[i].sym->index], 0);
	}
}

/*
 * A module may have been loaded anew since the loader resolved what the hooks refer to there, and
 * only a function that is replaced tells.
 */
static int check_declared(const struct describer *d, struct kmend_err *err)
{
	const char *object = d->ks->opts->object;

	if (d->ks->opts->before_load && *d->ks->early)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: is to be put on module %s before that is loaded, but %s", d->changes->pair->post->path,
				     object, d->ks->early);
	if (kmend_author_is_empty(d->author) || d->nr_funcs || kmend_in_kernel(object))
		return 0;
	return kmend_err_set(err, KMEND_EXIT_REFUSED,
			     "%s: has hooks or shadow data, but nothing of it is replaced in module %s; declare them in a file of which a function changes",
			     d->changes->pair->post->path, object);
}

/* What the manager fills in when the module comes. */
static int describe_relocs(struct describer *d, struct kmend_err *err)
{
	for (size_t i = 0; i < d->ks->nr_late; i++) {
		const struct kmend_late *late = &d->ks->late[i];
		struct kmend_relocation reloc = { .type = late->type, .addend = late->addend };
		uint64_t at, symbol;

		if (kmend_kernelsym_describe(d->ks, late->name, late->local, &symbol, err))
			return -1;
		at = kmend_out_append(d->out, d->relocs, &reloc, sizeof(reloc), 8);
		point(d, d->relocs, at + offsetof(struct kmend_relocation, where), late->sec, late->at);
		point(d, d->relocs, at + offsetof(struct kmend_relocation, symbol), d->ks->table, symbol);
	}
	return 0;
}

/* Of a module that must be there: its first function as the module loader sees it, see struct kmend_unit_desc. */
static int describe_anchor(struct describer *d, uint64_t unit, struct kmend_err *err)
{
	size_t sym;

	if (!d->first || !*d->ks->early)
		return 0;
	if (kmend_kernelsym(d->ks, d->first->name, d->first->bind == STB_LOCAL, false, &sym, err))
		return -1;
	kmend_out_rela(d->out, d->unit, unit + offsetof(struct kmend_unit_desc, anchor), R_X86_64_64, sym, 0);
	return 0;
}

static int describe_unit(struct describer *d, struct kmend_err *err)
{
	const struct kmend_diff_options *opts = d->ks->opts;
	struct kmend_unit_desc unit = {
		.nr_funcs = d->nr_funcs, .nr_symbols = d->ks->nr_table,
		.nr_hooks = (uint32_t)d->author->nr_hooks, .nr_shadows = (uint32_t)d->author->nr_shadows,
		.nr_relocs = (uint32_t)d->ks->nr_late, .nr_data = (uint32_t)d->changes->data.nr,
		.flags = opts->before_load ? KMEND_UNIT_BEFORE_LOAD : 0,
	};
	struct kmend_out_sym sym = {
		.name = opts->unit, .bind = STB_GLOBAL, .type = STT_OBJECT, .sec = d->unit, .size = sizeof(unit),
	};

	sym.value = kmend_out_append(d->out, d->unit, &unit, sizeof(unit), 8);
	point_to_text(d, d->unit, offsetof(struct kmend_unit_desc, object), opts->object);
	point_to_text(d, d->unit, offsetof(struct kmend_unit_desc, source), opts->source ? opts->source : "");
	point(d, d->unit, offsetof(struct kmend_unit_desc, funcs), d->funcs, 0);
	point(d, d->unit, offsetof(struct kmend_unit_desc, symbols), d->ks->table, 0);
	if (unit.nr_hooks)
		point(d, d->unit, offsetof(struct kmend_unit_desc, hooks), d->hooks, 0);
	if (unit.nr_shadows)
		point(d, d->unit, offsetof(struct kmend_unit_desc, shadows), d->shadows, 0);
	if (unit.nr_relocs)
		point(d, d->unit, offsetof(struct kmend_unit_desc, relocs), d->relocs, 0);
	if (unit.nr_data)
		point(d, d->unit, offsetof(struct kmend_unit_desc, data), d->ks->data, 0);
	kmend_out_symbol(d->out, &sym);
	return describe_anchor(d, sym.value, err);
}

int kmend_describe(const struct kmend_changes *changes, const struct kmend_author *author,
		   struct kmend_kernelsyms *ks, const size_t *sym_out, struct kmend_err *err)
{
	struct describer d = {
		.changes = changes, .author = author, .ks = ks, .out = ks->out,
		.ref = (struct kmend_obj *)ks->ref, .sym_out = sym_out,
	};

	d.unit = kmend_out_section(d.out, KMEND_SEC_UNIT, SHT_PROGBITS, SHF_ALLOC);
	d.funcs = kmend_out_section(d.out, KMEND_SEC_FUNCS, SHT_PROGBITS, SHF_ALLOC);
	d.sites = kmend_out_section(d.out, KMEND_SEC_SITES, SHT_PROGBITS, SHF_ALLOC);
	d.refs = kmend_out_section(d.out, KMEND_SEC_REFS, SHT_PROGBITS, SHF_ALLOC);
	d.image = kmend_out_section(d.out, KMEND_SEC_IMAGE, SHT_PROGBITS, SHF_ALLOC);
	ks->table = kmend_out_section(d.out, KMEND_SEC_SYMBOLS, SHT_PROGBITS, SHF_ALLOC | SHF_WRITE);
	ks->strings = kmend_out_section(d.out, KMEND_SEC_STRINGS, SHT_PROGBITS, SHF_ALLOC);
	if (author->nr_hooks)
		d.hooks = kmend_out_section(d.out, KMEND_SEC_HOOKS, SHT_PROGBITS, SHF_ALLOC);
	if (author->nr_shadows)
		d.shadows = kmend_out_section(d.out, KMEND_SEC_SHADOWS, SHT_PROGBITS, SHF_ALLOC);
	if (ks->nr_late)
		d.relocs = kmend_out_section(d.out, KMEND_SEC_RELOCS, SHT_PROGBITS, SHF_ALLOC);
	if (describe_functions(&d, err) || describe_parts(&d, err) || describe_data(&d, err) || describe_witnesses(&d, err) || describe_relocs(&d, err) ||
	    check_declared(&d, err))
		return -1;
	describe_hooks(&d);
	describe_shadows(&d);
	return describe_unit(&d, err);
}
