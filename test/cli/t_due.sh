#!/bin/sh
# t_due.sh - holdfast due and holdfast clocks from the command line: formats, options, refusals.
dir=$(mktemp -d /tmp/holdfast-test.XXXXXX)
trap 'rm -rf "$dir"' EXIT
export HOLDFAST_STATE="$dir/state" HOLDFAST_NOW=2026-03-10T09:00:00Z
n=0
is() {      # is WANTED_STATUS NAME COMMAND...
    want=$1 name=$2
    shift 2
    "$B/holdfast" "$@" >"$dir/out" 2>"$dir/err"
    got=$?
    n=$((n + 1))
    if [ $got -eq "$want" ]; then echo "ok $n - $name"; else echo "not ok $n - $name (got $got, want $want)"; sed 's/^/# /' "$dir/err"; fi
}
holds() {   # holds TEXT NAME
    n=$((n + 1))
    if grep -qe "$1" "$dir/out" "$dir/err"; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$dir/out" "$dir/err"; fi
}
lacks() {   # lacks TEXT NAME
    n=$((n + 1))
    if grep -qe "$1" "$dir/out"; then echo "not ok $n - $2"; sed 's/^/# /' "$dir/out"; else echo "ok $n - $2"; fi
}
db=$dir/a.db
is 3 "due without a database" due "$db"
is 2 "due without a word" due
is 3 "clocks without a database" clocks "$db" --rebuild
mkdir "$dir/ssd"
cat >"$dir/ssd/ssd_person.csv" <<'CSV'
pers_person_id,pers_legacy_id,pers_forename,pers_surname,pers_dob,pers_sex
C1,L1,Asha,Ward,2015-06-01,F
C2,L2,Ben,Hall,2018-02-01,M
CSV
cat >"$dir/ssd/ssd_cin_episodes.csv" <<'CSV'
cine_referral_id,cine_person_id,cine_referral_date,cine_referral_source_code,cine_close_date
R1,C1,2026-01-05,1A,
R2,C2,2026-03-09,1A,
CSV
is 0 "two children are imported" import "$db" --from ssd "$dir/ssd"
is 0 "due" due "$db"
holds "1 day late  *C1  *Child and family assessment finished (AS1), due 9 March 2026" "says how late, who, what, when"
holds "of them late" "counts"
lacks "Ward" "no names without being asked"
is 0 "due --names" due "$db" --names
holds "Asha Ward" "names when asked"
is 0 "due --overdue" due "$db" --overdue
lacks "due today\|in [0-9]" "only what is late"
is 0 "due on the due day" due "$db" --overdue --as-at 2026-03-09
lacks "AS1" "the due day is in time"
is 0 "before it began" due "$db" --as-at 04/01/2026
holds "Nothing is due" "nothing was due"
is 4 "no such day" due "$db" --as-at 2026-02-30
holds "as-at 2026-11-21" "says how a day is written"
is 3 "no such team" due "$db" --team "No Team"
holds "no team called" "says so"
is 3 "no such worker" due "$db" --worker Nobody
is 0 "JSON" due "$db" --format json
n=$((n + 1))
if grep -q '^\[{"id":' "$dir/out" && grep -q '"rule":"AS1".*"days_late":1,' "$dir/out" && tail -1 "$dir/out" | grep -q '}\]$'; then echo "ok $n - is JSON"; else echo "not ok $n - is JSON"; fi
is 0 "CSV" due "$db" --format csv
holds "^who,rule,duty,opened,due,due_at,days_late,worker,team" "has its headings"
holds "^C1,AS1,Child and family assessment finished,2026-01-05,2026-03-09,,1,," "and its rows"
is 0 "JSON of nothing" due "$db" --as-at 2020-01-01 --format json
holds "^\[\]" "an empty list"
is 0 "clocks" clocks "$db"
holds "^AS1  *2  *1  *0  *0  *0  Child and family assessment finished" "how each duty is kept"
is 0 "clocks --rebuild" clocks "$db" --rebuild
holds "are up to date" "says what it did"
cp "$dir/out" "$dir/first"
is 0 "again" clocks "$db" --rebuild
n=$((n + 1))
if cmp -s "$dir/out" "$dir/first"; then echo "ok $n - with the same result"; else echo "not ok $n - with the same result"; fi
cp -r catalogue "$dir/mine"
sed -i 's/due: 45 working days/due: 35 working days/' "$dir/mine/clocks/20_assessment.yml"
is 0 "rebuild by a tighter rule" clocks "$db" --rebuild --catalogue "$dir/mine"
is 0 "due by it" due "$db" --overdue --catalogue "$dir/mine"
holds "15 days late  *C1  *Child and family assessment finished" "is earlier"
sed -i 's/due: 35 working days/due: 60 working days/' "$dir/mine/clocks/20_assessment.yml"
is 4 "a looser rule is refused" due "$db" --catalogue "$dir/mine"
holds "20_assessment.yml:.*later than the national" "with its place"
echo "1..$n"
