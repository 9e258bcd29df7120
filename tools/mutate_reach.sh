#!/bin/sh
# mutate_reach.sh TEST FILE - runs a test that is built with gcov in $B, and writes FILE: its name, whether it passes, how
# many seconds it takes, then "FILE LINE" for each line of src/ that it reaches, "FILE LINE -" for each that it could.
# For mutate.sh.
set -u
data=$2.data
rm -rf "$data"
mkdir -p "$data"
case $1 in *.c) run=$B/${1%.c};; *) run=$1;; esac
start=$(date +%s.%N)
GCOV_PREFIX=$data timeout -k 5 900 prove -Q -e '' "$run" >"$data/out" 2>&1 </dev/null && passes=1 || passes=0
end=$(date +%s.%N)
here=$data$PWD
{
    echo "$1 $passes" "$(echo "$start $end" | awk '{ printf "%.1f", $2 - $1 }')"
    # gcov looks for its notes beside the data, and for the sources below them.
    [ ! -d "$here" ] || (cd "$here" && ln -s "$OLDPWD/src" src && find build -name '*.gcda' | while read -r f; do
        ln -sf "$OLDPWD/${f%.gcda}.gcno" "${f%.gcda}.gcno" && echo "$f"
    done | xargs -r gcov -t 2>/dev/null) | awk '
        { n = index($0, ":"); count = substr($0, 1, n - 1); rest = substr($0, n + 1); n = index(rest, ":"); line = substr(rest, 1, n - 1) + 0 }
        line == 0 { if (rest ~ /^ *0:Source:/) { path = rest; sub(/^ *0:Source:/, "", path); ours = path ~ /^src\// } next }
        ours { sub(/^ +/, "", count); if (count != "-") print path, line (count ~ /^[0-9]/ ? "" : " -") }'
} >"$data.new" && mv "$data.new" "$2" && head -n 1 "$2"
rm -rf "$data"
