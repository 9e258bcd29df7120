#!/bin/sh
# t_local_rules.sh - a council's own rules, as docs/changing-the-catalogue.md has them: in every check and every format marked local, and in the record's returns too.
set -u
H=$B/holdfast
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
HOLDFAST_STATE=$T/state; export HOLDFAST_STATE; mkdir -p "$HOLDFAST_STATE"
HOLDFAST_NOW=2026-11-21T09:00:00Z; export HOLDFAST_NOW
n=0
ok() { n=$((n + 1)); if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi; }
is() { [ "$1" = "$2" ]; r=$?; ok $r "$3"; [ $r -eq 0 ] || printf '#   got:  %s\n#   want: %s\n' "$1" "$2"; }
has() { grep -q -- "$1" "$T/out"; r=$?; ok $r "$2"; [ $r -eq 0 ] || head -n 8 "$T/out" "$T/err" | sed 's/^/# /'; }
run() { "$H" "$@" >"$T/out" 2>"$T/err"; status=$?; }
fresh() { rm -rf "$T/mine"; cp -r catalogue "$T/mine"; }

# --- the files: a review on Sunday 3 May 2026, a child of four placed 25.5 miles away, an assessment authorised on its first day
mkdir "$T/care"
printf 'CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nA,M,01/02/2022,WBRI,UN1,,\n' >"$T/care/header.csv"
printf 'CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN,PL_LA,PL_LOCATION,PL_DISTANCE\nA,01/05/2026,S,C2,N1,U1,PR1,,,,,,,820,OUT,25.5\n' >"$T/care/episodes.csv"
printf 'CHILD,DOB,REVIEW,REVIEW_CODE\nA,01/02/2022,03/05/2026,PN0\nA,01/02/2022,20/07/2026,PN0\nA,01/02/2022,45/07/2026,PN0\n' >"$T/care/reviews.csv"
cat >"$T/cin.xml" <<'X'
<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year><ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails></Header>
<Children><Child><ChildIdentifiers><LAchildID>A</LAchildID><UPNunknown>UN1</UPNunknown><PersonBirthDate>2020-06-15</PersonBirthDate><Sex>M</Sex></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>
<CINdetails><CINreferralDate>2025-05-01</CINreferralDate><ReferralSource>1A</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode><ReferralNFA>0</ReferralNFA>
<Assessments><AssessmentActualStartDate>2025-05-02</AssessmentActualStartDate><AssessmentAuthorisationDate>2025-05-02</AssessmentAuthorisationDate></Assessments>
</CINdetails></Child></Children></Message>
X

# --- the rules of the documentation
fresh
awk '/^## A rule of your own/ { here = 1 } here && /^```yaml/ { on = 1; next } /^```/ { on = 0 } on' docs/changing-the-catalogue.md >"$T/mine/rules/ours.yml"
is "$(grep -c '^  - code' "$T/mine/rules/ours.yml")" 3 "the documentation shows three rules"
run catalogue check "$T/mine"; is $status 0 "which are good"
has '^ *3 local rules' "and are counted"
run catalogue check "$T/mine" --format json; has '"local_rules":3' "as JSON too"
run catalogue check; has '^ *0 local rules' "the program itself comes with none"
awk '/^```yaml/ { on = 1; next } /^```/ { on = 0 } on' catalogue/rules/README.md >"$T/mine/rules/readme.yml"
run catalogue check "$T/mine"; is $status 4 "the same code twice is a fault"
grep -q 'rules/readme.yml:2:11: there is a rule L01 already, in rules/ours.yml on line 2' "$T/err"; ok $? "with both places"
rm "$T/mine/rules/ours.yml"; run catalogue check "$T/mine"; is $status 0 "the example of catalogue/rules/README.md is good alone"
rm "$T/mine/rules/readme.yml"
awk '/^## A rule of your own/ { here = 1 } here && /^```yaml/ { on = 1; next } /^```/ { on = 0 } on' docs/changing-the-catalogue.md >"$T/mine/rules/ours.yml"

run catalogue doc -o "$T/book" --catalogue "$T/mine"; is $status 0 "the book is written with them"
cp "$T/book/rules-ssda903.html" "$T/out"; has 'href="rule-ssda903-L02.html">L02</a> (local)' "and lists them among the rules of their return"
cp "$T/book/rule-ssda903-L02.html" "$T/out"; has 'age(Header.DOB, DECOM) &lt; 5' "with a page each, as they are written"
run catalogue doc -o "$T/book2"; grep -q 'Local rules' "$T/book2/rules-ssda903.html"; [ $? -eq 1 ]; ok $? "without any there is no such heading"

