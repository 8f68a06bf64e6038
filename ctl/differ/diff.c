// SPDX-License-Identifier: GPL-2.0
/* Two objects in, one object out. */
#include "differ.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allowed.h"
#include "author.h"
#include "branches.h"
#include "describe.h"
#include "emit.h"
#include "explain.h"
#include "left.h"
#include "sections.h"

/* All that is held during a diff. */
struct job {
	const struct kmend_diff_options *opts;
	struct kmend_err *err;
	struct kmend_pair pair;
	struct kmend_changes changes;
	struct kmend_author author;
	struct kmend_selection sel;
	struct kmend_obj *reference;
	struct kmend_kernelsyms ks;
	size_t *sym_out;
};

static int open_input(struct kmend_obj **obj, const char *path, const struct kmend_names *left, struct kmend_err *err)
{
	*obj = kmend_obj_open(path, err);
	return !*obj || kmend_input_allowed(*obj, err) || kmend_branches_restore(*obj, err) ||
	       (left && kmend_left_rename(*obj, left, err)) || kmend_index_build(*obj, err) ? -1 : 0;
}

/* The code of the reference is taken as it is, with the distances in it. */
static int open_objects(struct job *job)
{
	job->pair.renewed = &job->opts->renewed;
	if (open_input(&job->pair.pre, job->opts->pre, NULL, job->err) ||
	    open_input(&job->pair.post, job->opts->post, &job->opts->left, job->err) ||
	    kmend_left_allowed(job->pair.pre, job->pair.post, &job->opts->left, job->err))
		return -1;
	if (!job->opts->reference)
		return 0;
	job->reference = kmend_obj_open(job->opts->reference, job->err);
	return !job->reference || kmend_index_build(job->reference, job->err) ? -1 : 0;
}

const char *kmend_diff_what_name(enum kmend_diff_what what)
{
	static const char *const names[] = { "replaced", "new", "left", "hook", "shadow", "active", "written" };

	return names[what];
}

static int add_item(struct kmend_diff_result *result, enum kmend_diff_what what, const char *name, const char *why)
{
	struct kmend_diff_item *item = &result->items[result->nr_items++];

	*item = (struct kmend_diff_item){ what, strdup(name), strdup(why) };
	return item->name && item->why ? 0 : -1;
}

static int add_function(const struct kmend_changes *c, const struct kmend_sym *sym, struct kmend_diff_result *result)
{
	if (c->of[sym->index] == KMEND_CHANGE_NEW)
		return add_item(result, KMEND_DIFF_NEW, sym->name, "was not there before");
	return add_item(result, KMEND_DIFF_REPLACED, sym->name,
			c->why[sym->index] ? c->why[sym->index]->text : "differs");
}

/* What is removed is not told of where nothing else changes. */
static int add_removed(const struct kmend_changes *c, const struct kmend_names *left, struct kmend_diff_result *result)
{
	const struct kmend_pair *pair = c->pair;
	int ret = 0;

	for (size_t i = 1; i < pair->pre->nr_syms && result->nr_items && !ret; i++) {
		const struct kmend_sym *sym = &pair->pre->syms[i];

		if (kmend_is_function(sym) && !pair->post_of[i] && !kmend_is_cold(sym) &&
		    kmend_section_class(sym->sec) != KMEND_CLASS_BOOT)
			ret = add_item(result, KMEND_DIFF_LEFT, sym->name,
				       sym->bind != STB_LOCAL && kmend_names_has(left, sym->name) ?
				       "its type changes, and other modules go on with the old one" :
				       "has no code of its own any more, but the kernel keeps it for whoever still calls it");
	}
	return ret;
}

/* What a word comes to hold, or held. */
static void value_text(char *text, size_t size, const struct kmend_obj *obj, const struct kmend_sym *object,
		       const struct kmend_rela *rela, uint64_t number)
{
	struct kmend_target target = { 0 };

	if (rela)
		target = kmend_index_target(obj, object->sec, rela);
	if (!rela)
		snprintf(text, size, "%#llx", (unsigned long long)number);
	else if (target.sym)
		snprintf(text, size, "%.100s", target.sym->name);
	else
		snprintf(text, size, "a constant of section %.60s", target.sec ? target.sec->name : "none");
}

/* Is it an address in the patch module? */
static bool leads_to_patch(const struct kmend_changes *c, const struct kmend_datum *word)
{
	struct kmend_target target = { 0 };

	if (word->to)
		target = kmend_index_target(c->pair->post, word->post->sec, word->to);
	return target.sec && !(target.sym && c->pair->pre_of[target.sym->index] && !kmend_is_private(target.sym));
}

