# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What the report tells besides the functions: in which of them threads sleep, and which
# structures get another layout, whether looked for because of the patch's text or asked.
cat >layout.patch <<'EOF'
--- a/fs/eventfd.c
+++ b/fs/eventfd.c
@@ -40,7 +40,7 @@
 	 */
 	__u64 count;
 	unsigned int flags;
-	int id;
+	int id, reads;
 };
 
 __u64 eventfd_signal_mask(struct eventfd_ctx *ctx, __u64 n, unsigned mask)
@@ -257,7 +257,7 @@
 		__remove_wait_queue(&ctx->wqh, &wait);
 		__set_current_state(TASK_RUNNING);
 	}
-	eventfd_ctx_do_read(ctx, &ucnt);
+	eventfd_ctx_do_read(ctx, &ucnt), ctx->reads++;
 	current->in_eventfd = 1;
 	if (waitqueue_active(&ctx->wqh))
 		wake_up_locked_poll(&ctx->wqh, EPOLLOUT);
EOF
# report JQ PATCH OPTION...: the expression holds for the report of that build
report()
{
	local holds=$1 patch=$2

	shift 2
	kmend build --json --kernel "$R" --symbols "$V" "$@" -o out.ko "$patch" 2>&1 >report.json &&
		jq -e "$holds" report.json
}

check "a layout that changes is refused" eval '! kmend build --kernel "$R" --symbols "$V" -o out.ko layout.patch 2>why'
check "with the structure, how, and the way out" \
	grep -qF "the layout of struct eventfd_ctx changes (size 56 instead of 48, reads is new at 48)" why
check "the layout that may change is told" report '.sources[0].layouts ==
	[{"type":"struct eventfd_ctx","why":"size 56 instead of 48, reads is new at 48"}]' layout.patch --allow-layout "struct eventfd_ctx"
check "and the function that sleeps" report \
	'.sources[0].sleeps | map(select(.function == "eventfd_read")) == [{"function":"eventfd_read","calls":"schedule"}]' \
	"$P/eventfd.patch"
mv out.ko without.ko
check "no layout changes where none does" report '.sources[0].layouts == []' "$P/eventfd.patch" \
	--id out --layouts
mv out.ko with.ko
build without.ko "$P/eventfd.patch" --id out
check "and looking changes nothing" cmp without.ko with.ko
