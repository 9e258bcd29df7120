# statements.awk - turns sql/*.sql into statements.h: an enum ST_name and, where STATEMENTS_TABLE is
# defined before it is included, the table of their texts. A statement is "-- name: x", then comment
# lines, then SQL up to a line that ends in ";".
BEGIN { n = 0; name = "" }
/^-- name: / {
    if (name != "") { print FILENAME ":" FNR ": statement " name " has no ; at the end of a line" > "/dev/stderr"; bad = 1; exit 1 }
    name = $3
    if (name !~ /^[a-z][a-z0-9_]*$/ || (name in seen)) { print FILENAME ":" FNR ": bad or repeated name " name > "/dev/stderr"; bad = 1; exit 1 }
    seen[name] = 1; sql = ""; next
}
/^--/ || /^[ \t]*$/ { next }
{
    if (name == "") { print FILENAME ":" FNR ": SQL before a -- name: line" > "/dev/stderr"; bad = 1; exit 1 }
    line = $0; ends = sub(/;[ \t]*$/, "", line)
    gsub(/\\/, "\\\\", line); gsub(/"/, "\\\"", line)
    if (sql == "" && line ~ /^CREATE / && name !~ /^ddl_/) { print FILENAME ":" FNR ": " name " makes a table or index, so its name begins with ddl_" > "/dev/stderr"; bad = 1; exit 1 }
    sql = sql (sql == "" ? "" : "\\n") line
    if (ends) { names[n] = name; text[n++] = sql; name = "" }
}
END {
    if (bad) exit 1
    if (name != "") { print "statement " name " has no ;" > "/dev/stderr"; exit 1 }
    print "/* generated from sql/ by tools/statements.awk; edit those, not this */"
    print "#ifndef STATEMENTS_H\n#define STATEMENTS_H\nenum stmt_id {"
    for (i = 0; i < n; i++) print "    ST_" names[i] ","
    print "    ST__COUNT\n};\n#endif\n#ifdef STATEMENTS_TABLE\nstatic const struct { const char *name, *sql; } named_statements[ST__COUNT + 1] = {"
    for (i = 0; i < n; i++) print "    [ST_" names[i] "] = { \"" names[i] "\", \"" text[i] "\" },"
    print "};\n#endif"
}
