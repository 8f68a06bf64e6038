/* Characters of four bytes, alike up to a byte that is zero. */
// expect: replaced f
#include "macros.h"
int wide(const int *);
int f(int x) { return wide(PICK(L"a\x101", L"a\x102")) + x; }
int g(int x) { return wide(L"same") + x; }
