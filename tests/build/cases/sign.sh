# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A signature is over the whole module, its seal included, and is one that the kernel
# can check; what is no good for signing is told before any work.
"$P/../signing-key" key.pem
openssl x509 -in key.pem -out cert.pem
openssl pkey -in key.pem -out only-key.pem

# number OFFSET: the 4 bytes at that offset from the end of signed.ko, high byte first
number()
{
	printf '%d\n' "0x$(tail -c "$1" signed.ko | head -c 4 | od -An -tx1 | tr -d ' \n')"
}

build signed.ko "$P/meminfo.patch" --id meminfo --sign only-key.pem cert.pem
check "it ends as the kernel wants it" grep -qax '~Module signature appended~' <(tail -c 28 signed.ko)
size=$(stat -c %s signed.ko) length=$(number 32)
head -c $((size - 40 - length)) signed.ko >content
head -c $((size - 40)) signed.ko | tail -c "$length" >signature
check "the seal is before the signature" grep -qaxE 'kmend-crc64 [0-9a-f]{16}' <(tail -c 29 content)

# verify: the signature over what is in the file content
verify()
{
	openssl cms -verify -binary -inform DER -in signature -content content \
		-certfile cert.pem -nointern -noverify -out /dev/null
}
check "the signature is good" verify
printf x | dd of=content bs=1 seek=2000 conv=notrunc status=none
check "and would not be of another byte" eval '! verify'
check "modinfo tells who signed" [ "$(modinfo -F signer "$PWD/signed.ko")" = "kmend test key" ]
check "and the hash of the kernel's config" \
	grep -qx "CONFIG_MODULE_SIG_HASH=\"$(modinfo -F sig_hashalgo "$PWD/signed.ko")\"" "$H/.config"
expect 0 'meminfo_proc_show' kmend info signed.ko
expect 3 'signed.ko: is signed' kmend link signed.ko --symvers "$H/Module.symvers"

# The same signed once more, with both in one file, gives the same bytes.
build again.ko "$P/meminfo.patch" --id meminfo --sign key.pem key.pem
check "a signature is reproducible" cmp signed.ko again.ko

# refused TEXT OPTION...: before the tree is looked at, and nothing is written
refused()
{
	local text=$1

	shift
	expect 1 "error: .*$text" kmend build --kernel "$R" --symbols "$V" -o refused.ko \
		"$@" "$P/meminfo.patch"
	check "and before any work" eval "! grep -q 'preparing the source tree' '$said'"
	check "nothing is written" [ ! -e refused.ko ]
}

"$P/../signing-key" other.pem
refused 'none.pem: No such file' --sign none.pem cert.pem
refused 'none.pem: No such file' --sign key.pem none.pem
refused 'cannot sign with key only-key.pem and certificate only-key.pem' --sign only-key.pem only-key.pem
refused 'cannot sign with key cert.pem' --sign cert.pem cert.pem
refused 'cannot sign with key key.pem and certificate other.pem' --sign key.pem other.pem
expect 2 'takes a key and its certificate' kmend build "$P/meminfo.patch" --sign key.pem
expect 2 'takes a key and its certificate' kmend build --sign key.pem -o refused.ko "$P/meminfo.patch"
