#!/bin/sh
# fuzz.sh [SECONDS [NAME...]] - builds every test/fuzz/fuzz_NAME.c with clang's libFuzzer, ASan and UBSan and runs each (or those
# named) for SECONDS over its seed corpus test/fuzz/corpus/NAME, a core each. Inputs that reach new code are kept in build/fuzz/corpus/NAME; a
# finding is kept in build/fuzz/found, and printed. Prints TAP.
set -u
seconds=${1:-60}
[ $# -eq 0 ] || shift
b=build/fuzz
sh tools/setup.sh clang libclang-rt-14-dev || exit 1
cores=$(nproc)
mkdir -p "$b"
make --no-print-directory -j"$cores" CC=clang MODE=fuzz B=$b fuzzers >"$b/make.log" 2>&1 || { tail -n 40 "$b/make.log"; echo "not ok - the fuzzers do not build"; exit 1; }
[ $# -gt 0 ] || set -- $(ls test/fuzz/fuzz_*.c | sed 's|.*/fuzz_\(.*\)[.]c|\1|')
# Each ends by a line of TAP. The leak check runs at the end of each; what a library keeps for ever is named in leaks.txt.
printf '%s\n' "$@" | LSAN_OPTIONS=suppressions="$PWD/test/leaks.txt":print_suppressions=0 xargs -P "$cores" -I NAME sh -c '
    b=$1 seconds=$2 name=$3
    mkdir -p "$b/corpus/$name" "$b/found"
    if [ ! -d "test/fuzz/corpus/$name" ]; then echo "not ok - fuzz $name: no seeds in test/fuzz/corpus/$name"; exit 1; fi
    if "$b/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -verbosity=1 -print_final_stats=1 \
        -artifact_prefix="$b/found/$name-" "$b/corpus/$name" "test/fuzz/corpus/$name" >"$b/$name.log" 2>&1; then
        echo "ok - fuzz $name: $(sed -n "s/^stat::number_of_executed_units: *//p" "$b/$name.log") inputs in $seconds s, no finding"
    else
        tail -n 40 "$b/$name.log" | sed "s/^/# /"
        echo "not ok - fuzz $name: the input is kept as $b/found/$name-*"
        exit 1
    fi' sh "$b" "$seconds" NAME
