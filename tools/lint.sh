#!/bin/sh
# lint.sh BUILD - house rules that a compiler does not know: banned functions, missing folder READMEs, files that
# have grown too long, unnamed SQL, words that do not belong; then gcc -fanalyzer and clang-tidy on src/.
set -u
b=${1:-build}
bad=0
complain() { echo "lint: $1"; bad=$((bad + 1)); }

hits=$(grep -nEw '(strcpy|strcat|sprintf|strtok|gets|atoi|atol|gmtime|localtime|alloca|vsprintf|strncpy|tmpnam|mktemp)[[:space:]]*\(' \
       -r src tools --include='*.[ch]' | grep -v '^tools/viewc.c:' || true)
[ -z "$hits" ] || { echo "$hits"; complain "banned functions"; }

hits=$(grep -nE '"(SELECT|INSERT|UPDATE|DELETE) ' -r src --include='*.c' | grep -v '^src/store/' || true)
[ -z "$hits" ] || { echo "$hits"; complain "SQL outside sql/ and src/store/"; }

for d in $(git ls-files src test catalogue sql templates bench docs | xargs -n1 dirname | sort -u); do
    case $d in */corpus*|*/data*|src/web/assets|docs/images) continue;; esac
    [ -f "$d/README.md" ] || complain "$d has no README.md"
done

hits=$(git ls-files 'src/*.c' 'src/*.h' | xargs wc -l | awk '$2 != "total" && $1 > 900 { print $2 ": " $1 " lines" }')
[ -z "$hits" ] || { echo "$hits"; complain "files over 900 lines: find the second room"; }

hits=$(git grep -nwE 'TODO|FIXME|XXX' -- src test tools sql templates catalogue docs ':!tools/lint.sh' ':!*/data/*' ':!*/corpus/*' || true)
[ -z "$hits" ] || { echo "$hits"; complain "left unfinished"; }

for f in $(git ls-files 'src/*.[ch]'); do
    head -n 1 "$f" | grep -q '^/\* ' || complain "$f does not begin by saying why it exists"
done
[ "$(wc -l < Makefile)" -lt 200 ] || complain "the Makefile has 200 lines or more"
[ $bad -eq 0 ] || { echo "lint: $bad kinds of fault"; exit 1; }
echo "lint: house rules kept"

# gcc's analyzer finds leaks and null paths in C; clang-tidy's checks are chosen in .clang-tidy.
make --no-print-directory -j"$(nproc)" MODE=analyze B="$b/analyze" analyze >"$b/analyze.log" 2>&1 || { grep -E 'warning|error' "$b/analyze.log" | head -40; echo "lint: gcc -fanalyzer found something (whole log: $b/analyze.log)"; exit 1; }
echo "lint: gcc -fanalyzer quiet"
git ls-files 'src/*.c' | xargs -P "$(nproc)" -n 8 clang-tidy --quiet --warnings-as-errors='*' -- \
    -std=c17 -D_GNU_SOURCE -Isrc -I"$b/analyze/gen" -DHOLDFAST_VERSION='"lint"' $(pkg-config --cflags libxml-2.0) >"$b/tidy.log" 2>/dev/null ||
    { grep -E 'warning|error' "$b/tidy.log" | head -40; echo "lint: clang-tidy found something (whole log: $b/tidy.log)"; exit 1; }
echo "lint: clang-tidy quiet"
