/* One more key shifts the numbers of the others. */
// expect: replaced f
#include "macros.h"
struct key { };
void init(void *, struct key *);
void f(void *lock)
{
#if CHANGED
	static struct key key;

	init(lock, &key);
#endif
	external(1);
}
void g(void *lock) { static struct key key; init(lock, &key); external(3); }