# --- over files
for format in text json csv xlsx; do run check ssda903 "$T/care" --year 2026-27 --catalogue "$T/mine" --format $format; is $status 4 "$format: issues end with 4"; cp "$T/out" "$T/$format"; done
cp "$T/text" "$T/out"
has '^L01 (local)  1 query$' "text: the rule is marked local"
has 'child A: REVIEW, reviews.csv line 2' "  its issue has file and line; an impossible date beside it hides nothing"
has '^L02 (local)  1 error$' "text: with its own severity"
cp "$T/json" "$T/out"
has '"rule":"L01".*"count":1,"local":true' "JSON: the rule is marked local"
has '"rule":"L01","child":"A".*"local":true' "  and its issue"
cp "$T/csv" "$T/out"
is "$(grep -c '^L0.*,local$' "$T/csv")" 2 "CSV: each line is marked local"
is "$(sed 1d "$T/csv" | grep -v '^L0' | grep -c ',local$')" 0 "  and no line of a published rule"
run check ssda903 "$T/care" --year 2026-27 --catalogue "$T/mine" --before "$T/xlsx"; has '^L01 (local)  1 query$' "XLSX: an earlier one is read"
is "$(grep -c ', new$' "$T/out")" 0 "  and its local issues are known again"
run check ssda903 "$T/care" --year 2026-27 --format csv; is "$(grep -c '^L0' "$T/out")" 0 "without the council's catalogue there are none"
grep -v '^L0' "$T/csv" | sed 's/,[^,]*,[^,]*,[^,]*,[^,]*$//' >"$T/with"; sed 's/,[^,]*,[^,]*,[^,]*,[^,]*$//' "$T/out" | cmp -s - "$T/with"; ok $? "and the published rules say the same"
sed 's/,[^,]*,[^,]*,[^,]*$//' "$T/care/episodes.csv" >"$T/near.csv" && mv "$T/near.csv" "$T/care/episodes.csv"
run check ssda903 "$T/care" --year 2026-27 --catalogue "$T/mine"; awk '/^Not checked: needs a postcode table/ { on = 1; next } on && / L02 \(local\)/ { found = 1 } /^$/ { on = 0 } END { exit !found }' "$T/out"
ok $? "without distances L02 is not checked, and it says what it needs"
run check ssda903 "$T/care" --year 2025-26 --catalogue "$T/mine"; awk '/^Not checked: in force from 2026-27/ { on = 1; next } on && /L02 \(local\)/ { found = 1 } /^$/ { on = 0 } END { exit !found }' "$T/out"; ok $? "a year before its first it is not in force, and says so"
run check cin "$T/cin.xml" --catalogue "$T/mine"; is $status 4 "the census"; has '^L03 (local)  1 query$' "is checked by its own"
has 'child A: Assessments.AssessmentAuthorisationDate (line 5), Assessments.AssessmentActualStartDate (line 5)' "which points at both cells"

# --- over the record
run import "$T/care.db" --from ssda903 "$T/care"
run check record "$T/care.db" --for ssda903 --year 2026-27 --catalogue "$T/mine"; is $status 4 "the record is checked"; has '^L01 (local)  1 query$' "by the local rules too"
has 'child A: REVIEW (/child/[0-9]*/record/[0-9]*)' "with the way to the record"
run return "$T/care.db" --to ssda903 --year 2026-27 -o "$T/back" --catalogue "$T/mine"; has '^  L01  *query  *1  The review was held on a Sunday' "the return says it when it is written"
run import "$T/cin.db" --from cin "$T/cin.xml"
run check record "$T/cin.db" --for cin --year 2025-26 --catalogue "$T/mine"; has '^L03 (local)  1 query$' "and so does the census from the record"

# --- slips
slip() { fresh; printf 'rules:\n  - code: L01\n    return: ssda903\n    each: Reviews\n    wrong_when: %s\n    message: M\n    mend: D\n' "$1" >"$T/mine/rules/ours.yml"; run catalogue check "$T/mine"; [ $status -eq 4 ] && grep -qF -- "$2" "$T/err"; r=$?; ok $r "$2"; [ $r -eq 0 ] || sed 's/^/# /' "$T/err"; }
slip 'weekday(REVEIW) is Sunday' 'rules/ours.yml:5:17: at letter 9 of this condition: Reviews has no column "REVEIW": did you mean "REVIEW"?'
slip 'REVIEW_CODE is PN9' 'rules/ours.yml:5:17: at letter 16 of this condition: code set "participation" has no code "PN9": did you mean "PN0"?'
slip '' 'rules/ours.yml:2:5: a rule needs "wrong_when"'
run check ssda903 "$T/care" --catalogue "$T/mine"; is $status 4 "nothing runs on a catalogue with a rule that is wrong"
grep -q 'rules/ours.yml' "$T/err"; ok $? "  and the place is named"
echo "1..$n"
