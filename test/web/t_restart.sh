#!/bin/sh
# t_restart.sh - a service that is killed comes back by itself, stops when it is told to, and is never left behind.
set -u
b=${B:-build/t}
dir=$(mktemp -d /tmp/holdfast-restart.XXXXXX)
n=0 watcher=
finish() { [ -n "$watcher" ] && kill "$watcher" 2>/dev/null; rm -rf "$dir"; }
trap finish EXIT
ok() { n=$((n + 1)); if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi; }
answers() { for i in $(seq 100); do [ "$(node -e 'fetch(process.argv[1]).then(r => r.text()).then(t => process.stdout.write(t.trim()), () => {})' "http://127.0.0.1:$port/health")" = ok ] && return 0; sleep 0.1; done; return 1; }
gone() { for i in $(seq 100); do kill -0 "$1" 2>/dev/null || return 0; sleep 0.1; done; return 1; }
child_of() { for i in $(seq 100); do c=$(pgrep -P "$1" | head -n 1); [ -n "$c" ] && { echo "$c"; return; }; sleep 0.1; done; }

"$b/holdfast" demo "$dir/demo.db" --scale 0.005 --years 1 >/dev/null || { echo "Bail out! no demonstration"; exit 1; }
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
"$b/holdfast" serve "$dir/demo.db" --listen "127.0.0.1:$port" >"$dir/out" 2>"$dir/log" &
watcher=$!
answers; ok $? "the service answers"
child=$(child_of "$watcher")
kill -9 "$child"; gone "$child"; ok $? "its process is killed"
answers; ok $? "and it answers again by itself"
again=$(child_of "$watcher")
[ -n "$again" ] && [ "$again" != "$child" ]; ok $? "from another process"
grep -q '"what":"restart","signal":9' "$dir/log"; ok $? "and the log says so"
"$b/holdfast" verify "$dir/demo.db" >/dev/null; ok $? "verify is clean"
kill -TERM "$watcher"; wait "$watcher"; ok $? "told to stop, it stops with status 0"
gone "$again"; ok $? "and leaves nothing behind"
"$b/holdfast" serve "$dir/demo.db" --listen "127.0.0.1:$port" >"$dir/out" 2>"$dir/log" &
watcher=$!
answers; child=$(child_of "$watcher")
kill -9 "$watcher"; wait "$watcher" 2>/dev/null; gone "$child"; ok $? "a service whose watcher was killed stops too"
"$b/holdfast" serve "$dir/none.db" --listen "127.0.0.1:$port" >"$dir/out" 2>"$dir/log"; [ $? -eq 3 ] || [ $? -eq 1 ]; ok $? "a database that is not there ends it at once"
watcher=
echo "1..$n"
