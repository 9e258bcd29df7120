#!/bin/sh
# t_adding_a_command.sh - the command of docs/adding-a-command.md is built as it stands there, and run.
set -u
. test/guide.sh
guide_take docs/adding-a-command.md
guide_build; ok $? "the command builds"
"$T/holdfast" help teams 2>&1 | grep -q "List a council's teams"; ok $? "help has it from its row"
B=$T sh "$T/test/cli/t_teams.sh" >"$T/out" 2>&1; ok $? "its own test runs"
! grep '^not ok' "$T/out" && grep -q '^1\.\.5' "$T/out"; ok $? "and passes"
echo "1..$n"
