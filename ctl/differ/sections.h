/* SPDX-License-Identifier: GPL-2.0 */
/* What the kinds of sections of a kernel object mean for a change. */
#ifndef KMEND_DIFFER_SECTIONS_H
#define KMEND_DIFFER_SECTIONS_H

#include "object.h"

/**
 * enum kmend_class - what a section is to the differ
 * @KMEND_CLASS_UNKNOWN: nothing is known of it: may not change, may not
 *	describe code that is replaced
 * @KMEND_CLASS_DROPPED: not in the running kernel, or of no effect
 * @KMEND_CLASS_CODE: functions that can be replaced
 * @KMEND_CLASS_PINNED_CODE: functions that cannot
 * @KMEND_CLASS_FRAGMENTS: nameless out-of-line pieces of functions
 * @KMEND_CLASS_TABLE: entries that describe places in code, or what belongs to
 *	such entries
 * @KMEND_CLASS_DATA: objects
 * @KMEND_CLASS_FRESH: objects of which a replaced function gets its own: flags
 *	that say "already warned", descriptors of debug messages
 * @KMEND_CLASS_PERCPU: objects, one for each CPU
 * @KMEND_CLASS_BOOT: code and data that are gone after boot
 * @KMEND_CLASS_LIST: read at boot to register something
 * @KMEND_CLASS_EXPORT: what the object exports; of no effect on who has been loaded
 * @KMEND_CLASS_AUTHOR: what the author of the patch declares with kmend_author.h
 */
enum kmend_class {
	KMEND_CLASS_UNKNOWN,
	KMEND_CLASS_DROPPED,
	KMEND_CLASS_CODE,
	KMEND_CLASS_PINNED_CODE,
	KMEND_CLASS_FRAGMENTS,
	KMEND_CLASS_TABLE,
	KMEND_CLASS_DATA,
	KMEND_CLASS_FRESH,
	KMEND_CLASS_PERCPU,
	KMEND_CLASS_BOOT,
	KMEND_CLASS_LIST,
	KMEND_CLASS_EXPORT,
	KMEND_CLASS_AUTHOR,
};

enum kmend_class kmend_section_class(const struct kmend_sec *sec);

/** kmend_exported_name() - the symbol that a section of KMEND_CLASS_EXPORT is the entry of, or NULL */
const char *kmend_exported_name(const struct kmend_sec *sec);

/** kmend_is_function() - a function with code */
bool kmend_is_function(const struct kmend_sym *sym);

/** kmend_is_object() - anything else with a name and a place in a section that is kept */
bool kmend_is_object(const struct kmend_sym *sym);

/**
 * kmend_is_private() - does a replaced function get its own copy of it?
 * @sym: an object
 *
 * So it is with what a function owns and whose address means nothing: objects of
 * KMEND_CLASS_FRESH, objects without a byte (lock classes of a kernel without
 * lockdep), and constants of a function that hold no addresses (__func__).
 */
bool kmend_is_private(const struct kmend_sym *sym);

/**
 * kmend_is_rate_limit() - is it the rate limit of one message?
 * @sym: any
 *
 * DEFINE_RATELIMIT_STATE(_rs, ...) inside of printk_ratelimited() and its like: nobody else knows
 * it, and one that begins anew is as good. With other values it is another one, which does begin anew.
 */
bool kmend_is_rate_limit(const struct kmend_sym *sym);

/** kmend_has_relas() - is there a relocation in [from, to) of @sec? */
bool kmend_has_relas(const struct kmend_sec *sec, uint64_t from, uint64_t to);

/**
 * kmend_base_name() - a name without the numbers that the compiler counts up
 * @name: such as "count.3", "f.isra.0.cold", "__UNIQUE_ID_ddebug412.5"
 *
 * Return: "count", "f.isra.cold", "__UNIQUE_ID_ddebug"; free() it. NULL: no memory.
 */
char *kmend_base_name(const char *name);

#endif
