// SPDX-License-Identifier: GPL-2.0
/*
 * The differ on small sources. Each tests/differ/cases/NAME.c is compiled twice,
 * the second time with -DPOST, all of it by gcc and again by clang where that is
 * installed; it says in its first lines what is expected:
 *
 *	// cc: gcc			what is expected holds for code of gcc only
 *	// cflags: OPTION...		more options for the compiler
 *	// renew: OBJECT		nobody keeps its address
 *	// change-data			data is written in its place
 *	// before-load			nobody has run the module yet
 *	// without-boot-code		what has run, and what is read no more, is left out
 *	// object: drill		the module that it is of
 *	// leave: FUNCTION		it stays as it is; with -DOLD, too, the source after the change has the old one
 *	// expect: nochange
 *	// expect: refused TEXT		somewhere in the message
 *	// expect: replaced FUNCTION	these, "new", "left", "hook", "shadow", "active" and "written" must be all
 *	// expect: new FUNCTION
 *	// expect: left FUNCTION
 *	// expect: hook FUNCTION, shadow NAME, active FUNCTION, written OBJECT
 * and of the object that is written (a name that ends with "." is a prefix):
 *	// expect: undefined SYMBOL
 *	// expect: local SYMBOL		defined there
 *	// expect: global SYMBOL
 *	// expect: absent SYMBOL	not defined there
 *	// expect: weak SYMBOL		undefined, and may stay so
 *	// expect: section NAME [SIZE]
 *	// expect: no-section NAME
 *	// expect: rela SECTION SYMBOL defined|undefined
 *	// expect: part FUNCTION	described as a piece of a replaced one
 *	// expect: flagged FUNCTION N	described, with these of enum kmend_func_flags
 *	// expect: word OBJECT OFFSET SIZE	written there, and how much
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../ctl/differ/differ.h"
#include "../../ctl/differ/image.h"
#include "../../ctl/differ/index.h"
#include "../../ctl/differ/object.h"
#include "../../uapi/kmend_patch.h"

#define CASES "tests/differ/cases"
#define FLAGS "-std=gnu11 -O2 -w -ffunction-sections -fdata-sections -mcmodel=kernel -fno-pic -fno-pie " \
	"-fno-common -fcf-protection=none -fno-asynchronous-unwind-tables -fno-jump-tables " \
	"-fno-stack-protector -fno-strict-aliasing -mno-red-zone -Itests/differ"

static char dir[] = "/tmp/kmend-differ.XXXXXX";

static const char *default_cc(void)
{
	const char *cc = getenv("CC");

	return cc ? cc : "cc";
}

struct paths {
	char pre[128], post[128], out[128];
};

static struct paths paths_of(const char *name)
{
	struct paths p;

	snprintf(p.pre, sizeof(p.pre), "%s/%s.pre.o", dir, name);
	snprintf(p.post, sizeof(p.post), "%s/%s.post.o", dir, name);
	snprintf(p.out, sizeof(p.out), "%s/%s.out.o", dir, name);
	return p;
}

/* @more flags, such as "-DPOST", or "" */
static void put_command(char command[1024], const char *cc, const char *name, const char *more, const char *flags,
			const char *out)
{
	snprintf(command, 1024, "%s %s %s %s -c -o %s %s/%s.c", cc, FLAGS, more, flags, out, CASES, name);
}

static void compile_by(const char *cc, const char *name, const char *flags, const char *out)
{
	char command[1024];

	put_command(command, cc, name, "", flags, out);
	assert_int_equal(system(command), 0);
}

/* Both at once: there are a thousand of them. */
static void compile_pair(const char *cc, const char *name, const char *flags, const struct paths *p)
{
	char pre[1024], post[1024], both[2100];

	put_command(pre, cc, name, "", flags, p->pre);
	put_command(post, cc, name, "-DPOST", flags, p->post);
	snprintf(both, sizeof(both), "%s & %s && wait $!", pre, post);
	assert_int_equal(system(both), 0);
}

static void compile(const char *name, const char *flags, const char *out)
{
	compile_by(default_cc(), name, flags, out);
}

static struct kmend_diff_options options_for(const struct paths *p, const char *object)
{
	return (struct kmend_diff_options){
		.pre = p->pre, .post = p->post, .out = p->out, .object = object, .source = "case.c",
		.unit = "kmend_unit_0",
	};
}

