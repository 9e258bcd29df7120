#!/bin/sh
# count.sh [DIR] - counts the house: for each folder of DIR/src (its own folders counted in) how long functions and
# files are (median, 90th of 100, longest), the share of comments in its bytes, and its lines of test for one line of
# code. The last line sums it up; `make lint` prints that one. DIR is the top of a work tree: the one that this script
# lies in, unless told.
#
# What is counted, and what is not:
#   function  from the first line of its head to its closing brace; the code's style puts that brace into column one
#   lines     as `wc -l` counts them, comments and blank lines too, in code as in tests: *.c and *.h in src/; in test/
#             also scripts (*.sh, *.awk, *.mjs) and the tables of cases that we write (*_cases.txt, *_rules.txt, and
#             *.json outside data/), never other data, corpora or READMEs
#   tests     of src/NAME is what lies under test/NAME, at any depth: test/web serves src/web and all the folders in it.
#             A test that drives a page proves much of what lies below the page, but is counted where it stands. What
#             mirrors no folder (test/fuzz, test/fault, test/cases, test/browser) is counted in the whole only, as is
#             what lies in src/ or test/ itself
#   comments  bytes from /* to */, and from // to the end of the line, with these marks, outside strings
set -eu
cd "${1:-"$(dirname "$0")/.."}"
export LC_ALL=C

# Lines "FOLDER WHAT NUMBER [PLACE]" from all code.
code() {
    find src -name '*.[ch]' -type f | sort | xargs awk '
        function measure(what, n, where) { print folder, what, n, where }
        function file_done() {
            if (path == "") return
            measure("file", lines, path); measure("bytes", bytes); measure("comment", comment)
        }
        # Bytes of the line that lie in comments; in_comment says whether it begins, and then ends, within one.
        function comment_bytes(s,   n, end) {
            n = 0
            for (;;) {
                if (in_comment) {
                    end = index(s, "*/")
                    if (!end) return n + length(s) + 1
                    n += end + 1; s = substr(s, end + 2); in_comment = 0
                }
                if (!match(s, /\/\*|\/\/|"|\047/)) return n
                mark = substr(s, RSTART, RLENGTH); s = substr(s, RSTART + RLENGTH)
                if (mark == "//") return n + length(s) + 2
                if (mark == "/*") { n += 2; in_comment = 1; continue }
                match(s, mark == "\"" ? /^([^"\\]|\\.)*"?/ : /^([^\047\\]|\\.)*\047?/)
                s = substr(s, RLENGTH + 1)
            }
        }
        FNR == 1 { file_done(); path = FILENAME; split(path, part, "/"); folder = part[2] ~ /\.[ch]$/ ? "." : part[2]
                   lines = bytes = comment = in_comment = head = 0 }
        { lines++; bytes += length($0) + 1; was_comment = in_comment; comment += comment_bytes($0) }
        was_comment { next }
        /^[A-Za-z_][^;=]*\(.*[^;,]$|^[A-Za-z_][^;=]*\([^;]*,$/ { head = FNR }
        /^[A-Za-z_][^=]*\).*\{.*\}$/ { measure("function", 1, path ":" FNR); head = 0 }
        /^[A-Za-z_].*;$/ { head = 0 }
        /^\{/ { open = head }
        /^\}/ { if (open) measure("function", FNR - open + 1, path ":" open); open = head = 0 }
        END { file_done() }'
}

# The same of tests.
tests() {
    { find test -type f \( -name '*.[ch]' -o -name '*.sh' -o -name '*.awk' -o -name '*.mjs' -o -name '*.json' \) \
          ! -path '*/data/*'
      find test -type f \( -name '*_cases.txt' -o -name '*_rules.txt' \); } | grep -v /corpus/ | sort | xargs awk '
        FNR == 1 { split(FILENAME, part, "/"); folder = part[2] ~ /\./ ? "." : part[2] }
        { n[folder]++ }
        END { for (f in n) print f, "test", n[f] }'
}

{ code; tests; } | awk '{ print } $1 != "src" { $1 = "~"; print }' | sort -k1,1 -k2,2 -k3,3n | awk '
    function at(what, share,   n, i) {
        n = count[what]; i = int(n * share); if (i < n * share) i++
        return n ? value[what, i < 1 ? 1 : i] : 0
    }
    function three(what, form) { return sprintf(form, at(what, 0.5), at(what, 0.9), at(what, 1)) }
    function row(   code, name, comments, tests) {
        code = sum["file"]; tests = sum["test"]
        if (code && folder != ".") {
            name = folder == "~" ? "in all" : "src/" folder
            comments = sprintf("%.1f%%", sum["comment"] * 100 / sum["bytes"])
            printf "%-16s %6d %8d %s %s %9s %6d %5.2f\n", name, code, count["function"],
                three("function", "%6d %4d %7d"), three("file", "%6d %4d %7d"), comments, tests, tests / code
            if (folder == "~")
                last = code " lines in src/; functions: " three("function", "median %d, p90 %d, longest %d") \
                    " (" place["function"] "); files: " three("file", "median %d, p90 %d, longest %d") \
                    " (" place["file"] "); comments " comments sprintf("; tests to code %.2f", tests / code)
            else if (tests < code / 2)
                low = low (low == "" ? "" : ", ") folder
        }
        split("", count); split("", sum); split("", place)
    }
    BEGIN {
        print "                           functions                    files                     comment  lines  test/"
        print "folder            lines   number median  p90 longest median  p90 longest    bytes of test  code"
    }
    $1 != folder { row(); folder = $1 }
    { value[$2, ++count[$2]] = $3; sum[$2] += $3; place[$2] = $4 }
    END { row(); print last (low == "" ? ", 0.5 in every folder" : ", under 0.5 in " low) }'
