/* rules_files.c - whether the files agree with one another on who there is. */
#include "returns/ssda903/rule.h"

#define NOT_IN_HEADER(list)     if (!c->header.n) EACH(list, x) MARK(x);
#define BIRTH_DIFFERS(list)                                                                                            \
    EACH(header, h)                                                                                                   \
        EACH(list, x)                                                                                                 \
            if (given(h->DOB) && given(x->DOB) && !same(h->DOB, x->DOB) && !same_day(h->DOB, x->DOB))                  \
                MARK(x);
#define ONCE_ONLY(list)         if (c->list.n > 1) EACH(list, x) MARK(x);

/* A care leaver who was not looked after in the year has a row in OC3 and no episode, and that is right. */
RULE(EPI) { if (!c->episodes.n && !c->oc3.n) EACH(header, h) MARK(h); }
RULE(INT01) { NOT_IN_HEADER(ad1) }
RULE(INT02) { NOT_IN_HEADER(placed) }
RULE(INT03) { NOT_IN_HEADER(episodes) }
RULE(INT04) { NOT_IN_HEADER(missing) }
RULE(INT05) { NOT_IN_HEADER(oc2) }
RULE(INT06) { NOT_IN_HEADER(oc3) }
RULE(INT07) { NOT_IN_HEADER(prev_perm) }
RULE(INT08) { NOT_IN_HEADER(reviews) }
RULE(INT09) { NOT_IN_HEADER(uasc) }
RULE(INT11) { BIRTH_DIFFERS(ad1) }
RULE(INT12) { BIRTH_DIFFERS(placed) }
RULE(INT13) { BIRTH_DIFFERS(missing) }
RULE(INT14) { BIRTH_DIFFERS(oc2) }
RULE(INT15) { BIRTH_DIFFERS(oc3) }
RULE(INT16) { BIRTH_DIFFERS(prev_perm) }
RULE(INT17) { BIRTH_DIFFERS(reviews) }
RULE(INT18) { BIRTH_DIFFERS(uasc) }
RULE(INT21) { EACH(header, h) EACH(uasc, u) if (both_differ(h->SEX, u->SEX)) MARK(u); }
RULE(INT31) { ONCE_ONLY(ad1) }
RULE(INT32) { ONCE_ONLY(header) }
RULE(INT33) { ONCE_ONLY(oc2) }
RULE(INT34) { ONCE_ONLY(oc3) }
RULE(INT35) { ONCE_ONLY(prev_perm) }
RULE(INT36) { ONCE_ONLY(uasc) }
