// SPDX-License-Identifier: GPL-2.0
/*
 * A test module that registers many tiny patches with the manager, in the way
 * that every patch module does. Each replaces functions of the running kernel by
 * replacements that behave the same (stubs.S), so any number of them may be
 * put in force while the kernel runs.
 *
 * DOC: what stands for a build
 *
 * A build stores each function's code; here it is copied from the running kernel
 * when the module is loaded. That is what a build would have stored, but for the
 * bytes that the kernel rewrote since it booted, which are then not compared.
 * The first five are the ftrace site, and may be a jump of a patch already.
 *
 * The manager wants everything that a descriptor points to within the module. So
 * there is one arena in the module's .bss, out of which all of it is taken.
 */
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <asm/nops.h>

#include "../../../uapi/kmend_patch.h"
#include "stubs.h"

#define TINY_PATCHES	TINY_STUBS
#define TINY_ARENA	(1 << 20)
/* Bytes of an ftrace site, which the replacements skip. */
#define TINY_SITE	5

static char *prefix = "tiny";
module_param(prefix, charp, 0444);
MODULE_PARM_DESC(prefix, "ids are PREFIX-0000 and so on, or PREFIX if there is one patch");

static unsigned int count = 1;
module_param(count, uint, 0444);
MODULE_PARM_DESC(count, "how many patches");

static unsigned long functions[TINY_STUBS];
static unsigned int nr_functions;
module_param_array(functions, ulong, &nr_functions, 0444);
MODULE_PARM_DESC(functions, "addresses of kernel functions, used in turn; those that do not "
			    "begin with their ftrace site are passed over");

static unsigned int per_patch = 1;
module_param(per_patch, uint, 0444);
MODULE_PARM_DESC(per_patch, "functions of each patch");

static bool calls;
module_param(calls, bool, 0444);
MODULE_PARM_DESC(calls, "replacements stay on the stack; for functions of up to 6 arguments");

static char *depends;
module_param(depends, charp, 0444);
MODULE_PARM_DESC(depends, "ID+ID...: what all of them depend on");

static char *conflicts;
module_param(conflicts, charp, 0444);
MODULE_PARM_DESC(conflicts, "ID+ID...: what all of them conflict with");

static char *replaces;
module_param(replaces, charp, 0444);
MODULE_PARM_DESC(replaces, "ID+ID...: what all of them replace; '*': all");

static unsigned int fan;
module_param(fan, uint, 0444);
MODULE_PARM_DESC(fan, "each depends on so many of those before it, chosen by chance");

unsigned long tiny_targets[TINY_STUBS];
static char tiny_arena[TINY_ARENA] __aligned(8);
static size_t tiny_used;

static const struct kmend_patch_desc *tiny_patches[TINY_PATCHES];
static unsigned int tiny_nr_patches;
static unsigned int tiny_nr_stubs;
static u32 tiny_chance = 1;

static typeof(kmend_patch_register) *tiny_register;
static typeof(kmend_patch_unregister) *tiny_unregister;

/* Return: @size zeroed bytes of the module, or NULL. */
static void *tiny_alloc(size_t size)
{
	void *memory = tiny_arena + tiny_used;

	size = ALIGN(size, 8);
	if (size > TINY_ARENA - tiny_used) {
		pr_err("the arena is too small for what is asked\n");
		return NULL;
	}
	tiny_used += size;
	return memory;
}

static u64 tiny_string(const char *string, size_t length)
{
	char *copy = tiny_alloc(length + 1);

	return copy ? (u64)memcpy(copy, string, length) : 0;
}

/* "name+0x0/0x40" of an address: its function's name and size. */
static int tiny_describe(unsigned long address, struct kmend_func_desc *func)
{
	char symbol[KSYM_SYMBOL_LEN];
	unsigned long offset, size;
	char *plus;

	sprint_symbol(symbol, address);
	plus = strchr(symbol, '+');
	if (!plus || sscanf(plus, "+0x%lx/0x%lx", &offset, &size) != 2 || offset ||
	    size < TINY_SITE || size > TINY_ARENA) {
		pr_err("there is no function at the address of '%s'\n", symbol);
		return -EINVAL;
	}
	func->name = tiny_string(symbol, plus - symbol);
	func->size = size;
	return func->name ? 0 : -ENOMEM;
}

