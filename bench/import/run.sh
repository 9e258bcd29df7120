#!/bin/sh
# bench/import/run.sh [ROWS] - CPU time of `holdfast import --from ssd` (checked fields, ledger, clocks and search words
# included) as a ratio to sqlite3's own .import of the same files into tables of the same columns with the same
# indexes: one on the key, one on the person, one on each worker. Fails above 4.
set -eu
rows=${1:-200000}
b=${B:-build}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
mkdir "$work/ssd"
awk -v dir="$work/ssd" -v rows="$rows" -v seed=1 -f "$here/generate.awk" 2>/dev/null

for file in "$work"/ssd/*.csv; do
    table=$(basename "$file" .csv)
    columns=$(head -n 1 "$file")
    key=${columns%%,*}
    echo "CREATE TABLE $table ($(echo "$columns" | sed 's/,/ TEXT, /g') TEXT);"
    echo "CREATE UNIQUE INDEX ${table}_key ON $table ($key);"
    for c in $(echo "$columns" | tr ',' '\n' | tail -n +2 | grep -E 'person_id$|worker_id$|professional_id$'); do
        echo "CREATE INDEX ${table}_$c ON $table ($c);"
    done
    echo ".import --csv --skip 1 $file $table"
done > "$work/baseline.sql"

# User and system seconds of a command, the least of three runs (other work on the machine only adds), in hundredths.
cpu() {
    least=
    for turn in 1 2 3; do
        rm -f "$work"/*.db "$work"/*.db-*
        used=$( { bash -c 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>"$0"' "$work/errors" "$@"; } 2>&1 | awk '{ printf "%d", ($1 + $2) * 100 }')
        [ -n "$least" ] && [ "$least" -le "$used" ] || least=$used
    done
    echo "$least"
}
base=$(cpu sh -c "sqlite3 '$work/baseline.db' < '$work/baseline.sql'")
ours=$(cpu "$b/holdfast" import "$work/ours.db" --from ssd "$work/ssd")
stored=$("$b/holdfast" import "$work/ours.db" --from ssd "$work/ssd" --format json | grep -o '"unchanged":[0-9]*' | head -n 1 | cut -d: -f2)
awk -v b="$base" -v o="$ours" -v n="$stored" 'BEGIN {
    r = o / b
    printf "import: %d rows in %.2f s of CPU, %.1f us a row; sqlite3 .import %.2f s; ratio %.2f (limit 4)\n", n, o / 100, o * 10000 / n, b / 100, r
    exit r > 4 }'
