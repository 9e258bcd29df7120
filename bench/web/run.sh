#!/bin/sh
# run.sh - what a page costs at Norfolk's size. A table: CPU of the service a request, that as a multiple of the same
# server's one-line reply in the same run, what is wanted of it, and the slowest of a hundred with 32 keep-alive connections:
# the middle of several rounds, since others may use the machine. Then memory and start, and how long one look at a child
# takes on PostgreSQL over loopback, with one connection. Ends with 1 when something is not what is wanted.
#
# Environment: B (the build folder), HOLDFAST_BENCH_DB (a demonstration at full size that is made already, copied before use;
# else one is made in a temporary folder, which takes a minute), SECONDS_EACH (2), ROUNDS (5), HOLDFAST_TEST_PG (set by
# tools/with-postgres.sh: only the last row).
set -eu
bin=${B:-build}/holdfast
[ -x "$bin" ] || { echo "web: $bin is not built: make" >&2; exit 1; }
dir=$(mktemp -d /tmp/holdfast-bench.XXXXXX)
. bench/web/service.sh
fine=yes

if [ -n "${HOLDFAST_TEST_PG:-}" ]; then
    db="$HOLDFAST_TEST_PG&authority=bench_web"
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
started="start: ready after $ready ms, $(memory VmRSS) MiB"
settle
account "$bin" "$db" manager director ""
account "$bin" "$db" door front_door ""
account "$bin" "$db" holder practitioner "$(busiest)"
everybody
rotate "$dir/everybody" "$dir/everybody.lua"
team=$(teams | head -n 1 | sed 's,/children$,,')
round() {       # NAME ACCOUNT URL SCRIPT: once more, kept in $dir/NAME.cpu and $dir/NAME.p99
    measure "$2" "$3" "$4"
    echo "$cpu" >>"$dir/$1.cpu"
    echo "$p99" | awk '/us$/ { print $1 / 1000; next } /ms$/ { print $1 + 0; next } { print $1 * 1000 }' >>"$dir/$1.p99"
}
middle() { sort -n "$1" | awk '{ n[NR] = $1 } END { print n[int((NR + 1) / 2)] }'; }
row() {         # NAME TEXT AT-MOST
    printf '%-16s %10.1f %8s %8s %8s\n' "$2" "$(middle "$dir/$1.cpu")" \
        "$(awk -v a="$(middle "$dir/$1.cpu")" -v b="$line" 'BEGIN { printf "%.1f", a / b }')" "$3" "$(middle "$dir/$1.p99")ms"
    awk -v a="$(middle "$dir/$1.cpu")" -v b="$line" -v most="$3" 'BEGIN { exit most == "-" || a / b <= most ? 0 : 1 }' || fine=no
}
measure holder /health "" 1                 # warm
for i in $(seq "${ROUNDS:-5}"); do
    round line holder /health ""
    round child manager "/child/$(head -n 1 "$dir/everybody")" "$dir/everybody.lua"
    round work holder /work ""
    round team manager "$team" ""
    round service manager /service ""
    round door door /front-door ""
done
line=$(middle "$dir/line.cpu")
printf '%-16s %10s %8s %8s %8s\n' "page" "CPU in us" "times" "at most" "99%"
row line "one-line reply" -
row child "child page" 15
row work "My work" 15
row team "Team" 60
row service "Service" 60
row door "Front door" -
rss=$(memory VmHWM)
echo "$started; $rss MiB at most, wanted under 200"
[ "$rss" -lt 200 ] || fine=no
stop_service
PG_PORT=$((20000 + $$ % 20000)) sh tools/with-postgres.sh sh bench/web/run.sh
[ $fine = yes ]
