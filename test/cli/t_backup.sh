#!/bin/sh
# t_backup.sh - backup, restore and selfcheck from the command line: exit statuses and what is left behind.
dir=$(mktemp -d /tmp/holdfast-test.XXXXXX)
trap 'rm -rf "$dir"' EXIT
export HOLDFAST_STATE="$dir/state"
n=0
is() {      # is WANTED_STATUS NAME COMMAND...
    want=$1 name=$2
    shift 2
    "$B/holdfast" "$@" >"$dir/out" 2>"$dir/err"
    got=$?
    n=$((n + 1))
    if [ $got -eq "$want" ]; then echo "ok $n - $name"; else echo "not ok $n - $name (got $got, want $want)"; sed 's/^/# /' "$dir/err"; fi
}
holds() {   # holds TEXT NAME
    n=$((n + 1))
    if grep -qe "$1" "$dir/out" "$dir/err"; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$dir/out" "$dir/err"; fi
}
is 2 "backup without a name for it" backup
is 4 "backup without -o" backup "$dir/a.db"
is 2 "-o without a value" backup "$dir/a.db" -o
is 2 "an option that there is not" backup "$dir/a.db" -x "$dir/b"
is 3 "nothing to back up" backup "$dir/a.db" -o "$dir/b"
holds "there is no database" "says so"
is 3 "nothing to check" selfcheck "$dir/a.db"
is 3 "nothing to restore" restore "$dir/a" "$dir/b.db"
is 2 "one word too many" selfcheck a b
echo "not a database, but long enough to look at: $(seq 1 200)" >"$dir/text"
is 4 "a text is no backup" restore "$dir/text" "$dir/b.db"
is 4 "a text is no database" selfcheck "$dir/text"
is 4 "a URL without an authority" selfcheck "postgresql:///x"
is 0 "help backup" help backup
holds "-o FILE" "names the option"
n=$((n + 1))
if [ "$(ls "$dir" | tr '\n' ' ')" = "err out text " ]; then echo "ok $n - nothing was left"; else echo "not ok $n - nothing was left: $(ls "$dir")"; fi
echo "1..$n"
