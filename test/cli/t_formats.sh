#!/bin/sh
# t_formats.sh - what commands list comes as text, CSV and JSON, and all three say the same; users are added, locked and given roles.
set -u
b=${B:-build/t}
dir=$(mktemp -d /tmp/holdfast-formats.XXXXXX)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM
export HOLDFAST_NOW=2026-11-21T10:00:00Z
db=$dir/demo.db n=0
"$b/holdfast" demo "$db" --scale 0.005 --years 1 --seed 9 --as-at 2026-11-21 >/dev/null || { echo "Bail out! no demonstration"; exit 1; }
ok() { n=$((n + 1)); if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$dir/err" | head -n 5; fi; }
is() { n=$((n + 1)); if [ "$1" = "$2" ]; then echo "ok $n - $3"; else echo "not ok $n - $3"; echo "#   got:  $1"; echo "#   want: $2"; fi; }
hold() { "$b/holdfast" "$@" >"$dir/out" 2>"$dir/err"; }
# json EXPRESSION: what it gives of j, the JSON of the last command.
json() { node -e 'const j = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")); console.log(eval(process.argv[2]))' "$dir/out" "$1"; }
# csv EXPRESSION: the same of r, its rows of CSV without their head.
csv() {
    node -e 'const t = require("fs").readFileSync(process.argv[1], "utf8"), r = [];
        let row = [], cell = "", q = false;
        for (let i = 0; i < t.length; i++) {
            const c = t[i];
            if (q) { if (c === "\"" && t[i + 1] === "\"") { cell += c; i++; } else if (c === "\"") q = false; else cell += c; }
            else if (c === "\"") q = true;
            else if (c === "," ) { row.push(cell); cell = ""; }
            else if (c === "\n") { row.push(cell.replace(/\r$/, "")); r.push(row); row = []; cell = ""; }
            else cell += c;
        }
        const head = r.shift();
        console.log(eval(process.argv[2]))' "$dir/out" "$1"
}
# The same number of things in CSV, in JSON and in the lines of text that match PATTERN.
same() { # same NAME PATTERN COMMAND...
    name=$1 pattern=$2; shift 2
    hold "$@" --format json; ok $? "$name as JSON"
    in_json=$(json 'j.length')
    hold "$@" --format csv; ok $? "$name as CSV"
    is "$(csv 'r.length')" "$in_json" "$name: as many rows of CSV"
    is "$(csv 'r.every(x => x.length === head.length)')" true "$name: each as wide as its head"
    hold "$@"; ok $? "$name as text"
    is "$(grep -cE "$pattern" "$dir/out")" "$in_json" "$name: as many lines of text"
}

# --- lists -----------------------------------------------------------------------------------------------
same 'what is due' '^(due today|in |[0-9]+ day)' due "$db"
same 'what is late' '^[0-9]+ day' due "$db" --overdue
same 'how duties are kept' '^[^ ]+ +[0-9]+ +[0-9]+ ' clocks "$db"
same 'users' '.' user list "$db"
same 'possible duplicates' '^[^0-9N]' duplicates "$db"

hold due "$db" --format json
is "$(json 'j.every(x => x.days_late <= j[0].days_late)')" true 'the latest comes first'
is "$(json 'j.some(x => "name" in x)')" false 'and nobody is named'
late=$(json 'j.filter(x => x.days_late > 0).length') all=$(json 'j.length')
hold due "$db"
is "$(tail -n 1 "$dir/out")" "$all to do, $late of them late." 'the last line counts them'
hold due "$db" --overdue --format json
is "$(json 'j.length')" "$late" 'only what is late, when asked for'
is "$(json 'j.every(x => x.days_late > 0)')" true 'and not what is due today'
hold due "$db" --names --format json
is "$(json 'j.every(x => typeof x.name === "string" && x.name.length > 0)')" true 'names when they are asked for'
is "$(json 'j.length')" "$all" 'and as many'
team=$(sqlite3 "$db" "SELECT name FROM team WHERE id IN (SELECT team_id FROM clock_open) LIMIT 1" 2>/dev/null)
[ -n "$team" ] || team=$(json 'j.find(x => x.team).team')
hold due "$db" --team "$team" --format json
is "$(json "j.length > 0 && j.length < $all && j.every(x => x.team === '$team')")" true 'only what is one team'"'"'s'
hold due "$db" --as-at 2026-11-22 --format json
is "$(json 'j.filter(x => x.days_late > 0).length')" "$(hold due "$db" --format json; json 'j.filter(x => x.days_late >= 0).length')" 'what is due today is late tomorrow'

# --- counts ----------------------------------------------------------------------------------------------
hold verify "$db" --format json; ok $? 'verify as JSON'
is "$(json 'j.clean && j.faults === 0 && j.found.length === 0 && j.entries > 0 && j.subjects > 0')" true 'says that all is as it was written'
entries=$(json 'j.entries')
is "$entries" "$(sqlite3 "$db" 'SELECT COUNT(*) FROM ledger')" 'and how many entries it looked at'
hold verify "$db" --format csv; is "$(cat "$dir/out")" 'table,row,column,what' 'verify as CSV has a head and nothing below it'
hold clocks "$db" --format json
open=$(json 'j.reduce((s, x) => s + x.open, 0)')
hold clocks "$db" --rebuild --format csv; ok $? 'clocks can be worked out again'
hold clocks "$db" --format json
is "$(json 'j.reduce((s, x) => s + x.open, 0)')" "$open" 'and come out as they were'
hold selfcheck "$db" --format json; ok $? 'selfcheck as JSON'
is "$(json 'j.faults.length')" 0 'finds nothing'

# --- an altered database is said in every format -----------------------------------------------------------
cp "$db" "$dir/bad.db"; cp "$db.key" "$dir/bad.db.key"; [ ! -e "$db.checkpoints" ] || cp "$db.checkpoints" "$dir/bad.db.checkpoints"
sqlite3 "$dir/bad.db" "UPDATE person SET surname = 'Altered, \"x\"' WHERE id = (SELECT MIN(id) FROM person)"
hold verify "$dir/bad.db" --format json; is $? 4 'an altered record is found'
is "$(json 'j.clean === false && j.faults === j.found.length && j.faults > 0')" true 'and counted'
is "$(json 'j.found.some(x => x.table === "person" && x.column === "surname")')" true 'and named'
is "$(grep -c Altered "$dir/out")" 0 'without what was put there'
faults=$(json 'j.faults')
hold verify "$dir/bad.db" --format csv; is $? 4 'the same as CSV'
is "$(csv 'r.length')" "$faults" 'a row each'
hold verify "$dir/bad.db"; is $? 4 'and as text'
is "$(grep -c '^  ' "$dir/out")" "$faults" 'a line each'
is "$(grep -c 'not as the program wrote' "$dir/out")" 1 'below a line that says so'

# --- users -----------------------------------------------------------------------------------------------
pass='four quiet words here'
before=$(hold user list "$db" --format json; json 'j.length')
echo "$pass" | hold user add "$db" zoe --role administrator --shown 'Zoe "Z" Example, BA'; ok $? 'a user is added'
echo "$pass" | hold user add "$db" zoe --role administrator; is $? 6 'not twice'
echo "$pass" | hold user add "$db" kim --role emperor; is $? 4 'nor with a role that there is not'
echo short | hold user add "$db" kim --role administrator; is $? 4 'nor with a short password'
printf '' | hold user add "$db" kim --role administrator; is $? 4 'nor without one'
echo "$pass" | hold user add "$db" kim --role administrator --worker 999999; is $? 4 'nor as a worker that there is not'
echo "$pass" | hold user add "$db" kim --role administrator --worker ann; is $? 4 'nor as one that is no number'
hold user list "$db" --format json
is "$(json 'j.length')" $((before + 1)) 'one more is listed'
is "$(json 'JSON.stringify(j.find(x => x.name === "zoe"))')" \
    '{"name":"zoe","shown":"Zoe \"Z\" Example, BA","role":"administrator","worker":0,"locked":false}' 'as it was added'
hold user lock "$db" zoe; ok $? 'a user is locked out'
is "$(hold user list "$db"; grep zoe "$dir/out" | grep -c '(locked)')" 1 'which the list says'
is "$(hold user list "$db" --format csv; csv 'r.filter(x => x[4] === "yes").length')" 1 'of one only'
hold user lock "$db" zoe --undo; ok $? 'and let in again'
is "$(hold user list "$db"; grep -c '(locked)' "$dir/out")" 0 'which it says too'
role=$(hold user list "$db" --format json; json '(j.find(x => x.role !== "administrator") || {role: "administrator"}).role')
hold user role "$db" zoe "$role"; ok $? 'another role'
is "$(hold user list "$db" --format json; json 'j.find(x => x.name === "zoe").role')" "$role" 'which the list says'
hold user role "$db" zoe emperor; is $? 4 'but none that there is not'
worker=$(sqlite3 "$db" 'SELECT MIN(id) FROM worker')
hold user role "$db" zoe "$role" --worker "$worker"; ok $? 'and a worker'
is "$(hold user list "$db" --format json; json 'j.find(x => x.name === "zoe").worker')" "$worker" 'who is hers'
hold user role "$db" zoe "$role" --worker 999999; is $? 4 'not one that there is not'
is "$(hold user list "$db" --format json; json 'j.find(x => x.name === "zoe").worker')" "$worker" 'which changes nothing'
was=$(sqlite3 "$db" "SELECT password FROM account WHERE name = 'zoe'")
echo 'another four quiet words' | hold user passwd "$db" zoe; ok $? 'another password'
now=$(sqlite3 "$db" "SELECT password FROM account WHERE name = 'zoe'")
[ "$was" != "$now" ]; ok $? 'is another in the table'
[ "${now#*quiet}" = "$now" ]; ok $? 'where nobody can read it'
echo zoe | hold user passwd "$db" zoe; is $? 4 'but not her own name'
printf '' | hold user passwd "$db" zoe; is $? 4 'nor nothing'
is "$(sqlite3 "$db" "SELECT password FROM account WHERE name = 'zoe'")" "$now" 'which changes nothing'
hold verify "$db"; ok $? 'and all of it is sealed'
echo "1..$n"
