/* Nobody sees that the objects which are there keep the old layout. */
// expect: replaced f
// expect: undefined first
#include "macros.h"
struct s { PICK(int a; int b;, int b; int a;) };
extern struct s *first;
int f(void) { return external(first->a); }
