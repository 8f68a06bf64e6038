# SPDX-License-Identifier: GPL-2.0
# The case of tests/vm/ynl: every sort of operation through the kernel's own tool.
# (Not among the cases: their guest has no python.)
export PYTHONHOME=/usr
python=$(ls /bin/python3*)

# ynl ARGUMENT...: the tool's answer, as JSON where there is one, in /tmp/answer
ynl() { $python /ynl/cli.py --spec /ynl/kmend.yaml --no-schema --output-json "$@" >/tmp/answer 2>&1; }

# answer TEXT JQ ARGUMENT...: the expression holds for what is answered
answer()
{
	_about=$1 _jq=$2
	shift 2
	if ynl "$@" && jq -e "$_jq" /tmp/answer; then
		ok "$_about"
	else
		not_ok "$_about" /tmp/answer
	fi
	cat /tmp/answer
}

# refused TEXT WORDS ARGUMENT...: the tool fails and prints the words
refused()
{
	_about=$1 _words=$2
	shift 2
	if ! ynl "$@" && grep -qF "$_words" /tmp/answer; then
		ok "$_about"
	else
		not_ok "$_about" /tmp/answer
	fi
	cat /tmp/answer
}

insmod /patches/meminfo.ko
answer "one patch" '.id == ["meminfo"] and .state == "loaded" and .func[0].object == "vmlinux"' \
	--do patch-get --json '{"id": "meminfo"}'
answer "the policies" 'map(.name) == ["default"] and .[0].default and .[0]["coalesce-ms"] == 10' \
	--dump policy-get
answer "one policy" '.["deadline-ms"] == 60000 and .["pause-budget-us"] == 0' \
	--do policy-get --json '{"name": "default"}'
answer "a transaction is begun" '.transaction == 1' \
	--do submit --json '{"id": ["meminfo"], "deadline-ms": 5000}'
check "and ends" wait_until 20 patch meminfo '.state == "applied"'
answer "all patches" 'length == 1 and .[0].state == "applied" and .[0].transaction == 1
	and .[0]["deadline-ms"] == 5000 and .[0].order > 0' --dump patch-get
answer "the counters" '.loaded == 1 and .applied == 1 and .transactions == 1 and .stops >= 1' \
	--do stats-get
answer "the events, with their names" 'map(.event) == ["loaded", "submitted", "applied", null]
	and (.[2] | .seq == 3 and .transaction == 1 and .["pause-ns"] > 0) and .[3]["last-seq"] == 3' \
	--dump event-get

# Events as they happen: the tool listens while it sleeps.
ynl --subscribe events --sleep 12 &
listener=$!
wait_until 30 listening || not_ok "the tool listens"
kmend revert --keep meminfo
wait $listener
check "an event that happened meanwhile" jq -e 'map(.name) == ["event", "event"] and
	.[0].msg.event == "revert-submitted" and .[1].msg.event == "reverted"
	and .[1].msg.id == ["meminfo"]' /tmp/answer
cat /tmp/answer

answer "a check is asked for" '.transaction == 3' --do check --json '{"id": "meminfo"}'
checked() { ynl --dump event-get && jq -e 'any(.event == "checked" and .transaction == 3)' /tmp/answer; }
check "and answered" wait_until 60 checked
refused "what is not there is refused" 'No such file' --do patch-get --json '{"id": "none"}'
refused "with the attribute" "'bad-attr': '.id'" --do patch-get --json '{"id": "none"}'
refused "a revert that makes no sense, too" 'Invalid argument' --do revert --json '{"id": "meminfo"}'
refused "and cancelling nothing" 'Invalid argument' --do cancel --json '{"id": "meminfo"}'
refused "and kicking nothing" 'Invalid argument' --do kick --json '{"id": "meminfo"}'
rmmod meminfo

# What the kernel says of the family: the commands that are there, and those privileged.
ynl --spec /ynl/nlctrl.yaml --do getfamily --json '{"family-name": "kmend"}'
cat /tmp/answer
check "the spec has the kernel's commands" \
	jq -e --slurpfile spec /ynl/commands.json '[.ops[][].id] | sort == $spec[0].all' /tmp/answer
check "and says which are privileged" jq -e --slurpfile spec /ynl/commands.json \
	'[.ops[][] | select(.flags | index("admin-perm")).id] | sort == $spec[0].privileged' /tmp/answer
