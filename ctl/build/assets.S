/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files that a patch module is built with, so that an installed kmend needs
 * nothing beside it. Paths are from the top of the repository, where make runs.
 */
	.section .rodata
	.globl	kmend_asset_patch_h
	.globl	kmend_asset_patch_h_end
kmend_asset_patch_h:
	.incbin	"uapi/kmend_patch.h"
kmend_asset_patch_h_end:

	.globl	kmend_asset_author_h
	.globl	kmend_asset_author_h_end
kmend_asset_author_h:
	.incbin	"uapi/kmend_author.h"
kmend_asset_author_h_end:

	.globl	kmend_asset_shadow_h
	.globl	kmend_asset_shadow_h_end
kmend_asset_shadow_h:
	.incbin	"uapi/kmend_shadow.h"
kmend_asset_shadow_h_end:

	.section .note.GNU-stack, "", @progbits
