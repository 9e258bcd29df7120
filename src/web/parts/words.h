/* words.h - who somebody is, how old they are, where they stand and how long they have waited, as pages say it. */
#ifndef WEB_WORDS_H
#define WEB_WORDS_H
#include "desk/person.h"
#include "reporting/failing.h"
#include "web/http/request.h"

void part_child_link(out *o, const struct request *r, int64_t id, str forename, str known_as, str surname);
void part_age(out *o, day born, day expected, day today);       /* "7 years", "5 months", "unborn, due 3 March 2027" */
void part_standing(out *o, unsigned standing);                          /* tags, the heaviest duty first */
void part_collection(out *o, const struct collection_due *of);          /* "Children looked after return 2026-27" */
void part_wait(out *o, instant from, instant now);                      /* "2 hours", "3 days" */
void part_clock(out *o, instant due, instant now);                      /* a tag: "40 minutes left", "2 hours over" */
void part_time(out *o, instant t, day today);                   /* "9:05am" today, else "9:05am on 20 November 2026" */
str  code_shown(const struct request *r, enum field_name f, str code);
#endif
