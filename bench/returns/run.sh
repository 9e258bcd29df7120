#!/bin/sh
# run.sh - CPU time of checking the SSDA903 of a council and of England, and of the file command over files on disk. SEED may be set.
set -eu
B=${B:-build}
make -s MODE="${MODE:-release}" B="$B" "$B/bench/returns/ssda903" >/dev/null
"$B/bench/returns/ssda903" 1200 "${SEED:-1}"
"$B/bench/returns/ssda903" 85000 "${SEED:-1}"
# The record: HOLDFAST_BENCH_DB, which is changed, or a demonstration at a fifth of Norfolk's size.
make -s MODE="${MODE:-release}" B="$B" "$B/holdfast" "$B/bench/returns/record" >/dev/null
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
mkdir "$T/now" "$T/last"
"$B/bench/returns/ssda903" 85000 "${SEED:-1}" "$T" "$B/holdfast"
if [ -z "${HOLDFAST_BENCH_DB:-}" ]; then
    HOLDFAST_BENCH_DB=$T/council.db
    "$B/holdfast" demo "$HOLDFAST_BENCH_DB" --like Norfolk --scale "${SCALE:-0.2}" >/dev/null
fi
"$B/bench/returns/record" "$HOLDFAST_BENCH_DB"
