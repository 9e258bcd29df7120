#!/bin/sh
# man.sh HOLDFAST - the manual page holdfast(1), from what `holdfast help` says.
set -eu
"$1" help | awk -v version="$("$1" version | head -n 1)" '
    { gsub(/\\/, "\\e"); gsub(/-/, "\\-") }
    NR == 1 {
        printf ".TH HOLDFAST 1 \"\" \"%s\"\n.SH NAME\nholdfast \\- children'"'"'s social care records\n", version
        printf ".SH SYNOPSIS\n.B holdfast\nCOMMAND [WORDS...] [OPTIONS]\n.SH DESCRIPTION\n%s\n.SH COMMANDS\n", $0
        next
    }
    /^  holdfast /  { printf ".TP\n.B %s\n", substr($0, 3); next }
    /^      /       { print substr($0, 7); next }
    /^Every command/ { print ".SH OPTIONS" }
    /^Exit status/   { print ".SH EXIT STATUS" }
    /^$/            { next }
    { print }'
