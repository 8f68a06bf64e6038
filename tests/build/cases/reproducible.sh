# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The same input gives the same bytes: whatever the directory, the number of compilers,
# the place of the headers and what the cache has of it, with a header's users found or remembered; so anybody can build it again
# and compare.
build one.ko "$P/meminfo.patch" --id meminfo -j2

cache=$(kmend cache list --json | jq -r ".[] | select(.release == \"$R\") | .path")
check "the cache has the compiled object" [ -s "$cache/src/fs/proc/meminfo.o" ]
# With the lock that builds take, for another may run.
flock "$cache/lock" rm "$cache/src/fs/proc/meminfo.o"

# The headers elsewhere: a copy whose links lead where they did.
cp -a "$H/." headers
for link in scripts tools; do
	ln -sfn "$(readlink -f "$H/$link")" headers/$link
done
mkdir -p elsewhere/tmp
cd elsewhere || exit
TMPDIR=$PWD/tmp build two.ko "$P/meminfo.patch" --id meminfo -j1 --headers ../headers
cd ..
check "both have the same bytes" cmp one.ko elsewhere/two.ko
check "no place of this machine is in it" [ -z "$(strings one.ko | grep -F -e "$cache" -e "$PWD" -e "$H")" ]

# A header that one more file sees; in the other patch it makes no other code there.
sed 's/smp_mb()/barrier()/' "$P/kvm.patch" >other.patch
build other.ko other.patch --id kvm-count
for known in 0 1; do
	expect 0 "looking at $((1 - known)) files .*\\($known are known from before\\)" \
		kmend build --kernel "$R" --symbols "$V" --id kvm-count "$P/kvm.patch" -o $known.ko
done
check "what is remembered gives the same bytes" cmp 0.ko 1.ko
check "that of another patch of the header is not taken" grep -aqF kvm_reset_dirty_gfn 0.ko
check "and it was other" [ -z "$(grep -aF kvm_reset_dirty_gfn other.ko)" ]
