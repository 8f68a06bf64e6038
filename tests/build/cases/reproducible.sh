# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The same input gives the same bytes: whatever the directory, the number of compilers,
# the place of the headers and what the cache has of it; so anybody can build it again
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
