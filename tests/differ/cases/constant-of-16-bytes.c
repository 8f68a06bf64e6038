// expect: replaced f
#include "macros.h"
typedef int v4 __attribute__((vector_size(16)));
void f(v4 *x) { *x += (v4){ 1, 2, 3, PICK(4, 5) }; }
void g(v4 *x) { *x += (v4){ 6, 7, 8, 9 }; }
