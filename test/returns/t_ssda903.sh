#!/bin/sh
# t_ssda903.sh - holdfast check ssda903 as people use it.
set -u
H=$B/holdfast
D=test/returns/data/ssda903
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
n=0 bad=0
is() { n=$((n + 1)); if [ "$2" = "$3" ]; then echo "ok $n - $1"; else bad=1; echo "not ok $n - $1: got '$2', want '$3'"; fi; }
has() { n=$((n + 1)); if grep -q -- "$2" "$T/out"; then echo "ok $n - $1"; else bad=1; echo "not ok $n - $1: no '$2'"; head -n 5 "$T/out" | sed 's/^/# /'; fi; }
run() { "$H" check ssda903 "$@" >"$T/out" 2>"$T/err"; }

run "$D" --year 2026-27; is "issues end with 4" $? 4
has "an issue names child, fields, file and line" 'child [0-9A-Z]*: .*, episodes.csv line [0-9]'
lacks() { awk -v why="$1" -v rule="$2" 'index($0, "Not checked: ") { in_it = index($0, why) } in_it && (" " $0 " ") ~ (" " rule " ") { found = 1 } END { print found ? "named" : "absent" }' "$T/out"; }
is "a rule that lacks last year says so" "$(lacks "needs last year's Episodes" 503A)" named
has "a rule that lacks the providers says so" 'Not checked: needs .*--providers'
is "a rule that lacks postcodes says so" "$(lacks "needs a postcode table" 169)" named
has "a rule of another year says so" 'Not checked: in force until'
cp "$T/out" "$T/first"; run "$D" --year 2026-27; cmp -s "$T/first" "$T/out"; is "the same each run" $? 0
run "$D" --year 2026-27 --format json; has "JSON has every rule" '"rule":"SW17STG2"'
run "$D" --year 2026-27 --format csv; has "CSV has its heading" '^rule,severity,child,table,year,file,line,fields,message,do'
child=$(sed -n '2s/,.*//p' "$D/episodes.csv")
grep -c "^[^,]*,[a-z]*,$child," "$T/out" >"$T/whole"
run "$D" --year 2026-27 --format csv --child "$child"
is "one child has its issues out of the whole" "$(grep -c "^[^,]*,[a-z]*,$child," "$T/out")" "$(cat "$T/whole")"
run "$D" --last-year "$D" --year 2026-27; is "with last year" $? 4
is "last year's files are used" "$(lacks "needs last year" 503A)" absent
mkdir "$T/years"
for y in 2024 2025 2026; do cp "$D/header.csv" "$T/years/$y-header.csv"; cp "$D/episodes.csv" "$T/years/$y-episodes.csv"; done
run "$T/years" --year 2026-27; has "a folder of several years: others are left out" '2024-header.csv: left out'
is "the year before is last year" "$(lacks "needs last year" 503A)" absent
mkdir "$T/clean"
printf 'CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,M,01/02/2015,WBRI,A123456789012,,\n' >"$T/clean/header.csv"
run "$T/clean" --year 2026-27; is "nothing wrong ends with 0" $? 0
run "$T/nowhere"; is "a folder that is not there" $? 3
mkdir "$T/empty"; run "$T/empty"; is "a folder without a return" $? 4
run "$D" --year soon; is "a year that is none" $? 4
run "$D" --child 999; is "a child that is not there" $? 3
echo "<EXPSSDA903><CHILD>" >"$T/cut.xml"; run "$T/cut.xml" --year 2026-27; is "XML that breaks off" $? 4
echo "CHILD,NOTHING" >"$T/postcodes.csv"; run "$D" --postcodes "$T/postcodes.csv"; is "a postcode table that is none" $? 4
echo "1..$n"
exit $bad