static int diff_object(const struct paths *p, const char *object, const char *reference,
		       struct kmend_diff_result *result, struct kmend_err *err)
{
	struct kmend_diff_options opts = options_for(p, object);

	opts.reference = reference;
	return kmend_diff(&opts, result, err);
}

static int diff(const struct paths *p, const char *reference, struct kmend_diff_result *result, struct kmend_err *err)
{
	return diff_object(p, "vmlinux", reference, result, err);
}

static bool same_name(const char *name, const char *wanted)
{
	size_t len = strlen(wanted);

	return len && wanted[len - 1] == '.' ? !strncmp(name, wanted, len) : !strcmp(name, wanted);
}

static bool has_symbol(const struct kmend_obj *obj, const char *name, bool defined, int bind)
{
	for (size_t i = 1; i < obj->nr_syms; i++) {
		const struct kmend_sym *sym = &obj->syms[i];

		if (same_name(sym->name, name) && sym->type != STT_SECTION && !sym->sec == !defined &&
		    (bind < 0 || sym->bind == bind))
			return true;
	}
	return false;
}

static const struct kmend_sec *find_section(const struct kmend_obj *obj, const char *name)
{
	for (size_t i = 1; i < obj->nr_secs; i++)
		if (obj->secs[i].name && same_name(obj->secs[i].name, name))
			return &obj->secs[i];
	return NULL;
}

static bool has_rela(const struct kmend_obj *obj, const char *section, const char *symbol, bool defined)
{
	const struct kmend_sec *sec = find_section(obj, section);

	for (size_t i = 0; sec && i < sec->nr_relas; i++)
		if (same_name(sec->relas[i].sym->name, symbol) && !sec->relas[i].sym->sec == !defined)
			return true;
	return false;
}

/* What a pointer of the descriptor points at. */
static const char *follow(const struct kmend_sec *sec, uint64_t at)
{
	for (size_t i = 0; i < sec->nr_relas; i++)
		if (sec->relas[i].offset == at && sec->relas[i].sym->sec)
			return (const char *)sec->relas[i].sym->sec->data + sec->relas[i].sym->value +
			       sec->relas[i].addend;
	return NULL;
}

/* What is described of a function; size 0: it is not. */
static struct kmend_func_desc described(const struct kmend_obj *obj, const char *name)
{
	const struct kmend_sec *funcs = find_section(obj, KMEND_SEC_FUNCS);

	for (uint64_t at = 0; funcs && at < funcs->size; at += sizeof(struct kmend_func_desc)) {
		const char *func = follow(funcs, at + offsetof(struct kmend_func_desc, name));
		struct kmend_func_desc desc;

		memcpy(&desc, funcs->data + at, sizeof(desc));
		if (func && !strcmp(func, name))
			return desc;
	}
	return (struct kmend_func_desc){ 0 };
}

static bool has_word(const struct kmend_obj *obj, const char *name, uint32_t offset, uint32_t size)
{
	const struct kmend_sec *data = find_section(obj, KMEND_SEC_DATA);

	for (uint64_t at = 0; data && at < data->size; at += sizeof(struct kmend_data_desc)) {
		const char *object = follow(data, at + offsetof(struct kmend_data_desc, name));
		struct kmend_data_desc desc;

		memcpy(&desc, data->data + at, sizeof(desc));
		if (object && !strcmp(object, name) && desc.offset == offset && desc.size == size)
			return true;
	}
	return false;
}

/* One expectation about the object; the words after "expect:". */
static void check_object(const struct kmend_obj *obj, const char *what, const char *a, const char *b, const char *c)
{
	const struct kmend_sec *sec;
	bool ok = false;

	if (!strcmp(what, "undefined")) {
		ok = has_symbol(obj, a, false, -1);
	} else if (!strcmp(what, "weak")) {
		ok = has_symbol(obj, a, false, STB_WEAK);
	} else if (!strcmp(what, "local")) {
		ok = has_symbol(obj, a, true, STB_LOCAL);
	} else if (!strcmp(what, "global")) {
		ok = has_symbol(obj, a, true, STB_GLOBAL);
	} else if (!strcmp(what, "absent")) {
		ok = !has_symbol(obj, a, true, -1);
	} else if (!strcmp(what, "rela")) {
		ok = has_rela(obj, a, b, !strcmp(c, "defined"));
	} else if (!strcmp(what, "part")) {
		ok = described(obj, a).flags & KMEND_FUNC_PART && !described(obj, a).new_size;
	} else if (!strcmp(what, "flagged")) {
		ok = described(obj, a).size && described(obj, a).flags == strtoul(b, NULL, 0);
	} else if (!strcmp(what, "word")) {
		ok = has_word(obj, a, strtoul(b, NULL, 0), strtoul(c, NULL, 0));
	} else if (!strcmp(what, "no-section")) {
		ok = !find_section(obj, a);
	} else if (!strcmp(what, "section")) {
		sec = find_section(obj, a);
		ok = sec && sec->size && (!*b || sec->size == strtoull(b, NULL, 0));
	} else {
		fail_msg("unknown expectation: %s", what);
	}
	if (!ok)
		fail_msg("expected: %s %s %s %s", what, a, b, c);
}

