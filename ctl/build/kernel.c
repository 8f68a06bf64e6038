// SPDX-License-Identifier: GPL-2.0
/*
 * Finds source, config and the rest where the distribution's packages put
 * them. Whatever is missing is named together with the command that brings it.
 */
#include "kernel.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "config.h"
#include "files.h"
#include "run.h"
#include "symvers.h"

/* "6.1" of "6.1.0-56-cloud-amd64" */
static int series(const char *release, char *out, size_t size)
{
	unsigned int major, minor;

	if (sscanf(release, "%u.%u", &major, &minor) != 2)
		return -1;
	snprintf(out, size, "%u.%u", major, minor);
	return 0;
}

static int check_release(struct kmend_kernel *k, struct kmend_err *err)
{
	char of[32];
	struct utsname uts;

	if (!*k->release) {
		if (uname(&uts))
			return kmend_err_set(err, KMEND_EXIT_FAILED, "cannot ask for the running kernel");
		snprintf(k->release, sizeof(k->release), "%s", uts.release);
	}
	for (const char *p = k->release; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("._+~-", *p))
			return kmend_err_set(err, KMEND_EXIT_REFUSED,
					     "'%s' is not a kernel release", k->release);
	if (!isdigit((unsigned char)*k->release) || series(k->release, of, sizeof(of)))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "'%s' is not a kernel release (see uname -r)", k->release);
	if (strcmp(of, "6.1"))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "kernel %s: only Linux 6.1 is supported now; --kernel RELEASE builds for another kernel",
				     k->release);
	return 0;
}

static int missing(const struct kmend_kernel *k, const char *what, const char *option,
		   const char *package, const char *suffix, struct kmend_err *err)
{
	return kmend_err_set(err, KMEND_EXIT_FAILED,
			     "%s of kernel %s not found: apt-get install %s%s, or give %s",
			     what, k->release, package, suffix, option);
}

/* The first of some places that exists, in @out. */
static bool first_of(char out[PATH_MAX], const char *const *formats, const char *with)
{
	for (; *formats; formats++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		if (kmend_path(out, &(struct kmend_err){ 0 }, *formats, with))
			continue;
#pragma GCC diagnostic pop
		/* One that may not be read is found, and said to be so. */
		if (!access(out, F_OK))
			return true;
	}
	*out = 0;
	return false;
}

/* An image that lies in boot/ of an unpacked package has its modules beside it. */
static int find_modules(struct kmend_kernel *k, struct kmend_err *err)
{
	const char *boot = strstr(k->symbols, "boot/vmlinuz-");

	if (*k->modules)
		return 0;
	if (boot && (boot == k->symbols || boot[-1] == '/')) {
		if (kmend_path(k->modules, err, "%.*slib/modules/%s", (int)(boot - k->symbols), k->symbols,
			       k->release))
			return -1;
		if (kmend_dir_exists(k->modules))
			return 0;
	}
	return kmend_path(k->modules, err, "/lib/modules/%s", k->release);
}

static int find_files(struct kmend_kernel *k, struct kmend_err *err)
{
	static const char *const headers[] = {
		"/lib/modules/%s/build", "/usr/src/linux-headers-%s", NULL };
	static const char *const sources[] = {
		"/usr/src/linux-source-%s.tar.xz", "/usr/src/linux-source-%s.tar.zst",
		"/usr/src/linux-source-%s.tar.gz", "/usr/src/linux-source-%s/Makefile", NULL };
	static const char *const symbols[] = {
		"/boot/vmlinuz-%s", "/usr/lib/debug/boot/vmlinux-%s", NULL };
	static const char *const in_headers[] = { "%s/.config", NULL };
	static const char *const in_boot[] = { "/boot/config-%s", NULL };
	static const char *const symvers[] = { "%s/Module.symvers", NULL };
	static const char *const variables[] = { "%s/.kernelvariables", NULL };
	char of[32];

	series(k->release, of, sizeof(of));
	if (!*k->headers && !first_of(k->headers, headers, k->release))
		return missing(k, "headers", "--headers", "linux-headers-", k->release, err);
	if (!*k->config && !first_of(k->config, in_headers, k->headers) &&
	    !first_of(k->config, in_boot, k->release))
		return missing(k, "config", "--config", "linux-headers-", k->release, err);
	if (!*k->symvers && !first_of(k->symvers, symvers, k->headers))
		return missing(k, "Module.symvers", "--symvers", "linux-headers-", k->release, err);
	if (!*k->source) {
		if (!first_of(k->source, sources, of))
			return missing(k, "source", "--source", "linux-source-", of, err);
		if (strstr(k->source, "/Makefile"))
			*strrchr(k->source, '/') = 0;
	}
	if (!*k->symbols && !first_of(k->symbols, symbols, k->release))
		return missing(k, "image", "--symbols", "linux-image-", k->release, err);
	first_of(k->variables, variables, k->headers);
	return find_modules(k, err);
}

