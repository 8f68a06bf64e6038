/* A variable under another name is a new one: nobody can tell that it is meant to be the old. */
// expect: replaced f
// expect: local after
#include "macros.h"
static int PICK(before, after);
int f(int x) { return PICK(before, after) += external(x); }