/* The module loader refuses to write over a field that is not zero. */
static void check_fields(const struct kmend_obj *obj)
{
	static const uint8_t zero[8];

	for (size_t s = 1; s < obj->nr_secs; s++) {
		const struct kmend_sec *sec = &obj->secs[s];

		for (size_t r = 0; r < sec->nr_relas; r++) {
			unsigned int width = kmend_rela_width(sec->relas[r].type);

			assert_in_range(width, 1, sizeof(zero));
			if (memcmp(sec->data + sec->relas[r].offset, zero, width))
				fail_msg("%s+%#llx is relocated and not zero", sec->name,
					 (unsigned long long)sec->relas[r].offset);
		}
	}
}

static bool has_item(const struct kmend_diff_result *result, enum kmend_diff_what what, const char *name)
{
	for (unsigned int i = 0; i < result->nr_items; i++)
		if (result->items[i].what == what && same_name(result->items[i].name, name))
			return true;
	return false;
}

/* enum kmend_diff_what, or -1 */
static int kind_of(const char *name)
{
	for (int i = KMEND_DIFF_REPLACED; i <= KMEND_DIFF_WRITTEN; i++)
		if (!strcmp(name, kmend_diff_what_name(i)))
			return i;
	return -1;
}

struct expectations {
	char cflags[256];
	char object[64];
	char left[64];
	char renewed[64];
	bool change_data, before_load, without_boot_code;
	char lines[32][256];
	size_t nr;
};

static void read_expectations(const char *name, struct expectations *e)
{
	char path[256], line[256];
	FILE *f;

	memset(e, 0, sizeof(*e));
	strcpy(e->object, "vmlinux");
	snprintf(path, sizeof(path), "%s/%s.c", CASES, name);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, "// cflags: ", 11))
			strcpy(e->cflags, line + 11);
		if (!strncmp(line, "// object: ", 11))
			strcpy(e->object, line + 11);
		if (!strncmp(line, "// leave: ", 10))
			strcpy(e->left, line + 10);
		if (!strncmp(line, "// renew: ", 10))
			strcpy(e->renewed, line + 10);
		e->change_data |= !strcmp(line, "// change-data");
		e->before_load |= !strcmp(line, "// before-load");
		e->without_boot_code |= !strcmp(line, "// without-boot-code");
		if (!strncmp(line, "// expect: ", 11)) {
			assert_in_range(e->nr, 0, 31);
			strcpy(e->lines[e->nr++], line + 11);
		}
	}
	fclose(f);
	assert_int_not_equal(e->nr, 0);
}

static void check_result(const struct expectations *e, const struct paths *p, const struct kmend_diff_result *result)
{
	struct kmend_err err = { 0 };
	struct kmend_obj *obj = result->nr_items ? kmend_obj_open(p->out, &err) : NULL;
	unsigned int functions = 0;

	if (obj)
		check_fields(obj);
	for (size_t i = 0; i < e->nr; i++) {
		char what[32] = "", a[128] = "", b[128] = "", c[32] = "";

		sscanf(e->lines[i], "%31s %127s %127s %31s", what, a, b, c);
		if (!strcmp(what, "nochange")) {
			assert_int_equal(result->nr_items, 0);
			assert_int_not_equal(access(p->out, F_OK), 0);
		} else if (kind_of(what) >= 0) {
			if (!has_item(result, kind_of(what), a))
				fail_msg("expected: %s", e->lines[i]);
			functions++;
		} else {
			assert_non_null(obj);
			check_object(obj, what, a, b, c);
		}
	}
	for (unsigned int i = 0; functions != result->nr_items && i < result->nr_items; i++)
		print_message("found: %s: %s\n", result->items[i].name, result->items[i].why);
	assert_int_equal(functions, result->nr_items);
	kmend_obj_close(obj);
}

