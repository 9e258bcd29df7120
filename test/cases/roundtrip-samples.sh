#!/bin/sh
# roundtrip-samples.sh SHARED - imports each sample return of SHARED/samples by itself, writes the return of its year and compares, on
# both engines: equal but for docs/decisions/0005-return-normalisation.md and the rows that the import rejected.
set -u
H=${B:-build/t}/holdfast
S=${1:-../shared}/samples
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
HOLDFAST_STATE=$T/state; export HOLDFAST_STATE; mkdir -p "$HOLDFAST_STATE"
n=0 bad=0
said() { n=$((n + 1)); if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else bad=$((bad + 1)); echo "not ok $n - $2"; head -12 "$T/diff" | sed 's/^/# /'; fi; }
ordered() { ls "$1"/*episodes.csv | grep -v sw_; ls "$1"/*oc3.csv; ls "$1"/*.csv | grep -v '[/-]episodes.csv$\|oc3.csv$'; }
# round NAME SOURCE INPUT YEAR SCRIPT
round() {
    for engine in sqlite postgres; do
        if [ $engine = sqlite ]; then db=$T/$1.db; else db="${HOLDFAST_TEST_PG:?run under tools/with-postgres.sh}&authority=round_$1"; fi
        rm -rf "$T/out"; : >"$T/diff"
        { "$H" import "$db" --from "$2" "$3" --rejects "$T/rejects.csv" >/dev/null 2>"$T/diff" || [ $? -eq 4 ]; } && "$H" return "$db" --to "$2" --year "$4" -o "$T/out" >/dev/null 2>>"$T/diff"
        if [ "$2" = cin ]; then in=$3 out=$T/out/cin.xml; else in=$(ordered "$3") out=$(ordered "$T/out"); fi
        awk -v year="$4" -v raw=0 -v rejects="$T/rejects.csv" -f "test/returns/rows_$2.awk" $in | sort >"$T/want"
        awk -v year="$4" -v raw=1 -f "test/returns/rows_$2.awk" $out | sort >"$T/got"
        diff "$T/want" "$T/got" >"$T/diff"
        said $? "$engine $1: $(grep -c . "$T/got") rows come back"
    done
}
for year in 2017 2018 2019 2020 2021; do
    mkdir "$T/$year"; cp "$S/ssda903-years/$year"-*.csv "$T/$year"
    round years_$year ssda903 "$T/$year" $year
done
mkdir "$T/faulty"; cp "$S"/ssda903-faulty/*.csv "$T/faulty"; rm -f "$T"/faulty/*_errors.csv
round faulty ssda903 "$T/faulty" 2017
for year in 2010 2015 2019 2021 2022; do
    cp "$S/cin/fake_CIN_data.xml" "$T/cin_$year.xml"
    round cin_$year cin "$T/cin_$year.xml" $year
done
for f in CIN2rows CIN_Census_2024; do
    for year in 2021 2022 2023; do round "$(echo $f | tr 'A-Z' 'a-z')_$year" cin "$S/cin/$f.xml" $year; done
done
echo "1..$n"
[ $bad -eq 0 ]
