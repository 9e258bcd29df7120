#!/bin/sh
# t_import.sh - imports on both engines: exact counts, a second time, faulty rows, encodings, dates, later extracts, order, faults.
set -u
H=$B/holdfast
D=test/exchange/data
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
HOLDFAST_STATE=$T/state; export HOLDFAST_STATE; mkdir -p "$HOLDFAST_STATE"
HOLDFAST_NOW=2026-11-21T09:00:00Z; export HOLDFAST_NOW
n=0
ok() { n=$((n + 1)); if [ "$1" -eq 0 ]; then echo "ok $n - $engine: $2"; else echo "not ok $n - $engine: $2"; fi; }
is() { [ "$1" = "$2" ]; r=$?; ok $r "$3"; [ $r -eq 0 ] || printf '#   got:  %s\n#   want: %s\n' "$1" "$2"; }
# A database of that name on the engine under test.
db() { if [ "$engine" = sqlite ]; then echo "$T/$1.db"; else echo "$HOLDFAST_TEST_PG&authority=import_$1"; fi; }
sql() { if [ "$engine" = sqlite ]; then sqlite3 "$T/$1.db" "$2"; else psql -qAt "$HOLDFAST_TEST_PG" -c "SET search_path TO import_$1" -c "$2"; fi; }
# counts NAME SOURCE PATH [OPTION...]: "read stored unchanged rejected"
counts() { name=$1 source=$2 path=$3; shift 3
    "$H" import "$(db "$name")" --from "$source" "$path" --format json --rejects "$T/rejects.csv" "$@" >"$T/out" 2>"$T/err"; status=$?; [ $status -eq 0 ] || [ $status -eq 4 ] || { cat "$T/err"; return; }
    sed 's/^{"read":\([0-9]*\),"stored":\([0-9]*\),"unchanged":\([0-9]*\),"rejected":\([0-9]*\).*/\1 \2 \3 \4/;q' "$T/out"; }
# The rejects, without their values: file line column, sorted.
rejected() { awk -F, 'NR > 1 && /^[a-z0-9_]+[.][a-z]+,[0-9]+,/ { print $1 " " $2 " " $3 }' "$T/rejects.csv"; }

