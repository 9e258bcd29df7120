#!/bin/sh
# t_catalogue.sh - the two commands as people use them, the example of docs/adding-a-kind.md, and what a local catalogue may not do.
set -u
H=$B/holdfast
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
n=0
ok() { n=$((n + 1)); if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi; }
# says STATUS TEXT NAME: the last command ended so and said so
says() { [ "$status" -eq "$1" ] && grep -qF -- "$2" "$T/out"; r=$?; ok $r "$3"; [ $r -eq 0 ] || sed 's/^/# /' "$T/out"; }
run() { "$H" "$@" >"$T/out" 2>&1; status=$?; }
fresh() { rm -rf "$T/mine"; cp -r catalogue "$T/mine"; }

run catalogue check;                        says 0 "No faults." "the program's own catalogue is checked"
run catalogue check --format json;          says 0 '"faults":0' "as JSON too"
run catalogue check --format csv;           says 0 "what,count" "and as CSV"
run catalogue check "$T/nowhere";           says 3 "cannot open the catalogue folder" "a folder that is not there"
mkdir "$T/empty"; run catalogue check "$T/empty"; says 3 "there is no catalogue in" "a folder without a catalogue"
run catalogue doc;                          says 4 "say where to write the book" "a book needs a place"
run catalogue doc -o "$T/book";             says 0 "index.html" "the book is written"
[ -s "$T/book/index.html" ] && [ -s "$T/book/kind-person.html" ] && [ -s "$T/book/book.css" ]; ok $? "and is there"

fresh
run catalogue check "$T/mine";              says 0 "No faults." "a faithful copy is good"
before=$("$H" catalogue check "$T/mine" --format csv | sed -n 's/^kinds,//p')
awk '/^   ```yaml/ { on = 1; next } /^   ```/ { on = 0 } on { print substr($0, 4) }' docs/adding-a-kind.md >"$T/mine/kinds/99_letters.yml"
run catalogue check "$T/mine";              says 0 "$((before + 1)) kinds" "the example of docs/adding-a-kind.md adds a kind"
run catalogue doc -o "$T/book" --catalogue "$T/mine"; says 0 "index.html" "its book is written"
grep -q "Who wrote it?" "$T/book/kind-letter.html"; ok $? "and shows the kind"

fresh
awk '/^```yaml/ { on = 1; f++; next } /^```/ { on = 0 } on { print > (d "/" (f == 1 ? "kinds" : "codes") "/99_example.yml") }' d="$T/mine" catalogue/README.md
run catalogue check "$T/mine";              says 0 "$((before + 1)) kinds" "the example of catalogue/README.md is good"

fresh; sed -i 's/^  - name: core_group$/  - name: coregroup/' "$T/mine/kinds/40_protection.yml"
run catalogue check "$T/mine";              says 4 "core_group" "a kind that the program needs may not go"
fresh; sed -i '0,/^kinds:/s//kindz:/' "$T/mine/kinds/20_front_door.yml"
run catalogue check "$T/mine";              says 4 'kinds/20_front_door.yml:3:1: a file of kinds has no "kindz": did you mean "kinds"?' "a slip is named with its line"
run --catalogue "$T/mine" version;          [ "$status" -ne 0 ]; ok $? "and nothing runs on a catalogue with faults"
fresh; printf 'a: [\n' >"$T/mine/codes/broken.yml"
run catalogue check "$T/mine";              says 4 "codes/broken.yml:2:1: this is not YAML" "nor on one that is not YAML"
echo "1..$n"
