#!/bin/sh
# t_check.sh - holdfast check as people use it, on both returns: statuses, formats, files, an earlier report, and the weaknesses of other checkers.
set -u
H=$B/holdfast
D=test/returns/data
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
n=0 bad=0
is() { n=$((n + 1)); if [ "$2" = "$3" ]; then echo "ok $n - $1"; else bad=1; echo "not ok $n - $1: got '$2', want '$3'"; fi; }
has() { n=$((n + 1)); if grep -q -- "$2" "$T/out"; then echo "ok $n - $1"; else bad=1; echo "not ok $n - $1: no '$2'"; head -n 5 "$T/out" | sed 's/^/# /'; fi; }
hasnt() { n=$((n + 1)); if grep -q -- "$2" "$T/out"; then bad=1; echo "not ok $n - $1: there is '$2'"; else echo "ok $n - $1"; fi; }
care() { "$H" check ssda903 "$@" >"$T/out" 2>"$T/err"; }
need() { "$H" check cin "$@" >"$T/out" 2>"$T/err"; }
issues() { awk -F, '$2 == "error" || $2 == "query"' "$T/out" | wc -l | tr -d ' '; }
of() { awk -F, -v r="$1" -v c="$2" '$1 == r && $3 == c && ($2 == "error" || $2 == "query")' "$T/out" | wc -l | tr -d ' '; }

# --- statuses
cin=$D/cin/fake_CIN_data.xml
need "$cin"; is "a census with issues ends with 4" $? 4
need "$T/nowhere.xml"; is "a census that is not there: 3" $? 3
need "$cin" --year soon; is "a year that is none: 4" $? 4
need; is "no file named: 2" $? 2
need "$cin" --format pdf; is "a format that there is not: 2" $? 2
is "which are named" "$(grep -c 'text|json|csv|xlsx' "$T/err")" 2
"$H" catalogue check --format xlsx >"$T/out" 2>&1; is "only reports of checks come as workbooks: 2" $? 2
need "$cin" --child nobody; is "a child that is not there: 3" $? 3
need "$cin" -o "$T/nowhere/report.csv"; is "a place that cannot be written to: 1" $? 1
echo "LAchildID,UPN" >"$T/no.xml"; need "$T/no.xml"; is "what is no XML: 4" $? 4

# --- one child is its part of the whole, here for every child of a 903
care "$D/ssda903" --year 2026-27 --format csv; cp "$T/out" "$T/whole"
different=0
for child in $(awk -F, '$2 == "error" || $2 == "query" { print $3 }' "$T/whole" | sort -u | head -n 15); do
    care "$D/ssda903" --year 2026-27 --format csv --child "$child"
    awk -F, -v c="$child" '($2 == "error" || $2 == "query") && $3 == c' "$T/whole" >"$T/a"; awk -F, '$2 == "error" || $2 == "query"' "$T/out" >"$T/b"
    cmp -s "$T/a" "$T/b" || different=$((different + 1))
done
is "each child alone has exactly its issues out of the whole" "$different" 0

# --- files
care "$D/ssda903" --year 2026-27 --format xlsx -o "$T/a.xlsx"; is "a workbook is written, and the status is the same" $? 4
has "where it is, is said" "issues, written to $T/a.xlsx"
care "$D/ssda903" --year 2026-27 --format xlsx -o "$T/b.xlsx"; cmp -s "$T/a.xlsx" "$T/b.xlsx"; is "with the same bytes each time" $? 0
"$H" check ssda903 "$D/ssda903" --year 2026-27 --format xlsx >"$T/c.xlsx"; cmp -s "$T/a.xlsx" "$T/c.xlsx"; is "or to standard output" $? 0
need "$cin" --format json -o "$T/report.json"; is "any format may go to a file" "$(head -c 10 "$T/report.json")" '{"return":'
is "and nothing half written is left" "$(ls "$T" | grep -c partial)" 0