/* One line for each object. */
static int add_written(const struct kmend_changes *c, struct kmend_diff_result *result)
{
	char from[128], to[128], more[32], why[512];
	size_t nr;
	bool stays;

	for (size_t i = 0; i < c->data.nr; i += nr) {
		const struct kmend_datum *word = &c->data.words[i];

		value_text(from, sizeof(from), c->pair->pre, word->pre, word->from, word->old);
		value_text(to, sizeof(to), c->pair->post, word->post, word->to, word->new);
		stays = false;
		for (nr = 0; i + nr < c->data.nr && c->data.words[i + nr].post == word->post; nr++)
			stays |= leads_to_patch(c, &c->data.words[i + nr]);
		snprintf(more, sizeof(more), nr > 1 ? ", and %zu more" : "", nr - 1);
		snprintf(why, sizeof(why), "+%#llx is %s instead of %s%s%s", (unsigned long long)word->offset, to, from,
			 more, stays ? "; the patch module stays loaded for it" : "");
		if (add_item(result, KMEND_DIFF_WRITTEN, word->post->name, why))
			return -1;
	}
	return 0;
}

static bool has_export(const struct kmend_obj *obj, const char *name)
{
	for (size_t i = 1; i < obj->nr_secs; i++)
		if (obj->secs[i].name && !strcmp(obj->secs[i].name, name))
			return true;
	return false;
}

/* What one of the two exports and the other does not. */
static int add_exports(const struct kmend_obj *obj, const struct kmend_obj *other, const char *why,
		       struct kmend_diff_result *result)
{
	int ret = 0;

	for (size_t i = 1; i < obj->nr_secs && result->nr_items && !ret; i++) {
		const struct kmend_sec *sec = &obj->secs[i];
		const char *name = sec->name ? kmend_exported_name(sec) : NULL;

		if (name && !has_export(other, sec->name))
			ret = add_item(result, KMEND_DIFF_LEFT, name, why);
	}
	return ret;
}

static int add_left_out(const struct kmend_changes *c, struct kmend_diff_result *result)
{
	char why[256];
	int ret = 0;

	for (size_t i = 0; i < c->nr_left && result->nr_items && !ret; i++) {
		snprintf(why, sizeof(why), "changes, but %s", c->left[i].why);
		ret = add_item(result, KMEND_DIFF_LEFT, c->left[i].name, why);
	}
	return ret;
}

static int add_left(const struct kmend_changes *c, const struct kmend_names *left, struct kmend_diff_result *result)
{
	const struct kmend_obj *pre = c->pair->pre, *post = c->pair->post;

	return add_left_out(c, result) || add_removed(c, left, result) ||
	       add_exports(pre, post, "is exported no more, but the kernel goes on to export it", result) ||
	       add_exports(post, pre, "is newly exported, but the kernel does not export it", result) ? -1 : 0;
}

static int add_declared(const struct kmend_author *author, struct kmend_diff_result *result)
{
	int ret = 0;

	for (size_t i = 0; i < author->nr_hooks && !ret; i++)
		ret = add_item(result, KMEND_DIFF_HOOK, author->hooks[i].function->name,
			       kmend_hook_name(author->hooks[i].kind));
	for (size_t i = 0; i < author->nr_shadows && !ret; i++)
		ret = add_item(result, KMEND_DIFF_SHADOW, author->shadows[i].name, author->shadows[i].owner);
	for (size_t i = 0; i < author->nr_active && !ret; i++)
		ret = add_item(result, KMEND_DIFF_ACTIVE, author->active[i].function, author->active[i].reason);
	return ret;
}

static int fill_result(const struct kmend_changes *c, const struct kmend_author *author,
		       const struct kmend_names *left, struct kmend_diff_result *result)
{
	const struct kmend_obj *post = c->pair->post;
	struct kmend_sym **list = calloc(post->nr_syms, sizeof(*list));
	size_t nr = 0;
	int ret = 0;

	for (size_t i = 1; list && i < post->nr_syms; i++) {
		struct kmend_sym *sym = &post->syms[i];

		if (kmend_is_function(sym) && !kmend_is_cold(sym) && c->of[i] >= KMEND_CHANGE_CHANGED &&
		    kmend_select_symbol(post, sym) == sym)
			list[nr++] = sym;
	}
	result->items = calloc(nr + author->nr_hooks + author->nr_shadows + author->nr_active +
			       c->nr_left + c->data.nr + c->pair->pre->nr_syms + c->pair->pre->nr_secs + post->nr_secs,
			       sizeof(*result->items));
	if (!list || !result->items)
		ret = -1;
	else
		qsort(list, nr, sizeof(*list), kmend_sym_by_place);
	for (size_t i = 0; i < nr && !ret; i++)
		ret = add_function(c, list[i], result);
	free(list);
	return ret || add_written(c, result) || add_left(c, left, result) || add_declared(author, result) ? -1 : 0;
}

