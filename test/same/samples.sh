#!/bin/sh
# samples.sh SHARED [--write] [--against PROGRAM] - every return and extract in SHARED/samples and
# SHARED/cases/files: checked, taken into a new database, written out of it as extracts, and what is due and shown
# from it. Every byte as samples.sums has it, on both engines.
set -u
B=${B:-build/t}
export B
shared=$(cd "${1:-../shared}" && pwd) || exit 1
[ $# -eq 0 ] || shift
. test/same/lib.sh

n=0
# taken NAME SOURCE PATH: import, then everything that reads what was imported.
taken() {
    n=$((n + 1)) d=$(db sample$n)
    run "$1/import" import "$d" --from "$2" "$3" --rejects "out/$1/rejects.csv" --format json
    run "$1/export" export ssd "$d" -o "out/$1/ssd"
    run "$1/due" due "$d" --as-at 2026-11-20 --format csv
    for child in $(sed -n '2,4s/^"*\([^,"]*\).*/\1/p' "out/$1/ssd/ssd_person.csv" 2>/dev/null); do
        run "$1/show-$child" show child "$child" "$d"
    done
    rm -f "$d" "$d".*
}
# checked NAME WORDS...: of files, which no engine has a part in: done once.
checked() {
    [ "$engine" = sqlite ] || return 0
    into=$1
    shift
    for form in json text csv; do run "$into/once-$form" check "$@" --format $form; done
}
# folder NAME PATH [WORDS...]: whatever the folder holds, by the names of its files.
folder() {
    case $(ls "$2") in
    *ssd_*) taken "$1" ssd "$2" ;;
    *CIN*.xml*)
        for f in "$2"/*.xml; do
            checked "$1/$(basename "$f" .xml)" cin "$f"
            taken "$1/$(basename "$f" .xml)" cin "$f"
        done ;;
    *.csv*)
        taken "$1" ssda903 "$2"
        called=$1 path=$2
        shift 2
        checked "$called" ssda903 "$path" "$@" ;;
    *.xml*) checked "$1" ssda903 "$2"/*.xml; taken "$1" ssda903 "$(echo "$2"/*.xml)" ;;
    esac
}

everything() {
    ln -s "$shared/samples" samples
    ln -s "$shared/cases/files" files
    last=
    for year in 2017 2018 2019 2020 2021; do
        mkdir -p years/$year
        cp samples/ssda903-years/$year-*.csv years/$year
        checked years/$year ssda903 years/$year --year $year ${last:+--last-year years/$last}
        last=$year
    done
    taken years ssda903 samples/ssda903-years
    checked faulty ssda903 samples/ssda903-faulty
    checked faulty-providers ssda903 samples/ssda903-faulty --providers samples/ssda903-faulty/scp_fake.xlsx
    taken faulty ssda903 samples/ssda903-faulty
    checked faulty-xml ssda903 samples/ssda903-faulty/fake_903.xml
    taken faulty-xml ssda903 samples/ssda903-faulty/fake_903.xml
    folder cin samples/cin
    for set in files/*; do
        what=${set#files/}
        if [ -d "$set/2026" ]; then
            folder "$what/2025" "$set/2025"
            folder "$what/2026" "$set/2026" --last-year "$set/2025"
        elif [ -d "$set/xml" ]; then
            folder "$what/csv" "$set/csv"
            folder "$what/xml" "$set/xml"
        elif [ -e "$set/homes.csv" ]; then
            folder "$what" "$set" --providers "$set/homes.csv"
        else
            folder "$what" "$set"
        fi
    done
}

begin test/same/samples.sums "$@"
same everything
