#!/bin/sh
# mutate.sh [FOLDER...] - do the tests bite? Makes random single changes in src/, one at a time, and runs the tests for
# each. A change that no test minds has survived: it changes nothing (say why), or a test is missing. src/demo is left
# out; FOLDERs (src/base, src/store/seal.c, ...) keep the changes to those.
#
#   SEED=1     the seed, or several: "1 2 3". The same seed over the same sources makes the same changes.
#   COUNT=60   how many changes a seed makes
#   LIMIT=N    give up on a change after N seconds of tests (as they take unchanged), and say so; for a quick look
#   KEEP=DIR   work in DIR and leave it there: the next run with it builds only what is new, and goes on where this one
#              was stopped. What was killed stays killed as long as the sources are the same; what survived is tried
#              again once a test has changed. Several at once want a DIR each; what tests reach may be copied
#              (DIR/reach) before the second starts
#   TESTS=...  only the tests in these folders: "test/base test/store"
#   MODE=test  or asan: what `make check` builds
#
# Works on the last commit, in a clone of its own under $TMPDIR. First it runs each test once, built with gcov, to know
# which tests reach which line. A change is then tried by the tests that reach its line, those of its own folder first,
# the quick ones before the slow, until one fails: what `make test` would say, in a fraction of its time. (A process
# that a test kills leaves no trace of what it reached.) What is changed and what is not: mutate.pl.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
mode=${MODE:-test}
if [ -n "${KEEP:-}" ]; then mkdir -p "$KEEP"; work=$(cd "$KEEP" && pwd)
else work=$(mktemp -d "${TMPDIR:-/tmp}/hm.XXXXXX"); trap 'rm -rf "$work"' EXIT; trap 'exit 130' INT; trap 'exit 143' TERM HUP; fi
[ -d "$work/clone" ] || git clone -q "$top" "$work/clone"
cd "$work/clone"
git fetch -q "$top" HEAD && git checkout -q --force --detach FETCH_HEAD
if [ -e "$top/node_modules/.done" ]; then ln -sfn "$top/node_modules" node_modules && touch -d 2000-01-01 package-lock.json; fi
# Tests that a change makes hang are killed: what they leave behind shall lie in our folder.
mkdir -p "$work/t"
git ls-files test | xargs sed -i "s#/tmp/\(holdfast-\|t_report\)#$work/t/\1#g"
export TMPDIR="$work/t" CCACHE_BASEDIR="$work/clone" CCACHE_NOHASHDIR=1
cc=gcc; ! command -v ccache >/dev/null || cc='ccache gcc'
jobs=$(nproc)
tests=$(for t in ${TESTS:-$(ls -d test/*/)}; do ls "${t%/}"/t_*.c "${t%/}"/t_*.sh 2>/dev/null || :; done)
build() { # build DIR MODE WHAT...: a mode's tests, quietly unless they do not build
    dir=$1 m=$2; shift 2
    nice make -s -j"$jobs" CC="$cc" MODE="$m" B="$dir" "$@" >"$work/log" 2>&1 ||
        { tail -n 20 "$work/log" >&2; echo "mutate: the tests do not build" >&2; exit 1; }
}
programs() { echo "$1/holdfast" "$1/test/return-cases"; printf '%s\n' $tests | sed -n "s|^test/\(.*\)\.c$|$1/test/\1|p"; }

build build/t "$mode" $(programs build/t)
# What a test reaches is measured again when the sources have changed, or the test itself.
sources=$(git rev-parse HEAD:src HEAD:sql HEAD:templates HEAD:catalogue | sha256sum | cut -c1-16)
reach() { printf '%s\n' "$work/reach/$sources-$(git rev-parse "HEAD:$1" | cut -c1-16)-$(printf %s "$1" | tr / -)"; }
mkdir -p "$work/reach"
missing=$(for t in $tests; do [ -f "$(reach "$t")" ] || printf '%s %s\n' "$t" "$(reach "$t")"; done)
if [ -n "$missing" ]; then
    echo "$(echo "$missing" | wc -l) tests are run once, to know what each reaches"
    build build/cov test OPT.test='-O0 --coverage -fprofile-update=atomic -DHOLDFAST_FAULTS' $(programs build/cov)
    echo "$missing" | B=build/cov nice sh tools/with-postgres.sh xargs -P "$jobs" -L 1 sh tools/mutate_reach.sh
    [ -n "${KEEP:-}" ] || rm -rf build/cov
fi
for t in $tests; do reach "$t"; done >"$work/reaches"
# A change of && for || shall not be caught for its want of parentheses.
SEED="${SEED:-1}" COUNT="${COUNT:-60}" LIMIT="${LIMIT:-0}" CFLAGS=-Wno-parentheses MODE=$mode CC=$cc B=build/t \
    RESULTS="$work/results-$sources" TESTED="$(git rev-parse HEAD:test)" \
    nice sh tools/with-postgres.sh perl tools/mutate.pl "$work/reaches" "$@"
