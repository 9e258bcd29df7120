# lib.sh - sourced by the scripts of this folder: runs the program on both engines in a folder where every path is
# relative, and compares the sum of all that it wrote with the list that an earlier program left. README.md says
# what must stay true.

# begin LIST WORDS...: reads the options, empties the folder of this run and stops the clock.
begin() {
    list=$1 name=$(basename "$1" .sums) write= against= side=
    shift
    while [ $# -gt 0 ]; do
        case $1 in
        --write) write=yes ;;
        --against) shift; against=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") ;;
        *) echo "same: $1 is not known; there are --write and --against PROGRAM" >&2; exit 2 ;;
        esac
        shift
    done
    : "${HOLDFAST_TEST_PG:?run under tools/with-postgres.sh}"
    mkdir -p "${B:?}/same"
    build=$(cd "$B" && pwd)
    work=$build/same/$name
    rm -rf "$work" "$work-against"
    HOLDFAST_NOW=2026-11-20T16:30:00Z; export HOLDFAST_NOW
}

# run NAME WORDS...: one command. What it printed becomes NAME.out, what it complained of and its exit status
# NAME.said.
run() {
    to=out/$1
    shift
    mkdir -p "$(dirname "$to")"
    "$program" "$@" >"$to.out" 2>"$to.said"
    echo "exit $?" >>"$to.said"
}

# engines PROGRAM FOLDER FUNCTION: FUNCTION with $program, in FOLDER/sqlite and in FOLDER/postgres; database N is
# $(db N).
engines() {
    for engine in sqlite postgres; do
        mkdir -p "$2/$engine/out" "$2/state"
        (cd "$2/$engine" && program=$1 HOLDFAST_STATE=$2/state && export HOLDFAST_STATE && "$3")
    done
}
db() {
    if [ "$engine" = sqlite ]; then echo "$1.db"; else echo "$HOLDFAST_TEST_PG&authority=same_$1_$side$$"; fi
}

# sums FOLDER: a line a file: sum, lines, name. Outputs named once-… do not depend on the engine and are made for
# one only.
sums() {
    (cd "$1/out" && find . -type f | LC_ALL=C sort >../names && xargs -d '\n' sha256sum <../names >../hashes &&
        xargs -d '\n' grep -c '' /dev/null <../names | sed '/^\/dev\/null:/d; s/.*://' | paste -d ' ' - ../hashes |
        sed 's,^\([0-9]*\) \([0-9a-f]*\)  \./,\2 \1 ,')
}

# finish: a TAP line for every output of each engine, or the list anew; the folder of the run goes unless something
# differs.
finish() {
    for engine in sqlite postgres; do sums "$work/$engine" >"$work/$engine.sums"; done
    if [ -n "$write" ]; then
        if ! grep -v "/once-" "$work/sqlite.sums" | diff - "$work/postgres.sums"; then
            echo "same: the engines differ; nothing is written" >&2
            exit 1
        fi
        { sed '/^#/!d' "$list"; cat "$work/sqlite.sums"; } >"$work/new" && cat "$work/new" >"$list"
        echo "# wrote $(grep -c '^[^#]' "$list") sums to $list"
        rm -rf "$work"
        return 0
    fi
    for engine in sqlite postgres; do
        awk -v engine=$engine -v kept="$work/$engine/out" '
            function told(good, name, why) {
                print (good ? "ok" : "not ok"), "-", engine, name
                if (!good) print "# " why "; see " kept "/" name
            }
            /^#/ || (engine == "postgres" && /\/once-/) { next }
            { sum = $1; lines = $2; sub(/^[^ ]* [^ ]* /, "") }
            FNR == NR { was[$0] = sum; length_was[$0] = lines; next }
            !($0 in was) { told(0, $0, "it was not written before"); next }
            { told(sum == was[$0], $0, "it differs: " lines " lines now, " length_was[$0] " before"); delete was[$0] }
            END { for (name in was) told(0, name, "it is written no more") }' "$list" "$work/$engine.sums"
    done >"$work/tap"
    cat "$work/tap"
    echo "1..$(grep -c '^ok\|^not ok' "$work/tap")"
    if ! grep -q '^not ok' "$work/tap"; then rm -rf "$work"; return 0; fi
    echo "# to see the lines, run this script with --against PROGRAM, a test build of the release that wrote $list"
    return 1
}

# compare FUNCTION: the same with the other program, and how the outputs differ, ten lines each.
compare() {
    side=was
    engines "$against" "$work-against" "$1"
    for engine in sqlite postgres; do
        (cd "$work" && find "$engine/out" "../$name-against/$engine/out" -type f) |
            sed 's,.*/out/,,' | LC_ALL=C sort -u | while read -r f; do
            diff "$work-against/$engine/out/$f" "$work/$engine/out/$f" >"$work/diff" 2>&1 ||
                { echo "$engine $f: before <, now >"; head -n 10 "$work/diff" | cut -c1-300; }
        done
    done
}

# same FUNCTION: all of it.
same() {
    engines "$build/holdfast" "$work" "$1"
    if [ -n "$against" ]; then compare "$1"; else finish; fi
}
