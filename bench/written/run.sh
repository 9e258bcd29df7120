#!/bin/sh
# run.sh - CPU and memory of writing both returns from a council's record and checking it. HOLDFAST_BENCH_DB: a demonstration that is made already; SCALE: of one that is made here.
set -eu
B=${B:-build}
make -s MODE="${MODE:-release}" B="$B" "$B/bench/written/written" "$B/holdfast" >/dev/null
if [ -n "${HOLDFAST_BENCH_DB:-}" ]; then
    for r in ssda903 cin; do "$B/bench/written/written" "$HOLDFAST_BENCH_DB" $r; done
    exit
fi
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
HOLDFAST_STATE=$T; export HOLDFAST_STATE
for scale in 0.05 "${SCALE:-0.2}"; do
    "$B/holdfast" demo "$T/$scale.db" --scale "$scale" >/dev/null
    for r in ssda903 cin; do "$B/bench/written/written" "$T/$scale.db" $r; done
done
