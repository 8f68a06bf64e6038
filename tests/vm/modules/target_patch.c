// SPDX-License-Identifier: GPL-2.0
/*
 * A patch for the test module "target", written by hand in the form that a build
 * gives it. It replaces a static function, both of one name, an exported one and the one
 * in which threads sleep; the new code uses a variable of target that is not exported,
 * and has a jump label of its own with a key of target.
 *
 * A build stores each function's code; here it is copied from the running module when
 * this one is loaded, and what it refers to is found by looking for it. The kernel rewrites
 * nothing of these functions but what is named as a site.
 */
#include <linux/elf.h>
#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include <generated/utsrelease.h>

#include "../../../uapi/kmend_patch.h"
#include "target.h"

/* No function is longer; what is behind one is the same, too. */
#define PATCH_IMAGE	512
/* Bytes of an ftrace site. */
#define PATCH_SITE	5

/* Within this module, as the manager wants everything. */
static char object[MODULE_NAME_LEN] = "target";
module_param_string(object, object, sizeof(object), 0444);
MODULE_PARM_DESC(object, "the module that the functions are said to belong to");

static char symbol[64] = "target_nap";
module_param_string(symbol, symbol, sizeof(symbol), 0444);
MODULE_PARM_DESC(symbol, "the last of them");

static unsigned int position = 1;
module_param(position, uint, 0444);
MODULE_PARM_DESC(position, "of the second one, target_same");

static unsigned int shift;
module_param(shift, uint, 0444);
MODULE_PARM_DESC(shift, "bytes by which the anchor is wrong");

static bool elsewhere;
module_param(elsewhere, bool, 0444);
MODULE_PARM_DESC(elsewhere, "say that the last one is of vmlinux");

