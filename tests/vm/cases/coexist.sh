# SPDX-License-Identifier: GPL-2.0
# Whoever else uses a function, before and after it is patched, in both ways. What is to come out
# is in the table of Documentation/coexistence.md.
# timeout: 900
tracing=/sys/kernel/tracing
cd $tracing || exit
echo 1024 >buffer_size_kb

mended() { grep -q MemUsed /proc/meminfo; }

# A file for each function, and it is read for it to be called. By the first processor, which is the one
# that perfprobe counts on.
call() { taskset 1 cat /proc/meminfo /proc/loadavg >/tmp/called; }

# ftrace has what it called us from back.
given_back()
{
	! awk '/^[^\t ]/ { on = $1 == "meminfo_proc_show" } on && /direct-->kmend_thunks/ { found = 1 }
		END { exit !found }' $tracing/enabled_functions
}

# --- each user: on_NAME FUNCTION, off_NAME, and count_NAME FUNCTION: a number that grows with calls ---

on_tracer() { echo "$1" >set_ftrace_filter && echo function >current_tracer; }
off_tracer() { echo nop >current_tracer; echo >set_ftrace_filter; echo >trace; }
count_tracer() { grep -c " $1 " trace; }

on_graph() { echo "$1" >set_ftrace_filter && echo function_graph >current_tracer; }
off_graph() { off_tracer; }
count_graph() { grep -c "$1" trace; }

# The patch module has a function of the same name, so that one is told apart by its address.
address() { awk -v name="$1" '$3 == name && !$4 { print "0x" $1 }' /proc/kallsyms; }

profile() { awk '$1 == "probe" { hits = $2 } END { print hits + 0 }' kprobe_profile; }
on_kprobe() { echo "p:probe $(address "$1")" >kprobe_events && echo 1 >events/kprobes/enable; }
off_kprobe() { echo 0 >events/kprobes/enable; echo >kprobe_events; }
count_kprobe() { profile; }

on_kretprobe() { echo "r:probe $(address "$1")" >kprobe_events && echo 1 >events/kprobes/enable; }
off_kretprobe() { off_kprobe; }
count_kretprobe() { profile; }

on_post() { insmod /modules/post.ko function="$1"; }
off_post() { rmmod post; }
count_post() { cat /sys/module/post/parameters/hits; }

# One that runs beside us and tells when it is asked.
on_program()
{
	rm -f /tmp/asked /tmp/told
	mkfifo /tmp/asked
	"$1" "$2" /tmp/told </tmp/asked 2>/tmp/program &
	PROGRAM=$!
	exec 9>/tmp/asked
	wait_until 20 sh -c "[ -s /tmp/told ] || ! kill -0 $PROGRAM"
	[ -s /tmp/told ] && return
	cat /tmp/program
	exec 9>&-
	wait $PROGRAM
	return 1
}
off_program() { exec 9>&-; wait "$PROGRAM"; }
count_program()
{
	rm -f /tmp/told
	echo >&9
	wait_until 10 test -s /tmp/told
	cat /tmp/told
}

on_perf() { on_program perfprobe "$(address "$1")"; }
off_perf() { off_program; }
count_perf() { count_program; }
on_fentry() { on_program fentry "$1"; }
off_fentry() { off_program; }
count_fentry() { count_program; }

settled() { [ "$(cat /sys/kernel/livepatch/upstream/transition)" = 0 ]; }
on_upstream() { insmod /modules/upstream.ko function="$1" && wait_until 60 settled; }
off_upstream()
{
	echo 0 >/sys/kernel/livepatch/upstream/enabled
	wait_until 60 test ! -e /sys/kernel/livepatch/upstream
	rmmod upstream
}
# The file that is called for the other function has no such line.
count_upstream() { grep -c upstream /tmp/called >>/tmp/upstream; awk '{ sum += $1 } END { print sum + 0 }' /tmp/upstream; }

# --- a row ---

# What becomes of a user that came: works or deceived
look()
{
	call
	_count=$(count_$user "$function")
	call
	[ "$(count_$user "$function")" -gt "$_count" ] && echo works || echo deceived
}

# equal TEXT FOUND EXPECTED
equal() { check "$row: $1: $3" [ "$2" = "$3" ]; }

# The user was there, then the patch comes.
before()
{
	wait_until 60 given_back || not_ok "$row: ftrace has it back"
	if ! on_$user "$function" >/tmp/on 2>&1; then
		not_ok "$row: the user comes" /tmp/on
		return
	fi
	if kmend apply --deadline 300ms /patches/meminfo.ko >/tmp/apply 2>&1; then
		equal "the patch" applied "$patch"
		check "$row: it is in force" mended
	else
		cat /tmp/apply
		grep -q 'ftrace has users of its entry' /tmp/apply && _found=waits || _found=fails
		equal "the patch" $_found "$patch"
	fi
	equal "the user" "$(look)" "$other"
	! mended || kmend revert --keep meminfo >/tmp/revert 2>&1 || not_ok "$row: reverted" /tmp/revert
	check "$row: out of force" no mended
	equal "the user without the patch" "$(look)" works
	off_$user >/tmp/off 2>&1
}

# Who is told of a user that is deceived.
deceived()
{
	case $user in
	fentry) _who=direct ;;
	upstream) _who=livepatch ;;
	*) _who=kprobe ;;
	esac
	check "$row: show tells of a $_who" patch meminfo "any(.functions[];
		.name == \"$function\" and .bypassed == \"$_who\")"
	check "$row: an event does" wait_until 10 events "any(.event == \"bypassed\" and .id == \"meminfo\" and
		(.detail | startswith(\"$function: \")))"
}

# The patch is in force, then the user comes.
after()
{
	kmend apply /patches/meminfo.ko >/tmp/apply 2>&1 || not_ok "$row: applied" /tmp/apply
	if on_$user "$function" >/tmp/on 2>&1; then
		_found=$(look)
		equal "the user" "$_found" "$other"
		[ "$_found" != deceived ] || deceived
	else
		cat /tmp/on
		equal "the user" refused "$other"
	fi
	check "$row: the patch is in force" mended
	[ "$other" = refused ] || off_$user >/tmp/off 2>&1
	[ $user != tracer ] && [ $user != graph ] || off_tracer
	check "$row: and stays" mended
	kmend revert --keep meminfo >/tmp/revert 2>&1 || not_ok "$row: reverted" /tmp/revert
	check "$row: out of force" no mended
}

table=/coexistence.md
grep -E '^\| `[a-z]+` \| (before|after) ' $table | tr -d '`|' >/tmp/table
check "there is a table" [ "$(wc -l </tmp/table)" -gt 25 ]
start_monitor
for way in jump ftrace; do
	redirect $way
	while read -r user when on jump_patch jump_user ftrace_patch ftrace_user <&8; do
		patch=$jump_patch other=$jump_user function=meminfo_proc_show
		[ $way = jump ] || patch=$ftrace_patch other=$ftrace_user
		[ "$on" = same ] || function=loadavg_proc_show
		[ "$patch" != - ] || continue
		row="$way, $user $when on $on"
		: >/tmp/upstream
		echo "=== $row"
		$when
	done 8</tmp/table
	check "ftrace is alive" grep -x 1 /proc/sys/kernel/ftrace_enabled
done
kmend cancel meminfo
cd /
