#!/bin/sh
# with-postgres.sh COMMAND... - starts a PostgreSQL of its own on a private socket, runs the command with
# HOLDFAST_TEST_PG set to a URL for it ("…?host=DIR" up to the authority), and stops it by its process id.
# It needs no rights, and is gone afterwards even when this script itself is killed.
# Tests that need PostgreSQL fail, not skip, when HOLDFAST_TEST_PG is missing. With PG_PORT it is reached over loopback.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || { echo "PostgreSQL's initdb was not found; run make setup" >&2; exit 1; }
dir=$(mktemp -d /tmp/holdfast-pg.XXXXXX)        # short: a socket's path has 107 bytes
stop() {
    i=0 pid=$(head -n 1 "$dir/data/postmaster.pid" 2>/dev/null) || pid=
    if [ -n "$pid" ] && kill -QUIT "$pid" 2>/dev/null; then         # at once: the data are thrown away
        while kill -0 "$pid" 2>/dev/null && [ $i -lt 100 ]; do i=$((i + 1)); sleep 0.1; done
    fi
    rm -rf "$dir"
}
finish() { status=$?; trap - EXIT INT TERM HUP; stop; exit $status; }
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
as=
if [ "$(id -u)" -eq 0 ]; then chown postgres "$dir"; as="runuser -u postgres --"; fi
(cd "$dir" && $as "$bin/initdb" -D "$dir/data" -A trust -U holdfast --no-sync -E UTF8 --locale=C) >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
# Processes are killed in these tests, never the machine: fsync would only cost time.
(cd "$dir" && exec $as "$bin/postgres" -D "$dir/data" -k "$dir" -p "${PG_PORT:-5432}" -c listen_addresses=${PG_PORT:+127.0.0.1} -c fsync=off -c log_min_messages=panic -c max_connections=60) >"$dir/log" 2>&1 &
n=0
until "$bin/pg_isready" -q -h "$dir" -p "${PG_PORT:-5432}" -U holdfast -d postgres; do
    n=$((n + 1))
    [ $n -lt 200 ] || { echo "PostgreSQL did not start within a minute:" >&2; cat "$dir/log" >&2; exit 1; }
    sleep 0.3
done
# Watches over the end of this script, for a kill that runs no trap.
(trap '' INT TERM HUP; while kill -0 $$ 2>/dev/null; do sleep 1; done; [ ! -e "$dir" ] || stop) </dev/null >/dev/null 2>&1 &
if [ -n "${PG_PORT:-}" ]; then HOLDFAST_TEST_PG="postgresql://holdfast@/postgres?host=127.0.0.1&port=$PG_PORT" "$@"
else HOLDFAST_TEST_PG="postgresql://holdfast@/postgres?host=$dir" "$@"; fi
