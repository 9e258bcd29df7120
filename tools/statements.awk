# statements.awk - turns sql/*.sql into statements.h: an enum ST_name; an enum of each statement's result columns, NAME_COLUMN,
# so that C reads a row by name; and, where STATEMENTS_TABLE is defined before it is included, the table of their texts.
#
# A statement is "-- name: x", then comment lines, then SQL up to a line that ends in ";". "-- columns: y" among the comments
# says that its rows are those of y: the enum is Y_COLUMN, and all statements that say y must give the same columns in the same
# order. An ending _sqlite or _postgres is left out of an enum's name: what stands in for one another gives the same columns.
#
# Columns are read from the text itself: it is cut into words, each with its depth in parentheses, and of the words at depth 0
# those between SELECT (the first of a UNION; after the heads of a WITH) or RETURNING and what ends the list are cut at the
# commas. Each part must end in AS x or be one name, t.x or x. Everything else is refused, with the file and the statement.
BEGIN { n = 0; name = ""; nsets = 0 }

function refuse(what) {
    print file ":" line_no ": " what > "/dev/stderr"
    bad = 1
    exit 1
}

# W[1..words], D[]: the words of sql and their depths. Of a text in quotes only the quote is kept.
function cut_up(sql,    depth, c) {
    words = depth = 0
    while (sql != "") {
        if (match(sql, /^([ \t\n]+|--[^\n]*)/)) { sql = substr(sql, RLENGTH + 1); continue }
        c = substr(sql, 1, 1)
        if (c == "'" || c == "\"") { if (!match(sql, "^" c "[^" c "]*" c)) refuse(name " has a quote that does not end") }
        else if (!match(sql, /^[A-Za-z0-9_$.]+/)) RLENGTH = 1
        if (c == ")") depth--
        W[++words] = c == "'" || c == "\"" ? c : substr(sql, 1, RLENGTH)
        D[words] = depth
        if (c == "(") depth++
        if (depth < 0) refuse(name " has a ) too many")
        sql = substr(sql, RLENGTH + 1)
    }
    if (depth) refuse(name " has a ( too many")
}

# The first of the words in the list (" A B ") at that depth from i on, or one past the last word.
function find_at(i, depth, list) {
    while (i <= words && !(D[i] == depth && index(list, " " W[i] " "))) i++
    return i
}

# A distributed PostgreSQL refuses "WITH x (id) AS (" when it runs, not when it is prepared.
function check_with(    i, j) {
    for (i = 1; i <= words; i++)
        if (W[i] == "WITH")
            for (j = i + 1 + (W[i + 1] == "RECURSIVE"); j <= words && D[j] == D[i] && W[j + 1] != ""; j++) {
                if (W[j + 1] == "(") refuse(name ": WITH " W[j] " (… names its columns in its head: name them in its select")
                j = find_at(find_at(j, D[i], " ( "), D[i], " ) ") + 1
                if (W[j] != ",") break
            }
}

# The columns of the statement's rows, each with a space after it; "" when it gives none.
function columns_of(sql,    i, end, from, k, list, x, count) {
    for (i in W) delete W[i]
    cut_up(sql)
    check_with()
    i = 1
    if (W[1] == "WITH") i = find_at(2, 0, " SELECT INSERT UPDATE DELETE ")
    if (index(" CREATE PRAGMA ", " " W[i] " ")) return ""
    if (!index(" SELECT INSERT UPDATE DELETE ", " " W[i] " ")) refuse(name " is no SELECT, INSERT, UPDATE or DELETE")
    if (W[i] != "SELECT" && (i = find_at(i, 0, " RETURNING ")) > words) return ""
    from = i + 1
    if (W[from] == "DISTINCT" || W[from] == "ALL") from++
    end = from
    do end = find_at(end + 1, 0, " FROM WHERE GROUP HAVING WINDOW UNION INTERSECT EXCEPT ORDER LIMIT ")
    while (end <= words && W[end] == "FROM" && W[end - 1] == "DISTINCT")
    W[end] = ","
    D[end] = 0
    list = ""
    for (k = from; k <= end; k++) {
        if (W[k] != "," || D[k]) continue
        x = W[k - 1]
        count++
        if (k - from == 1) sub(/^[a-z][a-z0-9_]*\./, "", x)
        else if (W[k - 2] != "AS" || D[k - 2]) x = ""
        if (x !~ /^[a-z][a-z0-9_]*$/) refuse(name ": its column " count " has no name: write AS x after it")
        if (index(" " list, " " x " ")) refuse(name ": two columns are called " x)
        list = list x " "
        from = k + 1
    }
    return list
}

function keep_columns(list,    set, as, parts, k, count) {
    columns[n] = list
    if (list == "") { if (shared != "") refuse(name " gives no columns"); return }
    set = name
    sub(/_(sqlite|postgres)$/, "", set)
    if (shared != "") set = shared
    else if (set == name && (set in list_of)) refuse(name ": other statements have columns of that name")
    if (set in list_of) {
        if (list_of[set] != list) refuse(name " gives " list ", where others of " set " give " list_of[set])
        return
    }
    list_of[set] = list
    as = ""
    count = split(list, parts, " ")
    for (k = 1; k <= count; k++) {
        parts[k] = toupper(set "_" parts[k])
        if (parts[k] in constant) refuse(name ": " parts[k] " is a column of " constant[parts[k]] " as well: another name for one of them")
        constant[parts[k]] = set
        as = as (k > 1 ? ", " : "") parts[k]
    }
    sets[nsets++] = "enum { " as " };"
}

{ file = FILENAME; line_no = FNR }
/^-- name: / {
    if (name != "") refuse("statement " name " has no ; at the end of a line")
    name = $3; shared = ""
    if (name !~ /^[a-z][a-z0-9_]*$/ || (name in seen)) refuse("bad or repeated name " name)
    seen[name] = 1; sql = ""; plain = ""; next
}
/^-- columns: / { shared = $3; if (shared !~ /^[a-z][a-z0-9_]*$/ || sql != "") refuse("bad name of columns, or not before the SQL: " shared); next }
/^--/ || /^[ \t]*$/ { next }
{
    if (name == "") refuse("SQL before a -- name: line")
    line = $0; ends = sub(/;[ \t]*$/, "", line)
    plain = plain line "\n"
    gsub(/\\/, "\\\\", line); gsub(/"/, "\\\"", line)
    if (sql == "" && line ~ /^CREATE / && name !~ /^ddl_/) refuse(name " makes a table or index, so its name begins with ddl_")
    sql = sql (sql == "" ? "" : "\\n") line
    if (ends) { keep_columns(columns_of(plain)); names[n] = name; text[n++] = sql; name = "" }
}
END {
    if (bad) exit 1
    if (name != "") refuse("statement " name " has no ;")
    print "/* generated from sql/ by tools/statements.awk; edit those, not this */"
    print "#ifndef STATEMENTS_H\n#define STATEMENTS_H\nenum stmt_id {"
    for (i = 0; i < n; i++) print "    ST_" names[i] ","
    print "    ST__COUNT\n};"
    for (i = 0; i < nsets; i++) print sets[i]
    print "#endif\n#ifdef STATEMENTS_TABLE"
    print "/* columns: what its rows are read by, each with a space after it; \"\" for a statement that gives none. */"
    print "static const struct { const char *name, *columns, *sql; } named_statements[ST__COUNT + 1] = {"
    for (i = 0; i < n; i++) print "    [ST_" names[i] "] = { \"" names[i] "\", \"" columns[i] "\", \"" text[i] "\" },"
    print "};\n#endif"
}
