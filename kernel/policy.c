// SPDX-License-Identifier: GPL-2.0
/*
 * Policies: how often and how long a patch is tried, set by the administrator
 * in configfs, /sys/kernel/config/kmend/policies/NAME/, and which of them counts
 * where a request names none.
 *
 * DOC: lifetimes and locks
 *
 * A policy is a configfs group and lives by configfs's reference count. What a
 * patch needs is more, that the directory stays: kmend_policy_get() makes the
 * item depended on, and configfs answers EBUSY to rmdir until the patch is
 * through. A policy that could be removed under a patch would leave values in
 * force that nobody can see or change any more.
 *
 * "default" is a default group, which configfs itself refuses to remove (EPERM).
 * Each directory made by a user holds a reference to kmend.ko, so rmmod
 * answers EBUSY until it is removed.
 *
 * The setting default_policy pins its policy in the same way, so there is no
 * moment in which a request without a name finds nothing. configfs forbids
 * configfs_depend_item() in its callbacks, which come with locks of its own held:
 * it takes that of the root directory, to be sure that the subsystem is
 * registered and stays so. Here that is certain without it:
 *
 * - a store runs on an open file, which holds a reference to kmend.ko;
 * - a netlink request runs before kmend_genl_exit() returns, which comes first
 *   when the module goes.
 *
 * So both use configfs_depend_item_unlocked(), which for a policy of one's own
 * subsystem takes no lock but the spinlock that decides against rmdir.
 *
 * A value is a u32 of its own, written by a store and read by the worker
 * with no lock: WRITE_ONCE pairs with READ_ONCE so that neither is torn. The
 * worker may see one new value and one old one; every combination of values
 * within their ranges is a sound policy, so that is harmless.
 *
 * Lock order: the genl lock, or configfs's own in a callback -> su_mutex. No
 * callback here calls into the rest of the manager, but for the size of the event
 * log, whose mutex is innermost.
 */
#include "policy.h"
#include "event.h"
#include "format.h"

#include "../uapi/kmend.h"

#include <linux/configfs.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

#define KMEND_POLICY_DEFAULT "default"

enum kmend_policy_value {
	KMEND_POLICY_INITIAL_DELAY_MS,
	KMEND_POLICY_MAX_DELAY_MS,
	KMEND_POLICY_MULTIPLIER_PERCENT,
	KMEND_POLICY_DEADLINE_MS,
	KMEND_POLICY_JITTER_PERCENT,
	KMEND_POLICY_MAX_ATTEMPTS,
	KMEND_POLICY_COALESCE_MS,
	KMEND_POLICY_PAUSE_BUDGET_US,
	KMEND_POLICY_ACTIVE_AFTER,
	KMEND_POLICY_ALLOW_UNPATCHED,
	KMEND_POLICY_EVICT_AFTER,
	KMEND_POLICY_WAKE_AFTER,
	KMEND_POLICY_REDIRECT,
	KMEND_NR_POLICY_VALUES,
};

/* The ranges are told in Documentation/ABI/configfs-kmend. */
static const struct {
	const char *name;
	u32 min, max, initial;
} kmend_policy_values[KMEND_NR_POLICY_VALUES] = {
	[KMEND_POLICY_INITIAL_DELAY_MS]	  = { "initial_delay_ms", 1, 3600 * 1000, 100 },
	[KMEND_POLICY_MAX_DELAY_MS]	  = { "max_delay_ms", 1, 3600 * 1000, 10 * 1000 },
	[KMEND_POLICY_MULTIPLIER_PERCENT] = { "multiplier_percent", 100, 1000, 200 },
	[KMEND_POLICY_DEADLINE_MS]	  = { "deadline_ms", 1, 7 * 86400 * 1000, 60 * 1000 },
	[KMEND_POLICY_JITTER_PERCENT]	  = { "jitter_percent", 0, 100, 10 },
	[KMEND_POLICY_MAX_ATTEMPTS]	  = { "max_attempts", 0, 1000 * 1000, 0 },
	[KMEND_POLICY_COALESCE_MS]	  = { "coalesce_ms", 0, 60 * 1000, 10 },
	[KMEND_POLICY_PAUSE_BUDGET_US]	  = { "pause_budget_us", 0, 10 * 1000 * 1000, 0 },
	[KMEND_POLICY_ACTIVE_AFTER]	  = { "active_after", 0, 1000 * 1000, 3 },
	[KMEND_POLICY_ALLOW_UNPATCHED]	  = { "allow_unpatched", 0, 1, 0 },
	[KMEND_POLICY_EVICT_AFTER]	  = { "evict_after", 0, KMEND_POLICY_NEVER, KMEND_POLICY_NEVER },
	[KMEND_POLICY_WAKE_AFTER]	  = { "wake_after", 0, KMEND_POLICY_NEVER, KMEND_POLICY_NEVER },
	/* Written and read as a word. */
	[KMEND_POLICY_REDIRECT]		  = { "redirect", 0, 0, KMEND_REDIRECT_DEFAULT },
};

