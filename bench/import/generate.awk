# generate.awk - writes extracts of the Standard Safeguarding Dataset with about -v rows=N rows into -v dir=DIR. Same
# seed, same files. The mix of tables is that of a county: contacts, visits and involvements are most of it.
function pick(list,   n, a) { n = split(list, a, " "); return a[1 + int(rand() * n)] }
function two(n) { return n < 10 ? "0" n : n }
function day(from, to,   y) { y = from + int(rand() * (to - from + 1)); return y "-" two(1 + int(rand() * 12)) "-" two(1 + int(rand() * 28)) }
function later(d, days,   y, m, dd) {       # near enough for a benchmark: months of 28 days
    y = substr(d, 1, 4) + 0; m = substr(d, 6, 2) + 0; dd = substr(d, 9, 2) + days
    while (dd > 28) { dd -= 28; m++ }
    while (m > 12) { m -= 12; y++ }
    return y "-" two(m) "-" two(dd)
}
function at(d) { return d == "" ? "" : d " 00:00:00" }
function yn() { return rand() < 0.8 ? "Y" : "N" }
function worker() { return "W" 1 + int(rand() * workers) }
function team() { return "T" 1 + int(rand() * 20) }
function file(name, header) { f[name] = dir "/" name ".csv"; print header > f[name] }
function row(name, text) { print text > f[name]; total++ }
BEGIN {
    srand(seed ? seed : 1)
    if (!rows) rows = 200000
    workers = 20 + int(rows / 2000)
    names = "Amelia Noah Isla Oliver Ava George Freya Arthur Ivy Leo Lily Oscar Grace Theo Maya Yusuf Zara Adam Hana Kofi"
    surnames = "Smith Jones Taylor Brown Khan Patel Davies Evans Thomas Roberts Walker Wright Hughes Green Hall Clarke Begum Nowak"
    file("ssd_person", "pers_person_id,pers_forename,pers_surname,pers_sex,pers_gender,pers_ethnicity,pers_dob,pers_upn_unknown,pers_send_flag,pers_is_mother,pers_nationality")
    file("ssd_address", "addr_table_id,addr_person_id,addr_address_type,addr_address_start_date,addr_address_end_date,addr_address_postcode")
    file("ssd_contacts", "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_code,cont_contact_source_desc")
    file("ssd_cin_episodes", "cine_referral_id,cine_person_id,cine_referral_date,cine_cin_primary_need_code,cine_referral_source_code,cine_referral_nfa,cine_close_reason,cine_close_date,cine_referral_team,cine_referral_worker_id")
    file("ssd_cin_assessments", "cina_assessment_id,cina_person_id,cina_referral_id,cina_assessment_start_date,cina_assessment_child_seen,cina_assessment_auth_date,cina_assessment_outcome_nfa,cina_assessment_team,cina_assessment_worker_id")
    file("ssd_cin_plans", "cinp_cin_plan_id,cinp_referral_id,cinp_person_id,cinp_cin_plan_start_date,cinp_cin_plan_end_date,cinp_cin_plan_team,cinp_cin_plan_worker_id")
    file("ssd_cin_visits", "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen,cinv_cin_visit_seen_alone,cinv_cin_visit_bedroom")
    file("ssd_involvements", "invo_involvements_id,invo_professional_id,invo_professional_role_id,invo_professional_team,invo_involvement_start_date,invo_involvement_end_date,invo_worker_change_reason,invo_person_id,invo_referral_id")
    file("ssd_department", "dept_team_id,dept_team_name,dept_team_parent_id,dept_team_parent_name")
    file("ssd_professionals", "prof_professional_id,prof_staff_id,prof_professional_name,prof_social_worker_registration_no,prof_professional_job_title,prof_full_time_equivalency,prof_agency_worker_flag")
    for (i = 1; i <= 20; i++) row("ssd_department", "T" i ",Team " i "," (i > 1 ? "T1,Team 1" : ","))
    for (i = 1; i <= workers; i++)
        row("ssd_professionals", "W" i ",S" i "," pick(names) " " pick(surnames) ",SW" 100000 + i ",Social worker," pick("1.0 0.8 0.6") "," (rand() < 0.15 ? "Y" : "N"))
    while (total < rows) {
        c++
        p = "P" c
        row("ssd_person", p "," pick(names) "," pick(surnames) "," pick("M F") ",," pick("WBRI WBRI WBRI MWBC APKN BAFR") "," at(day(2008, 2022)) "," pick("UN3 UN4") "," yn() ",N,")
        row("ssd_address", "A" c "," p ",HOME," at(day(2018, 2022)) ",,NR" 1 + int(rand() * 30) " " 1 + int(rand() * 9) pick("AB CD EF GH"))
        refs = 1 + int(rand() * 2)
        for (r = 1; r <= refs; r++) {
            d = day(2021, 2025); id = p "R" r
            for (k = int(rand() * 3) + 1; k > 0; k--) row("ssd_contacts", "C" ++contacts "," p "," at(d) "," pick("1A 2A 3A 5A 6") ",School")
            closed = rand() < 0.8 ? later(d, 60 + int(rand() * 200)) : ""
            w = worker(); t = team()
            row("ssd_cin_episodes", id "," p "," at(d) "," pick("N1 N2 N4 N5") "," pick("1A 2A 3A 5A 6") ",N," (closed == "" ? "" : pick("RC7 RC8 RC9")) "," at(closed) "," t "," w)
            row("ssd_cin_assessments", id "A," p "," id "," at(d) ",Y," at(later(d, 20 + int(rand() * 25))) ",N," t "," w)
            plan = later(d, 45)
            row("ssd_cin_plans", id "P," id "," p "," at(plan) "," at(closed) "," t "," w)
            for (k = 4 + int(rand() * 8); k > 0; k--) { plan = later(plan, 20); row("ssd_cin_visits", "V" ++visits "," p "," at(plan) "," yn() "," yn() "," yn()) }
            for (k = 1; k <= 2; k++) {
                ends = k == 1 ? later(d, 30) : closed
                row("ssd_involvements", "I" ++involvements "," worker() ",ALLOCATED CASE WORKER," t "," at(k == 1 ? d : later(d, 30)) "," at(ends) "," (k == 1 ? "CHCHAN" : "") "," p "," id)
            }
        }
    }
    print total " rows of " c " children" > "/dev/stderr"
}