/* A nop, a call of ftrace, or a jump of another patch. */
static bool tiny_is_site(unsigned long address)
{
	static const u8 nop[TINY_SITE] = { BYTES_NOP5 };
	const u8 *code = (const u8 *)address;

	return !memcmp(code, nop, sizeof(nop)) || *code == 0xe8 || *code == 0xe9;
}

static void tiny_keep_sites(void)
{
	unsigned int i, kept = 0;

	for (i = 0; i < nr_functions; i++)
		if (tiny_is_site(functions[i]))
			functions[kept++] = functions[i];
	nr_functions = kept;
}

static int tiny_fill_func(struct kmend_func_desc *func, struct kmend_symbol *symbol,
			  unsigned long address)
{
	struct kmend_site *site = tiny_alloc(sizeof(*site));
	unsigned int stub = tiny_nr_stubs;
	int err;

	if (stub == TINY_STUBS)
		return -E2BIG;
	err = tiny_describe(address, func);
	if (err)
		return err;
	func->image = (u64)tiny_alloc(func->size);
	if (!site || !func->image)
		return -ENOMEM;

	*site = (struct kmend_site){ .length = TINY_SITE, .kind = KMEND_SITE_FENTRY };
	func->sites = (u64)site;
	func->nr_sites = 1;
	memcpy((void *)func->image, (void *)address, func->size);
	symbol->name = func->name;
	func->symbol = (u64)symbol;
	func->new_addr = (u64)(calls ? tiny_calls : tiny_jumps) + stub * TINY_STUB_STRIDE;
	func->new_size = TINY_STUB_SIZE;
	tiny_targets[stub] = address + TINY_SITE;
	tiny_nr_stubs++;
	return 0;
}

static struct kmend_unit_desc *tiny_unit(unsigned int index)
{
	struct kmend_unit_desc *unit = tiny_alloc(sizeof(*unit));
	struct kmend_func_desc *funcs = tiny_alloc(per_patch * sizeof(*funcs));
	struct kmend_symbol *symbols = tiny_alloc(per_patch * sizeof(*symbols));
	unsigned int i;

	if (!unit || !funcs || !symbols)
		return NULL;
	for (i = 0; i < per_patch; i++)
		if (tiny_fill_func(&funcs[i], &symbols[i],
				   functions[(index * per_patch + i) % nr_functions]))
			return NULL;
	unit->object = (u64)"vmlinux";
	unit->source = (u64)"none";
	unit->funcs = (u64)funcs;
	unit->symbols = (u64)symbols;
	unit->nr_funcs = per_patch;
	unit->nr_symbols = per_patch;
	return unit;
}

/* Where the next id of "a+b" begins, or NULL. */
static const char *tiny_next_id(const char *list)
{
	list += strcspn(list, "+");
	return *list ? list + 1 : NULL;
}

/* "a+b" as ids, with room for @more of them; Return: how many, or -errno. */
static int tiny_ids(const char *list, unsigned int more, u64 *pointer)
{
	unsigned int nr = 0, room = more;
	const char *id;
	u64 *ids;

	for (id = list; id; id = tiny_next_id(id))
		room++;
	if (!room)
		return 0;
	ids = tiny_alloc(room * sizeof(*ids));
	if (!ids)
		return -ENOMEM;
	for (id = list; id; id = tiny_next_id(id), nr++) {
		ids[nr] = tiny_string(id, strcspn(id, "+"));
		if (!ids[nr])
			return -ENOMEM;
	}
	*pointer = (u64)ids;
	return nr;
}

static u32 tiny_random(u32 below)
{
	tiny_chance = tiny_chance * 1103515245 + 12345;
	return (tiny_chance >> 8) % below;
}

/* Different ones, because no id may be named twice: one of each stretch before @index. */
static void tiny_fill_fan(struct kmend_patch_desc *desc, unsigned int index)
{
	unsigned int nr = min(fan, index);
	u64 *ids = (u64 *)desc->depends;
	unsigned int i, stretch;

	for (i = 0; i < nr; i++) {
		stretch = index / nr;
		ids[desc->nr_depends++] = tiny_patches[i * stretch + tiny_random(stretch)]->id;
	}
}

