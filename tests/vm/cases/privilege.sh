# SPDX-License-Identifier: GPL-2.0
# A user without the privilege may look, not touch, and learns no address.
as_nobody() { su -s /bin/sh nobody -c "$*"; }

: >/tmp/all
chmod 777 /tmp
expect 0 'applied' kmend apply /patches/meminfo.ko
for command in 'apply /patches/pipe.ko' 'revert meminfo' 'cancel meminfo' 'kick meminfo'; do
	case $command in
	cancel*) code='[36]' ;;
	*) code=6 ;;
	esac
	_status=0
	as_nobody kmend $command >/tmp/out 2>&1 || _status=$?
	cat /tmp/out
	check "kmend $command is not permitted" sh -c "echo $_status | grep -x '$code'"
	check "and says so in one line" [ "$(grep -c '^kmend: error: ' /tmp/out)" = 1 ]
	cat /tmp/out >>/tmp/all
done
check "still applied" patch meminfo '.state == "applied"'
for command in list 'list --json' 'show meminfo' 'show --json meminfo'; do
	expect 0 'meminfo' su -s /bin/sh nobody -c "kmend $command"
	cat /tmp/out >>/tmp/all
done
expect 0 'reverted' kmend revert meminfo
check "no address of the kernel is told" no grep -iE '(0x)?ffff[0-9a-f]{8,}' /tmp/all
