#!/bin/sh
# t_commands.sh - how each command ends and what it says when it cannot do what it is asked: the lines of commands_cases.txt.
set -u
b=${B:-build/t} cases=$PWD/test/cli/commands_cases.txt
D=$(mktemp -d /tmp/holdfast-cases.XXXXXX)
trap 'rm -rf "$D"' EXIT
trap 'exit 1' INT TERM
DB=$D/demo.db NONE=$D/none TEXT=$D/text EMPTY=$D/empty n=0
"$b/holdfast" demo "$DB" --scale 0.005 --years 1 --seed 5 >/dev/null || { echo "Bail out! no demonstration"; exit 1; }
echo "words, and more words than a database's head has room for: $(seq 1 200)" >"$TEXT"
: >"$EMPTY"
mkdir "$D/odd" && echo 'a: b' >"$D/odd/odd.yml"
# A line is STATUS | words | command line; words may have a | in them, with no space around it.
while IFS= read -r line; do
    case $line in ''|'#'*) continue;; esac
    want=${line%% | *} rest=${line#* | }
    case $rest in
    '| '*) said='' words=${rest#'| '};;
    *) said=${rest%% | *} words=${rest#* | };;
    esac
    eval "set -- $words"
    timeout 60 "$b/holdfast" "$@" >"$D/said" 2>&1 </dev/null
    got=$? n=$((n + 1))
    if [ "$got" -ne "$want" ]; then
        echo "not ok $n - holdfast $words: exit $got, not $want"
        head -n 5 "$D/said" | sed 's/^/# /'
    elif [ -n "$said" ] && ! grep -qiFe "$said" "$D/said"; then
        echo "not ok $n - holdfast $words: does not say $said"
        head -n 5 "$D/said" | sed 's/^/# /'
    elif [ "$got" -ne 0 ] && [ "$got" -ne 2 ] && ! grep -q '^holdfast: ' "$D/said"; then
        echo "not ok $n - holdfast $words: ends with $got and says nothing"
    else
        echo "ok $n - holdfast $words"
    fi
done <"$cases"
timeout 60 "$b/holdfast" verify "$DB" >/dev/null
[ $? -eq 0 ] && r=ok || r='not ok'; n=$((n + 1)); echo "$r $n - none of this has changed a record"
[ ! -e "$D/d.db" ] && [ ! -e "$D/backup" ] && [ ! -e "$D/new.db" ] && r=ok || r='not ok'
n=$((n + 1)); echo "$r $n - nor left a file behind"
echo "1..$n"
