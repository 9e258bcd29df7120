#!/bin/sh
# t_show.sh - one child's record and history as text, CSV and JSON: all three say the same, as it is, as it was and after an erasure.
set -u
b=${B:-build/t}
dir=$(mktemp -d /tmp/holdfast-show.XXXXXX)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM
export HOLDFAST_NOW=2026-11-21T10:00:00Z
db=$dir/demo.db n=0
"$b/holdfast" demo "$db" --scale 0.005 --years 2 --seed 11 --as-at 2026-11-21 >/dev/null || { echo "Bail out! no demonstration"; exit 1; }
is() { n=$((n + 1)); if [ "$1" = "$2" ]; then echo "ok $n - $3"; else echo "not ok $n - $3"; echo "#   got:  $1"; echo "#   want: $2"; fi; }
hold() { "$b/holdfast" "$@" >"$dir/out" 2>"$dir/err"; }
# js FILE EXPRESSION: of j, the JSON in FILE, and r, the rows of the CSV in it, head first.
js() {
    node -e 'const text = require("fs").readFileSync(process.argv[1], "utf8"); let j, r = [];
        try { j = JSON.parse(text); } catch (e) {
            let row = [], cell = "", q = false;
            for (let i = 0; i < text.length; i++) {
                const c = text[i];
                if (q) { if (c === "\"" && text[i + 1] === "\"") { cell += c; i++; } else if (c === "\"") q = false; else cell += c; }
                else if (c === "\"") q = true;
                else if (c === ",") { row.push(cell); cell = ""; }
                else if (c === "\n") { row.push(cell); cell = ""; r.push(row); row = []; }
                else cell += c;
            }
        }
        console.log(eval(process.argv[2]))' "$1" "$2"
}
child=$(sqlite3 "$db" "SELECT id FROM subject WHERE kind = 'person' ORDER BY n DESC, id LIMIT 1")
council=$(sqlite3 "$db" "SELECT council_id FROM person WHERE id = $child")

# --- as it is ------------------------------------------------------------------------------------------------
hold show child "$child" "$db" --format json; is $? 0 'a child as JSON'
cp "$dir/out" "$dir/child.json"
is "$(js "$dir/child.json" 'j.id')" "$child" 'with its number'
is "$(js "$dir/child.json" 'j.kind')" person 'and its kind'
is "$(js "$dir/child.json" '"as_known" in j')" false 'and no day'
is "$(js "$dir/child.json" 'j.records.length > 3 && new Set(j.records.map(x => x.id)).size === j.records.length')" true 'each record once'
is "$(js "$dir/child.json" 'j.records.every(x => x.version >= 1 && typeof x.removed === "boolean" && Object.keys(x.fields).length > 0)')" true 'each with its version'
records=$(js "$dir/child.json" 'j.records.filter(x => !x.removed).length')
fields=$(js "$dir/child.json" 'j.records.reduce((s, x) => s + Object.keys(x.fields).length, 0)')
hold show child "$child" "$db" --format csv; is $? 0 'the same as CSV'
is "$(head -n 1 "$dir/out")" 'kind,id,version,removed,field,value' 'with a head'
is "$(js "$dir/out" 'r.length - 1')" "$fields" 'and a row a field'
is "$(js "$dir/out" 'r.every(x => x.length === 6)')" true 'each as wide as its head'
hold show child "$child" "$db"; is $? 0 'the same as text'
is "$(grep -c '(record [0-9]*, version [0-9]*)$' "$dir/out")" "$records" 'and a heading a record that was not removed'
is "$(grep -c '^    ' "$dir/out")" "$(js "$dir/child.json" 'j.records.filter(x => !x.removed).reduce((s, x) => s + Object.values(x.fields).map(v => v.split("\n").length).reduce((a, b) => a + 1, 0), 0)')" 'and a line a field'
hold show child "$council" "$db" --format json; is $? 0 'by the council'"'"'s number'
is "$(js "$dir/out" 'j.id')" "$child" 'the same child'
hold show child "$(sqlite3 "$db" 'SELECT MIN(id) FROM family')" "$db" --format json; is $? 0 'any subject has a record'
is "$(js "$dir/out" 'j.kind')" family 'of its own kind'
sub=$(js "$dir/child.json" 'j.records.find(x => x.kind !== "person").id')
hold show child "$sub" "$db"; is $? 3 'the number of a record is no child'"'"'s'
hold show child "" "$db"; is $? 3 'nor is no number'

