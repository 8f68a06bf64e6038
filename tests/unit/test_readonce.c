// SPDX-License-Identifier: GPL-2.0
/* Which tables, of netlink attributes and of devices, are only read in the call that gets them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../ctl/build/readonce.h"

#define TABLE	"static const struct nla_policy p[3] = { [1] = { .type = 1 } };\n"

#define IDS	"static const struct hid_device_id p[] = { { .bus = 3 }, { } };\n"
#define DMI	"static const struct dmi_system_id p[] = { "
#define OF_DMI	" };\nint f(void) { return dmi_check_system(p); }"

static const struct row {
	const char *pre;	/* NULL: as after the change */
	const char *post;
	const char *names;	/* may be taken anew */
} rows[] = {
	{ NULL, TABLE "int f(void) { return nla_parse(tb, 2, head, len, p, NULL); }", "p" },
	{ NULL, TABLE "int f(void) { if (nlmsg_parse(h, 4, tb, (sizeof(p) / sizeof((p)[0])) - 1, (p), e)) return 1; }", "p" },
	{ NULL, TABLE "int f(void) { return __nla_validate(head, len, 2, p, 0, e) ? g(\"p(\") : ')'; }", "p" },
	{ NULL, "static const struct nla_policy p[3];\n" TABLE, "p" },
	{ NULL, TABLE "static const struct nla_policy q[] = { };\nint f(void) { nla_parse_nested(tb, 2, a, p, e); g(q); }", "p" },
	/* Somebody may keep it. */
	{ NULL, TABLE "int f(void) { return g(p); }", "" },
	{ NULL, TABLE "int f(void) { return nla_parse(tb, 2, head, len, g(p), NULL); }", "" },
	{ NULL, TABLE "const struct nla_policy *f(void) { return p; }", "" },
	{ NULL, TABLE "const struct nla_policy *f(void) { return (p); }", "" },
	{ NULL, TABLE "void f(void) { kept = p; }", "" },
	{ NULL, TABLE "struct ops o = { .policy = p };", "" },
	{ NULL, TABLE "struct ops o = { .policy = (p) };", "" },
	{ NULL, TABLE "int f(void) { return nla_parse(tb, 2, head, len, ({ kept = p; }), NULL); }", "" },
	{ TABLE "int f(void) { return g(p); }", TABLE "int f(void) { return nla_parse(tb, 2, head, len, p, NULL); }", "" },
	/* It is not such a table, or was none. */
	{ NULL, "const struct nla_policy p[3] = { };\nint f(void) { nla_parse(tb, 2, head, len, p, NULL); }", "" },
	{ NULL, "static struct nla_policy p[3] = { };\nint f(void) { nla_parse(tb, 2, head, len, p, NULL); }", "" },
	{ NULL, "static const struct nla_policy *p = q;\nint f(void) { nla_parse(tb, 2, head, len, p, NULL); }", "" },
	{ NULL, "static const struct other p[3] = { };\nint f(void) { nla_parse(tb, 2, head, len, p, NULL); }", "" },
	{ "const struct nla_policy p[3] = { };", TABLE, "" },
	{ "", TABLE, "" },
	/* An entry that is only asked whether it is there. */
	{ NULL, IDS "int f(void) { if (hid_match_id(h, p)) return 1; }", "p" },
	{ NULL, IDS "int f(void) { if (a && hid_match_id(h, p)) return 1; }", "p" },
	{ NULL, IDS "int f(void) { while ( (hid_match_id(h, g(\")\"), p)) ) return 1; }", "p" },
	{ NULL, IDS "int f(void) { return !!hid_match_id(h, p); }", "p" },
	{ NULL, IDS "int f(void) { if (__builtin_expect(!!(hid_match_id(h, p)), 0)) return 1; }", "p" },
	{ NULL, IDS "int f(void) { return hid_match_id(h, p) != ((void *)0); }", "p" },
	{ NULL, IDS "int f(void) { return ((void *)0) == a || hid_match_id(h, p); }", "p" },
	{ NULL, IDS "int f(void) { return hid_match_id(h, p) ? 1 : 2; }", "p" },
	{ NULL, "static const struct pci_device_id p[] = { };\nint f(void) { int a = pci_dev_present(p); return g(a); }", "p" },
	/* It goes somewhere. */
	{ NULL, IDS "int f(void) { id = hid_match_id(h, p); if (id) return 1; }", "" },
	{ NULL, IDS "int f(void) { if ((id = hid_match_id(h, p))) return 1; }", "" },
	{ NULL, IDS "int f(void) { if (g(hid_match_id(h, p))) return 1; }", "" },
	{ NULL, IDS "int f(void) { if (g(a, (hid_match_id(h, p)))) return 1; }", "" },
	{ NULL, IDS "int f(void) { return (hid_match_id(h, p)); }", "" },
	{ NULL, IDS "int f(void) { id = hid_match_id(h, p) ?: &q; }", "" },
	{ NULL, IDS "int f(void) { id = hid_match_id(h, p) ? : &q; }", "" },
	{ NULL, IDS "int f(void) { id = a ? hid_match_id(h, p) : &q; }", "" },
	{ NULL, IDS "int f(void) { if (a && hid_match_id(h, p)->data) return 1; }", "" },
	{ NULL, IDS "int f(void) { return !(hid_match_id(h, p))->data; }", "" },
	{ NULL, IDS "int f(void) { if (hid_match_id(h, p)", "" },
	{ NULL, IDS "int f(void) { if (hid_match_id(h, p)) g(p); }", "" },
	{ NULL, IDS "struct hid_driver d = { .id_table = p };", "" },
	/* An entry may have a function of its own, which gets it. */
	{ NULL, DMI "{ .ident = \"callback\", .matches = { { .slot = A, .substr = \"{ f\" }, }, }, { }" OF_DMI, "p" },
	{ NULL, DMI "{ .callback = g, .ident = \"a\" }, { }" OF_DMI, "" },
	{ NULL, DMI "{ g, \"a\" }, { }" OF_DMI, "" },
	{ NULL, DMI "{ }, [A] = { .ident = \"a\" }, { }" OF_DMI, "" },
	{ NULL, DMI "g, \"a\"" OF_DMI, "" },
	{ NULL, "static const struct dmi_system_id p[2];\n" DMI "{ .callback = g }, { }" OF_DMI, "" },
	{ DMI "{ .callback = g }, { }" OF_DMI, DMI "{ .ident = \"a\" }, { }" OF_DMI, "" },
	/* Not to be understood. */
	{ NULL, TABLE "int f(void) { return nla_parse(tb, 2, head, len, p, NULL))))); }", "" },
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct kmend_names found = { 0 };
		char names[64] = "";

		assert_true(kmend_readonce_scan(rows[i].pre ? rows[i].pre : rows[i].post, rows[i].post, &found));
		for (size_t n = 0; n < found.nr; n++)
			strcat(strcat(names, n ? " " : ""), found.names[n]);
		if (strcmp(names, rows[i].names))
			fail_msg("row %zu, %s: '%s' instead of '%s'", i, rows[i].post, names, rows[i].names);
		kmend_names_free(&found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
