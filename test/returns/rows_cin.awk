# rows_cin.awk - a CIN census as lines that can be compared: one a module, "child|referral|module|items". With raw=1 as they stand;
# else as docs/decisions/0005-return-normalisation.md says that the census of the year which ends on 31 March (year + 1) has
# them. One element a line. Variables: year, raw,
# rejects (the import's list of rows and cells that it did not take).
function put(m, items) { made[++n] = m; text[n] = items }
function flag(v) { return v == "true" ? 1 : v == "false" ? 0 : v }
function within(d) { return d >= first && d <= last }
function referral_ends(   i, keep) {
    if (!raw && closed > last) { closed = ""; reason = "" }
    keep = raw || (nfa == 1 ? within(began) : began <= last && (closed == "" || closed >= first))
    if (keep && !refused) {
        print child "|" began "|CINdetails|" details (closed == "" ? "" : " CINclosureDate=" closed " ReasonForClosure=" reason) " ReferralNFA=" nfa
        for (i = 1; i <= n; i++) print child "|" began "|" made[i] "|" text[i]
        some = 1
    }
    n = 0
}
function child_ends(   i) { if (some) for (i = 1; i <= nwho; i++) print child "|" who[i]; nwho = 0 }
# What the module says, and whether it belongs: from and to are its first and last day.
function module_ends(   keep, to) {
    to = module == "Assessments" ? v["AssessmentAuthorisationDate"] : module == "CINPlanDates" ? v["CINPlanEndDate"] : \
         module == "ChildProtectionPlans" ? v["CPPendDate"] : module == "PreProceedingsandFGDM" ? v["StepDecisionDate"] : ""
    keep = raw || module == "Section47" || (start <= last && (to == "" || to >= first))
    if (!raw && module == "Section47")
        keep = start <= last && (within(start) || within(v["DateOfInitialCPC"]) || (v["DateOfInitialCPC"] == "" && v["ICPCnotRequired"] != 1))
    if (keep && !dropped) put(module, items)
    module = ""
}
BEGIN {
    first = year "-04-01"; last = (year + 1) "-03-31"
    while (rejects != "" && (getline line < rejects) > 0) {
        split(line, p, ",")
        if (line ~ /Only this cell was left out[.]/) gone[p[2] "," p[3]] = 1; else bad[p[2]] = 1
    }
}
{ gsub(/^[ \t]+|[ \t\r]+$/, "") }
/^<Child>$/ { some = 0; child = "" }
/^<CINdetails>$/ { refused = FNR in bad; opened = FNR; inside = 1; n = 0; began = closed = reason = nfa = details = ""; next }
/^<(Assessments|CINPlanDates|Section47|ChildProtectionPlans|PreProceedingsandFGDM)>$/ { dropped = FNR in bad; within_module = FNR; module = substr($0, 2, length($0) - 2); items = start = ""; delete v; next }
/^<\/(Assessments|CINPlanDates|Section47|ChildProtectionPlans|PreProceedingsandFGDM)>$/ { module_ends(); next }
/^<\/CINdetails>$/ { inside = 0; referral_ends(); next }
/^<\/Child>$/ { child_ends(); next }
/^<[A-Za-z0-9]+>[^<]*<\/[A-Za-z0-9]+>/ {
    e = $0; sub(/^</, "", e); sub(/>.*/, "", e); t = $0; sub(/^<[A-Za-z0-9]+>/, "", t); sub(/<.*/, "", t); t = flag(t)
    if (((module != "" ? within_module : opened) "," e) in gone) next
    if (e == "LAchildID") child = t
    if (!raw && year < 2024 && e == "Sex") { e = "GenderCurrent"; t = t == "M" ? 1 : t == "F" ? 2 : t == "U" ? 0 : t }
    if (module != "") {
        if (start == "") start = t
        v[e] = t
        if (!raw && e ~ /Date$|OfInitialCPC$/ && e != "InitialCPCtarget" && t > last) next
        if (!raw && e == "CPPreviewDate" && !within(t)) next
        if (!raw && e == "AssessmentFactors" && v["AssessmentAuthorisationDate"] > last) next
        if (!raw && e == "PPOutcome" && v["StepDecisionDate"] > last) next
        items = items " " e "=" t
    } else if (inside) {
        if (e == "CINreferralDate") began = t
        if (e == "CINclosureDate") closed = t
        else if (e == "ReasonForClosure") reason = t
        else if (e == "ReferralNFA") nfa = t
        else if (raw || e != "DateOfInitialCPC" || t <= last) details = details " " e "=" t
    } else if (child != "" && (raw || e != "PersonDeathDate" || t <= last))
        who[++nwho] = e "=" t
}