# --- as it was -----------------------------------------------------------------------------------------------
first=$(sqlite3 "$db" "SELECT substr(MIN(at), 1, 10) FROM ledger WHERE subject_id = $child")
last=$(sqlite3 "$db" "SELECT substr(MAX(at), 1, 10) FROM ledger WHERE subject_id = $child")
hold show child "$child" "$db" --as-known "$last" --format json; is $? 0 'as known on the day of the last entry'
is "$(js "$dir/out" 'j.as_known')" "$last" 'which it says'
is "$(js "$dir/out" 'j.records.length')" "$(js "$dir/child.json" 'j.records.length')" 'is as it is'
hold show child "$child" "$db" --as-known "$first" --format json; is $? 0 'as known on the first day'
is "$(js "$dir/out" 'j.records.length > 0')" true 'has something'
is "$(js "$dir/out" "j.records.length <= $(js "$dir/child.json" 'j.records.length')")" true 'and no more than today'
hold show child "$child" "$db" --as-known "$first"
is "$(head -n 1 "$dir/out" | grep -c 'as known at the end of')" 1 'the text says so first'
hold show child "$child" "$db" --as-known 31/02/2026; is $? 4 'no such day'
is "$(grep -c '31/02/2026 is not a day' "$dir/err")" 1 'is said'

# --- history -------------------------------------------------------------------------------------------------
hold history "$db" "$child" --format json; is $? 0 'its history as JSON'
cp "$dir/out" "$dir/history.json"
entries=$(js "$dir/history.json" 'j.length')
is "$entries" "$(sqlite3 "$db" "SELECT COUNT(*) FROM ledger WHERE subject_id = $child")" 'has every entry'
is "$(js "$dir/history.json" 'j.every((x, i) => i === 0 || x.seq < j[i - 1].seq)')" true 'the newest first'
is "$(js "$dir/history.json" 'j.every(x => x.op !== "add" || x.fields.every(f => f.before === null))')" true 'nothing was there before what was added'
hold history "$db" "$child"; is $? 0 'as text'
is "$(grep -cE '^[0-9]+  ' "$dir/out")" "$entries" 'a heading an entry'
hold history "$db" "$child" --format csv; is $? 0 'as CSV'
is "$(js "$dir/out" 'r[0].join()')" 'seq,record,version,at,account,via,op,kind,field,before,after,why' 'with a head'
is "$(js "$dir/out" 'new Set(r.slice(1).map(x => x[0])).size')" "$entries" 'and each entry in it'
is "$(js "$dir/out" 'r.every(x => x.length === r[0].length)')" true 'each row as wide as its head'
hold history "$db" "$child" --record "$sub" --format json; is $? 0 'of one record'
is "$(js "$dir/out" "j.length > 0 && j.every(x => x.record === $sub)")" true 'only its own'
hold history "$db" "$child" --record 999999999 --format json; is $? 3 'of one that there is not is refused'
hold history "$db" "$child" --record 0; is $? 4 'nought is no number of a record'
hold history "$db" "$child" --record -1; is $? 4 'nor is one below it'

# --- an erasure ----------------------------------------------------------------------------------------------
is "$(hold erase "$db" --record "$sub"; echo $?)" 4 'an erasure without a reason is refused'
is "$(hold erase "$db" --record "$sub" --why '  '; echo $?)" 4 'nor is a blank one'
hold erase "$db" --record "$sub" --why 'court order' --format json; is $? 0 'a record is erased'
is "$(js "$dir/out" "j.erased === $sub && j.subject === $child")" true 'and it says which, and whose'
hold show child "$child" "$db" --format json
is "$(js "$dir/out" "j.records.some(x => x.id === $sub && !x.removed)")" false 'then it is not shown'
hold history "$db" "$child" --record "$sub" --format json
is "$(js "$dir/out" 'j[0].op')" erase 'its history says so'
is "$(js "$dir/out" 'j[0].why')" 'court order' 'and why'
is "$(js "$dir/out" 'j.slice(1).every(x => x.fields.every(f => f.before === null && f.after === null))')" true 'and no longer what it was'
hold erase "$db" --record "$sub" --why again
hold show child "$child" "$db" --format json
is "$(js "$dir/out" "j.records.some(x => x.id === $sub && !x.removed)")" false 'erased again, it stays erased'
hold verify "$db"; is $? 0 'and the ledger still proves all of it'

# --- finding -------------------------------------------------------------------------------------------------
surname=$(sqlite3 "$db" "SELECT surname FROM person WHERE id = $child")
hold find "$db" "$surname" --format json; is $? 0 'found by surname'
found=$(js "$dir/out" 'j.length')
is "$(js "$dir/out" "j.some(x => x.id === $child && x.kind === 'person')")" true 'the child among others'
is "$(js "$dir/out" 'j.every((x, i) => i === 0 || x.score <= j[i - 1].score)')" true 'the best first'
hold find "$db" "$surname" --format csv; is "$(js "$dir/out" 'r.length - 1')" "$found" 'as many rows of CSV'
hold find "$db" "$surname"; is "$(grep -cE '^ +[0-9]+  ' "$dir/out")" "$found" 'and lines of text'
hold find "$db" "$council" --format json; is "$(js "$dir/out" 'j[0].id')" "$child" 'by the council'"'"'s number, first'
hold find "$db" qqqzzzqqq --format json; is $? 0 'nobody is no fault'
echo "1..$n"
