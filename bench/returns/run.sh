#!/bin/sh
# run.sh - CPU time of checking the SSDA903 of a council and of England, and of the file command over files on disk. SEED may be set.
set -eu
B=${B:-build}
make -s MODE="${MODE:-release}" B="$B" "$B/bench/returns/ssda903" >/dev/null
"$B/bench/returns/ssda903" 1200 "${SEED:-1}"
"$B/bench/returns/ssda903" 85000 "${SEED:-1}"
