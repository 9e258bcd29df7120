#!/bin/sh
# with-postgres.sh COMMAND... - starts a PostgreSQL of its own on a private socket, runs the command with
# HOLDFAST_TEST_PG set to a URL for it ("…?host=DIR" up to the authority), and stops it by its process id.
# Tests that need PostgreSQL fail, not skip, when HOLDFAST_TEST_PG is missing.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || { echo "PostgreSQL's initdb was not found; run make setup" >&2; exit 1; }
dir=$(mktemp -d /tmp/holdfast-pg.XXXXXX)
as=
if [ "$(id -u)" -eq 0 ]; then chown postgres "$dir"; as="runuser -u postgres --"; fi
pid=
stop() {
    status=$?
    trap - EXIT INT TERM
    if [ -n "$pid" ]; then
        kill -QUIT "$pid" 2>/dev/null || true          # at once: the data are thrown away
        for i in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    fi
    rm -rf "$dir"
    exit $status
}
trap stop EXIT INT TERM
cd "$dir"
$as "$bin/initdb" -D "$dir/data" -A trust -U holdfast --no-sync -E UTF8 --locale=C >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
$as "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=on -c log_min_messages=panic -c max_connections=60 >"$dir/log" 2>&1 &
pid=$!
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    "$bin/pg_isready" -q -h "$dir" -U holdfast -d postgres && break
    sleep 0.3
done
[ -n "$as" ] && pid=$(head -n 1 "$dir/data/postmaster.pid")
cd "$OLDPWD"
mkdir "$dir/state"                  # keys and checkpoints of the test's authorities
HOLDFAST_STATE="$dir/state" HOLDFAST_TEST_PG="postgresql://holdfast@/postgres?host=$dir" "$@"
