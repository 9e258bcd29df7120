# names.awk - turns catalogue/kinds/*.yml into names.h: an enum K_kind, an enum F_kind_field, and, where NAMES_TABLE is
# defined before it is included, the names in the same order, by which catalogue/named.c binds them when a catalogue is
# loaded. Only "- name:" lines are read: two spaces in, a kind; six, a field of the kind above. Everything else about
# them the loader reads and checks.
BEGIN { nkinds = 0; kind = "" }
function refuse(what) { print FILENAME ":" FNR ": " what > "/dev/stderr"; bad = 1; exit 1 }
/^  - name: /     { kind = $3; take("K_" kind); kinds[nkinds] = kind; nfields[nkinds++] = 0; next }
/^      - name: / {
    if (kind == "") refuse("a field before any kind")
    take("F_" kind "_" $3)
    fields[nkinds - 1, nfields[nkinds - 1]++] = $3
    next
}
/^ *- .*name: /   { refuse("write a kind as \"  - name: x\" and a field as \"      - name: x\", each on a line of its own") }
function take(id)
{
    if ($3 !~ /^[a-z][a-z0-9_]*$/) refuse("\"" $3 "\" is not a name")
    if (id in seen) refuse(id " is taken by " seen[id] ": choose another name")
    seen[id] = FILENAME ":" FNR
}
END {
    if (bad) exit 1
    print "/* generated from catalogue/kinds/ by tools/names.awk; edit those, not this */"
    print "#ifndef NAMES_H\n#define NAMES_H\nenum kind_name {\n    K__NONE,"
    for (k = 0; k < nkinds; k++) print "    K_" kinds[k] ","
    print "    K__COUNT\n};\nenum { NAME_PLACES = 1024 };          /* a field's name is its kind's times this, plus its place in the kind */"
    print "enum field_name {"
    for (k = 0; k < nkinds; k++)
        for (f = 0; f < nfields[k]; f++)
            print "    F_" kinds[k] "_" fields[k, f] " = K_" kinds[k] " * NAME_PLACES + " f ","
    print "    F__END = K__COUNT * NAME_PLACES\n};\n#endif\n#ifdef NAMES_TABLE"
    for (k = 0; k < nkinds; k++) {
        printf "static const char *const names_of_%s[] = {", kinds[k]
        for (f = 0; f < nfields[k]; f++) printf "%s\"%s\",", f % 6 ? " " : "\n    ", fields[k, f]
        print "\n};"
    }
    print "static const struct { const char *name; size_t nfields; const char *const *fields; } names[K__COUNT] = {"
    for (k = 0; k < nkinds; k++) print "    [K_" kinds[k] "] = { \"" kinds[k] "\", " nfields[k] ", names_of_" kinds[k] " },"
    print "};\n#endif"
}
