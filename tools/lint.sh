#!/bin/sh
# lint.sh BUILD - the rules of the house that no compiler knows; then gcc's -fanalyzer and clang-tidy on src/, of which
# only what has changed since the last time is looked at again (make's analyze, in BUILD/analyze); then circles of calls.
set -u
b=${1:-build}
mkdir -p "$b"
# rule WHAT: its input are the places where the rule is broken.
rule() { hits=$(cat); [ -z "$hits" ] || printf '%s\nlint: %s\n' "$hits" "$1"; }

{

git grep -nEw '(strcpy|strcat|sprintf|strtok|gets|atoi|atol|gmtime|localtime|alloca|vsprintf|strncpy|tmpnam|mktemp)[[:space:]]*\(' -- \
    'src/*.[ch]' 'test/*.[ch]' 'tools/*.c' 'bench/*.c' | rule "banned functions"

# Who may call whom: the order of docs/design.md, "The house"; the families of work never call each other, assurance may read the others.
# Inside web/ the page families stand on record/, parts/ and http/.
git grep -nE '^#include "[a-z0-9_]+/' -- 'src/*.[ch]' 'src/*.def' | awk -F'[:"]' '
    BEGIN {
        n = split("cli web demo exchange assurance reporting,casework,people desk record store returns,foresight catalogue base", floor, " ")
        for (i = 1; i <= n; i++) { m = split(floor[i], room, ","); for (k = 1; k <= m; k++) level[room[k]] = i }
    }
    {
        split($1, from, "/"); split($4, to, "/"); a = from[2]; b = to[1]
        if (!(a in level) || !(b in level) || a == b) next
        if (level[b] <= level[a]) print $1 ":" $2 ": " a "/ includes " $4
    }' | rule "an include that goes up or sideways (docs/design.md, The house)"

git grep -nE '"(SELECT|INSERT|UPDATE|DELETE) ' -- 'src/*.c' ':!src/store/' ':!src/record/tables.c' | rule "SQL outside sql/, src/store/ and the tables of kinds"

# Rows are read by the enum of their statement (store/db.h). args are what a statement is given: $1 is args[0].
git ls-files 'src/*.[ch]' ':!src/store/db*' | xargs awk '
    FNR == 1 { split("", row) }
    {
        for (s = $0; match(s, /db_val \*(const )?[a-z_]+/); s = substr(s, RSTART + RLENGTH)) {
            name = substr(s, RSTART, RLENGTH); sub(/.*[ *]/, "", name); row[name]
        }
        for (s = $0; match(s, /[a-z_]+\[[0-9][^]]*\]/); s = substr(s, RSTART + RLENGTH)) {
            name = substr(s, RSTART, RLENGTH); sub(/\[.*/, "", name)
            if (name in row && name != "args") hit = 1
        }
        if (hit || /db_row\([^)]*\)\[[0-9]/ || /db_(int|str|find)\([^;]*, ([a-z_]+ \? )?[0-9]+( [:+][^)]*)?\)/)
            print FILENAME ":" FNR ": " $0
        hit = 0
    }' | rule "a column read by number"

# Writing goes through desk/. What writes in bulk through the same checks has transactions of its own: exchange/, demo/, the
# issues that are kept for everybody, and the erasure of a record, which is an operator's.
{
    git grep -nE '\bdb_begin\(' -- src/web src/cli src/casework src/people src/reporting src/assurance
    git grep -nE '\bstore_begin\(' -- src/web src/casework src/people src/reporting src/assurance src/cli ':!src/reporting/kept.c' ':!src/cli/show.c'
} | rule "a transaction begun above desk/"

