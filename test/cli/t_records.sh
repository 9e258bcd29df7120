#!/bin/sh
# t_records.sh - verify, show child, history, erase and find, as an operator uses them.
set -u
hold=$B/holdfast
dir=$(mktemp -d /tmp/holdfast-commands.XXXXXX)
trap 'rm -rf "$dir"' EXIT
db=$dir/a.db
n=0
check() { # check NAME COMMAND...: passes when the command succeeds
    n=$((n + 1)); name=$1; shift
    if "$@" >"$dir/said" 2>&1; then echo "ok $n - $name"; else echo "not ok $n - $name"; sed 's/^/# /' "$dir/said"; fi
}
status() { # status WANTED COMMAND...
    want=$1; shift; "$@" >"$dir/out" 2>"$dir/err"; got=$?; [ "$got" -eq "$want" ] || { echo "exit $got, not $want"; cat "$dir/out" "$dir/err"; return 1; }
}
says() { grep -q -- "$1" "$dir/out" || { echo "does not say: $1"; head -20 "$dir/out"; return 1; }; }

check "a small council" "$hold" demo "$db" --scale 0.005 --seed 3
check "is clean" status 0 "$hold" verify "$db"
check "and says so" says "as the program wrote it"
check "as JSON" status 0 "$hold" verify "$db" --format json
check "with counts" says '"clean":true'
check "no such database" status 3 "$hold" verify "$dir/none.db"

id=$(sqlite3 "$db" "SELECT id FROM subject WHERE kind = 'person' ORDER BY n DESC, id LIMIT 1")
surname=$(sqlite3 "$db" "SELECT surname FROM person WHERE id = $id")
first=$(sqlite3 "$db" "SELECT substr(MIN(at), 1, 10) FROM ledger WHERE subject_id = $id")
check "find by surname" status 0 "$hold" find "$db" "$surname" --format csv
check "finds the child" says "^$id,person,name,"
check "find nobody" status 0 "$hold" find "$db" zzyzx
check "says what to try" says "Nobody was found"
check "show a child" status 0 "$hold" show child "$id" "$db"
check "shows the surname" says "$surname"
check "show by the environment's database" env HOLDFAST_DB="$db" "$hold" show child "$id"
check "no database named" status 4 env -u HOLDFAST_DB "$hold" show child "$id"
check "show as JSON" status 0 "$hold" show child "$id" "$db" --format json
check "is JSON" node -e "JSON.parse(require('fs').readFileSync(process.argv[1]))" "$dir/out"
check "as known when first recorded" status 0 "$hold" show child "$id" "$db" --as-known "$first" --format csv
check "before that" status 3 "$hold" show child "$id" "$db" --as-known 1999-01-01
check "not a day" status 4 "$hold" show child "$id" "$db" --as-known yesterday
check "no such child" status 3 "$hold" show child 99999999 "$db"
check "history" status 0 "$hold" history "$db" "$id"
check "history as JSON" status 0 "$hold" history "$db" "$id" --format json
check "is JSON too" node -e "JSON.parse(require('fs').readFileSync(process.argv[1]))" "$dir/out"
check "history of one record" status 0 "$hold" history "$db" "$id" --record "$id" --format csv
check "begins with its heading" says "^seq,record,version"

record=$(sqlite3 "$db" "SELECT record_id FROM ledger WHERE subject_id = $id AND kind <> 'person' AND op = 'add' ORDER BY seq LIMIT 1")
check "erase needs a reason" status 4 "$hold" erase "$db" --record "$record"
check "erase needs a record" status 3 "$hold" erase "$db" --record 99999999 --why "court order"
check "erase" status 0 "$hold" erase "$db" --record "$record" --why "court order 12"
check "the history says so" status 0 "$hold" history "$db" "$id" --record "$record"
check "with the reason" says "court order 12"
check "and all is still clean" status 0 "$hold" verify "$db"

sqlite3 "$db" "UPDATE person SET surname = 'X' || substr(surname, 2) WHERE id = $id"
check "a changed byte" status 4 "$hold" verify "$db"
check "is named" says "person, id $id, surname"
check "also as CSV" status 4 "$hold" verify "$db" --format csv
check "in columns" says "^person,id $id,surname,"
echo "1..$n"
