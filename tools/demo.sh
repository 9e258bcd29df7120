#!/bin/sh
# demo.sh BUILD - makes the demonstration council when there is none, or when it was made by another version of the
# program or its catalogue, and serves it. Everything in it is invented.
set -eu
b=$1 db=$1/demo.db made=$1/demo.version
listen=${HOLDFAST_LISTEN:-127.0.0.1:8080}
version=$("$b/holdfast" version)
if [ ! -s "$db" ] || [ "$(cat "$made" 2>/dev/null)" != "$version" ]; then
    rm -f "$db" "$db"-wal "$db"-shm "$db".key "$db".checkpoints "$made"
    scale=${HOLDFAST_SCALE:-0.1}
    echo "Making a council with invented people, $scale of Norfolk's size (HOLDFAST_SCALE=1 makes all of it) ..."
    "$b/holdfast" demo "$db" --scale "$scale"
    printf '%s\n' "$version" > "$made"
fi
cat <<EOF

Open http://$listen and sign in with the password "Holdfast demonstration" as one of
  practitioner, newly-qualified, team-manager, front-door, front-door-manager, reviewing-officer ...
  (all of them: $b/holdfast user list $db)
Stop it with Control-C.

EOF
exec "$b/holdfast" serve "$db" --listen "$listen"
