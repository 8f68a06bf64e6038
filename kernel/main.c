// SPDX-License-Identifier: GPL-2.0
/* kmend.ko: the order in which the manager comes up and goes down. */
#include "active.h"
#include "arrival.h"
#include "bypass.h"
#include "event.h"
#include "eviction.h"
#include "genl.h"
#include "patch.h"
#include "policy.h"
#include "retry.h"
#include "stack.h"
#include "watch.h"

#include <linux/init.h>
#include <linux/module.h>

static int __init kmend_mod_init(void)
{
	int err;

	err = kmend_event_init();
	if (err)
		return err;
	err = kmend_watch_init();
	if (err)
		goto err_event_exit;
	err = kmend_retry_init();
	if (err)
		goto err_watch_exit;
	err = kmend_arrival_init();
	if (err)
		goto err_retry_exit;
	err = kmend_policy_init();
	if (err)
		goto err_arrival_exit;
	/* Last: requests come from here on. Patch modules cannot before we return. */
	err = kmend_genl_init();
	if (err)
		goto err_policy_exit;
	return 0;

err_policy_exit:
	kmend_policy_exit();
err_arrival_exit:
	kmend_arrival_exit();
err_retry_exit:
	kmend_retry_exit();
err_watch_exit:
	kmend_watch_exit();
err_event_exit:
	kmend_event_exit();
	return err;
}

/*
 * No patch module is loaded and no dump is on its way: each holds a reference.
 * A forced unload comes here in spite of them. But the exits of the patch modules
 * call into this code, and it alone knows what stood at the entries.
 */
static void __exit kmend_mod_exit(void)
{
	if (module_refcount(THIS_MODULE) > 0)
		kmend_patch_hold("the manager");
	/* First: afterwards nobody can ask for anything. */
	kmend_genl_exit();
	kmend_policy_exit();
	kmend_active_exit();
	kmend_bypass_exit();
	kmend_retry_exit();
	/* The worker is gone: nobody is brought out, watched or claimed any more. */
	kmend_evictions_exit();
	kmend_watch_exit();
	kmend_stack_exit();
	/* Now nothing is left that could lie in a module. */
	kmend_arrival_exit();
	/* Now nobody gives anything back to ftrace any more. */
	kmend_stack_end();
	kmend_event_exit();
	kmend_patch_exit();
}

module_init(kmend_mod_init);
module_exit(kmend_mod_exit);
MODULE_DESCRIPTION("Mends the running kernel: puts patch modules in force and takes them out");
MODULE_LICENSE("GPL");
MODULE_VERSION(KMEND_VERSION);
