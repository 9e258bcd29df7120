/* refer.h - what the view of a referral from a contact is given. */
#ifndef WEB_REFER_H
#define WEB_REFER_H
#include "web/record/record.h"

struct refer_page {
    const struct form_page *form;
    int64_t contact_id;
    str reason;                     /* what the contact says */
    day received_at;
    str holder;                     /* who holds the case now; "" nobody */
    bool allocates;                 /* the reader chooses who holds the case */
    size_t nworkers, nteams;
    const struct choice *workers, *teams;
    str chosen, team, holder_error;
};
void refer_view(out *o, const struct refer_page *p);

/* Where to go after a save that makes a contact a referral; "" nowhere else. */
str refer_onward(const struct request *r, const struct subject *sub, const struct record *saved);
#endif
