# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A structure that is only on the stack of functions that are replaced may get another layout, and one of which all are
# constants another member; what is against it is told. Most that the text can have against it: tests/unit/test_locals.c.
layout=(-q --kernel "$R" --symbols "$V" "$P/classes/layout.patch")

expect 0 '^  layout +struct core_name: size 24 instead of 16, parts is new at 0: only on the stack of functions that are replaced$' \
	kmend build "${layout[@]}" -o layout.ko
mkdir again
check "a program is told, too" eval 'kmend build --json "${layout[@]}" -o again/layout.ko | jq -e ".sources[0].layouts[0].because ==
	\"only on the stack of functions that are replaced\""'

# stays TEXT: with more.patch it is refused, for that reason
stays()
{
	expect 3 "the layout of struct core_name changes .*it is not only on the stack of functions that are replaced: $1" \
		kmend build "${layout[@]}" more.patch -o more.ko
	check "nothing is written" test ! -e more.ko
}

# Another pointer becomes one to it.
cat >more.patch <<'EOF'
--- a/fs/coredump.c
+++ b/fs/coredump.c
@@ -78,5 +78,5 @@
 static int expand_corename(struct core_name *cn, int size)
 {
-	char *corename = krealloc(cn->corename, size, GFP_KERNEL);
+	char *corename = krealloc(((struct core_name *)cn)->corename, size, GFP_KERNEL);
 
 	if (!corename)
EOF
stays "struct core_name is cast to"

# So does one without a type, without a cast.
cat >more.patch <<'EOF'
--- a/fs/coredump.c
+++ b/fs/coredump.c
@@ -76,6 +76,7 @@
 };
 
-static int expand_corename(struct core_name *cn, int size)
+static int expand_corename(void *data, int size)
 {
+	struct core_name *cn = data;
 	char *corename = krealloc(cn->corename, size, GFP_KERNEL);
 
EOF
stays "a \"void \*\" becomes a pointer to it"

# Threads may stay in a function.
cat >more.patch <<'EOF'
--- a/fs/coredump.c
+++ b/fs/coredump.c
@@ -1,4 +1,5 @@
 // SPDX-License-Identifier: GPL-2.0
 #include <linux/slab.h>
+#include <kmend_author.h>
 #include <linux/file.h>
 #include <linux/fdtable.h>
@@ -1270,2 +1271,4 @@
 	return true;
 }
+
+KMEND_ALLOW_ACTIVE(do_coredump, "a test");
EOF
stays "threads may go on in the old code"

# A function has one that is the same before and after: what is new lies where nothing was.
cat >hole.patch <<'EOF'
--- a/kernel/sched/fair.c
+++ b/kernel/sched/fair.c
@@ -8183,6 +8183,7 @@
 	struct rq		*dst_rq;
 	bool			dst_core_idle;
 
+	bool			dst_core_seen;
 	struct cpumask		*dst_grpmask;
 	int			new_dst_cpu;
 	enum cpu_idle_type	idle;
@@ -9909,6 +9910,7 @@
 	unsigned long sum_util = 0;
 	int sg_status = 0;
 
+	env->dst_core_seen = !env->dst_core_seen;
 	env->dst_core_idle = !sched_smt_active() || is_core_idle(env->dst_cpu);
 
 	do {
EOF
expect 3 "struct lb_env changes .*: active_load_balance_cpu_stop has one, and is not replaced; nor are all constants: in kernel/sched/fair.c, it is not constant" \
	kmend build -q --kernel "$R" --symbols "$V" hole.patch -o hole.ko
check "nothing is written" test ! -e hole.ko

# All are constants.
constants=(-q --kernel "$R" --symbols "$V" "$P/classes/layout-constants.patch")
expect 0 '^  layout +struct pid_entry: more is new at 14: all are constants, with zeros there$' \
	kmend build "${constants[@]}" -o constants.ko

# But it may not have another value in a constant.
cat >more.patch <<'EOF'
--- a/fs/proc/base.c
+++ b/fs/proc/base.c
@@ -164,5 +164,5 @@
 	.name = (NAME),					\
 	.len  = sizeof(NAME) - 1,			\
-	.mode = MODE,					\
+	.mode = MODE, .more = 1,			\
 	.iop  = IOP,					\
 	.fop  = FOP,					\
EOF
expect 3 "initial value" kmend build "${constants[@]}" more.patch -o more.ko
check "nothing is written" test ! -e more.ko
