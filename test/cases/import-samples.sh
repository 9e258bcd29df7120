#!/bin/sh
# import-samples.sh SHARED - imports every sample set of SHARED/samples on both engines, twice: every row must be
# counted (read = stored + unchanged + rejected), most must be stored, and the second time must store nothing.
set -u
H=${B:-build/t}/holdfast
S=${1:-../shared}/samples
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
HOLDFAST_STATE=$T/state; export HOLDFAST_STATE; mkdir -p "$HOLDFAST_STATE"
n=0 bad=0
# 4 says that something was left out, and the report what.
taken() { "$H" import "$1" --from "$2" "$3" --format json 2>"$T/err" || [ $? -eq 4 ] || { cat "$T/err"; return 1; }; }
# set NAME SOURCE PATH
set_of() {
    for engine in sqlite postgres; do
        n=$((n + 1))
        if [ $engine = sqlite ]; then db=$T/$1.db; else db="${HOLDFAST_TEST_PG:?run under tools/with-postgres.sh}&authority=samples_$n"; fi
        first=$(taken "$db" "$2" "$3") && second=$(taken "$db" "$2" "$3") && "$H" verify "$db" >/dev/null 2>&1
        status=$?
        if [ $status -eq 0 ] && printf '%s\n%s\n' "$first" "$second" | awk -F'[:,]' '
            { read = $2; stored = $4; same = $6; rejected = $8 }
            read + 0 == 0 || read != stored + same + rejected { exit 1 }
            NR == 1 && rejected * 4 > read { exit 1 }
            NR == 2 && stored != 0 { exit 1 }'; then
            echo "ok $n - $engine $1: $(echo "$first" | cut -c2-70)"
        else
            bad=$((bad + 1)); echo "not ok $n - $engine $1"; printf '%s\n%s\n' "$first" "$second" | cut -c1-300 | sed 's/^/# /'
        fi
    done
}
set_of years ssda903 "$S/ssda903-years"
set_of faulty ssda903 "$S/ssda903-faulty"
set_of xml903 ssda903 "$S/ssda903-faulty/fake_903.xml"
for f in "$S"/cin/*.xml; do
    name=$(basename "$f" .xml | tr 'A-Z-' 'a-z_')
    set_of "$name" cin "$f"
done
echo "1..$n"
[ $bad -eq 0 ]
