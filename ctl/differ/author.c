// SPDX-License-Identifier: GPL-2.0
/*
 * What the author of a patch declares in its source, besides the change: records that
 * the macros of uapi/kmend_author.h leave in sections of their own.
 */
#include "author.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "../../uapi/kmend_patch.h"
#include "index.h"
#include "sections.h"

#define refuse(err, ...) kmend_err_set(err, KMEND_EXIT_REFUSED, __VA_ARGS__)

const char *kmend_hook_name(uint32_t kind)
{
#define HOOK_NAME(name, number, text, what) [number] = text,
	static const char *const names[] = { KMEND_HOOK_LIST(HOOK_NAME) };
#undef HOOK_NAME

	return kind < sizeof(names) / sizeof(*names) ? names[kind] : NULL;
}

/* One of the sections, or NULL. */
static struct kmend_sec *find_section(const struct kmend_obj *obj, const char *name)
{
	for (size_t i = 1; i < obj->nr_secs; i++)
		if (obj->secs[i].name && !strcmp(obj->secs[i].name, name) && obj->secs[i].size)
			return &obj->secs[i];
	return NULL;
}

/* @size: of a record. Only the macros write there, so this is a header of another version. */
static int check_section(const struct kmend_obj *obj, const struct kmend_sec *sec, size_t size, struct kmend_err *err)
{
	if (sec->data && sec->size % size == 0)
		return 0;
	return refuse(err, "%s: section %s does not hold what kmend_author.h writes", obj->path, sec->name);
}

static struct kmend_sym *pointer_at(const struct kmend_obj *obj, const struct kmend_sec *sec, uint64_t offset)
{
	size_t r = kmend_relas_from(sec, offset);
	struct kmend_target t;

	if (r == sec->nr_relas || sec->relas[r].offset != offset || sec->relas[r].type != R_X86_64_64)
		return NULL;
	t = kmend_index_target(obj, sec, &sec->relas[r]);
	return t.sym && t.sec && t.pos == (int64_t)t.sym->value ? t.sym : NULL;
}

/*
 * The function must be the patch's own: what the kernel has, called by the manager, would
 * be the old code in one hook and the new in another.
 */
static int read_hook(const struct kmend_changes *c, const struct kmend_sec *sec, uint64_t at,
		     struct kmend_author_call *hook, struct kmend_err *err)
{
	const struct kmend_obj *obj = c->pair->post;
	struct kmend_sym *function = pointer_at(obj, sec, at + offsetof(struct kmend_author_hook, function));
	struct kmend_author_hook record;

	memcpy(&record, sec->data + at, sizeof(record));
	if (!kmend_hook_name((uint32_t)record.kind) || record.kind >> 32)
		return refuse(err, "%s: a hook of a kind that this version of kmend does not know", obj->path);
	*hook = (struct kmend_author_call){ function, (uint32_t)record.kind };
	if (!function)
		return refuse(err, "%s: hook %s is no function of this file; make it a new static function",
			      obj->path, kmend_hook_name(hook->kind));
	if (!kmend_is_function(function) || c->of[function->index] != KMEND_CHANGE_NEW)
		return refuse(err, "%s: %s is declared as hook %s, but is not new; make it a new static function",
			      obj->path, function->name, kmend_hook_name(hook->kind));
	return 0;
}

static int read_hooks(struct kmend_author *author, const struct kmend_changes *c, struct kmend_err *err)
{
	const struct kmend_obj *obj = c->pair->post;
	const struct kmend_sec *sec = find_section(obj, KMEND_SEC_AUTHOR_HOOKS);
	const size_t size = sizeof(struct kmend_author_hook);

	if (!sec)
		return 0;
	if (check_section(obj, sec, size, err))
		return -1;
	author->hooks = calloc(sec->size / size, sizeof(*author->hooks));
	if (!author->hooks)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", obj->path);
	for (uint64_t at = 0; at < sec->size; at += size)
		if (read_hook(c, sec, at, &author->hooks[author->nr_hooks++], err))
			return -1;
	return 0;
}

static bool is_text(const char *text)
{
	return strnlen(text, KMEND_SHADOW_NAME) < KMEND_SHADOW_NAME;
}