# --- an earlier report
care "$D/ssda903" --year 2026-27 --format csv; sed '2s/,,$/,asked the team,/' "$T/out" >"$T/earlier.csv"; sed -i 3d "$T/earlier.csv"
mkdir "$T/moved"; cp "$D"/ssda903/*.csv "$T/moved"
for f in "$T"/moved/*.csv; do { head -n 1 "$f"; tail -n +2 "$f" | sort -r; } >"$f.new"; mv "$f.new" "$f"; done
care "$T/moved" --year 2026-27 --format csv --before "$T/earlier.csv"
is "issues are known again whatever the order of rows: one is new" "$(grep -c ',new,' "$T/out")" 2
is "none is mended" "$(grep -c ',mended,' "$T/out")" 0
has "and the note is there" ',asked the team,'
care "$T/moved" --year 2026-27 --format xlsx --before "$T/earlier.csv" -o "$T/next.xlsx"
care "$D/ssda903" --year 2026-27 --before "$T/next.xlsx"; has "a workbook is an earlier report too" 'Since the earlier report: 0 new, 0 mended'
has "with its notes" 'note: asked the team'
care "$D/ssda903" --year 2026-27 --format csv --before "$T/next.xlsx" -o "$T/next.xlsx"; is "the earlier report may be written over" $? 4
care "$D/ssda903" --year 2026-27 --before "$D/ssda903/header.csv"; is "what is no report is refused" $? 4
care "$D/ssda903" --year 2026-27 --before "$T/none.csv"; is "or not there" $? 3
need "$cin" --format csv -o "$T/cin.csv"; need "$cin" --before "$T/cin.csv"; has "so has the census" 'Since the earlier report: 0 new, 0 mended'

# --- ends quietly
{ "$H" check cin "$cin" --format csv 2>"$T/err"; echo $? >"$T/rc"; } | head -n 1 >"$T/out"; is "a reader that goes away is no fault to speak of" "$(wc -c <"$T/err" | tr -d ' ')" 0
need "$cin"; is "no progress bar where there is no terminal" "$(wc -c <"$T/err" | tr -d ' ')" 0

# --- what other checkers let slip
mkdir "$T/set"
head='CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN'
printf 'CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,M,01/02/2015,WBRI,A123456789012,,\n2,M,31/02/2015,WBRI,A123456789013,,\n3,m,01/02/2015, wbri ,A123456789014,,\n' >"$T/set/header.csv"
printf '%s\n' "$head" '1,01/06/2026,S,C2,N1,U1,PR1,31/06/2026,E4A,,,,SC123456' '1,01/08/2026,S,C2,N1,U1,PR1,,,,,,SC123456' \
    '2,01/06/2026,S,C2,N1,U1,PR1,,,,,,SC123456' '2,01/07/2026,S,C2,N1,U1,PR1,,,,,,SC123456' '3,01/06/2026,S,c2, N1 ,U1,PR1,,,,,,SC123456' >"$T/set/episodes.csv"
care "$T/set" --year 2026-27 --format csv
is "an impossible birthday is an issue" "$(of 102 2)" 1
is "an impossible end of an episode is an issue" "$(of 147 1)" 1
is "and the rules go on: an episode that has not ended is found" "$(of 142 2)" 1
is "a code in small letters does not slip through" "$(of 103 3)$(of 101 3)$(of 144 3)" 111
is "blanks around a code are no fault" "$(of 145 3)" 0
has "line and severity" '^102,error,2,Header,this,header.csv,3,'
printf 'CHILD,SEX,ETHNIC\n1,M,WBRI\n' >"$T/set/header.csv"; care "$T/set" --year 2026-27 --format csv; is "a column that never arrives: 4" $? 4
has "is named" 'not read.*header.csv,1,.*column DOB is missing'
has "and so is a rule that cannot run" '^503A,not checked,.*needs last year'
printf 'URN,Provider place code,Registration status\n' >"$T/nothing"; printf 'CHILD,KIND,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n' >"$T/set/header.csv"
care "$T/set" --year 2026-27; has "a column too many is named, and is no fault" 'header.csv line 1: column "KIND" is not one of the return'
sed 's/<CINreferralDate>[^<]*</<CINreferralDate>2023-02-31</' "$cin" >"$T/slips.xml"; need "$T/slips.xml"
has "in the census too: a date that is none" 'cannot be read: "2023-02-31"'

# --- linear: twice the file is about twice the time, so a square would show; and nothing is declared in XML
children() { awk -v n="$1" 'BEGIN { print "<Message><Header><CollectionDetails><ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails></Header><Children>"
    for (i = 0; i < n; i++) printf "<Child><ChildIdentifiers><LAchildID>%d</LAchildID><PersonBirthDate>2015-05-05</PersonBirthDate></ChildIdentifiers></Child>\n", i
    print "</Children></Message>" }'; }
children 100000 >"$T/large.xml"; need "$T/large.xml" --format csv; is "a hundred thousand children" "$(issues)" 300003
printf '<!DOCTYPE a [<!ENTITY b "c">]><EXPSSDA903><CHILD/></EXPSSDA903>' >"$T/laughs.xml"
care "$T/laughs.xml"; is "entities are refused: 903" $? 4
need "$T/laughs.xml"; is "entities are refused: census" $? 4
truncate -s 3G "$T/large.xml"; need "$T/large.xml"; is "gigabytes of nothing are a fault, found where they begin" $? 4
has "and what came before it was checked" '100000 children'
mkdir "$T/huge"; cp "$D/ssda903/header.csv" "$T/huge"; truncate -s 11G "$T/huge/episodes.csv"
care "$T/huge" --year 2026-27 --format csv; has "a file larger than England is left out and named" 'not read.*episodes.csv,,,left out: it is 11264 MB\|left out: it is 11264 MB'
awk 'BEGIN { print "CHILD,DOB,MISSING,MIS_START,MIS_END"; for (i = 0; i < 5000; i++) print "1,01/01/2015,M,01/06/2026,02/06/2026" }' >"$T/huge/missing.csv"; rm "$T/huge/episodes.csv"
care "$T/huge" --year 2026-27 --format csv; has "a child with thousands of rows is cut short and named" 'child 1 has 500[01] rows: the first 2000 were checked'
awk 'BEGIN { print "NUMBER,DOB"; for (i = 0; i < 90000; i++) print i ",01/01/2015" }' >"$T/huge/missing.csv"
care "$T/huge" --year 2026-27 --format csv; has "a file without a column of children is left out" 'missing.csv,,,"left out: it has no column CHILD'
is "and is named once" "$(grep -c 'missing.csv' "$T/out")" 1
echo "1..$n"
exit $bad
