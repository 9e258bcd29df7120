#!/bin/sh
# circles.sh BUILD [-v]: circles of calls among the files of src/, as the object files of BUILD/obj tell them.
#
# A file depends on another when its code uses a function or a datum that the other defines; files that depend on each
# other, directly or by way of others, are a circle: none of them can be read, tested or moved alone. A table of functions
# (doors, rules) is data and not counted: what calls by way of it knows none of them. Each circle that is not among those
# of tools/circles.txt is printed with the names that tie it, and the exit status is 1. -v prints the known ones too.
set -u
B=$1
objects=$(git ls-files -co --exclude-standard 'src/*.c' | sort | sed "s|^src/\(.*\)c\$|$B/obj/\1o|")
{ nm -A -g -P --defined-only $objects; objdump -r $objects; } |
    LC_ALL=C awk -v dir="$B/obj/" -v known=tools/circles.txt -v verbose="${2:-}" -f tools/circles.awk
