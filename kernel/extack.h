/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_EXTACK_H
#define _KMEND_EXTACK_H

struct netlink_ext_ack;

/**
 * kmend_extack_set() - answer a netlink request with a text made for it
 * @extack: of the request; may be NULL
 * @text: copied
 *
 * Context: in a netlink operation, in the thread that called sendmsg(). If memory
 * is short, the answer has no text.
 */
void kmend_extack_set(struct netlink_ext_ack *extack, const char *text);

#endif
