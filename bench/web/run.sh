#!/bin/sh
# run.sh - what a page costs at Norfolk's size: CPU a request against the same server's one-line reply, the slowest of a
# hundred, and memory. 32 keep-alive connections, one practitioner's My work and the children they hold, looked at again and
# again; then My work, a team and every child of the council, each for the first time, which is what the pages cost when nothing is kept.
#
# Environment: B (the build folder), HOLDFAST_BENCH_DB (a demonstration at full size that is already made; else one is made
# in a temporary folder, which takes a minute), SECONDS_EACH (5).
set -eu
bin=${B:-build}/holdfast
each=${SECONDS_EACH:-5}
dir=$(mktemp -d /tmp/holdfast-bench.XXXXXX)
pid=
stop() { [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; [ -z "$pid" ] || wait "$pid" 2>/dev/null || true; rm -rf "$dir"; }
trap stop EXIT
trap 'exit 1' INT TERM
for need in wrk curl; do
    command -v $need >/dev/null || { echo "web: $need is not installed (apt-get install $need)" >&2; exit 1; }
done
db=${HOLDFAST_BENCH_DB:-$dir/norfolk.db}
[ -e "$db" ] || "$bin" demo "$db" >/dev/null

account() {     # NAME ROLE WORKER: a new account of this run, signed in; its cookie is in $dir/NAME
    name=$1.$$
    echo "measured horse battery" | "$bin" user add "$db" "$name" --role "$2" ${3:+--worker "$3"} >/dev/null 2>&1
    token=$(curl -s -c "$dir/$1" "$base/sign-in" | sed -n 's/.*name="form_token" value="\([^"]*\)".*/\1/p' | head -n 1)
    curl -s -o /dev/null -b "$dir/$1" -c "$dir/$1" --data-urlencode "form_token=$token" --data-urlencode "name=$name" \
        --data-urlencode "password=measured horse battery" --data "next=%2F" "$base/sign-in"
}
cookie() { awk '$6 == "holdfast" || $6 == "#HttpOnly_holdfast" { print $6 "=" $7 }' "$dir/$1" | tail -n 1; }

: >"$dir/out"
began=$(date +%s%N)
"$bin" serve "$db" --listen 127.0.0.1:0 >"$dir/out" 2>"$dir/err" &
pid=$!
for i in $(seq 200); do
    base=$(sed -n 's/.*\(http:\/\/127.0.0.1:[0-9]*\).*/\1/p' "$dir/out")
    [ -z "$base" ] || break
    sleep 0.05
done
ready=$((($(date +%s%N) - began) / 1000000))
[ -n "$base" ] || { cat "$dir/err" >&2; exit 1; }
account manager director ""
worker=$(curl -s -b "$dir/manager" "$base/workers?format=csv" | awk -F, 'NR > 1 { n = $NF + 0; if (n > most) { most = n; id = $1 } } END { print id }')
account holder practitioner "$worker"
curl -s -b "$dir/holder" "$base/work?format=csv" | awk -F, 'NR > 1 { print $1 }' | sort -un >"$dir/children"
teams=$(curl -s -b "$dir/manager" "$base/service" | grep -o '"/team/[0-9]*/children"' | tr -d '"' | sort -u)
for team in $teams; do curl -s -b "$dir/manager" "$base$team?format=csv" | awk -F, 'NR > 1 { print $1 }'; done | sort -un >"$dir/everybody"
[ -s "$dir/children" ] || { echo "web: worker $worker holds no children" >&2; exit 1; }
rotate() { { echo "local p = {"; sed 's/.*/"\/child\/&",/' "$1"; echo "}"; echo 'local i = 0; request = function() i = i % #p + 1; return wrk.format("GET", p[i]) end'; } >"$2"; }
rotate "$dir/children" "$dir/child.lua"
rotate "$dir/everybody" "$dir/everybody.lua"

ticks() { for p in $pid $(cat "/proc/$pid/task/$pid/children"); do awk '{ print $14 + $15 }' "/proc/$p/stat"; done | awk '{ n += $1 } END { print n }'; }
memory() {      # VmRSS or VmHWM: MiB of the service with whatever it started
    for p in $pid $(cat "/proc/$pid/task/$pid/children"); do sed -n "s/^$1://p" "/proc/$p/status"; done | awk '{ n += $1 } END { print int(n / 1024) }'
}
measure() {     # ACCOUNT URL SCRIPT SECONDS: CPU microseconds a request in $cpu, 99% in $p99, requests a second in $rate
    before=$(ticks)
    wrk -t1 -c32 "-d${4:-$each}s" --latency -H "Cookie: $(cookie "$1")" ${3:+-s "$3"} "$base$2" >"$dir/wrk"
    after=$(ticks)
    if grep -q 'Non-2xx\|Socket errors' "$dir/wrk"; then cat "$dir/wrk" >&2; exit 1; fi
    n=$(awk '/requests in/ { print $1 }' "$dir/wrk")
    cpu=$(awk -v t=$((after - before)) -v n="$n" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.1f", t / hz * 1e6 / n }')
    p99=$(awk '$1 == "99%" { print $2 }' "$dir/wrk")
    rate=$(awk '/Requests\/sec/ { printf "%d", $2 }' "$dir/wrk")
}
echo "start: ready after $ready ms, $(memory VmRSS) MiB"
measure holder /health ""                   # warm
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
echo 'local i = 0; request = function() i = i + 1; return wrk.format("GET", "/work?look=" .. i) end' >"$dir/work.lua"
also() { echo "$1: $cpu us of CPU a request, $(awk -v a="$cpu" -v b="$health" 'BEGIN { printf "%.1f", a / b }') times the baseline, 99% within $p99 ($rate a second)"; }
measure holder /work "$dir/work.lua" 2
also "My work, first look"
measure manager "$(echo "$teams" | head -n 1 | sed 's,/children$,,')" "" 2
also "Team"
measure manager "/child/$(head -n 1 "$dir/everybody")" "$dir/everybody.lua" 2
also "child page, first look ($(wc -l <"$dir/everybody") children)"
rss=$(memory VmHWM)
echo "memory: $rss MiB at most, wanted under 200"
[ "$rss" -lt 200 ] && [ $fine = yes ]