/* A source and who compiles it. */
struct source {
	char *name;
	const char *cc;
};

static bool has_function(const char *object, const char *name)
{
	struct kmend_err err = { 0 };
	struct kmend_obj *obj = kmend_obj_open(object, &err);
	bool found = obj && (has_symbol(obj, name, true, STB_GLOBAL) || has_symbol(obj, name, true, STB_WEAK));

	kmend_obj_close(obj);
	return found;
}

/* With what is left, as the builder does it. */
static int diff_case(const struct source *source, const struct paths *p, const struct expectations *e,
		     struct kmend_diff_result *result, struct kmend_err *err)
{
	char *names[] = { (char *)e->left }, *tables[] = { (char *)e->renewed };
	struct kmend_names left = { names, *e->left != 0 };
	struct kmend_diff_options opts = options_for(p, e->object);
	char flags[300], old[300];

	if (left.nr) {
		snprintf(flags, sizeof(flags), "-DPOST -DOLD %s", e->cflags);
		snprintf(old, sizeof(old), "%s/%s.old.o", dir, source->name);
		compile_by(source->cc, source->name, flags, old);
		if (has_function(p->pre, e->left))
			opts.own = left;
		opts.old = old;
	}
	opts.left = left;
	opts.renewed = (struct kmend_names){ tables, *e->renewed != 0 };
	opts.change_data = e->change_data;
	opts.before_load = e->before_load;
	opts.without_boot_code = e->without_boot_code;
	return kmend_diff(&opts, result, err);
}

static void test_case(void **state)
{
	const struct source *source = *state;
	const char *name = source->name;
	struct paths p = paths_of(name);
	struct kmend_diff_result result;
	struct kmend_err err = { 0 };
	struct expectations e;
	int ret;

	read_expectations(name, &e);
	compile_pair(source->cc, name, e.cflags, &p);
	unlink(p.out);
	ret = diff_case(source, &p, &e, &result, &err);
	if (!strncmp(e.lines[0], "refused ", 8)) {
		assert_int_equal(ret, -1);
		if (err.code != KMEND_EXIT_REFUSED || !strstr(err.text, e.lines[0] + 8))
			fail_msg("expected: %s; got %d: %s", e.lines[0], err.code, err.text);
		assert_null(strchr(err.text, '\n'));
		assert_int_not_equal(access(p.out, F_OK), 0);
		return;
	}
	if (ret)
		fail_msg("%d: %s", err.code, err.text);
	check_result(&e, &p, &result);
	kmend_diff_result_free(&result);
}

static char *read_all(const char *path, size_t *size)
{
	struct stat st;
	FILE *f = fopen(path, "r");
	char *data;

	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	*size = (size_t)st.st_size;
	data = malloc(*size + 1);
	assert_non_null(data);
	assert_int_equal(fread(data, 1, *size, f), *size);
	fclose(f);
	return data;
}

static void write_all(const char *path, const void *data, size_t size)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, size, f), size);
	assert_int_equal(fclose(f), 0);
}

/* The same input gives the same bytes. */
static void test_reproducible(void **state)
{
	struct paths p = paths_of("body"), q = paths_of("body");
	struct kmend_diff_result result;
	struct kmend_err err = { 0 };
	size_t size_a, size_b;
	char *a, *b;

	compile("body", "", p.pre);
	compile("body", "-DPOST", p.post);
	snprintf(q.out, sizeof(q.out), "%s/again.out.o", dir);
	assert_int_equal(diff(&p, NULL, &result, &err), 0);
	kmend_diff_result_free(&result);
	assert_int_equal(diff(&q, NULL, &result, &err), 0);
	kmend_diff_result_free(&result);
	a = read_all(p.out, &size_a);
	b = read_all(q.out, &size_b);
	assert_int_equal(size_a, size_b);
	assert_memory_equal(a, b, size_a);
	free(a);
	free(b);
}

