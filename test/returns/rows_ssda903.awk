# rows_ssda903.awk - an SSDA903's rows as lines that can be compared: "table|CHILD|cells". With raw=1 as they stand; else as
# docs/decisions/0005-return-normalisation.md says that a return of the year which ends on 31 March (year + 1) has them.
# Variables: year, raw, rejects (the import's list of rows and cells that it did not take). Files: episodes and oc3 first.
function iso(t,   p) { return split(t, p, "/") == 3 ? p[3] "-" p[2] "-" p[1] : "" }
function over(end, list,   n, w, i) {
    if (cell[end] != "" && iso(cell[end]) > last) cell[end] = ""
    if (cell[end] == "") { n = split(list, w, " "); for (i = 1; i <= n; i++) cell[w[i]] = "" }
}
BEGIN {
    FS = ","; first = year "-04-01"; last = (year + 1) "-03-31"
    while (rejects != "" && (getline line < rejects) > 0) {
        split(line, p, ","); at = p[1] "," p[2]
        if (line ~ /Only this cell was left out[.]/) gone[at "," p[3]] = 1; else bad[at] = 1
    }
}
{ sub(/\r$/, ""); sub(/^\357\273\277/, "") }
FNR == 1 {
    file = FILENAME; sub(/.*\//, "", file); table = tolower(file); sub(/^[0-9]+-/, "", table); sub(/[.]csv$/, "", table)
    columns = NF; for (i = 1; i <= NF; i++) name[i] = $i
    next
}
{
    if ((file "," FNR) in bad) next
    delete cell; for (i = 1; i <= columns; i++) cell[name[i]] = ((file "," FNR "," name[i]) in gone) ? "" : $i
    if (!raw) {
        if (cell["MOTHER"] == "1.0") cell["MOTHER"] = 1
        if (cell["SEX"] == 1) cell["SEX"] = "M"; else if (cell["SEX"] == 2) cell["SEX"] = "F"
        if (table == "episodes") over("DEC", "REC REASON_PLACE_CHANGE")
        if (table == "sw_episodes") over("SW_DEC", "")
        if (table == "placed_for_adoption") over("DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
        if (table == "missing") over("MIS_END", "")
        if (table == "dolo") over("DOLO_END", "")
        from = table == "episodes" ? "DECOM" : table == "reviews" ? "REVIEW" : table == "missing" ? "MIS_START" : table == "sw_episodes" ? "SW_DECOM" : \
               table == "placed_for_adoption" ? "DATE_PLACED" : table == "dolo" ? "DOLO_START" : ""
        to = table == "episodes" ? "DEC" : table == "reviews" ? "REVIEW" : table == "missing" ? "MIS_END" : table == "sw_episodes" ? "SW_DEC" : \
             table == "placed_for_adoption" ? "DATE_PLACED_CEASED" : table == "dolo" ? "DOLO_END" : table == "uasc" ? "DUC" : ""
        if (from != "" && (iso(cell[from]) == "" || iso(cell[from]) > last)) next
        if (to != "" && cell[to] != "" && iso(cell[to]) < first) next
        child = cell["CHILD"]
        if (table == "episodes") { cared[child] = 1; if (cell["REC"] ~ /^E1[12]$/) adopted[child] = 1 }
        else if (table == "oc3") known[child] = 1
        else if (table == "ad1") { decided[child "|" cell["DOB"] "|" cell["DATE_INT"]] = child; if (!(child in adopted)) next }
        else if (!(child in cared) && !(table == "header" && (child in known))) next
    }
    if (table == "placed_for_adoption") delete decided[cell["CHILD"] "|" cell["DOB"] "|" cell["DATE_PLACED"]]
    line = table
    for (i = 1; i <= columns; i++) line = line "|" cell[name[i]]
    print line
}
# A decision that only AD1 tells of.
END { if (!raw) for (d in decided) { split(d, p, "|"); if ((decided[d] in cared) && iso(p[3]) != "" && iso(p[3]) <= last) print "placed_for_adoption|" d "||" } }
