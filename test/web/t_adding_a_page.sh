#!/bin/sh
# t_adding_a_page.sh - the page of docs/adding-a-page.md is built as it stands there, opened and looked at.
set -u
. test/guide.sh
guide_take docs/adding-a-page.md
guide_build test/web/t_plans; ok $? "the five pieces build"
"$T/t_plans" >"$T/out" 2>&1; ok $? "the page shows what the guide says"
grep -q '^ok .*of another team.s child there is nothing' "$T/out"; ok $? "and its test ran to the end"
grep '^not ok' -A4 "$T/out" | sed 's/^/# /'
echo "1..$n"