/* What the module loader resolves: name and position, as in every patch module. */
#define TARGET_SYMBOL(name, position) \
	__asm__("\".klp.sym.target." name "," #position "\"")
extern const char old_value[] TARGET_SYMBOL("target_value", 0);
extern const char old_same[] TARGET_SYMBOL("target_same", 1);
extern const char old_same_other[] TARGET_SYMBOL("target_same", 2);
extern const char old_exported[] TARGET_SYMBOL("target_exported", 0);
extern const char old_nap[] TARGET_SYMBOL("target_nap", 0);
extern int base TARGET_SYMBOL("target_base", 0);
extern struct static_key_false key TARGET_SYMBOL("target_key", 0);

static TARGET_KEEP int new_value(int add)
{
	return base + add + 1000 + (static_branch_unlikely(&key) ? 100 : 0);
}

static TARGET_KEEP int new_same(void)
{
	return 1001;
}

static TARGET_KEEP int new_same_other(void)
{
	return 1002;
}

static TARGET_KEEP int new_exported(void)
{
	return 1003;
}

static TARGET_KEEP int new_nap(void)
{
	return 1005;
}

static const struct {
	const char *name;
	const char *old;
	void *new;
} replaced[] = {
	{ "target_value", old_value, new_value },
	{ "target_same", old_same, new_same },
	{ "target_same", old_same_other, new_same_other },
	{ "target_exported", old_exported, new_exported },
	{ symbol, old_nap, new_nap },
};

/* The functions' symbols, then what target_value refers to. */
enum { NR_FUNCS = ARRAY_SIZE(replaced), BASE = NR_FUNCS, OTHER, NR_SYMBOLS };

static struct kmend_symbol symbols[NR_SYMBOLS] = {
	[BASE] = { .name = (unsigned long)"target_base", .object = (unsigned long)object },
	/* Of yet another module; nothing refers to it. */
	[OTHER] = { .name = (unsigned long)"configfs_register_subsystem",
		    .object = (unsigned long)"configfs" },
};

static u8 images[NR_FUNCS][PATCH_IMAGE];
static struct kmend_func_desc funcs[NR_FUNCS];
static struct kmend_ref base_ref = {
	.type = R_X86_64_PC32,
	.kind = KMEND_REF_SYMBOL,
	.addend = -4,
	.to = (unsigned long)&symbols[BASE],
};
/* All have the first; the jump label is target_value's. */
static struct kmend_site sites[2] = {
	{ .length = PATCH_SITE, .kind = KMEND_SITE_FENTRY },
	{ .kind = KMEND_SITE_JUMP_LABEL },
};

static struct kmend_unit_desc unit = {
	.object = (unsigned long)object,
	.source = (unsigned long)"target-main.c",
	.anchor = (unsigned long)old_value,
	.funcs = (unsigned long)funcs,
	.symbols = (unsigned long)symbols,
	.nr_funcs = NR_FUNCS,
	.nr_symbols = NR_SYMBOLS,
};
static const u64 units[] = { (unsigned long)&unit };

static const struct kmend_patch_desc desc = {
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
	.id = (unsigned long)"target",
	.description = (unsigned long)"a thousand more",
	.release = (unsigned long)UTS_RELEASE,
	.tool = (unsigned long)"by hand",
	.units = (unsigned long)units,
};

MODULE_INFO(kmend_format, __stringify(KMEND_PATCH_VERSION));
MODULE_INFO(kmend_id, "target");
MODULE_INFO(kmend_description, "a thousand more");
MODULE_INFO(kmend_release, UTS_RELEASE);
MODULE_INFO(kmend_tool, "by hand");
MODULE_INFO(kmend_holds, "target:by hand");
MODULE_INFO(kmend_func, "target:target-main.c:target_value");
MODULE_INFO(kmend_func, "target:target-main.c:target_same");
MODULE_INFO(kmend_func, "target:target-other.c:target_same");
MODULE_INFO(kmend_func, "target:target-main.c:target_exported");
MODULE_INFO(kmend_func, "target:target-main.c:target_nap");

static typeof(kmend_patch_register) *patch_register;
static typeof(kmend_patch_unregister) *patch_unregister;

/* Bytes of the function up to the next symbol, from "name+0x0/0x40 [target]". */
static u32 patch_size(const char *old)
{
	char text[KSYM_SYMBOL_LEN];
	unsigned long offset, size;
	char *plus;

	sprint_symbol(text, (unsigned long)old);
	plus = strchr(text, '+');
	if (!plus || sscanf(plus, "+0x%lx/0x%lx", &offset, &size) != 2 || offset)
		return 0;
	return min_t(unsigned long, size, PATCH_IMAGE);
}

/* Where target_value reads target_base: the displacement of an instruction that ends with it. */
static int patch_find_base(void)
{
	s32 field;

	for (; base_ref.offset + sizeof(field) <= funcs[0].size; base_ref.offset++) {
		memcpy(&field, old_value + base_ref.offset, sizeof(field));
		if (old_value + base_ref.offset + sizeof(field) + field == (const char *)&base)
			return 0;
	}
	return -EINVAL;
}

/* Where target_value's jump label is: a short nop or jump, or a long one. */
static int patch_find_label(void)
{
	struct module *module;
	struct jump_entry *entry;
	unsigned long at;
	unsigned int i;
	u8 opcode;

	preempt_disable();
	module = __module_address((unsigned long)old_value);
	preempt_enable();
	for (i = 0; module && i < module->num_jump_entries; i++) {
		entry = &module->jump_entries[i];
		at = jump_entry_code(entry) - (unsigned long)old_value;
		if (at >= funcs[0].size)
			continue;
		opcode = old_value[at];
		sites[1].offset = at;
		sites[1].length = opcode == 0x66 || opcode == 0xeb ? 2 : 5;
		return 0;
	}
	return -EINVAL;
}

static int patch_fill(void)
{
	u32 i;

	for (i = 0; i < NR_FUNCS; i++) {
		symbols[i].name = (unsigned long)replaced[i].name;
		symbols[i].object = (unsigned long)object;
		funcs[i] = (struct kmend_func_desc){
			.name = (unsigned long)replaced[i].name,
			.symbol = (unsigned long)&symbols[i],
			.new_addr = (unsigned long)replaced[i].new,
			.image = (unsigned long)images[i],
			.sites = (unsigned long)sites,
			.size = patch_size(replaced[i].old),
			.new_size = 1,
			.nr_sites = 1,
		};
		memcpy(images[i], replaced[i].old, funcs[i].size);
	}
	if (elsewhere)
		symbols[NR_FUNCS - 1].object = 0;
	symbols[1].position = position;
	symbols[2].position = 2;
	funcs[0].nr_sites = 2;
	funcs[0].refs = (unsigned long)&base_ref;
	funcs[0].nr_refs = 1;
	unit.anchor += shift;
	return patch_find_base() ?: patch_find_label();
}

static int __init patch_init(void)
{
	int err = patch_fill();

	if (err)
		return err;
	patch_register = symbol_get(kmend_patch_register);
	if (!patch_register)
		return -ENOENT;
	patch_unregister = symbol_get(kmend_patch_unregister);
	err = patch_unregister ? patch_register(THIS_MODULE, &desc) : -ENOENT;
	if (err && patch_unregister)
		symbol_put(kmend_patch_unregister);
	if (err)
		symbol_put(kmend_patch_register);
	return err;
}

static void __exit patch_exit(void)
{
	patch_unregister(&desc);
	symbol_put(kmend_patch_unregister);
	symbol_put(kmend_patch_register);
}

module_init(patch_init);
module_exit(patch_exit);
MODULE_DESCRIPTION("kmend test: a patch for a module");
MODULE_LICENSE("GPL");
