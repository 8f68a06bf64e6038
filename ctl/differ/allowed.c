// SPDX-License-Identifier: GPL-2.0
/*
 * Changes that a running kernel cannot take: to what it read at boot, to data
 * that it already uses, to functions that somebody may still call. Each is
 * refused with its name, the reason and the usual way out.
 */
#include "allowed.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "registered.h"
#include "sections.h"

/* A jmp rel32 is written over the entry. */
#define ENTRY_SIZE 5

#define refuse(err, ...) kmend_err_set(err, KMEND_EXIT_REFUSED, __VA_ARGS__)

/* The compiler names the section of a function after it. */
static bool has_own_section(const struct kmend_sym *sym)
{
	size_t name = strlen(sym->name), sec = strlen(sym->sec->name);

	return !strncmp(sym->sec->name, ".text.", 6) && sec > name && sym->sec->name[sec - name - 1] == '.' &&
	       !strcmp(sym->sec->name + sec - name, sym->name);
}

int kmend_input_allowed(const struct kmend_obj *obj, struct kmend_err *err)
{
	size_t together = 0, apart = 0;

	for (size_t i = 1; i < obj->nr_secs; i++)
		if (obj->secs[i].name && obj->secs[i].type == SHT_GROUP)
			return refuse(err, "%s: section %s is a section group, which is not handled", obj->path,
				      obj->secs[i].name);
	for (size_t i = 1; i < obj->nr_syms; i++) {
		const struct kmend_sym *sym = &obj->syms[i];

		if (sym->shndx == SHN_COMMON)
			return refuse(err, "%s: %s is a common symbol; compile with -fno-common", obj->path, sym->name);
		if (!kmend_is_function(sym))
			continue;
		together += !strcmp(sym->sec->name, ".text");
		apart += has_own_section(sym);
	}
	if (together > 1 && !apart)
		return refuse(err, "%s: is built without function sections; compile with -ffunction-sections -fdata-sections",
			      obj->path);
	return 0;
}

static int check_changed_function(const struct kmend_changes *c, const struct kmend_sym *post,
				  struct kmend_err *err)
{
	const struct kmend_sym *pre = c->pair->pre_of[post->index];
	enum kmend_class class = kmend_section_class(post->sec);
	const char *how = pre ? "changes" : "is new";

	if (class == KMEND_CLASS_BOOT && c->before_load)
		return refuse(err, "%s: function %s (section %s) %s, but what runs only when the module comes or goes cannot be replaced, nor left out with --before-load",
			      c->pair->post->path, post->name, post->sec->name, how);
	if (class == KMEND_CLASS_BOOT)
		return refuse(err, "%s: function %s (section %s) %s, but it has run; do the change in a function that still runs, or leave out what has run with --without-boot-code",
			      c->pair->post->path, post->name, post->sec->name, how);
	if (class != KMEND_CLASS_CODE)
		return refuse(err, "%s: function %s %s, but code of section %s cannot be replaced",
			      c->pair->post->path, post->name, how, post->sec->name);
	if (!pre)
		return 0;
	if (kmend_section_class(pre->sec) != KMEND_CLASS_CODE)
		return refuse(err, "%s: function %s moves from section %s to %s, but code of the former cannot be replaced",
			      c->pair->post->path, post->name, pre->sec->name, post->sec->name);
	if (pre->size < ENTRY_SIZE && !kmend_is_cold(pre))
		return refuse(err, "%s: function %s changes, but its %llu bytes are too short for the jump to the new one; change its callers instead",
			      c->pair->post->path, post->name, (unsigned long long)pre->size);
	return 0;
}

/*
 * Two names of one function have one entry: a jump there changes both. A local
 * name that is gone has no callers left.
 */
static int check_other_names(const struct kmend_changes *c, const struct kmend_sym *post,
			     struct kmend_err *err)
{
	const struct kmend_pair *pair = c->pair;
	const struct kmend_sym *pre = pair->pre_of[post->index];
	size_t nr;
	struct kmend_sym **syms = kmend_index_in(pair->pre, pre->sec, &nr);