/* An archive or a directory, and not a pipe that tar would wait for. */
static int check_source(const struct kmend_kernel *k, struct kmend_err *err)
{
	struct stat st;

	if (stat(k->source, &st))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s", k->source, strerror(errno));
	if (!S_ISDIR(st.st_mode) && (!S_ISREG(st.st_mode) || !st.st_size))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: neither a source tree nor an archive of one", k->source);
	return 0;
}

/* One of another kernel, or of some modules only, would do harm only much later. */
static int check_symvers(const struct kmend_kernel *k, struct kmend_err *err)
{
	struct kmend_symvers *symvers = kmend_symvers_open(k->symvers, err);
	bool complete = symvers && kmend_symvers_find(symvers, "_printk");

	kmend_symvers_close(symvers);
	if (symvers && !complete)
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: lists no _printk, so it is not the kernel's Module.symvers",
				     k->symvers);
	return symvers ? 0 : -1;
}

/* make and tar run elsewhere: names from the command line must not be relative. */
static int make_absolute(char path[PATH_MAX], const char *what, struct kmend_err *err)
{
	_cleanup_free_ char *full = NULL;

	if (!*path)
		return 0;
	full = realpath(path, NULL);
	if (!full || access(full, R_OK))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "%s %s: %m", what, path);
	return kmend_path(path, err, "%s", full);
}

static const struct {
	const char *option;
	const char *value;
	const char *why;
} required[] = {
	{ "CONFIG_X86_64", "y", "only x86-64 is supported" },
	{ "CONFIG_CC_IS_GCC", "y", "only kernels built with gcc are supported" },
	{ "CONFIG_MODULES", "y", "a kernel without modules cannot be mended" },
	{ "CONFIG_LIVEPATCH", "y", "its module loader cannot resolve livepatch relocations" },
	{ "CONFIG_KALLSYMS", "y", "a kernel without a symbol table cannot be mended" },
	{ "CONFIG_X86_KERNEL_IBT", "", "kernels with IBT are not supported yet: their objects are finished at the final link" },
	{ "CONFIG_LTO_CLANG", "", "kernels built with LTO are not supported" },
	{ "CONFIG_RANDSTRUCT", "", "kernels with randomised structures are not supported" },
};

static int check_config(struct kmend_kernel *k, struct kmend_err *err)
{
	_cleanup_free_ char *text = NULL;
	char value[256], of[32], of_release[32];
	const char *p;

	if (kmend_file_read(k->config, &text, NULL, err))
		return -1;
	p = strstr(text, " Kernel Configuration");
	if (!p || p - text > 200)
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: not a kernel's .config",
				     k->config);
	while (p > text && p[-1] != ' ')
		p--;
	snprintf(k->version, sizeof(k->version), "%.*s", (int)strcspn(p, " "), p);
	series(k->release, of_release, sizeof(of_release));
	if (series(k->version, of, sizeof(of)) || strcmp(of, of_release))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s is the config of Linux %s, not of kernel %s",
				     k->config, k->version, k->release);
	for (size_t i = 0; i < sizeof(required) / sizeof(*required); i++) {
		kmend_config_value(text, required[i].option, value, sizeof(value));
		if (strcmp(value, required[i].value))
			return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s: %s%s%s: %s", k->config,
					     required[i].option, *value ? "=" : " is not set",
					     value, required[i].why);
	}
	kmend_config_value(text, "CONFIG_CC_VERSION_TEXT", k->compiler_text,
			   sizeof(k->compiler_text));
	snprintf(k->compiler, sizeof(k->compiler), "%.*s",
		 (int)strcspn(k->compiler_text, " "), k->compiler_text);
	for (p = k->compiler; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("_+.-", *p))
			break;
	if (*p || !isalpha((unsigned char)*k->compiler))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s: CONFIG_CC_VERSION_TEXT does not name a compiler",
				     k->config);
	return 0;
}

