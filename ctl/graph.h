/* SPDX-License-Identifier: GPL-2.0 */
/* Which patch depends on, conflicts with and replaces which. */
#ifndef KMEND_CTL_GRAPH_H
#define KMEND_CTL_GRAPH_H

#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

struct libkmend_patch;

/**
 * kmend_graph_sort() - put patches into the order in which a graph shows them
 * @list: the patches; those that are in force come first, in the order of
 *	application, the others follow in the order that they have
 * @nr: how many
 */
void kmend_graph_sort(struct libkmend_patch **list, size_t nr);

/**
 * kmend_graph_print() - the graph as text: a line for each patch, and indented one for
 * each other that it names
 * @out: where
 * @list: the patches; an id that none of them has is marked
 * @nr: how many
 */
void kmend_graph_print(FILE *out, struct libkmend_patch *const *list, size_t nr);

/**
 * kmend_graph_dot() - the graph for Graphviz
 * @out: where
 * @list: the patches
 * @nr: how many
 */
void kmend_graph_dot(FILE *out, struct libkmend_patch *const *list, size_t nr);

/**
 * kmend_graph_json() - the graph for programs: patches, and edges between ids
 * @list: the patches
 * @nr: how many
 *
 * Return: a new reference, or NULL: no memory.
 */
json_t *kmend_graph_json(struct libkmend_patch *const *list, size_t nr);

#endif
