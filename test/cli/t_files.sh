#!/bin/sh
# t_files.sh - what export, import and return say of the files that they write and read: the same counts in every format, and the same
# as the files hold. What is in the files is test/exchange's and test/reporting's.
set -u
b=${B:-build/t}
dir=$(mktemp -d /tmp/holdfast-files.XXXXXX)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM
export HOLDFAST_NOW=2026-11-21T10:00:00Z
db=$dir/demo.db n=0
"$b/holdfast" demo "$db" --scale 0.005 --years 1 --seed 21 --as-at 2026-11-21 >/dev/null || { echo "Bail out! no demonstration"; exit 1; }
is() { n=$((n + 1)); if [ "$1" = "$2" ]; then echo "ok $n - $3"; else echo "not ok $n - $3"; echo "#   got:  $1"; echo "#   want: $2"; fi; }
hold() { "$b/holdfast" "$@" >"$dir/out" 2>"$dir/err"; }
json() { node -e 'const j = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")); console.log(eval(process.argv[2]))' "$dir/out" "$1"; }
# The rows of CSV files, without their heads; cells may hold line ends.
rows() {
    node -e 'let n = 0; for (const f of process.argv.slice(1)) {
        const t = require("fs").readFileSync(f, "utf8"); let q = false, lines = 0;
        for (const c of t) { if (c === "\"") q = !q; else if (c === "\n" && !q) lines++; }
        n += lines - 1; } console.log(n)' "$@"
}

# --- export --------------------------------------------------------------------------------------------------
hold export ssd "$db" -o "$dir/ssd" --format json; is $? 0 'an export'
is "$(ls "$dir/ssd"/*.csv | wc -l | tr -d ' ' | awk '{ print ($1 > 20) }')" 1 'is many files'
is "$(ls "$dir/ssd" | grep -vc '\.csv$')" 0 'and nothing else'
is "$(stat -c %a "$dir/ssd")" 700 'in a folder for whoever wrote it'
is "$(stat -c %a "$dir"/ssd/*.csv | sort -u)" 600 'as the files are'
total=$(rows "$dir"/ssd/*.csv)
cp -r "$dir/ssd" "$dir/first"
hold export ssd "$db" -o "$dir/ssd2"; is $? 0 'again'
is "$(diff -r "$dir/ssd" "$dir/ssd2" >/dev/null; echo $?)" 0 'byte for byte the same'
chmod 644 "$dir"/ssd2/*.csv; hold export ssd "$db" -o "$dir/ssd2"
is "$(stat -c %a "$dir"/ssd2/*.csv | sort -u)" 600 'files that were open to others no longer are'
hold export ssd "$db" -o "$dir/no/such"; is $? 1 'not into a folder that is not there'
hold export ssd "$db" -o "$dir/demo.db"; is "$([ $? -ne 0 ]; echo $?)" 0 'nor into a file'

# --- import --------------------------------------------------------------------------------------------------
hold import "$dir/new.db" --from ssd "$dir/ssd" --dry-run --format json; is $? 0 'a dry run'
read_dry=$(json 'j.read') stored_dry=$(json 'j.stored')
is "$read_dry" "$total" 'reads every row that was written'
is "$(sqlite3 "$dir/new.db" 'SELECT COUNT(*) FROM ledger' 2>/dev/null || echo 0)" 0 'and keeps none of them'
hold import "$dir/new.db" --from ssd "$dir/ssd" --format json --rejects "$dir/rejects.csv"; is $? 0 'the import'
is "$(json 'j.read')" "$total" 'reads as many'
is "$(json 'j.stored')" "$stored_dry" 'stores what the dry run said'
is "$(json 'j.stored + j.unchanged + j.rejected')" "$total" 'and every row is stored, unchanged or rejected'
rejected=$(json 'j.rejected')
is "$(rows "$dir/rejects.csv")" "$rejected" 'what was rejected is in the file for it'
hold import "$dir/new.db" --from ssd "$dir/ssd" --format json; is $? 0 'once more'
is "$(json 'j.stored')" 0 'stores nothing'
is "$(json "j.unchanged + j.rejected")" "$total" 'all of it is there already'
hold import "$dir/new.db" --from ssd "$dir/ssd"; is $? 0 'as text'
is "$(grep -c "$(echo "$total" | sed ':a;s/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/;ta')\|$total" "$dir/out" | awk '{ print ($1 > 0) }')" 1 'it says how many it read'
hold verify "$dir/new.db"; is $? 0 'and what came in is sealed'
hold export ssd "$dir/new.db" -o "$dir/out-again"; is $? 0 'what came in goes out'
is "$(rows "$dir"/out-again/*.csv | awk -v t="$total" '{ print ($1 <= t) }')" 1 'and is no more than it was'

# --- what is wrong in a file ----------------------------------------------------------------------------------
person=$(ls "$dir"/first/*person.csv | head -n 1)
head -n 1 "$person" >"$dir/head"
{ cat "$dir/head"; tail -n +2 "$person" | head -n 3 | sed 's/[0-9]\{4\}-[0-9][0-9]-[0-9][0-9]/31 31 31/'; } >"$dir/first/$(basename "$person")"
hold import "$dir/bad.db" --from ssd "$dir/first" --format json --rejects "$dir/bad.csv"; is $? 4 'days that are none do not end an import, but it is not whole'
is "$(json 'j.rejected + j.left_out > 0')" true 'they are rejected or left out'
is "$(rows "$dir/bad.csv")" "$(json 'j.rejected + j.left_out')" 'each on a line of its own'
hold import "$dir/bad.db" --from ssd "$dir/first" --rejects "$dir/no/such"; is "$([ $? -ne 0 ]; echo $?)" 0 'a place for them that cannot be written'
rm -r "$dir/first"; mkdir "$dir/first"; echo 'nothing,here' >"$dir/first/other.csv"
hold import "$dir/bad.db" --from ssd "$dir/first"; is $? 4 'a folder with no table of the dataset'
is "$(grep -c 'no file here that can be imported' "$dir/err")" 1 'is said'

# --- returns --------------------------------------------------------------------------------------------------
for return in cin ssda903; do
    hold return "$db" --to $return --year 2026-27 -o "$dir/$return" --format json; status=$?
    is "$(json "j.issues > 0 ? 4 : 0")" "$status" "$return: the status says whether there is something to look at"
    is "$(json 'j.files')" "$(find "$dir/$return" -type f | wc -l | tr -d ' ')" "$return: as many files as it says"
    is "$(json 'j.children > 0 && j.rows >= j.children')" true "$return: with children in them"
    is "$(json 'j.rules.reduce((s, x) => s + x.issues, 0)')" "$(json 'j.issues')" "$return: the rules add up to its issues"
    is "$(json 'j.coverage.every(x => x.filled <= x.rows && x.defaults <= x.rows)')" true "$return: no item is filled more often than there are rows"
    children=$(json 'j.children')
    hold return "$db" --to $return --year 2026-27 -o "$dir/$return.text"; is $? "$status" "$return: as text it ends the same"
    is "$(grep -c ": $children children, " "$dir/out")" 1 "$return: with as many children"
    is "$(diff -r "$dir/$return" "$dir/$return.text" >/dev/null; echo $?)" 0 "$return: and the same files"
    hold return "$db" --to $return --year 2026-27 -o "$dir/$return.csv" --format csv; is $? "$status" "$return: as CSV too"
    is "$(head -n 1 "$dir/out")" 'table,item,rows,filled,defaults' "$return: an item a row"
done
echo "1..$n"
