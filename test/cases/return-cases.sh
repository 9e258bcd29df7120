#!/bin/sh
# return-cases.sh SHARED - every case of the returns in SHARED/cases comes out as it should.
set -u
S=${1:-../shared}/cases
n=0 bad=0
for r in ssda903 cin; do
    [ -d "$S/$r" ] || continue
    n=$((n + 1))
    if out=$("${B:-build/t}/test/return-cases" --decided test/cases/decided.txt "$S/$r"); then
        echo "ok $n - $r: $(echo "$out" | grep -e ' differ by decision$' -e ' passed, ' | paste -s -d , - | sed 's|decision,|decision, |')"
    else
        bad=1
        echo "not ok $n - $r: $(echo "$out" | tail -n 1)"
        echo "$out" | sed 's/^/# /'
    fi
done
echo "1..$n"
[ "$n" -gt 0 ] || bad=1
exit $bad
