#!/bin/sh
# run.sh - the children in need census: a file as large as England's, a quarter of it, one child, and rules over whole tables.
# CHILDREN and SEED may be set.
set -eu
B=${B:-build}
make -s B="$B" "$B/bench/cin/cin"
cin=$B/bench/cin/cin
children=${CHILDREN:-400000}
seed=${SEED:-7}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
"$cin" make "$dir/england.xml" "$children" "$seed"
"$cin" check "$dir/england.xml" 1
"$cin" check "$dir/england.xml" 2
rm "$dir/england.xml"
"$cin" make "$dir/quarter.xml" $((children / 4)) "$seed"
"$cin" check "$dir/quarter.xml" 1
rm "$dir/quarter.xml"
"$cin" make "$dir/council.xml" $((children / 20)) "$seed"
"$cin" one "$dir/council.xml"
"$cin" sql "$dir/council.xml"