static int tiny_fill_relations(struct kmend_patch_desc *desc, unsigned int index)
{
	bool all = replaces && !strcmp(replaces, "*");
	int nr;

	nr = tiny_ids(depends, min(fan, index), &desc->depends);
	if (nr < 0)
		return nr;
	desc->nr_depends = nr;
	tiny_fill_fan(desc, index);

	nr = tiny_ids(conflicts, 0, &desc->conflicts);
	if (nr < 0)
		return nr;
	desc->nr_conflicts = nr;

	nr = tiny_ids(all ? NULL : replaces, 0, &desc->replaces);
	if (nr < 0)
		return nr;
	desc->nr_replaces = nr;
	desc->flags = all ? KMEND_PATCH_REPLACES_ALL : 0;
	return 0;
}

static struct kmend_patch_desc *tiny_patch(unsigned int index)
{
	struct kmend_patch_desc *desc = tiny_alloc(sizeof(*desc));
	char *id = tiny_alloc(strlen(prefix) + sizeof("-0000000000"));
	u64 *units = tiny_alloc(sizeof(*units));

	if (!desc || !id || !units)
		return NULL;
	if (count > 1)
		sprintf(id, "%s-%04u", prefix, index);
	else
		strcpy(id, prefix);
	*units = (u64)tiny_unit(index);
	if (!*units)
		return NULL;
	*desc = (struct kmend_patch_desc){
		.magic = KMEND_PATCH_MAGIC,
		.version = KMEND_PATCH_VERSION,
		.patch_size = sizeof(struct kmend_patch_desc),
		.unit_size = sizeof(struct kmend_unit_desc),
		.func_size = sizeof(struct kmend_func_desc),
		.site_size = sizeof(struct kmend_site),
		.ref_size = sizeof(struct kmend_ref),
		.symbol_size = sizeof(struct kmend_symbol),
		.hook_size = sizeof(struct kmend_hook),
		.shadow_size = sizeof(struct kmend_shadow),
		.reloc_size = sizeof(struct kmend_relocation),
		.data_size = sizeof(struct kmend_data_desc),
		.nr_units = 1,
		.id = (u64)id,
		.description = (u64)"changes nothing",
		.release = tiny_string(utsname()->release, strlen(utsname()->release)),
		.tool = (u64)"tiny",
		.units = (u64)units,
	};
	return desc->release && !tiny_fill_relations(desc, index) ? desc : NULL;
}

static void tiny_unregister_all(void)
{
	while (tiny_nr_patches)
		tiny_unregister(tiny_patches[--tiny_nr_patches]);
	symbol_put(kmend_patch_register);
	symbol_put(kmend_patch_unregister);
}

/* All descriptors first: what is registered may be submitted at once. */
static int __init tiny_init(void)
{
	unsigned int i;
	int err;

	tiny_keep_sites();
	if (!nr_functions || !per_patch || !count || count > TINY_PATCHES)
		return -EINVAL;
	for (i = 0; i < count; i++) {
		tiny_patches[i] = tiny_patch(i);
		if (!tiny_patches[i])
			return -EINVAL;
	}

	tiny_register = symbol_get(kmend_patch_register);
	if (!tiny_register)
		return -ENODEV;
	tiny_unregister = symbol_get(kmend_patch_unregister);
	if (WARN_ON(!tiny_unregister)) {
		symbol_put(kmend_patch_register);
		return -ENODEV;
	}
	for (i = 0; i < count; i++) {
		err = tiny_register(THIS_MODULE, tiny_patches[i]);
		if (err) {
			tiny_unregister_all();
			return err;
		}
		tiny_nr_patches++;
	}
	return 0;
}

static void __exit tiny_exit(void)
{
	tiny_unregister_all();
}

module_init(tiny_init);
module_exit(tiny_exit);
MODULE_DESCRIPTION("kmend test: many patches that change nothing");
MODULE_LICENSE("GPL");