# catalogue/named.h has their names; councils' files and the demonstration speak of them as their own texts do. The words
# here are others' as well: attributes of HTML, an account's fields, questions of a list's address, codes, a return's tables.
{
    git grep -nE '(catalogue_kind|kind_field)\([^()]*, S\("' -- 'src/*.c' ':!src/catalogue/' ':!src/exchange/' ':!src/demo/'
    awk '/^(  |      )- name: / { print $3 }' catalogue/kinds/*.yml | grep -vxE 'account|address|current|name|reason|role|rule|team|worker|year|accepted|source|form|'\
'children|words|region|status|summary|care_leaver|health_assessment|missing|previous_permanence|referral' >"$b/lint.names"
    git ls-files src/web src/casework src/people src/reporting src/desk | grep '\.[ch]$' | xargs awk '
        FNR == NR { known[$1]; next }
        {
            for (s = $0; match(s, /"[a-z0-9_]+"/); s = substr(s, RSTART + RLENGTH))
                if (substr(s, RSTART + 1, RLENGTH - 2) in known) print FILENAME ":" FNR ": " $0
        }' "$b/lint.names"
} | rule "a kind or a field named by a text"

# returns/kinds.def lists the returns; one is named in its own folder and files alone. In doors.def and the demonstration's
# figures the words are for people; a council's columns are its own; "cin" is a plan too, where
# nobody speaks of returns.
returns=$(sed -n 's/^RETURN(\([a-z0-9_]*\),.*/\1/p' src/returns/kinds.def | paste -sd '|')
git grep -nE "\"($returns)[\"/:. ]|\b($returns)_[a-z]|returns/($returns)/" -- 'src/*.[ch]' 'src/*.def' ':!src/returns/kinds.def' ':!src/doors.def' \
    ':!src/demo/' ':!src/exchange/ssd_tables.def' ':!src/desk/person.c' ':!src/casework/' ':!src/web/casework/' |
    grep -vE "^src/(returns/($returns)/|(reporting|cli)/([a-z]+_)?($returns)\.[ch]:)|^[^:]*:[0-9]+: ?(\*|.*/\* .*\"($returns))" |
    rule "one return named where all are meant"

for d in $(git ls-files | grep -v '^[^/]*$' | sed 's|/[^/]*$||' | sort -u); do
    case $d in .ci|share/*|*/corpus/*|*/data|*/data/*|src/web/assets|docs|docs/images) continue;; esac     # their parent's README tells
    [ -f "$d/README.md" ] || echo "$d"
done | rule "folders without a README.md"

git ls-files '*.c' '*.h' '*.sh' '*.mjs' | xargs wc -l | awk '$2 != "total" && $1 > 900 { print $2 ": " $1 " lines" }' |
    rule "files over 900 lines: find the second room"

LC_ALL=C.UTF-8 git grep -nE '^.{121,}' -- '*.[ch]' | rule "a line over 120 columns"

# A word of its own: XXXXXX is a name for mktemp, and "XXX" in quotes a value.
git grep -nE '(^|[^"A-Za-z])(TODO|FIXME|XXX)($|[^"A-Za-z])' -- . ':!tools/lint.sh' ':!*/data/*' ':!*/corpus/*' ':!package-lock.json' | rule "left unfinished"

git ls-files 'src/*.[ch]' 'test/*.[ch]' 'bench/*.c' 'tools/*.c' | while read -r f; do
    read -r first <"$f"
    case $first in '/* '*) ;; *) echo "$f";; esac
done | rule "does not begin by saying why it exists"

git ls-files '*.sh' '.ci/*' | while read -r f; do [ -x "$f" ] || echo "$f"; done | rule "scripts that cannot be run"
git ls-files | grep -E '[^A-Za-z0-9._/+-]' | rule "strange file names"
{ [ "$(wc -l <Makefile)" -lt 200 ] || echo Makefile; } | rule "the Makefile has 200 lines or more"
} >"$b/lint.log"
cat "$b/lint.log"
sh tools/count.sh | tail -n 1
[ ! -s "$b/lint.log" ] || { echo "not ok 1 - the rules of the house"; exit 1; }
echo "ok 1 - the rules of the house"

# gcc's analyzer finds leaks and null paths in C; clang-tidy's checks are chosen in .clang-tidy.
make --no-print-directory -k -j"$(nproc)" MODE=analyze B="$b/analyze" analyze >"$b/analyze.log" 2>&1 || {
    grep -E ': (warning|error): ' "$b/analyze.log" | sort -u | head -n 60
    echo "not ok 2 - gcc -fanalyzer and clang-tidy (the whole log: $b/analyze.log)"
    exit 1
}
echo "ok 2 - gcc -fanalyzer and clang-tidy are quiet"

# Of the objects that were just made.
sh tools/circles.sh "$b/analyze" || { echo "not ok 3 - no new circles of calls"; exit 1; }
echo "ok 3 - no new circles of calls"
