#!/bin/sh
# t_files.sh - files as councils' systems write them (data/files/, one folder a way): checked and, on both engines, taken in.
set -u
H=$(cd "$B" && pwd)/holdfast
D=test/exchange/data/files
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
HOLDFAST_STATE=$T/state; export HOLDFAST_STATE; mkdir -p "$HOLDFAST_STATE"
HOLDFAST_NOW=2026-11-21T09:00:00Z; export HOLDFAST_NOW
n=0 engine=check
is() { n=$((n + 1)); if [ "$1" = "$2" ]; then echo "ok $n - $engine: $3"; else echo "not ok $n - $engine: $3"; printf '#   got:  %s\n#   want: %s\n' "$1" "$2"; fi; }
has() { n=$((n + 1)); if grep -q -- "$1" "$T/out"; then echo "ok $n - $engine: $2"; else echo "not ok $n - $engine: $2"; echo "#   no: $1"; sed 's/^/# /;20q' "$T/out"; fi; }
lacks() { n=$((n + 1)); if grep -q -- "$1" "$T/out"; then echo "not ok $n - $engine: $2"; grep -- "$1" "$T/out" | sed 's/^/# /'; else echo "ok $n - $engine: $2"; fi; }
check() { "$H" check ssda903 "$@" --year 2025-26 >"$T/out" 2>&1; status=$?; }
errors() { sed -n '1s/.*: //p' "$T/out"; }
rules() { sed -n 2p "$T/out"; }
# turned NAME FROM SCRIPT: the folder FROM with every file gone through sed.
turned() { mkdir -p "$T/$1"; for f in "$2"/*; do sed "$3" "$f" >"$T/$1/$(basename "$f")"; done; echo "$T/$1"; }
clean=$D/short_rows
# The tables of table_names, one with spaces in its name.
tables() { rm -rf "$T/tables"; cp -r $D/table_names "$T/tables"; mv "$T/tables/placed.csv" "$T/tables/Placed for adoption.csv"; }

checks() {
    check $D/dates_in_another_form; is "$(errors)" "1 child, 0 errors, 0 queries" "days as d/m/yyyy are days"
    for form in 's,\([0-9]*\)/\([0-9]*\)/\([0-9]*\),0\1-May-\3,' 's,\([0-9]*\)/\([0-9]*\)/\([0-9]*\),\1.\2.\3,' 's,\([0-9]*\)/\([0-9]*\)/\([0-9]*\),\3-0\2-0\1 00:00:00.000,' 's,\([0-9]*\)/\([0-9]*\)/\([0-9]*\),\3-0\2-0\1T00:00:00+01:00,' 's,4/5/2012,41033,;s,5/5/2025,45782,;s,1/6/2025,45809,'; do
        check "$(turned form $D/dates_in_another_form "$form")"; is "$(errors)" "1 child, 0 errors, 0 queries" "also as $(sed -n '2s/.*,F,\([^,]*\).*/\1/p' "$T/form/header.csv")"
    done
    check "$(turned months $D/dates_in_another_form 's,4/5/2012,5/14/2012,;s,5/5/2025,5/15/2025,;s,1/6/2025,6/11/2025,')"
    is "$(errors)" "1 child, 0 errors, 0 queries" "as well as month first, where a day can be nothing else"
    has 'header.csv line 2: column DOB: days are written month first, like 5/14/2012, and were read so' "which is said"
    has 'reviews.csv line 1: column REVIEW: nothing tells whether .* read month first, as the rest of the file is' "and what follows the rest of its file"
    check $D/null_in_check; is "$(errors)" "1 child, 0 errors, 0 queries" "NULL is nothing"
    check $D/sep_first_line; is "$(errors)" "1 child, 0 errors, 0 queries" "headings below a sep= line"
    check "$(turned titles $clean '1s/^/Looked after children,,,,\n,,,,\n/')"; is "$(errors)" "1 child, 0 errors, 0 queries" "below a title and a row of commas"
    check "$(turned none $clean '1s/.*/a,b,c/')"; is "$status" 4 "a file without headings is no success"
    has 'holds no file of an SSDA903' "all of them without: there is no return"
    cp $clean/*.csv "$T/none"; sed -i '1s/.*/a,b,c/' "$T/none/reviews.csv"; check "$T/none"; is "$status" 4 "one of them without"
    has 'reviews.csv: left out: none of its headings' "is refused by name"; has 'there is no file for Reviews' "and its rules are not checked"
    check $D/headings_in_the_middle; is "$(errors)" "2 children, 0 errors, 0 queries" "headings between the rows are no child"
    has 'header.csv line 3: the headings stand again here' "and are named"
    check $D/column_twice_first_blank; is "$(errors)" "1 child, 0 errors, 0 queries" "of a heading that stands twice the filled column counts"
    has 'header.csv line 1: the heading DOB stands 2 times' "which is said"
    check $D/short_rows; is "$(errors)" "1 child, 0 errors, 0 queries" "missing last cells are empty"
    check $D/spreadsheet_protected_numbers; is "$(errors)" "1 child, 0 errors, 0 queries" "'7001 is 7001"
    check "$(turned equals $clean '2,$s/^7001/="7001"/')"; is "$(errors)" "1 child, 0 errors, 0 queries" "and so is =\"7001\""
    check "$(turned spaces $clean '2,$s/^7001/\xC2\xA07001\xEF\xBB\xBF\xE2\x80\x89/')"; is "$(errors)" "1 child, 0 errors, 0 queries" "with spaces of every sort around it"
    tables; check "$T/tables"; lacks 'not that of a table' "files are known by their other names"
    check $D/two_provider_lists --providers $D/two_provider_lists/others.csv --providers $D/two_provider_lists/homes.csv
    is "$(errors)" "1 child, 0 errors, 0 queries" "two lists of providers are both used"
    "$H" check ssda903 $clean --year 2025-26 --year 2024-25 >"$T/out" 2>&1; is $? 2 "an option that is asked for once is refused twice"
    check $D/xlsx_named_csv; is "$status $(errors)" "4 1 child, 0 errors, 0 queries" "a workbook called .csv has no errors of its own"
    has 'header.csv: left out: this is an Excel workbook under another name' "it is named"; has 'there is no file for Header' "and counts as not there"
    mkdir -p "$T/book"; cp $D/xlsx_named_csv/header.csv "$T/book/header.xlsx"; check "$T/book"
    has 'for Episodes' "a workbook called .xlsx is read"; lacks 'no file for Header' "by its name when it has one sheet"
    check $D/xml903_check_false_errors/csv; csv="$(errors); $(rules)"; check $D/xml903_check_false_errors/xml
    is "$(errors); $(rules)" "$csv" "XML and CSV of one return give the same"
}