	for (size_t i = 0; i < nr; i++) {
		const struct kmend_sym *now = pair->post_of[syms[i]->index];

		if (syms[i] == pre || syms[i]->value != pre->value || !kmend_is_function(syms[i]) || !now ||
		    (now->sec == post->sec && now->value == post->value))
			continue;
		return refuse(err, "%s: %s and %s are two names of one function in the running kernel, but become two functions; change both alike or neither",
			      pair->post->path, post->name, now->name);
	}
	return 0;
}

static int check_functions(const struct kmend_changes *c, struct kmend_err *err)
{
	for (size_t i = 1; i < c->pair->post->nr_syms; i++) {
		const struct kmend_sym *post = &c->pair->post->syms[i];

		if (!kmend_is_function(post) || c->of[i] == KMEND_CHANGE_SAME || c->of[i] == KMEND_CHANGE_NONE)
			continue;
		if (check_changed_function(c, post, err) ||
		    (c->pair->pre_of[i] && check_other_names(c, post, err)))
			return -1;
	}
	return 0;
}

/* Notes the symbols that something other than a table of code places points at. */
static bool *find_used(const struct kmend_obj *obj)
{
	bool *used = calloc(obj->nr_syms, sizeof(*used));

	for (size_t s = 1; used && s < obj->nr_secs; s++) {
		const struct kmend_sec *sec = &obj->secs[s];
		enum kmend_class class;

		if (!sec->name || !sec->nr_relas)
			continue;
		class = kmend_section_class(sec);
		if (class == KMEND_CLASS_DROPPED)
			continue;
		for (size_t r = 0; r < sec->nr_relas; r++) {
			struct kmend_target t = kmend_index_target(obj, sec, &sec->relas[r]);

			if (t.sym && !(class == KMEND_CLASS_TABLE && kmend_is_function(t.sym)))
				used[t.sym->index] = true;
		}
	}
	return used;
}

/* May @post be used for @pre, as code sees the one that is in the running kernel? */
static bool same_home(const struct kmend_sym *pre, const struct kmend_sym *post)
{
	bool plain_pre = !strncmp(pre->sec->name, ".data.", 6) && strncmp(pre->sec->name, ".data..", 7);
	bool plain_post = !strncmp(post->sec->name, ".data.", 6) && strncmp(post->sec->name, ".data..", 7);

	plain_pre |= !strncmp(pre->sec->name, ".bss", 4);
	plain_post |= !strncmp(post->sec->name, ".bss", 4);
	return (plain_pre && plain_post) || !strcmp(pre->sec->name, post->sec->name) ||
	       (!((pre->sec->flags | post->sec->flags) & SHF_WRITE) &&
		kmend_section_class(pre->sec) == KMEND_CLASS_DATA &&
		kmend_section_class(post->sec) == KMEND_CLASS_DATA);
}

/* Is it written in its place? */
static int check_content(struct kmend_changes *c, const struct kmend_sym *post, struct kmend_err *err)
{
	size_t before = c->data.nr;
	int ret = kmend_data_take(&c->data, c->pair, post, c->before_load);
	bool unused;

	if (ret < 0)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", c->pair->post->path);
	if (!ret && c->change_data) {
		c->of[post->index] = KMEND_CHANGE_SAME;
		return 0;
	}
	unused = ret && c->of_module && !kmend_data_take(&c->data, c->pair, post, true);
	c->data.nr = before;
	return refuse(err, "%s: the initial value of %s (section %s) changes, but the running kernel already uses it; set it in code or add a new variable instead%s",
		      c->pair->post->path, post->name, post->sec->name,
		      !ret ? ", or, where nobody goes on with a copy of the old value, give --change-data" :
		      unused ? ", or, to have it put on the module only before that is loaded, give --before-load" : "");
}

