#!/bin/sh
# t_demo.sh - holdfast demo and holdfast export ssd from the command line: what they refuse, and with which exit status.
set -u
b=${B:?} dir=$(mktemp -d) n=0
trap 'rm -rf "$dir"' EXIT
is() {      # wanted status, name, words...
    want=$1 name=$2; shift 2
    "$b/holdfast" "$@" > "$dir/out" 2> "$dir/err"; got=$?
    n=$((n + 1))
    if [ "$got" = "$want" ]; then echo "ok $n - $name"; else echo "not ok $n - $name"; sed 's/^/# /' "$dir/err"; echo "# got $got, want $want"; fi
}
is 3 "an authority without figures"  demo "$dir/a.db" --like Atlantis
is 4 "a scale that is no number"     demo "$dir/a.db" --scale many
is 4 "a scale that is too large"     demo "$dir/a.db" --scale 1000
is 4 "a day that is none"            demo "$dir/a.db" --as-at 2026-02-30
is 4 "no years"                      demo "$dir/a.db" --years 0
is 2 "no database"                   demo
is 0 "a small council with its report and extracts" demo "$dir/b.db" --scale 0.01 --years 2 --as-at 2026-11-20 --report --format json --write-ssd "$dir/ssd"
is 6 "a second in the same place"    demo "$dir/b.db" --scale 0.01
is 0 "but a report on what is there" demo "$dir/b.db" --scale 0.01 --as-at 2026-11-20 --report --format csv
is 4 "an export without a folder"    export ssd "$dir/b.db"
is 1 "an export to a file"           export ssd "$dir/b.db" -o /dev/null
is 0 "an export"                     export ssd "$dir/b.db" -o "$dir/ssd2"
is 0 "verified"                      verify "$dir/b.db"
n=$((n + 1))
diff -r "$dir/ssd" "$dir/ssd2" > /dev/null && echo "ok $n - both extracts are the same" || echo "not ok $n - both extracts are the same"
echo "1..$n"