/* The pre-image comes from the object as the kernel has it. */
static void test_reference(void **state)
{
	struct paths p = paths_of("body");
	char reference[128];
	struct kmend_diff_result result;
	struct kmend_err err = { 0 };

	compile("body", "", p.pre);
	compile("body", "-DPOST", p.post);
	snprintf(reference, sizeof(reference), "%s/reference.o", dir);
	compile("body", "-fno-function-sections -fno-data-sections", reference);
	assert_int_equal(diff(&p, reference, &result, &err), 0);
	assert_int_equal(result.nr_items, 1);
	kmend_diff_result_free(&result);

	compile("new-global", "", reference);
	assert_int_equal(diff(&p, reference, &result, &err), -1);
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	assert_non_null(strstr(err.text, "has no function f of its own"));
}

static int locate(void *ctx, const char *name, bool local, struct kmend_location *location,
		  struct kmend_err *err)
{
	if (!ctx)
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "where is %s?", name);
	location->position = local && !strcmp(name, "state") ? *(unsigned int *)ctx : 0;
	return 0;
}

/* Which of several local symbols of a name it is says the resolver, or nobody. */
static void test_resolver(void **state)
{
	struct paths p = paths_of("old-static-data");
	unsigned int third = 3;
	struct kmend_resolver resolver = { locate, &third };
	struct kmend_diff_options opts = {
		.pre = p.pre, .post = p.post, .out = p.out, .object = "vmlinux", .source = "case.c",
		.unit = "kmend_unit_0", .resolver = &resolver,
	};
	struct kmend_diff_result result;
	struct kmend_err err = { 0 };
	struct kmend_obj *obj;

	compile("old-static-data", "", p.pre);
	compile("old-static-data", "-DPOST", p.post);
	assert_int_equal(kmend_diff(&opts, &result, &err), 0);
	kmend_diff_result_free(&result);
	obj = kmend_obj_open(p.out, &err);
	assert_non_null(obj);
	assert_true(has_symbol(obj, ".klp.sym.vmlinux.state,3", false, -1));
	kmend_obj_close(obj);

	unlink(p.out);
	resolver.ctx = NULL;
	assert_int_equal(kmend_diff(&opts, &result, &err), -1);
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	assert_non_null(strstr(err.text, "where is "));
	assert_int_not_equal(access(p.out, F_OK), 0);
}

static void test_other_source(void **state)
{
	struct paths p = paths_of("body");
	struct kmend_diff_result result;
	struct kmend_err err = { 0 };

	compile("body", "", p.pre);
	compile("string", "", p.post);
	assert_int_equal(diff(&p, NULL, &result, &err), -1);
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	assert_non_null(strstr(err.text, "are not from one source file: body.c and string.c"));
}

static void test_missing_file(void **state)
{
	struct paths p = paths_of("no-such-case");
	struct kmend_diff_result result;
	struct kmend_err err = { 0 };

	assert_int_equal(diff(&p, NULL, &result, &err), -1);
	assert_int_equal(err.code, KMEND_EXIT_FAILED);
	assert_non_null(strstr(err.text, "No such file"));
}

/* Opening a pipe that nobody writes to would hang. */
static void test_pipe(void **state)
{
	struct paths p = paths_of("pipe");
	struct kmend_diff_result result;
	struct kmend_err err = { 0 };

	assert_int_equal(mkfifo(p.pre, 0600), 0);
	alarm(10);
	assert_int_equal(diff(&p, NULL, &result, &err), -1);
	alarm(0);
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	assert_non_null(strstr(err.text, "not a regular file"));
	unlink(p.pre);
}

/* A pre-image: where its sites and references are, and what they are. */
static void test_image(void **state)
{
	char path[128];
	struct kmend_err err = { 0 };
	struct kmend_image image = { 0 };
	struct kmend_obj *obj;

	snprintf(path, sizeof(path), "%s/image.o", dir);
	compile("alternative-moves", "", path);
	obj = kmend_obj_open(path, &err);
	assert_non_null(obj);
	for (size_t i = 1; i < obj->nr_syms; i++)
		if (!strcmp(obj->syms[i].name, "g"))
			assert_int_equal(kmend_image_read(obj, &obj->syms[i], &image, &err), 0);
	assert_string_equal(image.name, "g");
	assert_false(image.local);
	assert_int_equal(image.nr_sites, 2);
	assert_int_equal(image.sites[0].kind, KMEND_SITE_ALTERNATIVE);
	assert_int_equal(image.sites[0].length, 3);
	assert_int_equal(image.sites[1].offset, image.sites[0].offset + 3);
	assert_int_equal(image.nr_refs, 1);
	assert_int_equal(image.refs[0].kind, KMEND_REF_SYMBOL);
	assert_string_equal(image.refs[0].symbol, "external");
	assert_int_equal(image.refs[0].addend, -4);
	kmend_image_free(&image);
	kmend_obj_close(obj);
}