static int check_object(struct kmend_changes *c, const struct kmend_sym *post, struct kmend_err *err)
{
	const struct kmend_sym *pre = c->pair->pre_of[post->index];
	const char *path = c->pair->post->path;

	if (pre->size != post->size)
		return refuse(err, "%s: the size of %s (section %s) changes from %llu to %llu bytes, but the running kernel already uses it; add a new variable instead",
			      path, post->name, post->sec->name, (unsigned long long)pre->size,
			      (unsigned long long)post->size);
	if (c->of[post->index] == KMEND_CHANGE_CHANGED && check_content(c, post, err))
		return -1;
	if (!same_home(pre, post))
		return refuse(err, "%s: %s moves from section %s to %s, but in the running kernel it stays where it is; keep its attributes",
			      path, post->name, pre->sec->name, post->sec->name);
	return 0;
}

static int check_objects(struct kmend_changes *c, struct kmend_err *err)
{
	const struct kmend_pair *pair = c->pair;
	bool *used = find_used(pair->post);
	int ret = 0;

	if (!used)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", pair->post->path);
	for (size_t i = 1; i < pair->post->nr_syms && !ret; i++) {
		const struct kmend_sym *post = &pair->post->syms[i];
		enum kmend_class class;

		if (!kmend_is_object(post) || !pair->pre_of[i] || kmend_is_private(post) ||
		    (post->bind == STB_LOCAL && !used[i]))
			continue;
		class = kmend_section_class(post->sec);
		if (class == KMEND_CLASS_DATA || class == KMEND_CLASS_PERCPU)
			ret = check_object(c, post, err);
	}
	free(used);
	return ret;
}

/* Sections that are compared as a whole, because their order or place has a meaning. */
static bool is_whole(const struct kmend_obj *obj, const struct kmend_sec *sec)
{
	size_t nr;
	struct kmend_sym **syms;

	if (!sec->name || !sec->size)
		return false;
	switch (kmend_section_class(sec)) {
	case KMEND_CLASS_UNKNOWN:
	case KMEND_CLASS_LIST:
		return true;
	case KMEND_CLASS_BOOT:
		if (!(sec->flags & SHF_EXECINSTR))
			return !(sec->flags & SHF_MERGE);
		break;
	case KMEND_CLASS_CODE:
	case KMEND_CLASS_PINNED_CODE:
		break;
	case KMEND_CLASS_DATA:
		/* Nameless variables: nobody can say which is which. */
		if (!(sec->flags & SHF_WRITE))
			return false;
		kmend_index_in(obj, sec, &nr);
		return nr == 0;
	default:
		return false;
	}
	/* Assembly that is no function. */
	syms = kmend_index_in(obj, sec, &nr);
	for (size_t i = 0; i < nr; i++)
		if (kmend_is_function(syms[i]))
			return false;
	return true;
}

static int by_section_name(const void *a, const void *b)
{
	const struct kmend_sec *x = *(struct kmend_sec **)a, *y = *(struct kmend_sec **)b;
	int ret = strcmp(x->name, y->name);

	return ret ? ret : (x->index > y->index) - (x->index < y->index);
}

static struct kmend_sec **list_whole(const struct kmend_obj *obj, size_t *nr)
{
	struct kmend_sec **list = calloc(obj->nr_secs, sizeof(*list));

	*nr = 0;
	for (size_t i = 1; list && i < obj->nr_secs; i++)
		if (is_whole(obj, &obj->secs[i]))
			list[(*nr)++] = &obj->secs[i];
	if (list)
		qsort(list, *nr, sizeof(*list), by_section_name);
	return list;
}

static int refuse_section(const struct kmend_changes *c, const struct kmend_sec *sec, const char *how,
			  struct kmend_err *err)
{
	const char *path = c->pair->post->path, *why = kmend_registered_why(sec);

