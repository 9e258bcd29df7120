#!/bin/sh
# t_adding_a_capability.sh - the capability of docs/adding-a-capability.md is built as it stands there, granted and used.
set -u
. test/guide.sh
guide_take docs/adding-a-capability.md
guide_build test/desk/t_last_seen; ok $? "the pieces build"
"$T/t_last_seen" >"$T/out" 2>&1; ok $? "it gives and refuses what the guide says"
grep -c '^ok .*not of others' "$T/out" | grep -qx 2; ok $? "on both engines, to the end"
grep '^not ok' -A4 "$T/out" | sed 's/^/# /'
cp -r catalogue "$T/mine" && sed -i '0,/^    can: /s//    can: see_last_seen /' "$T/mine/roles.yml"
grep -q see_last_seen "$T/mine/roles.yml"; ok $? "a role is given the word"
"$T/holdfast" catalogue check "$T/mine" >/dev/null; ok $? "which the program takes"
"$B/holdfast" catalogue check "$T/mine" >"$T/out" 2>&1; grep -q 'no page or command asks for "see_last_seen"' "$T/out"; ok $? "as it does not without it"
echo "1..$n"
