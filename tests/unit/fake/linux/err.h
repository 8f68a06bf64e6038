/* SPDX-License-Identifier: GPL-2.0 */
#include "../kernel.h"

#define PTR_ERR(pointer) ((long)(pointer))
#define IS_ERR(pointer) ((unsigned long)(pointer) >= (unsigned long)-4095)
