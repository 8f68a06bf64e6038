# SPDX-License-Identifier: GPL-2.0
# kmend policy: what it shows is what configfs has, a file brings it back after
# kmend.ko was unloaded, and a file with an error changes nothing.
top=/sys/kernel/config/kmend
policies=$top/policies

# policy JQ: the expression holds for the array of all policies
policy() { kmend policy list --json >/tmp/policies.json && jq -e "$1" /tmp/policies.json; }

check "there is default" policy 'length == 1 and (.[0] | .name == "default" and .default
	and .deadline_ms == 60000 and .jitter_percent == 10 and .max_attempts == 0)'
check "every file of it is there" [ "$(jq -r '.[0] | del(.name, .default) | keys_unsorted[]' \
	/tmp/policies.json)" = "$(ls $policies/default)" ]
expect 0 '^default \(default\): active_after=3 allow_unpatched=0 coalesce_ms=10 deadline_ms=60000 evict_after=1000000 initial_delay_ms=100 ' kmend policy list
expect 0 '^deadline_ms: +60000$' kmend policy show default
expect 0 '"max_delay_ms": 10000' kmend policy show --json default
expect 3 'none: no such policy' kmend policy show none
expect 3 'no such policy' kmend policy show ../policies/default

# Save, unload, load.
mkdir $policies/night $policies/quick
echo 28800000 >$policies/night/deadline_ms
echo 100 >$policies/night/jitter_percent
echo 5 >$policies/quick/max_attempts
echo 70000 >$policies/default/deadline_ms
echo night >$top/default_policy
expect 0 '' kmend policy save /tmp/kept
cat /tmp/kept
check "it says nothing" [ ! -s /tmp/out ]
check "the file may be read by all" [ "$(stat -c %a /tmp/kept)" = 644 ]
check "it has the default" grep -x 'default night' /tmp/kept
check "and the values" grep -x '  deadline_ms 28800000' /tmp/kept
check "nothing is left beside it" [ "$(echo /tmp/kept*)" = /tmp/kept ]
kmend policy list --json >/tmp/before.json
echo default >$top/default_policy
rmdir $policies/night $policies/quick
check "unload" rmmod kmend
expect 7 'kmend.ko is not loaded: modprobe kmend' kmend policy list
expect 7 'kmend.ko is not loaded: modprobe kmend' kmend policy load /tmp/kept
expect 7 'kmend.ko is not loaded: modprobe kmend' kmend policy save /tmp/kept
modprobe kmend
expect 0 '' kmend policy load /tmp/kept
kmend policy list --json >/tmp/after.json
check "all is as it was" cmp /tmp/before.json /tmp/after.json
expect 0 '' kmend policy load /tmp/kept
expect 0 '' kmend policy save /tmp/again
check "loaded twice, saved again: the same file" cmp /tmp/kept /tmp/again
expect 0 '^meminfo: applied' kmend apply /patches/meminfo.ko
check "the default of the file holds" patch meminfo '.policy == "night"'
expect 0 '^meminfo: reverted' kmend revert meminfo

# What the file does not name stays.
printf 'policy quick # comment\n\n  max_attempts 6' >/tmp/part
expect 0 '' kmend policy load /tmp/part
check "what it names is set" grep -x 6 $policies/quick/max_attempts
check "what it does not name stays" grep -x 28800000 $policies/night/deadline_ms
check "and the default" grep -x night $top/default_policy
: >/tmp/empty
expect 0 '' kmend policy load /tmp/empty

# Line, text of the file, text of the error: refused, and nothing changed. The
# first line of each would set a value and make a policy.
kmend policy save /tmp/kept
while IFS='|' read -r line text error; do
	# shellcheck disable=SC2059 # the text may have escape sequences
	printf "policy quick\\n max_attempts 9\\npolicy new\\n$text\\n" >/tmp/bad
	expect 3 "^kmend: error: /tmp/bad:$line: .*$error" kmend policy load /tmp/bad
	kmend policy save /tmp/again
	check "nothing changed by '$text'" cmp /tmp/kept /tmp/again
done <<'EOF'
4|deadline_ms 0|refuses 0 as deadline_ms: out of range
4|deadline_ms 604800001|refuses 604800001
4|deadline_ms 999999999999999999|refuses 999999999999999999
4|jitter_percent 101|refuses 101
5|max_attempts 0\n max_attempts 1|a second value
4|max_attempts 1000001|refuses 1000001
4|coffee_ms 10|knows no value coffee_ms
4|deadline_ms -1|no number
4|deadline_ms|neither 'policy NAME'
4|../../default_policy 1|neither 'policy NAME'
4|policy new|a second policy
4|policy ../../x|no name of a policy
4|policy a1234567890123456789012345678901|no name of a policy
4|default nobody|no policy nobody, neither in the file nor in the kernel
5|default new\ndefault quick|a second default
4|deadline_ms 5\033[2J|a character that cannot stand here
EOF
head -c 10000 /dev/zero >/tmp/zero
expect 3 'zero:1: a character' kmend policy load /tmp/zero
head -c 10000 /dev/zero | tr '\0' a >/tmp/long
expect 3 'long:1: a word that is too long' kmend policy load /tmp/long
expect 1 'none: No such file' kmend policy load /tmp/none
expect 1 'directory' kmend policy load /tmp
expect 3 'ELF|character' kmend policy load /bin/kmend
expect 1 'no regular file' kmend policy save /tmp
expect 1 'no regular file' kmend policy save /dev/null
check "which still is one" [ -c /dev/null ]
expect 1 'No such file' kmend policy save /nowhere/kept

# A disk that is full: the old file stays.
mkdir /tmp/full
mount -t tmpfs -o size=16k full /tmp/full
cp /tmp/kept /tmp/full/kept
dd if=/dev/zero of=/tmp/full/rest bs=4k >/dev/null 2>&1
expect 1 'No space left' kmend policy save /tmp/full/kept
check "the old file stays" cmp /tmp/kept /tmp/full/kept
check "and nothing beside it" [ "$(ls /tmp/full)" = "$(printf 'kept\nrest')" ]
umount /tmp/full

# Everybody may look, not touch.
chmod 777 /tmp
expect 0 '^night \(default\)' su -s /bin/sh nobody -c 'kmend policy list'
expect 0 '' su -s /bin/sh nobody -c 'kmend policy save /tmp/of-nobody'
expect 6 'policies: not permitted: run it as root' su -s /bin/sh nobody -c 'kmend policy load /tmp/kept'
expect 1 'Permission denied' su -s /bin/sh nobody -c 'kmend policy save /run/kept'

check "no policy is left that was made to check with" no ls -d $policies/check-*
echo default >$top/default_policy
rmdir $policies/night $policies/quick
umount /sys/kernel/config
expect 1 'configfs is not mounted: mount -t configfs configfs /sys/kernel/config' kmend policy list
expect 1 'configfs is not mounted' kmend policy load /tmp/kept
mount -t configfs configfs /sys/kernel/config
expect 0 '^default' kmend policy list
