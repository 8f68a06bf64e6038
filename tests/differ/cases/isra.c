/* The compiler passes less than the source says: a function under another name. */
// cc: gcc
// expect: replaced f.isra.
#include "macros.h"
struct s { long pad[9]; int a; };
static __attribute__((__noinline__)) int f(struct s *s) { return external(s->a) + PICK(1, 2); }
int g(struct s *s) { return f(s) * 3; }
int h(struct s *s) { return f(s) * 5; }
