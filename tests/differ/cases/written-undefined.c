/* Nothing tells that it is code. */
// change-data
// expect: refused initial value of place
#include "macros.h"
extern int other_data;
int *place = PICK(&external_data, &other_data);
void *f(void) { return &place; }