#define KMEND_REDIRECT_WORD(name, number, text, about) [number] = text,
static const char * const kmend_redirect_words[] = { KMEND_REDIRECT_LIST(KMEND_REDIRECT_WORD) };
#undef KMEND_REDIRECT_WORD

struct kmend_policy {
	struct config_group group;
	u32 values[KMEND_NR_POLICY_VALUES];
};

/*
 * Counts what changes any policy or the choice among them, after it is done: a dump
 * that sees the same number before and after has missed nothing.
 */
static atomic_t kmend_policy_changes = ATOMIC_INIT(1);

static void kmend_policy_changed(void)
{
	/* 0 means "not seen yet" to netlink, so it is left out. */
	if (!atomic_inc_return(&kmend_policy_changes))
		atomic_inc(&kmend_policy_changes);
}

u32 kmend_policy_generation(void)
{
	/* Pairs with the full barrier of the increment: with the number come the values. */
	return atomic_read_acquire(&kmend_policy_changes) ?: 1;
}

static struct kmend_policy *kmend_policy_of(struct config_item *item)
{
	return container_of(to_config_group(item), struct kmend_policy, group);
}

static ssize_t kmend_policy_show(struct config_item *item, char *page,
				 enum kmend_policy_value which)
{
	return sysfs_emit(page, "%u\n", READ_ONCE(kmend_policy_of(item)->values[which]));
}

static ssize_t kmend_policy_store(struct config_item *item, const char *page, size_t len,
				  enum kmend_policy_value which)
{
	u32 value;

	if (kstrtou32(page, 10, &value) || value < kmend_policy_values[which].min ||
	    value > kmend_policy_values[which].max) {
		/* The writer gets a number only; this is where the words can go. */
		pr_info_ratelimited("policy '%s': %s must be a number from %u to %u\n",
				    config_item_name(item), kmend_policy_values[which].name,
				    kmend_policy_values[which].min, kmend_policy_values[which].max);
		return -EINVAL;
	}
	WRITE_ONCE(kmend_policy_of(item)->values[which], value);
	kmend_policy_changed();
	return len;
}

/* CONFIGFS_ATTR() needs a show and a store per file; they differ in the index. */
#define KMEND_POLICY_ATTR(name, which)							\
static ssize_t kmend_policy_##name##_show(struct config_item *item, char *page)	\
{											\
	return kmend_policy_show(item, page, which);					\
}											\
static ssize_t kmend_policy_##name##_store(struct config_item *item, const char *page,	\
					   size_t len)					\
{											\
	return kmend_policy_store(item, page, len, which);				\
}											\
CONFIGFS_ATTR(kmend_policy_, name)

KMEND_POLICY_ATTR(initial_delay_ms, KMEND_POLICY_INITIAL_DELAY_MS);
KMEND_POLICY_ATTR(max_delay_ms, KMEND_POLICY_MAX_DELAY_MS);
KMEND_POLICY_ATTR(multiplier_percent, KMEND_POLICY_MULTIPLIER_PERCENT);
KMEND_POLICY_ATTR(deadline_ms, KMEND_POLICY_DEADLINE_MS);
KMEND_POLICY_ATTR(jitter_percent, KMEND_POLICY_JITTER_PERCENT);
KMEND_POLICY_ATTR(max_attempts, KMEND_POLICY_MAX_ATTEMPTS);
KMEND_POLICY_ATTR(coalesce_ms, KMEND_POLICY_COALESCE_MS);
KMEND_POLICY_ATTR(pause_budget_us, KMEND_POLICY_PAUSE_BUDGET_US);
KMEND_POLICY_ATTR(active_after, KMEND_POLICY_ACTIVE_AFTER);
KMEND_POLICY_ATTR(allow_unpatched, KMEND_POLICY_ALLOW_UNPATCHED);
KMEND_POLICY_ATTR(evict_after, KMEND_POLICY_EVICT_AFTER);
KMEND_POLICY_ATTR(wake_after, KMEND_POLICY_WAKE_AFTER);

