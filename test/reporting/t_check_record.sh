#!/bin/sh
# t_check_record.sh - holdfast check record as people use it: one child is its share of the whole, lists that rules want, what is kept.
set -u
H=${B:?}/holdfast
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
n=0
is() { n=$((n + 1)); if [ "$2" = "$3" ]; then echo "ok $n - $1"; else echo "not ok $n - $1: got '$2', want '$3'"; sed 's/^/# /' "$T/err" | head -n 5; fi; }
has() { n=$((n + 1)); if grep -q -- "$2" "$T/out"; then echo "ok $n - $1"; else echo "not ok $n - $1: no '$2'"; head -n 5 "$T/out" | sed 's/^/# /'; fi; }
run() { "$H" check record "$T/a.db" "$@" >"$T/out" 2>"$T/err"; }
HOLDFAST_NOW=2026-11-20T16:30:00Z; export HOLDFAST_NOW

"$H" demo "$T/a.db" --scale 0.02 --as-at 2026-11-20 --seed 3 >"$T/out" 2>"$T/err"; is "a small council" $? 0

run; is "which return must be said" $? 4
run --for ofsted; is "and be one" $? 4
run --for cin --year never; is "of a year" $? 4
run --for cin --child nobody; is "a child who is not there" $? 3
run --keep --for cin; is "what is kept is kept of all returns" $? 4
run --keep --child 1; is "and of everybody" $? 4
run --for ssda903 --postcodes "$T/none.csv"; is "a postcode table that is not there" $? 3
echo 'a,b' >"$T/odd.csv"
run --for ssda903 --postcodes "$T/odd.csv"; is "one that is none" $? 4
run --for ssda903 --providers "$T/odd.csv"; is "a list of providers that is none" $? 4

for which in ssda903 cin; do
    run --for $which --format csv; is "$which: there is something to look at" $? 4
    cp "$T/out" "$T/whole"
    sed 1d "$T/whole" | cut -d, -f3 | grep . | sort | uniq -c | sort -rn | head -n 4 | sed 's/.* //' >"$T/children"
    while read -r child; do
        grep "^[^,]*,[a-z]*,$child," "$T/whole" >"$T/share"
        run --for $which --format csv --child "$child"
        sed 1d "$T/out" | grep -v ',not checked,' >"$T/alone"
        cmp -s "$T/share" "$T/alone"; is "$which: child $child alone is its share of the whole" $? 0
    done <"$T/children"
done
run --for ssda903; has "a rule that wants postcodes says so" 'Not checked: needs a postcode table'
has "and one that wants the providers" 'needs the list of providers'
printf 'pcds,oslaua,oseast1m,osnrth1m\nNR1 1AA,E10000020,623000,308000\n' >"$T/post.csv"
printf 'URN,Placement code,Placement provider code,Provider postcode,Deregistration date\nSC000001,K2,PR1,NR1 1AA,\n' >"$T/prov.csv"
run --for ssda903 --postcodes "$T/post.csv" --providers "$T/prov.csv"; is "with both lists" $? 4
n=$((n + 1)); if grep -q 'needs a postcode\|needs the list' "$T/out"; then echo "not ok $n - every rule is checked"; else echo "ok $n - every rule is checked"; fi
"$H" return "$T/a.db" --to ssda903 -o "$T/out903" --postcodes "$T/post.csv" --providers "$T/prov.csv" >"$T/out" 2>"$T/err"; is "a return with both lists" $? 4
has "their rules are among those reported" '  169 '

run --keep; is "what is kept is known since the demonstration was made" $? 4
has "and nothing is new" 'Nothing has changed since the last check'
n=$((n + 1)); if grep -q '^  new\|^  mended' "$T/out"; then echo "not ok $n - nothing is told"; else echo "ok $n - nothing is told"; fi
run --keep --format json; is "as JSON" "$(cat "$T/out")" "[]"
run --keep --format csv --postcodes "$T/post.csv"; is "with the postcodes" $? 4
has "their rules find something new" '^new,ssda903,2026,'
run --keep --format csv; is "without them" "$(grep '^mended' "$T/out" | grep -v ',392c,' | wc -l)" 0
"$H" verify "$T/a.db" >"$T/out" 2>"$T/err"; is "the record proves itself" $? 0
"$H" selfcheck "$T/a.db" >"$T/out" 2>"$T/err"; is "and the database" $? 0
echo "1..$n"
