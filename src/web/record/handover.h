/* handover.h - who holds the case now, on the form that gives it to somebody else. */
#ifndef WEB_HANDOVER_H
#define WEB_HANDOVER_H
#include "web/record/record.h"

bool   is_allocation(const struct record_place *at);           /* is this the form that adds who works with a child? */
void   read_holders(struct request *r, const struct record_place *at, struct form_page *p);
/* The involvements that the form asks to end on the day that the new one begins. */
size_t place_handovers(struct request *r, const struct record_place *at, struct change **to);
/* Would one of those end before it began? Then the page says so. */
bool   begins_too_early(struct request *r, const struct record_place *at, size_t n, const struct change *with);
#endif
