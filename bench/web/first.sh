#!/bin/sh
# first.sh - what a page costs when nothing is kept: every look reads and makes all of it. A table: CPU of the service a
# request, that as a multiple of the same server's one-line reply, the slowest of a hundred with 32 connections, and what is
# wanted of it; and how long one look at a child takes on PostgreSQL over loopback, with one connection.
#
# Only builds for tests can be told to keep nothing (HOLDFAST_KEEP_NOTHING; make MODE=test B=build/t build/t/holdfast).
# Environment: TEST_B (such a build's folder, build/t), HOLDFAST_BENCH_DB (a demonstration at full size that is made already,
# copied before use), SECONDS_EACH (5), HOLDFAST_TEST_PG (set by tools/with-postgres.sh: only the last row).
set -eu
bin=${TEST_B:-build/t}/holdfast
[ -x "$bin" ] || { echo "web: $bin is not built: make MODE=test B=build/t build/t/holdfast" >&2; exit 1; }
dir=$(mktemp -d /tmp/holdfast-bench.XXXXXX)
. bench/web/service.sh
export HOLDFAST_KEEP_NOTHING=1
fine=yes
row() {         # NAME WANTED: what was measured last, and whether it is what is wanted
    printf '%-16s %10.1f %8s %8s %8s\n' "$1" "$cpu" "$(awk -v a="$cpu" -v b="$line" 'BEGIN { printf "%.1f", a / b }')" "$2" "$p99"
    awk -v a="$cpu" -v b="$line" -v most="$2" 'BEGIN { exit most == "-" || a / b <= most ? 0 : 1 }' || fine=no
}

if [ -n "${HOLDFAST_TEST_PG:-}" ]; then
    db="$HOLDFAST_TEST_PG&authority=bench_first"
    export HOLDFAST_STATE="$dir"                 # its key and its access journal
    "$bin" demo "$db" --scale "${SCALE:-0.1}" >/dev/null
    service "$bin" "$db"
    account "$bin" "$db" manager director ""
    everybody
    rotate "$dir/everybody" "$dir/everybody.lua"
    connections=1
    measure manager "/child/$(head -n 1 "$dir/everybody")" "$dir/everybody.lua" 1
    measure manager "/child/$(head -n 1 "$dir/everybody")" "$dir/everybody.lua"
    printf '%-16s %s with one connection, half of all looks; wanted under 5ms (%d children, 99%% within %s)\n' "on PostgreSQL" "$p50" \
        "$(wc -l <"$dir/everybody")" "$p99"
    exit 0
fi

database "$bin"
service "$bin" "$db"
account "$bin" "$db" manager director ""
account "$bin" "$db" door front_door ""
account "$bin" "$db" holder practitioner "$(busiest)"
everybody
rotate "$dir/everybody" "$dir/everybody.lua"
team=$(teams | head -n 1 | sed 's,/children$,,')
measure holder /health "" 1
measure holder /health ""
line=$cpu
printf '%-16s %10s %8s %8s %8s\n' "first look" "CPU in us" "times" "at most" "99%"
row "one-line reply" -
measure manager "/child/$(head -n 1 "$dir/everybody")" "$dir/everybody.lua"
row "child page" 15
measure holder /work ""
row "My work" 15
measure manager "$team" ""
row "Team" 60
measure manager /service ""
row "Service" 60
measure door /front-door ""
row "Front door" -
stop_service
PG_PORT=$((20000 + $$ % 20000)) sh tools/with-postgres.sh sh bench/web/first.sh
[ $fine = yes ]
