#!/bin/sh
# t_roundtrip.sh - a return that is imported and written again is the same, but for what docs/decisions/0005-return-normalisation.md
# lists; on both engines. The same record gives the same bytes on both, and the written files check as the record does.
set -u
H=$B/holdfast
D=test/returns/data/roundtrip
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
HOLDFAST_STATE=$T/state; export HOLDFAST_STATE; mkdir -p "$HOLDFAST_STATE"
HOLDFAST_NOW=2026-11-21T09:00:00Z; export HOLDFAST_NOW
n=0
ok() { n=$((n + 1)); if [ "$1" -eq 0 ]; then echo "ok $n - $engine: $2"; else echo "not ok $n - $engine: $2"; fi; }
is() { [ "$1" = "$2" ]; r=$?; ok $r "$3"; [ $r -eq 0 ] || printf '#   got:  %s\n#   want: %s\n' "$1" "$2"; }
db() { if [ "$engine" = sqlite ]; then echo "$T/$1.db"; else echo "$HOLDFAST_TEST_PG&authority=round_$1"; fi; }
same() { diff "$1" "$2" >"$T/diff"; r=$?; ok $r "$3"; [ $r -eq 0 ] || sed 's/^/#   /' "$T/diff" | head -20; }
# A folder's files, episodes and oc3 first.
files() { ls "$1"/episodes.csv "$1"/oc3.csv; ls "$1"/*.csv | grep -v '/episodes.csv$\|/oc3.csv$'; }

both() {
    W=$T/$engine; mkdir -p "$W"
    # --- SSDA903
    "$H" import "$(db care)" --from ssda903 $D/ssda903 --format json >"$W/in" 2>"$T/err"; ok $? "a 903 is imported"
    is "$(sed 's/"left_out.*//; s/.*"rejected":\([0-9]*\),/\1/' "$W/in")" 0 "every row of it"
    "$H" return "$(db care)" --to ssda903 --year 2025-26 -o "$W/care" >"$W/said" 2>"$T/err"; is $? 4 "the return is written, and its rules have something to say"
    is "$(ls "$W/care" | wc -l | tr -d ' ')" 12 "in twelve files"
    [ ! -e "$W/care.partial" ]; ok $? "and nothing half written is left"
    awk -v year=2025 -v raw=0 -f test/returns/rows_ssda903.awk $(files $D/ssda903) | sort >"$W/want"
    awk -v year=2025 -v raw=1 -f test/returns/rows_ssda903.awk $(files "$W/care") | sort >"$W/got"
    same "$W/want" "$W/got" "the 903 comes back as it went in"
    is "$(grep -c . "$W/got")" 32 "nothing compared is nothing gained"
    grep -q '^  Header  *UPN' "$W/said"; is $? 1 "what is never missing is not listed"
    grep -q '^  UASC  *DUC' "$W/said"; is $? 1 "nor a day that lies ahead"
    grep -q '^  Header  *MC_DOB  *1 of 6 rows' "$W/said"; ok $? "what is missing is named and counted"
    "$H" check record "$(db care)" --for ssda903 --year 2025-26 --format csv >"$W/record.csv" 2>"$T/err"; is $? 4 "the record is checked as it stands"
    "$H" return "$(db care)" --to ssda903 --year 2024 -o "$W/last" >/dev/null 2>&1
    "$H" check ssda903 "$W/care" --last-year "$W/last" --year 2025-26 --format csv >"$W/files.csv" 2>/dev/null
    cut -d, -f1-3 "$W/record.csv" | sed 's/"//g' | sort >"$W/a"; cut -d, -f1-3 "$W/files.csv" | sed 's/"//g' | sort >"$W/b"
    same "$W/b" "$W/a" "and gives what a check of the written files gives"
    grep -q '/child/[0-9]*/record/[0-9]*' "$W/record.csv"; ok $? "with the page of the record to mend"
    "$H" return "$(db care)" --to ssda903 --year 2025-26 -o "$W/care" >"$T/out" 2>&1; is $? 6 "what is there is not overwritten"
    mkdir "$W/empty"; "$H" return "$(db care)" --to ssda903 --year 2025-26 -o "$W/empty/" >"$T/out" 2>&1; is $? 4 "an empty folder may be filled"
    diff -r "$W/care" "$W/empty" >/dev/null; ok $? "with the same bytes again"
    # --- CIN
    "$H" import "$(db need)" --from cin $D/cin.xml --format json >"$W/in" 2>"$T/err"; ok $? "a census is imported"
    is "$(sed 's/"left_out.*//; s/.*"rejected":\([0-9]*\),/\1/' "$W/in")" 0 "every module of it"
    "$H" return "$(db need)" --to cin --year 2026-27 --authority 201 -o "$W/need" >"$W/said" 2>"$T/err"; is $? 4 "the census is written"
    awk -v year=2026 -v raw=0 -f test/returns/rows_cin.awk $D/cin.xml | sort >"$W/want"
    awk -v year=2026 -v raw=1 -f test/returns/rows_cin.awk "$W/need/cin.xml" | sort >"$W/got"
    same "$W/want" "$W/got" "the census comes back as it went in"
    is "$(grep -c . "$W/got")" 23 "nothing compared is nothing gained"
    is "$(grep -c '<LEA>201</LEA>' "$W/need/cin.xml")" 1 "for the authority that was named"
    grep -q '^  Header  *LEA  *1 of 1 rows, 1 from elsewhere: --authority' "$W/said"; ok $? "and says so"
    "$H" check record "$(db need)" --for cin --year 2026-27 --authority 201 --format csv >"$W/running.csv" 2>"$T/err"
    is "$(grep -c ^8670Q "$W/running.csv")" 0 "while the year runs, nothing is late for its end"
    HOLDFAST_NOW=2027-04-10T09:00:00Z "$H" check record "$(db need)" --for cin --year 2026-27 --authority 201 --format csv >"$W/record.csv" 2>"$T/err"; is $? 4 "the record is checked for the census"
    "$H" check cin "$W/need/cin.xml" --format csv >"$W/files.csv" 2>/dev/null
    cut -d, -f1-3 "$W/record.csv" | sort >"$W/a"; cut -d, -f1-3 "$W/files.csv" | sort >"$W/b"
    same "$W/b" "$W/a" "and gives what a check of the written file gives"
    "$H" return "$(db need)" --to cin --year 2023-24 -o "$W/old" >"$T/out" 2>&1
    is "$(grep -c '<Sex>\|PreProceedings' "$W/old/cin.xml")" 0 "an older census has its own shape"
    # --- refusals
    "$H" return "$(db need)" --to ssd -o "$W/x" >"$T/out" 2>&1; is $? 4 "a return that is none is refused"
    "$H" return "$(db need)" --to cin --year 2026-28 -o "$W/x" >"$T/out" 2>&1; is $? 4 "so is a year that is none"
    "$H" return "$(db need)" --to cin >"$T/out" 2>&1; [ $? -ne 0 ]; ok $? "so is nowhere to write to"
    "$H" return "$(db need)" --to cin -o /proc/no/where >"$T/out" 2>&1; is $? 1 "a folder that cannot be made is said"
    "$H" check record "$(db need)" >"$T/out" 2>&1; [ $? -ne 0 ]; ok $? "a check of no return is refused"
    [ ! -e "$W/x" ] && [ ! -e "$W/x.partial" ]; ok $? "and none of them leaves anything"
}
engine=sqlite; both
engine=postgres
if [ -z "${HOLDFAST_TEST_PG:-}" ]; then n=$((n + 1)); echo "not ok $n - postgres: HOLDFAST_TEST_PG is not set"; else
    both
    engine=both
    diff -r "$T/sqlite/care" "$T/postgres/care" >/dev/null && diff -r "$T/sqlite/need" "$T/postgres/need" >/dev/null; ok $? "the same bytes on both engines"
fi
echo "1..$n"
