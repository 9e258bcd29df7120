#!/bin/sh
# t_return_cases.sh - return-cases counts a case that differs by decision apart, when it differs exactly as decided.
set -u
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
n=0 bad=0
is() { n=$((n + 1)); if [ "$2" = "$3" ]; then echo "ok $n - $1"; else bad=1; echo "not ok $n - $1: got '$2', want '$3'"; fi; }
run() { "$B/test/return-cases" "$@" >"$T/out"; status=$?; last=$(tail -n 1 "$T/out"); }
decided() { echo "# why" >"$T/decided"; for line in "$@"; do echo "$line" >>"$T/decided"; done; run --decided "$T/decided" "$T/cases"; }

mkdir "$T/cases"
cat >"$T/cases/101_1.json" <<'END'
{ "rule": "101", "return": "ssda903", "year": "2026-27", "metadata": {},
  "tables": { "Header": { "columns": ["CHILD", "SEX"], "rows": [["1", "X"], ["2", "F"], ["3", "M"]] } },
  "expected": { "rows": { "Header": [0] } } }
END
run "$T/cases"; is "a case passes" "$last" "1 passed, 0 failed"
decided "ssda903 101_1.json +Header:0"; is "one that does not differ, though it is decided, fails" "$status $last" "1 0 passed, 1 failed"
sed -i 's/"Header": \[0\]/"Header": [1, 2]/' "$T/cases/101_1.json"
run "$T/cases"; is "one that differs fails" "$status $last" "1 0 passed, 1 failed"
decided "ssda903 101_1.json +Header:0 -Header:1 -Header:2"; is "by decision it does not" "$status $last" "0 0 passed, 0 failed"
is "and is counted apart" "$(grep -c '^1 differ by decision$' "$T/out")" 1
for how in "+Header:0" "+Header:0 -Header:1" "-Header:1 -Header:2" "+Header:0 -Header:1 -Header:2 -Header:3" "+Header:1 -Header:0 -Header:2"; do
    decided "ssda903 101_1.json $how"; is "not when it is decided to differ so: $how" "$status" 1
done
decided "ssda903 101_1.json +Header:0 -Header:1 -Header:2" "ssda903 999_1.json +Header:0"
is "a decision on a case that is not there fails" "$status $last" "1 0 passed, 1 failed"
decided "cin 101_1.json +Header:0 -Header:1 -Header:2"; is "so does one on another return's" "$status" 1
run --decided "$T/nowhere" "$T/cases"; is "a list that is not there" "$status" 2
echo "1..$n"
exit $bad
