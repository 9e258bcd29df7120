#!/bin/sh
# t_report.sh - where the report of a check goes: standard output or a file, whole or not at all, beside an earlier one; and how the
# command ends. Over a census of three children that is written here. What the rules say is test/returns's.
set -u
b=${B:-build/t}
dir=$(mktemp -d /tmp/holdfast-report.XXXXXX)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM
export HOLDFAST_NOW=2026-11-21T10:00:00Z
n=0
is() { n=$((n + 1)); if [ "$1" = "$2" ]; then echo "ok $n - $3"; else echo "not ok $n - $3"; echo "#   got:  $1"; echo "#   want: $2"; fi; }
check() { "$b/holdfast" check cin "$@" >"$dir/out" 2>"$dir/err"; }
files() { ls "$dir" | grep -v '^out$\|^err$' | tr '\n' ' '; }

# child NUMBER UPN SEX: one that has been in need all year
child() {
    cat <<END
<Child><ChildIdentifiers><LAchildID>$1</LAchildID><UPN>$2</UPN><PersonBirthDate>2014-05-06</PersonBirthDate>
<Sex>$3</Sex></ChildIdentifiers><ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>
<CINdetails><CINreferralDate>2025-05-01</CINreferralDate><ReferralSource>1A</ReferralSource><PrimaryNeedCode>N4</PrimaryNeedCode>
<ReferralNFA>0</ReferralNFA><DateOfInitialCPC/></CINdetails></Child>
END
}
census() {
    printf '%s\n' '<?xml version="1.0" encoding="UTF-8"?><Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year>' \
        '<ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails><Source><SourceLevel>L</SourceLevel><LEA>926</LEA>' \
        '<SoftwareCode>X</SoftwareCode><DateTime>2026-04-20T10:00:00</DateTime></Source></Header><Children>'
    cat
    echo '</Children></Message>'
}
{ child A1 A123456789012 F; child A2 B123456789012 M; child A3 UN3 X; } | census >"$dir/a.xml"
census </dev/null >"$dir/none.xml"

# --- to standard output ----------------------------------------------------------------------------------------
check "$dir/a.xml"; is $? 4 'a census with something to mend ends with 4'
is "$(wc -c <"$dir/err" | tr -d ' ')" 0 'and says nothing beside its report'
cp "$dir/out" "$dir/text"
check "$dir/a.xml" --format csv; is $? 4 'as CSV too'
cp "$dir/out" "$dir/csv"
issues=$(awk -F, '$2 == "error" || $2 == "query"' "$dir/csv" | wc -l | tr -d ' ')
is "$([ "$issues" -gt 2 ]; echo $?)" 0 'there are some'
check "$dir/a.xml" --format json; is $? 4 'and JSON'
cp "$dir/out" "$dir/json"
is "$(node -e 'const j = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")); console.log(j.return)' "$dir/json")" 'Children in need census 2025-26' 'which is JSON'
check "$dir/a.xml" --format xlsx; is $? 4 'and a workbook'
cp "$dir/out" "$dir/xlsx"
is "$(head -c 2 "$dir/xlsx")" PK 'which is one'
rm "$dir/text"

# --- to a file ---------------------------------------------------------------------------------------------------
check "$dir/a.xml" -o "$dir/r.txt"; is $? 4 'a report that goes to a file ends the same'
is "$(grep -c ", written to $dir/r.txt\$" "$dir/out")" 1 'and where it is, is said'
is "$(grep -c "^[^:]*: $issues issues, written to" "$dir/out")" 1 'with how many issues'
for format in csv json xlsx; do
    check "$dir/a.xml" --format $format -o "$dir/r.$format"; is $? 4 "$format to a file"
    is "$(cmp -s "$dir/r.$format" "$dir/$format"; echo $?)" 0 'is what standard output gets, byte for byte'
done
is "$(files)" 'a.xml csv json none.xml r.csv r.json r.txt r.xlsx xlsx ' 'and nothing else is left'
cp "$dir/r.csv" "$dir/kept"
check "$dir/none.xml" --format csv -o "$dir/r.csv"
is "$(cmp -s "$dir/r.csv" "$dir/kept"; echo $?)" 1 'a newer report takes the place of an older one'
cp "$dir/r.csv" "$dir/kept"

# --- to a file that cannot be written ----------------------------------------------------------------------------
check "$dir/a.xml" -o "$dir/no/such/r"; is $? 1 'a folder that is not there'
is "$(grep -c 'The report cannot be written to' "$dir/err")" 1 'is said'
is "$(wc -c <"$dir/out" | tr -d ' ')" 0 'and no report is'
mkdir "$dir/sub" "$dir/sub/r.csv"; : >"$dir/sub/r.csv/x"
check "$dir/a.xml" --format csv -o "$dir/sub/r.csv"; is $? 1 'a folder of that name'
is "$(ls -A "$dir/sub")" r.csv 'is left as it was, with nothing beside it'
ln -s /dev/full "$dir/sub/r.txt.partial"
check "$dir/a.xml" -o "$dir/sub/r.txt"; is $? 1 'a disk that is full'
is "$(ls -A "$dir/sub")" r.csv 'leaves nothing behind'
check "$dir/missing.xml" --format csv -o "$dir/r.csv"; is $? 3 'a census that is not there'
is "$(cmp -s "$dir/r.csv" "$dir/kept"; echo $?)" 0 'leaves the older report as it was'
check "$dir/a.xml" --child Z9 --format csv -o "$dir/r.csv"; is $? 3 'a child that is not in it'
is "$(grep -c 'There is no child Z9 in the file' "$dir/err")" 1 'is named'
is "$(cmp -s "$dir/r.csv" "$dir/kept"; echo $?)" 0 'and leaves it too'
check "$dir/a.xml" -o ''; is "$([ $? -ne 0 ]; echo $?)" 0 'a file without a name'

# --- beside an earlier one -----------------------------------------------------------------------------------------
check "$dir/a.xml" --before "$dir/csv"; is $? 4 'beside the same report'
is "$(grep -c 'Since the earlier report: 0 new, 0 mended' "$dir/out")" 1 'nothing is new and nothing mended'
head -n 1 "$dir/csv" >"$dir/empty.csv"
check "$dir/a.xml" --format csv --before "$dir/empty.csv"
is "$(grep -E '^[^,]*,(error|query),' "$dir/out" | grep -vc ',new,')" 0 'beside an empty one everything is new'
check "$dir/none.xml" --format csv --before "$dir/csv"
is "$(grep -c '^[^,]*,mended,' "$dir/out")" $((issues - 1)) 'and beside it everything is mended when there is nobody left, but for the return itself'
check "$dir/a.xml" --format csv --before "$dir/csv" --child A1
is "$(awk -F, '$2 == "error" || $2 == "query"' "$dir/out" | grep -c ',mended,')" 0 'one child alone mends nobody else'
check "$dir/a.xml" --before "$dir/a.xml"; is $? 4 'what is no report is refused'
is "$(wc -c <"$dir/out" | tr -d ' ')" 0 'before anything is said'
check "$dir/a.xml" --before "$dir/nowhere"; is $? 3 'as is one that is not there'
check "$dir/a.xml" --before "$dir"; is $? 4 'and a folder'
check "$dir/a.xml" --format csv --before "$dir/csv" -o "$dir/csv"; is $? 4 'the earlier report may be written over'
check "$dir/a.xml" --before "$dir/csv"; is "$(grep -c 'Since the earlier report: 0 new, 0 mended' "$dir/out")" 1 'and is an earlier report again'
echo "1..$n"