static int read_shadow(const struct kmend_obj *obj, const struct kmend_sec *sec, struct kmend_sym *sym,
		       struct kmend_author_data *data, struct kmend_err *err)
{
	const char *record;

	if (sym->size == sizeof(struct kmend_shadow) && sym->value <= sec->size &&
	    sym->size <= sec->size - sym->value) {
		record = (const char *)sec->data + sym->value;
		*data = (struct kmend_author_data){
			sym, record + offsetof(struct kmend_shadow, owner), record + offsetof(struct kmend_shadow, name),
		};
		if (is_text(data->owner) && is_text(data->name))
			return 0;
	}
	return refuse(err, "%s: %s of section %s is not what kmend_shadow.h writes", obj->path, sym->name, sec->name);
}

static int read_shadows(struct kmend_author *author, const struct kmend_obj *obj, struct kmend_err *err)
{
	struct kmend_sec *sec = find_section(obj, KMEND_SEC_AUTHOR_SHADOW);
	struct kmend_sym **syms;
	size_t nr;

	if (!sec)
		return 0;
	if (check_section(obj, sec, 1, err))
		return -1;
	syms = kmend_index_in(obj, sec, &nr);
	author->shadows = calloc(nr + 1, sizeof(*author->shadows));
	if (!author->shadows)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", obj->path);
	for (size_t i = 0; i < nr; i++)
		if (read_shadow(obj, sec, syms[i], &author->shadows[author->nr_shadows++], err))
			return -1;
	return 0;
}

/* "f" also means what the compiler made of it: "f.isra.0" */
static bool is_of(const char *symbol, const char *function)
{
	size_t length = strlen(function);

	return !strncmp(symbol, function, length) && (!symbol[length] || symbol[length] == '.');
}

bool kmend_author_allows_active(const struct kmend_author *author, const char *function)
{
	for (size_t i = 0; i < author->nr_active; i++)
		if (is_of(function, author->active[i].function))
			return true;
	return false;
}

static bool is_replaced(const struct kmend_changes *c, const char *function)
{
	const struct kmend_obj *obj = c->pair->post;

	for (size_t i = 1; i < obj->nr_syms; i++)
		if (kmend_is_function(&obj->syms[i]) && c->of[i] == KMEND_CHANGE_CHANGED &&
		    is_of(obj->syms[i].name, function))
			return true;
	return false;
}

static int read_active(struct kmend_author *author, const struct kmend_changes *c, struct kmend_err *err)
{
	const struct kmend_obj *obj = c->pair->post;
	const struct kmend_sec *sec = find_section(obj, KMEND_SEC_AUTHOR_ACTIVE);
	const size_t size = sizeof(struct kmend_author_active);

	if (!sec)
		return 0;
	if (check_section(obj, sec, size, err))
		return -1;
	author->active = calloc(sec->size / size, sizeof(*author->active));
	if (!author->active)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", obj->path);
	for (uint64_t at = 0; at < sec->size; at += size) {
		const char *function = (const char *)sec->data + at + offsetof(struct kmend_author_active, function);
		const char *reason = (const char *)sec->data + at + offsetof(struct kmend_author_active, reason);

		if (!memchr(function, 0, KMEND_AUTHOR_TEXT) || !memchr(reason, 0, KMEND_AUTHOR_TEXT) ||
		    !*function || !*reason)
			return refuse(err, "%s: section %s does not hold what kmend_author.h writes", obj->path,
				      sec->name);
		if (!is_replaced(c, function))
			return refuse(err, "%s: threads may stay active in %s, but this change does not replace it",
				      obj->path, function);
		author->active[author->nr_active++] = (struct kmend_author_permit){ function, reason };
	}
	return 0;
}

bool kmend_author_is_empty(const struct kmend_author *author)
{
	return !author->nr_hooks && !author->nr_shadows;
}

int kmend_author_read(struct kmend_author *author, const struct kmend_changes *changes, struct kmend_err *err)
{
	return read_hooks(author, changes, err) || read_shadows(author, changes->pair->post, err) ||
	       read_active(author, changes, err) ? -1 : 0;
}

void kmend_author_free(struct kmend_author *author)
{
	free(author->hooks);
	free(author->shadows);
	free(author->active);
	memset(author, 0, sizeof(*author));
}