/* The module is linked with the config of the headers; the two must agree. */
static int check_headers(const struct kmend_kernel *k, struct kmend_err *err)
{
	struct kmend_config_difference d;
	_cleanup_free_ char *theirs = NULL;
	_cleanup_free_ char *ours = NULL;
	char path[PATH_MAX];

	if (kmend_path(path, err, "%s/.config", k->headers))
		return -1;
	if (!kmend_file_exists(path))
		return 0;
	if (kmend_file_read(path, &theirs, NULL, err) ||
	    kmend_file_read(k->config, &ours, NULL, err))
		return -1;
	if (!kmend_config_differs(theirs, ours, &d))
		return 0;
	return kmend_err_set(err, KMEND_EXIT_REFUSED,
			     "%s is not the config of kernel %s: there %s is \"%s\", here \"%s\"; leave out --config to use %s",
			     k->config, k->release, d.option, d.first, d.second, path);
}

/* Another compiler would make other code of the same source. */
static int check_compiler(const struct kmend_kernel *k, struct kmend_err *err)
{
	char *argv[] = { (char *)k->compiler, "--version", NULL };
	_cleanup_free_ char *output = NULL;
	int status;

	status = kmend_run(NULL, argv, &output, err);
	if (status < 0) {
		if (strstr(err->text, "No such file"))
			snprintf(err->text, sizeof(err->text),
				 "%s, the compiler of kernel %s, is not installed: apt-get install %s",
				 k->compiler, k->release, k->compiler);
		return -1;
	}
	if (output)
		output[strcspn(output, "\n")] = 0;
	if (!output || strcmp(output, k->compiler_text))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "kernel %s was built with \"%s\" but %s here is \"%s\": install that version",
				     k->release, k->compiler_text, k->compiler,
				     output ? output : "");
	return 0;
}

int kmend_kernel_find(struct kmend_kernel *k, struct kmend_err *err)
{
	if (check_release(k, err))
		return -1;
	if (make_absolute(k->headers, "--headers", err) ||
	    make_absolute(k->source, "--source", err) ||
	    make_absolute(k->config, "--config", err) ||
	    make_absolute(k->symvers, "--symvers", err) ||
	    make_absolute(k->symbols, "--symbols", err))
		return -1;
	if (find_files(k, err))
		return -1;
	if (!kmend_file_exists(k->symbols))
		return kmend_err_set(err, KMEND_EXIT_PRIVILEGE, "%s: may not be read by this user",
				     k->symbols);
	if (check_source(k, err) || check_symvers(k, err) || check_config(k, err) ||
	    check_headers(k, err))
		return -1;
	return check_compiler(k, err);
}

/* The version of the package that an archive is named after and was installed by; empty: none. */
static int package_version(const char *path, char *name, char *version, size_t size,
			   struct kmend_err *err)
{
	char *query[] = { "dpkg-query", "-W", "-f=${Version}", name, NULL };
	_cleanup_free_ char *text = NULL;

	*version = 0;
	if (strncmp(path, "/usr/src/linux-source-", 22) || access("/usr/bin/dpkg-query", X_OK))
		return 0;
	/* "linux-source-6.1.tar.xz"; to ask whose a file is takes ten times as long. */
	snprintf(name, size, "%s", path + strlen("/usr/src/"));
	if (strstr(name, ".tar."))
		*strstr(name, ".tar.") = '\0';
	if (kmend_run(NULL, query, &text, err))
		return err->code ? -1 : 0;
	snprintf(version, size, "%.*s", (int)strcspn(text, "\n"), text);
	return 0;
}

int kmend_kernel_check_banner(const struct kmend_kernel *k, const char *banner,
			      struct kmend_err *err)
{
	char name[128], version[128];
	const char *at;
	size_t n = strlen(k->release);

	if (!banner)
		return 0;
	at = banner + strlen("Linux version ");
	if (strncmp(at, k->release, n) || at[n] != ' ')
		return kmend_err_set(err, KMEND_EXIT_REFUSED, "%s is the image of kernel %.*s, not of %s",
				     k->symbols, (int)strcspn(at, " "), at, k->release);
	at = strstr(banner, " Debian ");
	if (!at)
		return 0;
	at += strlen(" Debian ");
	n = strcspn(at, " ");
	if (package_version(k->source, name, version, sizeof(name), err))
		return -1;
	if (*version && (strlen(version) != n || strncmp(version, at, n)))
		return kmend_err_set(err, KMEND_EXIT_REFUSED,
				     "%s is the source of %s but kernel %s was built from %.*s: apt-get install %s=%.*s",
				     k->source, version, k->release, (int)n, at, name, (int)n, at);
	return 0;
}
