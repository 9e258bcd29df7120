#!/bin/sh
# fuzz.sh SECONDS - builds every test/fuzz/fuzz_*.c with clang's libFuzzer, ASan and UBSan and runs each for SECONDS
# over its seed corpus test/fuzz/corpus/NAME. New inputs that reach new code are kept in build/fuzz/corpus/NAME.
# A finding stops the run, keeps the input and says where.
set -eu
seconds=${1:-60}
b=build/fuzz
make --no-print-directory -j"$(nproc)" CC=clang MODE=fuzz B=$b fuzzers
passed=0
run() {
    name=$(basename "$1" .c); name=${name#fuzz_}
    mkdir -p "$b/corpus/$name" "$b/found"
    "$b/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=0 -verbosity=0 \
        -artifact_prefix="$b/found/$name-" "$b/corpus/$name" "test/fuzz/corpus/$name" >"$b/$name.log" 2>&1 || {
        tail -n 30 "$b/$name.log"; echo "not ok - fuzz $name: input kept as $b/found/$name-*"; return 1; }
    echo "ok - fuzz $name: ${seconds}s, no finding"
}
n=0
pids=
for f in test/fuzz/fuzz_*.c; do        # two at a time: two cores
    run "$f" & pids="$pids $!"; n=$((n + 1))
    if [ $((n % 2)) -eq 0 ]; then for p in $pids; do wait "$p"; done; pids=; fi
done
for p in $pids; do wait "$p"; done
