#!/bin/sh
# t_noted.sh - a command that prints people's records is noted before it prints, and prints nothing when it cannot be.
set -u
b=${B:-build/t}
dir=$(mktemp -d /tmp/holdfast-noted.XXXXXX)
trap 'rm -rf "$dir"' EXIT
n=0
ok() { n=$((n + 1)); if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi; }
db=$dir/demo.db
"$b/holdfast" demo "$db" --scale 0.005 --years 1 >/dev/null || { echo "Bail out! no demonstration"; exit 1; }
child=$(sqlite3 "$db" "SELECT id FROM person ORDER BY id LIMIT 1")
noted() { sqlite3 "$db" "SELECT COUNT(*) FROM access_log WHERE journal = 'command' AND subject_id = $1 AND what = 'holdfast $2'"; }
look() { "$b/holdfast" "$@" >"$dir/out" 2>"$dir/err"; }

look show child "$child" "$db"; ok $? "show child works"
[ "$(noted "$child" 'show child')" = 1 ]; ok $? "and is noted"
look history "$db" "$child"; ok $? "history works"
[ "$(noted "$child" history)" = 1 ]; ok $? "and is noted"
for c in "find $db a" "due $db --names" "duplicates $db" "export ssd $db -o $dir/ssd"; do
    words=$(echo "$c" | sed "s# $db.*##")
    look $c; ok $? "$words works"
    [ "$(noted 0 "$words")" = 1 ]; ok $? "and is noted"
done
for c in "return $db --to cin -o $dir/cin" "check record $db --for ssda903"; do
    words=$(echo "$c" | sed "s# $db.*##")
    look $c
    [ "$(noted 0 "$words")" = 1 ]; ok $? "$words is noted"
done
"$b/holdfast" verify "$db" >/dev/null; ok $? "the notes are sealed: verify is clean"
HOLDFAST_FAULT=disk_full:1 "$b/holdfast" show child "$child" "$db" >"$dir/out" 2>"$dir/err"
[ $? -ne 0 ] && [ ! -s "$dir/out" ]; ok $? "when it cannot be noted, nothing is printed"
echo "1..$n"
