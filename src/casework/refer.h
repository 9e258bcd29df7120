/* refer.h - from a contact that becomes a referral to the worker who holds the case, in one save. */
#ifndef REFER_H
#define REFER_H
#include "desk/save.h"

/* The contact of that number when it was decided to make it a referral and none came of it yet; else NULL. */
const struct record *refer_contact(const struct subject *sub, int64_t contact_id);
/* The referral that came of a contact; NULL: none. */
const struct record *refer_made(const struct subject *sub, int64_t contact_id);

struct refer_worker { int64_t id, team_id; str name; };     /* team_id 0: in none */

struct refer_save {
    struct change referral;
    /* who holds the case from today; whoever held it until then stops. NULL: as it is */
    const struct refer_worker *worker;
    day today;
};
/* Puts both into the save; the caller ends it. What is wrong with the referral comes back in put, as from save_put;
 * what is wrong with the allocation is an ERR_INVALID without faults. */
CHECKED err_code refer_put(struct saving *x, const struct refer_save *to, arena *a, struct put_result *put, err *e);
#endif
