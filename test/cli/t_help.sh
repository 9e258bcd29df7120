#!/bin/sh
# t_help.sh - help, the manual page and the version: every command is in them, and its own help says how it is used.
set -u
b=${B:-build/t}
dir=$(mktemp -d /tmp/holdfast-help.XXXXXX)
trap 'rm -rf "$dir"' EXIT
n=0
is() { n=$((n + 1)); if [ "$1" = "$2" ]; then echo "ok $n - $3"; else echo "not ok $n - $3"; echo "#   got:  $1"; echo "#   want: $2"; fi; }
hold() { "$b/holdfast" "$@" >"$dir/out" 2>"$dir/err"; }
# The words of each command, from the table of doors.
sed -n 's/^COMMAND("\([^"]*\)".*/\1/p' src/doors.def >"$dir/commands"
is "$([ "$(wc -l <"$dir/commands")" -gt 20 ]; echo $?)" 0 'there are commands'

# --- all of them ---------------------------------------------------------------------------------------------
hold help; is $? 0 'help'
cp "$dir/out" "$dir/help"
is "$(wc -c <"$dir/err" | tr -d ' ')" 0 'goes to standard output'
is "$(head -n 1 "$dir/help" | grep -c '^Holdfast: ')" 1 'says first what this is'
is "$(grep -c '^  holdfast ' "$dir/help")" "$(wc -l <"$dir/commands" | tr -d ' ')" 'then every command'
is "$(grep -c '^      [A-Z].*\.$' "$dir/help")" "$(wc -l <"$dir/commands" | tr -d ' ')" 'each with a sentence'
is "$(awk 'length > 400' "$dir/help" | wc -l | tr -d ' ')" 0 'none of them endless'
for status in '0 done' '1 system' '2 wrong command line' '3 not found' '4 wrong input' '5 not allowed' '6 changed' '7 busy'; do
    is "$(grep -c "$status" "$dir/help")" 1 "and the status $status"
done
hold; is "$(cmp -s "$dir/out" "$dir/help"; echo $?)" 0 'no words at all are the same as help'
hold --help; is "$(cmp -s "$dir/out" "$dir/help"; echo $?)" 0 'so is --help'
hold -h; is "$(cmp -s "$dir/out" "$dir/help"; echo $?)" 0 'and -h'

# --- one of them -----------------------------------------------------------------------------------------------
while read -r words; do
    hold $words --help; is $? 0 "$words --help"
    is "$(grep -c "^  holdfast $words" "$dir/out")" "$(grep -c "^$words" "$dir/commands")" '... says how it is used'
    is "$(grep -vc "^  holdfast $words\|^      \|^Every command\|^Exit status\|^5 not\|^\$" "$dir/out")" 0 '... and nothing of the others'
    cp "$dir/out" "$dir/one"
    hold help $words; is "$(cmp -s "$dir/out" "$dir/one"; echo $?)" 0 "... as help $words does"
done <"$dir/commands"
hold help check; is "$(grep -c '^  holdfast check ' "$dir/out")" "$(grep -c '^check ' "$dir/commands")" 'the first word of several lists them'
hold help nothing; is $? 3 'help for what there is not'
is "$(grep -c 'there is no command nothing' "$dir/err")" 1 'is refused by name'
is "$(wc -c <"$dir/out" | tr -d ' ')" 0 'and lists nothing'

# --- the manual page -------------------------------------------------------------------------------------------
sh tools/man.sh "$b/holdfast" >"$dir/man"; is $? 0 'the manual page'
is "$(head -c 12 "$dir/man")" '.TH HOLDFAST' 'begins as one'
for head in NAME SYNOPSIS DESCRIPTION COMMANDS OPTIONS 'EXIT STATUS'; do is "$(grep -c "^.SH $head\$" "$dir/man")" 1 "has $head once"; done
is "$(grep -c '^\.B holdfast ' "$dir/man")" "$(wc -l <"$dir/commands" | tr -d ' ')" 'and every command'
is "$(grep -c '[^\\]-' "$dir/man")" "$(grep -c '^\.SH NAME$' "$dir/man" | sed 's/1/0/')" 'no hyphen that a terminal would break'

# --- the version -------------------------------------------------------------------------------------------------
hold version; is $? 0 'the version'
is "$(grep -cE '^holdfast [0-9]+\.[0-9]+\.[0-9]+, catalogue [^ ]+$' "$dir/out")" 1 'of the program and of its catalogue'
version=$(sed 's/^holdfast \([^,]*\),.*/\1/' "$dir/out") catalogue=$(sed 's/.*catalogue //' "$dir/out")
hold version --format json
is "$(cat "$dir/out")" "{\"version\":\"$version\",\"catalogue\":\"$catalogue\"}" 'as JSON'
mkdir "$dir/catalogue"; cp -r catalogue/* "$dir/catalogue"
hold version --catalogue "$dir/catalogue"; is $? 0 'of another catalogue'
echo '# another word' >>"$dir/catalogue/calendar.yml"
hold version --catalogue "$dir/catalogue"; is "$(grep -c "catalogue $catalogue\$" "$dir/out")" 0 'which is another as soon as a word of it is'
echo "1..$n"