static void test_image_content(void **state)
{
	char path[128];
	struct kmend_err err = { 0 };
	struct kmend_image image = { 0 };
	struct kmend_obj *obj;
	bool found = false;

	snprintf(path, sizeof(path), "%s/image.o", dir);
	compile("string", "", path);
	obj = kmend_obj_open(path, &err);
	assert_non_null(obj);
	for (size_t i = 1; i < obj->nr_syms; i++)
		if (!strcmp(obj->syms[i].name, "f"))
			assert_int_equal(kmend_image_read(obj, &obj->syms[i], &image, &err), 0);
	for (size_t i = 0; i < image.nr_refs; i++) {
		if (image.refs[i].kind != KMEND_REF_CONTENT)
			continue;
		found = true;
		assert_int_equal(image.refs[i].length, sizeof("old %d\n"));
		assert_memory_equal(image.refs[i].content, "old %d\n", sizeof("old %d\n"));
		assert_int_equal(image.refs[i].addend, image.refs[i].type == R_X86_64_PC32 ? -4 : 0);
	}
	assert_true(found);
	kmend_image_free(&image);
	kmend_obj_close(obj);
}

/* A header field of another value, and what the message says. */
static const struct {
	const char *description;
	size_t offset;
	size_t size;
	uint64_t value;
	const char *text;
} fields[] = {
	{ "magic", 0, 1, 'X', "is not an ELF file" },
	{ "class", EI_CLASS, 1, ELFCLASS32, "is not a 64-bit little-endian object" },
	{ "byte order", EI_DATA, 1, ELFDATA2MSB, "is not a 64-bit little-endian object" },
	{ "ident version", EI_VERSION, 1, 9, "ELF version" },
	{ "type", offsetof(Elf64_Ehdr, e_type), 2, ET_DYN, "is not a relocatable object" },
	{ "machine", offsetof(Elf64_Ehdr, e_machine), 2, EM_AARCH64, "is an object for another machine" },
	{ "version", offsetof(Elf64_Ehdr, e_version), 4, 7, "ELF version" },
	{ "section table offset", offsetof(Elf64_Ehdr, e_shoff), 8, UINT64_MAX - 8, "" },
	{ "no section table", offsetof(Elf64_Ehdr, e_shoff), 8, 0, "section table" },
	{ "section header size", offsetof(Elf64_Ehdr, e_shentsize), 2, 1, "section table" },
	{ "number of sections", offsetof(Elf64_Ehdr, e_shnum), 2, 0xfe00, "" },
	{ "one section", offsetof(Elf64_Ehdr, e_shnum), 2, 1, "" },
	{ "section names", offsetof(Elf64_Ehdr, e_shstrndx), 2, 0x7fff, "" },
	{ "program headers", offsetof(Elf64_Ehdr, e_phnum), 2, 1, "program headers" },
};

static void check_refused(const struct paths *p, const char *text)
{
	struct kmend_diff_result result;
	struct kmend_err err = { 0 };

	if (diff(p, NULL, &result, &err) != -1)
		fail_msg("was not refused");
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	assert_non_null(strstr(err.text, p->post));
	if (!strstr(err.text, text))
		fail_msg("expected: %s; got: %s", text, err.text);
	assert_null(strchr(err.text, '\n'));
}

static void test_fields(void **state)
{
	struct paths p = paths_of("bug-line");
	size_t size;
	char *good;

	compile("bug-line", "", p.pre);
	good = read_all(p.pre, &size);
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		char *bad = malloc(size);

		assert_non_null(bad);
		memcpy(bad, good, size);
		memcpy(bad + fields[i].offset, &fields[i].value, fields[i].size);
		write_all(p.post, bad, size);
		check_refused(&p, fields[i].text);
		free(bad);
	}
	free(good);
}

static void test_cut_short(void **state)
{
	struct paths p = paths_of("bug-line");
	size_t size;
	char *good;

	compile("bug-line", "", p.pre);
	good = read_all(p.pre, &size);
	for (size_t len = 0; len < size; len += len < 128 ? 1 : 37) {
		write_all(p.post, good, len);
		check_refused(&p, "");
	}
	free(good);
}

