/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The format of a patch module: what the differ writes, the builder links and
 * the manager reads.
 *
 * A patch module is an ordinary kernel module. For each object file that the
 * patch changes it holds one struct kmend_unit_desc with the functions to replace,
 * and once, written by the builder, a struct kmend_patch_desc that names the units.
 * Its init hands that to the manager with kmend_patch_register().
 *
 * Every pointer is stored in 64 bits and filled in by a relocation, so that
 * the structures read the same in the object file and in the kernel.
 *
 * The replacing code reaches symbols of the kernel that are not exported with
 * livepatch relocations, which the module loader resolves before the module's
 * first instruction runs. The descriptor instead names the symbols that it
 * speaks of in struct kmend_symbol, and the manager looks all of them up in one
 * pass over each object's symbols when the patch registers (kmend_resolve(), in
 * kernel/resolve.c): the loader would make one pass for each relocation. Either
 * way a missing or ambiguous symbol refuses the module, and no address is
 * baked in.
 *
 * An object is the kernel proper, "vmlinux", or a loadable module, by the name that it
 * has in /proc/modules. A module comes and goes as it likes: what refers to it is filled in
 * by the manager each time that it comes (struct kmend_relocation). Only where a unit has an
 * anchor must it be loaded before the patch module, and stays as long as that does.
 */
#ifndef _UAPI_KMEND_PATCH_H
#define _UAPI_KMEND_PATCH_H

#include <linux/types.h>

#define KMEND_PATCH_MAGIC	0x646e656d6bULL	/* "kmend", little endian */
#define KMEND_PATCH_VERSION	6

/*
 * Sections of the differ's output; all are SHF_ALLOC, none is executable,
 * only .kmend.symbols is SHF_WRITE.
 */
#define KMEND_SEC_UNIT		".kmend.unit"	/* struct kmend_unit_desc, one */
#define KMEND_SEC_FUNCS		".kmend.funcs"	/* struct kmend_func_desc[] */
#define KMEND_SEC_SYMBOLS	".kmend.symbols"/* struct kmend_symbol[], writable */
#define KMEND_SEC_SITES		".kmend.sites"	/* struct kmend_site[] */
#define KMEND_SEC_REFS		".kmend.refs"	/* struct kmend_ref[] */
#define KMEND_SEC_RELOCS	".kmend.relocs"	/* struct kmend_relocation[] */
#define KMEND_SEC_DATA		".kmend.data"	/* struct kmend_data_desc[] */
#define KMEND_SEC_IMAGE		".kmend.image"	/* pre-image bytes */
#define KMEND_SEC_STRINGS	".kmend.strings"/* names, NUL-terminated */
#define KMEND_SEC_HOOKS		".kmend.hooks"	/* struct kmend_hook[] */
#define KMEND_SEC_SHADOWS	".kmend.shadows"/* pointers to struct kmend_shadow */
/* The builder's struct kmend_patch_desc; `kmend info` finds it here. */
#define KMEND_SEC_PATCH		".kmend.patch"
/*
 * What the macros of kmend_author.h put into the object of a patched source file. The
 * differ reads it; only the last is in the patch module as well.
 */
#define KMEND_SEC_AUTHOR_HOOKS	".kmend.author.hooks"	/* struct kmend_author_hook[] */
#define KMEND_SEC_AUTHOR_ACTIVE	".kmend.author.active"	/* struct kmend_author_active[] */
#define KMEND_SEC_AUTHOR_SHADOW	".data.kmend.shadow"	/* struct kmend_shadow[], writable */

/**
 * enum kmend_site_kind - bytes that the kernel itself rewrites
 * @KMEND_SITE_FENTRY: the call to __fentry__, a nop5 or a call at run time
 * @KMEND_SITE_ALTERNATIVE: from .altinstructions
 * @KMEND_SITE_PARAVIRT: from .parainstructions
 * @KMEND_SITE_RETPOLINE: from .retpoline_sites
 * @KMEND_SITE_RETURN: from .return_sites
 * @KMEND_SITE_STATIC_CALL: from .static_call_sites
 * @KMEND_SITE_JUMP_LABEL: from __jump_table
 * @KMEND_SITE_LOCK: a lock prefix, from .smp_locks
 */
enum kmend_site_kind {
	KMEND_SITE_FENTRY = 1,
	KMEND_SITE_ALTERNATIVE,
	KMEND_SITE_PARAVIRT,
	KMEND_SITE_RETPOLINE,
	KMEND_SITE_RETURN,
	KMEND_SITE_STATIC_CALL,
	KMEND_SITE_JUMP_LABEL,
	KMEND_SITE_LOCK,
};

/**
 * struct kmend_site - a range of a function that the kernel may have rewritten
 * @offset: first byte, from the function's start
 * @length: how many, at least 1; offset + length <= the function's size
 * @kind: enum kmend_site_kind
 *
 * Sorted by @offset; may overlap. The only bytes besides relocations that
 * are not compared.
 */
