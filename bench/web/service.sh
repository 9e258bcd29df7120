# service.sh - for the scripts of this folder to read in: a service on a free port, accounts that are signed in, and what a
# look at a page costs the service. $dir is the script's own temporary folder; $cookies of it are kept there, one a name.
pid=
stop_service() { [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; [ -z "$pid" ] || wait "$pid" 2>/dev/null || true; pid=; }
stop() { stop_service; rm -rf "$dir"; }
trap stop EXIT
trap 'exit 1' INT TERM
for need in wrk curl; do
    command -v $need >/dev/null || { echo "web: $need is not installed (apt-get install $need)" >&2; exit 1; }
done

database() {    # BIN: $db is a council of Norfolk's size, a copy of the one that is given or made anew
    db=$dir/norfolk.db
    if [ -n "${HOLDFAST_BENCH_DB:-}" ]; then
        for end in "" .key .checkpoints -wal; do [ ! -e "$HOLDFAST_BENCH_DB$end" ] || cp "$HOLDFAST_BENCH_DB$end" "$db$end"; done
    else
        "$1" demo "$db" >/dev/null
    fi
}
service() {     # BIN DB: serves it; $base is its address, $ready the milliseconds until it answered
    : >"$dir/out"
    began=$(date +%s%N)
    "$1" serve "$2" --listen 127.0.0.1:0 >"$dir/out" 2>"$dir/err" &
    pid=$!
    base=
    for i in $(seq 400); do
        base=$(sed -n 's/.*\(http:\/\/127.0.0.1:[0-9]*\).*/\1/p' "$dir/out")
        [ -z "$base" ] || break
        sleep 0.05
    done
    ready=$((($(date +%s%N) - began) / 1000000))
    [ -n "$base" ] || { cat "$dir/err" >&2; exit 1; }
}
account() {     # BIN DB NAME ROLE WORKER: a new account of this run, signed in; its cookie is in $dir/NAME
    name=$3.$$
    echo "measured horse battery" | "$1" user add "$2" "$name" --role "$4" ${5:+--worker "$5"} >/dev/null 2>&1
    send "$3" /sign-in "name=$name" "password=measured horse battery"
    send "$3" /account/password "current=measured horse battery" "password=measured battery horse"
}
send() {        # ACCOUNT PATH FIELD...: the form at that path, filled in
    jar=$dir/$1 to=$base$2
    shift 2
    token=$(curl -s -b "$jar" -c "$jar" "$to" | sed -n 's/.*name="form_token" value="\([^"]*\)".*/\1/p' | head -n 1)
    for field; do shift; set -- "$@" --data-urlencode "$field"; done
    curl -s -o /dev/null -b "$jar" -c "$jar" --data-urlencode "form_token=$token" "$@" "$to"
}
cookie() { awk '$6 == "holdfast" || $6 == "#HttpOnly_holdfast" { print $6 "=" $7 }' "$dir/$1" | tail -n 1; }
csv_of() { curl -s -b "$dir/$1" "$base$2?format=csv"; }     # ACCOUNT PATH
busiest() { csv_of manager /workers | awk -F, 'NR > 1 { n = $NF + 0; if (n > most) { most = n; id = $1 } } END { print id }'; }
children_of() { csv_of "$1" "$2" | awk -F, 'NR > 1 { print $1 }'; }
teams() { curl -s -b "$dir/manager" "$base/service" | grep -o '"/team/[0-9]*/children"' | tr -d '"' | sort -u; }
everybody() { for team in $(teams); do children_of manager "$team"; done | sort -un >"$dir/everybody"; }
rotate() { { echo "local p = {"; sed 's/.*/"\/child\/&",/' "$1"; echo "}"; echo 'local i = 0; request = function() i = i % #p + 1; return wrk.format("GET", p[i]) end'; } >"$2"; }

# The service is a watcher and the child that serves.
processes() { echo "$pid $(cat "/proc/$pid/task/$pid/children")"; }
ticks() { for p in $(processes); do awk '{ print $14 + $15 }' "/proc/$p/stat"; done | awk '{ n += $1 } END { print n }'; }
memory() { for p in $(processes); do sed -n "s/^$1://p" "/proc/$p/status"; done | awk '{ n += $1 } END { print int(n / 1024) }'; }   # VmRSS or VmHWM: MiB
settle() {      # what the service does by itself after its start: the issues of a database that another build made
    last=-1
    while now=$(ticks) && [ "$now" != "$last" ]; do last=$now; sleep 2; done
}
measure() {     # ACCOUNT URL SCRIPT SECONDS: CPU microseconds a request in $cpu, 99% in $p99, requests a second in $rate
    before=$(ticks)
    wrk -t1 "-c${connections:-32}" "-d${4:-${SECONDS_EACH:-2}}s" --latency --timeout 30s -H "Cookie: $(cookie "$1")" ${3:+-s "$3"} "$base$2" >"$dir/wrk"
    after=$(ticks)
    if grep -q 'Non-2xx\|Socket errors' "$dir/wrk"; then cat "$dir/wrk" >&2; exit 1; fi
    n=$(awk '/requests in/ { print $1 }' "$dir/wrk")
    cpu=$(awk -v t=$((after - before)) -v n="$n" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.1f", t / hz * 1e6 / n }')
    p99=$(awk '$1 == "99%" { print $2 }' "$dir/wrk")
    p50=$(awk '$1 == "50%" { print $2 }' "$dir/wrk")
    rate=$(awk '/Requests\/sec/ { printf "%d", $2 }' "$dir/wrk")
}
