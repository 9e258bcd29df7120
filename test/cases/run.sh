#!/bin/sh
# run.sh [SHARED] - every script of this folder, and test/same/samples.sh, with the folder of material given; run under
# tools/with-postgres.sh.
# Without that folder there is nothing to test: a fault where everything must be tested (CI is set), a word elsewhere.
set -u
shared=${1:-../shared}
if [ ! -d "$shared/cases" ] || [ ! -d "$shared/samples" ]; then
    echo "# the folders cases and samples are not in $shared"
    [ -z "${CI:-}" ] && exit 0
    echo "not ok - material of others"
    exit 1
fi
status=0
for script in test/cases/*.sh; do
    [ "$script" = test/cases/run.sh ] || sh "$script" "$shared" || { echo "not ok - $script"; status=1; }
done
sh test/same/samples.sh "$shared" || { echo "not ok - test/same/samples.sh"; status=1; }
exit $status
