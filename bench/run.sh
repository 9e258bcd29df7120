#!/bin/sh
# run.sh - every measurement, each in bench/NAME/run.sh. Environment: B, the build folder.
set -eu
for script in bench/*/run.sh; do
    echo "== $script"
    B=${B:-build} sh "$script"
done
