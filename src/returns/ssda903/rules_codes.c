/* rules_codes.c - one cell holds what no rule of the return allows: a code that is not in
 * its list, a date that is no date. */
#include "returns/ssda903/rule.h"

/* Given, and not one of the codes. */
#define STRAY(x, ...)  (given(x) && !IN(x, __VA_ARGS__))
#define NOT_0_OR_1(x)  STRAY(x, "0", "1")

RULE(101) { EACH(header, h) if (!IN(h->SEX, "M", "F", "U")) MARK(h); }
RULE(102) { EACH(header, h) if (!readable(h->DOB)) MARK(h); }
RULE(103)
{
    EACH(header, h)
        if (!IN(h->ETHNIC, "WBRI", "WIRI", "WOTH", "WIRT", "WROM", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN",
                "ABAN", "AOTH", "BCRB", "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT"))
            MARK(h);
}
RULE(104) { EACH(uasc, u) if (unreadable(u->DUC)) MARK(u); }
RULE(105)
{
    if (k->year->xml)       /* the CSV files have no such column */
        EACH(header, h) if (!IN(h->UASC, "0", "1")) MARK(h);
}
RULE(112) { EACH(ad1, a) if (unreadable(a->DATE_INT)) MARK(a); }
RULE(113) { EACH(ad1, a) if (unreadable(a->DATE_MATCH)) MARK(a); }
RULE(114) { EACH(ad1, a) if (NOT_0_OR_1(a->FOSTER_CARE)) MARK(a); }
RULE(115) { EACH(placed, p) if (unreadable(p->DATE_PLACED)) MARK(p); }
RULE(116) { EACH(placed, p) if (unreadable(p->DATE_PLACED_CEASED)) MARK(p); }
RULE(120) { EACH(placed, p) if (STRAY(p->REASON_PLACED_CEASED, "RD1", "RD2", "RD3", "RD4")) MARK(p); }
RULE(131) { EACH(oc3, o) if (!IN(o->IN_TOUCH, "YES", "NO", "DIED", "REFU", "NREQ", "RHOM")) MARK(o); }
RULE(132)
{
    EACH(oc3, o)
        if (!IN(o->ACTIV, "F1", "P1", "F2", "P2", "F4", "P4", "F5", "P5", "G4", "G5", "G6", "0"))
            MARK(o);
}

/* A letter for where, 1 or 2 for whether it is suitable. */
static bool accommodation_valid(struct cell x)
{
    if (IS(x, "0"))
        return true;
    return x.n == 2 && memchr("BCDEGHKRSTUVWXYZ", x.p[0], 16) && (x.p[1] == '1' || x.p[1] == '2');
}
RULE(133) { EACH(oc3, o) if (given(o->ACCOM) && !accommodation_valid(o->ACCOM)) MARK(o); }