struct kmend_site {
	__u32 offset;
	__u16 length;
	__u16 kind;
};

/**
 * struct kmend_symbol - a symbol of the running kernel
 * @name: NUL-terminated
 * @object: the module that it belongs to, NUL-terminated; 0: vmlinux
 * @position: 0: the name must be unique in its object; else which of that name,
 *	from 1, whatever its binding. In vmlinux it is counted over every kallsyms
 *	entry of the name, by address; in a module over its symbol table, in
 *	the order of the file, symbols of init sections left out
 * @reserved: 0
 * @address: 0 in the file; the manager writes it when the patch registers, or when the
 *	module comes that it belongs to
 */
struct kmend_symbol {
	__u64 name;
	__u64 object;
	__u32 position;
	__u32 reserved;
	__u64 address;
};

/**
 * enum kmend_ref_kind - what is known of a relocation's target
 * @KMEND_REF_SYMBOL: @to is a struct kmend_symbol; the running field must
 *	decode to its address + addend
 * @KMEND_REF_CONTENT: @to points to @length bytes in the patch module; the
 *	bytes at the address that the running field decodes to, less addend,
 *	must be the same (string literals and other nameless constants)
 * @KMEND_REF_OPAQUE: nothing that can be compared; the field is masked
 */
enum kmend_ref_kind {
	KMEND_REF_SYMBOL = 1,
	KMEND_REF_CONTENT,
	KMEND_REF_OPAQUE,
};

/**
 * struct kmend_ref - a relocated field of a function
 * @offset: first byte of the field, from the function's start
 * @type: R_X86_64_*: PC32 and PLT32 (4 bytes, S + A - P), 32S and 32
 *	(4 bytes, S + A), 64 (8 bytes, S + A), PC64 (8 bytes, S + A - P)
 * @kind: enum kmend_ref_kind
 * @addend: A
 * @to: pointer to the struct kmend_symbol that is S, or to the content
 * @length: bytes of content, else 0
 * @reserved: 0
 *
 * Sorted by @offset. Inside a site, a ref is not compared.
 */
struct kmend_ref {
	__u32 offset;
	__u16 type;
	__u16 kind;
	__s64 addend;
	__u64 to;
	__u32 length;
	__u32 reserved;
};

/**
 * struct kmend_relocation - a field of the new code or data that refers to a module
 * @where: the field, in the patch module
 * @symbol: pointer to the struct kmend_symbol that is S, of a module
 * @addend: A
 * @type: R_X86_64_*, as in struct kmend_ref
 * @reserved: 0
 *
 * 0 stands in the field in the file. The manager writes it each time that the unit's module comes,
 * before anything of the unit runs.
 */
struct kmend_relocation {
	__u64 where;
	__u64 symbol;
	__s64 addend;
	__u32 type;
	__u32 reserved;
};

/**
 * enum kmend_func_flags - bits of struct kmend_func_desc.flags
 * @KMEND_FUNC_PART: not an entry that is redirected but a piece of a replaced
 *	function that lives elsewhere (its .cold half): verified, and no thread
 *	may be in it. new_addr is 0.
 * @KMEND_FUNC_ACTIVE: threads that are in it may finish there
 */
enum kmend_func_flags {
	KMEND_FUNC_PART = 1 << 0,
	KMEND_FUNC_ACTIVE = 1 << 1,
};

/**
 * struct kmend_func_desc - one function of the running kernel that is replaced
 * @name: its name, NUL-terminated
 * @symbol: pointer to the struct kmend_symbol of the function that is replaced
 * @new_addr: the replacement in this module
 * @image: the code that the patch was built against, @size bytes
 * @sites: @nr_sites times struct kmend_site
 * @refs: @nr_refs times struct kmend_ref
 * @size: bytes of the function, padding after it not counted; at least 5 for
 *	an entry that is redirected
 * @new_size: bytes of the replacement
 * @nr_sites: see @sites
 * @nr_refs: see @refs
 * @flags: enum kmend_func_flags
 * @reserved: 0
 */
struct kmend_func_desc {
	__u64 name;
	__u64 symbol;
	__u64 new_addr;
	__u64 image;
	__u64 sites;
	__u64 refs;
	__u32 size;
	__u32 new_size;
	__u32 nr_sites;
	__u32 nr_refs;
	__u32 flags;
	__u32 reserved;
};

