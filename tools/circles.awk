# circles.awk - reads what nm -A -g -P and then objdump -r say of object files, and prints the strongly connected parts of
# the graph of files (Tarjan's algorithm: each file is entered once, each edge looked at once). See circles.sh.
BEGIN { nfiles = nuses = nknown = top = clock = bad = code = 0 }
function file_of(path) { sub(/\.o:?$/, "", path); return substr(path, length(dir) + 1) }
$3 ~ /^[TDBRVWC]$/ && $1 ~ /:$/ {                           # build/obj/base/err.o: err_set T 0 1f
    defines[$2] = file_of($1)
    next
}
/: +file format / { here = file_of($1); if (!(here in number)) { number[here] = 1; files[nfiles++] = here } next }
/^RELOCATION RECORDS FOR / { code = ($4 ~ /^\[\.text/); next }
code && NF == 3 {                                           # 0000000000000012 R_X86_64_PLT32    err_set-0x0000000000000004
    name = $3
    sub(/[+-]0x[0-9a-f]+$/, "", name)
    if (!((here, name) in used)) { used[here, name] = 1; uses[nuses++] = here SUBSEP name }
}
function enter(v,    i, w) {
    order[v] = low[v] = ++clock; stack[++top] = v; waits[v] = 1
    for (i = 0; i < nout[v]; i++) {
        w = out[v, i]
        if (!(w in order)) { enter(w); if (low[w] < low[v]) low[v] = low[w] }
        else if (waits[w] && order[w] < low[v]) low[v] = order[w]
    }
    if (low[v] == order[v]) close_circle(v)
}
function close_circle(v,    w, n, here) {
    do { w = stack[top--]; waits[w] = 0; here[n++] = w } while (w != v)
    if (n > 1) tell(here, n)
}
function tell(here, n,    i, j, x, line) {
    for (i = 1; i < n; i++)                                 # few: by insertion
        for (j = i; j > 0 && here[j - 1] > here[j]; j--) { x = here[j]; here[j] = here[j - 1]; here[j - 1] = x }
    for (i = 0; i < n; i++) line = line (i ? " " : "") here[i]
    found[line] = 1
    fresh = !is_known(here, n)
    if (!fresh && !verbose) return
    if (fresh) bad = 1
    print "a circle of " n " files" (fresh ? "" : " (known)") ": " line
    for (i = 0; i < n; i++)
        for (j = 0; j < n; j++)
            if ((here[i], here[j]) in ties) print "    " here[i] " needs " here[j] " for " ties[here[i], here[j]]
}
# A circle is known when one line of the list has all of its files: what is left of one that was cut needs no new line.
function is_known(here, n,    k, i) {
    for (k = 0; k < nknown; k++) {
        for (i = 0; i < n && index(" " list[k] " ", " " here[i] " "); i++) ;
        if (i == n) { still[k] = 1; return 1 }
    }
    return 0
}
END {
    while ((getline line < known) > 0) if (line !~ /^#/ && line != "") list[nknown++] = line
    for (i = 0; i < nuses; i++) {
        split(uses[i], use, SUBSEP)
        from = use[1]; to = (use[2] in defines) ? defines[use[2]] : ""
        if (to == "" || to == from) continue
        if (!((from, to) in ties)) { out[from, nout[from]++] = to; ties[from, to] = use[2] }
        else if (split(ties[from, to], names, " ") < 4) ties[from, to] = ties[from, to] " " use[2]
    }
    for (i = 0; i < nfiles; i++) if (!(files[i] in order)) enter(files[i])
    for (k = 0; k < nknown; k++) if (!(k in still)) print "undone, take it out of " known ": " list[k]
    exit bad
}
