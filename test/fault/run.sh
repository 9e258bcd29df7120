#!/bin/sh
# run.sh - 300 kills on each engine (KILLS to change it) and faults in the middle of imports. Run it under
# tools/with-postgres.sh. The seed is printed, so that a failure can be repeated: SEED=… KILLS=… sh test/fault/run.sh
set -eu
b=${B:-build/t}
make --no-print-directory MODE=test B="$b" "$b/holdfast" "$b/test/fault/kill"
dir=$(mktemp -d /tmp/holdfast-fault.XXXXXX)
trap 'rm -rf "$dir"' EXIT
"$b/holdfast" demo "$dir/source.db" --scale 0.005 --seed 3 --years 2 --write-ssd "$dir/ssd" >/dev/null
seed=${SEED:-$(date +%s)}
one() { "$b/test/fault/kill" "$1" "$b/holdfast" "$dir/ssd" "${KILLS:-300}" "$seed" >"$dir/$1.tap" 2>&1; }
status=0
one sqlite & first=$!               # one engine a core
one postgres || status=1
wait $first || status=1
cat "$dir/sqlite.tap" "$dir/postgres.tap"
exit $status
