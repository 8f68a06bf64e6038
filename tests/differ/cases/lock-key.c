/* The key of a lock has no byte: any place will do. */
// cc: gcc
// expect: replaced f
// expect: local key.
#include "macros.h"
struct key { };
void init(void *, struct key *);
void f(void *lock) { static struct key key; init(lock, &key); external(PICK(1, 2)); }