	switch (kmend_section_class(sec)) {
	case KMEND_CLASS_LIST:
		if (why)
			return refuse(err, "%s: section %s %s, but %s; leave such definitions as they are, or leave out what changes of them with --without-boot-code",
				      path, sec->name, how, why);
		return refuse(err, "%s: section %s %s, but the kernel reads it only at boot, to register what is in it; leave such definitions as they are",
			      path, sec->name, how);
	case KMEND_CLASS_BOOT:
		return refuse(err, "%s: section %s %s, but it has been used; leave out what has run with --without-boot-code",
			      path, sec->name, how);
	case KMEND_CLASS_DATA:
		return refuse(err, "%s: nameless data of section %s %s; give the variable a name", path, sec->name, how);
	case KMEND_CLASS_UNKNOWN:
		return refuse(err, "%s: section %s %s, and this version of kmend does not know what it means",
			      path, sec->name, how);
	default:
		return refuse(err, "%s: code of section %s %s, but it belongs to no function", path, sec->name, how);
	}
}

/* One of the two may be missing. */
static int whole_differs(struct kmend_changes *c, struct kmend_sec *pre, struct kmend_sec *post, struct kmend_err *err)
{
	const struct kmend_sec *sec = post ? post : pre;

	if (kmend_section_class(sec) == KMEND_CLASS_BOOT && !c->before_load &&
	    (c->without_boot_code || kmend_runs_at_exit(sec)))
		return kmend_changes_leave(c, sec->name, KMEND_WHY_RUN, err);
	if (c->without_boot_code && kmend_section_class(sec) == KMEND_CLASS_LIST && kmend_registered_why(sec))
		return kmend_registered_leave(c, pre, post, err);
	return refuse_section(c, sec, !post ? "is removed" : !pre ? "is new" : "changes", err);
}

/* In a list without bytes or references, the names say what is in it, such as BTF ids. */
static bool same_names(const struct kmend_pair *pair, const struct kmend_sec *pre, const struct kmend_sec *post)
{
	size_t nr_a, nr_b;
	struct kmend_sym **a = kmend_index_in(pair->pre, pre, &nr_a);
	struct kmend_sym **b = kmend_index_in(pair->post, post, &nr_b);

	if (strcmp(post->name, ".BTF_ids"))
		return true;
	for (size_t i = 0; i < nr_a && i < nr_b; i++) {
		const char *x = pair->pre_base[a[i]->index], *y = pair->post_base[b[i]->index];

		if (a[i]->value != b[i]->value || !x || !y || strcmp(x, y))
			return false;
	}
	return nr_a == nr_b;
}

static bool same_whole(const struct kmend_pair *pair, struct kmend_sec *pre, struct kmend_sec *post)
{
	struct kmend_why ignored;

	return kmend_same_bytes(pair, (struct kmend_range){ pre, 0, pre->size },
				(struct kmend_range){ post, 0, post->size }, &ignored) &&
	       same_names(pair, pre, post);
}

static int check_whole(struct kmend_changes *c, struct kmend_sec **a, size_t nr_a,
		       struct kmend_sec **b, size_t nr_b, struct kmend_err *err)
{
	size_t i = 0, j = 0;
	int ret = 0;

	while (!ret && (i < nr_a || j < nr_b)) {
		int order = i == nr_a ? 1 : j == nr_b ? -1 : strcmp(a[i]->name, b[j]->name);

		if (order < 0)
			ret = whole_differs(c, a[i], NULL, err);
		else if (order > 0)
			ret = whole_differs(c, NULL, b[j], err);
		else if (!same_whole(c->pair, a[i], b[j]))
			ret = whole_differs(c, a[i], b[j], err);
		i += order <= 0;
		j += order >= 0;
	}
	return ret;
}

static int check_sections(struct kmend_changes *c, struct kmend_err *err)
{
	size_t nr_a, nr_b;
	struct kmend_sec **a = list_whole(c->pair->pre, &nr_a), **b = list_whole(c->pair->post, &nr_b);
	int ret;

	if (a && b)
		ret = check_whole(c, a, nr_a, b, nr_b, err);
	else
		ret = kmend_err_set(err, KMEND_EXIT_FAILED, "%s: out of memory", c->pair->post->path);
	free(a);
	free(b);
	return ret;
}

int kmend_changes_allowed(struct kmend_changes *changes, struct kmend_err *err)
{
	return check_functions(changes, err) || check_objects(changes, err) ||
	       check_sections(changes, err) ? -1 : 0;
}