db() { if [ "$engine" = sqlite ]; then echo "$T/$1.db"; else echo "$HOLDFAST_TEST_PG&authority=files_$1"; fi; }
sql() { if [ "$engine" = sqlite ]; then sqlite3 "$T/$1.db" "$2"; else psql -qAt "$HOLDFAST_TEST_PG" -c "SET search_path TO files_$1" -c "$2"; fi | tr '\n' ' '; }
take() { name=$1; shift; "$H" import "$(db "$name")" --from "$@" >"$T/out" 2>&1; status=$?; }
total() { awk '$1 == "Together" { print $2, $3, $4, $5 }' "$T/out"; }

imports() {
    take twice ssda903 $D/column_twice_first_blank; is "$status $(sql twice 'SELECT born_on FROM person')$(sql twice 'SELECT started_on FROM care_episode')" "0 2012-05-04 2025-05-05 " "a heading twice: the filled column"
    for form in 5/5/2024 05-May-2024 5.5.2024 45417 "2024-05-05 00:00:00" 2024-05-05Z; do
        mkdir -p "$T/years/2025" "$T/years/2026"; cp $D/date_form_two_years/2025/* "$T/years/2025"; cp $D/date_form_two_years/2026/header.csv "$T/years/2026"
        sed "s,5/5/2024,$form," $D/date_form_two_years/2026/episodes.csv >"$T/years/2026/episodes.csv"
        form=$(echo "$form" | tr -c 'a-zA-Z0-9\n' _ | tr A-Z a-z); take "form_$form" ssda903 "$T/years"
        is "$(sql "form_$form" 'SELECT started_on FROM care_episode')$(sql "form_$form" 'SELECT count(*) FROM placement')$(sql "form_$form" 'SELECT count(*) FROM legal_status')" "2024-05-05 1 1 " "one episode, however its day is written: $form"
    done
    take eclipse ssd $D/eclipse_person_rows; is "$status $(total)" "4 7 7 0 0" "a cell that cannot be read leaves out the cell, not the person"
    is "$(sql eclipse "SELECT count(*) FROM person WHERE forename IS NOT NULL AND (born_on IS NOT NULL OR due_on = '2027-02-14')")" "7 " "each has a name and a day"
    has 'pers_upn_unknown: .* (2 rows)' "and cells are listed"
    take middle ssda903 $D/headings_in_the_middle; is "$status $(total)" "0 4 4 0 0" "headings between the rows"
    has 'line 3: the headings stand again here' "are named"
    take outcomes ssda903 $D/oc2_year_in_name; is "$(sql outcomes 'SELECT year_ended_on FROM care_year')" "2026-03-31 " "2025-26 in a name is the year that ends in 2026"
    has 'Taken as the return for 2025-26, told by its name: oc2_2025-26.csv' "and that is said"
    for said in 24-25 202425 2024-2025 2024_25; do
        mkdir -p "$T/named"; cp $D/oc2_year_in_name/*.csv "$T/named/oc2 $said.csv"; take "y$(echo $said | tr -d _-)$(echo $said | wc -c)" ssda903 "$T/named"; rm "$T/named"/*
        is "$(sql "$name" 'SELECT year_ended_on FROM care_year')" "2025-03-31 " "as $said is the one that ends in 2025"
    done
    take gone ssda903 $D/open_last_year_gone_this_year
    has '7002 is in care since 10 January 2025, and no longer in the files to 31 March 2026' "who is missing from the next year's files is named"
    has '7001 is in care twice at once: from 1 March 2025 and from 3 March 2025' "and who is in care twice"
    take apart ssda903 $D/open_last_year_gone_this_year/2025; lacks 'Look at these' "a year alone has none missing"
    take apart ssda903 $D/open_last_year_gone_this_year/2026; has '7002 is in care since' "also when the years come one after the other"
    take sdq ssd $D/sdq_placeholder_reason; is "$status $(sql sdq 'SELECT score FROM sdq')" "0 14 " "a placeholder is nothing"
    take sep ssda903 $D/sep_first_line; is "$status $(total)" "0 4 4 0 0" "headings below a sep= line"
    take short ssda903 $D/short_rows; is "$status $(total)" "0 4 4 0 0" "missing last cells are empty"
    take quote ssda903 $D/spreadsheet_protected_numbers; is "$status $(sql quote 'SELECT council_id FROM person')" "0 7001 " "'7001 is 7001"
    tables; take names ssda903 "$T/tables"; is "$status $(total)" "0 5 5 0 0" "files are known by their other names"
    mkdir -p "$T/other"; cp $D/table_names/header.csv "$T/other"; cp $D/table_names/header.csv "$T/other/unknown.csv"; take other ssda903 "$T/other"; is "$status" 4 "a file that is left out is no success"
    take upn ssda903 $D/two_children_one_upn; is "$status $(sql upn "SELECT sex || born_on || ethnicity || coalesce(upn, '-') FROM person WHERE council_id = '5002'")" "4 F2012-02-03BAFR- " "two children with one pupil number: only the number is left out"
    has 'of 5002 is that of 5001 already' "and both are named"
    take book ssda903 $D/xlsx_named_csv; is "$status" 4 "a workbook called .csv"; has 'header.csv' "is named"; has 'an Excel workbook under another name' "for what it is"
    mkdir -p "$T/book"; cp $D/xlsx_named_csv/header.csv "$T/book/header.xlsx"; take sheet ssda903 "$T/book"; is "$status $(sql sheet 'SELECT count(*) FROM person WHERE born_on IS NOT NULL')" "0 1 " "and is read as .xlsx"
    take xml ssda903 $D/xml903_import_loses_tables/return.xml
    is "$status $(sql xml 'SELECT count(*) FROM care_leaver')$(sql xml 'SELECT count(*) FROM immigration_status')$(sql xml 'SELECT count(*) FROM permanence')$(sql xml 'SELECT count(*) FROM missing_episode')" "0 1 1 1 1 " "all tables of a return in XML"
    for form in csv xml; do take "same_$form" ssda903 $D/xml903_check_false_errors/$form; "$H" export ssd "$(db same_$form)" -o "$T/same_$form" >/dev/null; done
    is "$(cd "$T" && cat same_csv/* | sed 's/,[0-9]\{1,2\},/,N,/g' | cksum)" "$(cd "$T" && cat same_xml/* | sed 's/,[0-9]\{1,2\},/,N,/g' | cksum)" "XML and CSV of one return give the same record"
    take held ssd $D/ssd_caseload_empty; is "$status $(sql held "SELECT count(*) FROM involvement WHERE role = 'case_holder'")" "0 3 " "who holds a case is told by the words of each system"
    is "$(sql held 'SELECT t.name FROM worker w JOIN team t ON t.id = w.team_id')" "North Team North Team North Team " "a worker is of the team that the department names"
    take held ssd $D/ssd_caseload_empty; is "$(total)" "13 0 13 0" "a second time stores nothing"
    mkdir -p "$T/roles"; cp $D/ssd_caseload_empty/*.csv "$T/roles"; sed -i 's/,CW,/,Wizard,/' "$T/roles/ssd_involvements.csv"; sed -i 's/,North Team,/,,/' "$T/roles/ssd_professionals.csv"
    take roles ssd "$T/roles"; has 'the word "Wizard" is not known' "a word that nobody knows is named"
    is "$(sql roles 'SELECT count(*) FROM worker WHERE team_id IS NOT NULL')" "3 " "without a department the open involvement tells the team"
    # the order of rows and files does not matter
    mkdir -p "$T/turned/b" "$T/turned/a"; for y in 2025:b 2026:a; do for f in test/exchange/data/ssda903/2018-*.csv; do { head -n 1 "$f"; tail -n +2 "$f" | tac; } >"$T/turned/${y#*:}/$(basename "$f" | sed 's/2018-//')"; done; break; done
    for y in 2019; do for f in test/exchange/data/ssda903/$y-*.csv; do cp "$f" "$T/turned/a/$(basename "$f" | sed "s/$y-//")"; done; done
    mkdir -p "$T/straight"; cp test/exchange/data/ssda903/2018-*.csv test/exchange/data/ssda903/2019-*.csv "$T/straight"
    take straight ssda903 "$T/straight"; take turned ssda903 "$T/turned"
    for table in care_episode placement legal_status care_year; do
        is "$(sql turned "SELECT x.source_key FROM $table x ORDER BY 1")" "$(sql straight "SELECT x.source_key FROM $table x ORDER BY 1")" "rows turned round, in folders without a year: $table"
    done
}

checks
engine=sqlite; imports
rm -rf "$T"/*; mkdir -p "$HOLDFAST_STATE"
engine=postgres
if [ -n "${HOLDFAST_TEST_PG:-}" ]; then imports; else is no yes "HOLDFAST_TEST_PG is not set: run under tools/with-postgres.sh"; fi
echo "1..$n"
