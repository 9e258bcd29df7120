#!/bin/sh
# run.sh - what a page costs at Norfolk's size: CPU a request against the same server's one-line reply, the slowest of a
# hundred, and memory. 32 keep-alive connections, one practitioner's My work and the children they hold, looked at again and
# again, so that the pages are kept; then first.sh: each page for the first time, which is what it costs to make.
#
# Environment: B (the build folder), HOLDFAST_BENCH_DB (a demonstration at full size that is already made, copied before use;
# else one is made in a temporary folder, which takes a minute), SECONDS_EACH (5).
set -eu
bin=${B:-build}/holdfast
dir=$(mktemp -d /tmp/holdfast-bench.XXXXXX)
. bench/web/service.sh
database "$bin"
service "$bin" "$db"
account "$bin" "$db" manager director ""
worker=$(busiest)
account "$bin" "$db" holder practitioner "$worker"
children_of holder /work | sort -un >"$dir/children"
[ -s "$dir/children" ] || { echo "web: worker $worker holds no children" >&2; exit 1; }
rotate "$dir/children" "$dir/child.lua"

echo "start: ready after $ready ms, $(memory VmRSS) MiB"
measure holder /health "" 1                 # warm
measure holder /health ""
health=$cpu
echo "one-line reply: $cpu us of CPU a request, the baseline ($rate a second, 99% within $p99)"
fine=yes
report() {      # NAME
    echo "$1: $cpu us of CPU a request, $(awk -v a="$cpu" -v b="$health" 'BEGIN { printf "%.1f", a / b }') times the baseline (the one-line reply), wanted at most 15"
    echo "$1: 99% within $p99 at 32 connections ($rate a second), wanted under 50ms on an idle machine"
    awk -v a="$cpu" -v b="$health" 'BEGIN { exit a / b <= 15 ? 0 : 1 }' || fine=no
}
measure holder "/child/$(head -n 1 "$dir/children")" "$dir/child.lua"
report "child page ($(wc -l <"$dir/children") children)"
measure holder /work ""
report "My work"
rss=$(memory VmHWM)
echo "memory: $rss MiB at most, wanted under 200"
[ "$rss" -lt 200 ] || fine=no
stop_service
sh bench/web/first.sh || fine=no
[ $fine = yes ]
