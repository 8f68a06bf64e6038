/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lets a pure file of the manager be compiled into the kernel and, as it is,
 * into a unit test. A pure file includes nothing else of either world.
 */
#ifndef _KMEND_COMPAT_H
#define _KMEND_COMPAT_H

#ifdef __KERNEL__
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif
#endif /* __KERNEL__ */

#endif
