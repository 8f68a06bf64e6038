/* SPDX-License-Identifier: GPL-2.0 */
/* Files that are kept in the program: each from its first byte to before its end. */
#ifndef KMEND_BUILD_ASSETS_H
#define KMEND_BUILD_ASSETS_H

/* uapi/kmend_patch.h: what the generated source of a patch module includes. */
extern const char kmend_asset_patch_h[], kmend_asset_patch_h_end[];
/* uapi/kmend_author.h and kmend_shadow.h: what patched files may include. */
extern const char kmend_asset_author_h[], kmend_asset_author_h_end[];
extern const char kmend_asset_shadow_h[], kmend_asset_shadow_h_end[];

#endif
