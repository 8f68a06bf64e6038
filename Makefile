# SPDX-License-Identifier: GPL-2.0
# kmend: the few things that a person types. `make help` lists them.

VERSION := 0.2.0
PREFIX ?= /usr/local
DESTDIR ?=
B := build

# The kernel that kmend.ko is built for: any whose headers are installed.
KERNEL ?= $(shell tests/vm/release --installed)
KDIR ?= /lib/modules/$(KERNEL)/build

CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=gnu11 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wno-unused-parameter -fPIC -D_GNU_SOURCE -DKMEND_VERSION='"$(VERSION)"' -Inetlink -Iuapi \
	$(shell pkg-config --cflags $(PACKAGES)) $(CFLAGS)
PACKAGES := libnl-3.0 libnl-genl-3.0 libelf libdw libkmod jansson liblzma libzstd zlib liblz4
LIBS = $(shell pkg-config --libs $(PACKAGES)) -pthread

LIB_OBJS := $(patsubst %.c,$B/%.o,$(wildcard netlink/*.c))
CTL_OBJS := $(patsubst %,$B/%.o,$(basename $(wildcard ctl/*.c ctl/*/*.c ctl/*/*.S)))
TOOL_OBJS := $(filter-out $B/ctl/main.o,$(CTL_OBJS))
UNITS := $(patsubst tests/unit/%.c,$B/tests/unit/%,$(wildcard tests/unit/test_*.c))
KMOD = $B/kmod/$(KERNEL)

Q := $(if $(V),,@)
say = @printf '  %-8s %s\n' $(1) $(2)

.PHONY: all tools module units deps demo check bench torture corpus fuzz install clean help
.DELETE_ON_ERROR:
.SECONDARY:

all: tools module	## build the command, the library and the module

tools: $B/kmend $B/libkmend.a $B/libkmend.so.0

help:	## show this list
	@awk -F ':.*## *' '/^[a-z]+:.*##/ { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  variables: KERNEL=RELEASE PREFIX=DIR DESTDIR=DIR V=1 CASE=NAME MINUTES=N"

$B/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$Q$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# These hold the version.
$B/ctl/main.o $B/ctl/build/descriptor.o $B/ctl/build/replay.o: Makefile

$B/%.o: %.S
	@mkdir -p $(@D)
	$(call say,AS,$<)
	$Q$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The compiler does not tell of what .incbin takes in.
$B/ctl/build/assets.o: $(addprefix uapi/kmend_,patch.h author.h shadow.h)

$B/libkmend.a: $(LIB_OBJS)
	$(call say,AR,$@)
	$Q$(AR) rcs $@ $^

$B/libkmend.so.0: $(LIB_OBJS) netlink/libkmend.sym
	$(call say,LD,$@)
	$Q$(CC) -shared -Wl,-soname,libkmend.so.0 -Wl,--version-script=netlink/libkmend.sym \
		$(LDFLAGS) -o $@ $(LIB_OBJS) $(LIBS)

$B/kmend: $(CTL_OBJS) $B/libkmend.a
	$(call say,LD,$@)
	$Q$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

# kbuild writes beside its sources: give it a tree of links, one per kernel.
module: $B/kmend
	@mkdir -p $(KMOD)
	@cp -asf $(CURDIR)/Kbuild $(CURDIR)/kernel $(CURDIR)/uapi $(KMOD)/
	$(call say,KBUILD,$(KMOD)/kmend.ko)
	$Qtests/quietly $(MAKE) -C $(KDIR) M=$(CURDIR)/$(KMOD) KMEND_VERSION=$(VERSION) KBUILD_MODPOST_WARN=1 modules
	$Q$B/kmend link $(KMOD)/kmend.ko --symvers $(KDIR)/Module.symvers

$B/tests/unit/%: tests/unit/%.c $(TOOL_OBJS) $B/libkmend.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$Q$(CC) $(ALL_CFLAGS) -MMD -MP -o $@ $< $(TOOL_OBJS) $B/libkmend.a $(LIBS) -lcmocka

# The manager's own files in a faked kernel: nothing of the tools, every access checked.
FAKED := $(filter $B/tests/unit/test_scheduler_% $B/tests/unit/test_resolve $B/tests/unit/test_hooks,$(UNITS))
$(FAKED): $B/tests/unit/%: tests/unit/%.c
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$Q$(CC) $(ALL_CFLAGS) -Itests/unit/fake -fsanitize=address,undefined \
		-fno-sanitize-recover=all -MMD -MP -o $@ $< -lcmocka

# The readers of what others made, every access checked; with libFuzzer: make fuzz.
FUZZED := ctl/err.c $(wildcard ctl/differ/*.c) $(addprefix ctl/build/,kallsyms.c vmlinuz.c unidiff.c cdecl.c bodies.c ctext.c declared.c fields.c) \
	$(filter-out tests/fuzz/main.c,$(wildcard tests/fuzz/*.c))
$B/tests/unit/test_fuzz: tests/unit/test_fuzz.c $(FUZZED) $(wildcard ctl/*.h ctl/*/*.h tests/fuzz/*.h)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$Q$(CC) $(ALL_CFLAGS) -fsanitize=address,undefined -fno-sanitize-recover=all \
		-o $@ $(filter %.c,$^) $(LIBS) -lcmocka

units: $(UNITS)

deps:	## install the packages that building and testing need
	$Qtests/install-deps

demo:	## show the main job in a virtual machine (installs what it needs)
	$Qtests/install-deps
	$Qtests/demo

check:	## build everything and run all tests (installs what it needs)
	$Qtests/install-deps
	$Qtests/check

bench:	## measure it in a virtual machine against its bounds (some minutes)
	$Qtests/install-deps
	$Qtests/bench

torture:	## patches in and out for MINUTES=5, while all else goes on in the machine
	$Qtests/install-deps
	$Qtests/torture

corpus:	## build and try real changes: FROM=VERSION TO=VERSION KERNEL=RELEASE SAMPLE=200 SEED=1 LIMIT=900 (seconds a build)
	$QKERNEL=$(KERNEL) tests/install-deps
	$Q$(MAKE) -j2 KERNEL=$(KERNEL) tools module
	$Qtests/corpus/run --from $(FROM) --to $(TO) --kernel $(KERNEL) --sample $(or $(SAMPLE),200) --seed $(or $(SEED),1) \
		--limit $(or $(LIMIT),900)

fuzz:	## feed the readers with damaged files for MINUTES=10 (installs clang)
	$Qtests/install-deps fuzz
	$Qtests/fuzz/run

install: all	## install to DESTDIR and PREFIX
	tests/install-tree "$(DESTDIR)" "$(PREFIX)" "$(KERNEL)"

clean:	## remove everything that was built
	rm -rf $B

-include $(shell find $B -name '*.d' 2>/dev/null)
