/* issue_people.h - whom issues are about, and who holds them. */
#ifndef REPORTING_ISSUE_PEOPLE_H
#define REPORTING_ISSUE_PEOPLE_H
#include "reporting/issues.h"

/* id 0: the return itself, of nobody in particular. worker_id, team_id 0: nobody holds the case. */
struct issue_person { int64_t id, worker_id, team_id; str name, council_id, worker, team; day born_on, due_on; };
/* By number, each once; the return itself first. */
struct issue_people { size_t n; const struct issue_person *at; };

/* The people of those issues, which issues_kept gave: of one collection, and of one rule where rule is not "". */
CHECKED err_code issue_people_read(struct store *s, const struct collection_due *of, str rule, day today,
                                   const struct return_issues *issues, arena *a, struct issue_people *to, err *e);
/* NULL: no longer on the record. */
const struct issue_person *issue_person_find(const struct issue_people *p, int64_t id);
#endif
