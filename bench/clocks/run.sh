#!/bin/sh
# run.sh - CPU seconds of the clock engine for 100,000 children. CHILDREN and SEED may be set.
set -eu
B=${B:-build}
make -s MODE="${MODE:-release}" B="$B" "$B/bench/clocks/clocks" >/dev/null
"$B/bench/clocks/clocks" "${CHILDREN:-100000}" "${SEED:-1}"