/* A new variable, whose value would be that of a module that went. Flags, and what a message counts, may go on. */
static const struct kmend_sym *kept_variable(const struct kmend_selection *sel)
{
	for (size_t i = 0; i < sel->nr_pieces; i++) {
		const struct kmend_sym *sym = sel->pieces[i].sym;

		if (sym && kmend_is_object(sym) && (sym->sec->flags & SHF_WRITE) && !kmend_is_private(sym) &&
		    !kmend_is_rate_limit(sym))
			return sym;
	}
	return NULL;
}

/* Why the module must be there as long as the patch is, if code and data do not say so themselves. */
static void find_early(struct job *job)
{
	const struct kmend_sym *variable = kept_variable(&job->sel);

	/* They are called, or hold code that is, whether or not a module is there. */
	if (job->author.nr_hooks || job->author.nr_shadows)
		snprintf(job->ks.early, sizeof(job->ks.early), "it has hooks or shadow data");
	else if (variable)
		snprintf(job->ks.early, sizeof(job->ks.early), "it has a new variable, %.140s, which would go on with what the module before had",
			 variable->name);
}

static int write_object(struct job *job)
{
	struct kmend_out_sym file = { .bind = STB_LOCAL, .type = STT_FILE, .sec = KMEND_OUT_NONE };

	job->ks.out = kmend_out_create();
	job->ks.opts = job->opts;
	job->ks.ref = job->reference ? job->reference : job->pair.pre;
	job->sym_out = malloc(job->pair.post->nr_syms * sizeof(*job->sym_out));
	if (!job->ks.out || !job->sym_out)
		return kmend_err_set(job->err, KMEND_EXIT_FAILED, "%s: out of memory", job->opts->out);
	for (size_t i = 0; i < job->pair.post->nr_syms; i++)
		job->sym_out[i] = KMEND_OUT_NONE;
	file.name = job->opts->unit;
	kmend_out_symbol(job->ks.out, &file);
	if (!kmend_in_kernel(job->opts->object))
		find_early(job);
	if (kmend_emit(&job->sel, &job->ks, job->sym_out, job->err) ||
	    kmend_describe(&job->changes, &job->author, &job->ks, job->sym_out, job->err))
		return -1;
	return kmend_out_write(job->ks.out, job->opts->out, job->err);
}

static int run(struct job *job, struct kmend_diff_result *result)
{
	job->changes.without_boot_code = job->opts->without_boot_code;
	job->changes.of_module = !kmend_in_kernel(job->opts->object);
	job->changes.before_load = job->opts->before_load;
	job->changes.change_data = job->opts->change_data || job->opts->before_load;
	if (open_objects(job) || kmend_correlate(&job->pair, job->err) ||
	    kmend_changes_find(&job->changes, &job->pair, job->err) ||
	    (job->opts->own.nr && kmend_left_check(&job->changes, job->opts->old, &job->opts->own, job->err)) ||
	    kmend_changes_allowed(&job->changes, job->err) ||
	    kmend_author_read(&job->author, &job->changes, job->err))
		return -1;
	if (fill_result(&job->changes, &job->author, &job->opts->left, result))
		return kmend_err_set(job->err, KMEND_EXIT_FAILED, "%s: out of memory", job->opts->post);
	if (!result->nr_items)
		return 0;
	if (kmend_select(&job->sel, &job->changes, &job->author, job->err) ||
	    (job->opts->explain && kmend_explain(&job->sel, job->opts->explain, job->err)))
		return -1;
	if (write_object(job))
		return -1;
	if (*job->ks.early && !(result->early = strdup(job->ks.early)))
		return kmend_err_set(job->err, KMEND_EXIT_FAILED, "%s: out of memory", job->opts->out);
	result->nr_late = job->ks.nr_late;
	return 0;
}

int kmend_diff(const struct kmend_diff_options *opts,
	       struct kmend_diff_result *result, struct kmend_err *err)
{
	struct job job = { .opts = opts, .err = err };
	struct kmend_obj *pre, *post;
	int ret;

	memset(result, 0, sizeof(*result));
	ret = run(&job, result);
	if (ret)
		kmend_diff_result_free(result);

	pre = job.pair.pre;
	post = job.pair.post;
	free(job.sym_out);
	kmend_author_free(&job.author);
	kmend_kernelsyms_free(&job.ks);
	kmend_out_destroy(job.ks.out);
	if (job.sel.changes)
		kmend_selection_free(&job.sel);
	if (job.changes.pair)
		kmend_changes_free(&job.changes);
	kmend_pair_free(&job.pair);
	kmend_obj_close(job.reference);
	kmend_obj_close(post);
	kmend_obj_close(pre);
	return ret;
}

void kmend_diff_result_free(struct kmend_diff_result *result)
{
	for (unsigned int i = 0; i < result->nr_items; i++) {
		free(result->items[i].name);
		free(result->items[i].why);
	}
	free(result->items);
	free(result->early);
	memset(result, 0, sizeof(*result));
}
