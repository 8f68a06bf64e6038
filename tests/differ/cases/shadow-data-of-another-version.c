// expect: refused record of section .data.kmend.shadow is not what kmend_shadow.h writes
int value;

int shown(void) { return value; }

#ifdef POST
static char record[160] __attribute__((used, section(".data.kmend.shadow"))) = "short";
#endif