/**
 * struct kmend_data_desc - a word of the running kernel's data that is changed in its place
 * @name: the object that it is in, NUL-terminated
 * @symbol: pointer to the struct kmend_symbol of that object, which is in the unit's object
 * @from_symbol: pointer to a struct kmend_symbol, or 0
 * @from: what the patch was built against: a number; with @from_symbol, what is added to its address
 * @to: what is written; an address is filled in by a relocation, or by struct kmend_relocation
 * @offset: of the word, from the object's start
 * @size: 1, 2, 4 or 8 bytes; 8 for an address. The word is aligned to that in memory
 * @reserved: 0
 *
 * Written in the same stop as the jumps, if @from stands there; taken back if @to does.
 */
struct kmend_data_desc {
	__u64 name;
	__u64 symbol;
	__u64 from_symbol;
	__u64 from;
	__u64 to;
	__u32 offset;
	__u32 size;
	__u64 reserved;
};

/*
 * The hooks: what a patch has done when it comes in or goes out. Numbers are only ever
 * appended. X(symbol, number, name, CHECKS or ACTS: whether it returns an int or
 * nothing). When each is called: Documentation/author.md.
 */
#define KMEND_HOOK_LIST(X)						\
	X(PRE_APPLY, 1, "pre-apply", CHECKS)				\
	X(CHECK_APPLY, 2, "check-apply", CHECKS)			\
	X(APPLY, 3, "apply", ACTS)					\
	X(POST_APPLY, 4, "post-apply", ACTS)				\
	X(FAIL_APPLY, 5, "fail-apply", ACTS)				\
	X(PRE_REVERT, 6, "pre-revert", CHECKS)				\
	X(CHECK_REVERT, 7, "check-revert", CHECKS)			\
	X(REVERT, 8, "revert", ACTS)					\
	X(POST_REVERT, 9, "post-revert", ACTS)				\
	X(FAIL_REVERT, 10, "fail-revert", ACTS)

#define KMEND_ENUM_HOOK(name, number, text, what) KMEND_HOOK_##name = number,
/** enum kmend_hook_kind - when a hook is called */
enum kmend_hook_kind { KMEND_HOOK_LIST(KMEND_ENUM_HOOK) };
#undef KMEND_ENUM_HOOK

/**
 * struct kmend_hook - one function that is called
 * @function: in this module: int (*)(void), or void (*)(void) of a kind that only acts
 * @name: its name, NUL-terminated
 * @kind: enum kmend_hook_kind
 * @reserved: 0
 */
struct kmend_hook {
	__u64 function;
	__u64 name;
	__u32 kind;
	__u32 reserved;
};

/**
 * struct kmend_author_hook - the same as the author declares it
 * @function: pointer, with a relocation
 * @kind: enum kmend_hook_kind
 */
struct kmend_author_hook {
	__u64 function;
	__u64 kind;
};

#define KMEND_AUTHOR_TEXT	128

/**
 * struct kmend_author_active - a function whose old code threads may finish
 * @function: its name
 * @reason: why that is safe
 */
struct kmend_author_active {
	char function[KMEND_AUTHOR_TEXT];
	char reason[KMEND_AUTHOR_TEXT];
};

/* Room for a name and for an id, with the closing NUL. */
#define KMEND_SHADOW_NAME	64

/**
 * struct kmend_shadow - a kind of data that the patch attaches to objects of the kernel
 * @id: 0 in the file; the manager writes the number for klp_shadow_*()
 * @destroy: klp_shadow_dtor_t in this module, or 0
 * @size: bytes for each object
 * @reserved: 0
 * @owner: id of the patch whose data it is; empty: this one's
 * @name: unique for that patch; both as ids are
 *
 * Patches that declare the same name of the same owner share the data.
 */
struct kmend_shadow {
	__u64 id;
	__u64 destroy;
	__u32 size;
	__u32 reserved;
	char owner[KMEND_SHADOW_NAME];
	char name[KMEND_SHADOW_NAME];
};

/**
 * enum kmend_unit_flags - bits of struct kmend_unit_desc.flags
 * @KMEND_UNIT_BEFORE_LOAD: the unit fits its module only as long as nobody has run that: it lays out structures in
 *	another way, or gives data another first value. The patch neither comes in nor goes out while the module is
 *	loaded, and no module comes without it
 */
enum kmend_unit_flags {
	KMEND_UNIT_BEFORE_LOAD = 1 << 0,
};

