# SPDX-License-Identifier: GPL-2.0
# What must be refused, with its code and message, and without a trace.
release=$(uname -r)
while IFS='|' read -r code file text; do
	expect "$code" "^kmend: error: .*$text" kmend apply "$file"
	check "one error for $file" [ "$(grep -c '^kmend: error: ' /tmp/out)" = 1 ]
	check "no module left by $file" no ls /sys/module/kmend/holders/*
done <<EOF
1|/patches/none.ko|none.ko: No such file
3|/patches/bad/text.ko|text.ko: .*ELF
3|/patches/bad/empty.ko|empty.ko: .*ELF
3|/patches/bad/short.ko|short.ko: 
3|/patches/bad/damaged.ko|damaged.ko: damaged: it is not what was built: copy or build it again
3|/lib/modules/$release/configfs.ko|configfs.ko: a kernel module, but not a patch
3|/patches/bad/other-release.ko|other-release.ko: built for kernel .*, this is $release
3|/patches/bad/other-release-inside.ko|other-release-inside.ko: 
3|/patches/bad/other-format.ko|other-format.ko: 
3|/patches/bad/no-symbol.ko|the kernel log says: symbol .si_swapXnfo. not found
3|/patches/bad/built-in.ko|built-in.ko: a part of the kernel itself is called cpuidle: .*--id
3|/patches/bad/relations-many.ko|depends names 65 patches, at most 64 are possible
3|/patches/bad/relations-flags.ko|unknown flags 0x2
3|/patches/bad/late-type.ko|relocation 0 has unknown type 127
3|/patches/bad/late-where.ko|relocation 0 is not of the module
3|/patches/bad/late-symbol.ko|relocation 0 is to no symbol of a module
3|/patches/bad/data-size.ko|data 0 has 3 bytes
3|/patches/bad/data-place.ko|tgid_base_stuff\+0x[0-9a-f]*: is not data of the running kernel
3|/patches/bad/data-symbol.ko|data 0 is to no symbol of the unit
3|/patches/bad/mismatch.ko|the running code, or data, is not what
EOF
expect 2 'FILE.ko is missing' kmend apply
expect 2 'deadline never' kmend apply --deadline never /patches/meminfo.ko
expect 2 'deadline 0' kmend apply --deadline 0 /patches/meminfo.ko
expect 3 'bad/text.ko: .*ELF' kmend apply /patches/meminfo.ko /patches/bad/text.ko
expect 3 "is patch 'meminfo', and so is /patches/meminfo.ko" kmend apply /patches/meminfo.ko /patches/meminfo-cycle.ko
expect 3 'relations-many.ko: .*depends names 65 patches, at most 64' kmend apply /patches/pipe.ko /patches/bad/relations-many.ko
expect 2 'no command' kmend mend
expect 3 'no such policy' kmend apply --policy none /patches/meminfo.ko
check "no module left" no ls /sys/module/kmend/holders/*
check "nor is anything of a patch of modules in force" no grep mended /proc/version
check "the kernel's own code is in force" no grep MemUsed /proc/meminfo