RULE(141) { EACH(episodes, e) if (!readable(e->DECOM)) MARK(e); }
RULE(143) { EACH(episodes, e) if (STRAY(e->RNE, "S", "L", "P", "T", "B", "U")) MARK(e); }
RULE(144)
{
    EACH(episodes, e)
        if (STRAY(e->LS, "C1", "C2", "D1", "E1", "V2", "V3", "V4", "J1", "J2", "J3", "L1", "L2", "L3"))
            MARK(e);
}
RULE(145) { EACH(episodes, e) if (STRAY(e->CIN, "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8")) MARK(e); }
RULE(146)
{
    int year = k->year->year;
    EACH(episodes, e) {
        bool always = IN(e->PLACE, "A3", "A4", "A5", "A6", "K1", "K2", "P1", "P3", "R1", "R2", "R3", "R5", "S1", "T0",
                         "T1", "T2", "T3", "T4", "U1", "U2", "U3", "U4", "U5", "U6");
        bool then = (year >= 2024 && IS(e->PLACE, "K3")) || (year >= 2025 && IN(e->PLACE, "Z11", "Z12", "Z13", "Z14"))
                 || (year < 2024 && IN(e->PLACE, "H5", "P2")) || (year < 2025 && IS(e->PLACE, "Z1"));
        if (given(e->PLACE) && !always && !then)
            MARK(e);
    }
}
RULE(147) { EACH(episodes, e) if (unreadable(e->DEC)) MARK(e); }
RULE(149)
{
    EACH(episodes, e)
        if (STRAY(e->REC, "X1", "E11", "E12", "E2", "E3", "E4A", "E4B", "E13", "E41", "E45", "E46", "E47", "E48", "E5",
                  "E6", "E7", "E9", "E14", "E15", "E16", "E17", "E8"))
            MARK(e);
}
RULE(166) { EACH(reviews, r) if (!readable(r->REVIEW)) MARK(r); }
/* A code without a review is the participation in nothing; a row that says neither is left to rule 166. */
RULE(167)
{
    EACH(reviews, r) {
        bool known = IN(r->REVIEW_CODE, "PN0", "PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7");
        if (given(r->REVIEW) ? !known : given(r->REVIEW_CODE))
            MARK(r);
    }
}
RULE(168) { EACH(header, h) if (given(h->UPN) && !upn_valid(text(h->UPN))) MARK(h); }
RULE(171) { EACH(header, h) if (unreadable(h->MC_DOB)) MARK(h); }
RULE(175) { EACH(ad1, a) if (STRAY(a->NB_ADOPTR, "1", "2")) MARK(a); }
RULE(176) { EACH(ad1, a) if (STRAY(a->SEX_ADOPTR, "M1", "F1", "MM", "FF", "MF")) MARK(a); }
RULE(177) { EACH(ad1, a) if (STRAY(a->LS_ADOPTR, "L0", "L11", "L12", "L2", "L3", "L4")) MARK(a); }
RULE(178)
{
    EACH(episodes, e) {
        bool none_wanted = IN(e->PLACE, "T0", "T1", "T2", "T3", "T4", "Z11", "Z12", "Z13", "Z14");
        if (given(e->PLACE_PROVIDER) &&
            (none_wanted || !IN(e->PLACE_PROVIDER, "PR0", "PR1", "PR2", "PR3", "PR4", "PR5")))
            MARK(e);
    }
}
RULE(179) { EACH(episodes, e) if (!respite(e) && !IN(e->PL_LOCATION, "IN", "OUT")) MARK(e); }
RULE(180)
{
    EACH(oc2, o)
        if (given(o->SDQ_SCORE) &&
            !(o->SDQ_SCORE.num >= 0 && o->SDQ_SCORE.num <= 40 && floor(o->SDQ_SCORE.num) >= o->SDQ_SCORE.num))
            MARK(o);
}
RULE(181)
{
    EACH(oc2, o)
        if (NOT_0_OR_1(o->CONVICTED) || NOT_0_OR_1(o->HEALTH_CHECK) || NOT_0_OR_1(o->IMMUNISATIONS) ||
            NOT_0_OR_1(o->TEETH_CHECK) || NOT_0_OR_1(o->HEALTH_ASSESSMENT) || NOT_0_OR_1(o->SUBSTANCE_MISUSE) ||
            NOT_0_OR_1(o->INTERVENTION_RECEIVED) || NOT_0_OR_1(o->INTERVENTION_OFFERED))
            MARK(o);
}
RULE(196) { EACH(oc2, o) if (STRAY(o->SDQ_REASON, "SDQ1", "SDQ2", "SDQ3", "SDQ4", "SDQ5")) MARK(o); }
RULE(631) { EACH(prev_perm, p) if (STRAY(p->PREV_PERM, "P1", "P2", "P3", "P4", "Z1")) MARK(p); }
RULE(700) { EACH(dolo, d) if (!readable(d->DOLO_START)) MARK(d); }
RULE(701) { EACH(dolo, d) if (unreadable(d->DOLO_END)) MARK(d); }
RULE(1004) { EACH(missing, m) if (unreadable(m->MIS_START) || (blank(m->MIS_START) && given(m->MIS_END))) MARK(m); }
RULE(1005) { EACH(missing, m) if (unreadable(m->MIS_END)) MARK(m); }
RULE(1006) { EACH(missing, m) if (STRAY(m->MISSING, "M", "A")) MARK(m); }
RULE(1009)
{
    EACH(episodes, e)
        if (STRAY(e->REASON_PLACE_CHANGE, "CARPL", "CLOSE", "ALLEG", "STAND", "APPRR", "CREQB", "CREQO", "CHILD",
                  "LAREQ", "PLACE", "CUSTOD", "OTHER"))
            MARK(e);
}

/* Numbers of the Department for Education for English authorities, in use or abolished, with
 * the four places outside England. */
static bool authority_valid(struct cell x)
{
    static const struct { int16_t from, to;
    } known[] = { { 201, 213 }, { 301, 320 }, { 330, 336 }, { 340, 344 }, { 350, 359 }, { 370, 373 }, { 380, 384 },
                  { 390, 394 }, { 420, 420 }, { 800, 803 }, { 805, 808 }, { 810, 813 }, { 815, 816 }, { 820, 823 },
                  { 825, 826 }, { 830, 831 }, { 835, 841 }, { 845, 846 }, { 850, 852 }, { 855, 857 }, { 860, 861 },
                  { 865, 896 }, { 908, 909 }, { 916, 916 }, { 919, 919 }, { 921, 921 }, { 925, 926 }, { 928, 929 },
                  { 931, 931 }, { 933, 933 }, { 935, 938 }, { 940, 943 } };
    if (IN(x, "WAL", "NIR", "SCO", "NUK"))
        return true;
    int64_t n;
    if (!str_int(text(x), &n))
        return false;
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (n >= known[i].from && n <= known[i].to)
            return true;
    return false;
}
RULE(633) { EACH(prev_perm, p) if (given(p->LA_PERM) && !authority_valid(p->LA_PERM)) MARK(p); }
