/* A debug message on another line, and with another number. */
// cc: gcc
// expect: nochange
#include "macros.h"
#define NUMBERED PICK(__UNIQUE_ID_ddebug1, __UNIQUE_ID_ddebug7)
int f(int x) { DEBUG_MESSAGE(NUMBERED, PICK(10, 11)); return external(x); }