static ssize_t kmend_policy_redirect_show(struct config_item *item, char *page)
{
	u32 value = READ_ONCE(kmend_policy_of(item)->values[KMEND_POLICY_REDIRECT]);

	return sysfs_emit(page, "%s\n", kmend_redirect_words[value]);
}

static ssize_t kmend_policy_redirect_store(struct config_item *item, const char *page, size_t len)
{
	/* A line or the bare word; what is behind a NUL is none. */
	int value = strnlen(page, len) == len ?
		    sysfs_match_string(kmend_redirect_words, page) : -EINVAL;

	if (value < 0) {
		pr_info_ratelimited("policy '%s': redirect must be auto, ftrace or jump\n",
				    config_item_name(item));
		return -EINVAL;
	}
	WRITE_ONCE(kmend_policy_of(item)->values[KMEND_POLICY_REDIRECT], value);
	kmend_policy_changed();
	return len;
}
CONFIGFS_ATTR(kmend_policy_, redirect);

static struct configfs_attribute *kmend_policy_attrs[] = {
	&kmend_policy_attr_initial_delay_ms,
	&kmend_policy_attr_max_delay_ms,
	&kmend_policy_attr_multiplier_percent,
	&kmend_policy_attr_deadline_ms,
	&kmend_policy_attr_jitter_percent,
	&kmend_policy_attr_max_attempts,
	&kmend_policy_attr_coalesce_ms,
	&kmend_policy_attr_pause_budget_us,
	&kmend_policy_attr_active_after,
	&kmend_policy_attr_allow_unpatched,
	&kmend_policy_attr_evict_after,
	&kmend_policy_attr_wake_after,
	&kmend_policy_attr_redirect,
	NULL,
};

static void kmend_policy_release(struct config_item *item)
{
	kfree(kmend_policy_of(item));
}

static struct configfs_item_operations kmend_policy_item_ops = {
	.release = kmend_policy_release,
};

static const struct config_item_type kmend_policy_type = {
	.ct_item_ops = &kmend_policy_item_ops,
	.ct_attrs = kmend_policy_attrs,
	.ct_owner = THIS_MODULE,
};

static struct config_group *kmend_policy_make(struct config_group *parent, const char *name)
{
	struct kmend_policy *policy;
	unsigned int i;

	if (strlen(name) > KMEND_POLICY_MAX)
		return ERR_PTR(-ENAMETOOLONG);
	if (!kmend_format_is_name(name))
		return ERR_PTR(-EINVAL);

	policy = kzalloc(sizeof(*policy), GFP_KERNEL);
	if (!policy)
		return ERR_PTR(-ENOMEM);

	for (i = 0; i < KMEND_NR_POLICY_VALUES; i++)
		policy->values[i] = kmend_policy_values[i].initial;
	config_group_init_type_name(&policy->group, name, &kmend_policy_type);
	/* A name that is too long for the item is allocated, and that may fail. */
	if (!config_item_name(&policy->group.cg_item)) {
		kfree(policy);
		return ERR_PTR(-ENOMEM);
	}
	kmend_policy_changed();
	return &policy->group;
}

static void kmend_policy_drop(struct config_group *parent, struct config_item *item)
{
	kmend_policy_changed();
	config_item_put(item);
}

/* Both are called with su_mutex held, which is dropped when the group's list has changed. */
static struct configfs_group_operations kmend_policies_group_ops = {
	.make_group = kmend_policy_make,
	.drop_item = kmend_policy_drop,
};

static const struct config_item_type kmend_policies_type = {
	.ct_group_ops = &kmend_policies_group_ops,
	.ct_owner = THIS_MODULE,
};

static struct config_group kmend_policies_group;

static const struct config_item_type kmend_subsys_type;

/* su_mutex: guards the groups' lists of items, and kmend_policy_chosen. */
static struct configfs_subsystem kmend_subsys = {
	.su_group.cg_item = {
		.ci_namebuf = "kmend",
		.ci_type = &kmend_subsys_type,
	},
	.su_mutex = __MUTEX_INITIALIZER(kmend_subsys.su_mutex),
};

