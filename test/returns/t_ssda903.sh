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
run "$T/years" --year 2026-27; has "a folder of several years: those before last year's are history" 'the files of 2024-25 are used by the rules about'
run "$T/years" --year 2025-26; has "those of a later year are left out" '2026-header.csv: left out'
is "the year before is last year" "$(lacks "needs last year" 503A)" absent
# --- more than two years: a care leaver whose care was long ago
year() { # FOLDER YEAR EPISODE...
    mkdir -p "$T/$1"
    printf 'CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n7,M,01/02/2006,WBRI,A123456789012,0,\n8,F,05/05/2012,WBRI,A123456789013,0,\n' >"$T/$1/header.csv"
    printf 'CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n8,05/06/%s,S,C2,N1,U1,PR1,06/06/%s,E4A,,,,SC123456\n%s' "$2" "$2" "${3:-}" >"$T/$1/episodes.csv"
}
year now 2026; year then 2025; year early22 2022 '7,01/04/2020,S,C2,N1,U1,PR1,01/02/2023,E4A,,,,SC123456
'
year early23 2023; year early24 2024 '8,01/06/2024,S,C2,N1,U1,PR1,02/06/2024,E12,,,,SC123456
'
printf 'CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\n7,01/02/2006,YES,F2,D\n' >"$T/now/oc3.csv"
hit() { awk -F, -v r="$1" '$1 == r && ($2 == "error" || $2 == "query")' "$T/out" | wc -l | tr -d ' '; }
two="$T/now --last-year $T/then --year 2026-27 --format csv"
run $two; is "two years do not know of care long ago: 1002" "$(hit 1002)" 1; is "nor 1001" "$(hit 1001)" 1; is "nor of an adoption: 199" "$(hit 199)" 0
run $two --earlier "$T/early24" --earlier "$T/early23" --earlier "$T/early22"
is "with the years before there was care" "$(hit 1002)" 0; is "enough of it" "$(hit 1001)" 0; is "and an adoption" "$(hit 199)" 1
has "which years are said" 'the files of 2024-25, 2023-24, 2022-23 are used by the rules about'
cp "$T/out" "$T/ordered"
run $two --earlier "$T/early22" --earlier "$T/early24" --earlier "$T/early23"
has "years out of order are named" 'were not given newest first'; is "and change nothing else" "$(grep -v 'newest first' "$T/out" | cmp - "$T/ordered" && echo same)" same
run $two --earlier "$T/early24" --earlier "$T/early22"; has "a gap is named" 'there are no files of 2023-24: the history has a gap'
run $two --earlier "$T/early24" --earlier "$T/early24/"; is "a folder given twice ends with 4" $? 4; has "and is named" 'early24/.*given twice'
run $two --earlier "$T/then"; has "last year given as an earlier one is named" 'not read.*then,,.*given twice'
cp -r "$T/then" "$T/again"; run $two --earlier "$T/again"; has "a year that is not before last year is left out" 'its episodes are those of 2025-26'
run $two --earlier "$T/nowhere"; is "an earlier folder that is not there" $? 3
run "$T/now" --last-year "$T/now" --year 2026-27; has "this year given as last year is named" 'given twice: as this year and as last year'
mkdir "$T/clean"
printf 'CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,M,01/02/2015,WBRI,A123456789012,,\n' >"$T/clean/header.csv"
run "$T/clean" --year 2026-27; is "nothing wrong ends with 0" $? 0
run "$T/nowhere"; is "a folder that is not there" $? 3
mkdir "$T/empty"; run "$T/empty"; is "a folder without a return" $? 4
mkdir "$T/archive"; for y in 2018 2019; do cp "$T/clean/header.csv" "$T/archive/$y-header.csv"; done
run "$T/archive" --year 2026-27; is "an archive without that year" $? 4; is "is told to say which" "$(grep -c 'files of several years.*--year' "$T/err" "$T/out" | grep -c ':1$')" 1
run "$D" --year soon; is "a year that is none" $? 4
run "$D" --child 999; is "a child that is not there" $? 3
echo "<EXPSSDA903><CHILD>" >"$T/cut.xml"; run "$T/cut.xml" --year 2026-27; is "XML that breaks off" $? 4
# --- postcodes are looked for in the table that is given
mkdir "$T/placed"; cp "$T/clean/header.csv" "$T/placed"
printf 'CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n' >"$T/placed/episodes.csv"
printf '1,05/06/2026,S,C2,N1,U1,PR1,,,,nr1 1aa,NR2 1AA,SC123456\n' >>"$T/placed/episodes.csv"
printf 'pcds,oslaua,oseast1m,osnrth1m\nNR1 1AA,E07000148,623000,308000\nNR2 1AA,E07000148,622000,309000\n' >"$T/known.csv"
run "$T/placed" --year 2026-27 --postcodes "$T/known.csv" --format csv; is "postcodes of the table are valid" "$(hit 392c)" 0
sed -i '/NR2/d' "$T/known.csv"; run "$T/placed" --year 2026-27 --postcodes "$T/known.csv" --format csv
is "one that only looks like a postcode is not" "$(hit 392c)" 1
run "$T/placed" --year 2026-27 --format csv; is "without a table its form is all that is known" "$(hit 392c)" 0
echo "CHILD,NOTHING" >"$T/postcodes.csv"; run "$D" --postcodes "$T/postcodes.csv"; is "a postcode table that is none" $? 4
echo "1..$n"
exit $bad
