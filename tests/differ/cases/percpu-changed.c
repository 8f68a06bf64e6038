// expect: refused initial value of hits (section .data..percpu)
#include "macros.h"
section(".data..percpu") int hits = PICK(1, 2);
int f(int x) { return external(x) + hits; }