/* What default_policy was set to, pinned; NULL: never set, "default" counts. */
static struct kmend_policy *kmend_policy_chosen;

static const char *kmend_policy_chosen_name(void)
{
	lockdep_assert_held(&kmend_subsys.su_mutex);

	return kmend_policy_chosen ? kmend_policy_name(kmend_policy_chosen) :
				     KMEND_POLICY_DEFAULT;
}

static ssize_t kmend_subsys_default_policy_show(struct config_item *item, char *page)
{
	ssize_t len;

	mutex_lock(&kmend_subsys.su_mutex);
	len = sysfs_emit(page, "%s\n", kmend_policy_chosen_name());
	mutex_unlock(&kmend_subsys.su_mutex);
	return len;
}

/* The one word of a line that was written; false if it is no name of a policy. */
static bool kmend_policy_parse_name(const char *page, size_t len, char *name)
{
	if (len && page[len - 1] == '\n')
		len--;
	if (len > KMEND_POLICY_MAX)
		return false;
	memcpy(name, page, len);
	name[len] = '\0';
	return strlen(name) == len && kmend_format_is_name(name);
}

static ssize_t kmend_subsys_default_policy_store(struct config_item *item, const char *page,
						 size_t len)
{
	char name[KMEND_POLICY_MAX + 1];
	struct kmend_policy *policy;

	if (!kmend_policy_parse_name(page, len, name)) {
		pr_info_ratelimited("default_policy must be the name of a policy\n");
		return -EINVAL;
	}
	policy = kmend_policy_get(name);
	if (IS_ERR(policy)) {
		pr_info_ratelimited("default_policy: no policy '%s'\n", name);
		return PTR_ERR(policy);
	}
	mutex_lock(&kmend_subsys.su_mutex);
	swap(policy, kmend_policy_chosen);
	kmend_policy_changed();
	mutex_unlock(&kmend_subsys.su_mutex);
	if (policy)
		kmend_policy_put(policy);
	return len;
}
CONFIGFS_ATTR(kmend_subsys_, default_policy);

static ssize_t kmend_subsys_event_log_size_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%u\n", kmend_event_log_size());
}

static ssize_t kmend_subsys_event_log_size_store(struct config_item *item, const char *page,
						 size_t len)
{
	u32 size;
	int err;

	err = kstrtou32(page, 10, &size) ? -ERANGE : kmend_event_set_log_size(size);
	if (err == -ERANGE) {
		pr_info_ratelimited("event_log_size must be a number from %u to %u\n",
				    KMEND_EVENT_LOG_MIN, KMEND_EVENT_LOG_MAX);
		return -EINVAL;
	}
	return err ?: len;
}
CONFIGFS_ATTR(kmend_subsys_, event_log_size);

static ssize_t kmend_subsys_version_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%s\n", KMEND_VERSION);
}
CONFIGFS_ATTR_RO(kmend_subsys_, version);

static struct configfs_attribute *kmend_subsys_attrs[] = {
	&kmend_subsys_attr_default_policy,
	&kmend_subsys_attr_event_log_size,
	&kmend_subsys_attr_version,
	NULL,
};

static const struct config_item_type kmend_subsys_type = {
	.ct_attrs = kmend_subsys_attrs,
	.ct_owner = THIS_MODULE,
};

int kmend_policy_init(void)
{
	struct config_group *policy;
	int err;

	config_group_init(&kmend_subsys.su_group);
	config_group_init_type_name(&kmend_policies_group, "policies", &kmend_policies_type);
	configfs_add_default_group(&kmend_policies_group, &kmend_subsys.su_group);

	policy = kmend_policy_make(&kmend_policies_group, KMEND_POLICY_DEFAULT);
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	configfs_add_default_group(policy, &kmend_policies_group);

	err = configfs_register_subsystem(&kmend_subsys);
	if (err)
		configfs_remove_default_groups(&kmend_policies_group);
	return err;
}

void kmend_policy_exit(void)
{
	/* It can only be "default" now, and no file is open that could set it. */
	if (kmend_policy_chosen)
		kmend_policy_put(kmend_policy_chosen);
	kmend_policy_chosen = NULL;
	configfs_unregister_subsystem(&kmend_subsys);
	/* Drops the first reference of "default", which frees it. */
	configfs_remove_default_groups(&kmend_policies_group);
}