/**
 * struct kmend_unit_desc - what one changed object file contributes
 * @object: where its functions live: "vmlinux" or a module's name
 * @source: the source file, for people
 * @anchor: 0: the manager itself fills in what refers to modules (@relocs). Else the first
 *	function of @funcs as the module loader resolved it, a livepatch relocation: the
 *	loader has resolved such references, so the modules must be there, and are held. The manager
 *	takes the patch only if it finds the function in the same place: else the module was
 *	loaded anew since the relocations of this one were applied. 0 for vmlinux
 * @funcs: @nr_funcs times struct kmend_func_desc
 * @symbols: @nr_symbols times struct kmend_symbol; @funcs and their refs point
 *	into it
 * @hooks: @nr_hooks times struct kmend_hook
 * @shadows: @nr_shadows times a 64-bit pointer to struct kmend_shadow
 * @relocs: @nr_relocs times struct kmend_relocation
 * @data: @nr_data times struct kmend_data_desc
 * @nr_funcs: see @funcs; at least 1, but for a unit that has @data or @relocs, or of vmlinux and has hooks
 * @nr_symbols: see @symbols; at least 1 if there are functions or data
 * @nr_hooks: see @hooks
 * @nr_shadows: see @shadows
 * @nr_relocs: see @relocs; 0 for vmlinux, and where there is an anchor
 * @nr_data: see @data
 * @flags: enum kmend_unit_flags; 0 for vmlinux, and where there is an anchor
 * @reserved: 0
 *
 * A unit of a module without an anchor has no hooks and no shadow data: these are called when
 * the module need not be there.
 */
struct kmend_unit_desc {
	__u64 object;
	__u64 source;
	__u64 anchor;
	__u64 funcs;
	__u64 symbols;
	__u64 hooks;
	__u64 shadows;
	__u64 relocs;
	__u64 data;
	__u32 nr_funcs;
	__u32 nr_symbols;
	__u32 nr_hooks;
	__u32 nr_shadows;
	__u32 nr_relocs;
	__u32 nr_data;
	__u32 flags;
	__u32 reserved;
};

/* At most so many ids in each of a patch's three lists. */
#define KMEND_RELATIONS_MAX	64

/**
 * enum kmend_patch_flags - bits of struct kmend_patch_desc.flags
 * @KMEND_PATCH_REPLACES_ALL: every patch in force goes out when it comes in; then
 *	@depends and @replaces are empty
 */
enum kmend_patch_flags {
	KMEND_PATCH_REPLACES_ALL = 1 << 0,
};

/**
 * struct kmend_patch_desc - a patch
 * @magic: KMEND_PATCH_MAGIC
 * @version: KMEND_PATCH_VERSION; another one is refused
 * @patch_size: sizeof(struct kmend_patch_desc)
 * @unit_size: sizeof(struct kmend_unit_desc)
 * @func_size: sizeof(struct kmend_func_desc)
 * @site_size: sizeof(struct kmend_site)
 * @ref_size: sizeof(struct kmend_ref)
 * @symbol_size: sizeof(struct kmend_symbol)
 * @hook_size: sizeof(struct kmend_hook)
 * @shadow_size: sizeof(struct kmend_shadow)
 * @reloc_size: sizeof(struct kmend_relocation)
 * @data_size: sizeof(struct kmend_data_desc)
 * @nr_units: see @units; at least 1
 * @id: unique among the loaded patches, KMEND_ID_MAX bytes at most
 * @description: one line, may be empty
 * @release: the kernel release it was built for, as uname -r prints it; the
 *	manager refuses a patch for another one
 * @tool: name and version of the builder
 * @units: @nr_units times a 64-bit pointer to struct kmend_unit_desc
 * @depends: @nr_depends times a 64-bit pointer to an id: patches that must be in
 *	force before this one
 * @conflicts: @nr_conflicts times the same: patches that must not be in force
 *	together with it
 * @replaces: @nr_replaces times the same: patches that go out when it comes in
 * @nr_depends: see @depends; 0 to KMEND_RELATIONS_MAX, as the other two
 * @nr_conflicts: see @conflicts
 * @nr_replaces: see @replaces
 * @flags: enum kmend_patch_flags
 *
 * No id is in these lists twice, nor is the patch's own. Where a list is empty,
 * its pointer is not looked at.
 */
struct kmend_patch_desc {
	__u64 magic;
	__u32 version;
	__u32 patch_size;
	__u32 unit_size;
	__u32 func_size;
	__u32 site_size;
	__u32 ref_size;
	__u32 symbol_size;
	__u32 hook_size;
	__u32 shadow_size;
	__u32 reloc_size;
	__u32 data_size;
	__u32 nr_units;
	__u64 id;
	__u64 description;
	__u64 release;
	__u64 tool;
	__u64 units;
	__u64 depends;
	__u64 conflicts;
	__u64 replaces;
	__u32 nr_depends;
	__u32 nr_conflicts;
	__u32 nr_replaces;
	__u32 flags;
};

#ifdef __KERNEL__
/*
 * Exported by kmend.ko. A patch module reaches these with symbol_get(), which
 * pins kmend.ko until symbol_put() and needs no symbol checksum, so that one
 * patch module fits every build of the manager that knows its version.
 */
struct module;
int kmend_patch_register(struct module *owner, const struct kmend_patch_desc *desc);
void kmend_patch_unregister(const struct kmend_patch_desc *desc);
#endif

#endif /* _UAPI_KMEND_PATCH_H */
