/* The index of messages is for people who look; it may be wrong. */
// expect: nochange
#include "macros.h"
used section(".printk_index") static const char *const entry[] = { PICK("old", "new") };
int f(int x) { return external(x); }