struct kmend_policy *kmend_policy_get(const char *name)
{
	struct config_item *item;
	int err = -ENOENT;

	mutex_lock(&kmend_subsys.su_mutex);
	item = config_group_find_item(&kmend_policies_group,
				      name ?: kmend_policy_chosen_name());
	/*
	 * An rmdir may have begun that has yet to take it out of the group:
	 * -ENOENT. Of the one that was chosen, none can begin before su_mutex is
	 * dropped, as the choice still pins it.
	 */
	if (item)
		err = configfs_depend_item_unlocked(&kmend_subsys, item);
	mutex_unlock(&kmend_subsys.su_mutex);
	if (err) {
		config_item_put(item);
		return ERR_PTR(err);
	}
	return kmend_policy_of(item);
}

void kmend_policy_put(struct kmend_policy *policy)
{
	configfs_undepend_item(&policy->group.cg_item);
	config_item_put(&policy->group.cg_item);
}

const char *kmend_policy_name(struct kmend_policy *policy)
{
	return config_item_name(&policy->group.cg_item);
}

void kmend_policy_read(struct kmend_policy *policy, struct kmend_backoff *values)
{
	values->initial_delay_ms =
		READ_ONCE(policy->values[KMEND_POLICY_INITIAL_DELAY_MS]);
	values->max_delay_ms = READ_ONCE(policy->values[KMEND_POLICY_MAX_DELAY_MS]);
	values->multiplier_percent =
		READ_ONCE(policy->values[KMEND_POLICY_MULTIPLIER_PERCENT]);
	values->deadline_ms = READ_ONCE(policy->values[KMEND_POLICY_DEADLINE_MS]);
	values->jitter_percent = READ_ONCE(policy->values[KMEND_POLICY_JITTER_PERCENT]);
	values->max_attempts = READ_ONCE(policy->values[KMEND_POLICY_MAX_ATTEMPTS]);
}

void kmend_policy_limits(struct kmend_policy *policy, struct kmend_policy_limits *limits)
{
	limits->coalesce_ms = READ_ONCE(policy->values[KMEND_POLICY_COALESCE_MS]);
	limits->pause_budget_us = READ_ONCE(policy->values[KMEND_POLICY_PAUSE_BUDGET_US]);
	limits->active_after = READ_ONCE(policy->values[KMEND_POLICY_ACTIVE_AFTER]);
	limits->allow_unpatched = READ_ONCE(policy->values[KMEND_POLICY_ALLOW_UNPATCHED]);
	limits->evict_after = READ_ONCE(policy->values[KMEND_POLICY_EVICT_AFTER]);
	limits->wake_after = READ_ONCE(policy->values[KMEND_POLICY_WAKE_AFTER]);
	limits->redirect = READ_ONCE(policy->values[KMEND_POLICY_REDIRECT]);
}

static void kmend_policy_fill(struct kmend_policy *policy, struct kmend_policy_info *info)
{
	lockdep_assert_held(&kmend_subsys.su_mutex);

	strscpy(info->name, kmend_policy_name(policy), sizeof(info->name));
	info->is_default = !strcmp(info->name, kmend_policy_chosen_name());
	kmend_policy_read(policy, &info->backoff);
	kmend_policy_limits(policy, &info->limits);
}

int kmend_policy_walk(u32 *index, kmend_policy_fn fn, void *arg)
{
	struct kmend_policy_info info;
	struct config_item *item;
	u32 i = 0;
	int err = 0;

	mutex_lock(&kmend_subsys.su_mutex);
	list_for_each_entry(item, &kmend_policies_group.cg_children, ci_entry) {
		if (i++ < *index)
			continue;
		kmend_policy_fill(kmend_policy_of(item), &info);
		err = fn(&info, arg);
		if (err)
			break;
		*index = i;
	}
	mutex_unlock(&kmend_subsys.su_mutex);
	return err;
}

int kmend_policy_describe(const char *name, struct kmend_policy_info *info)
{
	struct config_item *item;

	mutex_lock(&kmend_subsys.su_mutex);
	item = config_group_find_item(&kmend_policies_group, name);
	if (item)
		kmend_policy_fill(kmend_policy_of(item), info);
	mutex_unlock(&kmend_subsys.su_mutex);
	config_item_put(item);
	return item ? 0 : -ENOENT;
}
