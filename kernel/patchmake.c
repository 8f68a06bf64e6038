// SPDX-License-Identifier: GPL-2.0
/*
 * From a descriptor to a patch: its functions, their names and what it says of others, with all the memory that it
 * needs; and the end of that.
 */
#include "patchmake.h"
#include "format.h"
#include "formatread.h"
#include "outcome.h"
#include "patch.h"
#include "resolve.h"
#include "target.h"

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

/* Those of the kernel proper, or of one module. Return: the next free one. */
static struct kmend_func *kmend_patch_fill_object(struct kmend_patch *patch,
						  struct kmend_func *func,
						  const struct kmend_target *target)
{
	const struct kmend_func_desc *desc;
	const struct kmend_unit_desc *unit;
	u32 i, j;

	for (i = 0; i < patch->desc->nr_units; i++) {
		unit = kmend_format_unit(patch->desc, i);
		if (kmend_targets_find(patch->targets, kmend_format_object(unit->object)) != target)
			continue;
		for (j = 0; j < unit->nr_funcs; j++, func++) {
			desc = kmend_format_func(unit, j);
			func->patch = patch;
			func->desc = desc;
			func->name = kmend_format_ptr(desc->name);
			func->target = target;
			func->new_addr = desc->new_addr;
			func->size = desc->size;
			INIT_LIST_HEAD(&func->entry_node);
		}
	}
	return func;
}

/* Object by object, so that those of a module are found together. */
void kmend_patch_fill_funcs(struct kmend_patch *patch)
{
	struct kmend_func *func = kmend_patch_fill_object(patch, patch->funcs, NULL);
	struct kmend_target *target;
	u32 i;

	for (i = 0; i < patch->targets->nr; i++) {
		target = &patch->targets->list[i];
		target->funcs = func;
		func = kmend_patch_fill_object(patch, func, target);
		target->nr_funcs = func - target->funcs;
	}
}

/* What it says of the kernel proper, which is there. Of modules: target.c. */
int kmend_patch_resolve(struct kmend_patch *patch)
{
	struct kmend_format format = { .owner = patch->owner, .id = patch->vertex.id };
	const struct kmend_symbol *symbol;
	struct kmend_func *func;
	u32 i;
	int err = 0;

	for (i = 0; i < patch->desc->nr_units && !err; i++)
		err = kmend_resolve_kernel(&format, kmend_format_unit(patch->desc, i));
	if (err)
		return err;
	for (func = patch->funcs; func < patch->funcs + patch->nr_funcs; func++) {
		symbol = kmend_format_ptr(func->desc->symbol);
		if (!func->target)
			func->old_addr = symbol->address;
	}
	return kmend_format_check_places(&format, patch->funcs, patch->nr_funcs);
}

/* Copies, because the history outlives the patch module. */
int kmend_patch_fill_names(struct kmend_patch *patch)
{
	const struct kmend_func *func;
	struct kmend_func_name *name;

	for (func = patch->funcs; func < patch->funcs + patch->nr_funcs; func++) {
		if (func->desc->flags & KMEND_FUNC_PART)
			continue;
		name = &patch->names[patch->nr_names];
		patch->nr_names++;
		name->name = kstrdup(func->name, GFP_KERNEL);
		name->object = kstrdup(func->target ? func->target->name : "vmlinux", GFP_KERNEL);
		if (!name->name || !name->object)
			return -ENOMEM;
	}
	return 0;
}

/* A list of ids in the patch module. Copies as well: the history tells them, too. */
static int kmend_patch_add_edges(struct kmend_patch *patch, u64 list, u32 nr,
				 enum kmend_relation relation)
{
	struct kmend_edge *edge;
	u32 i;

	for (i = 0; i < nr; i++) {
		edge = &patch->vertex.edges[patch->vertex.nr_edges];
		edge->relation = relation;
		edge->to = kstrdup(kmend_format_id(list, i), GFP_KERNEL);
		if (!edge->to)
			return -ENOMEM;
		patch->vertex.nr_edges++;
	}
	return 0;
}

static int kmend_patch_fill_vertex(struct kmend_patch *patch)
{
	const struct kmend_patch_desc *desc = patch->desc;
	struct kmend_vertex *vertex = &patch->vertex;

	vertex->state = KMEND_STATE_LOADED;
	vertex->replaces_all = desc->flags & KMEND_PATCH_REPLACES_ALL;
	vertex->id = kstrdup(kmend_format_ptr(desc->id), GFP_KERNEL);
	vertex->edges = kcalloc(desc->nr_depends + desc->nr_conflicts + desc->nr_replaces,
				sizeof(*vertex->edges), GFP_KERNEL);
	if (!vertex->id || !vertex->edges ||
	    kmend_patch_add_edges(patch, desc->depends, desc->nr_depends,
				  KMEND_RELATION_DEPENDS) ||
	    kmend_patch_add_edges(patch, desc->conflicts, desc->nr_conflicts,
				  KMEND_RELATION_CONFLICTS) ||
	    kmend_patch_add_edges(patch, desc->replaces, desc->nr_replaces,
				  KMEND_RELATION_REPLACES))
		return -ENOMEM;
	return 0;
}

/* What refers to the patch module or is of no use without it. */
void kmend_patch_free_live(struct kmend_patch *patch)
{
	kvfree(patch->funcs);
	patch->funcs = NULL;
	kmend_outcome_put(patch->last);
	patch->last = NULL;
	patch->desc = NULL;
	patch->owner = NULL;
	patch->targets = NULL;
}

void kmend_patch_free(struct kmend_patch *patch)
{
	kmend_patch_free_live(patch);
	while (patch->nr_names) {
		patch->nr_names--;
		kfree(patch->names[patch->nr_names].name);
		kfree(patch->names[patch->nr_names].object);
	}
	kvfree(patch->names);
	while (patch->vertex.nr_edges)
		kfree(patch->vertex.edges[--patch->vertex.nr_edges].to);
	kfree(patch->vertex.edges);
	kfree(patch->vertex.id);
	kfree(patch->module);
	kfree(patch->description);
	kfree(patch);
}

struct kmend_patch *kmend_patch_alloc(struct module *owner,
					     const struct kmend_patch_desc *desc)
{
	struct kmend_patch *patch;
	u32 i;

	patch = kzalloc(sizeof(*patch), GFP_KERNEL);
	if (!patch)
		return NULL;

	patch->desc = desc;
	patch->owner = owner;
	INIT_LIST_HEAD(&patch->replaced);
	INIT_LIST_HEAD(&patch->replaced_node);
	INIT_LIST_HEAD(&patch->active.node);
	for (i = 0; i < desc->nr_units; i++)
		patch->nr_funcs += kmend_format_unit(desc, i)->nr_funcs;

	patch->description = kstrdup(kmend_format_ptr(desc->description), GFP_KERNEL);
	patch->module = kstrdup(owner->name, GFP_KERNEL);
	patch->funcs = kvcalloc(patch->nr_funcs, sizeof(*patch->funcs), GFP_KERNEL);
	patch->names = kvcalloc(patch->nr_funcs, sizeof(*patch->names), GFP_KERNEL);
	if (!patch->description || !patch->module || !patch->funcs || !patch->names ||
	    kmend_patch_fill_vertex(patch))
		goto err_free;
	return patch;

err_free:
	kmend_patch_free(patch);
	return NULL;
}
