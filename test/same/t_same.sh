#!/bin/sh
# t_same.sh [--write] [--against PROGRAM] - a synthetic council, its extracts, its returns and their checks, and
# those extracts and returns taken in again: every byte as demo.sums has it, on both engines. For what this proves,
# and when the sums may change, see README.md.
set -u
. test/same/lib.sh

council() {
    a=$(db council)
    run demo demo "$a" --seed 11 --scale 0.02 --years 3 --as-at 2026-11-20 --report --format json
    run export export ssd "$a" -o out/ssd
    for which in ssda903 cin; do
        run "return-$which" return "$a" --to $which -o out/$which
        run "check-record-$which" check record "$a" --for $which --format json
    done
    run check-ssda903 check ssda903 out/ssda903 --year 2027 --format json
    run check-cin check cin out/cin/cin.xml --format json
    run due due "$a" --format json
    run find find "$a" Penfold --format json
    for child in 1000007 1000057 1000103; do run "show-$child" show child $child "$a"; done
    again ssd out/ssd
    again ssda903 out/ssda903
    again cin out/cin/cin.xml
}

# again SOURCE PATH: into a database of its own, and out.
again() {
    b=$(db "again_$1")
    run "again-$1/import" import "$b" --from "$1" "$2" --rejects "out/again-$1/rejects.csv" --format json
    run "again-$1/export" export ssd "$b" -o "out/again-$1/ssd"
}

begin test/same/demo.sums "$@"
same council
