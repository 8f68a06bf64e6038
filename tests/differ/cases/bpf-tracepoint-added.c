// expect: refused section __bpf_raw_tp_map is new, but the kernel reads it only at boot
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
used section("__bpf_raw_tp_map") static int (*const entry)(int) = external;
#endif