both() {
    # --- SSD
    is "$(counts ssd ssd $D/ssd --dry-run)" "27 19 0 8" "a trial counts"
    is "$(sql ssd 'SELECT count(*) FROM person')" "0" "and stores nothing"
    is "$(counts ssd ssd $D/ssd)" "27 19 0 8" "SSD: every row is counted"
    is "$(rejected)" "ssd_assessment_factors.csv 3 cinf_assessment_id
ssd_cin_episodes.csv 4 cine_cin_primary_need_code
ssd_cin_episodes.csv 5 cine_referral_date
ssd_cin_visits.csv 4 
ssd_cin_visits.csv 6 cinv_cin_visit_date
ssd_contacts.csv 4 cont_contact_outcome_json
ssd_contacts.csv 5 cont_person_id
ssd_contacts.csv 6 cont_person_id
ssd_contacts.csv 7 cont_contact_date
ssd_mother.csv 3 moth_childs_person_id" "each faulty row and cell is named by file, line and column"
    is "$(sql ssd "SELECT forename || '|' || surname || '|' || born_on FROM person WHERE council_id = 'P3'")" "Zoë \"Zo\"|O'Brien|2023-12-31" "quotes, accents and dd/mm/yyyy are read"
    is "$(sql ssd "SELECT coalesce(upn_unknown, 'nothing') FROM person WHERE council_id = 'P2'")" "nothing" "NULL in a cell is nothing"
    is "$(sql ssd "SELECT outcome || '|' || outcome_comments FROM contact")" "NEW_REFERRAL_FLAG|Rang twice, worried" "flags and comments of JSON are read"
    is "$(sql ssd "SELECT factors FROM assessment WHERE source_key LIKE '%A1'")" "1A 3C" "one table's rows complete the records of another"
    is "$(sql ssd "SELECT count(*) FROM assessment a JOIN referral r ON r.id = a.referral_id AND r.subject_id = a.subject_id")" "1" "references within a child are tied"
    is "$(sql ssd "SELECT count(*) FROM assessment WHERE referral_id IS NULL AND authorised_on IS NULL AND source_key LIKE '%A2'")" "1" "a link that leads nowhere is left out, and 1900 is no date"
    is "$(sql ssd "SELECT c.forename FROM mother_of m JOIN person c ON c.id = m.child_id JOIN person p ON p.id = m.subject_id WHERE p.council_id = 'P1'")" "Zoë \"Zo\"" "references to other people are tied, whoever comes first"
    is "$(sql ssd "SELECT p.name FROM team t JOIN team p ON p.id = t.parent_id")" "Safeguarding" "a team knows its parent, whichever row comes first"
    is "$(sql ssd "SELECT name FROM worker ORDER BY name" | tr '\n' ' ')" "Rosa Green W9 " "a worker whom only a number tells of is made"
    is "$(sql ssd "SELECT name FROM family")" "Smith" "a family is made once, and named after its first member"
    is "$(sql ssd "SELECT count(*) FROM family_member")" "2" "both belong to it"
    is "$(counts ssd ssd $D/ssd)" "27 0 19 8" "SSD a second time stores nothing"
    "$H" verify "$(db ssd)" >"$T/out" 2>&1; ok $? "and the ledger is whole"
    is "$(counts ssd ssd $D/ssd2)" "3 2 1 0" "a later extract stores what changed"
    is "$(sql ssd "SELECT closed_on || close_reason FROM referral WHERE source_key LIKE '%R1'")" "2025-08-08RC9" "and ends what ended"
    is "$(sql ssd "SELECT surname FROM person WHERE council_id = 'P2'")" "Smith-Hall" "and brings a new name"
    is "$(sql ssd "SELECT count(*) FROM visit")" "2" "what it does not have stays"
    # --- SSDA903
    is "$(counts years ssda903 $D/ssda903)" "69 69 0 0" "903: three years are one history"
    is "$(counts years ssda903 $D/ssda903)" "69 0 69 0" "903 a second time stores nothing"
    is "$(sql years "SELECT e.started_on || ' ' || coalesce(e.ended_on, 'open') FROM care_episode e JOIN person p ON p.id = e.subject_id WHERE p.council_id = '296227' ORDER BY e.started_on" | tr '\n' ';')" \
       "2017-09-11 2017-09-13;2017-09-13 2018-10-02;2018-10-02 2018-11-01;" "an episode that is open in one year ends in the next"
    is "$(sql years "SELECT e.started_on || ' ' || coalesce(e.ended_on, 'open') FROM placement e JOIN person p ON p.id = e.subject_id WHERE p.council_id = '296227' ORDER BY e.started_on" | tr '\n' ';')" \
       "2017-09-11 2017-09-13;2017-09-13 2018-11-01;" "a change of legal status is no change of placement"
    is "$(sql years "SELECT e.status || ' ' || e.from_on || ' ' || coalesce(e.to_on, 'now') FROM legal_status e JOIN person p ON p.id = e.subject_id WHERE p.council_id = '296227' ORDER BY e.from_on" | tr '\n' ';')" \
       "C1 2017-09-11 2018-10-02;V3 2018-10-02 2018-11-01;" "a change of placement is no change of legal status"
    is "$(sql years "SELECT count(DISTINCT entered_care_on) FROM care_episode e JOIN person p ON p.id = e.subject_id WHERE p.council_id = '296227'")" "1" "the day of entering care goes along"
    is "$(sql years "SELECT year_ended_on FROM care_year ORDER BY 1 LIMIT 1")" "2018-03-31" "a year is told by its dates, not by its name"
    mkdir -p "$T/one/2017" "$T/one/2018-19"; cp $D/ssda903/2018-episodes.csv "$T/one/2018-19/episodes.csv"
    is "$(counts apart ssda903 "$T/one")" "4 4 0 0" "one year alone, its year in the folder's name"
    cp $D/ssda903/2017-episodes.csv "$T/one/2017/EPISODES.CSV"; rm "$T/one/2018-19/episodes.csv"
    is "$(counts apart ssda903 "$T/one")" "5 4 1 0" "then the year before it"
    is "$(sql apart "SELECT count(*) FROM care_episode WHERE ended_on IS NULL AND subject_id IN (SELECT id FROM person WHERE council_id = '296227')")" "0" "which opens nothing again"
    rm -rf "$T/one"
    is "$(counts bad ssda903 $D/bad903)" "13 11 0 2" "903: faulty rows are counted"
    is "$(rejected)" "header.csv 4 DOB
header.csv 5 SEX
reviews.csv 5 
reviews.csv 7 " "and named, as are cells that are left out"
    is "$(sql bad "SELECT count(*) FROM looked_after_review r JOIN person p ON p.id = r.subject_id WHERE p.council_id = 'CH3'")" "2" "a child whose own row is faulty keeps the rows about it; two reviews on a day are two"
    is "$(sql bad "SELECT sex || upn_unknown || is_mother FROM person WHERE council_id = 'CH1'")" "MUN11" "codes of older years, reasons for no UPN, 1.0"
    is "$(sql bad "SELECT count(*) FROM person WHERE council_id = 'CHé'")" "1" "Windows-1252 becomes UTF-8"
    is "$(sql bad "SELECT w.registration || coalesce(i.to_on, ' now') FROM involvement i JOIN worker w ON w.id = i.worker_id ORDER BY 1" | tr '\n' ';')" "SW998 now;SW9992020-02-03;" "social worker episodes make involvements and workers"
    is "$(counts bad ssda903 $D/bad903)" "13 0 11 2" "a second time stores nothing"
    # --- CIN
    is "$(counts cin cin $D/cin_2026.xml)" "14 13 0 1" "CIN 2026"
    is "$(rejected)" "cin_2026.xml 41 AssessmentActualStartDate
cin_2026.xml 71 StepDecisionDate
cin_2026.xml 71 CourtAppDate
cin_2026.xml 71 LetterInitCPDate" "days to come are refused: a row that needs its day, else the cell"
    is "$(counts cin cin $D/cin_2026.xml)" "14 0 13 1" "CIN a second time stores nothing"
    is "$(sql cin "SELECT count(*) FROM s47_enquiry s JOIN referral r ON r.id = s.referral_id JOIN conference c ON c.s47_enquiry_id = s.id")" "1" "enquiry, referral and conference are tied"
    is "$(counts small cin $D/cin_small.xml)" "11 11 0 0" "CIN with GenderCurrent, stray text and two plans"
    is "$(sql small "SELECT count(*) FROM cp_plan p JOIN cp_review r ON r.cp_plan_id = p.id")" "2" "each review belongs to its plan"
    # --- matching across sources: CIN then SSD of the same child
    mkdir "$T/match"; printf 'pers_person_id,pers_forename,pers_surname,pers_dob,pers_upn\nDfEX0000001,Kim,Hall,2015-03-27,A123456789123\nX2,Kim,Hall,2015-03-27,\n' >"$T/match/ssd_person.csv"
    is "$(counts small ssd "$T/match")" "2 2 0 0" "the same child from another source"
    is "$(sql small "SELECT count(*) FROM person")" "2" "is the same person"
    "$H" duplicates "$(db small)" >"$T/out" 2>&1; grep -q "same name and day of birth" "$T/out"; ok $? "possible duplicates are listed"
    rm -rf "$T/match"
    # --- the order of files and rows does not matter
    mkdir "$T/order"; for f in $D/ssd/ssd_*.csv; do case $f in *visits*|*contacts*|*assessment_factors*) cp "$f" "$T/order";; *) { head -n 1 "$f"; tail -n +2 "$f" | tac; } >"$T/order/$(basename "$f")";; esac; done
    sed -i '$d' "$T/order/ssd_cin_episodes.csv"; is "$(counts order ssd "$T/order" | cut -d' ' -f1)" "26" "rows the other way round"
    is "$(sql order "SELECT p.name FROM team t JOIN team p ON p.id = t.parent_id; SELECT forename FROM mother_of m JOIN person c ON c.id = m.child_id" | tr '\n' ' ')" "Safeguarding Zoë \"Zo\" " "tie as well"
    rm -rf "$T/order"
    # --- all or nothing
    HOLDFAST_FAULT=store:40 "$H" import "$(db fault)" --from ssda903 $D/ssda903 >"$T/out" 2>&1; [ $? -ne 0 ]; ok $? "a system fault ends the import"
    is "$(counts fault ssda903 $D/ssda903)" "69 69 0 0" "and had stored nothing"
    # --- one number, two people
    mkdir -p "$T/twice"
    printf 'pers_person_id,pers_forename\nP1,A\nP2,B\n' >"$T/twice/ssd_person.csv"
    printf 'cont_contact_id,cont_person_id,cont_contact_date\nC1,P1,2024-05-05\nC1,P2,2024-05-05\nC2,P2,2024-05-06\n' >"$T/twice/ssd_contacts.csv"
    is "$(counts twice ssd "$T/twice")" "5 4 0 1" "a number that two people's rows share is a faulty row, not the end of the set"
    is "$(rejected)" "ssd_contacts.csv 3 " "and it is named"
    is "$(counts twice ssd "$T/twice")" "5 0 4 1" "also the second time"
    # --- refusals of whole sets
    refuses() { "$H" import "$(db refused)" --from "$2" "$3" >"$T/out" 2>&1; s=$?; [ $s -eq "$1" ] && grep -q "$4" "$T/out"; r=$?; ok $r "$5"; [ $r -eq 0 ] || sed "s/^/# $s /" "$T/out"; }
    refuses 4 xlsx $D/ssd "from ssd" "a source that is not known"
    refuses 3 ssd "$T/nowhere" "cannot be opened" "a folder that is not there"
    mkdir -p "$T/empty"; refuses 4 ssd "$T/empty" "no file here" "a folder without tables"
    printf '<Message><Children>' >"$T/cut.xml"; refuses 4 cin "$T/cut.xml" "line 1" "XML that is cut short"
    printf '<!DOCTYPE x [<!ENTITY a "b">]><Message>&a;</Message>' >"$T/doctype.xml"; refuses 4 cin "$T/doctype.xml" "document type" "XML with a document type"
    mkdir -p "$T/wide"; printf '\377\376p\0e\0' >"$T/wide/ssd_person.csv"; refuses 4 ssd "$T/wide" "UTF-16" "a file in UTF-16"
}

engine=sqlite; both
rm -rf "$T"/*; mkdir -p "$HOLDFAST_STATE"
engine=postgres
if [ -n "${HOLDFAST_TEST_PG:-}" ]; then both; else ok 1 "HOLDFAST_TEST_PG is not set: run under tools/with-postgres.sh"; fi
echo "1..$n"