/* Any byte may be anything: one clear line or a result, never a crash. */
static void test_any_byte(void **state)
{
	static const uint8_t values[] = { 0x00, 0x7f, 0xff };
	struct paths p = paths_of("alternative-moves");
	size_t size, refused = 0;
	char *good;

	compile("alternative-moves", "", p.pre);
	good = read_all(p.pre, &size);
	for (size_t at = 0; at < size; at += 3) {
		struct kmend_diff_result result;
		struct kmend_err err = { 0 };
		char was = good[at];

		good[at] = (char)values[at % 3];
		write_all(p.post, good, size);
		good[at] = was;
		if (diff(&p, NULL, &result, &err)) {
			assert_int_not_equal(err.code, KMEND_EXIT_OK);
			assert_int_not_equal(strlen(err.text), 0);
			refused++;
		} else {
			kmend_diff_result_free(&result);
		}
	}
	assert_int_not_equal(refused, 0);
	free(good);
}

static int make_dir(void **state)
{
	return mkdtemp(dir) ? 0 : -1;
}

/* Fails when a temporary file of the writer was left behind. */
static int remove_dir(void **state)
{
	struct dirent *d;
	DIR *list = opendir(dir);
	int left = 0;

	while (list && (d = readdir(list))) {
		size_t len = strlen(d->d_name);
		char path[512];

		if (d->d_name[0] == '.')
			continue;
		left |= len < 2 || strcmp(d->d_name + len - 2, ".o");
		snprintf(path, sizeof(path), "%s/%s", dir, d->d_name);
		unlink(path);
	}
	if (list)
		closedir(list);
	return rmdir(dir) || left ? -1 : 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct CMUnitTest *)a)->name, ((const struct CMUnitTest *)b)->name);
}

static bool has_clang(void)
{
	return system("command -v clang >/dev/null") == 0;
}

static void test_without_clang(void **state)
{
	print_message("# there is no clang: its code is not tested\n");
	skip();
}

static bool is_for_gcc(const char *name)
{
	char path[256], line[256];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s.c", CASES, name);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f) && !strncmp(line, "/", 1))
		found |= !strcmp(line, "// cc: gcc\n");
	if (f)
		fclose(f);
	return found;
}

static bool add_case(struct CMUnitTest *test, const char *name, const char *cc)
{
	struct source *source = malloc(sizeof(*source));
	char *title;

	if (!source || !(source->name = strdup(name)) || asprintf(&title, "%s by %s", name, cc) < 0)
		return false;
	source->cc = cc;
	*test = (struct CMUnitTest){ title, test_case, NULL, NULL, source };
	return true;
}

static size_t list_cases(struct CMUnitTest *tests, size_t most, const char *cc)
{
	DIR *list = opendir(CASES);
	struct dirent *d;
	size_t nr = 0;

	while (list && nr < most && (d = readdir(list))) {
		size_t len = strlen(d->d_name);
		char name[200];

		if (len < 3 || strcmp(d->d_name + len - 2, ".c"))
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)len - 2, d->d_name);
		if (!strcmp(cc, "clang") && is_for_gcc(name))
			continue;
		nr += add_case(&tests[nr], name, cc);
	}
	if (list)
		closedir(list);
	qsort(tests, nr, sizeof(*tests), by_name);
	return nr;
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(test_reproducible),
		cmocka_unit_test(test_reference),
		cmocka_unit_test(test_resolver),
		cmocka_unit_test(test_other_source),
		cmocka_unit_test(test_missing_file),
		cmocka_unit_test(test_pipe),
		cmocka_unit_test(test_image),
		cmocka_unit_test(test_image_content),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_any_byte),
	};
	static struct CMUnitTest tests[1024];
	size_t nr_others = sizeof(others) / sizeof(*others), most = sizeof(tests) / sizeof(*tests) - nr_others;
	size_t nr = list_cases(tests, most - 1, default_cc());

	if (!nr) {
		fprintf(stderr, "%s: no cases; run from the top of the tree\n", CASES);
		return 1;
	}
	if (has_clang())
		nr += list_cases(tests + nr, most - nr, "clang");
	else
		tests[nr++] = (struct CMUnitTest)cmocka_unit_test(test_without_clang);
	memcpy(tests + nr, others, sizeof(others));
	return _cmocka_run_group_tests("differ", tests, nr + nr_others, make_dir, remove_dir);
}
