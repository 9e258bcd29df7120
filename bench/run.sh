#!/bin/sh
# run.sh - every measurement, each in bench/NAME/run.sh; fails at the end when one missed what it promises. --list names them.
# Environment: B, the build folder.
set -eu
failed=
for script in bench/*/run.sh; do
    if [ "${1:-}" = --list ]; then echo "$script: $(sed -n '2s/^# run.sh - //p' "$script")"; continue; fi
    echo "== $script"
    B=${B:-build} sh "$script" || failed="$failed $script"
done
[ -z "$failed" ] || { echo "missed:$failed" >&2; exit 1; }
